import Domain
import Foundation
import Testing

@testable import Store

/// A dry run tells what a bulk change would do, and does nothing.
@Suite struct RehearsalTests {
  @Test func whatIsToldIsWhatHappensAndNothingIsWritten() async throws {
    var shop = try Shop()
    var ids: [TicketID] = []
    for _ in 0..<6 { ids.append(try await shop.arrive()) }
    try await shop.act(ids[0], .tagged(tag("refund")))
    try await shop.act(ids[1], .moved(.closed, .asked))
    let seen = try await shop.ticket(ids[1]).lastEvent
    try await shop.hear(ids[2])
    let acts: [Act] = [.moved(.solved, .asked), .assigned(Shop.ben), .tagged(tag("refund"))]
    let selection = Selection(plus: Set(ids))

    let before = try await shop.derived()
    let count = try await shop.number("SELECT count(*) FROM event")
    let told = try await shop.store.rehearse(
      acts, selection, by: .agent(Shop.ana), seen: seen)
    #expect(try await shop.derived() == before)
    #expect(try await shop.number("SELECT count(*) FROM event") == count)
    #expect(try await shop.steps().count == 2)

    #expect(told.total == 6)
    try await shop.store.commitAll(acts, selection, by: .agent(Shop.ana), seen: seen)
    for row in told.rows {
      let now = try await shop.ticket(row.before.id)
      #expect(row.after.sameBut(event: now.lastEvent) == now)
    }
    let closed = told.rows.first { $0.before.id == ids[1] }
    #expect(closed?.why == nil, "a tag and an agent still go onto a closed ticket")
  }

  @Test func whatWouldBeLeftAloneSaysWhy() async throws {
    var shop = try Shop()
    let first = try await shop.arrive()
    let second = try await shop.arrive()
    let seen = try await shop.ticket(second).lastEvent
    try await shop.hear(first)
    try await shop.act(second, .moved(.solved, .asked))
    let told = try await shop.store.rehearse(
      [.moved(.solved, .asked)], Selection(query: .everything), by: .agent(Shop.ana), seen: seen)
    #expect(told.changed == 0)
    #expect(told.leftAlone == 2)
    #expect(told.rows.map(\.why) == [.changedMeanwhile, .alreadySo])
    #expect(told.rows.map(\.customer) == ["Ada", "Ada"])
  }

  @Test func thousandsAreCountedAndNotAllTold() async throws {
    var shop = try Shop()
    let openings = (0..<5_200).map { _ in shop.opening() }
    let changes = openings.map { Change.created($0, at: shop.clock.now) }
    try await shop.store.commit(changes, by: .importer)
    let told = try await shop.store.rehearse(
      [.tagged(tag("old"))], Selection(query: .everything), by: .agent(Shop.ana))
    #expect(told.changed == 5_200)
    #expect(told.rows.count == Rehearsal.most)
    #expect(try await shop.number("SELECT count(*) FROM ticket_tag") == 0)
  }
}

/// Who did what and when, for everyone to see and each to take back (part of the undo list).
@Suite struct UndoListTests {
  @Test func everybodysStepsAreThereAfterARestart() async throws {
    let folder = try Folder()
    let clock = HandClock()
    let ids: [TicketID]
    do {
      var shop = try Shop(folder.file, clock: clock)
      ids = [try await shop.arrive(), try await shop.arrive()]
      try await shop.act(ids[0], .tagged(tag("a")), by: Shop.ana)
      clock.pass(.minutes(5))
      try await shop.act(ids[1], .moved(.solved, .asked), by: Shop.ben)
      try await shop.store.undo(by: Shop.ana)
    }
    let shop = try Shop(folder.file, clock: clock, seed: 4)
    guard case .undoSteps(let steps) = try await shop.store.ask(.undoSteps(agent: nil)) else {
      Issue.record("no steps")
      return
    }
    #expect(steps.map(\.agent) == [Shop.ben, Shop.ana])
    #expect(steps.map(\.what) == ["set 1 ticket to solved", "tagged 1 ticket +a"])
    #expect(steps.map(\.isUndone) == [false, true])
    #expect(steps[0].at - steps[1].at == .minutes(5))
    try await shop.store.redo(by: Shop.ana)
    #expect(try await shop.ticket(ids[0]).tags == [tag("a")])
  }

  @Test func anOlderStepIsTakenBackAndDoneAgainByName() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    try await shop.act(id, .tagged(tag("a")))
    try await shop.act(id, .tagged(tag("b")))
    let first = try #require(try await shop.steps().last)
    try await shop.store.undo(by: Shop.ana, first.id)
    #expect(try await shop.ticket(id).tags == [tag("b")])
    try await shop.act(id, .tagged(tag("c")))
    #expect(try await shop.store.redo(by: Shop.ana).events.isEmpty, "something new was done since")
    #expect(try await shop.store.redo(by: Shop.ben, first.id).events.isEmpty, "it is not Ben's")
    try await shop.store.redo(by: Shop.ana, first.id)
    #expect(try await shop.ticket(id).tags == [tag("a"), tag("b"), tag("c")])
    #expect(try await shop.steps().allSatisfy { !$0.isUndone })
  }
}
