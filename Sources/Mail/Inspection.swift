package import Foundation
import Seal

/// What the parser makes of one mail, in the exact shape that `inspect --json` prints.
package struct Inspection: Hashable, Sendable {
  /// The mail as parsed.
  package var message: MIMEMessage
  /// Its words taken apart.
  package var split: BodyText.Split
  /// What kind of mail it is.
  package var classification: Classification
  /// Whether a machine may answer it.
  package var autoReply: AutoReplyPolicy
  /// The marketplace it comes from; filled in by whoever knows the marketplaces.
  package var channel: String?
  /// The order numbers it seems to speak of; filled in by whoever knows the marketplaces.
  package var orderIDs: [String] = []
  /// What is odd about its sender; filled in by whoever knows the marketplaces.
  package var senderMarks: [String] = []

  /// What the parser makes of the mail `bytes`, for a desk that owns `ownAddresses`.
  package init(of bytes: Data, ownAddresses: [String] = []) {
    self.init(of: MIMEParser.parse(bytes), ownAddresses: ownAddresses)
  }

  /// What there is to say about `message`, for a desk that owns `ownAddresses`.
  package init(of message: MIMEMessage, ownAddresses: [String] = []) {
    self.message = message
    split = BodyText.split(message.text ?? "")
    classification = Classification(of: message)
    autoReply = AutoReplyPolicy(
      for: message, as: classification, ownAddresses: ownAddresses)
  }
}

// MARK: - As JSON

extension Inspection: Encodable {
  /// Writes every key of the contract, `null` where there is nothing to say.
  package func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    try keys.encode(message.messageID, forKey: .messageID)
    try keys.encode(message.inReplyTo, forKey: .inReplyTo)
    try keys.encode(message.references, forKey: .references)
    try keys.encode(message.from.map(Person.init), forKey: .from)
    try keys.encode(message.to.map(Person.init), forKey: .to)
    try keys.encode(message.cc.map(Person.init), forKey: .cc)
    try keys.encode(message.replyTo.map(Person.init), forKey: .replyTo)
    try keys.encode(message.subject, forKey: .subject)
    try keys.encode(message.date?.rfc3339, forKey: .date)
    try keys.encode(message.text ?? "", forKey: .text)
    try keys.encode(split.visible, forKey: .visibleText)
    try keys.encode(split.quoted, forKey: .quotedText)
    try keys.encode(split.signature, forKey: .signature)
    try keys.encode(message.attachments.map(File.init), forKey: .attachments)
    try keys.encode(classification.messageClass, forKey: .messageClass)
    try keys.encode(classification.bounce.map(Failure.init), forKey: .bounce)
    try keys.encode(Verdict(autoReply), forKey: .autoReply)
    try keys.encode(channel, forKey: .channel)
    try keys.encode(orderIDs, forKey: .orderIDs)
    try keys.encode(message.warnings.map(\.rawValue) + senderMarks, forKey: .warnings)
  }

  private enum Key: String, CodingKey {
    case messageID = "message_id"
    case inReplyTo = "in_reply_to"
    case references, from, to, cc
    case replyTo = "reply_to"
    case subject, date, text
    case visibleText = "visible_text"
    case quotedText = "quoted_text"
    case signature, attachments
    case messageClass = "class"
    case bounce
    case autoReply = "auto_reply"
    case channel
    case orderIDs = "order_ids"
    case warnings
  }

  private struct Person: Encodable {
    var mailbox: Mailbox

    init(_ mailbox: Mailbox) {
      self.mailbox = mailbox
    }

    enum Key: String, CodingKey { case name, address }

    func encode(to encoder: any Encoder) throws {
      var keys = encoder.container(keyedBy: Key.self)
      try keys.encode(mailbox.name, forKey: .name)
      try keys.encode(mailbox.address.isEmpty ? nil : mailbox.address, forKey: .address)
    }
  }

  private struct File: Encodable {
    var attachment: Attachment

    init(_ attachment: Attachment) {
      self.attachment = attachment
    }

    enum Key: String, CodingKey {
      case filename
      case safeFilename = "safe_filename"
      case contentType = "content_type"
      case bytes, sha256
    }

    func encode(to encoder: any Encoder) throws {
      var keys = encoder.container(keyedBy: Key.self)
      try keys.encode(attachment.filename, forKey: .filename)
      try keys.encode(attachment.safeFilename, forKey: .safeFilename)
      try keys.encode(attachment.contentType, forKey: .contentType)
      let measure = attachment.measure
      try keys.encode(measure.bytes, forKey: .bytes)
      try keys.encode(measure.sha256.hex, forKey: .sha256)
    }
  }

  private struct Failure: Encodable {
    var recipient: BouncedRecipient

    init(_ recipient: BouncedRecipient) {
      self.recipient = recipient
    }

    enum Key: String, CodingKey {
      case recipient, status
      case replyCode = "reply_code"
      case hard
    }

    func encode(to encoder: any Encoder) throws {
      var keys = encoder.container(keyedBy: Key.self)
      try keys.encode(recipient.recipient, forKey: .recipient)
      try keys.encode(recipient.status, forKey: .status)
      try keys.encode(recipient.replyCode, forKey: .replyCode)
      try keys.encode(recipient.hard, forKey: .hard)
    }
  }

  private struct Verdict: Encodable {
    var allowed: Bool
    var why: String

    init(_ policy: AutoReplyPolicy) {
      allowed = policy.allowed
      why = policy.why
    }
  }
}
