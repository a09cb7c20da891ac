import Domain
import Foundation
import GRDB
import TestKit
import Testing

@testable import Store

struct SearchTests {
  @Test(arguments: [
    ("order 112-1234567-7654321 please", "112-1234567-7654321", true),
    ("order 112-1234567-7654321 please", "11212345677654321", true),
    ("order 112-1234567-7654321 please", "112-12*", true),
    ("order 112-1234567-7654321 please", "11212*", true),
    ("order 112-1234567-7654321 please", "112-12", false),
    ("order 11212345677654321", "112-1234567-7654321", true),
    ("UPS 1Z 999 AA1 01 2345 6784", "1Z999AA10123456784", true),
    ("UPS 1Z999AA10123456784", "\"1Z 999 AA1 01 2345 6784\"", true),
    ("SKU nl_tent-2!", "NLTENT2", true), ("Größe passt nicht", "GROSSE", true),
    ("groesse", "größe", false), ("Ça a été livré", "ete LIVRE", true),
    ("我要退款了", "退款", true), ("我要退款了", "款", true), ("我要退款了", "要款", false),
    ("ขอคืนเงินด้วยค่ะ", "คืนเงิน", true), ("ขอคืนเงินด้วยค่ะ", "คืน", true),
    ("배송이 늦어요", "배송", true), ("iPhone坏了", "iphone 坏了", true),
    ("it's late, really", "\"s late\"", true), ("late parcel", "\"parcel late\"", false),
    ("refund AND return", "\"AND\"", true), ("near me", "NEAR", true), ("a b", "\"a b\"*", true),
  ])
  func wordsAndNumbers(_ text: String, _ typed: String, isFound: Bool) async throws {
    var shop = try Shop()
    let id = try await shop.arrive(subject: "x", says: text)
    #expect(try await found(typed, shop) == (isFound ? [id] : []))
    let noteOnly = try await found("quoted:y OR (\(typed))", shop)
    #expect(noteOnly == (isFound ? [id] : []))
    #expect(try await found("-(\(typed))", shop) == (isFound ? [] : [id]))
  }

  @Test func whatAgentsWroteIsFoundToo() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    let note = shop.message(.note, says: "ask the carrier")
    try await shop.act(id, .noted(note))
    #expect(try await found("carrier", shop) == [id])
    #expect(try await found("from:ada", shop) == [id])
    #expect(try await found("to:support@shop.example", shop) == [id])
    let answer = shop.message(.outbound, from: "support@shop.example", says: "gladly")
    try await shop.act(id, .answeredElsewhere(answer))
    #expect(try await found("gladly", shop) == [id])
    #expect(try await found("from:support", shop) == [], "only customers' messages have a from")
  }

  @Test func aNewNameAndANewTellingReplaceTheOld() async throws {
    var shop = try Shop()
    var customer = Customer(
      id: shop.mint.id(at: shop.clock.now), name: "Ada Byron",
      identities: [Identity(channel: .email, address: "ada@mail.example")], since: shop.clock.now)
    let id = try await shop.arrive(customer: customer.id, facts: [.contact(customer)])
    var order = order("AB-1001", shop.clock.now)
    try await shop.store.commit(
      [Change(id, .linkedOrder(order.id))], facts: [.order(order)], by: .system)
    for typed in ["byron", "customer:\"ada byron\"", "kettle 1002", "sku:kt9", "tracking:1z9"] {
      #expect(try await found(typed, shop).isEmpty == typed.contains("1002"), "\(typed)")
    }
    customer.name = "Ada Lovelace"
    order.customerName = customer.name
    order.items = [OrderItem(title: "Teapot", sku: "TP 1", quantity: 1, price: nil)]
    order.shipments = []
    order.asOf = order.asOf + .minutes(1)
    try await shop.store.commit([], facts: [.contact(customer), .order(order)], by: .system)
    for typed in ["byron", "sku:kt9", "tracking:1z9", "-tracking:1z9"] {
      #expect(try await found(typed, shop) == [], "no \(typed)")
    }
    for typed in [
      "lovelace", "teapot", "sku:tp1", "order:ab1001", "ab1001", "value:>20", "-sku:kt9",
    ] {
      #expect(try await found(typed, shop) == [id], "\(typed)")
    }
  }

  @Test func theNewestMessageThatHasTheWordIsFirst() async throws {
    var shop = try Shop()
    let old = try await shop.arrive(subject: "x", says: "refund the tent")
    shop.clock.pass(.hours(1))
    let new = try await shop.arrive(subject: "x", says: "refund")
    shop.clock.pass(.hours(1))
    try await shop.hear(old, says: "anyone there?")
    let page = { (text: String, sort: Domain.Sort, shop: Shop) in
      try await shop.store.inbox(
        Query.parse(text, zone: .gmt), sort: sort, agent: Shop.ana
      ).rows.map(\.id)
    }
    #expect(try await page("refund", .newest, shop) == [new, old])
    #expect(try await page("refund is:open", .newest, shop) == [new, old])
    #expect(try await page("refund OR tent", .newest, shop) == [new, old])
    #expect(try await page("is:open", .newest, shop) == [old, new])
    #expect(try await page("refund -tent", .newest, shop) == [new])
    try await shop.hear(old, says: "Refund!")
    #expect(try await page("refund", .newest, shop) == [old, new])
  }

  @Test func aForgottenMessageIsFoundNoMore() async throws {
    var shop = try Shop()
    let first = try await shop.arrive(says: "the canary sings")
    let second = try await shop.arrive(says: "the canary sleeps")
    let message = try #require(try await shop.sheet(first).messages.first)
    try await shop.store.write { _, db in
      let row = try Int64.fetchOne(db, sql: "SELECT min(row) FROM message") ?? 0
      try SearchIndex.remove(message, row: row, in: db)
    }
    #expect(try await found("canary", shop) == [second])
    #expect(try await found("sings OR from:ada", shop) == [second])
  }

  // MARK: Harm

  @Test(arguments: [
    "'", "''", "\"", "'; DROP TABLE ticket; --", "\" OR 1=1 --", "a OR b*", "NEAR(a b, 2)",
    "NEAR/2",
    "a:b", "-a", "^a", "a + b", "{subject}: a", "subject : a", "a\u{0}b", "*", "\"a\" * \"b\"", "%",
    "_",
    "a' UNION SELECT * FROM house --", "\\", ";", "((((((((((a))))))))))", "tag:\"' OR 1=1\"",
    "tag:a'b", "from:\"%\"", "account:a%", "🎉", "\u{202E}abc", "order:\"'\"", "from:a'--",
  ])
  func payloads(_ text: String) async throws {
    try await withoutHarm(text)
  }

  @Test func payloadsFromStrangers() async throws {
    for row in Corpora.cases("string-payloads") ?? [] {
      try await withoutHarm(try #require(row["value"] as? String))
    }
  }

  private func withoutHarm(_ text: String) async throws {
    var shop = try Shop()
    try await shop.arrive(says: "plain words")
    let before = try await shop.derived()
    do {
      let query = try Query.parse(text, zone: .gmt)
      for sort in Domain.Sort.allCases {
        _ = try await shop.store.inbox(query, sort: sort, agent: Shop.ana)
      }
    } catch let problem as Problem {
      #expect(problem.column > 0 && !problem.remedy.isEmpty, "\(text)")
    }
    #expect(try await shop.derived() == before, "\(text)")
  }

  // MARK: Plans

  @Test(arguments: [
    ("is:open -is:snoozed", Domain.Sort.due, "ticket_due", false),
    ("", .newest, "ticket_list", false), ("tag:vip", .newest, "ticket_list", false),
    ("status:solved channel:email", .newest, "ticket_list", false),
    ("is:unread", .newest, "ticket_list", false), ("refund", .newest, "message_search", true),
    ("refund is:open", .due, "ticket_due", false),
  ])
  func commonListsAreReadAlongAnIndex(
    _ text: String, _ sort: Domain.Sort, index: String, sorts: Bool
  ) async throws {
    let shop = try Shop()
    let query = try Query.parse(text, zone: .gmt)
    let plan = try await shop.store.read { db in
      let list = QueryCompiler.list(query, by: sort, me: Shop.ana, now: shop.clock.now)
      let order = SortKey.order(list.keys)
      let sql: SQL = "EXPLAIN QUERY PLAN SELECT t.row \(list.source) ORDER BY \(order) LIMIT 50"
      return try SQLRequest<Row>(literal: sql).fetchAll(db).map { $0["detail"] as String }
    }
    #expect(plan.contains { $0.contains(index) }, "\(plan)")
    #expect(plan.contains("USE TEMP B-TREE FOR ORDER BY") == sorts, "\(plan)")
    #expect(!plan.contains("SCAN t"), "\(plan)")
  }

  private func found(_ text: String, _ shop: Shop) async throws -> [TicketID] {
    try await shop.store.selected(
      Selection(query: Query.parse(text, zone: .gmt)), agent: Shop.ana)
  }

  private func order(_ number: String, _ now: Instant) -> Order {
    Order(
      id: OrderID(channel: .email, number: number), createdAt: now, state: .shipped,
      customerName: "Ada Byron", customerEmail: "ada@mail.example", total: Money(30, "EUR"),
      items: [OrderItem(title: "Kettle", sku: "KT-9", quantity: 1, price: nil)],
      shipments: [Shipment(carrier: "UPS", trackingNumber: "1Z 9", state: .inTransit)], asOf: now)
  }
}
