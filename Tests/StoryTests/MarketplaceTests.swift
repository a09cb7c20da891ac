import ChannelKit
import Domain
import Foundation
import Mirakl
import Store
import Testing

/// A customer writes on a marketplace whose messages come by its own interface, judged by what the
/// agent sees and by what the marketplace holds.
@Suite struct MarketplaceTests {
  private static func marketplace() -> SmallShop {
    let now = Stage.morning
    var state = SmallShop.State(now: now - .minutes(30))
    state.put(
      Order(
        id: OrderID(channel: .email, number: "A-100"), createdAt: now - .days(3), state: .shipped,
        customerName: "Ada Byron", customerEmail: "C-9", address: ["4 Harbour Lane", "Dublin"],
        total: Money(35, "EUR"),
        items: [OrderItem(title: "Mug", sku: "MUG", quantity: 2, price: Money(15, "EUR"))],
        shipments: [
          Shipment(
            carrier: "UPS", trackingNumber: "1Z999", state: .inTransit, shippedAt: now - .days(1),
            expectedAt: now + .days(2))
        ], asOf: now))
    state.say("Where is my order? Will it come today?", in: "t1", order: "A-100")
    state.now = now - .minutes(20)
    state.say("Do you sell mugs?", in: "t2", subject: "Mugs", customer: Party(address: "C-10"))
    state.now = now
    return SmallShop(state)
  }

  /// Opens Ada's ticket, answers it from the suggested template and sends it.
  private func answer(_ stage: Stage) async throws {
    let screen = stage.screen
    screen.press("/")
    screen.type("channel:carrefour come today")
    try await screen.sees("Ada Byron")
    screen.press("Enter")
    try await screen.sees("enter open")
    screen.press("Enter")
    try await screen.sees("Will it come today?", "r reply")
    screen.press("r")
    try await screen.sees("reply to Ada Byron, by Carrefour")
    screen.press("C-x i")
    try await screen.sees("insert a template", "Where is my order", "nothing missing")
    screen.press("Enter")
    try await screen.seesNoMore("insert a template")
    try await screen.sees("where-is-my-order-in-transit", "Northlight Outfitters")
    screen.press("C-x C-s")
    try await screen.sees("To       Ada Byron", "Enter sends")
    screen.press("Enter")
    try await screen.sees("waits to leave")
    stage.clock.pass(.seconds(11))
  }

  @Test func aMessageIsAnsweredFromATemplateIntoItsConversationOnce() async throws {
    let shop = Self.marketplace()
    try await Stage.play(marketplace: shop) { stage in
      try await answer(stage)
      try await stage.eventually("the marketplace has it") { _ in
        await shop.words(in: "t1").count == 2
      }
      try await stage.eventually("the outbox is empty") { try await $0.outbox.isEmpty }
      let said = try #require(await shop.words(in: "t1").last)
      #expect(said.contains("Your order A-100 left us"))
      #expect(said.contains("1Z999"))
      #expect(!said.contains("https://"), "links are not for marketplaces")
      // Its echo is no message of its own, however often it is looked for.
      let asked = await shop.requests.count
      stage.clock.pass(.minutes(10))
      try await stage.eventually("it was looked at again") { _ in
        await shop.requests.count > asked
      }
      #expect(await shop.words(in: "t1").count == 2)
      #expect(await shop.words(in: "t2") == ["Do you sell mugs?"])
    }
  }

  @Test func anAnswerWhoseFateNobodyToldIsFoundThere() async throws {
    let shop = Self.marketplace()
    try await Stage.play(marketplace: shop) { stage in
      await shop.loseTheNextAnswerToAPost()
      try await answer(stage)
      try await stage.eventually("the marketplace has it") { _ in
        await shop.words(in: "t1").count == 2
      }
      try await stage.eventually("it is known to have left") { stage in
        stage.clock.pass(.minutes(1))
        return try await stage.outbox.isEmpty
      }
      #expect(await shop.words(in: "t1").count == 2)
    }
  }
}

extension SmallShop {
  fileprivate func words(in talk: String) -> [String] {
    state.talks.first { $0.id == talk }?.words.map(\.text) ?? []
  }

  fileprivate func loseTheNextAnswerToAPost() { planForChange(.lostAnswer) }
}
