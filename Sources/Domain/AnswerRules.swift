/// What a channel or an account asks of the answers that go out through it.
package struct AnswerTerms: Hashable, Sendable {
  /// The most bytes an answer's files may have together; `nil` where nobody says.
  package var attachmentLimit: Int?
  /// Answers come from the account's own address, whichever alias the customer wrote to.
  package var isFromOwnAddress: Bool
  /// The words go out as HTML too.
  package var wantsHTML: Bool

  /// Terms; nothing is asked unless said.
  package init(
    attachmentLimit: Int? = nil, isFromOwnAddress: Bool = false, wantsHTML: Bool = false
  ) {
    self.attachmentLimit = attachmentLimit
    self.isFromOwnAddress = isFromOwnAddress
    self.wantsHTML = wantsHTML
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
      wantsHTML: type.wantsHTML || other.wantsHTML || account.settings["html"] == "true")
  }
}
