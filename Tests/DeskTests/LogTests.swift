import Desk
import Domain
import Terminal
import TestKit
import Testing

@Suite struct LogTests {
  private var log: DeskDriver {
    var desk = DeskDriver(.morningWithLog)
    desk.press("g", "l")
    return desk
  }

  /// Tags, so many of them, the newest with the highest number.
  private func tags(_ numbers: ClosedRange<EventNumber>) -> [TicketEvent] {
    numbers.reversed().compactMap { number in
      Tag("t\(number)").map { tag in
        DeskFixture.happened(number, .tagged(tag), .agent(AgentID("ben")), 2000 - Int64(number))
      }
    }
  }

  private func shop(_ numbers: ClosedRange<EventNumber>) -> DeskFixture {
    var fixture = DeskFixture.morning
    fixture.log = tags(numbers)
    return fixture
  }

  @Test func itTellsTheNewestFirstInSentences() {
    let words = DeskFixture.priya.messages[0].body.visible
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let lines = log.desk.log.lines.map { "\($0.isAlarm ? "! " : "")\($0.who)|\($0.what)" }
    #expect(
      lines == [
        "Ben|answered: Hi Priya, a new blue mug leaves today. Ben",
        "Ben|wrote a note: Same batch as #377, see the SOP “Damaged”.", "rule photos|+damaged",
        "Priya Nair|wrote: The blue one.", "Ana|took it", "|solved with the answer",
        "|the answer was sent", "|the answer is tried again 14:35 today: 451 4.3.0 try later",
        "! |an answer came back: The mailbox dana@x.example is full.", "Ben|merged it into #479",
        "! |became overdue",
        "Priya Nair|wrote: \(words)",
      ])
  }

  @Test func whatBecameOfAnAnswerIsASentence() throws {
    let id: ReplyID = DeskFixture.id(9)
    let now = DeskFixture.now
    let ana = Actor.agent(AgentID("ana"))
    var empty = DeskFixture.priya.messages[0]
    empty.body = Body(visible: " \n")
    let told: [(Act, Actor, String)] = [
      (.received(empty), .customer, "Priya Nair wrote"),
      (.replyRefused(id, reason: "550 no"), .system, "the answer was refused: 550 no"),
      (.replyUnsure(id, reason: ""), .system, "nobody knows whether the answer arrived"),
      (
        .replySent(id, Receipt(at: now, answer: "250", refused: ["a@x.example": "550 no"])),
        .system, "the answer was sent, not taken for a@x.example: 550 no"
      ),
      (.replyDeferred(id, until: now, reason: "asked"), ana, "Ana had the answer tried again"),
      (.replySettled(id, Receipt(at: now, answer: "")), ana, "Ana saw that an answer arrived"),
      (
        .replySettled(id, Receipt(at: now, answer: "")), .system,
        "the answer was found to have arrived"
      ),
      (.replyHeld(id), .system, "an answer was held: something newer had come"),
      (.moved(.pending, .answered), .system, ""),
      (.moved(.solved, .asked), ana, "Ana status solved"),
    ]
    for (number, (act, actor, words)) in told.enumerated() {
      var fixture = DeskFixture.morning
      fixture.log = [DeskFixture.happened(EventNumber(number + 1), act, actor, 1)]
      var desk = DeskDriver(fixture)
      desk.press("g", "l")
      let line = desk.desk.log.lines.first.map { "\($0.who) \($0.what)".trimmed } ?? ""
      #expect(line == words)
    }
  }

  @Test func enterOpensTheTicketAndQComesBackToTheLine() {
    var desk = log
    desk.press("j", "j", "j", "Enter")
    #expect(desk.desk.place == .ticket)
    #expect(desk.desk.ticket?.id == DeskFixture.id(482))
    #expect(desk.line(0).contains("Log ▸ #482"))
    desk.press("q")
    #expect(desk.desk.place == .log)
    #expect(desk.desk.log.selected?.id == .event(56))
    desk.press("q")
    #expect(desk.desk.place == .inbox)
  }

  @Test func whatTheDeskSaidStandsBetweenWhatHappened() throws {
    var desk = DeskDriver(.morningWithLog)
    desk.send(.failed("support cannot be reached", of: .syncNow))
    desk.press("g", "l")
    #expect(desk.desk.log.lines.first?.what == "support cannot be reached")
    #expect(desk.desk.log.lines.first?.isAlarm == true)
    desk.press("Enter")
    #expect(desk.bottom.contains("that is about no ticket"))
    // What has an event of its own is not told twice.
    desk.press("q", "j", "t")
    desk.type("+vip\n")
    let event = Event(
      number: 70, ticket: DeskFixture.id(482), act: .tagged(try #require(Tag("vip"))),
      actor: .agent(AgentID("ana")), occurredAt: DeskFixture.now, recordedAt: DeskFixture.now)
    let effect = try #require(desk.effects.last)
    desk.send(.outcome(Outcome(events: [event]), of: effect))
    #expect(desk.desk.notice?.text.contains("+vip") == true)
    #expect(!desk.desk.log.entries.contains { $0.notice.text.contains("vip") })
  }

  @Test func itIsReadPageByPageAsOneGoesDown() {
    var desk = DeskDriver(shop(1...1000))
    desk.press("g", "l")
    #expect(desk.desk.log.lines.count == 100)
    desk.press("G")
    #expect(desk.desk.log.lines.count == 200)
    #expect(desk.desk.log.selected?.id == .event(901), "the cursor stays")
    for _ in 0..<12 { desk.press("G") }
    #expect(desk.desk.log.lines.map(\.id) == (1...1000).reversed().map { .event($0) })
    #expect(desk.desk.log.isWhole)
    desk.press("g", "g")
    #expect(desk.desk.log.selected?.id == .event(1000))
  }

  @Test func aPageThatCouldNotBeReadIsAskedForAgain() {
    var desk = Desk(DeskFixture.morning.setting, size: Size(80, 24), now: DeskFixture.now)
    _ = desk.update(.run(CommandCall(.log)))
    _ = desk.update(.answer(LogPane.question, .log(tags(101...200))))
    let further = Question.log(before: 101, limit: 100)
    #expect(desk.update(.run(CommandCall(.last))).contains(.ask(further)))
    #expect(!desk.update(.run(CommandCall(.up))).contains(.ask(further)), "it is on its way")
    let again = desk.update(.failed("the store is busy", of: .ask(further)))
    #expect(again.contains(.ask(further)))
    _ = desk.update(.answer(further, .log(tags(1...100))))
    #expect(desk.log.lines.count == 201, "and what went wrong")
  }

  @Test func whatHappensMeanwhileComesOnTopAndTheCursorStays() {
    var desk = DeskDriver(shop(1...300))
    desk.press("g", "l", "G", "k")
    #expect(desk.desk.log.selected?.id == .event(202))
    desk.refresh { $0.log = tags(1...350) }
    #expect(desk.desk.log.selected?.id == .event(202))
    #expect(desk.desk.log.lines.map(\.id) == (101...350).reversed().map { .event($0) })
    // More than a page at once: what was read before has a gap to it and is read again.
    desk.refresh { $0.log = tags(1...700) }
    #expect(desk.desk.log.lines.first?.id == .event(700))
    for _ in 0..<10 { desk.press("G") }
    #expect(desk.desk.log.lines.map(\.id) == (1...700).reversed().map { .event($0) })
    desk.press("g", "g")
    desk.refresh { $0.log = tags(1...701) }
    #expect(desk.desk.log.selected?.id == .event(701), "on the newest it stays on the newest")
  }

  @Test func linesWithWordsAreLookedForAsFarAsNeeded() {
    var desk = DeskDriver(shop(1...700))
    desk.press("g", "l", "/")
    desk.type("t77 ")
    #expect(desk.desk.log.lines.map(\.id) == [.event(77)], "\(desk.canvas.text)")
    desk.press("Enter")
    #expect(desk.line(0).contains("Log · lines with “t77”"))
    desk.press("Esc")
    #expect(desk.desk.log.words.isEmpty)
    #expect(desk.desk.place == .log)
    desk.press("/")
    desk.type("ben mug t99")
    #expect(desk.desk.log.lines.map(\.id) == [.event(99)])
    desk.press("Esc")
    #expect(desk.desk.log.words.isEmpty)
    desk.press("/")
    desk.type("nobody\n")
    #expect(desk.canvas.text.contains("No line has “nobody”."))
  }

  @Test func keysWaitForTheFirstLines() {
    var desk = DeskDriver(.morningWithLog).desk
    for key in [Key("g"), Key("l"), Key("j"), Key(.enter)] { _ = desk.update(.key(key)) }
    #expect(desk.place == .log)
    let events = DeskFixture.morningWithLog.log
    _ = desk.update(.answer(LogPane.question, .log(events)))
    #expect(desk.place == .ticket)
  }
}

extension String {
  fileprivate var trimmed: String { String(drop { $0 == " " }) }
}
