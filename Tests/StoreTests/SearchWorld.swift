import Domain
import Foundation
import Store
import TestKit

/// A store full of tickets grown from a seed, each also held as values that a search can be tried
/// on without it.
struct SearchWorld {
  static let now = Instant(milliseconds: 1_780_000_000_000)
  static let agent = AgentID("ana")

  let store: Store
  private(set) var subjects: [TicketID: SearchSubject] = [:]
  private var mint: Mint
  private var customers: [Customer] = []
  private var orders: [Order] = []

  /// Grows so many tickets.
  init(seed: UInt64, tickets: Int) async throws {
    store = try Store.open(.memory, clock: { Self.now }, seed: seed)
    mint = Mint(seed: seed)
    customers = Self.people.map { person in
      Customer(
        id: mint.id(at: Self.now), name: person.name,
        identities: [Identity(channel: .email, address: person.address)], since: Self.now)
    }
    orders = Self.vocabulary.orders.dropLast(2).map { order($0) }
    try await store.commit(
      [], facts: customers.map(Fact.contact) + orders.map(Fact.order), by: .importer)
    var marks: [TicketID: EventNumber] = [:]
    var ids: [TicketID] = []
    for _ in 0..<tickets {
      let id: TicketID = mint.id(at: Self.now)
      let outcome = try await store.commit(life(of: id), by: .importer)
      try await store.commit([], facts: facts(of: id, outcome, &marks), by: .agent(Self.agent))
      ids.append(id)
    }
    for id in ids { try await look(at: id, mark: marks[id] ?? 0) }
  }

  /// The tickets that a search shows, by trying it on each.
  func scan(_ query: Query) -> Set<TicketID> {
    Set(subjects.filter { query.includes($0.value, now: Self.now, agent: Self.agent) }.keys)
  }

  /// The same by asking the store.
  func ask(_ query: Query) async throws -> Set<TicketID> {
    Set(try await store.selected(Selection(query: query), agent: Self.agent))
  }

  private mutating func look(at id: TicketID, mark: EventNumber) async throws {
    guard let sheet = try await store.ticket(id, agent: Self.agent) else { return }
    let heard = sheet.events.last {
      if case .received(let message) = $0.act { message.isFromHumanCustomer } else { false }
    }
    subjects[id] = SearchSubject(
      ticket: sheet.ticket, messages: sheet.messages, customer: sheet.customer,
      orders: sheet.orders, hasDraft: sheet.draft != nil, isUnread: heard?.number ?? 0 > mark,
      updatedAt: sheet.events.last?.occurredAt ?? Self.now)
  }

  // MARK: Growing

  private mutating func life(of id: TicketID) -> [Change] {
    var moment = Self.now - .hours(Int64.random(in: 1...4000, using: &mint))
    let customer = customers.randomElement(using: &mint)
    let channel = chance(3) ? ChannelName.all.randomElement(using: &mint) ?? .email : .email
    let opening = Opening(
      id: id, channel: channel, account: chance(3) ? "Amazon-DE" : "support",
      customer: chance(8) ? nil : customer?.id, subject: sentence(3),
      priority: Priority.allCases.randomElement(using: &mint) ?? .normal)
    var changes = [Change.created(opening, at: moment)]
    for _ in 0..<Int.random(in: 0...3, using: &mint) {
      moment = moment + .minutes(Int64.random(in: 1...9000, using: &mint))
      changes.append(Change(id, said(opening, customer, moment), occurredAt: moment))
    }
    for act in fate() {
      moment = moment + .minutes(Int64.random(in: 1...2000, using: &mint))
      changes.append(Change(id, act, occurredAt: moment))
    }
    return changes
  }

  private mutating func said(_ opening: Opening, _ customer: Customer?, _ moment: Instant) -> Act {
    let person = Self.people.randomElement(using: &mint) ?? ("", "x@mail.example")
    var message = Message(
      id: mint.id(at: moment), direction: .inbound, channel: opening.channel,
      account: opening.account,
      from: customer.map { Party(name: $0.name, address: $0.identities[0].address) }
        ?? Party(name: person.name, address: person.address),
      subject: sentence(3), receivedAt: moment,
      body: Body(
        visible: sentence(9) + (chance(4) ? "" : " always"),
        quoted: chance(3) ? "> " + sentence(5) : "", signature: "x"))
    message.to = [Party(name: "Northlight", address: "support@northlight.example")]
    if chance(5) { message.cc = [Party(name: person.name, address: person.address)] }
    if chance(5) { message.kind = .autoReply }
    if chance(4) {
      message.attachments = [
        Attachment(sha256: "00", filename: "a.jpg", contentType: "image/jpeg", bytes: 1)
      ]
    }
    switch Int.random(in: 0..<6, using: &mint) {
    case 0:
      message.direction = .note
      return .noted(message)
    case 1:
      message.direction = .outbound
      return .answeredElsewhere(message)
    default: return .received(message)
    }
  }

  private mutating func fate() -> [Act] {
    var acts: [Act] = []
    for word in Self.vocabulary.tags where chance(4) {
      if let tag = Tag(word) { acts.append(.tagged(tag)) }
    }
    if chance(2) { acts.append(.assigned(AgentID(chance(2) ? "ana" : "ben"))) }
    if chance(2), let status = Status.allCases.randomElement(using: &mint) {
      acts.append(.moved(status, .asked))
    }
    for _ in 0..<2 where chance(3) {
      if let number = Self.vocabulary.orders.randomElement(using: &mint) {
        acts.append(.linkedOrder(OrderID(channel: .email, number: number)))
      }
    }
    if chance(2) { acts += clocks() }
    if chance(6) { acts.append(.snoozed(until: near(72))) }
    if chance(12) { acts.append(.markedSpam) }
    if chance(12) { acts.append(.quarantined) }
    if chance(15) { acts.append(.trashed) }
    return acts.shuffled(using: &mint)
  }

  private mutating func clocks() -> [Act] {
    let clock = Clock(kind: .first, cycle: 1, startedAt: near(200), due: near(80))
    guard chance(4) else { return [.clockStarted(clock)] }
    return [.clockStarted(clock), .clockStopped(.first, cycle: 1, .met, at: clock.due)]
  }

  private mutating func facts(
    of id: TicketID, _ outcome: Outcome, _ marks: inout [TicketID: EventNumber]
  ) -> [Fact] {
    var facts: [Fact] = []
    if chance(3), let event = outcome.events.randomElement(using: &mint) {
      marks[id] = event.number
      facts.append(.read(id, Self.agent, upTo: event.number))
    }
    if chance(8) {
      let agent = chance(2) ? Self.agent : AgentID("ben")
      let draft = Draft(
        ticket: id, agent: agent, kind: .reply, text: "x", base: 0, savedAt: Self.now)
      facts.append(.draft(draft))
    }
    return facts
  }

  private mutating func order(_ number: String) -> Order {
    let amount = Decimal(Int.random(in: 0...400, using: &mint)) / 2
    var order = Order(
      id: OrderID(channel: .email, number: number), createdAt: Self.now, state: .paid,
      customerName: Self.people[0].name, customerEmail: "", total: Money(amount, "EUR"), items: [],
      asOf: Self.now)
    for sku in Self.vocabulary.skus where chance(2) {
      order.items.append(OrderItem(title: sentence(2), sku: sku, quantity: 1, price: nil))
    }
    for number in Self.vocabulary.tracking where chance(2) {
      order.shipments.append(
        Shipment(carrier: "UPS", trackingNumber: number, state: .inTransit))
    }
    return order
  }

  private mutating func chance(_ sides: Int) -> Bool {
    Int.random(in: 0..<sides, using: &mint) == 0
  }

  private mutating func near(_ hours: Int64) -> Instant {
    Self.now + .minutes(Int64.random(in: -60 * hours...60 * hours, using: &mint))
  }

  private mutating func sentence(_ most: Int) -> String {
    let words = (0..<Int.random(in: 0...most, using: &mint)).map { _ in
      let all = Self.vocabulary.words + Self.vocabulary.orders + Self.vocabulary.tracking
      return all.randomElement(using: &mint) ?? ""
    }
    return words.joined(separator: chance(4) ? ", " : " ")
  }

  // MARK: What it is grown from

  private static let people: [(name: String, address: String)] = [
    ("Jonas Weber", "jonas@mail.example"), ("Zoë Łukasz", "zoe.l@mail.example"),
    ("田中 太郎", "tanaka@post.example"), ("", "weber@other.example"),
  ]

  static let vocabulary = QueryGenerator.Vocabulary(
    words: [
      "refund", "Late", "the", "parcel", "größe", "Grosse", "退款", "我要退款了", "คืนเงิน", "don't", "is",
      "1Z 999 AA1", "tent", "AND", "12", "34567", "e\u{301}te", "été", "always", "parcels", "ships",
      "ship",
    ],
    tags: ["refund", "wismo", "vip", "re-do"], agents: ["ana", "ben", "cem"],
    people: [
      "Jonas", "jonas weber", "zoe lukasz", "ŁUKASZ", "mail.example", "jonas@mail.example", "太郎",
      "weber",
      "support@northlight.example",
    ],
    orders: [
      "112-1234567-7654321", "11212345677654321", "#1001", "1002", "NL 2026 0007", "1003-A", "X-9",
      "#55 12",
    ],
    skus: ["NL-TENT-2", "nltent", "A 1"],
    tracking: ["1Z 999 AA1 01", "RX123456785GB", "0034-0434"],
    dates: [
      .today, .yesterday, .ago(days: 1), .ago(days: 7), .ago(days: 60), .year(2026), .year(2025),
      .month(year: 2026, month: 5), .month(year: 2026, month: 4),
      .day(year: 2026, month: 5, day: 20), .day(year: 2026, month: 3, day: 29),
    ])
}
