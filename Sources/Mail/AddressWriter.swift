import Foundation

/// Addresses as they stand in header fields, checked so strictly that nothing can hide in them.
enum AddressWriter {
  /// The words of an address field; a comma ends each mailbox but the last.
  static func words(_ mailboxes: [Mailbox], field: String) throws(MailError) -> [String] {
    var words: [String] = []
    for (index, mailbox) in mailboxes.enumerated() {
      let address = try address(mailbox.address, field: field)
      let name = mailbox.name.map(WordWriter.phrase) ?? []
      let comma = index + 1 < mailboxes.count ? "," : ""
      words += name + [name.isEmpty ? "\(address)\(comma)" : "<\(address)>\(comma)"]
    }
    return words
  }

  /// `address` with its domain in ASCII. Throws where no server would take it.
  static func address(_ address: String, field: String) throws(MailError) -> String {
    guard let at = address.lastIndex(of: "@") else {
      throw .unwritable(field: field, why: "\(address.debugDescription) is no address")
    }
    let local = String(address[..<at])
    let domain = HostName.ascii(String(address[address.index(after: at)...]))
    guard isLocal(local) else {
      throw .unwritable(
        field: field, why: "\(address.debugDescription) has a name before @ that mail cannot carry")
    }
    guard let domain, address.utf8.count <= 320 else {
      throw .unwritable(field: field, why: "\(address.debugDescription) has no domain that exists")
    }
    return "\(local)@\(domain)"
  }

  /// A dot-atom, or a quoted string of printable ASCII (RFC 5321 paragraph 4.1.2). Dots may stand
  /// where they should not: such mailboxes exist. Letters beyond ASCII stand as they are (RFC 6532
  /// paragraph 3.2); only a server that offers SMTPUTF8 gets such a mail.
  private static func isLocal(_ local: String) -> Bool {
    let bytes = Array(local.utf8)
    guard !bytes.isEmpty, bytes.count <= 128 else { return false }
    if bytes.first == 0x22, bytes.last == 0x22, bytes.count > 2 {
      return isQuotable(bytes.dropFirst().dropLast())
    }
    return local.unicodeScalars.allSatisfy { scalar in
      guard scalar.value >= 0x80 else {
        return WordWriter.isAtom(UInt8(scalar.value)) || scalar == "."
      }
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .unassigned,
        .privateUse, .surrogate:
        return false
      default: return true
      }
    }
  }

  private static func isQuotable(_ bytes: ArraySlice<UInt8>) -> Bool {
    var isEscaped = false
    for byte in bytes {
      guard 0x20...0x7E ~= byte else { return false }
      if isEscaped {
        isEscaped = false
      } else if byte == 0x5C {
        isEscaped = true
      } else if byte == 0x22 {
        return false
      }
    }
    return !isEscaped
  }
}
