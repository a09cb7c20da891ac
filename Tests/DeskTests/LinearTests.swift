import Desk
import Domain
import Terminal
import TestKit
import Testing

private let priya: TicketID = DeskFixture.id(482)
private let ana = AgentID("ana")

/// A desk without a screen: what is typed, what is said, and each change said once.
@Suite struct LinearTests {
  @Test func itOpensWithTheListAndTellsEveryTicketInOneLine() {
    let desk = LinearDriver(.morning)
    #expect(desk.said.first == "Open: 7 tickets, sorted by due. In all 2 overdue.")
    #expect(
      desk.said.contains(
        "2. Priya Nair, email: Mug arrived broken (photo) "
          + "(unread, overdue by 38m, with file, +damaged, +photo, 3h)"), "\(desk.text)")
    #expect(desk.said.count == 8)
    #expect(desk.linear.prompt == "Open> ")
    #expect(!desk.linear.isBusy)
  }

  @Test func aNumberOpensATicketAndReadsWhatTheCustomerSaidLast() {
    var desk = LinearDriver(.morning)
    desk.type("2")
    #expect(
      desk.said.first?.hasPrefix("#482 Mug arrived broken (photo), open, overdue by 38m") == true)
    #expect(desk.said.contains("2 earlier messages not read: “all” reads everything."))
    #expect(
      desk.said.contains(
        "Message 3 of 4, from Priya Nair <priya@customer.example>, Wed 11:30:".replacing(
          "Wed ", with: "")))
    #expect(desk.said.contains("The blue one."))
    #expect(desk.said.contains("5 quoted lines left out."))
    #expect(!desk.text.contains("handle broken off"))
    #expect(desk.linear.prompt == "#482> ")
    desk.type("all")
    #expect(desk.text.contains("the handle broken off"))
    #expect(desk.text.contains("File 2: box.jpg, picture, image/jpeg, 1.2 MB"))
    desk.type("back")
    #expect(desk.said.first?.hasPrefix("Open: 7 tickets") == true)
  }

  @Test func aCommandReachesTheRowWhoseNumberStandsBeforeIt() throws {
    var desk = LinearDriver(.morning)
    let tag = try #require(Tag("vip"))
    desk.type("3 tag +vip")
    #expect(desk.effects == [.commit([Change(DeskFixture.id(479), .tagged(tag))], seen: 41)])
    #expect(desk.linear.isBusy, "no line is read before it is done")
    let event = Event(
      number: 42, ticket: DeskFixture.id(479), act: .tagged(tag), actor: .agent(ana),
      occurredAt: DeskFixture.now, recordedAt: DeskFixture.now, undo: DeskFixture.id(6))
    desk.send(.outcome(Outcome(events: [event]), of: desk.effects[0]))
    #expect(desk.said.count == 1)
    #expect(desk.text.contains("#479"), "\(desk.text)")
    #expect(!desk.linear.isBusy)
  }

  @Test func marksAreCountedAndAnActReachesThemAll() {
    var desk = LinearDriver(.morning)
    desk.type("1 mark")
    #expect(desk.said == ["1 marked."])
    desk.type("3 mark")
    #expect(desk.said == ["2 marked."])
    desk.type("solve")
    #expect(desk.said == ["There is no command solve"] || desk.text.contains("did you mean"))
    desk.type("status solved")
    guard case .commitAll(_, let selection, _)? = desk.effects.first else {
      Issue.record("\(desk.effects)")
      return
    }
    #expect(selection.plus == [DeskFixture.id(476), DeskFixture.id(479)])
  }

  @Test func aQuestionIsAnsweredByItsNumberItsNameOrNotAtAll() {
    var desk = LinearDriver(.morning)
    desk.type("status")
    #expect(
      desk.said == [
        "Status of #476:", "1. open", "2. pending", "3. on hold", "4. solved", "5. closed",
      ])
    #expect(desk.linear.prompt == "1 to 5> ")
    desk.type("4")
    #expect(
      desk.effects == [.commit([Change(DeskFixture.id(476), .moved(.solved, .asked))], seen: 41)])
    desk.send(.outcome(Outcome(), of: desk.effects[0]))
    desk.type("status", "nonsense")
    #expect(desk.said == ["That is none of the answers; nothing is changed."])
    desk.type("assign")
    #expect(desk.linear.prompt == "assign #476 to: ")
    #expect(desk.text.contains("me, none"))
    desk.type("bem")
    #expect(desk.text.contains("did you mean ben?"), "\(desk.text)")
    desk.type("")
    #expect(desk.linear.prompt == "Open> ")
  }

  @Test func aSearchShowsWhatIsFoundAndAMistakeIsTold() {
    var desk = LinearDriver(.morning)
    desk.type("search tag:refund")
    #expect(desk.said.first?.hasPrefix("Search tag:refund: 1 ticket") == true, "\(desk.text)")
    #expect(desk.linear.prompt == "search> ")
    desk.type("search status:opne")
    #expect(desk.text.hasPrefix("No: "))
    desk.type("back")
    #expect(desk.said.first?.hasPrefix("Open: 7 tickets") == true)
  }

  @Test func anAnswerIsWrittenLookedAtAndSent() throws {
    var desk = LinearDriver(.morning)
    desk.type("2 reply")
    #expect(
      desk.text.contains(
        "Reply to Priya Nair <priya@customer.example>, by email, from support@northlight.example. "
          + "Subject: Re: Mug arrived broken (photo)"), "\(desk.text)")
    #expect(desk.linear.prompt == "1> ")
    desk.type("Hi Priya,")
    #expect(desk.said.isEmpty, "what is typed is not said again")
    #expect(desk.linear.prompt == "2> ")
    desk.type("", "a new blue mug leaves today.", ".")
    #expect(desk.said.first == "8 words. What now? “write” goes on writing; or:")
    #expect(desk.said.contains("1. look at it once more, then send it"))
    #expect(desk.linear.prompt == "reply> ")
    desk.type("write", "..", ".", "1")
    #expect(desk.said.first == "Before it goes out:")
    #expect(desk.said.contains("To Priya Nair <priya@customer.example>"))
    #expect(desk.said.contains("a new blue mug leaves today."))
    #expect(desk.linear.prompt == "review> ")
    desk.type("then solved", "1")
    guard case .commit(let changes, _)? = desk.effects.last,
      case .replyQueued(let reply)? = changes.first?.act
    else {
      Issue.record("nothing is sent: \(desk.effects) \(desk.text)")
      return
    }
    #expect(reply.text == "Hi Priya,\n\na new blue mug leaves today.\n.\n")
    #expect(reply.thenStatus == .solved)
    let event = Event(
      number: 42, ticket: priya, act: .replyQueued(reply), actor: .agent(ana),
      occurredAt: DeskFixture.now, recordedAt: DeskFixture.now, undo: DeskFixture.id(6))
    desk.send(.outcome(Outcome(events: [event]), of: desk.effects[desk.effects.count - 1]))
    #expect(desk.said == ["Your answer to #482 leaves in 10 seconds; “undo” takes it back."])
    let row = OutboxRow(
      reply: reply, ticketNumber: 482, state: .sending, attempts: 1, notBefore: DeskFixture.now)
    desk.refresh { $0.outbox = [row] }
    #expect(desk.said.isEmpty, "\(desk.said)")
    desk.refresh { $0.outbox = [] }
    #expect(desk.said == ["The answer to #482 is sent."])
  }

  @Test func anAnswerThatFailsIsToldOnce() {
    var desk = LinearDriver(.morningWithOutbox)
    desk.refresh { $0.outbox[0].state = .refused }
    #expect(desk.said == ["The answer to #481: refused; see outbox."])
    desk.refresh { _ in }
    #expect(desk.said.isEmpty)
    desk.type("outbox", "1")
    #expect(desk.text.contains("Possible: "), "\(desk.text)")
  }

  @Test func whatComesInIsToldOnceInOneLine() throws {
    var desk = LinearDriver(.morning)
    var row = try #require(desk.fixture.rows.first { $0.isUnread })
    row.id = DeskFixture.id(500)
    row.number = 500
    row.customer = "Nora \u{1B}[2JQuill"
    row.subject = "Do you ship to Iceland?"
    desk.refresh { $0.rows.append(row) }
    #expect(desk.said.count == 1)
    #expect(
      desk.said.first?.hasPrefix("New: 8. Nora ␛[2JQuill, email: Do you ship to Iceland?") == true)
    desk.refresh { _ in }
    #expect(desk.said.isEmpty)
  }

  @Test func whatTheCustomerSaysWhileItIsOpenIsReadOut() throws {
    var desk = LinearDriver(.morning)
    desk.type("2")
    var message = try #require(desk.fixture.sheets[priya]?.messages[2])
    message.id = DeskFixture.id(99)
    message.body = Body(visible: "It is urgent now.")
    desk.refresh { $0.sheets[priya]?.messages.append(message) }
    #expect(desk.text.contains("It is urgent now."))
    #expect(desk.text.ranges(of: "It is urgent now.").count == 1)
  }

  @Test func aTemplateIsChosenByItsNumber() {
    var desk = LinearDriver(.morning)
    desk.type("2 reply", ".", "template")
    #expect(desk.said.first?.hasPrefix("Templates") == true)
    #expect(desk.linear.prompt == "template> ")
    desk.type("thanks")
    #expect(desk.said.contains("1. You are welcome"), "\(desk.text)")
    desk.type("1")
    #expect(desk.text.contains("Hi Priya, you are welcome. Ana"), "\(desk.text)")
    desk.type("leave")
    #expect(desk.text.contains("There is no command leave"))
    desk.type("6")
    #expect(desk.text.contains("The draft is kept."))
    #expect(desk.linear.prompt == "#482> ")
  }

  @Test func aHoleIsFilledWithoutAnEditor() {
    var desk = LinearDriver(.morning)
    desk.type("2 reply", ".", "template", "1")
    #expect(desk.said.contains("1 hole left; “hole TEXT” fills the first."), "\(desk.text)")
    desk.type("1")
    #expect(desk.linear.desk.composer?.phase == .writing, "a hole goes nowhere: \(desk.text)")
    desk.type("hole 3 December")
    #expect(desk.said.contains("Keep the broken one until 3 December, please."), "\(desk.text)")
    #expect(!desk.text.contains("hole left"))
    desk.type("1")
    #expect(desk.linear.prompt == "review> ")
  }

  @Test func anAnswerThatIsBegunIsReadBeforeItGoesOn() {
    var desk = LinearDriver(.morning)
    desk.fixture.sheets[priya]?.draft = Draft(
      ticket: priya, agent: ana, kind: .reply, text: "Hi Priya,", base: 40,
      savedAt: DeskFixture.now)
    desk.type("2", "reply")
    #expect(desk.linear.prompt == "reply> ", "no command becomes a word of it")
    #expect(desk.said.contains("Hi Priya,"))
    #expect(desk.text.contains("2 words. What now?"), "\(desk.text)")
  }

  @Test func aLinkIsToldBeforeItIsOpened() {
    var desk = LinearDriver(.morning)
    desk.fixture.sheets[priya]?.messages[2].body.visible = "https://shop.example@evil.example/x"
    desk.type("2", "links")
    #expect(
      desk.text.contains("1. ! evil.example https://shop.example@evil.example/x"), "\(desk.text)")
    desk.type("1")
    #expect(desk.said.first == "Leads to evil.example.")
    desk.type("copy")
    #expect(desk.said == ["https://shop.example@evil.example/x"], "no escape sequence copies it")
    #expect(desk.linear.prompt == "#482> ")
  }

  @Test func keysOfTheKeymapAreUnderstoodToo() {
    var desk = LinearDriver(.morning)
    desk.type("g o")
    #expect(desk.said == ["Outbox: nothing is on its way, every reply has arrived."])
    desk.type("q", "j")
    #expect(desk.said.count == 1)
    #expect(desk.said.first?.hasPrefix("2. Priya Nair") == true)
  }

  @Test func helpListsWhatWorksHereAndNothingElse() {
    var desk = LinearDriver(.morning)
    desk.type("help")
    #expect(desk.said.contains("tag +TAG -TAG: tag or untag: +refund -wismo"))
    #expect(!desk.text.contains("next-hole"))
  }

  @Test func theRoomsAreToldAndTheirRowsOpened() {
    var desk = LinearDriver(.morning)
    desk.type("report")
    #expect(desk.text.contains("1. when due: overdue 7"), "\(desk.text)")
    desk.type("1")
    #expect(desk.text.contains("is:overdue"), "\(desk.text)")
    desk.type("knowledge")
    #expect(desk.text.contains("2. thanks: You are welcome (en)"), "\(desk.text)")
    desk.type("2")
    #expect(desk.text.contains("you are welcome. {{agent.first_name}}"), "\(desk.text)")
  }

  @Test func colleaguesAreLookedForWithoutAScreenToo() {
    var desk = LinearDesk(DeskFixture.morning.setting, now: DeskFixture.now)
    let ben = Presence(
      agent: AgentID("ben"), ticket: DeskFixture.id(482), isWriting: false, since: DeskFixture.now)
    let question = Question.presence(agent: AgentID("ana"))
    let said = desk.update(.answer(question, .presence([ben])), at: DeskFixture.now)
    #expect(said.effects.contains(.remind(.company, after: .seconds(5))))
    let looks = desk.update(.reminded(.company), at: DeskFixture.now).effects
    #expect(looks.contains(.ask(question)))
  }

  /// Every command that works in a place is a line there: none is out of reach without a screen.
  @Test(arguments: Command.allCases)
  func everyCommandCanBeTyped(_ command: Command) {
    var desk = LinearDriver(.morning)
    if !command.works(in: .inbox) { desk.type("2") }
    if !command.works(in: .ticket), command.works(in: .composer) { desk.type("reply", ".") }
    desk.type(command.rawValue)
    #expect(!desk.text.contains("There is no command"), "\(desk.text)")
  }

  @Test func theEndOfInputKeepsTheDraft() {
    var desk = LinearDriver(.morning)
    desk.type("2 reply", "half a thought")
    let kept = desk.effects
    desk.send(.hangUp)
    #expect(desk.effects == [.quit], "the line was kept as soon as it was typed")
    guard case .keep(let facts)? = kept.first, case .draft(let draft)? = facts.first else {
      Issue.record("\(desk.effects)")
      return
    }
    #expect(draft.text == "half a thought\n")
  }

  @Test func noControlCharacterIsSaid() {
    var desk = LinearDriver(.morning)
    desk.type("all", "7", "all", "back", "log")
    var all = LinearDriver(.morning).said
    all += desk.said
    for scalar in all.joined().unicodeScalars { #expect(!TextFlow.isForbidden(scalar)) }
  }
}
