import ChannelKit
import Domain
import Foundation
import Store
import Terminal
import TestKit
import Testing

@testable import App

/// A mail names an order that no pull has brought; the agent who opens the ticket sees it, though
/// its shop was away when the mail came.
@Suite struct ShopStories {
  /// Every shop that knows its orders by their numbers.
  static let types = Catalogue.channels.filter { $0 is any OrderBook.Type }.map { $0.profile.type }
    .filter { !["exec", "chat"].contains($0) }

  @Test func theseShopsKnowOrders() {
    #expect(
      Self.types == [
        "woocommerce", "shopify", "bigcommerce", "mirakl", "ebay", "etsy", "walmart", "amazon",
      ])
  }

  @Test(arguments: types)
  func anOrderIsShownWithTheTicketThatNamesIt(_ type: String) async throws {
    let simulator = try #require(
      Catalogue.simulators.first { $0.channel.profile.type == type })
    let shop = SmallShop(now: Stage.morning)
    try await Stage.play(size: Size(120, 36), marketplace: shop, by: simulator) { stage in
      await shop.change { $0.put(Self.kettle(.shipped)) }
      await shop.plan(.away)
      await stage.deliver(
        from: "Lars Holm", "lars@mail.example", subject: "Order 90991", "Is it on its way?")
      try await stage.eventually("the mail is here") { try await $0.count("90991") == 1 }
      let screen = stage.screen
      try await screen.search("90991", finds: 1)
      try await screen.openTicket()
      // Where a pull met the shop away, it rests until the next one.
      try await stage.eventually("the order is known") { stage in
        if try await stage.count("order:90991") == 1 { return true }
        stage.clock.pass(.minutes(1))
        return false
      }
      try await screen.sees("Is it on its way?", "Enamel kettle")
    }
  }

  /// The answer to the wish is lost on the way: the shop is looked at, and asked no second time.
  @Test(arguments: [nil, SmallShop.Mishap.lostAnswer])
  func anOrderIsCancelledFromItsTicketOnce(_ mishap: SmallShop.Mishap?) async throws {
    let simulator = try #require(
      Catalogue.simulators.first { $0.channel.profile.type == "woocommerce" })
    let shop = SmallShop(now: Stage.morning)
    try await Stage.play(size: Size(120, 36), marketplace: shop, by: simulator) { stage in
      await shop.change { $0.put(Self.kettle(.paid)) }
      await stage.deliver(
        from: "Lars Holm", "lars@mail.example", subject: "Order 90991", "Please cancel it.")
      try await stage.eventually("the mail is here") { try await $0.count("order:90991") == 1 }
      let screen = stage.screen
      try await screen.search("order:90991", finds: 1)
      try await screen.openTicket()
      try await screen.sees("Please cancel it.", "Enamel kettle")
      screen.press("O")
      try await screen.sees("What can be done", "4 cancel the order")
      screen.press("4")
      try await screen.sees("To be done", "y do it")
      #expect(await shop.state.deeds == [])
      if let mishap { await shop.planForChange(mishap) }
      screen.press("y")
      try await screen.sees("done at WooCommerce", "cancelled")
      #expect(await shop.state.deeds == [SmallShop.Deed(order: "90991", what: "cancel")])
    }
  }

  private static func kettle(_ state: Order.State) -> Order {
    Order(
      id: OrderID(channel: .email, number: "90991"), createdAt: Stage.morning - .days(2),
      state: state, customerName: "Lars Holm", customerEmail: "lars@mail.example",
      address: ["Havnegade 3", "Aarhus"], total: Money(44, "EUR"),
      items: [
        OrderItem(title: "Enamel kettle", sku: "KET-12", quantity: 1, price: Money(44, "EUR"))
      ], shipments: [], asOf: Stage.morning)
  }
}
