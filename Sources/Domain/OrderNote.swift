/// Something that was noted with an order in its shop.
package struct OrderNote: Hashable, Sendable, Codable {
  /// What it says.
  package var text: String
  /// Who noted it; empty where the shop itself did.
  package var author: String
  /// When.
  package var at: Instant?
  /// The customer saw it.
  package var isSeen: Bool

  /// A note.
  package init(_ text: String, author: String = "", at: Instant?, isSeen: Bool) {
    self.text = text
    self.author = author
    self.at = at
    self.isSeen = isSeen
  }
}

/// Who bought, as the shop's own book of customers knows them.
package struct Buyer: Hashable, Sendable, Codable {
  /// How often they bought; `nil` where the shop does not count.
  package var orders: Int?
  /// What all of it came to.
  package var spent: Money?
  /// Since when the shop knows them.
  package var since: Instant?
  /// How the shop sorts them.
  package var tags: [String]
  /// What was noted of them.
  package var note: String

  /// A buyer.
  package init(
    orders: Int? = nil, spent: Money? = nil, since: Instant? = nil, tags: [String] = [],
    note: String = ""
  ) {
    self.orders = orders
    self.spent = spent
    self.since = since
    self.tags = tags
    self.note = note
  }
}
