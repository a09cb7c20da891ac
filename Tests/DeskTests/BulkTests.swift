import Desk
import Domain
import Templating
import Terminal
import TestKit
import Testing

private let ana = AgentID("ana")

private func ticket(_ number: UInt64) -> TicketID { DeskFixture.id(number) }

/// The same ticket as so many, each of another customer and ready to be answered.
private func shop(_ count: Int) -> DeskFixture {
  var fixture = DeskFixture.many(count)
  for number in 1...UInt64(count) {
    var sheet = DeskFixture.priya
    sheet.ticket.id = ticket(number)
    sheet.ticket.number = Int(number)
    fixture.sheets[ticket(number)] = sheet
  }
  return fixture
}

@Suite struct DryRunTests {
  private func rehearsal(_ desk: DeskDriver) -> Rehearsal? {
    guard let before = desk.fixture.sheets[ticket(482)]?.ticket else { return nil }
    var after = before
    after.status = .solved
    return Rehearsal(
      rows: [
        RehearsedTicket(before: before, after: before, customer: "Tom", why: .changedMeanwhile),
        RehearsedTicket(before: before, after: after, customer: "Priya Nair"),
      ], changed: 1, leftAlone: 1)
  }

  @Test func theNextActIsShownBeforeItIsDone() throws {
    var desk = DeskDriver(.morning)
    desk.press("x", "x", "D")
    #expect(desk.bottom.contains("dry run of the next act"))
    desk.press("s")
    #expect(desk.bottom.contains("dry run: "))
    desk.press("s")
    let chosen = Selection(plus: [ticket(476), ticket(482)])
    let asked = Effect.rehearse([.moved(.solved, .asked)], chosen, seen: 41)
    #expect(desk.effects == [asked])
    desk.send(.rehearsed(try #require(rehearsal(desk)), of: asked))
    let text = desk.canvas.text
    #expect(text.contains("open → solved"))
    #expect(text.contains("it changed since you looked"))
    #expect(text.contains("1 ticket would change"))
    #expect(desk.line(0).contains("Dry run: solved"))
    #expect(desk.desk.inbox.marks.count == 2, "nothing is done yet")
    desk.press("Enter")
    #expect(desk.effects == [.commitAll([.moved(.solved, .asked)], chosen, seen: 41)])
    #expect(desk.desk.place == .inbox)
  }

  @Test func oneIsLeftOutOfTheFrozenSet() throws {
    var desk = DeskDriver(.morning)
    desk.press("x", "x", "D", "s", "s")
    let effect = try #require(desk.effects.first)
    desk.send(.rehearsed(try #require(rehearsal(desk)), of: effect))
    desk.press("x")
    #expect(desk.canvas.text.contains("left out"))
    desk.press("Enter")
    #expect(desk.effects.isEmpty, "nothing would change any more")
    desk.press("q")
    #expect(desk.effects.isEmpty)
    #expect(desk.desk.place == .inbox)
    #expect(desk.desk.inbox.marks.count == 2)
  }

  @Test func escapeLeavesTheDryRun() {
    var desk = DeskDriver(.morning)
    desk.press("D", "Esc", "s", "s")
    #expect(
      desk.effects == [.commit([Change(ticket(476), .moved(.solved, .asked))], seen: 41)])
  }
}

@Suite struct UndoListTests {
  private var desk: DeskDriver { DeskDriver(Scene.steps.shop) }

  @Test func itShowsWhoDidWhatAndWhen() {
    var desk = desk
    desk.press("g", "u")
    let text = desk.canvas.text
    for words in ["Ben", "set 12 tickets to solved", "tagged 41 tickets +refund", "taken back"] {
      #expect(text.contains(words))
    }
    #expect(text.contains("Ben Okafor did it at 14:10 today, to 41 tickets."))
    desk.press("u")
    #expect(desk.effects.isEmpty)
    #expect(desk.bottom.contains("ben did that"))
  }

  @Test func theStepUnderTheCursorIsTakenBackOrDoneAgain() {
    var desk = desk
    desk.press("g", "u", "j", "u")
    #expect(desk.effects == [.takeBack(DeskFixture.id(2))])
    desk.press("C-r")
    #expect(desk.effects.isEmpty)
    desk.press("j", "C-r")
    #expect(desk.effects == [.doAgain(DeskFixture.id(1))])
    desk.press("q", "u")
    #expect(desk.effects == [.undo], "outside the list u is as ever")
  }
}

@Suite struct FilterTests {
  @Test func filtersAreChipsThatPopOneByOne() {
    var desk = DeskDriver(.morning)
    desk.press("/")
    desk.type("tag:damaged channel:email\n")
    #expect(desk.line(0).contains("[tag:damaged] [channel:email]"))
    desk.press("f")
    desk.type("is:unread\n")
    #expect(desk.line(0).contains("[tag:damaged] [channel:email] [is:unread]"))
    desk.press("Backspace", "Backspace")
    #expect(desk.line(0).contains("[tag:damaged] 1"))
    desk.press("Backspace")
    #expect(desk.line(0).hasPrefix(" Open 7"))
    desk.press("Backspace")
    #expect(desk.bottom.contains("no filter to take away"))
  }

  @Test func theNumberOfMatchesStandsBesideTheSearch() {
    var desk = DeskDriver(.morning)
    desk.press("/")
    desk.type("tag:damaged")
    #expect(desk.bottom.contains("1 match  Esc leaves"))
    desk.type(" (")
    #expect(!desk.bottom.contains("match"))
  }
}

@Suite struct MailingTests {
  /// What a template says that Amazon punishes is seen on each answer, before one goes out.
  @Test(arguments: [(ChannelName.amazon, true), (.email, false)])
  func whatAMarketplaceForbidsStandsAboveTheAnswer(_ channel: ChannelName, _ isTold: Bool) {
    var fixture = DeskFixture.morning
    fixture.templates = TemplateLibrary(
      files: [("Templates/en/call.md", "---\ntitle: Call us\n---\nCall +353 1 555 0123\n")])
    fixture.sheets[ticket(482)]?.ticket.channel = channel
    var desk = DeskDriver(fixture, size: Size(120, 36))
    desk.press("j", "x", "i", "Enter")
    #expect(desk.canvas.text.contains("Call +353 1 555 0123"), "\(desk.canvas.text)")
    #expect(desk.canvas.text.contains("Amazon allows no phone numbers") == isTold)
  }

  @Test func eachAnswerIsFilledAndThoseWithHolesAreListed() {
    var desk = DeskDriver(shop(3))
    desk.press("*", "i")
    #expect(desk.canvas.text.contains("insert a template"))
    desk.type("replacement\n")
    let text = desk.canvas.text
    #expect(text.contains("0 ready · 3 with holes"))
    #expect(text.contains("missing: last day to keep it"))
    desk.press("Enter")
    #expect(desk.effects.isEmpty)
    #expect(desk.bottom.contains("no answer is ready"))
    desk.press("Tab")
    #expect(desk.bottom.contains("last day to keep it, for all:"))
    desk.type("2026-12-14\n")
    #expect(desk.canvas.text.contains("3 ready"))
  }

  @Test func upToTwentyGoOutWithAnotherKey() {
    var desk = DeskDriver(shop(3))
    desk.press("*", "i")
    desk.type("thanks\n")
    desk.press("x", "Enter")
    #expect(desk.bottom.contains("send 2 answers to 2 customers"))
    desk.press("Enter")
    #expect(desk.effects.isEmpty, "the key that asks does not answer")
    desk.press("Enter", "y")
    let replies = queued(desk.effects)
    #expect(Set(replies.map(\.ticket)) == [ticket(2), ticket(3)])
    #expect(replies.allSatisfy { $0.text.contains("Hi Priya, you are welcome.") })
  }

  @Test func aboveTwentyTheNumberIsTyped() {
    var desk = DeskDriver(shop(21))
    desk.press("*", "i")
    desk.type("thanks\n")
    desk.press("Enter")
    #expect(desk.bottom.contains("type 21 to send 21 answers:"))
    desk.type("12\n")
    #expect(queued(desk.effects).isEmpty)
    desk.press("C-u")
    desk.type("21\n")
    #expect(queued(desk.effects).count == 21)
  }

  @Test func whatTheStoreTookIsCountedDownAndTheRestStaysMarked() {
    var desk = DeskDriver(shop(3))
    desk.press("*", "i")
    desk.type("thanks\n")
    desk.press("Enter", "y")
    let replies = queued(desk.effects)
    guard let effect = desk.effects.first, replies.count == 3 else {
      Issue.record("\(desk.effects)")
      return
    }
    let events = replies.prefix(2).enumerated().map { index, reply in
      Event(
        number: 42 + EventNumber(index), ticket: reply.ticket, act: .replyQueued(reply),
        actor: .agent(ana), occurredAt: DeskFixture.now, recordedAt: DeskFixture.now)
    }
    let left = [LeftAlone(ticket: replies[2].ticket, why: .isClosed)]
    desk.send(.outcome(Outcome(events: Array(events), leftAlone: left), of: effect))
    #expect(desk.desk.place == .inbox)
    #expect(desk.desk.inbox.marks.tickets == [replies[2].ticket])
    #expect(desk.desk.leaving.count == 2)
    #expect(desk.bottom.contains("2 answers accepted · 1 not sent"))
  }

  private func queued(_ effects: [Effect]) -> [Reply] {
    effects.flatMap { effect -> [Reply] in
      guard case .commit(let changes, _) = effect else { return [] }
      return changes.compactMap { change in
        if case .replyQueued(let reply) = change.act { reply } else { nil }
      }
    }
  }
}

@Suite struct MergingTests {
  @Test func theMarkedTicketsAreMergedIntoTheOneThatIsNamed() {
    var desk = DeskDriver(.morning)
    desk.press("x", "x", "k", "M")
    #expect(desk.bottom.contains("merge 2 tickets into: #482"))
    desk.type("\n")
    #expect(desk.effects.isEmpty)
    #expect(desk.bottom.contains("not surely of one customer"))
    desk.press("y")
    #expect(
      desk.effects == [.commit([Change(ticket(476), .merged(into: ticket(482)))], seen: 41)])
  }

  @Test func ofOneCustomerNobodyIsAsked() {
    var desk = DeskDriver(.morning)
    desk.refresh { fixture in
      for index in 0..<3 { fixture.rows[index].address = "priya@customer.example" }
    }
    desk.press("x", "x", "x", "M")
    desk.type("479\n")
    let changes = [ticket(476), ticket(482)].map { Change($0, .merged(into: ticket(479))) }
    #expect(desk.effects == [.commit(changes, seen: 41)])
  }

  @Test func aTicketIsNotMergedIntoItselfOrIntoNothing() {
    var desk = DeskDriver(.morning)
    desk.press("M")
    desk.type("476\n")
    #expect(desk.bottom.contains("that is the same ticket"))
    desk.press("M")
    desk.type("99\n")
    #expect(desk.bottom.contains("there is no ticket 99"))
    #expect(desk.effects.isEmpty)
  }
}
