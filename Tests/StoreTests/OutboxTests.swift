import Domain
import Foundation
import GRDB
import Testing

@testable import Store

struct OutboxTests {
  @Test func anAcceptedReplyHasItsIdentity() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    let reply = try await shop.answer(id)
    let row = try #require(try await shop.store.outbox().first)
    #expect(row.reply.id == reply)
    #expect(row.reply.acceptedAt == shop.clock.now)
    #expect(row.state == .accepted)
    #expect(row.notBefore == shop.clock.now + .seconds(10))
    let external = try #require(row.reply.externalID)
    #expect(external.hasSuffix("@shop.example"))
    #expect(shop.store.tokens.ticket(messageID: external) == id)
    #expect(try await shop.ticket(id).status == .pending)
  }

  @Test func aReplyGoesOutOnce() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    let reply = try await shop.answer(id)
    let claim = Change(id, .replySending(reply, attempt: 1, parcel: "p1"))
    #expect(
      try await shop.store.commit([claim], by: .system).refusals == [.replyIs(.accepted)],
      "its window is still open")
    shop.clock.pass(.seconds(10))
    #expect(try await shop.store.commit([claim], by: .system).leftAlone.isEmpty)
    #expect(try await shop.store.commit([claim], by: .system).refusals == [.replyIs(.sending)])
    let receipt = Receipt(
      at: shop.clock.now, answer: "250 ok", refused: ["x@mail.example": "550 no"])
    try await shop.store.commit([Change(id, .replySent(reply, receipt))], by: .system)
    let sheet = try await shop.sheet(id)
    #expect(sheet.outbox.isEmpty)
    let sent = try #require(sheet.messages.last)
    #expect(sent.direction == .outbound)
    #expect(sent.body.visible == "It is on its way.")
    #expect(
      sent.externalID == (try await shop.store.outbox(includingSent: true))[0].reply.externalID)
    #expect(sent.warnings == ["not taken for x@mail.example: 550 no"])
    #expect(sheet.ticket.messageCount == 2)
    #expect(try await shop.store.commit([claim], by: .system).refusals == [.replyIs(.sent)])
  }

  @Test func twoProcessesNeverBothWinAClaim() async throws {
    let folder = try Folder()
    let clock = HandClock()
    var one = try Shop(folder.file, clock: clock, seed: 1)
    let two = try Shop(folder.file, clock: clock, seed: 2)
    let id = try await one.arrive()
    for _ in 0..<20 {
      let reply = try await one.answer(id, window: .seconds(0))
      let (left, right) = (one.store, two.store)
      let claim = Change(id, .replySending(reply, attempt: 1, parcel: "p"))
      async let first = left.commit([claim], by: .system)
      async let second = right.commit([claim], by: .system)
      let outcomes = try await [first, second]
      #expect(outcomes.map(\.events.count).sorted() == [0, 1])
      #expect(outcomes.flatMap(\.refusals) == [.replyIs(.sending)])
    }
  }

  enum Step: String, CaseIterable, Sendable {
    case recalled, held, released, sending, sent, refused, deferred, unsure, settled, repeated
    case filed

    func act(_ id: ReplyID, at now: Instant) -> Act {
      switch self {
      case .recalled: .replyRecalled(id)
      case .held: .replyHeld(id)
      case .released: .replyReleased(id)
      case .sending: .replySending(id, attempt: 1, parcel: "p")
      case .sent: .replySent(id, Receipt(at: now, answer: "250"))
      case .refused: .replyRefused(id, reason: "550")
      case .deferred: .replyDeferred(id, until: now, reason: "450")
      case .unsure: .replyUnsure(id, reason: "cut")
      case .settled: .replySettled(id, Receipt(at: now, answer: "found"))
      case .repeated: .replyRepeated(id)
      case .filed: .replyFiled(id)
      }
    }
  }

  /// What may happen to a reply, by where it is.
  static let table: [(Delivery, [Step], may: Set<Step>)] = [
    (.accepted, [], [.recalled, .held, .sending, .refused, .deferred]),
    (.held, [.held], [.recalled, .released, .settled]),
    (.sending, [.sending], [.sent, .refused, .deferred, .unsure]),
    (.sent, [.sending, .sent], [.filed]),
    (.refused, [.sending, .refused], [.recalled, .settled, .repeated]),
    (
      .retry, [.sending, .deferred],
      [.recalled, .held, .sending, .refused, .deferred, .settled, .repeated]
    ),
    (.unsure, [.sending, .unsure], [.sent, .refused, .settled, .repeated]),
    (.recalled, [.recalled], []),
  ]

  @Test(arguments: table.indices)
  func onlyWhatMayHappenToAReplyHappens(index: Int) async throws {
    let (state, path, may) = Self.table[index]
    for step in Step.allCases {
      var shop = try Shop()
      let id = try await shop.arrive()
      let reply = try await shop.answer(id, window: .seconds(0))
      for step in path {
        let change = Change(id, step.act(reply, at: shop.clock.now))
        #expect(try await shop.store.commit([change], by: .system).leftAlone.isEmpty)
      }
      #expect(try await shop.delivery(reply) == state)
      let change = Change(id, step.act(reply, at: shop.clock.now))
      let outcome = try await shop.store.commit([change], by: .system)
      #expect(outcome.leftAlone.isEmpty == may.contains(step), "\(step) from \(state)")
      if !may.contains(step) { #expect(outcome.refusals == [.replyIs(state)]) }
    }
  }

  @Test func aRetryWaitsForItsTime() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    let reply = try await shop.answer(id, window: .seconds(0))
    let later = shop.clock.now + .minutes(5)
    try await shop.store.commit(
      [
        Change(id, .replySending(reply, attempt: 1, parcel: "p")),
        Change(id, .replyDeferred(reply, until: later, reason: "450 later")),
      ], by: .system)
    let again = Change(id, .replySending(reply, attempt: 2, parcel: "p"))
    #expect(try await shop.store.commit([again], by: .system).refusals == [.replyIs(.retry)])
    shop.clock.pass(.minutes(5))
    #expect(try await shop.store.commit([again], by: .system).leftAlone.isEmpty)
    let row = try #require(try await shop.store.outbox().first)
    #expect(row.attempts == 2)
  }

  @Test func aReplyToNewsIsHeld() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    let seen = try await shop.ticket(id).lastEvent
    try await shop.hear(id)
    let reply = try await shop.answer(id, seen: seen)
    #expect(try await shop.delivery(reply) == .held)
    #expect(try await shop.ticket(id).status == .new, "nobody has been answered yet")
    try await shop.act(id, .replyReleased(reply))
    #expect(try await shop.delivery(reply) == .accepted)
    #expect(try await shop.ticket(id).status == .pending)
  }

  @Test func aColleaguesNoteOrAnswerHoldsAReplyToo() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    let seen = try await shop.ticket(id).lastEvent
    let note = shop.message(.note, says: "I know her.")
    try await shop.act(id, .noted(note), by: Shop.ben)
    let first = try await shop.answer(id, seen: seen)
    #expect(try await shop.delivery(first) == .held)
    let now = try await shop.ticket(id).lastEvent
    try await shop.answer(id, by: Shop.ben, seen: now)
    let second = try await shop.answer(id, seen: now)
    #expect(try await shop.delivery(second) == .held)
  }

  @Test func tagsAndOnesOwnNotesHoldNothing() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    let seen = try await shop.ticket(id).lastEvent
    try await shop.act(id, .tagged(tag("x")), by: Shop.ben)
    let note = shop.message(.note, says: "Mine.")
    try await shop.act(id, .noted(note))
    let reply = try await shop.answer(id, seen: seen)
    #expect(try await shop.delivery(reply) == .accepted)
  }

  @Test func aRecalledReplyIsADraftAgain() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    let reply = try await shop.answer(id)
    let draft = Draft(
      ticket: id, agent: Shop.ana, kind: .reply, text: "PS", base: 0, savedAt: shop.clock.now)
    try await shop.store.commit([], facts: [.draft(draft)], by: .agent(Shop.ana))
    let outcome = try await shop.store.undo(by: Shop.ana)
    #expect(outcome.types == ["ticket.status", "reply.recalled"])
    #expect(try await shop.delivery(reply) == .recalled)
    let sheet = try await shop.sheet(id)
    #expect(sheet.draft?.text == "It is on its way.\n\nPS")
    #expect(sheet.draft?.subject == "Re: Where is my kettle?")
    #expect(sheet.draft?.thenStatus == .pending)
    #expect(sheet.ticket.status == .new)
    #expect(sheet.ticket.messageCount == 1)
    #expect(try await shop.store.redo(by: Shop.ana).events.isEmpty)
  }

  @Test func whatOvertookAReplyIsNewToItsDraft() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    let seen = try await shop.ticket(id).lastEvent
    try await shop.hear(id)
    let held = try await shop.answer(id, seen: seen, then: .solved)
    #expect(try await shop.delivery(held) == .held)
    try await shop.act(id, .replyRecalled(held))
    let draft = try #require(try await shop.sheet(id).draft)
    #expect(draft.base == seen)
    #expect(draft.thenStatus == .solved)
    // What comes while it could still be taken back is new as well; what was seen is not.
    let now = try await shop.ticket(id).lastEvent
    let taken = try await shop.answer(id, seen: now)
    try await shop.hear(id, says: "And one thing more.")
    try await shop.store.commit([], facts: [.draftDropped(id, Shop.ana)], by: .agent(Shop.ana))
    try await shop.act(id, .replyRecalled(taken))
    #expect(try await shop.sheet(id).draft?.base == now)
  }

  @Test func whoTakesAColleaguesReplyBackCanGoOnWithIt() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    let reply = try await shop.answer(id)
    try await shop.act(id, .replyRecalled(reply), by: Shop.ben)
    #expect(try await shop.sheet(id, Shop.ben).draft?.text == "It is on its way.")
    #expect(try await shop.sheet(id).draft?.text == "It is on its way.")
  }

  @Test func aNoteBegunSinceNeverBecomesPartOfTheReply() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    let reply = try await shop.answer(id)
    func keep(_ kind: Draft.Kind, _ text: String) async throws {
      let draft = Draft(
        ticket: id, agent: Shop.ana, kind: kind, text: text, base: 0, savedAt: shop.clock.now)
      try await shop.store.commit([], facts: [.draft(draft)], by: .agent(Shop.ana))
    }
    try await keep(.note, "She is difficult.")
    try await shop.act(id, .replyRecalled(reply))
    #expect(try await shop.sheet(id).draft?.kind == .note)
    #expect(try await shop.sheet(id).draft?.text == "It is on its way.\n\nShe is difficult.")
    // A program that ended before it dropped the draft has left the same words.
    try await keep(.reply, "It is on its way.")
    let again = try await shop.answer(id)
    try await shop.act(id, .replyRecalled(again))
    #expect(try await shop.sheet(id).draft?.text == "It is on its way.")
  }

  @Test func aReplyOnItsWayIsNotTakenBack() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    let reply = try await shop.answer(id, window: .seconds(0))
    try await shop.store.commit(
      [Change(id, .replySending(reply, attempt: 1, parcel: "p"))], by: .system)
    let outcome = try await shop.store.undo(by: Shop.ana)
    #expect(outcome.events.isEmpty)
    #expect(outcome.refusals == [.replyIs(.sending)])
    #expect(try await shop.ticket(id).status == .pending)
  }

  // MARK: - After a crash

  @Test func aDeadProcessLeavesItsRepliesUnsure() async throws {
    let folder = try Folder()
    let clock = HandClock()
    let gone = Holder(boot: Holder.thisProcess.boot, process: 1, began: "never")
    var dead = try Shop(folder.file, clock: clock, seed: 1, holder: gone)
    let id = try await dead.arrive()
    let lost = try await dead.answer(id, window: .seconds(0))
    let alive = try Shop(folder.file, clock: clock, seed: 2)
    let going = try await dead.answer(id, window: .seconds(0))
    try await dead.store.commit(
      [Change(id, .replySending(lost, attempt: 1, parcel: "p"))], by: .system)
    try await alive.store.commit(
      [Change(id, .replySending(going, attempt: 1, parcel: "q"))], by: .system)
    let outcome = try await alive.store.recoverSends(by: .system)
    #expect(outcome.types == ["reply.unsure"])
    #expect(try await alive.delivery(lost) == .unsure)
    #expect(try await alive.delivery(going) == .sending)
    try await alive.store.rebuild()
    #expect(try await alive.store.recoverSends(by: .system).events.isEmpty)
  }

  @Test(arguments: ["", "a b", "boot 12 77 x", "other-boot 1 1"])
  func processesAreKnownByTheirMarks(text: String) {
    #expect(Holder(text)?.isAlive ?? false == false)
    #expect(Holder(Holder.thisProcess.text) == .thisProcess)
    #expect(Holder.thisProcess.isAlive)
  }
}
