/// A mail with its envelope, as SMTP carries it.
package struct SMTPMail: Hashable, Sendable {
  /// Where failures are reported to; empty for nowhere (automatic mail).
  package var from: String
  /// Each one who gets it.
  package var to: [String]
  /// The mail itself.
  package var bytes: [UInt8]

  /// A mail with its envelope.
  package init(from: String, to: [String], bytes: [UInt8]) {
    self.from = from
    self.to = to
    self.bytes = bytes
  }
}

extension SMTPMail {
  /// What goes between DATA and the final dot: every line ends in CRLF, and a line that begins
  /// with a dot gets one more (RFC 5321, section 4.5.2). Lone CR and LF become line ends too.
  package func stuffed() -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + bytes.count / 32 + 2)
    var isLineStart = true
    var at = 0
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      if byte == 0x0D || byte == 0x0A {
        if byte == 0x0D, at < bytes.count, bytes[at] == 0x0A { at += 1 }
        result.append(0x0D)
        result.append(0x0A)
        isLineStart = true
      } else {
        if byte == 0x2E && isLineStart { result.append(0x2E) }
        result.append(byte)
        isLineStart = false
      }
    }
    if !isLineStart {
      result.append(0x0D)
      result.append(0x0A)
    }
    return result
  }

  /// Refuses what could be read as another command, or cannot be carried at all.
  func check() throws(MailFault) {
    guard !to.isEmpty else { throw .unsayable(reason: "the mail has no recipient") }
    for address in to + (from.isEmpty ? [] : [from]) {
      guard SMTPMail.isAddress(address) else {
        throw .unsayable(
          reason: "\"\(readable(address.utf8, limit: 80))\" cannot be used as an address")
      }
    }
    guard !bytes.contains(0) else {
      throw .unsayable(reason: "the mail holds a NUL, which SMTP cannot carry")
    }
  }

  /// `local@domain` without controls; spaces and brackets only inside a quoted local part.
  package static func isAddress(_ text: String) -> Bool {
    guard text.utf8.count <= 320, let at = text.lastIndex(of: "@"), at != text.startIndex else {
      return false
    }
    guard
      text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !(0x7F...0x9F ~= $0.value) })
    else { return false }
    let local = text[..<at]
    let domain = text[text.index(after: at)...]
    let special = Set(" <>(),;:\\\"@")
    guard !domain.isEmpty, isDomain(domain, special: special) else { return false }
    guard local.first == "\"" else { return !local.contains(where: special.contains) }
    return isQuoted(local)
  }

  private static func isDomain(_ domain: Substring, special: Set<Character>) -> Bool {
    if domain.first == "[", domain.last == "]" {
      return domain.dropFirst().dropLast().allSatisfy { $0.isHexDigit || ".:IPv".contains($0) }
    }
    return !domain.contains(where: special.union("[]").contains)
  }

  private static func isQuoted(_ local: Substring) -> Bool {
    guard local.count > 2, local.last == "\"" else { return false }
    var isEscaped = false
    for character in local.dropFirst().dropLast() {
      if isEscaped {
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        return false
      }
    }
    return !isEscaped
  }
}
