/// One question to a name server (RFC 1035, section 4.1.2).
package struct DNSQuestion: Hashable, Sendable {
  /// Which records are asked for.
  package enum Kind: UInt16, Hashable, Sendable {
    /// Who takes the mail of a domain (RFC 1035, section 3.3.9).
    case mx = 15
    /// Where a service is (RFC 2782).
    case srv = 33
  }

  /// In ASCII, lower case, without the dot at the end.
  package let name: String
  /// Which records are asked for.
  package let kind: Kind

  /// A question; `nil` where `name` can stand in none (RFC 1035, section 2.3.4).
  package init?(_ name: String, _ kind: Kind) {
    let labels = name.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
    guard name.utf8.count <= 253, labels.allSatisfy({ 1...63 ~= $0.count }),
      name.utf8.allSatisfy(DNSName.isPlain)
    else { return nil }
    self.name = name.lowercased()
    self.kind = kind
  }

  /// The message that asks it of a resolver (RFC 1035, section 4.1), saying that an answer of 1232
  /// bytes can be taken at once (RFC 6891, section 6.2.5).
  package func message(id: UInt16) -> [UInt8] {
    var bytes: [UInt8] = []
    func add(_ word: UInt16) { bytes += [UInt8(word >> 8), UInt8(word & 0xFF)] }
    add(id)
    // Recursion desired; one question, one additional record.
    for word: UInt16 in [0x0100, 1, 0, 0, 1] { add(word) }
    for label in name.utf8.split(separator: 0x2E) { bytes += [UInt8(label.count)] + label }
    bytes.append(0)
    for word: UInt16 in [kind.rawValue, 1] { add(word) }
    bytes.append(0)
    for word: UInt16 in [41, 1232, 0, 0, 0] { add(word) }
    return bytes
  }
}

/// What a name server says of a name.
package enum DNSRecord: Hashable, Sendable {
  /// Who takes the mail; the lowest preference first (RFC 5321, section 5.1). A host that is empty
  /// means nobody (RFC 7505, section 3).
  case mx(preference: UInt16, host: String)
  /// Where a service is; a host that is empty means that it is not offered (RFC 2782).
  case srv(priority: UInt16, weight: UInt16, port: UInt16, host: String)
}

/// Asks the name servers: real ones, or what a test says.
package protocol NameLookup: Sendable {
  /// All records of that kind, in the order they came; none where there are none.
  func records(
    for question: DNSQuestion, within limit: Duration
  ) async throws(TransportError) -> [DNSRecord]
}
