import Domain
import Foundation
import GRDB
import Testing

@testable import Store

struct CommitTests {
  @Test func aMailBecomesATicket() async throws {
    var shop = try Shop()
    let id = try await shop.arrive(subject: "Broken mug", says: "It came\n\n  in pieces.")
    let sheet = try await shop.sheet(id)
    #expect(sheet.ticket.number == 1)
    #expect(sheet.ticket.status == .new)
    #expect(sheet.ticket.waitingSince == shop.clock.now)
    #expect(sheet.messages.map(\.body.visible) == ["It came\n\n  in pieces."])
    #expect(sheet.events.map(\.act.type) == ["ticket.created", "message.in"])
    let row = try #require(try await shop.store.inbox(agent: Shop.ana).rows.first)
    #expect(row.preview == "It came in pieces.")
    #expect(row.isUnread)
    #expect(row.customer == "Ada")
  }

  /// The first 160 characters, blanks left out, whatever letters they are.
  @Test(arguments: ["word", "wörd", "wo\u{308}rd"])
  func aPreviewIsTheFirstLine(_ word: String) async throws {
    var shop = try Shop()
    _ = try await shop.arrive(says: "\n" + String(repeating: "\(word) \n\t", count: 60))
    let row = try #require(try await shop.store.inbox(agent: Shop.ana).rows.first)
    #expect(row.preview == Array(repeating: word, count: 40).joined(separator: " "))
  }

  @Test func whatFollowsIsInTheSameCommitAndNamesItsCause() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    let outcome = try await shop.act(id, .assigned(Shop.ben))
    #expect(outcome.types == ["ticket.assigned", "ticket.status"])
    #expect(outcome.events[1].cause == outcome.events[0].number)
    #expect(outcome.events[1].actor == .system)
    #expect(outcome.events[1].undo == outcome.undo)
    #expect(try await shop.ticket(id).status == .open)
  }

  @Test func aSolvedTicketOpensWhenTheCustomerWrites() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    try await shop.act(id, .moved(.solved, .asked))
    try await shop.hear(id)
    let ticket = try await shop.ticket(id)
    #expect(ticket.status == .open)
    #expect(ticket.reopenCount == 1)
  }

  @Test func anAgentCannotMoveAClosedTicket() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    try await shop.act(id, .moved(.closed, .asked))
    #expect(try await shop.act(id, .moved(.open, .asked)).refusals == [.isClosed])
    let reply = shop.reply(to: id)
    #expect(try await shop.act(id, .replyQueued(reply)).refusals == [.isClosed])
    try await shop.store.undo(by: Shop.ana)
    #expect(try await shop.ticket(id).status == .new)
  }

  @Test func numbersGrowAndAreNeverUsedAgain() async throws {
    let folder = try Folder()
    var shop = try Shop(folder.file)
    var numbers: [Int] = []
    for _ in 0..<3 {
      let id = try await shop.arrive()
      numbers.append(try await shop.ticket(id).number)
    }
    let failing = shop.opening()
    await #expect(throws: StoreError.self) {
      let bytes = RawBytes(sha256: String(repeating: "0", count: 64), contents: Data([1]))
      try await shop.store.commit(
        [.created(failing, at: shop.clock.now)], facts: [.bytes(bytes)], by: .customer)
    }
    var again = try Shop(folder.file, clock: shop.clock, seed: 99)
    let id = try await again.arrive()
    numbers.append(try await again.ticket(id).number)
    #expect(numbers == [1, 2, 3, 4])
  }

  @Test func changesAndFactsAreOneTransaction() async throws {
    var shop = try Shop()
    let opening = shop.opening()
    let message = shop.message()
    let wrong = RawBytes(sha256: String(repeating: "0", count: 64), contents: Data([1]))
    await #expect(throws: StoreError.self) {
      try await shop.store.commit(
        [.created(opening, at: shop.clock.now), Change(opening.id, .received(message))],
        facts: [.cursor("support", Cursor("7")), .bytes(wrong)], by: .customer)
    }
    #expect(try await shop.store.cursor(of: "support") == nil)
    #expect(try await shop.store.ticket(opening.id, agent: Shop.ana) == nil)
  }

  @Test func theLogHoldsNobodysWords() async throws {
    var shop = try Shop()
    let id = try await shop.arrive(
      from: "ada@mail.example", subject: "Zebra umbrella", says: "Quagmire")
    let reply = shop.reply(to: id, text: "Kaleidoscope")
    try await shop.act(id, .linkedOrder(OrderID(channel: .email, number: "X-777")))
    try await shop.act(id, .replyQueued(reply))
    shop.clock.pass(.minutes(1))
    try await shop.store.commit(
      [
        Change(id, .replySending(reply.id, attempt: 1, parcel: "p")),
        Change(id, .replyRefused(reply.id, reason: "550 no such Xylophone")),
      ], by: .system)
    let log = try await shop.texts(
      "SELECT payload || ifnull(inverse, '') || type || ifnull(actor_id, '') FROM event"
    ).joined(separator: "\n")
    for word in ["ada", "Ada", "Zebra", "Quagmire", "Kaleidoscope", "X-777", "Xylophone"] {
      #expect(!log.contains(word), "the log holds \(word)")
    }
    let content = try await shop.texts("SELECT cast(bytes AS TEXT) FROM content")
      .joined(separator: "\n")
    for word in ["Zebra", "Quagmire", "Kaleidoscope", "X-777", "Xylophone"] {
      #expect(content.contains(word))
    }
  }

  @Test func theSameMessageTwiceIsOneMessage() async throws {
    var shop = try Shop()
    let message = shop.message()
    for _ in 0..<2 {
      let opening = shop.opening()
      try await shop.store.commit(
        [.created(opening, at: shop.clock.now), Change(opening.id, .received(message))],
        by: .customer)
    }
    #expect(try await shop.number("SELECT count(*) FROM message") == 1)
    #expect(try await shop.number("SELECT count(*) FROM ticket") == 1)
  }

  @Test func refusalsLeaveTheRestAlone() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    let nowhere: TicketID = shop.mint.id(at: shop.clock.now)
    let outcome = try await shop.store.commit(
      [
        Change(nowhere, .tagged(tag("a"))), Change(id, .tagged(tag("a"))),
        Change(id, .tagged(tag("a"))),
      ], by: .agent(Shop.ana))
    #expect(outcome.refusals == [.noSuchTicket, .alreadySo])
    #expect(try await shop.ticket(id).tags == [tag("a")])
  }

  // MARK: - What was seen

  @Test func whatOthersChangedIsLeftAlone() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    let seen = try await shop.ticket(id).lastEvent
    try await shop.act(id, .tagged(tag("vip")), by: Shop.ben)
    let status = try await shop.act(id, .moved(.solved, .asked), seen: seen)
    #expect(status.refusals == [.changedMeanwhile])
    let priority = try await shop.act(id, .prioritised(.high), seen: seen)
    #expect(priority.refusals == [.changedMeanwhile])
    let others = try await shop.act(
      id, .tagged(tag("late")), .snoozed(until: shop.clock.now + .hours(1)), seen: seen)
    #expect(others.leftAlone.isEmpty)
  }

  @Test func onesOwnChangesAreSeen() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    let seen = try await shop.ticket(id).lastEvent
    try await shop.act(id, .assigned(Shop.ana), seen: seen)
    #expect(try await shop.act(id, .moved(.solved, .asked), seen: seen).leftAlone.isEmpty)
  }

  @Test func assigningIsComparedAndSet() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    let seen = try await shop.ticket(id).lastEvent
    try await shop.act(id, .tagged(tag("x")), by: Shop.ben)
    try await shop.act(id, .assigned(Shop.ben), by: Shop.ben, seen: seen)
    let late = try await shop.act(id, .assigned(Shop.ana), by: Shop.ana, seen: seen)
    #expect(late.refusals == [.taken(by: Shop.ben)])
    #expect(try await shop.ticket(id).assignee == Shop.ben)
  }

  @Test func aTagByAColleagueDoesNotHinderAnAssignment() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    let seen = try await shop.ticket(id).lastEvent
    try await shop.act(id, .tagged(tag("x")), by: Shop.ben)
    #expect(try await shop.act(id, .assigned(Shop.ana), seen: seen).leftAlone.isEmpty)
  }

  // MARK: - Reactions

  struct Echo: Reaction {
    func following(_ event: Event, before: Ticket?, after: Ticket) -> [Act] {
      guard case .tagged(let word) = event.act, let number = Int(word.word.dropFirst()) else {
        return []
      }
      return [.tagged(tag("n\(number + 1)"))]
    }
  }

  @Test func reactionsEndAfterTen() async throws {
    var shop = try Shop(reactions: [Echo()])
    let id = try await shop.arrive()
    let outcome = try await shop.act(id, .tagged(tag("n0")))
    #expect(outcome.events.count == 11)
    #expect(outcome.events.dropFirst().allSatisfy { $0.actor == Domain.Actor.system })
    #expect(try await shop.number("SELECT count(DISTINCT root_seq) FROM event") == 3)
    try await shop.store.undo(by: Shop.ana)
    #expect(try await shop.ticket(id).tags.isEmpty)
  }

  // MARK: - Many at once

  @Test func aBulkChangeIsOneStep() async throws {
    var shop = try Shop()
    for number in 0..<41 { try await shop.arrive(subject: "Number \(number)") }
    let outcome = try await shop.store.commitAll(
      [.tagged(tag("refund"))], Selection(query: .everything), by: .agent(Shop.ana))
    #expect(outcome.changed.count == 41)
    let step = try #require(try await shop.steps().first)
    #expect(step.what == "tagged 41 tickets +refund")
    #expect(step.tickets == 41)
    let undone = try await shop.store.undo(by: Shop.ana)
    #expect(undone.changed.count == 41)
    #expect(try await shop.number("SELECT count(*) FROM ticket_tag") == 0)
  }

  @Test func chunksShareOneStep() async throws {
    var shop = try Shop()
    var changes: [Change] = []
    for _ in 0..<2_300 {
      changes.append(.created(shop.opening(), at: shop.clock.now))
    }
    try await shop.store.commit(changes, by: .importer)
    let minus = try await shop.store.selected(Selection(query: .everything), agent: Shop.ana)
      .prefix(3)
    let outcome = try await shop.store.commitAll(
      [.moved(.solved, .asked)], Selection(query: .everything, minus: Set(minus)),
      by: .agent(Shop.ana))
    #expect(outcome.changed.count == 2_297)
    #expect(Set(outcome.events.map(\.undo)) == [outcome.undo])
    #expect(try await shop.steps().map(\.tickets) == [2_297])
    let undone = try await shop.store.undo(by: Shop.ana)
    #expect(undone.changed.count == 2_297)
    #expect(try await shop.number("SELECT count(*) FROM ticket WHERE status = 'solved'") == 0)
    let redone = try await shop.store.redo(by: Shop.ana)
    #expect(redone.changed.count == 2_297)
    #expect(try await shop.number("SELECT count(*) FROM ticket WHERE status = 'new'") == 3)
  }

  // MARK: - Two at once

  @Test func twoStoresOnOneFileLoseNothing() async throws {
    let folder = try Folder()
    let clock = HandClock()
    var one = try Shop(folder.file, clock: clock, seed: 5)
    let two = try Shop(folder.file, clock: clock, seed: 5)
    let id = try await one.arrive()
    let (left, right) = (one, two)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<40 {
        group.addTask { try await left.act(id, .tagged(tag("a\(number)"))) }
        group.addTask { try await right.act(id, .tagged(tag("b\(number)")), by: Shop.ben) }
      }
      try await group.waitForAll()
    }
    let ticket = try await one.ticket(id)
    #expect(ticket.tags.count == 80)
    let findings = try await two.store.checkIntegrity(full: true)
    #expect(findings.allSatisfy { $0.isFine }, "\(findings.filter { !$0.isFine })")
    #expect(try await one.number("SELECT count(DISTINCT id) FROM event") == 82)
  }
}
