import Domain
import Testing

@Suite struct ApplyingTests {
  @Test func aTicketBeginsOnce() throws {
    var life = try Life()
    let opening = Opening(
      id: TicketID(high: 1, low: 1), channel: .email, account: "support", customer: nil,
      subject: "Again")
    #expect(throws: Refusal.alreadySo) { try life.happen(.created(opening)) }
    let event = Event(
      number: 1, ticket: TicketID(high: 3, low: 3), act: .woken, actor: .system,
      occurredAt: Life.start, recordedAt: Life.start)
    #expect(throws: Refusal.noSuchTicket) { try Ticket.applying(event, to: nil, number: 1) }
  }

  @Test(arguments: [
    Act.moved(.open, .asked), .assigned(nil), .prioritised(.normal), .woken, .unmarkedSpam,
    .released, .restored, .untagged(label("none")),
    .unlinkedOrder(ApplyingTests.order("1")),
  ])
  func whatChangesNothingIsRefused(_ act: Act) throws {
    var life = try Life(.open)
    #expect(throws: Refusal.alreadySo) { try life.happen(act) }
  }

  @Test(arguments: [
    Act.moved(.solved, .asked), .moved(.closed, .asked), .assigned(AgentID("ben")), .assigned(nil),
    .prioritised(.urgent), .tagged(label("wismo")), .untagged(label("vip")),
    .snoozed(until: Life.start + .days(3)), .woken, .markedSpam, .quarantined, .trashed,
    .linkedOrder(ApplyingTests.order("1002")), .unlinkedOrder(ApplyingTests.order("1001")),
  ])
  func undoingAnActGivesTheTicketBack(_ act: Act) throws {
    var life = try Life(.open)
    for before in [
      Act.assigned(AgentID("ana")), .tagged(label("vip")), .linkedOrder(Self.order("1001")),
      .snoozed(until: Life.start + .days(1)),
    ] { try life.happen(before) }
    var before = try #require(life.ticket)
    try life.happen(act)
    #expect(act.stillStands(on: try #require(life.ticket)))
    let undoing = try #require(act.undoing(before))
    try life.happen(undoing, undo: UndoID(high: 9, low: 9))
    before.lastEvent = try #require(life.ticket).lastEvent
    #expect(life.ticket == before)
  }

  @Test(arguments: [
    Act.unmarkedSpam, .released, .restored, .replyRecalled(ReplyID(high: 1, low: 1)),
    .clockBreached(.first, cycle: 1), .needsNoReply,
  ])
  func whatCannotBeTakenBack(_ act: Act) throws {
    let ticket = try Life(.open).ticket
    #expect(ticket != nil && act.undoing(ticket) == nil)
  }

  @Test func undoingAReplyRecallsIt() throws {
    var life = try Life(.open)
    let before = try #require(life.ticket)
    let reply = life.reply()
    try life.happen(.replyQueued(reply))
    #expect(life.ticket?.messageCount == before.messageCount + 1)
    let undoing = try #require(Act.replyQueued(reply).undoing(before))
    #expect(undoing == .replyRecalled(reply.id))
    try life.happen(undoing)
    #expect(life.ticket?.messageCount == before.messageCount)
  }

  @Test func laterWorkIsNotUndone() throws {
    var life = try Life(.open)
    try life.happen(.moved(.solved, .asked))
    try life.happen(.moved(.open, .asked))
    #expect(!Act.moved(.solved, .asked).stillStands(on: try #require(life.ticket)))
  }

  @Test func clocksRunBreachAndStop() throws {
    var life = try Life(.open)
    let early = Clock(kind: .next, cycle: 1, startedAt: Life.start, due: Life.start + .hours(1))
    let late = Clock(kind: .platform, cycle: 1, startedAt: Life.start, due: Life.start + .hours(24))
    try life.happen(.clockStarted(late))
    try life.happen(.clockStarted(early))
    #expect(life.ticket?.due == early.due)
    #expect(life.ticket?.isOverdue(at: early.due) == false, "the due instant itself is in time")
    #expect(life.ticket?.isOverdue(at: early.due + Span(milliseconds: 1)) == true)
    try life.happen(.clockBreached(.next, cycle: 1))
    #expect(life.ticket?.due == early.due, "a clock that ran out runs on")
    try life.happen(.clockStopped(.next, cycle: 1, .breached, at: early.due + .hours(1)))
    #expect(life.ticket?.due == late.due)
    #expect(life.ticket?.clocks.first { $0.kind == .next }?.stoppedAt == early.due + .hours(1))
  }

  @Test func aSentReplyLeavesALaterQuestionWaiting() throws {
    var life = try Life(.open)
    let reply = life.reply()
    try life.happen(.replyQueued(reply))
    try life.happen(.replySent(reply.id, Receipt(at: Life.start, answer: "250 ok")))
    #expect(life.ticket?.waitingSince != nil, "the customer wrote after it had left")
  }

  @Test func aRefusedReplyComesBackToItsAgent() throws {
    var life = try Life(.open)
    let reply = life.reply()
    try life.happen(.replyQueued(reply))
    #expect(
      try life.happen(.replyRefused(reply.id, reason: "550")) == [.moved(.open, .undelivered)])
    #expect(life.ticket?.isUndelivered == true)
  }

  @Test func everyActHasAnEventType() throws {
    var life = try Life(.open)
    try life.happen(.tagged(label("wismo")))
    #expect(
      life.events.map(\.act.type) == [
        "ticket.created", "message.in", "ticket.status", "ticket.tagged",
      ])
  }

  fileprivate static func order(_ number: String) -> OrderID {
    OrderID(channel: .email, number: number)
  }
}
