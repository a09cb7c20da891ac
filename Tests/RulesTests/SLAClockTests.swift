import Domain
import Rules
import Testing

/// A ticket whose log grows, with the reactions of the house.
private struct Matter {
  var ticket: Ticket?
  var number: EventNumber = 0
  var mint = Mint(seed: 7)
  let channel: ChannelName
  let reactions: [any Reaction] = [Lifecycle(), SLAClock()]

  init(_ channel: ChannelName, at moment: Instant, quarantined: Bool = false) throws {
    self.channel = channel
    let opening = Opening(
      id: mint.id(at: moment), channel: channel, account: "support", customer: nil,
      subject: "Where is it?")
    try happen(.created(opening), at: moment)
    if quarantined { try happen(.quarantined, at: moment) }
  }

  mutating func happen(_ act: Act, at moment: Instant) throws {
    number += 1
    let event = Event(
      number: number, ticket: ticket?.id ?? mint.id(at: moment), act: act, actor: .system,
      occurredAt: moment, recordedAt: moment)
    let before = ticket
    ticket = try Ticket.applying(event, to: before, number: 1)
    for reaction in reactions {
      // As the store does: what earlier reactions caused has happened by then.
      let after = try #require(ticket)
      for act in reaction.following(event, before: before, after: ticket ?? after) {
        try? happen(act, at: moment)
      }
    }
  }

  mutating func hear(at moment: Instant, _ kind: Message.Class = .human) throws {
    try happen(.received(message(.inbound, at: moment, kind)), at: moment)
  }

  mutating func answer(at moment: Instant) throws {
    let id: ReplyID = mint.id(at: moment)
    try happen(.replySent(id, Receipt(at: moment, answer: "250 ok")), at: moment)
  }

  mutating func answerElsewhere(at moment: Instant) throws {
    try happen(.answeredElsewhere(message(.outbound, at: moment)), at: moment)
  }

  mutating func message(
    _ direction: Message.Direction, at moment: Instant, _ kind: Message.Class = .human
  ) -> Message {
    var message = Message(
      id: mint.id(at: moment), direction: direction, channel: channel, account: "support",
      from: Party(address: "ada@example.com"), subject: "Where is it?", receivedAt: moment,
      body: Body(visible: "Hello"))
    message.kind = kind
    return message
  }

  var clocks: [Clock] { ticket?.clocks ?? [] }
  var lines: [String] {
    clocks.map { "\($0.kind.rawValue) \($0.cycle) \($0.state.rawValue) due \($0.due.rfc3339())" }
  }
}

private func at(_ text: String) throws -> Instant {
  try #require(Instant(rfc3339: "2026-11-\(text):00Z"))
}

@Suite struct SLAClockTests {
  // 2026-11-27 is a Friday.
  @Test(arguments: [
    (ChannelName.amazon, "platform 1 running due 2026-11-28T18:00:00Z"),
    (.walmart, "platform 1 running due 2026-11-29T18:00:00Z"),
    (.email, "first 1 running due 2026-11-27T20:00:00Z"),
    (.ebay, "first 1 running due 2026-11-28T18:00:00Z"),
  ])
  func theFirstHumanMessageStartsAClockInCalendarTime(channel: ChannelName, line: String) throws {
    var matter = try Matter(channel, at: at("27T18:00"))
    try matter.hear(at: at("27T18:00"))
    #expect(matter.lines == [line])
  }

  @Test(arguments: [
    ("27T19:59", Clock.State.met), ("27T20:00", .met), ("27T20:01", .breached),
  ])
  func anAnswerAtTheDueInstantIsInTime(moment: String, state: Clock.State) throws {
    var matter = try Matter(.email, at: at("27T18:00"))
    try matter.hear(at: at("27T18:00"))
    try matter.answer(at: at(moment))
    #expect(matter.clocks.map(\.state) == [state])
    #expect(try matter.clocks.first?.stoppedAt == at(moment))
  }

  @Test func laterMessagesDoNotRestartTheClockAndALaterWaitStartsNext() throws {
    var matter = try Matter(.email, at: at("27T10:00"))
    for minute in ["10:00", "10:10", "10:20"] { try matter.hear(at: at("27T\(minute)")) }
    try matter.answer(at: at("27T10:30"))
    try matter.hear(at: at("27T11:00"))
    try matter.hear(at: at("27T11:05"))
    try matter.answer(at: at("27T11:20"))
    try matter.hear(at: at("27T12:00"))
    #expect(
      matter.lines == [
        "first 1 met due 2026-11-27T12:00:00Z", "next 1 met due 2026-11-27T13:00:00Z",
        "next 2 running due 2026-11-27T14:00:00Z",
      ])
  }

  @Test func aMarketplaceMeasuresEveryWaitAsItsOwn() throws {
    var matter = try Matter(.amazon, at: at("27T10:00"))
    try matter.hear(at: at("27T10:00"))
    try matter.answer(at: at("27T11:00"))
    try matter.hear(at: at("27T12:00"))
    #expect(
      matter.lines == [
        "platform 1 met due 2026-11-28T10:00:00Z", "platform 2 running due 2026-11-28T12:00:00Z",
      ])
  }

  @Test(arguments: [
    Message.Class.autoReply, .bounce, .deliveryNotice, .readReceipt, .feedbackReport,
  ])
  func automaticMailStartsAndStopsNothing(kind: Message.Class) throws {
    var matter = try Matter(.email, at: at("27T10:00"))
    try matter.hear(at: at("27T10:00"), kind)
    #expect(matter.clocks.isEmpty)
    try matter.hear(at: at("27T10:01"))
    try matter.hear(at: at("27T10:02"), kind)
    #expect(matter.lines == ["first 1 running due 2026-11-27T12:01:00Z"])
  }

  @Test func aNoteOrAQueuedReplyStopsNothing() throws {
    var matter = try Matter(.email, at: at("27T10:00"))
    try matter.hear(at: at("27T10:00"))
    try matter.happen(.noted(matter.message(.note, at: at("27T10:05"))), at: at("27T10:05"))
    let reply = Reply(
      id: matter.mint.id(at: try at("27T10:06")), ticket: try #require(matter.ticket).id,
      channel: .email, account: "support", from: Party(address: "us@shop.example"),
      to: [Party(address: "ada@example.com")], subject: "Re", text: "Soon", author: AgentID("ana"),
      thenStatus: .solved)
    try matter.happen(.replyQueued(reply), at: at("27T10:06"))
    #expect(matter.ticket?.status == .solved)
    #expect(matter.clocks.map(\.state) == [.running])
    try matter.answer(at: at("27T10:07"))
    #expect(matter.clocks.map(\.state) == [.met])
  }

  @Test func solvingWithoutAnAnswerWaivesButNotTheMarketplacesClock() throws {
    for (channel, state) in [(ChannelName.email, Clock.State.waived), (.amazon, .running)] {
      var matter = try Matter(channel, at: at("27T10:00"))
      try matter.hear(at: at("27T10:00"))
      try matter.happen(.moved(.solved, .asked), at: at("27T10:30"))
      #expect(matter.clocks.map(\.state) == [state])
    }
  }

  @Test func solvingWhileTheAnswerIsOnItsWayCountsTheAnswer() throws {
    var matter = try Matter(.email, at: at("27T10:00"))
    try matter.hear(at: at("27T10:00"))
    try matter.happen(.moved(.solved, .asked), at: at("27T10:30"))
    try matter.answer(at: at("27T10:31"))
    #expect(matter.clocks.map(\.state) == [.met])
  }

  @Test func openingAgainByHandResumesTheClockWhereItStood() throws {
    var matter = try Matter(.email, at: at("27T10:00"))
    try matter.hear(at: at("27T10:00"))
    try matter.happen(.moved(.solved, .asked), at: at("27T10:30"))
    try matter.happen(.moved(.open, .asked), at: at("27T10:40"))
    #expect(matter.lines == ["first 1 running due 2026-11-27T12:00:00Z"])
  }

  @Test func aMessageAfterAnUnansweredSolveStartsANewWait() throws {
    var matter = try Matter(.email, at: at("27T10:00"))
    try matter.hear(at: at("27T10:00"))
    try matter.happen(.moved(.solved, .asked), at: at("27T10:30"))
    try matter.hear(at: at("27T15:00"))
    #expect(matter.ticket?.status == .open)
    #expect(
      matter.lines == [
        "first 1 waived due 2026-11-27T12:00:00Z", "next 1 running due 2026-11-27T17:00:00Z",
      ])
  }

  @Test func noReplyNeededStopsEveryClockEvenTheMarketplaces() throws {
    for channel in [ChannelName.email, .amazon] {
      var matter = try Matter(channel, at: at("27T10:00"))
      try matter.hear(at: at("27T10:00"))
      try matter.happen(.needsNoReply, at: at("27T10:30"))
      #expect(matter.clocks.map(\.state) == [.waived])
      #expect(matter.ticket?.due == nil)
    }
  }

  @Test func aBreachIsPermanent() throws {
    var matter = try Matter(.email, at: at("27T10:00"))
    try matter.hear(at: at("27T10:00"))
    try matter.happen(.clockBreached(.first, cycle: 1), at: at("27T12:00"))
    try matter.happen(.needsNoReply, at: at("27T13:00"))
    #expect(matter.clocks.map(\.state) == [.breached])
  }

  @Test func spamTrashAndQuarantineCancelAndComingBackResumes() throws {
    for (away, back) in [
      (Act.markedSpam, Act.unmarkedSpam), (.trashed, .restored), (.quarantined, .released),
    ] {
      var matter = try Matter(.email, at: at("27T10:00"))
      try matter.hear(at: at("27T10:00"))
      try matter.happen(away, at: at("27T10:30"))
      #expect(matter.clocks.map(\.state) == [.cancelled])
      #expect(matter.ticket?.due == nil)
      try matter.happen(back, at: at("27T10:40"))
      #expect(matter.lines == ["first 1 running due 2026-11-27T12:00:00Z"])
    }
  }

  @Test func aMessageOutOfSightStartsNothingUntilItComesIntoSight() throws {
    var matter = try Matter(.email, at: at("27T10:00"), quarantined: true)
    try matter.hear(at: at("27T10:00"))
    #expect(matter.clocks.isEmpty)
    try matter.happen(.released, at: at("27T11:30"))
    #expect(matter.lines == ["first 1 running due 2026-11-27T12:00:00Z"])
  }

  @Test func aThrownAwayTicketThatComesBackRunsFromTheNewMessage() throws {
    var matter = try Matter(.email, at: at("27T10:00"))
    try matter.hear(at: at("27T10:00"))
    try matter.answer(at: at("27T10:10"))
    try matter.happen(.moved(.solved, .asked), at: at("27T10:20"))
    try matter.happen(.trashed, at: at("27T10:30"))
    try matter.hear(at: at("27T14:00"))
    #expect(matter.ticket?.trashedAt == nil)
    #expect(matter.lines.last == "next 1 running due 2026-11-27T16:00:00Z")
  }

  @Test func snoozeDoesNotPause() throws {
    var matter = try Matter(.email, at: at("27T10:00"))
    try matter.hear(at: at("27T10:00"))
    try matter.happen(.snoozed(until: at("28T10:00")), at: at("27T10:05"))
    #expect(matter.lines == ["first 1 running due 2026-11-27T12:00:00Z"])
  }

  @Test func whereWeWroteFirstTheCustomersMessageStartsNext() throws {
    var matter = try Matter(.email, at: at("27T10:00"))
    try matter.answerElsewhere(at: at("27T10:00"))
    try matter.happen(.moved(.pending, .answered), at: at("27T10:00"))
    try matter.hear(at: at("27T11:00"))
    #expect(matter.lines == ["next 1 running due 2026-11-27T13:00:00Z"])
  }

  @Test func aColleaguesAnswerStopsTheClockAndWaitsForTheCustomer() throws {
    var matter = try Matter(.amazon, at: at("27T10:00"))
    try matter.hear(at: at("27T10:00"))
    try matter.answerElsewhere(at: at("27T10:30"))
    #expect(matter.clocks.map(\.state) == [.met])
    #expect(matter.ticket?.waitingSince == nil)
    #expect(matter.ticket?.status == .pending)
  }

  @Test func anOlderAnswerFoundLateEndsTheWaitItAnsweredAndNoNewerOne() throws {
    var matter = try Matter(.email, at: at("23T10:00"))
    try matter.hear(at: at("23T10:00"))
    try matter.hear(at: at("25T10:00"))
    try matter.answerElsewhere(at: at("23T11:00"))
    #expect(matter.ticket?.waitingSince != nil)
    #expect(matter.ticket?.status == .open)
    #expect(
      matter.lines == [
        "first 1 met due 2026-11-23T12:00:00Z", "next 1 running due 2026-11-25T12:00:00Z",
      ])
  }

  @Test func anAnswerOlderThanTheWaitStopsNothing() throws {
    var matter = try Matter(.email, at: at("27T10:00"))
    try matter.hear(at: at("27T10:00"))
    try matter.answer(at: at("27T09:59"))
    #expect(matter.clocks.map(\.state) == [.running])
  }
}

@Suite struct MergedClockTests {
  /// What a ticket that has waited since 10:00 brings into one that waits since `since`.
  private func merger(since: String) throws -> Merger {
    Merger(
      source: TicketID(high: 1, low: 1), messages: 1, waitingSince: try at("27T10:00"),
      lastMessageAt: try at("27T10:00"), hadWaitedSince: try at(since),
      hadLastMessageAt: try at(since))
  }

  @Test func twoThatWaitCountFromTheOlderAndApartFromTheirOwn() throws {
    var matter = try Matter(.email, at: at("27T10:30"))
    try matter.hear(at: at("27T10:30"))
    try matter.happen(.absorbed(merger(since: "27T10:30")), at: at("27T10:40"))
    #expect(matter.lines == ["first 1 running due 2026-11-27T12:00:00Z"])
    try matter.happen(.parted(merger(since: "27T10:30")), at: at("27T10:50"))
    #expect(matter.lines == ["first 1 running due 2026-11-27T12:30:00Z"])
  }

  @Test func whatWasWrittenSinceCountsFromThere() throws {
    var matter = try Matter(.email, at: at("27T09:00"))
    try matter.hear(at: at("27T09:00"))
    try matter.answer(at: at("27T09:10"))
    try matter.happen(.absorbed(merger(since: "27T09:00")), at: at("27T10:40"))
    #expect(matter.lines.last == "next 1 running due 2026-11-27T12:00:00Z")
    try matter.hear(at: at("27T11:00"))
    try matter.happen(.parted(merger(since: "27T11:00")), at: at("27T11:10"))
    #expect(matter.lines.last == "next 1 running due 2026-11-27T13:00:00Z")
  }
}

@Suite struct BreachTests {
  @Test func whatRanOutWhileWeSleptIsOneBreachAtItsDueInstant() throws {
    var matter = try Matter(.email, at: at("27T08:00"))
    try matter.hear(at: at("27T08:00"))
    let ticket = try #require(matter.ticket)
    #expect(SLAClock.breaches(in: [ticket], at: try at("27T10:00")).isEmpty)
    let breaches = SLAClock.breaches(in: [ticket], at: try at("27T12:00"))
    #expect(
      breaches == [
        Change(ticket.id, .clockBreached(.first, cycle: 1), occurredAt: try at("27T10:00"))
      ])
    try matter.happen(.clockBreached(.first, cycle: 1), at: at("27T10:00"))
    #expect(SLAClock.breaches(in: [try #require(matter.ticket)], at: try at("28T12:00")).isEmpty)
  }

  @Test func breachesComeInTheOrderInWhichTheyHappened() throws {
    var early = try Matter(.email, at: at("27T08:00"))
    try early.hear(at: at("27T08:00"))
    var late = try Matter(.email, at: at("27T07:00"))
    late.mint = Mint(seed: 99)
    try late.hear(at: at("27T09:00"))
    let tickets = [try #require(late.ticket), try #require(early.ticket)]
    let moments = SLAClock.breaches(in: tickets, at: try at("27T23:00")).map(\.occurredAt)
    #expect(try moments == [at("27T10:00"), at("27T11:00")])
    #expect(try SLAClock.nextBreach(in: tickets) == at("27T10:00"))
  }
}

@Suite struct SplitClockTests {
  private func split(
    waits: String?, left: String?, isAnswered: Bool = false
  ) throws -> TicketSplit {
    var split = TicketSplit(
      [MessageID(high: 7, low: 1)], of: TicketID(high: 1, low: 1), into: TicketID(high: 1, low: 2))
    split.status = .open
    split.isAnswered = isAnswered
    split.waitingSince = try waits.map(at)
    split.leftWaitingSince = try left.map(at)
    split.hadWaitedSince = try at("27T10:00")
    return split
  }

  @Test func whatGoesWaitsFromWhenItWasSaid() throws {
    for (isAnswered, kind) in [(false, "first"), (true, "next")] {
      var matter = try Matter(.email, at: at("27T10:30"))
      let split = try split(waits: "27T10:10", left: nil, isAnswered: isAnswered)
      try matter.happen(.splitFrom(split), at: at("27T10:30"))
      #expect(matter.lines == ["\(kind) 1 running due 2026-11-27T12:10:00Z"])
      try matter.happen(.dissolved(split), at: at("27T10:40"))
      #expect(matter.lines == ["\(kind) 1 cancelled due 2026-11-27T12:10:00Z"])
    }
  }

  @Test func whatStaysWaitsFromItsOwnBeginningOrNotAtAll() throws {
    var matter = try Matter(.email, at: at("27T10:00"))
    try matter.hear(at: at("27T10:00"))
    var other = matter
    let later = try split(waits: "27T10:00", left: "27T10:20")
    try matter.happen(.split(later), at: at("27T10:30"))
    #expect(matter.lines == ["first 1 running due 2026-11-27T12:20:00Z"])
    let alone = try split(waits: "27T10:00", left: nil)
    try other.happen(.split(alone), at: at("27T10:30"))
    #expect(other.lines == ["first 1 cancelled due 2026-11-27T12:00:00Z"])
  }
}
