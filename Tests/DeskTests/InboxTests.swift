import Desk
import Domain
import Terminal
import TestKit
import Testing

private let ana = AgentID("ana")

private func ticket(_ number: UInt64) -> TicketID { DeskFixture.id(number) }

@Suite struct MovingTests {
  @Test func openingWatchesWhatTheScreenShows() {
    let setting = DeskFixture.setting(accounts: [])
    let wanted: [Effect] = [
      .watch(.inbox(.inbox, sort: .due, offset: 0, limit: 200, agent: ana)),
      .watch(.counts(agent: ana)), .watch(.accounts), .watch(.tags),
      .watch(.outbox(includingSent: false)), .watch(.presence(agent: ana)),
    ]
    // What is unread of late rings whatever is shown: only where somebody wants to hear of it.
    let news = Query(
      text: "is:open is:unread after:1d",
      condition: .all([.term(.is(.open)), .term(.is(.unread)), .term(.after(.ago(days: 1)))]))
    var desk = Desk(setting, size: Size(80, 24), now: DeskFixture.now)
    #expect(
      desk.update(.start)
        == wanted + [.watch(.inbox(news, sort: .newest, offset: 0, limit: 50, agent: ana))])
    var deaf = setting
    deaf.notifications = Notifications(bell: [.replyFailed])
    desk = Desk(deaf, size: Size(80, 24), now: DeskFixture.now)
    #expect(desk.update(.start) == wanted)
  }

  @Test func movingIsFreeOfEffects() {
    var desk = DeskDriver(.morning)
    desk.press("j", "j", "k", "G", "g", "g", "C-d", "C-u", "PageDown")
    #expect(desk.allEffects.allSatisfy { $0.isReminder })
  }

  @Test func countsMoveThatFar() {
    var desk = DeskDriver(.morning)
    desk.press("5", "j")
    #expect(desk.desk.inbox.list.selection == 5)
    desk.press("3", "k")
    #expect(desk.desk.inbox.list.selection == 2)
    desk.press("4", "G")
    #expect(desk.desk.inbox.list.selection == 3)
  }

  @Test func openingMarksReadAndMovingOnLeaves() {
    var desk = DeskDriver(.morning)
    desk.press("j", "Enter")
    #expect(desk.effects == [.keep([.read(ticket(482), ana, upTo: 40)])])
    desk.press("q")
    #expect(
      desk.allEffects.filter { !$0.isReminder } == [
        .present(nil), .unwatch(.ticket(ticket(482), agent: ana)),
      ])
    #expect(desk.desk.place == .inbox)
  }

  @Test func theWindowOfALongListFollowsTheCursor() {
    var desk = DeskDriver(.many(1000))
    desk.press("G")
    #expect(desk.desk.inbox.selected?.number == 1000)
    #expect(desk.desk.inbox.page?.rows.count ?? 0 <= 200)
    desk.press("5", "0", "0", "g", "g")
    #expect(desk.desk.inbox.selected?.number == 500)
    desk.press("g", "g")
    #expect(desk.desk.inbox.selected?.number == 1)
  }

  @Test func theListNeverJumpsUnderTheHand() throws {
    var desk = DeskDriver(.many(100))
    desk.press("j", "j")
    let before = desk.line(3)
    desk.refresh { $0.rows = Array(DeskFixture.morning.rows.prefix(2)) + $0.rows }
    #expect(desk.desk.inbox.selected?.number == 3)
    #expect(desk.line(3) == before)
    #expect(desk.line(0).contains("2 new · g g"))
    desk.press("g", "g")
    #expect(!desk.line(0).contains("new"))
    #expect(desk.desk.inbox.selected?.number == 476)
  }

  @Test func whereTheRowIsGoneTheNextOneIsChosen() {
    var desk = DeskDriver(.morning)
    desk.press("j")
    desk.refresh { $0.rows.remove(at: 1) }
    #expect(desk.desk.inbox.selected?.number == 479)
  }

  @Test func theNextTicketFollowsOneThatHasLeftTheList() {
    var desk = DeskDriver(.morning)
    desk.press("j", "Enter")
    #expect(desk.desk.ticket?.number == 482)
    desk.refresh { $0.rows.remove(at: 1) }
    var back = desk
    desk.press("J")
    #expect(desk.desk.inbox.selected?.number == 479)
    #expect(desk.desk.ticket?.number != 482)
    back.press("K")
    #expect(back.desk.inbox.selected?.number == 476)
  }

  @Test func theCustomersAddressIsCopiedFromTheListToo() {
    var desk = DeskDriver(.morning)
    desk.press("j")
    let address = desk.desk.inbox.selected?.address ?? ""
    #expect(address.contains("@"))
    desk.send(.run(CommandCall(.copy)))
    #expect(desk.effects == [.copy(address)])
  }

  @Test func whyAnAccountFailsStandsInTheLog() throws {
    var desk = DeskDriver(.morning)
    var state = try #require(desk.desk.accounts.first)
    state.phase = .failed
    state.error = "mail.shop.example: the password is no longer taken"
    for _ in 0..<2 { desk.send(.answer(.accounts, .accounts([state]))) }
    #expect(desk.line(0).contains("needs you"))
    let told = desk.desk.log.entries.filter { $0.notice.text.contains("no longer taken") }
    #expect(told.map(\.notice.kind) == [.error])
    state.phase = .synced
    state.error = ""
    for _ in 0..<2 { desk.send(.answer(.accounts, .accounts([state]))) }
    desk.press("g", "l")
    #expect(desk.canvas.text.contains("! support: mail.shop.example: the password is no longer"))
    #expect(desk.desk.log.entries.map(\.notice.text).last == "support: works again")
    #expect(desk.desk.log.entries.count == 2)
  }

  @Test func aLateAnswerToAnotherQuestionIsLeftAside() {
    var desk = DeskDriver(.morning)
    let late = Question.inbox(.everything, sort: .newest, offset: 0, limit: 200, agent: ana)
    desk.send(.answer(late, .inbox(InboxPage(rows: [], offset: 0, total: 0, seen: 1))))
    #expect(desk.desk.inbox.total == 7)
  }

  @Test func aListThatIsNotCountedToItsEndSaysSoAndGoesOn() throws {
    var desk = DeskDriver(.morning)
    let rows = try #require(desk.desk.inbox.page?.rows)
    func page(_ offset: Int) -> InboxPage {
      let many = (0..<200).map { rows[$0 % rows.count] }
      var page = InboxPage(rows: many, offset: offset, total: 10_000, seen: 41)
      page.total = max(page.total, offset + many.count)
      page.hasMore = true
      return page
    }
    desk.send(.answer(desk.desk.inbox.question, .inbox(page(0))))
    #expect(desk.canvas.text.contains("10,000+"))
    var pane = InboxPane(agent: ana, view: SavedView(1, "All", .everything))
    pane.list.resize(height: 20)
    var places: [Int] = []
    for _ in 0..<4 {
      guard case .inbox(_, _, let offset, _, _, _) = pane.question else { return }
      places.append(offset)
      pane.answered(page(offset), to: pane.question)
      pane.list.moveToLast()
      pane.moved()
    }
    #expect(places == [0, 9_890, 9_980, 10_070])
    #expect(pane.total == 10_270)
  }

  @Test func thePreviewFollowsOnlyOnceTheCursorHasRested() {
    var desk = DeskDriver(.morning, size: Size(120, 36))
    desk.press("j")
    #expect(desk.allEffects == [.remind(.rest, after: Domain.Span(milliseconds: 150))])
    desk.wait(.seconds(1), .rest)
    let tickets = [ticket(476), ticket(482)].map { Question.ticket($0, agent: ana) }
    #expect(desk.allEffects == [.unwatch(tickets[0]), .watch(tickets[1])])
    #expect(desk.effects.isEmpty)
  }

  @Test func agesChangeByTheMinuteOnly() {
    var desk = DeskDriver(.morning)
    let before = desk.canvas
    desk.wait(.minutes(3))
    desk.press("x", "k", "x")
    desk.press("k")
    desk.wait(.seconds(7), .notice)
    #expect(desk.canvas == before)
    desk.send(.minute(DeskFixture.now + .minutes(3)))
    #expect(desk.line(3).contains("19m"))
  }

  @Test(arguments: [(1, "Open"), (2, "Mine"), (8, "Spam & quarantine"), (9, "All")])
  func viewsAreTwoKeysAway(_ number: Int, _ name: String) {
    var desk = DeskDriver(.morning)
    desk.press("g", Key(Character(String(number))))
    #expect(desk.line(0).hasPrefix(" \(name) "))
  }

  @Test func quitKeepsNothingThatIsNotThere() {
    var desk = DeskDriver(.morning)
    desk.press("q")
    #expect(desk.effects == [.quit])
  }
}

@Suite struct MarkingTests {
  @Test func marksSurviveRefreshAndSearch() {
    var desk = DeskDriver(.morning)
    desk.press("x", "x")
    desk.refresh { $0.rows.reverse() }
    #expect(desk.desk.inbox.marks.tickets == [ticket(476), ticket(482)])
    desk.press("/")
    desk.type("tag:refund\n")
    #expect(desk.desk.inbox.marks.count == 2)
    #expect(desk.bottom.contains("2 marked"))
    desk.press("Esc")
    #expect(desk.desk.inbox.marks.isEmpty)
    desk.press("g", "m")
    #expect(desk.desk.inbox.marks.count == 2)
  }

  @Test func aRangeIsMarkedByItsEnds() {
    var desk = DeskDriver(.morning)
    desk.press("j", "V", "j", "j")
    #expect(desk.desk.inbox.markCount == 3)
    desk.press("V")
    #expect(desk.desk.inbox.marks.tickets == [ticket(482), ticket(479), ticket(481)])
  }

  @Test func allThatMatchIsASetThatLaterMailDoesNotJoin() {
    var desk = DeskDriver(.many(300))
    desk.press("*")
    #expect(desk.bottom.contains("300 marked, 284 out of sight"))
    desk.refresh { fixture in
      fixture.rows = Array(DeskFixture.morning.rows.prefix(2)) + fixture.rows
    }
    #expect(desk.desk.inbox.marks.count == 300)
    desk.press("G", "x")
    #expect(desk.desk.inbox.marks.count == 299)
    desk.press("s", "s")
    let selection = Selection(plus: Set((1...299).map { ticket($0) }))
    #expect(desk.effects == [.commitAll([.moved(.solved, .asked)], selection, seen: 41)])
    #expect(desk.desk.inbox.marks.isEmpty)
  }

  @Test func aRangeReachesBeyondTheRowsThatCame() {
    var desk = DeskDriver(.many(1000))
    desk.press("j", "V", "G")
    #expect(desk.desk.inbox.markCount == 999)
    desk.press("k", "s")
    #expect(desk.bottom.hasPrefix(" status of 998 tickets"))
    desk.press("s")
    let selection = Selection(plus: Set((2...999).map { ticket($0) }))
    #expect(desk.effects == [.commitAll([.moved(.solved, .asked)], selection, seen: 41)])
  }

  @Test func aCountMarksThatManyRows() {
    var desk = DeskDriver(.many(30))
    desk.press("1", "2", "x")
    #expect(desk.desk.inbox.marks.tickets == Set((1...12).map { ticket($0) }))
    #expect(desk.desk.inbox.list.selection == 12)
  }

  @Test func marksAreAddedSubtractedAndKeptBySearch() {
    var desk = DeskDriver(.morning)
    let (damaged, all) = (1, desk.desk.inbox.total)
    desk.press("m", "a")
    desk.type("tag:damaged")
    #expect(desk.bottom.contains("\(damaged) match"))
    desk.type("\n")
    #expect(desk.desk.inbox.marks.count == damaged)
    desk.press("*", "m", "s")
    desk.type("tag:damaged\n")
    #expect(desk.desk.inbox.marks.count == all - damaged)
    desk.press("*", "m", "o")
    desk.type("tag:damaged\n")
    #expect(desk.desk.inbox.marks.count == damaged)
    desk.press("m", "o")
    desk.type("tag:nowhere\n")
    #expect(desk.desk.inbox.marks.isEmpty)
  }

  @Test func keysPressedBeforeTheMarksHaveComeWaitForThem() {
    var desk = DeskDriver(.many(30)).desk
    let asked = desk.update(.key("*"))
    guard case .ask(let question)? = asked.first else {
      Issue.record("\(asked)")
      return
    }
    #expect(desk.update(.key("s")) == [])
    #expect(desk.update(.key("s")) == [])
    let effects = desk.update(.answer(question, .selected([ticket(3), ticket(9)])))
    let selection = Selection(plus: [ticket(3), ticket(9)])
    #expect(effects.contains(.commitAll([.moved(.solved, .asked)], selection, seen: 41)))
  }

  @Test func whatCannotBeReadMarksNothingAndHoldsNothingUp() {
    var desk = DeskDriver(.many(30)).desk
    let asked = desk.update(.key("*"))
    _ = desk.update(.key("s"))
    _ = desk.update(.failed("the disk is gone", of: asked[0]))
    #expect(desk.inbox.marks.isEmpty)
    _ = desk.update(.key("j"))
    #expect(desk.inbox.list.selection == 1)
    #expect(desk.choice == nil)
  }

  @Test func invertingKeepsTheNumber() {
    var desk = DeskDriver(.morning)
    desk.press("x", "~")
    #expect(desk.desk.inbox.marks.count == 6)
    desk.press("~")
    #expect(desk.desk.inbox.marks.tickets == [ticket(476)])
    #expect(desk.desk.inbox.marks.count == 1)
  }

  @Test func anAnswerGoesToOneTicket() {
    var desk = DeskDriver(.morning)
    desk.press("x", "r")
    #expect(desk.effects.isEmpty)
    #expect(desk.bottom.contains("an answer goes to one"))
  }
}

extension Effect {
  var isReminder: Bool {
    if case .remind = self { true } else { false }
  }
}

@Suite struct ServerNoticeTests {
  private func state(_ text: String?, at moment: Instant) -> AccountState {
    var state = AccountState(account: "support", phase: .synced, at: DeskFixture.now)
    state.notice = text.map { AccountState.Notice($0, at: moment) }
    return state
  }

  /// R10: what happened to the mailbox is said once, on screen and in the log.
  @Test func whatIsNewAboutAServerIsSaidOnce() {
    var desk = DeskDriver(.morning).desk
    let now = DeskFixture.now
    for _ in 1...3 {
      let states = [state("INBOX is numbered anew", at: now)]
      _ = desk.update(.answer(.accounts, .accounts(states)))
    }
    #expect(desk.notice?.text == "support: INBOX is numbered anew")
    let said = desk.log.entries.filter { $0.notice.text.contains("anew") }
    #expect(said.count == 1)
  }

  @Test func whatHappenedBeforeTheDeskOpenedStandsInTheLog() {
    var desk = Desk(DeskFixture.setting(accounts: []), size: Size(80, 24), now: DeskFixture.now)
    let lately = state("INBOX is numbered anew", at: DeskFixture.now - .hours(3))
    let longAgo = state("Returns is numbered anew", at: DeskFixture.now - .days(3))
    _ = desk.update(.answer(.accounts, .accounts([lately, longAgo])))
    #expect(desk.notice == nil)
    #expect(desk.log.entries.map(\.notice.text) == ["support: INBOX is numbered anew"])
  }
}
