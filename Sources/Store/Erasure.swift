package import Domain

/// What is to be erased, as a person or a rule of retention names it.
package enum ErasureTarget: Hashable, Sendable {
  /// A customer, by one of their addresses or by identifier.
  case customer(String)
  /// Tickets in which nothing was said since a moment and which nobody works on.
  case quiet(since: Instant, channel: ChannelName?, tag: Tag?)
}

/// What an erasure takes, or has taken.
package struct Erasure: Hashable, Sendable {
  /// The customer, where one was named and is known.
  package var customer: CustomerID?
  /// Tickets whose words go, by number.
  package var tickets: [Int] = []
  /// Tickets of others out of which something goes.
  package var shared: [Int] = []
  /// Tickets that must be kept: nothing is erased while there are any, except by retention, which
  /// leaves them out.
  package var held: [Int] = []
  /// Messages, notes and replies.
  package var messages = 0
  /// Mails and files, byte for byte.
  package var raw = 0
  /// Orders that shops had told of.
  package var orders = 0
  /// Customers whose identities go.
  package var customers = 0
  /// Replies that were still on their way out and are not sent.
  package var unsent = 0
  /// When anything was last said in the quietest and in the least quiet of the tickets.
  package var span: ClosedRange<Instant>?
  /// Words of what was erased that were looked for afterwards.
  package var lookedFor = 0
  /// How often any of them was found; `nil` where nothing was erased.
  package var foundAfter: Int?
  /// Copies that still hold what is erased here.
  package var copies: [KeptCopy] = []

  /// Whether there is anything to erase.
  package var isEmpty: Bool { tickets.isEmpty && shared.isEmpty && customers == 0 && orders == 0 }
}

/// A copy of the store that was once written.
package struct KeptCopy: Hashable, Sendable {
  /// Where.
  package var path: String
  /// When.
  package var at: Instant
}
