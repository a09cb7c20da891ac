import Domain
import Foundation
import Testing

@testable import Store

/// Orders that a ticket may be about.
struct OrderCandidateTests {
  private func order(
    _ number: String, _ shop: Shop, days: Int64 = 5, name: String = "", email: String = "",
    phone: String = "", parcel: String = "", channel: ChannelName = .shopify
  ) throws -> Fact {
    .order(
      Order(
        id: OrderID(channel: channel, number: number), createdAt: shop.clock.now - .days(days),
        state: .paid, customerName: name, customerEmail: email, customerPhone: phone,
        total: try #require(Money("10.00", "EUR")), items: [],
        shipments: parcel.isEmpty
          ? [] : [Shipment(carrier: "DHL", trackingNumber: parcel, state: .inTransit)],
        asOf: shop.clock.now))
  }

  private func found(_ text: String, in shop: inout Shop, _ facts: [Fact]) async throws -> [String]
  {
    let customer: CustomerID = shop.mint.id(at: shop.clock.now)
    let person = Customer(
      id: customer, name: "Ada Byron",
      identities: [Identity(channel: .email, address: "ada@mail.example")], since: shop.clock.now)
    let id = try await shop.arrive(
      says: text, customer: customer, facts: facts + [.contact(person)])
    return try await shop.sheet(id).candidates.map { "\($0.order.number) \($0.reason.rawValue)" }
  }

  @Test func theyAreFoundByParcelAddressPhoneAndName() async throws {
    var shop = try Shop()
    let facts = [
      try order("1001", shop, parcel: "0034 0434 1612"),
      try order("1002", shop, email: "Ada@mail.example"),
      try order("1003", shop, days: 2, email: "ada@mail.example"),
      try order("1004", shop, phone: "+353 (0)1 555 0199"),
      try order("1005", shop, name: "Àda  BYRON"),
      try order("1006", shop, days: 91, name: "Ada Byron"),
      try order("1007", shop, name: "Ada Lovelace", phone: "555 0199"),
      try order("1008", shop, name: "Byron Ada"),
    ]
    let text = "Where is 0034-0434-1612? Call me: 01 555 01 99, since 2024-11-20."
    #expect(
      try await found(text, in: &shop, facts) == [
        "1001 parcel", "1003 address", "1002 address", "1004 phone", "1005 name",
      ])
  }

  @Test func aNameOfOneWordAndAShortNumberTellNothing() async throws {
    var shop = try Shop()
    let facts = [try order("1", shop, name: "Ada"), try order("2", shop, phone: "5550199")]
    #expect(try await found("5550199, yours Ada", in: &shop, facts) == [])
  }

  @Test func whatIsLinkedIsNoCandidateAndComesBackWhenItIsNot() async throws {
    var shop = try Shop()
    let facts = [
      try order("1001", shop, email: "ada@mail.example"),
      try order("1001", shop, email: "ada@mail.example", channel: .woocommerce),
    ]
    let id = try await shop.arrive(facts: facts)
    let linked = OrderID(channel: .shopify, number: "1001")
    #expect(try await shop.sheet(id).candidates.count == 2)
    let outcome = try await shop.act(id, .linkedOrder(linked))
    let sheet = try await shop.sheet(id)
    #expect(sheet.orders.map(\.id) == [linked])
    #expect(sheet.candidates.map(\.order.id.channel) == [.woocommerce])
    _ = try await shop.store.undo(by: Shop.ana)
    #expect(outcome.changed.count == 1)
    #expect(try await shop.sheet(id).orders.isEmpty)
    #expect(try await shop.sheet(id).candidates.count == 2)
  }

  @Test func noMoreThanSixAreShownTheNewestOfThem() async throws {
    var shop = try Shop()
    let facts = try (1...9).map {
      try order("\($0)", shop, days: Int64($0), email: "ada@mail.example")
    }
    #expect(
      try await found("Hello", in: &shop, facts) == (1...6).map { "\($0) address" })
  }
}
