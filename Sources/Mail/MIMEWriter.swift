package import Foundation
import Seal

/// Writes a mail strictly: the same value always gives the same bytes, all lines end in CRLF,
/// none is longer than 998 bytes, and none needs more than seven bits, unless an address has letters
/// beyond ASCII before its `@` (RFC 6532).
///
/// It is our own and not GMime's because the bytes of a mail must not change with a library: an
/// outcome that is unsure is settled by them.
package enum MIMEWriter {
  /// The bytes of `mail`. Throws `.unwritable` where an address, the Message-ID or an extra field
  /// holds what no server would take; line breaks in the subject and in names become spaces.
  package static func write(_ mail: OutgoingMail) throws(MailError) -> Data {
    var fields = FieldWriter()
    fields.add("Date", words: [mail.date.rfc5322])
    fields.add("From", words: try AddressWriter.words([mail.from], field: "From"))
    if !mail.to.isEmpty { fields.add("To", words: try AddressWriter.words(mail.to, field: "To")) }
    if !mail.cc.isEmpty { fields.add("Cc", words: try AddressWriter.words(mail.cc, field: "Cc")) }
    if !mail.replyTo.isEmpty {
      fields.add("Reply-To", words: try AddressWriter.words(mail.replyTo, field: "Reply-To"))
    }
    fields.add("Subject", words: WordWriter.words(mail.subject))
    fields.add("Message-ID", words: ["<\(try ownID(mail.messageID))>"])
    let answered = [mail.inReplyTo].compactMap { $0 }.filter(isID)
    if !answered.isEmpty { fields.add("In-Reply-To", words: answered.map { "<\($0)>" }) }
    let references = shortened(mail.references.filter(isID))
    if !references.isEmpty { fields.add("References", words: references.map { "<\($0)>" }) }
    for field in mail.extraHeaders { fields.add(field.name, words: try extra(field)) }
    fields.add("MIME-Version", words: ["1.0"])
    return Data(fields.bytes) + (mail.attachments.isEmpty ? words(mail) : mixed(mail))
  }

  // MARK: - Parts

  /// What it says: text, or text and the same as HTML, the plainest first (RFC 2046 paragraph
  /// 5.1.4).
  private static func words(_ mail: OutgoingMail) -> Data {
    let text = TextPart(mail.text).bytes
    guard mail.hasHTML else { return text }
    let page = TextPart(HTMLWriter.page(of: mail.text), subtype: "html").bytes
    return multipart(
      "alternative", [text, page], boundary(of: mail, "alternative", avoiding: text + page))
  }

  private static func mixed(_ mail: OutgoingMail) -> Data {
    let words = words(mail)
    return multipart(
      "mixed", [words] + mail.attachments.map { FilePart($0).bytes },
      boundary(of: mail, "mixed", avoiding: words))
  }

  private static func multipart(_ subtype: String, _ parts: [Data], _ boundary: String) -> Data {
    var bytes = Data("Content-Type: multipart/\(subtype); boundary=\"\(boundary)\"\r\n".utf8)
    for part in parts { bytes += Data("\r\n--\(boundary)\r\n".utf8) + part }
    return bytes + Data("\r\n--\(boundary)--\r\n".utf8)
  }

  /// A boundary made from the Message-ID and what it parts; words that hold it get another one.
  private static func boundary(
    of mail: OutgoingMail, _ subtype: String, avoiding text: Data
  ) -> String {
    var seed = "\(subtype) \(mail.messageID)"
    while true {
      let boundary = "=_\(Digest.sha256("boundary \(seed)").hex.prefix(32))"
      if text.range(of: Data(boundary.utf8)) == nil { return boundary }
      seed = boundary
    }
  }

  // MARK: - Fields

  /// A Message-ID that fits on a line and holds nothing that could end it.
  private static func isID(_ id: String) -> Bool {
    !id.isEmpty && id.utf8.count <= 900
      && id.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x3C && $0 != 0x3E }
  }

  private static func ownID(_ id: String) throws(MailError) -> String {
    guard isID(id), id.contains("@") else {
      throw .unwritable(field: "Message-ID", why: "\(id.debugDescription) is no Message-ID")
    }
    return id
  }

  /// The first mail of a conversation and its last ones: a field must end somewhere (RFC 5322
  /// paragraph 3.6.4 lets others trim it too).
  private static func shortened(_ ids: [String]) -> [String] {
    guard ids.count > 40, let first = ids.first else { return ids }
    return [first] + ids.suffix(39)
  }

  private static let written: Set<String> = [
    "date", "from", "to", "cc", "bcc", "reply-to", "subject", "message-id", "in-reply-to",
    "references", "mime-version", "content-type", "content-transfer-encoding", "sender",
  ]

  private static func extra(_ field: OutgoingMail.Field) throws(MailError) -> [String] {
    let isName =
      !field.name.isEmpty && field.name.utf8.count <= 70
      && field.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x3A }
    guard isName, !written.contains(field.name.lowercased()) else {
      throw .unwritable(field: field.name, why: "this name cannot be an extra field")
    }
    guard field.value.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
      throw .unwritable(
        field: field.name, why: "its value holds a line break or a control character")
    }
    let words = field.value.split(separator: " ").map(String.init)
    let isPlain = words.allSatisfy { $0.utf8.count <= 900 && $0.utf8.allSatisfy { $0 < 0x80 } }
    return isPlain ? words : WordWriter.words(field.value)
  }
}

/// Fields with their lines folded between words at 78 columns (RFC 5322 paragraph 2.2.3).
struct FieldWriter {
  private(set) var bytes: [UInt8] = []

  /// Adds a field; `words` hold no line break, and none is longer than 900 bytes.
  mutating func add(_ name: String, words: [String]) {
    var line = "\(name):"
    for (index, word) in words.enumerated() {
      if index > 0, line.utf8.count + 1 + word.utf8.count > 78 {
        bytes += Array(line.utf8) + [0x0D, 0x0A]
        line = ""
      }
      line += " \(word)"
    }
    bytes += Array(line.utf8) + [0x0D, 0x0A]
  }
}
