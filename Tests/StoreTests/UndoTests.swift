import Domain
import Foundation
import Testing

@testable import Store

struct UndoTests {
  @Test(
    arguments: [
      [.tagged(tag("late"))], [.moved(.solved, .asked)], [.prioritised(.urgent)],
      [.assigned(Shop.ben)], [.snoozed(until: Instant(milliseconds: 9_000_000_000_000))],
      [.markedSpam], [.quarantined], [.trashed],
      [.linkedOrder(OrderID(channel: .email, number: "1"))],
      [.tagged(tag("a")), .untagged(tag("a")), .moved(.open, .asked), .moved(.onHold, .asked)],
    ] as [[Act]])
  func whatWasDoneIsTakenBackAndDoneAgain(acts: [Act]) async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    let before = try await shop.ticket(id)
    try await shop.store.commit(acts.map { Change(id, $0) }, by: .agent(Shop.ana))
    let after = try await shop.ticket(id)
    let undone = try await shop.store.undo(by: Shop.ana)
    #expect(undone.leftAlone.isEmpty)
    #expect(try await shop.ticket(id).sameBut(event: before.lastEvent) == before)
    try await shop.store.redo(by: Shop.ana)
    #expect(try await shop.ticket(id).sameBut(event: after.lastEvent) == after)
    try await shop.store.undo(by: Shop.ana)
    #expect(try await shop.ticket(id).sameBut(event: before.lastEvent) == before)
  }

  @Test func eachAgentTakesBackTheirOwn() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    try await shop.act(id, .tagged(tag("a")), by: Shop.ana)
    try await shop.act(id, .tagged(tag("b")), by: Shop.ben)
    try await shop.store.undo(by: Shop.ana)
    #expect(try await shop.ticket(id).tags == [tag("b")])
    #expect(try await shop.store.undo(by: Shop.ana).events.isEmpty)
    let bens = try #require(try await shop.steps(Shop.ben).first)
    #expect(try await shop.store.undo(by: Shop.ana, bens.id).events.isEmpty)
    #expect(try await shop.ticket(id).tags == [tag("b")])
  }

  @Test func whatOthersChangedSinceIsLeftAlone() async throws {
    var shop = try Shop()
    let first = try await shop.arrive()
    let second = try await shop.arrive()
    try await shop.store.commit(
      [Change(first, .moved(.solved, .asked)), Change(second, .moved(.solved, .asked))],
      by: .agent(Shop.ana))
    try await shop.hear(first)
    let outcome = try await shop.store.undo(by: Shop.ana)
    #expect(outcome.changed == [second])
    #expect(outcome.leftAlone == [LeftAlone(ticket: first, why: .changedMeanwhile)])
    #expect(try await shop.ticket(first).status == .open)
    #expect(try await shop.ticket(second).status == .new)
  }

  @Test func whatFollowedIsTakenBackWithIt() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    try await shop.act(id, .assigned(Shop.ben))
    try await shop.store.undo(by: Shop.ana)
    let ticket = try await shop.ticket(id)
    #expect(ticket.assignee == nil)
    #expect(ticket.status == .new)
  }

  @Test func aNewStepForbidsRedo() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    try await shop.act(id, .tagged(tag("a")))
    try await shop.store.undo(by: Shop.ana)
    try await shop.act(id, .tagged(tag("b")))
    #expect(try await shop.store.redo(by: Shop.ana).events.isEmpty)
    #expect(try await shop.ticket(id).tags == [tag("b")])
  }

  @Test func redoGoesTheWayUndoCame() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    for word in ["a", "b", "c"] { try await shop.act(id, .tagged(tag(word))) }
    for _ in 0..<3 { try await shop.store.undo(by: Shop.ana) }
    #expect(try await shop.ticket(id).tags.isEmpty)
    try await shop.store.redo(by: Shop.ana)
    #expect(try await shop.ticket(id).tags == [tag("a")])
    try await shop.store.redo(by: Shop.ana)
    try await shop.store.redo(by: Shop.ana)
    #expect(try await shop.ticket(id).tags == [tag("a"), tag("b"), tag("c")])
    #expect(try await shop.store.redo(by: Shop.ana).events.isEmpty)
  }

  @Test func stepsOutlastTheProcess() async throws {
    let folder = try Folder()
    let clock = HandClock()
    var shop = try Shop(folder.file, clock: clock)
    let id = try await shop.arrive()
    try await shop.act(id, .tagged(tag("a")))
    let again = try Shop(folder.file, clock: clock, seed: 77)
    try await again.store.undo(by: Shop.ana)
    #expect(try await again.ticket(id).tags.isEmpty)
    let third = try Shop(folder.file, clock: clock, seed: 78)
    try await third.store.redo(by: Shop.ana)
    #expect(try await third.ticket(id).tags == [tag("a")])
  }

  @Test func commitsUnderOneNameAreOneStep() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    let step: UndoID = shop.mint.id(at: shop.clock.now)
    for word in ["a", "b"] {
      try await shop.store.commit(
        [Change(id, .tagged(tag(word)))], by: .agent(Shop.ana), undo: step)
    }
    #expect(try await shop.steps().map(\.id) == [step])
    #expect(try await shop.store.undo(by: Shop.ana).changed == [id])
    #expect(try await shop.ticket(id).tags.isEmpty)
  }

  @Test func notesAndMachinesMakeNoStep() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    let note = shop.message(.note, says: "Remember.")
    #expect(try await shop.act(id, .noted(note)).undo == nil)
    try await shop.store.commit([Change(id, .tagged(tag("x")))], by: .rule("x"))
    #expect(try await shop.steps().isEmpty)
    #expect(try await shop.store.undo(by: Shop.ana).events.isEmpty)
  }

  @Test(
    arguments: [
      ([.tagged(tag("a"))], 1, "tagged 1 ticket +a"),
      ([.tagged(tag("a")), .untagged(tag("b"))], 41, "tagged 41 tickets +a -b"),
      ([.moved(.solved, .asked)], 2, "set 2 tickets to solved"),
      ([.assigned(Shop.ben), .tagged(tag("a"))], 1, "assigned 1 ticket to ben and 1 more"),
      ([.assigned(nil)], 3, "unassigned 3 tickets"),
      ([], 0, ""),
    ] as [([Act], Int, String)])
  func stepsAreToldInWords(acts: [Act], tickets: Int, words: String) {
    #expect(Phrase.of(acts, tickets: tickets) == words)
  }

  /// However many things two agents did, each taking all of theirs back ends where it began.
  @Test(arguments: 0..<12)
  func takingEverythingBackEndsWhereItBegan(seed: UInt64) async throws {
    var history = try await History(seed: seed)
    let before = try await history.tickets()
    for _ in 0..<30 { try await history.actAlone() }
    while !(try await history.shop.store.undo(by: Shop.ana)).events.isEmpty {}
    let after = try await history.tickets()
    for (id, ticket) in after {
      let was = try #require(before[id])
      #expect(ticket.sameBut(event: was.lastEvent) == was)
    }
    while !(try await history.shop.store.redo(by: Shop.ana)).events.isEmpty {}
    while !(try await history.shop.store.undo(by: Shop.ana)).events.isEmpty {}
    #expect(
      try await history.tickets().mapValues { $0.sameBut(event: 0) }
        == before.mapValues { $0.sameBut(event: 0) })
  }
}

extension Ticket {
  /// The same ticket with another last event.
  func sameBut(event: EventNumber) -> Ticket {
    var ticket = self
    ticket.lastEvent = event
    return ticket
  }
}
