/// What a ticket can be about; templates, triage and reports use the same words.
package enum IssueType: String, Hashable, Sendable, Codable, CaseIterable {
  /// Where is my order?
  case wismo
  case returnRefund = "return_refund"
  case damaged
  /// Not what was ordered, or not as described.
  case wrongItem = "wrong_item"
  case missingItem = "missing_item"
  case cancel
  case changeAddress = "change_address"
  /// A question before buying.
  case presale
  case billing
  case warranty
  /// Displeasure without a concrete request.
  case complaint
  case technical
  /// A chargeback, a claim, a case with the marketplace.
  case dispute
  /// Nothing to do.
  case thanks
  case spam
}

/// A reply written in advance, as its file holds it: one language's variant.
package struct Template: Hashable, Sendable, Codable {
  /// What it is called in commands: the file's name without its ending.
  package var name: String
  /// The language it is written in, as its folder is called: `en`, `de`, `de-at`.
  package var language: String
  /// What lists show.
  package var title: String
  /// The channels it is meant for; empty for all.
  package var channels: [ChannelName]
  /// The matters it answers.
  package var issueTypes: [IssueType]
  /// The labels it goes with.
  package var tags: [Tag]
  /// The states of an order, parcel or refund it speaks of: `late`, `delivered`, `refunded`.
  package var states: [String]
  /// Who keeps it right.
  package var owner: String
  /// When its owner should read it again.
  package var reviewBy: Instant?
  /// The language to take where the customer's is missing; `nil` for the library's own.
  package var fallback: String?
  /// The text with its placeholders.
  package var body: String
  /// The file it came from, as problems name it.
  package var file: String
  /// The line of that file on which the body begins, from 1.
  package var bodyLine: Int

  /// A template.
  package init(
    name: String, language: String, title: String, channels: [ChannelName] = [],
    issueTypes: [IssueType] = [], tags: [Tag] = [], states: [String] = [], owner: String = "",
    reviewBy: Instant? = nil, fallback: String? = nil, body: String, file: String = "",
    bodyLine: Int = 1
  ) {
    self.name = name
    self.language = language
    self.title = title
    self.channels = channels
    self.issueTypes = issueTypes
    self.tags = tags
    self.states = states
    self.owner = owner
    self.reviewBy = reviewBy
    self.fallback = fallback
    self.body = body
    self.file = file
    self.bodyLine = bodyLine
  }

  /// Whether it may be used on a channel.
  package func fits(_ channel: ChannelName) -> Bool {
    channels.isEmpty || channels.contains(channel)
  }
}
