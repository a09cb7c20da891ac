import Domain
import Foundation
import Testing

@testable import Store

struct MatchTests {
  static func keys(
    _ shop: Shop, id: String? = "new@mail.example", raw: String = "new bytes",
    answers: [String] = [], to: [String] = ["support@shop.example"], subject: String = "Hello",
    from: String = "ada@mail.example", channel: ChannelName = .email, orders: [String] = [],
    account: AccountName = "support"
  ) -> MatchKeys {
    MatchKeys(
      channel: channel, account: account, externalID: id, raw: sha256(raw), answers: answers,
      recipients: to, subject: subject, customer: from, orders: orders,
      receivedAt: shop.clock.now)
  }

  private func match(_ shop: Shop, _ keys: MatchKeys) async throws -> MatchContext {
    try #require(try await shop.store.match([keys]).first)
  }

  @Test func anAnswerToOursFindsItsTicket() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    try await shop.arrive(from: "eve@mail.example")
    try await shop.answer(id)
    let ours = try #require(try await shop.store.outbox().first?.reply.externalID)
    let found = try await match(shop, Self.keys(shop, answers: ["x@y", ours], from: "z@z.example"))
    #expect(found.candidates.map(\.ticket) == [id])
    #expect(found.candidates.first?.reason == .token)
    #expect(found.duplicate == nil)
  }

  @Test func aForgedTokenFindsNothing() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    let other = Tokens(key: [UInt8](repeating: 1, count: 32))
    let reply: ReplyID = shop.mint.id(at: shop.clock.now)
    let found = try await match(
      shop,
      Self.keys(
        shop, answers: [other.messageID(ticket: id, reply: reply, domain: "shop.example")],
        to: [other.address("support@shop.example", for: id)], subject: "[#1-aaaa] hi"))
    let chance = shop.store.tokens.holds(code: "aaaa", number: 1, ticket: id)
    #expect(found.candidates.isEmpty || chance)
  }

  @Test func theStrongestReasonComesFirst() async throws {
    var shop = try Shop()
    let first = try await shop.arrive(externalID: "one@mail.example")
    let second = try await shop.arrive(externalID: "two@mail.example")
    let third = try await shop.arrive(externalID: "three@mail.example")
    let number = try await shop.ticket(second).number
    let found = try await match(
      shop,
      Self.keys(
        shop, answers: ["one@mail.example"],
        to: [shop.store.address("support@shop.example", for: third)],
        subject: "Re: " + shop.store.subjectToken(number: number, ticket: second)))
    #expect(found.candidates.map(\.ticket) == [third, first, second])
    #expect(found.candidates.map(\.reason) == [.addressToken, .reference, .subjectToken])
    #expect(
      found.candidates[1].participants == ["ada@mail.example", "support@shop.example"])
  }

  // MARK: - Identity (R11)

  @Test func theSameBytesAreADuplicate() async throws {
    var shop = try Shop()
    let message = shop.message(externalID: "a@mail.example")
    let opening = shop.opening()
    try await shop.store.commit(
      [.created(opening, at: shop.clock.now), Change(opening.id, .received(message))],
      by: .customer)
    var keys = Self.keys(shop, id: "a@mail.example")
    #expect(try await match(shop, keys).duplicate == .sameIDOtherWords)
    keys.raw = message.raw ?? ""
    #expect(try await match(shop, keys).duplicate == .same)
    keys.externalID = nil
    #expect(try await match(shop, keys).duplicate == .same)
    keys.raw = sha256("another way")
    keys.externalID = "a@mail.example"
    keys.said = message.said
    keys.account = "sales"
    #expect(try await match(shop, keys).duplicate == .same, "the same words in another mailbox")
    keys.said[2] = "Other words"
    #expect(try await match(shop, keys).duplicate == nil)
    keys.account = "support"
    #expect(try await match(shop, keys).duplicate == .sameIDOtherWords)
    keys.externalID = nil
    keys.raw = sha256("quite other")
    #expect(try await match(shop, keys).duplicate == nil)
  }

  @Test(arguments: ["", String(repeating: "x", count: 10_000) + "@mail.example"])
  func strangeIdentifiersAreKept(id: String) async throws {
    var shop = try Shop()
    let ticket = try await shop.arrive(externalID: id)
    #expect(try await shop.sheet(ticket).messages.first?.externalID == id)
    let found = try await match(shop, Self.keys(shop, id: id, answers: [id]))
    #expect(found.duplicate == (id.isEmpty ? nil : .sameIDOtherWords))
    #expect(found.candidates.count == (id.isEmpty ? 0 : 1))
  }

  @Test func ourOwnReplyIsKnownAgain() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    let reply = try await shop.answer(id, window: .seconds(0))
    let ours = try #require(try await shop.store.outbox().first?.reply.externalID)
    let keys = Self.keys(shop, id: ours)
    #expect(try await match(shop, keys).duplicate == .ourReply(reply, ticket: id, .accepted))
    try await shop.store.commit(
      [
        Change(id, .replySending(reply, attempt: 1, parcel: "p")),
        Change(
          id,
          .replySent(
            reply, Receipt(at: shop.clock.now, answer: "ok", externalID: "market-7"))),
      ], by: .system)
    let filed = Self.keys(shop, id: "market-7")
    #expect(try await match(shop, filed).duplicate == .ourReply(reply, ticket: id, .sent))
    let answer = try await match(shop, Self.keys(shop, answers: ["market-7"]))
    #expect(answer.candidates.first?.reason == .reference)
  }

  // MARK: - Marketplaces

  @Test func aMarketplaceKnowsItsCustomerAndOrder() async throws {
    var shop = try Shop()
    let alias = "x7@marketplace.example"
    let customer = Customer(
      id: shop.mint.id(at: shop.clock.now), name: "Ada",
      identities: [Identity(channel: .amazon, address: alias)], since: shop.clock.now)
    let old = try await shop.arrive(
      from: alias, channel: .amazon, customer: customer.id, facts: [.contact(customer)])
    try await shop.store.commit(
      [Change(old, .linkedOrder(OrderID(channel: .amazon, number: "111-2222222-3333333")))],
      by: .system)
    shop.clock.pass(.days(20))
    let recent = try await shop.arrive(from: alias, channel: .amazon, customer: customer.id)
    let named = try await match(
      shop,
      Self.keys(shop, from: alias, channel: .amazon, orders: ["111-2222222-3333333"]))
    #expect(named.candidates.map(\.ticket) == [old, recent])
    #expect(named.candidates.map(\.reason) == [.marketplaceOrder, .marketplaceCustomer])
    #expect(named.customer?.id == customer.id)
    let unnamed = try await match(shop, Self.keys(shop, from: alias, channel: .amazon))
    #expect(unnamed.candidates.map(\.ticket) == [recent])
    shop.clock.pass(.days(15))
    let late = try await match(shop, Self.keys(shop, from: alias, channel: .amazon))
    #expect(late.candidates.isEmpty)
    let mail = try await match(shop, Self.keys(shop, from: alias, channel: .email))
    #expect(mail.candidates.isEmpty, "mail joins no ticket by its sender alone")
  }

  @Test func ordersComeWithTheirNumbersOrTheirBuyer() async throws {
    var shop = try Shop()
    let orders = ["1001", "1002", "1003"].map { number in
      Order(
        id: OrderID(channel: .shopify, number: number),
        createdAt: shop.clock.now + .days(Int64(number) ?? 0), state: .shipped,
        customerName: "Ada", customerEmail: "Ada@Mail.example", total: Money(10, "EUR"), items: [],
        asOf: shop.clock.now)
    }
    try await shop.store.commit([], facts: orders.map { .order($0) }, by: .system)
    let named = try await match(shop, Self.keys(shop, from: "b@b.example", orders: ["#1002"]))
    #expect(named.orders.map(\.number) == ["1002"])
    let unnamed = try await match(shop, Self.keys(shop))
    #expect(unnamed.orders.map(\.number) == ["1003", "1002", "1001"])
    let many = try await shop.store.match([Self.keys(shop, from: "c@c.example"), Self.keys(shop)])
    #expect(many.map(\.orders.count) == [0, 3])
    _ = shop.message()
  }
}
