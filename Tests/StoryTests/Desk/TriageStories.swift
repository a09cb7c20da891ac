import Domain
import Terminal
import Testing

/// One ticket after the other in the list: what an agent does to it without opening it.
@Suite struct TriageStories {
  @Test func whatIsSolvedLeavesTheListAndStandsAmongTheSolved() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("s")
      try await screen.sees("status of #3:", "s solved", "Esc leaves")
      screen.press("s")
      try await screen.sees("#3 solved · u undo", "Open 72", "2 overdue")
      screen.press("g 7")
      try await screen.sees("Solved 1", "Niamh Byrne", "Stopped working")
      screen.press("u")
      try await screen.sees("taken back: #3", "Solved 0", "Nothing here: all done.")
      screen.press("g 1")
      try await screen.sees("Open 73", "3 overdue")
      #expect(try await stage.count("status:solved") == 0)
    }
  }

  @Test func whatSleepsUntilTomorrowComesBackByItself() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("z")
      try await screen.sees("snooze #3 until:", "tonight  tomorrow")
      screen.type("tomorow")
      screen.press("Enter")
      try await screen.sees("tomorow is no time; did you mean tomorrow")
      screen.press("Backspace Backspace Backspace")
      screen.type("rrow")
      screen.press("Enter")
      try await screen.sees("#3 snoozed until 09:00 tomorrow · u undo", "Open 72")
      screen.press("g 6")
      try await screen.sees("Snoozed 1", "z23h", "Niamh Byrne")
      stage.clock.pass(.hours(24))
      try await screen.sees("Snoozed 0")
      screen.press("g 1")
      try await screen.sees("Open 73", "Niamh Byrne")
    }
  }

  @Test func aSleeperIsWokenByHand() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("j z")
      screen.type("3h")
      screen.press("Enter")
      try await screen.sees("#30 snoozed until 13:00 today", "Open 72")
      screen.press("g 6")
      try await screen.sees("Snoozed 1", "z3h00m")
      try await screen.run("wake")
      try await screen.sees("#30 back in sight · u undo", "Snoozed 0")
      screen.press("g 1")
      try await screen.sees("Open 73")
    }
  }

  @Test func anUrgentTicketSaysSoAndIsSortedFirst() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("5 j")
      try await screen.eventually("the cursor is on the sixth row") { _ in
        screen.cursor.contains("Very disappointed")
      }
      screen.press("p")
      try await screen.sees("priority of #51:", "u urgent")
      screen.press("u")
      try await screen.sees("#51 urgent priority · u undo", "urgent Very")
      try await screen.run("sort priority")
      try await screen.sees("Open 73 · sort priority")
      #expect(screen.lines[1].contains("Hannah Brooks     urgent Very"))
      screen.press("u")
      try await screen.sees("taken back: #51")
      try await screen.seesNoMore("urgent Very")
    }
  }

  @Test func whatOneTakesIsOnesOwnUntilItIsGivenAway() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("A")
      try await screen.sees("#3 assigned to ana · u undo")
      screen.press("g 2")
      try await screen.sees("Mine 1", "Niamh Byrne")
      screen.press("a")
      try await screen.sees("assign #3 to:", "me  none  ana  ben")
      screen.type("bn")
      screen.press("Enter")
      try await screen.sees("there is no agent bn: did you mean ben?", "assign #3 to: bn")
      screen.press("C-u")
      screen.type("ben")
      screen.press("Enter")
      try await screen.sees("#3 assigned to ben", "Mine 0")
      #expect(try await stage.count("assignee:ben") == 1)
      screen.press("g 3")
      try await screen.sees("Unassigned 72")
    }
  }

  @Test func spamGoesWhereSpamIsAndComesBackWhenItIsNone() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("!")
      try await screen.sees("#3 judged to be spam · u undo", "Open 72", "2 overdue")
      screen.press("g 8")
      try await screen.sees("Spam & quarantine 4")
      screen.press("G")
      try await screen.eventually("the cursor is on it") { _ in screen.cursor.contains("Niamh") }
      try await screen.run("not-spam")
      try await screen.sees("#3 judged not to be spam", "Spam & quarantine 3")
      screen.press("g 1")
      try await screen.sees("Open 73", "3 overdue")
    }
  }

  @Test func whatIsThrownAwayIsFoundByNoSearchAndCanBeTakenBack() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("Delete")
      try await screen.sees("#3 thrown away · u undo", "Open 72")
      try await screen.search("from:niamh is:overdue", finds: 0)
      try await screen.sees("No ticket matches.")
      screen.press("u")
      try await screen.sees("taken back: #3", "is:overdue] 1", "Stopped working")
    }
  }

  @Test func theLastActIsDoneAgainToTheNextOnes() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press(".")
      try await screen.sees("there is no act to repeat yet")
      screen.press("t")
      screen.type("+vip -late")
      screen.press("Enter")
      try await screen.sees("#3 +vip, −late · u undo")
      screen.press("j .")
      try await screen.sees("#30 +vip, −late")
      screen.press("2 j .")
      try await screen.sees("#46 +vip, −late")
      try await screen.eventually("three are tagged") { _ in screen.lines(with: " vip ") == 3 }
      #expect(try await stage.count("tag:vip") == 3)
    }
  }

  @Test func aNumberBeforeACommandSaysHowFarOrWhichRow() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      func comes(to words: String) async throws {
        try await screen.eventually("the cursor comes to \(words)") { _ in
          screen.cursor.contains(words)
        }
      }
      screen.press("5 j")
      try await comes(to: "Very disappointed")
      screen.press("1 2 G")
      try await comes(to: "Carlos Vidal")
      screen.press("3 k")
      try await comes(to: "Priya Nair")
      screen.press("1")
      try await screen.sees("1-")
      screen.press("0 j")
      try await comes(to: "Marcus")
      screen.press("G")
      try await comes(to: "Svenja")
      screen.press("g g C-d")
      try await comes(to: "Priya Nair")
    }
  }

  @Test func whatWantsNoAnswerIsDueNoLongerAndNothingIsCalledNew() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.run("no-reply-needed")
      try await screen.sees("#3 needs no reply", "2 overdue")
      try await screen.eventually("its clock has stopped") { _ in
        screen.cursor.contains("      ·  woo      Niamh Byrne")
      }
      #expect(!screen.top.contains("new"), "the list was only sorted anew")
      screen.press("g g")
      try await screen.eventually("the next one is first now") { _ in
        screen.cursor.contains("Will it come today?")
      }
    }
  }

  @Test func aTagInUseIsCompletedAndCountedAmongTheBusyOnes() async throws {
    try await Stage.play(size: Size(200, 50)) { stage in
      let screen = stage.screen
      func busy(_ tag: String, _ count: Int) async throws {
        try await screen.eventually("\(count) are tagged \(tag)") { _ in
          screen.lines.contains { line in
            let side = line.prefix(25).split(separator: " ").map(String.init)
            return side.prefix(2) == [tag, "\(count)"]
          }
        }
      }
      screen.press("t")
      screen.type("refund")
      screen.press("Enter")
      try await screen.sees("#3 +refund · u undo", "Busy tags")
      try await busy("refund", 1)
      screen.press("j t")
      screen.type("+re")
      try await screen.eventually("the tag is offered") { _ in
        screen.lines.contains { $0.dropFirst().hasPrefix("+refund") }
      }
      screen.press("Tab Enter")
      try await screen.sees("#30 +refund · u undo")
      try await busy("refund", 2)
    }
  }

  @Test func aQuarantinedMailIsMadeATicket() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("g f")
      try await screen.sees("Ledger", "automatic mail that answers nothing here")
      screen.press("Enter")
      try await screen.sees("[is:quarantined] [account:support] 2", "Automatische Antwort")
      try await screen.run("release")
      try await screen.sees("released · u undo", "[account:support] 1")
      screen.press("g 1")
      try await screen.sees("Open 74")
      try await screen.search("automatische", finds: 1)
      try await screen.sees("Anke Petersen")
    }
  }
}
