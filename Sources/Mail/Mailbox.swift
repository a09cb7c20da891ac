/// One address with the name its owner wrote beside it (RFC 5322 paragraph 3.4).
package struct Mailbox: Hashable, Sendable, Codable {
  /// The display name, decoded; `nil` where there is none.
  package var name: String?
  /// The address as written, without angle brackets; empty only where the sender wrote none.
  package var address: String
  /// The name of the group this mailbox stands in, where it stands in one.
  package var group: String?

  /// A mailbox from its parts.
  package init(name: String? = nil, address: String, group: String? = nil) {
    self.name = name
    self.address = address
    self.group = group
  }

  /// Everything after the last `@`, in lower case; empty where there is no `@`.
  package var domain: String {
    guard let at = address.lastIndex(of: "@") else { return "" }
    return address[address.index(after: at)...].lowercased()
  }

  /// Everything before the last `@`, as written.
  package var localPart: String {
    guard let at = address.lastIndex(of: "@") else { return address }
    return String(address[..<at])
  }

  /// The address in lower case: how two spellings of one address are compared.
  package var key: String { address.lowercased() }

  /// The local part up to its first `+`, and what follows it.
  package var plusParts: (local: String, tag: String?) {
    let local = localPart
    guard let plus = local.firstIndex(of: "+"), plus != local.startIndex else {
      return (local, nil)
    }
    return (String(local[..<plus]), String(local[local.index(after: plus)...]))
  }
}
