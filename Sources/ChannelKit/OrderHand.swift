package import Domain

/// Does to an order what a person asks its shop for.
package protocol OrderHand: OrderBook {
  /// What can be done to an order now; nothing where it has come too far, or where the shop lets
  /// nobody do it through its interface.
  func actions(on order: Order) async throws(ChannelError) -> [OrderAction]
  /// Asks for it once, and returns what the shop says of it. Throws `.refused` where the shop will
  /// not do it, and `.unsure` where it cannot tell whether it was done.
  func perform(_ errand: OrderErrand) async throws(ChannelError) -> String
  /// Whether it was done after all, as the shop shows it; `false` proves nothing.
  func isDone(_ errand: OrderErrand) async throws(ChannelError) -> Bool
}

extension OrderHand {
  /// The shop shows nothing of it.
  package func isDone(_ errand: OrderErrand) async throws(ChannelError) -> Bool { false }
}
