extension TicketSheet {
  /// Those among `parties` who are new to this conversation: nothing of it was ever sent to them
  /// by us, they were not in its first message, and they are not its customer (S4).
  ///
  /// Where the first message only asks for answers elsewhere (Reply-To), that address is new too:
  /// nobody has written from there.
  package func newcomers(among parties: [Party]) -> [Party] {
    let known = acquainted
    let aliases = aliasDomains
    var seen: Set<String> = []
    return parties.filter { party in
      let key = Self.key(party.address)
      guard !key.isEmpty, !known.contains(key), seen.insert(key).inserted else { return false }
      return !(Self.domain(key).map { aliases.contains(String($0)) } ?? false)
    }
  }

  /// The domains at which a marketplace gives one customer several addresses: an order, a case and
  /// a message each have their own. A shop's own form tells the customer's real address, whose
  /// domain is shared with strangers.
  private var aliasDomains: Set<String> {
    guard ticket.channel.givesAliases else { return [] }
    // Who wrote later may be anybody.
    let first = messages.first { $0.direction != .note }?.from.address
    let identities = customer?.identities.map(\.address) ?? []
    let theirs = (first.map { [$0] } ?? []) + identities
    return Set(theirs.map(Self.key).compactMap { key in Self.domain(key).map(String.init) })
  }

  private var acquainted: Set<String> {
    var parties: [Party] = []
    if let first = messages.first(where: { $0.direction != .note }) {
      parties += [first.from] + first.to + first.cc
    }
    for message in messages where message.direction == .outbound {
      parties += message.to + message.cc
    }
    for row in outbox where row.state != .recalled { parties += row.reply.to + row.reply.cc }
    let identities = customer?.identities.map(\.address) ?? []
    return Set((parties.map(\.address) + identities).map(Self.key))
  }

  /// An address in lower case without what follows a `+` in it.
  private static func key(_ address: String) -> String {
    let folded = address.lowercased()
    guard let at = folded.lastIndex(of: "@"), let plus = folded[..<at].firstIndex(of: "+"),
      plus != folded.startIndex
    else { return folded }
    return String(folded[..<plus] + folded[at...])
  }

  private static func domain(_ address: String) -> Substring? {
    address.lastIndex(of: "@").map { address[address.index(after: $0)...] }
  }
}
