/// What a channel or an account asks of the answers that go out through it.
package struct AnswerTerms: Hashable, Sendable {
  /// The most bytes an answer's files may have together; `nil` where nobody says.
  package var attachmentLimit: Int?
  /// Answers come from the account's own address, whichever alias the customer wrote to.
  package var isFromOwnAddress: Bool
  /// The words go out as HTML too.
  package var wantsHTML: Bool
  /// How long after the customer's last message an answer is taken; for ever where it is `nil`.
  package var replyWindow: Span?
  /// How long after it a machine may answer; as long as a person where it is `nil`.
  package var automationWindow: Span?
  /// How long an answer may be; `nil` where nobody says.
  package var longest: AnswerLength?
  /// What its words may hold; all where nobody has a say in it.
  package var policy: AnswerPolicy?

  /// Terms; nothing is asked unless said.
  package init(
    attachmentLimit: Int? = nil, isFromOwnAddress: Bool = false, wantsHTML: Bool = false,
    replyWindow: Span? = nil, automationWindow: Span? = nil, longest: AnswerLength? = nil,
    policy: AnswerPolicy? = nil
  ) {
    self.attachmentLimit = attachmentLimit
    self.isFromOwnAddress = isFromOwnAddress
    self.wantsHTML = wantsHTML
    self.replyWindow = replyWindow
    self.automationWindow = automationWindow
    self.longest = longest
    self.policy = policy
  }

  /// Why nothing is taken any more once its window has closed, for a channel that people call so.
  package func closed(_ channel: String) -> String {
    let hours = (replyWindow ?? .hours(0)).milliseconds / 3_600_000
    let span = hours % 24 == 0 && hours > 24 ? "\(hours / 24) days" : "\(hours) hours"
    return "\(channel) takes answers for \(span) after the customer's last message, and that time "
      + "is over: wait until they write again, or reach them another way"
  }

  /// Until when a ticket is answered through an account; `nil` where there is no end, or the
  /// customer has written nothing there.
  package func closing(of sheet: TicketSheet, by account: AccountName, automatic: Bool = false)
    -> Instant?
  {
    let spans = [replyWindow, automatic ? automationWindow : nil].compactMap(\.self)
    let heard = sheet.messages.last { $0.isFromHumanCustomer && $0.account == account }
    guard let span = spans.min(), let heard else { return nil }
    return heard.receivedAt + span
  }
}

/// What is asked of answers, by the kind of account they go out through and by the channel.
package struct AnswerRules: Hashable, Sendable {
  /// By the account's type, such as `mail`.
  package var types: [String: AnswerTerms]
  /// By the customer's channel.
  package var channels: [ChannelName: AnswerTerms]

  /// Rules; nothing is asked unless said.
  package init(types: [String: AnswerTerms] = [:], channels: [ChannelName: AnswerTerms] = [:]) {
    self.types = types
    self.channels = channels
  }

  /// All that is asked of an answer, the narrowest limit first.
  package func terms(for account: Account, on channel: ChannelName) -> AnswerTerms {
    let (type, other) = (types[account.type] ?? AnswerTerms(), channels[channel] ?? AnswerTerms())
    return AnswerTerms(
      attachmentLimit: [type, other].compactMap(\.attachmentLimit).min(),
      isFromOwnAddress: type.isFromOwnAddress || other.isFromOwnAddress,
      wantsHTML: type.wantsHTML || other.wantsHTML || account.settings["html"] == "true",
      replyWindow: [type, other].compactMap(\.replyWindow).min(),
      automationWindow: [type, other].compactMap(\.automationWindow).min(),
      longest: type.longest ?? other.longest, policy: policy(on: channel, by: account))
  }

  /// What a channel's owner allows; of a channel that an account has named, what holds for all
  /// that run on the same software.
  private func policy(on channel: ChannelName, by account: Account) -> AnswerPolicy? {
    if let policy = channels[channel]?.policy { return policy }
    guard channel == account.channel, channel.isNamedByAccount else { return nil }
    var policy = channels[ChannelName(rawValue: account.type)]?.policy
    policy?.owner = channel.rawValue
    return policy
  }
}
