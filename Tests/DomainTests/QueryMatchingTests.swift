import Domain
import Foundation
import Testing

@Suite struct QueryMatchingTests {
  /// One open ticket of Ana's with an order that is known, and everything else a search may ask.
  @Test(arguments: [
    ("", Truth.yes), ("parcel", .yes), ("refund", .no), ("subject:parcel", .yes),
    ("body:parcel", .no),
    ("body:\"three weeks\"", .yes), ("quoted:refund", .yes), ("quoted:weeks", .no),
    ("from:jonas", .yes), ("from:\"jonas weber\"", .yes), ("from:mail.example", .yes),
    ("from:jon", .no), ("from:jon*", .yes), ("from:support", .no),
    ("to:support@northlight.example", .yes),
    ("customer:weber", .yes), ("weber", .yes), ("\"trail tent\"", .yes), ("subject:tent", .no),
    ("tag:vip", .yes), ("tag:v*", .yes), ("tag:wismo", .no), ("channel:amazon", .yes),
    ("channel:email", .no), ("account:SUPPORT", .yes), ("status:open", .yes), ("status:new", .no),
    ("assignee:ana", .yes), ("assignee:me", .yes), ("assignee:none", .no), ("assignee:ben", .no),
    ("order:112-1234567-7654321", .yes), ("order:1121234567*", .yes), ("order:999", .no),
    ("sku:nltent2", .yes), ("sku:nl-tent*", .yes), ("sku:x", .no), ("tracking:1z999", .no),
    ("tracking:\"1Z 999 AA1\"", .yes), ("lang:de", .yes), ("lang:en", .no), ("type:wismo", .yes),
    ("priority:high", .yes), ("priority:low", .no), ("has:attachment", .no), ("has:order", .yes),
    ("has:draft", .yes), ("has:note", .yes), ("is:unread", .yes), ("is:open", .yes),
    ("is:overdue", .no),
    ("is:snoozed", .no), ("is:quarantined", .no), ("is:spam", .no), ("is:mine", .yes),
    ("is:unassigned", .no), ("before:2026-01-02", .yes), ("before:2026-01-01", .no),
    ("after:2026-01-01", .yes), ("after:2026-01-02", .no), ("on:2026-01-01", .yes),
    ("on:today", .yes),
    ("on:yesterday", .no), ("updated:today", .yes), ("updated:1d", .yes), ("updated:2025", .no),
    ("value:>100", .yes), ("value:129.90", .yes), ("value:<100", .no), ("sla:breached", .no),
    ("sla:<1h", .no), ("sla:<3h", .yes), ("sla:>1h", .yes), ("id:1", .yes), ("id:2", .no),
    ("is:open -tag:wismo (tent OR zelt)", .yes), ("is:open tag:wismo", .no),
    ("-(tag:wismo OR status:new)", .yes),
  ])
  func known(_ text: String, truth: Truth) throws {
    #expect(try Self.truth(text, Self.known) == truth)
    #expect(try Self.truth("NOT (\(text.isEmpty ? "id:1" : text))", Self.known) == !truth)
  }

  /// B4, vector 6: neither a term about what a ticket lacks nor its negation matches.
  @Test(arguments: [
    "value:>100", "sku:x", "order:1", "tracking:1", "lang:de", "type:wismo", "sla:breached",
    "sla:<1h",
    "value:<1 order:1", "value:<1 OR tag:wismo", "value:<1 is:open",
  ])
  func unknown(_ text: String) throws {
    #expect(try Self.truth(text, Self.bare) == .unknown)
    #expect(try Self.truth("-(\(text))", Self.bare) == .unknown)
    let query = try Query.parse("-(\(text))", zone: .gmt)
    #expect(!query.includes(Self.bare, now: Life.start, agent: nil))
  }

  @Test(arguments: [
    ("value:>1 OR is:open", Truth.yes), ("value:>1 tag:wismo", .no),
    ("-(value:>1 OR is:open)", .no),
    ("-(value:>1 tag:wismo)", .yes), ("has:order", .no), ("-has:order", .yes), ("assignee:me", .no),
    ("from:x", .no), ("-from:x", .yes), ("is:overdue", .no), ("-is:overdue", .yes),
  ])
  func whatIsKnownDecides(_ text: String, truth: Truth) throws {
    #expect(try Self.truth(text, Self.bare) == truth)
  }

  @Test func anOrderThatIsOnlyANumber() throws {
    var ticket = Self.bare.ticket
    ticket.orders = [OrderID(channel: .amazon, number: "ABC-1001")]
    let subject = SearchSubject(ticket: ticket, messages: [], updatedAt: Life.start)
    #expect(try Self.truth("order:abc1001", subject) == .yes)
    #expect(try Self.truth("abc-1001", subject) == .yes)
    #expect(try Self.truth("value:>1", subject) == .unknown)
    #expect(try Self.truth("-sku:x", subject) == .unknown)
  }

  @Test(arguments: [
    ("", [true, false, false, false]), ("is:spam", [false, true, false, false]),
    ("is:quarantined", [false, false, true, false]), ("-is:spam", [true, false, false, false]),
    ("is:open OR is:spam", [true, true, false, false]),
    ("-(-is:spam)", [false, true, false, false]),
  ])
  func whatIsOutOfSightMustBeAskedFor(_ text: String, shown: [Bool]) throws {
    let query = try Query.parse(text, zone: .gmt)
    let changes: [(inout Ticket) -> Void] = [
      { _ in }, { $0.isSpam = true }, { $0.isQuarantined = true }, { $0.trashedAt = Life.start },
    ]
    let found = changes.map { change in
      var ticket = Self.bare.ticket
      change(&ticket)
      let subject = SearchSubject(ticket: ticket, messages: [], updatedAt: Life.start)
      return query.includes(subject, now: Life.start, agent: nil)
    }
    #expect(found == shown)
  }

  // MARK: Subjects

  private static func truth(_ text: String, _ subject: SearchSubject) throws -> Truth {
    let query = try Query.parse(text, zone: .gmt)
    return query.condition.truth(
      for: subject, query.vantage(now: Life.start + .hours(2), agent: AgentID("ana")))
  }

  private static let bare = SearchSubject(
    ticket: Ticket(
      Opening(
        id: TicketID(high: 1, low: 1), channel: .email, account: "support", customer: nil,
        subject: "Hello"), number: 1, at: Life.start), messages: [], updatedAt: Life.start)

  private static let known: SearchSubject = {
    let customer = Customer(
      id: CustomerID(high: 2, low: 2), name: "Jonas Weber",
      identities: [Identity(channel: .email, address: "jonas@mail.example")], since: Life.start)
    let order = Order(
      id: OrderID(channel: .amazon, number: "112-1234567-7654321"), createdAt: Life.start,
      state: .shipped, customerName: "Jonas Weber", customerEmail: "jonas@mail.example",
      total: Money(Decimal(string: "129.90") ?? 0, "EUR"),
      items: [OrderItem(title: "Trail Tent", sku: "NL-TENT-2", quantity: 1, price: nil)],
      shipments: [Shipment(carrier: "UPS", trackingNumber: "1Z999AA1", state: .inTransit)],
      asOf: Life.start)
    var ticket = Ticket(
      Opening(
        id: TicketID(high: 1, low: 1), channel: .amazon, account: "support", customer: customer.id,
        subject: "My parcel", priority: .high), number: 1, at: Life.start)
    ticket.status = .open
    ticket.assignee = AgentID("ana")
    ticket.tags = [label("vip")]
    ticket.orders = [order.id]
    ticket.clocks = [
      Clock(kind: .first, cycle: 1, startedAt: Life.start, due: Life.start + .hours(4))
    ]
    var message = Message(
      id: MessageID(high: 3, low: 3), direction: .inbound, channel: .amazon, account: "support",
      from: Party(name: "Jonas Weber", address: "jonas@mail.example"), subject: "My parcel",
      receivedAt: Life.start,
      body: Body(visible: "It has been three weeks!", quoted: "> refund", signature: "Jonas"))
    message.to = [Party(name: "Northlight", address: "support@northlight.example")]
    let note = Message(
      id: MessageID(high: 4, low: 4), direction: .note, channel: .amazon, account: "support",
      from: Party(name: "Ana", address: "ana"), subject: "", receivedAt: Life.start,
      body: Body(visible: "Ask the carrier"))
    return SearchSubject(
      ticket: ticket, messages: [message, note], customer: customer, orders: [order],
      hasDraft: true,
      isUnread: true, updatedAt: Life.start, language: "de", type: "wismo")
  }()
}
