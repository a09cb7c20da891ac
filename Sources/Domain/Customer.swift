/// A name and an address, as they stand in a message.
package struct Party: Hashable, Sendable, Codable {
  /// The display name; empty where there is none.
  package var name: String
  /// The mail address, or a user name on channels that have no mail.
  package var address: String

  /// A party.
  package init(name: String = "", address: String) {
    self.name = name
    self.address = address
  }

  /// The name, or the address where there is none.
  package var label: String { name.isEmpty ? address : name }
}

/// One way a customer reaches us.
package struct Identity: Hashable, Sendable, Codable {
  /// The channel it belongs to.
  package var channel: ChannelName
  /// The address there, lower case.
  package var address: String

  /// An identity; the address is folded to lower case.
  package init(channel: ChannelName, address: String) {
    self.channel = channel
    self.address = address.lowercased()
  }
}

/// A person who buys from us, and the identities we know them by.
package struct Customer: Hashable, Sendable, Codable {
  /// Their identifier.
  package var id: CustomerID
  /// Their name as last seen; empty when unknown.
  package var name: String
  /// Names under which they are known beside it, since they were joined with others.
  @AddedLater package var otherNames: [String] = []
  /// Every address they wrote from.
  package var identities: [Identity]
  /// When they first appeared.
  package var since: Instant

  /// A customer.
  package init(id: CustomerID, name: String, identities: [Identity], since: Instant) {
    self.id = id
    self.name = name
    self.identities = identities
    self.since = since
  }

  /// The name, or the first address where there is none.
  package var label: String {
    name.isEmpty ? identities.first?.address ?? "unknown" : name
  }
}
