/// A mail with its envelope, as SMTP carries it.
package struct SMTPMail: Hashable, Sendable {
  /// Where failures are reported to; empty for nowhere (automatic mail).
  package var from: String
  /// Each one who gets it.
  package var to: [String]
  /// The mail itself.
  package var bytes: [UInt8]
  /// Its Message-ID without angle brackets, by which reports about it shall name it; `nil` where
  /// none are wanted but those that every server sends.
  package var id: String?

  /// A mail with its envelope.
  package init(from: String, to: [String], bytes: [UInt8], id: String? = nil) {
    self.from = from
    self.to = to
    self.bytes = bytes
    self.id = id
  }
}

// MARK: - Addresses

extension SMTPMail {
  /// An address as the envelope has it: its domain in ASCII (RFC 5890); `nil` where no mail can be
  /// sent to it.
  package static func envelopeAddress(_ address: String) -> String? {
    try? AddressWriter.address(address, field: "")
  }

  /// The first address that only a server with SMTPUTF8 can carry (RFC 6531).
  var wideAddress: String? {
    ([from] + to).first { !$0.utf8.allSatisfy { $0 < 0x80 } }
  }

  /// Its header needs a server with SMTPUTF8, whatever the addresses are.
  var hasWideHeader: Bool {
    var isLineStart = false
    for byte in bytes {
      guard byte < 0x80 else { return true }
      if byte == 0x0A {
        guard !isLineStart else { return false }
        isLineStart = true
      } else if byte != 0x0D {
        isLineStart = false
      }
    }
    return false
  }
}

// MARK: - What the server is asked for

extension SMTPMail {
  /// What to say behind MAIL FROM so that a report names the mail and encloses its header only
  /// (RFC 3461, sections 4.3 and 4.4).
  var reportParameters: String {
    guard let id, !from.isEmpty else { return "" }
    let whole = Self.xtext(id)
    // An identifier has room for 100 characters; the part before the @ is ours alone.
    let short = whole.utf8.count <= 100 ? whole : Self.xtext(String(id.prefix { $0 != "@" }))
    return " RET=HDRS" + (short.utf8.count <= 100 ? " ENVID=\(short)" : "")
  }

  /// What to say behind RCPT TO so that a failure and a delay are reported, for the address as we
  /// know it (RFC 3461, sections 4.1 and 4.2).
  func reportParameters(for address: String) -> String {
    guard id != nil, !from.isEmpty else { return "" }
    let known = " NOTIFY=FAILURE,DELAY"
    guard address.utf8.allSatisfy({ $0 < 0x80 }) else { return known }
    return "\(known) ORCPT=rfc822;\(Self.xtext(address))"
  }

  /// Text in the characters that a parameter may have (RFC 3461, section 4).
  private static func xtext(_ text: String) -> String {
    text.utf8.map { byte in
      0x21...0x7E ~= byte && byte != 0x2B && byte != 0x3D
        ? String(UnicodeScalar(byte)) : "+\(WordWriter.hex(byte))"
    }.joined()
  }
}

extension SMTPMail {
  /// Refuses what this server could never take, by what it offers.
  func check(against offers: [String: String]) throws(MailFault) {
    if let limit = offers["SIZE"].flatMap({ Int($0) }), limit > 0, bytes.count > limit {
      throw .unsayable(
        reason: "the mail has \(Self.size(bytes.count)) with its files as mail carries them; "
          + "the server takes at most \(Self.size(limit))")
    }
    if offers["SMTPUTF8"] == nil {
      if let address = wideAddress {
        throw .unsayable(
          reason: "\(readable(address.utf8, limit: 80)) has letters before the @ that the server "
            + "cannot carry: it does not offer SMTPUTF8")
      }
      guard !hasWideHeader else {
        throw .unsayable(reason: "the server takes only addresses in ASCII")
      }
    }
    guard offers["8BITMIME"] != nil || bytes.allSatisfy({ $0 < 0x80 }) else {
      throw .unsayable(reason: "the server cannot carry a mail that is not plain ASCII")
    }
  }

  /// `812 kB`, `3.4 MB`.
  private static func size(_ bytes: Int) -> String {
    if bytes < 1_000 { return "\(bytes) bytes" }
    if bytes < 1_000_000 { return "\((bytes + 500) / 1_000) kB" }
    let tenths = (bytes + 50_000) / 100_000
    return "\(tenths / 10).\(tenths % 10) MB"
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
