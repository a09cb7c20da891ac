import Domain
import Foundation
import Testing

@testable import Store

/// Two tickets that are one matter (B3): nothing is copied, nothing is lost, all can be taken back.
@Suite struct MergeTests {
  /// Two tickets of one customer, the second with a tag, an order and more haste.
  private static func pair() async throws -> (Shop, survivor: TicketID, source: TicketID) {
    var shop = try Shop()
    let source = try await shop.arrive(subject: "Where is it?", says: "Where is my kettle?")
    shop.clock.pass(.minutes(30))
    let survivor = try await shop.arrive(subject: "Kettle again", says: "I asked already!")
    try await shop.act(
      source, .tagged(tag("late")), .prioritised(.high),
      .linkedOrder(OrderID(channel: .email, number: "77")))
    return (shop, survivor, source)
  }

  @Test func theSurvivorShowsBothByTimeAndTakesWhatTheOtherBrings() async throws {
    let (shop, survivor, source) = try await Self.pair()
    let outcome = try await shop.act(source, .merged(into: survivor))
    #expect(outcome.leftAlone.isEmpty)
    #expect(outcome.changed == [source, survivor])
    let sheet = try await shop.sheet(survivor)
    #expect(sheet.messages.map(\.body.visible) == ["Where is my kettle?", "I asked already!"])
    #expect(sheet.merged.map(\.id) == [source])
    #expect(sheet.merged[0].messages == [sheet.messages[0].id])
    #expect(sheet.ticket.tags == [tag("late")])
    #expect(sheet.ticket.priority == .high)
    #expect(sheet.ticket.orders.map(\.number) == ["77"])
    #expect(sheet.ticket.messageCount == 2)
    let merged = try await shop.ticket(source)
    #expect(merged.status == .closed)
    #expect(merged.mergedInto == survivor)
    #expect(sheet.ticket.waitingSince == merged.waitingSince, "the older wait counts")
  }

  @Test func mergingUndoingAndDoingAgainRestoreBothTickets() async throws {
    let (shop, survivor, source) = try await Self.pair()
    let before = (try await shop.ticket(survivor), try await shop.ticket(source))
    try await shop.act(source, .merged(into: survivor))
    let merged = (try await shop.ticket(survivor), try await shop.ticket(source))
    let undone = try await shop.store.undo(by: Shop.ana)
    #expect(undone.leftAlone.isEmpty)
    let after = (try await shop.ticket(survivor), try await shop.ticket(source))
    #expect(after.0.sameBut(event: before.0.lastEvent) == before.0)
    #expect(after.1.sameBut(event: before.1.lastEvent) == before.1)
    #expect(try await shop.sheet(survivor).messages.count == 1)

    let redone = try await shop.store.redo(by: Shop.ana)
    #expect(redone.leftAlone.isEmpty)
    let again = (try await shop.ticket(survivor), try await shop.ticket(source))
    #expect(again.0.sameBut(event: merged.0.lastEvent) == merged.0)
    #expect(again.1.sameBut(event: merged.1.lastEvent) == merged.1)
  }

  @Test func aMergedTicketComesOutAgainLongAfter() async throws {
    let (shop, survivor, source) = try await Self.pair()
    let before = try await shop.ticket(source)
    try await shop.act(source, .merged(into: survivor))
    try await shop.act(survivor, .tagged(tag("angry")), .assigned(Shop.ben))
    let outcome = try await shop.act(source, .unmerged(.open), by: Shop.ben)
    #expect(outcome.leftAlone.isEmpty)
    let after = try await shop.ticket(source)
    #expect(after.sameBut(event: before.lastEvent) == before)
    let rest = try await shop.ticket(survivor)
    #expect(rest.tags == [tag("angry")])
    #expect(rest.assignee == Shop.ben)
    #expect(rest.absorbed.isEmpty)
    #expect(try await shop.steps(Shop.ben).first?.what == "took 1 ticket out of another again")
    try await shop.store.undo(by: Shop.ben)
    #expect(try await shop.ticket(source).mergedInto == survivor)
  }

  /// What the customer has written in the survivor since is the survivor's, and waits there.
  @Test func whatWasWrittenSinceGoesOnWaitingWhereItWasWritten() async throws {
    var (shop, survivor, source) = try await Self.pair()
    try await shop.act(survivor, .moved(.pending, .asked), .needsNoReply)
    try await shop.act(source, .merged(into: survivor))
    shop.clock.pass(.minutes(10))
    try await shop.hear(survivor, says: "Hello?")
    let wrote = try #require(try await shop.sheet(survivor).messages.last?.receivedAt)
    try await shop.act(source, .unmerged(.open))
    let rest = try await shop.ticket(survivor)
    #expect(rest.waitingSince == wrote)
    #expect(rest.lastMessageAt == wrote)
    #expect(rest.status == .open)
  }

  @Test func ofTwoThatWereMergedTheOtherGoesOnWaiting() async throws {
    var (shop, survivor, source) = try await Self.pair()
    let other = try await shop.arrive(subject: "Kettle, third time", says: "Please!")
    try await shop.act(survivor, .moved(.pending, .asked), .needsNoReply)
    try await shop.act(source, .merged(into: survivor))
    try await shop.act(other, .merged(into: survivor))
    let waits = try await (shop.ticket(source).waitingSince, shop.ticket(other).waitingSince)
    #expect(try await shop.ticket(survivor).waitingSince == waits.0)
    try await shop.act(source, .unmerged(.open))
    let rest = try await shop.ticket(survivor)
    #expect(rest.waitingSince == waits.1)
    #expect(rest.messageCount == 2)
  }

  @Test func afterAnAnswerTheyStayOne() async throws {
    var (shop, survivor, source) = try await Self.pair()
    try await shop.act(source, .merged(into: survivor))
    try await shop.answer(survivor)
    let outcome = try await shop.act(source, .unmerged(.open))
    #expect(outcome.events.isEmpty)
    #expect(outcome.refusals.first?.sentence.contains("answered since") == true)
    try await shop.store.undo(by: Shop.ana)
    #expect(try await shop.act(source, .unmerged(.open)).leftAlone.isEmpty, "it was taken back")
  }

  @Test func whatCannotBeMergedIsRefused() async throws {
    var (shop, survivor, source) = try await Self.pair()
    let third = try await shop.arrive()
    #expect(try await shop.act(source, .merged(into: source)).events.isEmpty)
    try await shop.act(source, .merged(into: survivor))
    #expect(try await shop.act(source, .merged(into: third)).events.isEmpty)
    #expect(try await shop.act(third, .merged(into: source)).events.isEmpty)
    #expect(try await shop.act(survivor, .merged(into: source)).events.isEmpty, "no circle")
    try await shop.act(third, .moved(.closed, .asked))
    #expect(try await shop.act(survivor, .merged(into: third)).refusals == [.isClosed])
    try await shop.hear(third, says: "One more thing")
    let fourth = try await shop.arrive()
    let seen = try await shop.ticket(fourth).lastEvent
    try await shop.hear(fourth)
    #expect(
      try await shop.act(fourth, .merged(into: survivor), seen: seen).refusals
        == [.changedMeanwhile])
  }

  @Test func whatComesToAMergedTicketFindsTheSurvivorAlongTheChain() async throws {
    var (shop, survivor, source) = try await Self.pair()
    let last = try await shop.arrive(subject: "All of it")
    let first = try #require(try await shop.sheet(source).messages.first?.externalID)
    try await shop.act(source, .merged(into: survivor))
    try await shop.act(survivor, .merged(into: last))
    let keys = MatchKeys(
      channel: .email, account: "support", externalID: "new@mail.example", raw: "",
      answers: [first], recipients: [], subject: "Re: Where is it?", customer: "ada@mail.example",
      orders: [], receivedAt: shop.clock.now)
    let candidates = try await shop.store.match([keys])[0].candidates
    #expect(candidates.map(\.ticket) == [last])
    #expect(candidates.first?.status != .closed)
    let sheet = try await shop.sheet(last)
    #expect(sheet.messages.count == 3)
    #expect(Set(sheet.merged.map(\.id)) == [source, survivor])
  }

  @Test func aDraftGoesAlong() async throws {
    let (shop, survivor, source) = try await Self.pair()
    let draft = { (ticket: TicketID, text: String) in
      Fact.draft(
        Draft(
          ticket: ticket, agent: Shop.ana, kind: .reply, text: text, template: nil,
          attachments: [], bcc: [], base: 0, savedAt: shop.clock.now))
    }
    let facts = [draft(source, "the first half"), draft(survivor, "the other half")]
    try await shop.store.commit([], facts: facts, by: .agent(Shop.ana))
    try await shop.act(source, .merged(into: survivor), by: Shop.ben)
    #expect(try await shop.sheet(survivor).draft?.text == "the other half\n\nthe first half")
    #expect(try await shop.sheet(source).draft == nil)
  }

  @Test func aNoteNeverBecomesPartOfAReply() async throws {
    let (shop, survivor, source) = try await Self.pair()
    for (ticket, kind) in [(source, Draft.Kind.note), (survivor, .reply)] {
      let draft = Draft(
        ticket: ticket, agent: Shop.ana, kind: kind, text: "\(kind)", template: nil,
        attachments: [], bcc: [], base: 0, savedAt: shop.clock.now)
      try await shop.store.commit([], facts: [.draft(draft)], by: .agent(Shop.ana))
    }
    try await shop.act(source, .merged(into: survivor), by: Shop.ben)
    let draft = try #require(try await shop.sheet(survivor).draft)
    #expect(draft.kind == .note)
    #expect(draft.text == "reply\n\nnote")
  }

  @Test func aRebuildGivesTheSame() async throws {
    let (shop, survivor, source) = try await Self.pair()
    try await shop.act(source, .merged(into: survivor))
    try await shop.act(source, .unmerged(.open))
    try await shop.act(source, .merged(into: survivor))
    let before = try await shop.derived()
    try await shop.store.rebuild()
    #expect(try await shop.derived() == before)
    let findings = try await shop.store.checkIntegrity(full: true)
    #expect(findings.allSatisfy { $0.isFine }, "\(findings)")
  }

  @Test func aPendingTicketOpensWhenSomethingThatWaitsComesIn() async throws {
    let (shop, survivor, source) = try await Self.pair()
    try await shop.act(survivor, .moved(.pending, .asked), .needsNoReply)
    try await shop.act(source, .merged(into: survivor))
    let ticket = try await shop.ticket(survivor)
    #expect(ticket.status == .open)
  }
}
