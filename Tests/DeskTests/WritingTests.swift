import Desk
import Domain
import Templating
import Terminal
import TestKit
import Testing

private let ana = AgentID("ana")
private let priya: TicketID = DeskFixture.id(482)

private func composing(_ text: String, size: Size = Size(80, 24)) -> DeskDriver {
  var desk = DeskDriver(.morning, size: size)
  desk.press("j", "r")
  desk.type(text)
  return desk
}

private func queued(_ effects: [Effect]) throws -> Reply {
  for case .commit(let changes, _) in effects {
    for case .replyQueued(let reply) in changes.map(\.act) { return reply }
  }
  return try #require(nil as Reply?)
}

/// The customer says something else while the desk is open.
private func priyaWritesAgain(to desk: inout DeskDriver) throws {
  var later = try #require(desk.fixture.sheets[priya]?.messages.first)
  later.id = DeskFixture.id(99)
  later.receivedAt = DeskFixture.now
  later.body = Body(visible: "Actually, make it green.")
  desk.refresh { fixture in
    let event = Event(
      number: 45, ticket: priya, act: .received(later), actor: .customer,
      occurredAt: DeskFixture.now, recordedAt: DeskFixture.now)
    fixture.sheets[priya]?.messages.append(later)
    fixture.sheets[priya]?.events.append(event)
    fixture.sheets[priya]?.ticket.lastEvent = 45
  }
}

private func accepted(_ reply: Reply, _ number: EventNumber = 42) -> Outcome {
  let event = Event(
    number: number, ticket: reply.ticket, act: .replyQueued(reply), actor: .agent(ana),
    occurredAt: DeskFixture.now, recordedAt: DeskFixture.now, undo: DeskFixture.id(6))
  return Outcome(events: [event], undo: DeskFixture.id(6))
}

private func takenBack(_ reply: Reply, _ number: EventNumber = 44) -> Outcome {
  let event = Event(
    number: number, ticket: reply.ticket, act: .replyRecalled(reply.id), actor: .agent(ana),
    occurredAt: DeskFixture.now, recordedAt: DeskFixture.now)
  return Outcome(events: [event])
}

@Suite struct DraftTests {
  @Test func typingIsKeptWithinTwoSeconds() throws {
    var desk = composing("Hello")
    let reminder = desk.allEffects.first { $0.isReminder }
    #expect(reminder == .remind(.draft, after: Domain.Span(milliseconds: 1500)))
    #expect(desk.allEffects.filter { $0.isReminder }.count == 1)
    desk.wait(.seconds(2), .draft)
    let draft = Draft(
      ticket: priya, agent: ana, kind: .reply, text: "Hello", base: 40,
      savedAt: DeskFixture.now + .seconds(2))
    #expect(desk.effects == [.keep([.draft(draft)])])
    desk.wait(.seconds(2), .draft)
    #expect(desk.effects.isEmpty)
  }

  @Test func leavingAndHangingUpKeepIt() {
    var desk = composing("Hello")
    desk.press("Esc")
    #expect(desk.effects.count == 1)
    #expect(desk.desk.composer == nil)
    desk = composing("Hello")
    desk.send(.hangUp)
    #expect(desk.effects.count == 2)
    #expect(desk.effects.last == .quit)
  }

  @Test func aKeptDraftIsOfferedAndGoneOnWith() {
    var desk = DeskDriver(.morning)
    desk.fixture.sheets[priya]?.draft = Draft(
      ticket: priya, agent: ana, kind: .reply, text: "I had begun", base: 38,
      savedAt: DeskFixture.now - .minutes(90))
    desk.press("j", "Enter")
    #expect(desk.canvas.text.contains("your reply, not sent yet"))
    desk.press("r")
    #expect(desk.desk.composer?.editor.text == "I had begun")
    #expect(desk.desk.composer?.base == 38)
    #expect(desk.bottom.contains("you go on with what you began 1h ago"))
    desk.press("Esc", "c")
    #expect(desk.desk.composer == nil)
    #expect(desk.bottom.contains("send it or discard it first"))
  }

  @Test func anotherSubjectAndStatusAreKeptAndGoneOnWith() throws {
    var desk = composing("")
    desk.press("C-p")
    desk.type("subject Your mug\n")
    #expect(desk.desk.composer?.subject == "Your mug")
    desk.wait(.seconds(2), .draft)
    var draft = try kept(desk)
    #expect(draft.subject == "Your mug" && draft.thenStatus == nil)
    desk.type("On its way.")
    desk.press("C-x", "C-s", "s")
    desk.wait(.seconds(2), .draft)
    draft = try kept(desk)
    #expect(draft.subject == "Your mug" && draft.thenStatus == .solved)
    // Thrown away and brought back it is as it was.
    desk.press("Esc", "C-x", "k")
    desk.press("u")
    #expect(try kept(desk).subject == "Your mug")
    #expect(try kept(desk).thenStatus == .solved)
    desk.press("r")
    #expect(desk.desk.composer?.subject == "Your mug")
    #expect(desk.desk.composer?.thenStatus == .solved)
    // What follows from the ticket is not written down.
    desk.press("C-p")
    desk.type("subject Re: Mug arrived broken (photo)\n")
    desk.wait(.seconds(2), .draft)
    #expect(try kept(desk).subject == nil)
  }

  private func kept(_ desk: DeskDriver) throws -> Draft {
    for case .keep(let facts) in desk.effects {
      for case .draft(let draft) in facts { return draft }
    }
    return try #require(nil as Draft?, "no draft is kept: \(desk.effects)")
  }

  @Test func aDraftThatWasSentBeforeACrashIsDropped() throws {
    var desk = DeskDriver(.morning)
    let sent = try #require(
      desk.fixture.sheets[priya]?.messages.first { $0.direction == .outbound })
    desk.fixture.sheets[priya]?.draft = Draft(
      ticket: priya, agent: ana, kind: .reply, text: sent.body.visible, base: 38,
      savedAt: DeskFixture.now)
    desk.press("j", "Enter")
    #expect(desk.effects.contains(.keep([.draftDropped(priya, ana)])))
  }

  @Test func commandsOfTheTicketWorkByNameWhileWriting() {
    var desk = composing("Hello")
    desk.press("C-p")
    desk.type("tag +vip\n")
    #expect(desk.effects.count == 1)
    #expect(desk.desk.composer?.editor.text == "Hello")
    desk.press("C-p")
    desk.type("outbox\n")
    #expect(desk.desk.place == .outbox)
  }

  @Test func emptyingADraftDropsIt() {
    var desk = composing("Hi")
    desk.wait(.seconds(2), .draft)
    desk.press("Backspace", "Backspace")
    desk.wait(.seconds(2), .draft)
    #expect(desk.effects == [.keep([.draftDropped(priya, ana)])])
  }

  @Test func anEditorTakesTheTextAndBringsItBack() {
    var desk = composing("Hello")
    desk.press("C-x", "e")
    #expect(desk.effects.last == .editOutside("Hello"))
    desk.send(.edited("Hello there\n"))
    #expect(desk.desk.composer?.editor.text == "Hello there")
    #expect(desk.effects.count == 1)
    desk.send(.edited(nil))
    #expect(desk.desk.composer?.editor.text == "Hello there")
  }

  @Test func quotingPutsTheCustomersWordsIn() {
    var desk = DeskDriver(.morning)
    desk.press("j", "R")
    #expect(desk.desk.composer?.editor.text == "> The blue one.\n")
  }

  @Test func aPasteIsText() {
    var desk = composing("")
    desk.press(.paste("ss\nq"))
    #expect(desk.desk.composer?.editor.text == "ss\nq")
  }
}

@Suite struct SendingTests {
  @Test func reviewNamesRecipientAndChannelAndSendsNothing() {
    var desk = composing("On its way.")
    desk.press("C-x", "C-s")
    #expect(desk.effects.allSatisfy { if case .keep = $0 { true } else { false } })
    #expect(desk.bottom == " Enter sends to Priya Nair by email  Esc goes back")
    desk.press("Esc")
    #expect(desk.desk.composer?.phase == .writing)
  }

  @Test func whatGoesOutIsFixed() throws {
    var desk = composing("On its way.")
    desk.press("C-x", "C-s", "s", "Enter")
    let reply = try queued(desk.effects)
    #expect(reply.to == [Party(name: "Priya Nair", address: "priya@customer.example")])
    #expect(reply.from.address == "support@northlight.example")
    #expect(reply.subject == "Re: Mug arrived broken (photo)")
    #expect(reply.text == "On its way.")
    #expect(reply.inReplyTo == ["m3@mail.example"])
    #expect(reply.references == ["m1@mail.example", "m2@mail.example", "m3@mail.example"])
    #expect(reply.thenStatus == .solved)
    #expect(reply.window == .seconds(10))
    #expect(desk.effects.last == .commit([.replyQueued(reply)], seen: 40))
  }

  @Test func theWordsStayUntilTheStoreHasThem() throws {
    var desk = composing("On its way.")
    desk.press("C-x", "C-s", "Enter")
    let effect = try #require(desk.effects.last)
    #expect(desk.canvas.text.contains("On its way."))
    desk.send(.failed("the disk is full", of: effect))
    #expect(desk.desk.composer?.phase == .writing)
    #expect(desk.desk.composer?.editor.text == "On its way.")
    #expect(desk.bottom.contains("the disk is full"))
  }

  @Test func tenSecondsToTakeItBack() throws {
    var desk = composing("On its way.")
    desk.press("C-x", "C-s", "Enter")
    let reply = try queued(desk.effects)
    desk.send(.outcome(accepted(reply), of: .commit([.replyQueued(reply)], seen: 40)))
    #expect(desk.desk.composer == nil)
    #expect(desk.effects == [.keep([.draftDropped(priya, ana)])])
    #expect(desk.bottom.contains("sending in 10 s · u takes it back"))
    desk.wait(.seconds(5), .countdown)
    #expect(desk.bottom.contains("sending in 5 s"))
    desk.wait(.seconds(5), .countdown)
    #expect(!desk.bottom.contains("sending in"))
  }

  @Test func aSheetThatWasOnItsWayBringsNoDraftBack() throws {
    var desk = composing("On its way.")
    desk.press("C-x", "C-s", "Enter")
    let reply = try queued(desk.effects)
    desk.send(.outcome(accepted(reply), of: .commit([.replyQueued(reply)], seen: 40)))
    desk.refresh {
      $0.sheets[priya]?.draft = Draft(
        ticket: priya, agent: ana, kind: .reply, text: "On its way.", base: 40,
        savedAt: DeskFixture.now)
    }
    desk.press("c")
    #expect(desk.canvas.text.contains("note to colleagues"))
  }

  @Test func aSheetThatWasOnItsWayTakesNoDraftAway() {
    var desk = composing("Half a thought")
    desk.press("C-x", "k", "u")
    // Read after it was thrown away, and before it was kept again.
    desk.refresh { $0.sheets[priya]?.draft = nil }
    desk.press("r")
    #expect(desk.desk.composer?.editor.text == "Half a thought")
  }

  @Test func takenBackItIsADraftAgain() throws {
    var desk = composing("On its way.")
    desk.press("C-x", "C-s", "s", "Enter")
    let reply = try queued(desk.effects)
    desk.send(.outcome(accepted(reply), of: .commit([.replyQueued(reply)], seen: 40)))
    desk.press("u")
    #expect(desk.effects == [.undo])
    desk.send(.outcome(takenBack(reply), of: .undo))
    #expect(desk.desk.composer?.editor.text == "On its way.")
    #expect(desk.desk.composer?.thenStatus == .solved)
    #expect(!desk.bottom.contains("sending in"))
    #expect(desk.effects == [], "the store has made the draft")
  }

  @Test func takenBackItGoesBeforeWhatWasBegunSince() throws {
    var desk = composing("On its way.")
    desk.press("C-x", "C-s", "Enter")
    let reply = try queued(desk.effects)
    desk.send(.outcome(accepted(reply), of: .commit([.replyQueued(reply)], seen: 40)))
    desk.press("c")
    desk.type("She is difficult.")
    desk.send(.outcome(takenBack(reply), of: .undo))
    #expect(desk.desk.composer?.editor.text == "On its way.\n\nShe is difficult.")
    #expect(desk.desk.composer?.kind == .note)
    #expect(desk.effects.count == 1, "what was not kept yet is kept")
  }

  @Test func theStoresDraftIsTakenAsItIs() throws {
    var desk = composing("On its way.")
    desk.press("C-x", "C-s", "Enter")
    let reply = try queued(desk.effects)
    desk.send(.outcome(accepted(reply), of: .commit([.replyQueued(reply)], seen: 40)))
    desk.refresh {
      $0.sheets[priya]?.ticket.lastEvent = 44
      $0.sheets[priya]?.draft = Draft(
        ticket: priya, agent: ana, kind: .reply, text: "On its way.\n\nPS", base: 39,
        savedAt: DeskFixture.now + .seconds(1))
    }
    desk.send(.outcome(takenBack(reply), of: .undo))
    #expect(desk.desk.composer?.editor.text == "On its way.\n\nPS")
    #expect(desk.desk.composer?.base == 39)
  }

  @Test func tooLateIsSaid() {
    var desk = DeskDriver(.morning)
    let left = [LeftAlone(ticket: priya, why: .replyIs(.sending))]
    desk.send(.outcome(Outcome(leftAlone: left), of: .undo))
    #expect(desk.bottom.contains("the reply is already sending"))
  }

  @Test func whatTheCustomerAddedMeanwhileIsShown() throws {
    var desk = composing("On its way.")
    try priyaWritesAgain(to: &desk)
    #expect(desk.canvas.text.contains("Priya Nair wrote since you began"))
    desk.press("C-x", "C-s")
    #expect(desk.canvas.text.contains("New since you began, 14:30 Priya Nair: Actually, make"))
    desk.press("y")
    let reply = try queued(desk.effects)
    #expect(desk.effects.last == .commit([.replyQueued(reply)], seen: 45))
  }

  @Test func whatComesInDuringTheReviewIsLookedAtBeforeItGoes() throws {
    var desk = DeskDriver(.morning)
    desk.press("j", "r")
    desk.type("Blue it is.")
    desk.press("C-x", "C-s")
    try priyaWritesAgain(to: &desk)
    // An Enter that was on its way does not send what was written before.
    desk.press("y")
    #expect(desk.effects == [])
    #expect(desk.desk.notice?.text.contains("something new was said meanwhile") == true)
    #expect(desk.canvas.text.contains("Actually, make it green"))
    desk.press("y")
    _ = try queued(desk.effects)
  }

  @Test func whatAMarketplaceForbidsIsTold() throws {
    var desk = DeskDriver(.morning, size: Size(120, 36))
    desk.refresh { $0.sheets[priya]?.ticket.channel = .amazon }
    desk.press("j", "r")
    #expect(desk.desk.ticket?.sheet?.ticket.channel == .amazon)
    desk.type("Call us: +49 30 1234567, or see https://www.shop.example/mug")
    desk.press("C-x", "C-s")
    let screen = desk.canvas.text
    #expect(screen.contains("Amazon allows no phone numbers"), "\(screen)")
    #expect(screen.contains("Amazon allows no links to"), "\(screen)")
    desk.press("Esc", "C-a", "C-k")
    desk.type("A new mug leaves today.")
    desk.press("C-x", "C-s")
    #expect(!desk.canvas.text.contains("Amazon allows no"))
  }

  @Test func whatComesInWhileNothingIsWrittenIsTold() throws {
    var desk = DeskDriver(.morning)
    desk.press("j", "Enter")
    var later = try #require(desk.fixture.sheets[priya]?.messages.first)
    later.id = DeskFixture.id(99)
    desk.refresh { $0.sheets[priya]?.messages.append(later) }
    #expect(desk.bottom.contains("Priya Nair has written · G shows it"))
  }

  @Test func aNoteIsKeptAtOnce() throws {
    var desk = DeskDriver(.morning)
    desk.press("j", "c")
    desk.type("Same batch.")
    desk.press("C-x", "C-s")
    guard case .commit(let changes, let seen)? = desk.effects.last,
      case .noted(let message)? = changes.first?.act
    else {
      Issue.record("no note: \(desk.effects)")
      return
    }
    #expect(seen == 40)
    #expect(message.direction == .note)
    #expect(message.body.visible == "Same batch.")
    #expect(message.from.name == "Ana Reyes")
  }

  @Test func nothingIsNotSent() {
    var desk = composing("  ")
    desk.press("C-x", "C-s")
    #expect(desk.desk.composer?.phase == .writing)
    #expect(desk.bottom.contains("there is nothing to send yet"))
  }

  @Test func anUnknownAccountIsSaidBeforeAnythingIsSent() {
    var fixture = DeskFixture.morning
    fixture.setting = DeskFixture.setting(accounts: [])
    var desk = DeskDriver(fixture)
    desk.press("j", "r")
    desk.type("Hello")
    desk.press("C-x", "C-s")
    #expect(desk.bottom.contains("the account support is not set up here"))
  }
}

@Suite struct TemplateTests {
  @Test func theChoiceBeginsInTheCustomersLanguage() throws {
    var fixture = DeskFixture.morning
    fixture.templates = TemplateLibrary(files: [
      ("en/late.md", "---\ntitle: Late\n---\nHello, your parcel is late and we are chasing it.\n"),
      ("de/late.md", "---\ntitle: Spät\n---\nGuten Tag, Ihr Paket ist leider noch nicht da.\n"),
    ])
    var desk = DeskDriver(fixture)
    desk.press("j", "i")
    #expect(desk.desk.templates?.language == "en")
    for index in fixture.sheets[priya]?.messages.indices ?? 0..<0 {
      fixture.sheets[priya]?.messages[index].body = Body(
        visible: "Guten Tag, wo ist mein Paket? Es ist noch nicht da.")
    }
    desk = DeskDriver(fixture)
    desk.press("j", "i")
    #expect(desk.desk.templates?.language == "de")
    desk.press("Enter")
    #expect(desk.desk.composer?.editor.text.hasPrefix("Guten Tag, Ihr Paket") == true)
    desk.press("C-a", "C-k", "C-p")
    desk.type("template late\n")
    #expect(desk.desk.composer?.editor.text.contains("Guten Tag") == true)
  }

  @Test func theLikeliestIsFirstAndInsertedWithItsHoles() {
    var desk = DeskDriver(.morning)
    desk.press("j", "i", "Enter")
    let text = desk.desk.composer?.editor.text ?? ""
    #expect(text.hasPrefix("Hi Priya,"))
    #expect(text.contains("order 10482"))
    #expect(desk.desk.composer?.holes.count == 1)
    #expect(desk.desk.composer?.template == "damaged-replacement")
  }

  @Test func aHoleStopsTheSendAndTypingFillsIt() throws {
    var desk = DeskDriver(.morning)
    desk.press("j", "i", "Enter", "C-x", "C-s")
    #expect(desk.desk.composer?.phase == .writing)
    #expect(desk.bottom.contains("1 hole left: fill or delete, Tab goes to the next"))
    desk.type("Friday")
    #expect(desk.desk.composer?.holes.isEmpty == true)
    #expect(desk.desk.composer?.editor.text.contains("until Friday, please") == true)
    desk.press("C-x", "C-s")
    #expect(desk.desk.composer?.phase == .reviewing)
  }

  @Test func tabWalksTheHoles() {
    var desk = composing("a ⟦one⟧ b ⟦two⟧ c")
    desk.press("Tab")
    #expect(desk.desk.composer?.editor.cursor == 2)
    desk.press("Tab")
    #expect(desk.desk.composer?.editor.cursor == 10)
    desk.press("Tab")
    #expect(desk.desk.composer?.editor.cursor == 2)
    desk.press("S-Tab")
    #expect(desk.desk.composer?.editor.cursor == 10)
  }

  @Test func aFewLettersFindATemplate() {
    var desk = DeskDriver(.morning)
    desk.press("j", "Enter", "i")
    desk.type("welc")
    #expect(desk.desk.templates?.fitting.count == 1)
    desk.press("Enter")
    #expect(desk.desk.composer?.template == "thanks")
  }

  @Test func byNameFromTheCommandLine() {
    var desk = DeskDriver(.morning)
    desk.press("j", "Enter", ":")
    desk.type("template thank\n")
    #expect(desk.bottom.contains("did you mean thanks?"))
    desk.press("Esc", ":")
    desk.type("template thanks\n")
    #expect(desk.desk.composer?.template == "thanks")
  }
}

@Suite struct OutboxTests {
  private func outbox(_ state: Delivery) -> DeskDriver {
    var fixture = DeskFixture.morningWithOutbox
    fixture.outbox = fixture.outbox.filter { $0.state == .unsure }
    fixture.outbox[0].state = state
    var desk = DeskDriver(fixture)
    desk.press("g", "o")
    return desk
  }

  private let id: ReplyID = DeskFixture.id(9002)
  private let dana: TicketID = DeskFixture.id(482)

  @Test func anUnsureReplyIsNeverSentAgainUnasked() {
    var desk = outbox(.unsure)
    desk.press("r", "x", "R")
    #expect(desk.effects.isEmpty)
    #expect(desk.bottom.contains("this reply is unsure: arrived or send-again"))
    desk.press("S")
    #expect(desk.effects == [.commit([Change(dana, .replyRepeated(id))], seen: 41)])
    desk.press("d")
    let receipt = Receipt(at: DeskFixture.now, answer: "an agent has seen that it arrived")
    #expect(desk.effects == [.commit([Change(dana, .replySettled(id, receipt))], seen: 41)])
  }

  @Test func heldOnesAreReleasedAndWaitingOnesTriedNow() {
    var desk = outbox(.held)
    desk.press("R")
    #expect(desk.effects == [.commit([Change(dana, .replyReleased(id))], seen: 41)])
    desk = outbox(.retry)
    desk.press("r")
    let act = Act.replyDeferred(id, until: DeskFixture.now, reason: "asked to try again now")
    #expect(desk.effects == [.commit([Change(dana, act)], seen: 41)])
  }

  @Test func whatOvertookAHeldReplyIsShownBesideIt() throws {
    var desk = outbox(.held)
    #expect(!desk.canvas.text.contains("New since then"))
    desk = DeskDriver(.morning)
    desk.fixture.outbox = DeskFixture.morningWithOutbox.outbox.filter { $0.state == .unsure }
    desk.fixture.outbox[0].state = .held
    desk.fixture.outbox[0].reply.seen = 40
    desk.refresh { _ in }
    try priyaWritesAgain(to: &desk)
    desk.refresh { $0.sheets[priya]?.outbox = $0.outbox }
    desk.press("g", "o")
    let news = "! New since then, 14:30 Priya Nair: Actually, make it green."
    #expect(desk.canvas.text.contains(news), "\(desk.canvas.text)")
    desk.press("Enter", "G")
    #expect(desk.canvas.text.contains(news), "\(desk.canvas.text)")
  }

  @Test func enterOpensTheTicketAndQComesBack() {
    var desk = outbox(.unsure)
    desk.press("Enter")
    #expect(desk.desk.place == .ticket)
    desk.press("q")
    #expect(desk.desk.place == .outbox)
    desk.press("q")
    #expect(desk.desk.place == .inbox)
  }
}

@Suite struct UnseenRecipientTests {
  @Test func theyAreChosenKeptShownAndSent() throws {
    var desk = composing("On its way.")
    desk.press("C-x", "b")
    desk.type("\"Byron, Ada\" <ada@shop.example>, ben@shop.example\n")
    let unseen = [
      Party(name: "Byron, Ada", address: "ada@shop.example"), Party(address: "ben@shop.example"),
    ]
    #expect(desk.canvas.text.contains("Bcc      Byron, Ada <ada@shop.example> and ben@shop"))
    desk.wait(.seconds(2), .draft)
    guard case .keep(let facts)? = desk.effects.last, case .draft(let draft)? = facts.first else {
      Issue.record("the draft is not kept: \(desk.effects)")
      return
    }
    #expect(draft.bcc == unseen)
    desk.press("C-x", "C-s")
    #expect(desk.canvas.text.contains("and ben@shop.example  unseen"))
    desk.press("Enter")
    #expect(try queued(desk.effects).bcc == unseen)
  }

  @Test func aMistakeIsPointedAtAndTheLineStays() {
    var desk = composing("On its way.")
    desk.press("C-x", "b")
    desk.type("ada@shop.example, bob\n")
    #expect(desk.canvas.text.contains("“bob” is no mail address"))
    #expect(desk.desk.line?.field.text == "ada@shop.example, bob")
    #expect(desk.desk.composer?.bcc == [])
  }

  @Test(arguments: [
    "a@x.example\nBcc: b@y.example", "a b@x.example", "<a@x.example> b", "@x", "a@", "a@b@c",
    "\u{202E}a@x.example", "Evil\u{1B} <a@x.example>", "a@x.example>",
  ])
  func whatCouldHideSomethingIsNoAddress(_ text: String) {
    #expect(throws: Problem.self) { try Party.list(reading: text) }
  }
}
