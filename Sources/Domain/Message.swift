/// One thing said, by whom, through which account.
package struct Message: Hashable, Sendable, Codable {
  /// Which way it went.
  package enum Direction: String, Hashable, Sendable, Codable {
    /// The customer wrote to us.
    case inbound
    /// We wrote to the customer.
    case outbound
    /// An agent wrote to colleagues; never leaves the house.
    case note
  }

  /// What kind of mail it is; only `human` opens waits and reopens tickets.
  package enum Class: String, Hashable, Sendable, Codable {
    case human
    case autoReply = "auto-reply"
    case bounce
    case feedbackReport = "feedback-report"
    case readReceipt = "read-receipt"
    case deliveryNotice = "delivery-notice"
  }

  /// Its identifier here.
  package var id: MessageID
  /// Who may read it beside those it was written to; `nil` for nobody.
  package var audience: Audience?
  /// Which way it went.
  package var direction: Direction
  /// What kind of mail it is.
  package var kind: Class = .human
  /// The customer's channel.
  package var channel: ChannelName
  /// The account it came or went through.
  package var account: AccountName
  /// Who wrote it; for a note the agent.
  package var from: Party
  /// To whom.
  package var to: [Party] = []
  /// Who else reads it.
  package var cc: [Party] = []
  /// For a message of ours: who got it without the others knowing.
  @AddedLater package var bcc: [Party] = []
  /// Where answers should go, where that differs from `from`.
  package var replyTo: [Party] = []
  /// Its subject.
  package var subject: String
  /// When our server had it: what every clock counts from, not the Date header.
  package var receivedAt: Instant
  /// The sender's own Date, where readable.
  package var date: Instant?
  /// Its Message-ID (RFC 5322, 3.6.4) without angle brackets, or the marketplace's own id.
  package var externalID: String?
  /// What it answers, without angle brackets.
  package var inReplyTo: [String] = []
  /// Its thread, oldest first, without angle brackets.
  package var references: [String] = []
  /// What it says.
  package var body: Body
  /// What came with it; inline pictures are left out.
  package var attachments: [Attachment] = []
  /// SHA-256 of the raw bytes, in hex; `nil` where there are none (a note).
  package var raw: String?
  /// Order numbers found in it, most likely first.
  package var orderNumbers: [String] = []
  /// What a reader should know: `marketplace sender not verified`, `reply goes elsewhere`.
  package var warnings: [String] = []
  /// For a bounce: the Message-ID of ours that came back.
  package var bounced: String?
  /// For a bounce: it will never arrive.
  package var isHardBounce = false

  /// A message with what every message has.
  package init(
    id: MessageID, direction: Direction, channel: ChannelName, account: AccountName, from: Party,
    subject: String, receivedAt: Instant, body: Body
  ) {
    self.id = id
    self.direction = direction
    self.channel = channel
    self.account = account
    self.from = from
    self.subject = subject
    self.receivedAt = receivedAt
    self.body = body
  }

  /// Who says what with which files: the same in every copy of it, whichever way each came.
  ///
  /// Without an id of its own, the sender's date must be the same too; with neither, it is empty,
  /// and only the bytes tell whether two are one.
  package var said: [String] {
    let words =
      [from.address.lowercased(), subject, body.visible, body.quoted] + attachments.map(\.sha256)
    if externalID != nil { return words }
    return date.map { words + [$0.rfc3339()] } ?? []
  }

  /// A customer, not a machine, wrote to us.
  package var isFromHumanCustomer: Bool { direction == .inbound && kind == .human }
}

/// Who may read what was said, beside those it was said to.
package enum Audience: String, Hashable, Sendable, Codable {
  /// Everybody.
  case everybody
  /// Everybody who comes across it, though it is not shown among what is new.
  case everybodyQuietly = "everybody_quietly"
}

/// A message's words, cut into what is new and what is repeated.
package struct Body: Hashable, Sendable, Codable {
  /// What the sender newly wrote.
  package var visible: String
  /// What they repeated of earlier mails; shown folded.
  package var quoted: String
  /// Their signature; shown folded.
  package var signature: String
  /// The words came from HTML only.
  package var isFromHTML: Bool

  /// A body.
  package init(
    visible: String, quoted: String = "", signature: String = "", isFromHTML: Bool = false
  ) {
    self.visible = visible
    self.quoted = quoted
    self.signature = signature
    self.isFromHTML = isFromHTML
  }
}

/// A file that came with a message or goes out with a reply; its bytes lie in the store by hash.
package struct Attachment: Hashable, Sendable, Codable {
  /// SHA-256 of the bytes, in hex.
  package var sha256: String
  /// The sender's name for it, as sent.
  package var filename: String
  /// `image/jpeg` and the like, as sent.
  package var contentType: String
  /// Its size in bytes.
  package var bytes: Int

  /// An attachment.
  package init(sha256: String, filename: String, contentType: String, bytes: Int) {
    self.sha256 = sha256
    self.filename = filename
    self.contentType = contentType
    self.bytes = bytes
  }
}
