import Domain
import Testing

/// What a split makes of two tickets (B3), before any store knows of it.
@Suite struct SplitTests {
  private static let ids = (TicketID(high: 1, low: 1), TicketID(high: 2, low: 2))

  /// Messages at minutes after the beginning: `c` a customer's, `a` an answer, `n` a note.
  private static func said(_ text: String) -> [Message] {
    text.split(separator: " ").enumerated().map { index, word in
      let minute = Int64(word.dropFirst()) ?? 0
      var message = Message(
        id: MessageID(high: 7, low: UInt64(index)),
        direction: word.first == "c" ? .inbound : word.first == "a" ? .outbound : .note,
        channel: .email, account: "support", from: Party(address: "jonas@mail.example"),
        subject: "", receivedAt: Life.start + .minutes(minute), body: Body(visible: "Hello?"))
      message.kind = .human
      return message
    }
  }

  private static func minute(_ moment: Instant?) -> Int64? {
    moment.map { ($0.milliseconds - Life.start.milliseconds) / 60_000 }
  }

  /// What goes and what stays, where the ticket stood, and since when each waits.
  @Test(
    arguments: [
      // The first was answered, the second was not: it waits where it goes.
      ("c2", "c0 a1", 2, Status.open, 2, nil, Status.open),
      // Both are one unanswered wait: each counts from its own message.
      ("c2", "c0", 0, .new, 2, 0, .new),
      ("c0", "c2", 0, .open, 0, 2, .open),
      // Both questions were answered by one answer that stays: what goes alone was never answered.
      ("c1", "c0 a2", nil, .pending, 1, nil, .open),
      // The answer goes with its question: what it did not answer waits.
      ("c1 a2", "c0", nil, .pending, nil, 0, .pending),
      // Nobody waits in either.
      ("c2 a3", "c0 a1", nil, .solved, nil, nil, .solved),
      ("c2 a3", "c0 a1 c4", 4, .open, nil, 4, .pending),
      // What needed no answer needs none where it stays; notes count for nothing.
      ("c2 n3", "c0 n1", nil, .open, 2, nil, .open),
    ] as [(String, String, Int64?, Status, Int64?, Int64?, Status)])
  func eachWaitsFromItsOwn(
    _ going: String, _ staying: String, _ had: Int64?, _ status: Status, _ waits: Int64?,
    _ left: Int64?, _ begins: Status
  ) throws {
    var ticket = try #require(try Life(status).ticket)
    ticket.waitingSince = had.map { Life.start + .minutes($0) }
    let gone = Self.said(going)
    var split = TicketSplit(gone.map(\.id), of: Self.ids.0, into: Self.ids.1)
    split.weigh(going: gone, staying: Self.said(staying), of: ticket)
    #expect(Self.minute(split.waitingSince) == waits)
    #expect(Self.minute(split.leftWaitingSince) == left)
    #expect(split.status == begins)
  }

  @Test func whatComesBackCountsWithWhatWasSaidSince() throws {
    var life = try Life(.open)
    let before = try #require(life.ticket)
    var split = TicketSplit([MessageID(high: 7, low: 0)], of: Self.ids.0, into: Self.ids.1)
    split.hadWaitedSince = before.waitingSince
    split.hadLastMessageAt = before.lastMessageAt
    split.leftLastMessageAt = before.lastMessageAt - .minutes(5)
    try life.happen(.split(split))
    #expect(life.ticket?.waitingSince == nil)
    #expect(life.ticket?.messageCount == 0)
    var undone = life
    try undone.happen(.rejoined(split))
    #expect(undone.ticket?.waitingSince == before.waitingSince)
    #expect(undone.ticket?.lastMessageAt == before.lastMessageAt)
    #expect(undone.ticket?.messageCount == before.messageCount)
    try life.happen(.received(life.inbound()))
    try life.happen(.rejoined(split))
    #expect(life.ticket?.waitingSince == before.waitingSince, "the older wait counts")
    #expect(life.ticket?.messageCount == 2)
  }

  @Test func whatIsNotAnsweredAnyMoreIsOpenAgain() throws {
    var life = try Life(.pending)
    try life.happen(.needsNoReply)
    var split = TicketSplit([MessageID(high: 7, low: 0)], of: Self.ids.0, into: Self.ids.1)
    split.leftWaitingSince = Life.start
    #expect(try life.happen(.split(split)) == [.moved(.open, .customerWrote)])
  }

  @Test func whatWentOnIsNotGivenBack() throws {
    var life = try Life()
    var split = TicketSplit([MessageID(high: 7, low: 0)], of: Self.ids.1, into: Self.ids.0)
    split.status = .open
    try life.happen(.splitFrom(split))
    #expect(life.ticket?.status == .open)
    #expect(throws: Refusal.alreadySo) { try life.happen(.splitFrom(split)) }
    var later = life
    try later.happen(.received(later.inbound()))
    #expect(throws: Refusal.changedMeanwhile) { try later.happen(.dissolved(split)) }
    try life.happen(.dissolved(split))
    #expect(life.ticket?.mergedInto == Self.ids.1)
    #expect(life.ticket?.isInSight == false)
    try life.happen(.splitFrom(split))
    #expect(life.ticket?.isInSight == true && life.ticket?.mergedInto == nil)
  }

  @Test func eachIsTheOthersUndoing() throws {
    let split = TicketSplit([MessageID(high: 7, low: 0)], of: Self.ids.0, into: Self.ids.1)
    let ticket = try Life().ticket
    #expect(Act.split(split).undoing(ticket) == .rejoined(split))
    #expect(Act.rejoined(split).undoing(ticket) == .split(split))
    #expect(Act.splitFrom(split).undoing(ticket) == .dissolved(split))
    #expect(Act.dissolved(split).undoing(ticket) == .splitFrom(split))
  }
}
