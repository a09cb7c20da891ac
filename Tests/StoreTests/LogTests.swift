import Domain
import GRDB
import Testing

@testable import Store

struct LogTests {
  private func log(
    _ store: Store, before: EventNumber? = nil, limit: Int = 100
  ) async throws -> [TicketEvent] {
    guard case .log(let events) = try await store.ask(.log(before: before, limit: limit)) else {
      return []
    }
    return events
  }

  @Test func whatHappenedIsToldNewestFirstWithItsTicket() async throws {
    let folder = try Folder()
    var shop = try Shop(folder.file)
    let id = try await shop.arrive()
    try await shop.act(id, .tagged(tag("late")))
    let reply = try await shop.answer(id, window: .seconds(0))
    try await shop.store.commit(
      [Change(id, .replySending(reply, attempt: 1, parcel: "p"))], by: .system)
    try await shop.store.commit(
      [Change(id, .replyRefused(reply, reason: "550 no"))], by: .system)
    let types = [
      "ticket.status", "reply.refused", "ticket.status", "reply.queued", "ticket.tagged",
      "message.in",
    ]
    // Another program, later, tells the same.
    for store in [shop.store, try Shop(folder.file).store] {
      let events = try await log(store)
      #expect(
        events.map(\.event.act.type).filter { $0 != "ticket.status" }
          == types.filter { $0 != "ticket.status" })
      #expect(Set(events.map(\.number)) == [1])
      #expect(events.first?.subject == "Where is my kettle?")
      #expect(events.first?.customer == "Ada")
    }
  }

  @Test func aMergerNamesTheOtherTicket() async throws {
    var shop = try Shop()
    let survivor = try await shop.arrive()
    let source = try await shop.arrive(subject: "Kettle?", externalID: "b@mail.example")
    try await shop.act(source, .merged(into: survivor))
    let told = try await log(shop.store).first { $0.event.act.type == "ticket.merged" }
    #expect(told?.number == 2)
    #expect(told?.other == 1)
    #expect(try await !log(shop.store).contains { $0.event.act.type == "ticket.absorbed" })
  }

  @Test func pagesMeetWhateverComesMeanwhile() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    for number in 0..<20 { try await shop.act(id, .tagged(tag("t\(number)"))) }
    let whole = try await log(shop.store).map(\.event.number)
    var read: [EventNumber] = []
    var before: EventNumber?
    repeat {
      let page = try await log(shop.store, before: before, limit: 6)
      read += page.map(\.event.number)
      before = page.last?.event.number
      try await shop.act(id, .tagged(tag("new\(read.count)")))
    } while before != nil
    #expect(read == whole)
  }

  @Test func aPageCostsTheSameWhereverItBegins() async throws {
    let shop = try Shop()
    let plan = try await shop.store.read { db in
      try Row.fetchAll(
        db,
        sql: """
          EXPLAIN QUERY PLAN SELECT seq FROM event
          WHERE seq < 7 AND type NOT IN ('a', 'b') ORDER BY seq DESC LIMIT 5
          """
      ).map { $0["detail"] as String }
    }
    #expect(plan == ["SEARCH event USING INTEGER PRIMARY KEY (rowid<?)"])
  }
}
