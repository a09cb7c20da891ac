import Desk
import Domain
import Terminal
import TestKit
import Testing

private let ana = AgentID("ana")
private let priya: TicketID = DeskFixture.id(482)

private func event(
  _ number: EventNumber, _ ticket: TicketID, _ act: Act, undo: UndoID? = nil
) -> Event {
  Event(
    number: number, ticket: ticket, act: act, actor: .agent(ana), occurredAt: DeskFixture.now,
    recordedAt: DeskFixture.now, undo: undo)
}

private func tag(_ word: String) throws -> Domain.Tag {
  let tag: Domain.Tag? = .init(word)
  return try #require(tag)
}

@Suite struct ActingTests {
  @Test func solvingTheTicketUnderTheCursorIsOneChange() {
    var desk = DeskDriver(.morning)
    desk.press("j", "s", "s")
    #expect(desk.effects == [.commit([Change(priya, .moved(.solved, .asked))], seen: 41)])
  }

  @Test func inATicketTheLastEventSeenIsTheTickets() {
    var desk = DeskDriver(.morning)
    desk.press("j", "Enter")
    desk.press("s", "p")
    #expect(desk.effects == [.commit([Change(priya, .moved(.pending, .asked))], seen: 40)])
  }

  @Test func anotherKeyAnswersNothing() {
    var desk = DeskDriver(.morning)
    desk.press("s", "x")
    #expect(desk.effects.isEmpty)
    #expect(desk.bottom.contains("none of the answers"))
  }

  @Test func tagsAreSetAndTakenAsOneStep() throws {
    var desk = DeskDriver(.morning)
    desk.press("j", "t")
    desk.type("+refund -damaged later\n")
    let acts: [Act] = [
      .tagged(try tag("refund")), .untagged(try tag("damaged")), .tagged(try tag("later")),
    ]
    #expect(desk.effects == [.commit(acts.map { Change(priya, $0) }, seen: 41)])
  }

  @Test func tabCompletesATag() {
    var desk = DeskDriver(.morning)
    desk.press("t")
    desk.type("+dam")
    desk.press("Tab")
    #expect(desk.desk.line?.field.text == "+damaged ")
    desk.type("-wi")
    desk.press("Tab")
    #expect(desk.desk.line?.field.text == "+damaged -wismo ")
  }

  @Test func whatIsRefusedStaysToBeMended() {
    var desk = DeskDriver(.morning)
    desk.press("a")
    desk.type("bne\n")
    #expect(desk.effects.isEmpty)
    #expect(desk.desk.line?.field.text == "bne")
    #expect(desk.desk.line?.problem?.what.contains("did you mean ben") == true)
    desk.press("C-u")
    desk.type("ben\n")
    #expect(
      desk.effects == [.commit([Change(DeskFixture.id(476), .assigned(AgentID("ben")))], seen: 41)])
  }

  @Test(arguments: [("me", AgentID("ana") as AgentID?), ("none", nil), ("ben", AgentID("ben"))])
  func assigning(_ text: String, _ agent: AgentID?) {
    var desk = DeskDriver(.morning)
    desk.press("a")
    desk.type(text + "\n")
    #expect(desk.effects == [.commit([Change(DeskFixture.id(476), .assigned(agent))], seen: 41)])
  }

  @Test func snoozingUntilMonday() {
    var desk = DeskDriver(.morning)
    desk.press("z")
    desk.type("monday\n")
    let until = DeskFixture.moment("2026-11-30T09:00:00Z")
    #expect(
      desk.effects == [.commit([Change(DeskFixture.id(476), .snoozed(until: until))], seen: 41)])
  }

  @Test func repeatingDoesTheLastActToTheNextTicket() {
    var desk = DeskDriver(.morning)
    desk.press("A", "j", ".")
    let acts = [DeskFixture.id(476), priya].map { Change($0, .assigned(ana)) }
    #expect(desk.effects == acts.map { .commit([$0], seen: 41) })
  }

  @Test func theNumberIsOnTheScreenBeforeAndAfter() {
    var desk = DeskDriver(.morning)
    desk.press("x", "x", "x", "t")
    #expect(desk.bottom.hasPrefix(" tag 3 tickets:"))
  }

  @Test func aPasteRunsNoCommands() {
    var desk = DeskDriver(.morning)
    desk.press(.paste("ss\nq"))
    #expect(desk.effects.isEmpty)
    #expect(desk.desk.place == .inbox)
    #expect(desk.bottom.contains("pasted text runs no commands"))
  }
}

@Suite struct ReceiptTests {
  private let undo: UndoID = DeskFixture.id(5)

  private func receipt(_ acts: [Act], _ outcome: Outcome, all: Bool) -> String {
    var desk = DeskDriver(.morning)
    let changes = acts.map { Change(priya, $0) }
    let effect: Effect =
      all ? .commitAll(acts, Selection(query: .inbox), seen: 41) : .commit(changes, seen: 41)
    desk.send(.outcome(outcome, of: effect))
    return String(desk.bottom.drop { $0 == " " })
  }

  @Test func oneTicket() {
    let solved = Act.moved(.solved, .asked)
    let outcome = Outcome(events: [event(42, priya, solved)], undo: undo)
    #expect(receipt([solved], outcome, all: false) == "#482 solved · u undo")
  }

  @Test func manyTickets() {
    let solved = Act.moved(.solved, .asked)
    let events = (1...39).map { event(42 + $0, DeskFixture.id(UInt64($0)), solved) }
    let left = (40...41).map { LeftAlone(ticket: DeskFixture.id($0), why: .changedMeanwhile) }
    let outcome = Outcome(events: events, leftAlone: left, undo: undo)
    #expect(
      receipt([solved], outcome, all: true)
        == "41 chosen · 2 changed since, left alone · 39 solved · u undo")
  }

  @Test func nothingChanged() {
    let solved = Act.moved(.solved, .asked)
    let outcome = Outcome(leftAlone: [LeftAlone(ticket: priya, why: .isClosed)])
    #expect(receipt([solved], outcome, all: false) == "#482: the ticket is closed")
  }

  @Test func undoingSaysWhat() {
    var desk = DeskDriver(.morning)
    desk.press("u")
    #expect(desk.effects == [.undo])
    desk.send(.outcome(Outcome(events: [event(43, priya, .moved(.open, .asked))]), of: .undo))
    #expect(desk.bottom.contains("taken back: #482"))
    desk.send(.outcome(Outcome(), of: .undo))
    #expect(desk.bottom.contains("there is nothing to take back"))
  }

  @Test func failuresAreInTheLog() {
    var desk = DeskDriver(.morning)
    desk.send(.failed("the disk is full: /var/lib", of: .undo))
    #expect(desk.bottom.contains("the disk is full"))
    desk.wait(.seconds(6), .notice)
    #expect(!desk.bottom.contains("the disk is full"))
    desk.press("g", "l")
    #expect(desk.canvas.text.contains("! the disk is full: /var/lib"))
  }

  @Test func aBulkActThatFailedLeavesItsMarks() {
    var desk = DeskDriver(.morning)
    desk.press("x", "x", "A")
    let effect = desk.effects[0]
    desk.send(.failed("the disk is full", of: effect))
    #expect(desk.desk.inbox.marks.count == 2)
  }
}

@Suite struct SearchTests {
  @Test func aSearchRunsWhileItIsTyped() {
    var desk = DeskDriver(.morning)
    desk.press("/")
    desk.type("tag:refund")
    #expect(desk.desk.inbox.total == 1)
    desk.press("Enter")
    #expect(desk.line(0).hasPrefix(" [tag:refund] 1 · sort"))
    desk.press("Esc")
    #expect(desk.line(0).hasPrefix(" Open 7"))
  }

  /// A desk whose store has not yet answered a search, and what it was asked.
  private func searching(_ words: String) throws -> (Desk, Question) {
    var desk = Desk(DeskFixture.morning.setting, size: Size(80, 24), now: DeskFixture.now)
    var asked: [Question] = []
    func press(_ key: Key) {
      for case .watch(let question) in desk.update(.key(key)) { asked.append(question) }
    }
    for case .watch(let question) in desk.update(.start) {
      guard let answer = DeskFixture.morning.answer(question) else { continue }
      _ = desk.update(.answer(question, answer))
    }
    for letter in "/\(words)" { press(Key(letter)) }
    press(Key(.enter))
    let last = asked.last { question in
      if case .inbox = question { true } else { false }
    }
    return (desk, try #require(last))
  }

  @Test func keysPressedBeforeTheRowsComeAreMeantForThem() throws {
    var (desk, question) = try searching("tag:refund")
    let before = desk.canvas().text
    for key in [Key(.enter), Key("c"), Key("s"), Key("o")] { _ = desk.update(.key(key)) }
    #expect(desk.place == .inbox && desk.canvas().text == before, "the old rows are left alone")
    let answer = try #require(DeskFixture.morning.answer(question))
    _ = desk.update(.answer(question, answer))
    #expect(desk.inbox.total == 1)
    #expect(desk.ticket?.id == desk.inbox.selected?.id && desk.place == .ticket)
  }

  @Test func escapeGivesUpWhatWaitsForRows() throws {
    var (desk, question) = try searching("tag:refund")
    for key in [Key(.enter), Key(.escape)] { _ = desk.update(.key(key)) }
    _ = desk.update(.answer(question, try #require(DeskFixture.morning.answer(question))))
    #expect(desk.place == .inbox && desk.ticket == nil)
    _ = desk.update(.key(Key(.enter)))
    #expect(desk.ticket?.id == desk.inbox.selected?.id && desk.place == .ticket)
  }

  @Test func leavingASearchShowsWhatWasThere() {
    var desk = DeskDriver(.morning)
    desk.press("g", "9", "/")
    desk.type("tag:refund")
    desk.press("Esc")
    #expect(desk.line(0).hasPrefix(" All "))
  }

  @Test func aMistakeIsPointedAtAndNothingRuns() {
    var desk = DeskDriver(.morning)
    desk.press("/")
    desk.type("stat:open")
    #expect(desk.desk.line?.problem != nil)
    #expect(desk.desk.inbox.query.text == "stat")
    desk.press("Enter")
    #expect(desk.desk.line != nil)
  }

  @Test func termsAndTagsAreCompleted() {
    var desk = DeskDriver(.morning)
    desk.press("/")
    desk.type("tag:wi")
    desk.press("Tab")
    #expect(desk.desk.line?.field.text == "tag:wismo ")
  }

  @Test func wordsAreFoundInATicket() {
    var desk = DeskDriver(.morning)
    desk.fixture.sheets[DeskFixture.id(482)]?.messages[0].body.quoted = "> Dear kangaroo"
    desk.press("j", "Enter", "/")
    desk.type("BIRTHDAY\n")
    #expect(desk.canvas.text.contains("her birthday"))
    #expect(desk.canvas.styles.contains("ffffffff"))
    desk.press("/")
    desk.type("giraffe\n")
    #expect(desk.bottom.contains("“giraffe” is not in this ticket"))
    // What is folded is looked through too, and shown where it has them.
    #expect(!desk.canvas.text.contains("kangaroo"))
    desk.press("/")
    desk.type("Kangaroo\n")
    #expect(desk.canvas.text.contains("> Dear kangaroo"))
    #expect(desk.canvas.styles.contains("ffffffff"))
  }
}
