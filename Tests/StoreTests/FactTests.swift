import Domain
import Foundation
import Testing

@testable import Store

struct FactTests {
  private func order(
    _ number: String, total: String = "129.90", asOf: Instant, tracking: String = "DHL 00 34"
  ) throws -> Order {
    Order(
      id: OrderID(channel: .shopify, number: number), createdAt: asOf, state: .paid,
      customerName: "Ada", customerEmail: "ada@mail.example",
      total: try #require(Money(total, "EUR")),
      items: [OrderItem(title: "Kettle", sku: "KET-1", quantity: 1, price: nil)],
      shipments: [Shipment(carrier: "DHL", trackingNumber: tracking, state: .inTransit)],
      asOf: asOf)
  }

  @Test func ordersAreFoundByNumberAddressAndParcel() async throws {
    let shop = try Shop()
    let order = try order("#1001", asOf: shop.clock.now)
    try await shop.store.commit([], facts: [.order(order)], by: .system)
    for question in [
      Question.orders(numbers: ["1001"], addresses: [], tracking: []),
      .orders(numbers: [], addresses: ["ADA@mail.example"], tracking: []),
      .orders(numbers: [], addresses: [], tracking: ["dhl0034"]),
      .orders(numbers: ["1001"], addresses: ["ada@mail.example"], tracking: ["DHL 0034"]),
    ] {
      #expect(try await shop.store.ask(question) == .orders([order]))
    }
    let nothing = Question.orders(numbers: ["100"], addresses: [""], tracking: [""])
    #expect(try await shop.store.ask(nothing) == .orders([]))
  }

  @Test func anOlderTellingNeverReplacesANewer() async throws {
    let shop = try Shop()
    let new = try order("1", total: "20.00", asOf: shop.clock.now, tracking: "B")
    let old = try order("1", total: "10.00", asOf: shop.clock.now - .days(1), tracking: "A")
    try await shop.store.commit([], facts: [.order(new), .order(old)], by: .system)
    let question = Question.orders(numbers: ["1"], addresses: [], tracking: [])
    #expect(try await shop.store.ask(question) == .orders([new]))
    let stale = Question.orders(numbers: [], addresses: [], tracking: ["A"])
    #expect(try await shop.store.ask(stale) == .orders([]))
  }

  @Test func contactsAreMerged() async throws {
    var shop = try Shop()
    let id: CustomerID = shop.mint.id(at: shop.clock.now)
    let first = Customer(
      id: id, name: "Ada", identities: [Identity(channel: .email, address: "a@a.example")],
      since: shop.clock.now)
    let second = Customer(
      id: id, name: "", identities: [Identity(channel: .ebay, address: "ada77")],
      since: shop.clock.now - .days(3))
    let ticket = try await shop.arrive(
      customer: id, facts: [.contact(first), .contact(second)])
    let merged = try #require(try await shop.sheet(ticket).customer)
    #expect(merged.name == "Ada")
    #expect(merged.identities.map(\.address).sorted() == ["a@a.example", "ada77"])
    #expect(merged.since == shop.clock.now - .days(3))
    #expect(try await shop.store.inbox(agent: Shop.ana).rows.first?.customer == "Ada")
  }

  @Test func draftsAreEachAgentsOwn() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    func draft(_ agent: AgentID, _ text: String) -> Draft {
      Draft(
        ticket: id, agent: agent, kind: .reply, text: text, base: 2, savedAt: shop.clock.now)
    }
    try await shop.store.commit(
      [], facts: [.draft(draft(Shop.ana, "Hi")), .draft(draft(Shop.ben, "Yo"))],
      by: .agent(Shop.ana))
    try await shop.store.commit(
      [], facts: [.draft(draft(Shop.ana, "Hello"))], by: .agent(Shop.ana))
    #expect(try await shop.sheet(id).draft?.text == "Hello")
    #expect(try await shop.store.inbox(agent: Shop.ana).rows.first?.hasDraft == true)
    try await shop.store.commit([], facts: [.draftDropped(id, Shop.ana)], by: .agent(Shop.ana))
    #expect(try await shop.sheet(id).draft == nil)
    #expect(try await shop.sheet(id, Shop.ben).draft?.text == "Yo")
  }

  @Test func aDraftOfAnEarlierVersionIsGoneOnWith() async throws {
    let folder = try Folder()
    var shop = try Shop(folder.file)
    let id = try await shop.arrive()
    var draft = Draft(
      ticket: id, agent: Shop.ana, kind: .reply, text: "Hi", subject: "Your kettle",
      thenStatus: .solved, base: 2, savedAt: shop.clock.now)
    try await shop.store.commit([], facts: [.draft(draft)], by: .agent(Shop.ana))
    #expect(try await Shop(folder.file).sheet(id).draft == draft)
    try await shop.tamper("UPDATE draft SET body = json_remove(body, '$.subject', '$.thenStatus')")
    draft.subject = nil
    draft.thenStatus = nil
    #expect(try await Shop(folder.file).sheet(id).draft == draft)
  }

  @Test func unreadIsACustomerMessageAfterTheMark() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    let seen = try await shop.ticket(id).lastEvent
    func isUnread(_ agent: AgentID) async throws -> Bool? {
      try await shop.store.inbox(agent: agent).rows.first?.isUnread
    }
    #expect(try await isUnread(Shop.ana) == true)
    try await shop.store.commit(
      [], facts: [.read(id, Shop.ana, upTo: seen)], by: .agent(Shop.ana))
    #expect(try await isUnread(Shop.ana) == false)
    #expect(try await isUnread(Shop.ben) == true)
    let note = shop.message(.note, says: "psst")
    try await shop.act(id, .noted(note), .tagged(tag("x")))
    #expect(try await isUnread(Shop.ana) == false)
    try await shop.hear(id)
    #expect(try await isUnread(Shop.ana) == true)
    try await shop.store.commit([], facts: [.read(id, Shop.ana, upTo: 1)], by: .agent(Shop.ana))
    let last = try await shop.ticket(id).lastEvent
    try await shop.store.commit(
      [], facts: [.read(id, Shop.ana, upTo: last), .read(id, Shop.ana, upTo: 1)],
      by: .agent(Shop.ana))
    #expect(try await isUnread(Shop.ana) == false, "a mark never goes back")
  }

  @Test func everyFetchedMessageHasOneFate() async throws {
    let shop = try Shop()
    func entry(_ source: String, _ fate: LedgerEntry.Fate) -> Fact {
      .ingested(
        LedgerEntry(
          account: "support", source: source, fate: fate, externalID: nil, raw: sha256(source),
          at: shop.clock.now))
    }
    try await shop.store.commit(
      [],
      facts: [
        entry("INBOX/1/1", .ticketed), entry("INBOX/1/2", .duplicate),
        entry("INBOX/1/3", .quarantined), entry("INBOX/1/1", .duplicate),
      ], by: .system)
    #expect(
      try await shop.store.ask(.ledger)
        == .ledger([.ticketed: 1, .duplicate: 1, .quarantined: 1]))
  }

  @Test(arguments: [("Europe/Dublin", [1, 3]), ("Asia/Kathmandu", [3, 1]), ("UTC", [1, 3])])
  func theLedgerByDayFollowsTheZone(_ zone: String, _ fetched: [Int]) async throws {
    let shop = try Shop()
    let midnight = try #require(Instant(rfc3339: "2026-11-26T00:00:00Z"))
    // Kathmandu's day begins at 18:15.
    for (number, minutes) in [(1, -346), (2, -344), (3, -1), (4, 1)] {
      try await shop.store.commit(
        [],
        facts: [
          .ingested(
            LedgerEntry(
              account: "support", source: "INBOX/1/\(number)",
              fate: number == 3 ? .quarantined : .ticketed, externalID: nil, raw: "",
              reason: number == 3 ? "broken" : "", at: midnight + .minutes(Int64(minutes))))
        ], by: .system)
    }
    let zone = try #require(TimeZone(identifier: zone))
    let answer = try await shop.store.ask(.ledgerDays(since: midnight - .days(2), zone))
    guard case .ledgerDays(let days) = answer else { return #expect(Bool(false)) }
    #expect(days.map(\.fetched) == fetched)
    #expect(days.flatMap(\.reasons).map(\.key) == ["broken"])
    #expect(days.map { $0[.ticketed] + $0[.duplicate] + $0[.quarantined] } == fetched)
    let none = try await shop.store.ask(.ledgerDays(since: midnight + .days(1), zone))
    #expect(none == .ledgerDays([]))
  }

  @Test(arguments: [
    Data(), Data([0]), Data(repeating: 65, count: 100_000), Data((0..<255).map { UInt8($0) }),
  ])
  func bytesComeBackAsTheyWere(contents: Data) async throws {
    let shop = try Shop()
    let raw = RawBytes(
      sha256: sha256(String(decoding: contents, as: UTF8.self)), contents: contents)
    guard String(decoding: contents, as: UTF8.self).utf8.elementsEqual(contents) else { return }
    try await shop.store.commit([], facts: [.bytes(raw), .bytes(raw)], by: .system)
    #expect(try await shop.store.bytes(sha256: raw.sha256) == contents)
    #expect(try await shop.number("SELECT count(*) FROM raw") == 1)
    #expect(try await shop.store.bytes(sha256: sha256("other")) == nil)
    #expect(try await shop.store.bytes(sha256: "no hash") == nil)
  }

  @Test func accountsAndCursorsAreKept() async throws {
    let shop = try Shop()
    let state = AccountState(account: "support", phase: .failed, at: shop.clock.now, error: "no")
    try await shop.store.commit(
      [],
      facts: [
        .account(AccountState(account: "support", phase: .syncing, at: shop.clock.now)),
        .account(state), .cursor("support", Cursor("1")), .cursor("support", Cursor("2")),
      ], by: .system)
    #expect(try await shop.store.ask(.accounts) == .accounts([state]))
    #expect(try await shop.store.cursor(of: "support") == Cursor("2"))
    #expect(try await shop.store.cursor(of: "other") == nil)
  }
}
