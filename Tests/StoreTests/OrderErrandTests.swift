import Domain
import Foundation
import GRDB
import Testing

@testable import Store

/// Actions on orders as the log keeps them.
struct OrderErrandTests {
  private func errand(_ shop: inout Shop, _ words: String = "Wants it by Friday") -> OrderErrand {
    OrderErrand(
      id: shop.mint.id(at: shop.clock.now), order: OrderID(channel: .shopify, number: "1047"),
      account: "shop", action: OrderAction("note", "add a note"),
      answers: [.init(name: "note", title: "note", value: words, words: words)],
      author: Shop.ana)
  }

  private func rows(_ shop: Shop, _ ticket: TicketID) async throws -> [OrderErrandRow] {
    let sheet = try await shop.store.ticket(ticket, agent: Shop.ana)
    return try #require(sheet).events.orderErrands(at: shop.clock.now)
  }

  @Test func whatWasAskedAndAnsweredIsReadBackAsItWas() async throws {
    var shop = try Shop(seed: 985 << 40)
    let ticket = try await shop.arrive()
    for answer in [OrderAnswer.done("note 281"), .refused("it has left"), .unsure("timed out")] {
      let errand = errand(&shop)
      try await shop.act(ticket, .orderAsked(errand))
      try await shop.act(ticket, .orderAnswered(errand.id, answer))
      let row = try #require(try await rows(shop, ticket).last)
      #expect(row.errand == errand)
      #expect(row.answer == answer)
    }
    let before = try await rows(shop, ticket)
    _ = try await shop.store.rebuild()
    #expect(try await rows(shop, ticket) == before)
  }

  @Test func nobodyAnswersTwiceNorWhatWasNeverAsked() async throws {
    var shop = try Shop(seed: 986 << 40)
    let ticket = try await shop.arrive()
    let errand = errand(&shop)
    let never = Change(ticket, .orderAnswered(errand.id, .done("")))
    #expect(try await shop.store.commit([never], by: .agent(Shop.ana)).events.isEmpty)
    try await shop.act(ticket, .orderAsked(errand))
    #expect(try await shop.store.commit([never], by: .agent(Shop.ana)).events.count == 1)
    #expect(try await shop.store.commit([never], by: .agent(Shop.ana)).events.isEmpty)
  }

  @Test func nothingTakesItBack() async throws {
    var shop = try Shop(seed: 987 << 40)
    let ticket = try await shop.arrive()
    let errand = errand(&shop)
    try await shop.act(ticket, .orderAsked(errand))
    try await shop.act(ticket, .orderAnswered(errand.id, .done("")))
    _ = try await shop.store.undo(by: Shop.ana)
    #expect(try await rows(shop, ticket).map(\.answer) == [.done("")])
  }

  @Test func theEventsNameNobodyAndSayNoWords() async throws {
    var shop = try Shop(seed: 988 << 40)
    let ticket = try await shop.arrive()
    try await shop.act(ticket, .orderAsked(errand(&shop, "secret of Ada's")))
    let payloads = try await shop.store.read { db in
      try String.fetchAll(db, sql: "SELECT payload FROM event WHERE type = 'order.action'")
    }
    #expect(payloads.count == 1 && payloads.allSatisfy { !$0.contains("secret") })
  }
}
