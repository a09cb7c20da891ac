/// An order as a person names it: `1001`, `#1001`, or `shopify:1001` where several shops have one.
package struct OrderPick: Hashable, Sendable {
  /// The number.
  package let number: String
  private let channel: ChannelName?

  /// What was typed.
  package init(_ text: String) {
    let sides = text.split(separator: ":", maxSplits: 1).map(String.init)
    channel = sides.count == 2 ? ChannelName(rawValue: sides[0]) : nil
    number = sides.last ?? text
  }

  /// Whether an order is meant, however its number is spaced.
  package func means(_ order: OrderID) -> Bool {
    (channel == nil || order.channel == channel)
      && SearchText.code(order.number) == SearchText.code(number)
  }
}
