import Domain
import Foundation
import GRDB
import Testing

@testable import Store

struct ListTests {
  @Test func pagesFollowOneAnother() async throws {
    var shop = try Shop()
    for number in 0..<25 {
      shop.clock.pass(.minutes(1))
      try await shop.arrive(subject: "Matter \(number)")
    }
    var subjects: [String] = []
    for offset in stride(from: 0, to: 30, by: 10) {
      let page = try await shop.store.inbox(
        .inbox, sort: .newest, offset: offset, limit: 10, agent: Shop.ana)
      #expect(page.total == 25)
      #expect(page.seen == 50)
      subjects += page.rows.map(\.subject)
    }
    #expect(subjects == (0..<25).reversed().map { "Matter \($0)" })
  }

  /// The first rows wait for no count, however many tickets there are.
  @Test func aPageIsThereBeforeItsTicketsAreCounted() async throws {
    var shop = try Shop()
    for _ in 0..<5 { try await shop.arrive() }
    let store = shop.store
    func glimpse(_ offset: Int, _ limit: Int) throws -> InboxPage? {
      let answer = try store.writer.read {
        try Answering(db: $0, tokens: store.tokens, now: store.clock(), holder: store.holder)
          .glimpse(.inbox(.inbox, sort: .newest, offset: offset, limit: limit, agent: Shop.ana))
      }
      if case .inbox(let page) = answer { return page }
      return nil
    }
    let whole = try await shop.store.inbox(sort: .newest, offset: 1, limit: 2, agent: Shop.ana)
    let early = try #require(try glimpse(1, 2))
    #expect(early.rows == whole.rows && early.rows.count == 2)
    #expect(early.total == 3 && !early.isCounted)
    #expect(whole.total == 5 && whole.isCounted)
    #expect(try glimpse(1, 10) == nil, "where the end is in sight, the answer is whole at once")
    let past = try await shop.store.inbox(sort: .newest, offset: 9, limit: 2, agent: Shop.ana)
    #expect(past.total == 5 && past.rows.isEmpty)
  }

  @Test func theNearestClockIsFirst() async throws {
    var shop = try Shop()
    var ids: [TicketID] = []
    for _ in 0..<4 { ids.append(try await shop.arrive()) }
    for (index, hours) in [(0, 5), (2, 1), (3, 9)] {
      let clock = Clock(
        kind: .first, cycle: 1, startedAt: shop.clock.now,
        due: shop.clock.now + .hours(Int64(hours)))
      try await shop.store.commit([Change(ids[index], .clockStarted(clock))], by: .system)
    }
    let page = try await shop.store.inbox(sort: .due, agent: Shop.ana)
    #expect(page.rows.map(\.id) == [ids[2], ids[0], ids[3], ids[1]])
    #expect(page.rows.map(\.due).last == .some(nil))
    shop.clock.pass(.hours(2))
    guard case .counts(let counts) = try await shop.store.ask(.counts(agent: Shop.ana)) else {
      Issue.record("no counts")
      return
    }
    #expect((counts.open, counts.overdue, counts.dueSoon) == (4, 1, 2))
  }

  @Test func aRowTellsWhatItsTicketHas() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    try await shop.act(
      id, .tagged(tag("b")), .tagged(tag("a")), .assigned(Shop.ben),
      .linkedOrder(OrderID(channel: .email, number: "2")),
      .linkedOrder(OrderID(channel: .email, number: "1")),
      .snoozed(until: shop.clock.now + .days(1)))
    try await shop.answer(id, seen: 1)
    let row = try #require(
      try await shop.store.inbox(.everything, agent: Shop.ana).rows.first)
    #expect(row.tags == [tag("a"), tag("b")])
    #expect(row.orders == ["2", "1"])
    #expect(row.assignee == Shop.ben)
    #expect(row.snoozedUntil == shop.clock.now + .days(1))
    #expect(row.outbox == .held)
    #expect(try await shop.store.inbox(.inbox, agent: Shop.ana).rows.isEmpty)
  }

  @Test func tagsAreCounted() async throws {
    var shop = try Shop()
    for words in [["a", "b"], ["b"], []] {
      let id = try await shop.arrive()
      for word in words { try await shop.act(id, .tagged(tag(word))) }
    }
    #expect(
      try await shop.store.ask(.tags)
        == .tags([TagCount(tag: tag("b"), count: 2), TagCount(tag: tag("a"), count: 1)]))
  }

  @Test func ticketsAreFoundByNumberAndIdentifier() async throws {
    var shop = try Shop()
    try await shop.arrive()
    let id = try await shop.arrive()
    for text in ["2", "#2", " 2 ", id.description] {
      #expect(try await shop.store.find(text) == id)
    }
    let nowhere: TicketID = shop.mint.id(at: shop.clock.now)
    for text in ["", "3", "two", nowhere.description] {
      #expect(try await shop.store.find(text) == nil)
    }
  }

  @Test func aSheetHasTheWholeMatter() async throws {
    var shop = try Shop()
    let customer = Customer(
      id: shop.mint.id(at: shop.clock.now), name: "Ada", identities: [], since: shop.clock.now)
    let earlier = try await shop.arrive(
      subject: "Earlier", customer: customer.id, facts: [.contact(customer)])
    let id = try await shop.arrive(customer: customer.id)
    let order = Order(
      id: OrderID(channel: .email, number: "1001"), createdAt: shop.clock.now, state: .paid,
      customerName: "Ada", customerEmail: "a@a.example", total: Money(1, "EUR"), items: [],
      asOf: shop.clock.now)
    let note = shop.message(.note, says: "Psst")
    try await shop.store.commit(
      [Change(id, .linkedOrder(order.id)), Change(id, .noted(note))], facts: [.order(order)],
      by: .agent(Shop.ana))
    try await shop.answer(id)
    let sheet = try await shop.sheet(id)
    #expect(sheet.customer == customer)
    #expect(sheet.messages.map(\.direction) == [.inbound, .note])
    #expect(sheet.orders == [order])
    #expect(sheet.earlier.map(\.id) == [earlier])
    #expect(sheet.outbox.map(\.state) == [.accepted])
    #expect(sheet.events.map(\.number) == sheet.events.map(\.number).sorted())
  }

  @Test func eventsComeBackAsTheyHappened() async throws {
    var history = try await History(seed: 21)
    for _ in 0..<60 { try await history.live() }
    let all = try await history.shop.store.events(after: 0, limit: 100_000)
    #expect(all.map(\.number) == (1...EventNumber(all.count)).map { $0 })
    let some = try await history.shop.store.events(after: 5, limit: 7)
    #expect(some == Array(all[5..<12]))
    var tickets: [TicketID: Ticket] = [:]
    for event in all {
      let number = tickets[event.ticket]?.number ?? tickets.count + 1
      tickets[event.ticket] = try Ticket.applying(
        event, to: tickets[event.ticket], number: number)
    }
    #expect(try await history.tickets() == tickets)
  }

  @Test func aSelectionIsPlusAndMinus() async throws {
    var shop = try Shop()
    let first = try await shop.arrive()
    let second = try await shop.arrive()
    let solved = try await shop.arrive()
    try await shop.act(solved, .moved(.solved, .asked))
    let selection = Selection(query: .inbox, plus: [solved, second], minus: [first])
    #expect(try await shop.store.selected(selection, agent: Shop.ana) == [second, solved])
    #expect(
      try await shop.store.selected(Selection(plus: [first]), agent: Shop.ana) == [first])
  }
}
