import Domain
import Testing

/// The transitions T1 to T13 of the domain rules (B1).
@Suite struct LifecycleTests {
  @Test func t1AHumanMessageBeginsANewTicketThatWaits() throws {
    var life = try Life()
    let message = life.inbound()
    #expect(try life.happen(.received(message)) == [])
    #expect(life.ticket?.status == .new)
    #expect(life.ticket?.waitingSince == message.receivedAt)
    #expect(life.ticket?.lastMessageAt == message.receivedAt)
    #expect(life.ticket?.messageCount == 1)
  }

  @Test(arguments: [Message.Class.autoReply, .bounce, .readReceipt, .deliveryNotice])
  func t2AMachineBeginsNoWait(_ kind: Message.Class) throws {
    var life = try Life()
    let message = life.inbound(kind)
    try life.happen(.received(message))
    #expect(life.ticket?.status == .new)
    #expect(life.ticket?.waitingSince == nil)
  }

  @Test func t3OnlyAssigningOpensANewTicket() throws {
    var life = try Life(.new)
    let note = life.note()
    #expect(try life.happen(.noted(note)) == [])
    #expect(try life.happen(.tagged(label("wismo"))) == [])
    #expect(life.ticket?.status == .new)
    #expect(try life.happen(.assigned(AgentID("ana"))) == [.moved(.open, .assigned)])
    #expect(life.ticket?.assignee == AgentID("ana"))
  }

  @Test(arguments: [Status.new, .open, .pending, .onHold, .solved])
  func t4AReplyMovesToTheChosenStatus(_ status: Status) throws {
    var life = try Life(status)
    let reply = life.reply()
    try life.happen(.replyQueued(reply))
    #expect(life.ticket?.status == .pending)
    try life.happen(.replySent(reply.id, Receipt(at: Life.start + .hours(2), answer: "250 ok")))
    #expect(life.ticket?.waitingSince == nil)
    let last = life.reply(then: .solved)
    try life.happen(.replyQueued(last))
    #expect(life.ticket?.status == .solved)
  }

  /// Customer at minute 1, colleague from another mail client at 2, customer again at 3, in the
  /// orders in which sync may find them: each stands as if all had come in time.
  @Test(arguments: [[1, 2, 3], [1, 3, 2], [3, 1, 2], [3, 2, 1]])
  func t4AndT5AnAnswerFoundLateCountsAllTheSame(_ order: [Int64]) throws {
    var life = try Life()
    for minute in order {
      let moment = Life.start + .hours(1) + .minutes(minute)
      if minute == 2 {
        let answer = life.outbound(at: moment)
        try life.happen(.answeredElsewhere(answer))
      } else {
        let message = life.inbound(at: moment)
        try life.happen(.received(message))
      }
    }
    #expect(life.ticket?.status == .open)
    #expect(life.ticket?.waitingSince == Life.start + .hours(1) + .minutes(3))
    #expect(life.ticket?.reopenCount == 0)
  }

  @Test func t4TheLatestAnswerFoundLateEndsTheWait() throws {
    var life = try Life()
    for minute in [Int64(1), 3] {
      let message = life.inbound(at: Life.start + .hours(1) + .minutes(minute))
      try life.happen(.received(message))
    }
    let first = life.outbound(at: Life.start + .hours(1) + .minutes(2))
    #expect(try life.happen(.answeredElsewhere(first)) == [.moved(.open, .customerWrote)])
    let second = life.outbound(at: Life.start + .hours(1) + .minutes(4))
    #expect(try life.happen(.answeredElsewhere(second)) == [.moved(.pending, .answered)])
    #expect(life.ticket?.waitingSince == nil)
  }

  @Test(arguments: [Status.pending, .onHold, .solved, .closed])
  func t4AnAnswerFoundLateLeavesWhatWasSettled(_ status: Status) throws {
    var life = try Life(status)
    let answer = life.outbound(at: Life.start)
    #expect(try life.happen(.answeredElsewhere(answer)) == [])
    #expect(life.ticket?.status == status)
  }

  @Test func t4NotToAClosedTicket() throws {
    var life = try Life(.closed)
    let reply = life.reply()
    #expect(throws: Refusal.isClosed) { try life.happen(.replyQueued(reply)) }
  }

  @Test(arguments: [(Status.pending, 0), (.onHold, 0), (.solved, 1)])
  func t5TheCustomerOpensItAgain(_ status: Status, reopened: Int) throws {
    var life = try Life(status)
    try life.happen(.assigned(AgentID("ana")))
    let message = life.inbound()
    #expect(try life.happen(.received(message)) == [.moved(.open, .customerWrote)])
    #expect(life.ticket?.reopenCount == reopened)
    #expect(life.ticket?.assignee == AgentID("ana"))
  }

  @Test(arguments: Status.allCases.filter { $0 != .closed })
  func t6ClosedIsForGoodButForItsUndo(_ status: Status) throws {
    var life = try Life(.solved)
    try life.happen(.moved(.closed, .asked))
    #expect(throws: Refusal.isClosed) { try life.happen(.moved(status, .asked)) }
    try life.happen(.moved(.solved, .asked), undo: UndoID(high: 9, low: 9))
    #expect(life.ticket?.status == .solved)
  }

  @Test func t7AMessageLeavesAClosedTicketClosed() throws {
    var life = try Life(.closed)
    let message = life.inbound()
    #expect(try life.happen(.received(message)) == [])
    #expect(life.ticket?.status == .closed)
    let opening = Opening(
      id: TicketID(high: 2, low: 2), channel: .email, account: "support", customer: nil,
      subject: "Again", followUpOf: TicketID(high: 1, low: 1))
    #expect(Ticket(opening, number: 2, at: Life.start).followUpOf == TicketID(high: 1, low: 1))
  }

  @Test(arguments: [Status.pending, .onHold, .solved])
  func t8AnAutomaticAnswerChangesNothing(_ status: Status) throws {
    var life = try Life(status)
    let count = try #require(life.ticket).messageCount
    for kind in [Message.Class.autoReply, .deliveryNotice, .readReceipt] {
      let message = life.inbound(kind)
      #expect(try life.happen(.received(message)) == [])
    }
    #expect(life.ticket?.status == status)
    #expect(life.ticket?.messageCount == count + 3)
  }

  @Test(arguments: [Status.new, .pending, .onHold, .solved])
  func t9AHardBounceOpensAndFlags(_ status: Status) throws {
    var life = try Life(status)
    let soft = life.bounce(isHard: false)
    #expect(try life.happen(.bounced(soft)) == [])
    #expect(life.ticket?.isUndelivered == false)
    let hard = life.bounce(isHard: true)
    #expect(try life.happen(.bounced(hard)) == [.moved(.open, .undelivered)])
    #expect(life.ticket?.isUndelivered == true)
    #expect(life.ticket?.reopenCount == 0)
  }

  @Test func t9AClosedTicketStaysClosed() throws {
    var life = try Life(.closed)
    let bounce = life.bounce(isHard: true)
    #expect(try life.happen(.bounced(bounce)) == [])
  }

  @Test(arguments: [Status.new, .open, .pending, .onHold])
  func t10SnoozingLaysItAsideAsItIs(_ status: Status) throws {
    var life = try Life(status)
    let clock = Clock(
      kind: .first, cycle: 1, startedAt: Life.start, due: Life.start + .hours(1))
    try life.happen(.clockStarted(clock))
    let before = try #require(life.ticket)
    try life.happen(.snoozed(until: Life.start + .days(1)))
    let after = try #require(life.ticket)
    #expect(after.status == status && after.clocks == before.clocks && after.due == before.due)
    #expect(after.isSnoozed(at: Life.start))
    #expect(!after.isSnoozed(at: Life.start + .days(1)))
  }

  @Test func t11ACustomerWakesItAndANoteDoesNot() throws {
    var life = try Life(.open)
    try life.happen(.snoozed(until: Life.start + .days(1)))
    let note = life.note()
    #expect(try life.happen(.noted(note)) == [])
    let auto = life.inbound(.autoReply)
    #expect(try life.happen(.received(auto)) == [])
    #expect(life.ticket?.snoozedUntil != nil)
    let message = life.inbound()
    #expect(try life.happen(.received(message)) == [.woken])
    #expect(life.ticket?.reopenCount == 0 && life.ticket?.snoozedUntil == nil)
    #expect(throws: Refusal.alreadySo) { try life.happen(.woken) }
  }

  @Test func t12SpamStaysSpam() throws {
    var life = try Life(.pending)
    try life.happen(.markedSpam)
    #expect(life.ticket?.status == .pending && life.ticket?.isInSight == false)
    let message = life.inbound()
    #expect(try life.happen(.received(message)) == [])
    #expect(life.ticket?.isSpam == true && life.ticket?.status == .pending)
  }

  @Test(arguments: [Status.new, .open, .pending, .onHold, .solved])
  func t13ACustomerTakesItOutOfTheTrash(_ status: Status) throws {
    var life = try Life(status)
    try life.happen(.trashed)
    #expect(life.ticket?.isInSight == false)
    let message = life.inbound()
    try life.happen(.received(message))
    #expect(life.ticket?.trashedAt == nil && life.ticket?.status == .open)
  }
}
