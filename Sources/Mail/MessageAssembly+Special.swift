import Foundation
import Seal

/// Parts that say more than their bytes show: calendars, cards, signed, encrypted and packed mail.
extension MessageAssembly {
  /// What calendars, cards, signatures and armour add to a mail that is put together.
  mutating func readSpecialParts(_ parts: [Int], into message: inout MIMEMessage) {
    readSecurity(parts, into: &message)
    readCalendars(parts, into: &message)
    let isSilent = message.text?.allSatisfy(\.isWhitespace) ?? true
    if isSilent, let words = words(of: parts, CardText.summary, ["text/vcard", "text/x-vcard"]) {
      message.text = words
    }
  }

  private mutating func readCalendars(_ parts: [Int], into message: inout MIMEMessage) {
    let types = ["text/calendar", "application/ics"]
    guard let words = words(of: parts, CalendarText.summary, types) else { return }
    let text = message.text ?? ""
    let isSilent = text.allSatisfy(\.isWhitespace)
    message.text = isSilent ? words : "\(text)\(text.hasSuffix("\n") ? "" : "\n")\n\(words)"
  }

  /// What the parts of some types say, each thing once.
  private mutating func words(
    of parts: [Int], _ summary: (String) -> String?, _ types: [String]
  ) -> String? {
    var found: [String] = []
    for part in parts.filter({ types.contains(tree.nodes[$0].type.value) }).prefix(4) {
      guard let words = summary(text(of: tree.nodes[part])), !found.contains(words) else {
        continue
      }
      found.append(words)
    }
    return found.isEmpty ? nil : found.joined(separator: "\n\n")
  }

  private func text(of node: MIMETree.Node) -> String {
    let encoded = UnsafeBufferPointer(rebasing: bytes[node.body])
    let decoded = node.encoding.decode(encoded, limit: 1 << 20)
    let charset = node.type.parameters["charset"]
    let reading = decoded.withUnsafeBufferPointer { Charset.read($0, as: charset) }
    return BodyText.withLineFeeds(reading.text)
  }

  // MARK: - Signed and encrypted

  private func readSecurity(_ parts: [Int], into message: inout MIMEMessage) {
    let types = Set(parts.map { tree.nodes[$0].type.value })
    if types.contains("multipart/signed") { message.warn(.signedUnchecked) }
    if types.contains("multipart/encrypted") { message.markEncrypted() }
    for part in parts where tree.nodes[part].isCMS { readCMS(tree.nodes[part], into: &message) }
    if let text = message.text {
      let reading = PGPArmour.read(text)
      if reading.isSigned { message.warn(.signedUnchecked) }
      if reading.isEncrypted { message.warn(.encrypted) }
      message.text = reading.text
    }
  }

  /// An opaque S/MIME part: what a signed one holds is read as if it stood there.
  private func readCMS(_ node: MIMETree.Node, into message: inout MIMEMessage) {
    let encoded = UnsafeBufferPointer(rebasing: bytes[node.body])
    guard budget.depth > 1 else { return }
    switch CMSContents(node.encoding.decode(encoded, limit: budget.packedBytes)) {
    case .encrypted: message.markEncrypted()
    case .other: break
    case .signed(let contents):
      message.warn(.signedUnchecked)
      var rest = budget
      rest.depth = budget.depth / 2
      rest.packedBytes = budget.packedBytes / 2
      message.take(MIMEParser.parse(Data(contents), budget: rest))
    }
  }

  // MARK: - winmail.dat

  /// The text and the files of Outlook's packed part, beside the part itself.
  func unpackTNEF(_ node: MIMETree.Node, into message: inout MIMEMessage) {
    let encoded = UnsafeBufferPointer(rebasing: bytes[node.body])
    let decoded = node.encoding.decode(encoded, limit: budget.packedBytes)
    guard let packed = TNEF(decoded[...]) else { return }
    message.warn(.packed)
    if let rtf = packed.rtf {
      message.attachments.append(
        Attachment(filename: "body.rtf", contentType: "text/rtf", contents: Data(rtf)))
    }
    if let html = packed.html {
      message.attachments.append(
        Attachment(filename: "body.html", contentType: "text/html", contents: Data(html.utf8)))
    }
    for file in packed.files {
      message.attachments.append(
        Attachment(
          filename: file.name, contentType: file.contentType ?? "application/octet-stream",
          contents: Data(file.contents)))
    }
    guard message.text?.allSatisfy(\.isWhitespace) ?? true else { return }
    let text = packed.text.map(BodyText.withLineFeeds) ?? ""
    if !text.allSatisfy(\.isWhitespace) {
      message.text = text
    } else if let html = packed.html {
      message.text = BodyText.text(fromHTML: html)
    } else if let rtf = packed.rtf {
      message.text = RTFText.text(of: rtf)
    }
  }
}

extension MIMETree.Node {
  /// S/MIME in one opaque part.
  fileprivate var isCMS: Bool {
    guard kind == .leaf else { return false }
    if ["application/pkcs7-mime", "application/x-pkcs7-mime"].contains(type.value) { return true }
    return type.value == "application/octet-stream"
      && filename?.lowercased().hasSuffix(".p7m") == true
  }

  /// Outlook's packed part.
  var isTNEF: Bool {
    guard kind == .leaf else { return false }
    if ["application/ms-tnef", "application/vnd.ms-tnef"].contains(type.value) { return true }
    return type.value == "application/octet-stream" && filename?.lowercased() == "winmail.dat"
  }
}

extension MIMEMessage {
  /// Says that it is encrypted, in its text too where it has none.
  fileprivate mutating func markEncrypted() {
    warn(.encrypted)
    if text?.allSatisfy(\.isWhitespace) ?? true { text = PGPArmour.placeholder }
  }

  /// Takes over what stood inside a signed part.
  fileprivate mutating func take(_ inner: MIMEMessage) {
    if text?.allSatisfy(\.isWhitespace) ?? true {
      text = inner.text
      html = inner.html
    }
    attachments += inner.attachments
    nested += inner.nested
    let own: [Warning] = [.noSender, .noDate, .empty]
    for warning in inner.warnings where !own.contains(warning) { warn(warning) }
  }
}
