import Domain
import Foundation
import GRDB
import Synchronization
import Testing

@testable import Store

/// Customers who may be the same person, and why.
struct CustomerCandidateTests {
  private static let elmPark = ["12 Elm Park", "Galway", "Ireland"]

  private func order(
    _ number: String, _ shop: Shop, name: String = "Ada Byron", email: String = "",
    phone: String = "", address: [String] = [], channel: ChannelName = .shopify
  ) -> Order {
    Order(
      id: OrderID(channel: channel, number: number), createdAt: shop.clock.now - .days(3),
      state: .paid, customerName: name, customerEmail: email, customerPhone: phone,
      address: address, total: Money(10, "EUR"), items: [], asOf: shop.clock.now)
  }

  private func keep(_ orders: Order..., in shop: Shop) async throws {
    try await shop.store.commit([], facts: orders.map { .order($0) }, by: .system)
  }

  /// Who may be the same person as one: their names, each with the words of the reasons.
  private func found(_ id: CustomerID, _ shop: Shop) async throws -> [String] {
    let sheet = try #require(try await shop.store.customer(id, agent: Shop.ana))
    return sheet.candidates.map { candidate in
      "\(candidate.customer.label) \(candidate.reasons.map(\.word).joined(separator: " "))"
    }
  }

  @Test func theSameAddressOnAnotherChannelTells() async throws {
    var shop = try Shop(seed: 90 << 40)
    let mail = try await shop.meet("Ada", "ada@mail.example")
    let chat = try await shop.meet("Visitor", "ada@mail.example", on: .chat)
    #expect(try await found(mail, shop) == ["Visitor address"])
    #expect(try await found(chat, shop) == ["Ada address"])
    let ticket = try await shop.arrive(customer: mail)
    let double = try #require(try await shop.sheet(ticket).doubles.first)
    #expect(double.customer.id == chat)
    #expect(double.reasons == [.address("ada@mail.example")])
  }

  @Test func theSamePhoneNumberTellsHoweverItIsWritten() async throws {
    var shop = try Shop(seed: 91 << 40)
    let mail = try await shop.meet("Ada", "ada@mail.example")
    let chat = try await shop.meet("ada1815", "+353861234567", on: .whatsapp)
    let text = try await shop.meet("", "00353861234567", on: .sms)
    // The same digits are no phone number there.
    _ = try await shop.meet("Somebody", "353861234567", on: .telegram)
    try await keep(
      order("1001", shop, email: "ada@mail.example", phone: "086 / 123 45 67"), in: shop)
    #expect(try await found(mail, shop) == ["ada1815 phone", "00353861234567 phone"])
    #expect(try await found(chat, shop) == ["Ada phone", "00353861234567 phone"])
    #expect(try await found(text, shop) == ["Ada phone", "ada1815 phone"])
  }

  @Test func anOrderFromTheOthersAddressAndAnOrderOfBothTell() async throws {
    var shop = try Shop(seed: 92 << 40)
    let mail = try await shop.meet("Ada", "ada@mail.example")
    let chat = try await shop.meet("ada1815", "8714", on: .telegram)
    let third = try await shop.meet("Friend", "friend@mail.example")
    try await keep(order("1001", shop, email: "ada@mail.example"), in: shop)
    let number = OrderID(channel: .shopify, number: "1001")
    let talk = try await shop.arrive(channel: .telegram, customer: chat)
    try await shop.act(talk, .linkedOrder(number))
    #expect(try await found(chat, shop) == ["Ada buyer"])
    #expect(try await found(mail, shop) == ["ada1815 buyer"])
    let asked = try await shop.arrive(from: "friend@mail.example", customer: third)
    try await shop.act(asked, .linkedOrder(number))
    #expect(try await found(chat, shop) == ["Ada buyer", "Friend order"])
    let own = try await shop.arrive(customer: mail)
    try await shop.act(own, .linkedOrder(number))
    #expect(try await found(chat, shop) == ["Ada buyer order", "Friend order"])
  }

  @Test func aNameTellsOnlyWithThePlace() async throws {
    var shop = try Shop(seed: 93 << 40)
    let one = try await shop.meet("Ada Byron", "ada@mail.example")
    let two = try await shop.meet("Ada Byron", "byron@work.example")
    _ = try await shop.meet("Ada Byron", "another@mail.example")
    #expect(try await found(one, shop) == [], "many people have one name")
    try await keep(
      order("1", shop, email: "ada@mail.example", address: Self.elmPark),
      order("2", shop, name: "ÀDA byron", email: "byron@work.example", address: Self.elmPark),
      order("3", shop, email: "another@mail.example", address: ["9 Other Street", "Galway"]),
      order("4", shop, name: "Tom Byron", email: "tom@mail.example", address: Self.elmPark),
      in: shop)
    _ = try await shop.meet("Tom Byron", "tom@mail.example")
    #expect(try await found(one, shop) == ["Ada Byron home"])
    let sheet = try #require(try await shop.store.customer(one, agent: Shop.ana))
    #expect(sheet.candidates[0].customer.id == two)
  }

  /// A marketplace gives its customers addresses of its own making.
  @Test(arguments: [ChannelName.amazon, .ebay, .walmart, ChannelName(rawValue: "leroymerlin")])
  func aRelaysAddressIsNoEvidence(_ channel: ChannelName) async throws {
    var shop = try Shop(seed: 94 << 40)
    let alias = "a1b2@marketplace.example"
    let buyer = try await shop.meet("A. Byron", alias, on: channel)
    let mail = try await shop.meet("Ada Byron", alias)
    try await keep(order("1", shop, email: alias, channel: channel), in: shop)
    let ticket = try await shop.arrive(customer: mail)
    #expect(try await found(buyer, shop) == [])
    #expect(try await found(mail, shop) == [])
    // What both asked about is evidence all the same.
    let other = try await shop.arrive(channel: channel, customer: buyer)
    for id in [ticket, other] {
      try await shop.act(id, .linkedOrder(OrderID(channel: channel, number: "1")))
    }
    #expect(try await found(mail, shop) == ["A. Byron order"])
  }

  @Test func whatManyShareTellsNobodyApart() async throws {
    var shop = try Shop(seed: 95 << 40)
    let one = try await shop.meet("Ada", "ada@mail.example")
    try await keep(order("0", shop, email: "ada@mail.example", phone: "0800 1234567"), in: shop)
    for number in 1...6 {
      _ = try await shop.meet("C\(number)", "c\(number)@mail.example")
      try await keep(
        order("\(number)", shop, email: "c\(number)@mail.example", phone: "0800-1234567"),
        in: shop)
      #expect(try await found(one, shop).count == (number < 6 ? number : 0))
    }
  }

  @Test func theLikeliestComeFirstAndWhoIsJoinedIsNoneAnyMore() async throws {
    var shop = try Shop(seed: 96 << 40)
    let mail = try await shop.meet("Ada", "ada@mail.example")
    let home = try await shop.meet("Home", "home@mail.example")
    let chat = try await shop.meet("Chat", "+353861234567", on: .whatsapp)
    try await keep(
      order("1", shop, email: "ada@mail.example", phone: "+353861234567", address: Self.elmPark),
      order("2", shop, email: "home@mail.example", address: Self.elmPark), in: shop)
    #expect(try await found(mail, shop) == ["Chat phone", "Home home"])
    try await shop.join(chat, into: mail)
    #expect(try await found(mail, shop) == ["Home home"])
    #expect(try await found(chat, shop) == ["Home home"], "they are one person")
    #expect(try await found(home, shop) == ["Ada home"])
    try await shop.store.undo(by: Shop.ana)
    #expect(try await found(mail, shop) == ["Chat phone", "Home home"])
  }

  // MARK: - What we had to do with them

  @Test func dealingsAreThoseOfTheWholePerson() async throws {
    var shop = try Shop(seed: 97 << 40)
    let mail = try await shop.meet("Ada", "ada@mail.example")
    let chat = try await shop.meet("", "+353861234567", on: .whatsapp)
    let other = try await shop.meet("Ben", "ben@mail.example")
    var cancelled = order("3", shop, email: "ada@mail.example")
    cancelled.state = .cancelled
    var dollars = order("4", shop, email: "")
    dollars.total = Money(Decimal(string: "12.50") ?? 0, "USD")
    try await keep(
      order("1", shop, email: "ada@mail.example"), order("2", shop, email: "ada@mail.example"),
      cancelled, dollars, order("5", shop, email: "ben@mail.example"), in: shop)
    let letter = try await shop.arrive(customer: mail)
    let talk = try await shop.arrive(channel: .whatsapp, customer: chat)
    for number in ["4", "5"] {
      try await shop.act(talk, .linkedOrder(OrderID(channel: .shopify, number: number)))
    }
    try await shop.act(letter, .tagged(tag("late")), .moved(.solved, .asked))
    try await shop.act(talk, .tagged(tag("late")), .tagged(tag("vip")))
    let thrown = try await shop.arrive(customer: mail)
    try await shop.act(thrown, .trashed)
    try await shop.join(chat, into: mail)
    let dealings = try await shop.sheet(letter).dealings
    #expect(dealings.tickets == 2 && dealings.openTickets == 1)
    #expect(dealings.orders == 4, "Ben's order is Ben's, whoever asked about it")
    #expect(dealings.value.map(\.decimalText) == ["20.00", "12.50"])
    #expect(dealings.value.map(\.currency) == ["EUR", "USD"])
    #expect(dealings.tags.map { "\($0.tag) \($0.count)" } == ["late 2", "vip 1"])
    let sheet = try #require(try await shop.store.customer(chat, agent: Shop.ana))
    #expect(sheet.customer.id == mail && sheet.members.map(\.id) == [mail, chat])
    #expect(sheet.dealings == dealings)
    #expect(Set(sheet.orders.map(\.number)) == ["1", "2", "3", "4"])
    #expect(try await shop.store.customer(other, agent: Shop.ana)?.dealings.orders == 1)
  }

  @Test func theyAreNamedByAddressPhoneOrTicket() async throws {
    var shop = try Shop(seed: 98 << 40)
    let mail = try await shop.meet("Ada", "ada@mail.example")
    let chat = try await shop.meet("Chat", "+353861234567", on: .whatsapp)
    let ticket = try await shop.arrive(customer: mail)
    let nobodys = try await shop.arrive(from: "x@mail.example")
    let number = try await shop.ticket(ticket).number
    let cases: [(String, [CustomerID])] = [
      ("ADA@mail.example ", [mail]), ("+353 86 123-4567", [chat]), ("086 1234567", [chat]),
      ("#\(number)", [mail]), ("\(number)", [mail]), (ticket.description, [mail]),
      (chat.description, [chat]), ("nobody@mail.example", []), ("#9999", []), ("", []),
      ("#\(try await shop.ticket(nobodys).number)", []),
    ]
    for (text, ids) in cases {
      #expect(try await shop.store.customers(named: text).map(\.id) == ids, "\(text)")
    }
    try await shop.join(chat, into: mail)
    #expect(try await shop.store.customers(named: "086 1234567").map(\.id) == [mail])
  }

  // MARK: - Quick

  /// No statement of a customer's sheet reads a table from end to end.
  @Test func noTableIsReadWhole() async throws {
    var shop = try Shop(seed: 99 << 40)
    let mail = try await shop.meet("Ada Byron", "ada@mail.example")
    let chat = try await shop.meet("Chat", "+353861234567", on: .whatsapp)
    let (first, second) = (
      order("1", shop, email: "ada@mail.example", phone: "+353861234567", address: Self.elmPark),
      order("2", shop, email: "", address: Self.elmPark)
    )
    try await keep(first, second, in: shop)
    let ticket = try await shop.arrive(customer: mail)
    try await shop.act(ticket, .linkedOrder(first.id), .linkedOrder(second.id))
    try await shop.join(chat, into: mail)
    let plans = try await shop.store.read { db in
      let seen = Mutex<[String]>([])
      db.trace { event in
        if case .statement(let statement) = event {
          seen.withLock { $0.append(statement.expandedSQL) }
        }
      }
      let answering = Answering(
        db: db, tokens: Tokens(key: [UInt8](repeating: 0, count: 32)),
        now: Instant(milliseconds: 1),
        holder: .thisProcess)
      _ = try answering.answer(.customer(chat, agent: Shop.ana))
      _ = try answering.answer(.ticket(ticket, agent: Shop.ana))
      for name in ["ada@mail.example", "086 1234567", "#1"] {
        _ = try answering.answer(.customers(named: name))
      }
      db.trace(nil)
      let statements = Set(seen.withLock { $0 }).filter {
        $0.hasPrefix("SELECT") && !$0.contains("_config'") || $0.hasPrefix("WITH")
      }
      return try statements.sorted().map { sql in
        (sql, try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(sql)").map { $0["detail"] as String })
      }
    }
    #expect(plans.count > 15)
    for (statement, plan) in plans {
      for step in plan where step.hasPrefix("SCAN ") {
        let isIndex = step.contains("USING") || step.contains("VIRTUAL TABLE INDEX")
        #expect(
          isIndex || step.contains("CONSTANT") || step.contains("(subquery"),
          "\(step) of \(statement)")
      }
    }
    #expect(plans.contains { $0.1.contains { $0.contains("identity_phone") } })
  }

  @Test func aHundredThousandCustomersAreNoHindrance() async throws {
    var shop = try Shop(seed: 100 << 40)
    let mail = try await shop.meet("Ada Byron", "ada@mail.example")
    let chat = try await shop.meet("Chat", "+353861234567", on: .whatsapp)
    try await keep(
      order("1", shop, email: "ada@mail.example", phone: "+353861234567", address: Self.elmPark),
      in: shop)
    let few = try await time(mail, chat, shop)
    try await shop.tamper(
      """
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
      INSERT INTO customer (id, name, since)
      SELECT CAST(printf('%016d', i) AS BLOB), 'Ada Byron', 0 FROM n;
      INSERT INTO identity (channel, address, customer_id)
      SELECT iif(row % 2, 'email', 'whatsapp'),
        iif(row % 2, 'c' || row || '@mail.example', printf('+49%09d', row)), id
      FROM customer WHERE since = 0;
      """)
    let many = try await time(mail, chat, shop)
    #expect(many < few * 5, "\(many) among a hundred thousand, \(few) alone")
  }

  /// How long it takes to look twenty times for both.
  private func time(_ mail: CustomerID, _ chat: CustomerID, _ shop: Shop) async throws -> Duration {
    let clock = ContinuousClock()
    let start = clock.now
    for _ in 0..<20 {
      #expect(try await found(mail, shop) == ["Chat phone"])
      #expect(try await found(chat, shop) == ["Ada Byron phone"])
    }
    return clock.now - start
  }

  /// A store of the version before says of every order which home it went to.
  @Test func ordersOfAnEarlierVersionAreFoundByTheirHome() async throws {
    let folder = try Folder()
    let one: CustomerID
    do {
      var shop = try Shop(folder.file, seed: 101 << 40)
      one = try await shop.meet("Ada Byron", "ada@mail.example")
      _ = try await shop.meet("A. Byron", "byron@work.example")
      try await keep(
        order("1", shop, email: "ada@mail.example", address: Self.elmPark),
        order("2", shop, email: "byron@work.example", address: Self.elmPark), in: shop)
      try await shop.tamper(
        """
        DELETE FROM order_code WHERE kind = 'home';
        DROP INDEX identity_phone;
        PRAGMA user_version = 11;
        """)
      #expect(try await found(one, shop) == [])
      shop.store.close()
    }
    let shop = try Shop(folder.file, seed: 102 << 40)
    #expect(try await found(one, shop) == ["A. Byron home"])
  }
}
