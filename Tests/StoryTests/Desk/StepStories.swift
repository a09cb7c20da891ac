import Domain
import Testing

/// Looking before one acts, taking back after, and making one of two.
@Suite struct StepStories {
  @Test func aDryRunIsShownLeavesOneOutIsDoneAndTakenBack() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("3 x D")
      try await screen.sees("3 marked  dry run of the next act")
      screen.press("s")
      try await screen.sees("dry run: status of 3 tickets:")
      screen.press("s")
      try await screen.sees(
        "Open ▸ Dry run: solved", "nothing is done yet: 3 tickets would change",
        "#3     Niamh Byrne", "new → solved", "enter do it", "q back, nothing is done")
      #expect(try await stage.count("status:solved") == 0)
      screen.press("x")
      try await screen.sees("2 tickets would change · 1 left out by you", "left out")
      screen.press("Enter")
      try await screen.sees("2 chosen · 2 solved · u undo", "Open 71", "Niamh Byrne")
      #expect(try await stage.count("status:solved") == 2)
      screen.press("u")
      try await screen.sees("taken back: 2 tickets", "Open 73")
      #expect(try await stage.count("status:solved") == 0)
    }
  }

  @Test func aDryRunIsLeftWithoutATrace() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.run("dry-run tag +vip")
      try await screen.sees("Open ▸ Dry run: +vip", "1 ticket would change", "#3     Niamh Byrne")
      screen.press("Esc")
      try await screen.sees("Open 73", "enter open")
      screen.press("D t")
      try await screen.sees("dry run: tag #3:")
      screen.press("Esc")
      try await screen.seesNoMore("dry run")
      screen.press("g u")
      try await screen.sees("Nothing was done yet that could be taken back.")
      #expect(try await stage.count("tag:vip") == 0)
    }
  }

  @Test func whatAColleagueChangedDuringTheDryRunIsLeftAlone() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("3 x D p")
      try await screen.sees("dry run: priority of 3 tickets:")
      screen.press("h")
      try await screen.sees("3 tickets would change", "normal → high")
      try await stage.colleagueDoes(.prioritised(.urgent), to: 30)
      screen.press("Enter")
      try await screen.sees("3 chosen · 1 changed since, left alone · 2 high priority · u undo")
      try await screen.sees("urgent Will")
      #expect(try await stage.count("priority:high") == 2)
    }
  }

  @Test func anOlderStepIsTakenBackAndDoneAgainFromTheList() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("t")
      screen.type("+vip")
      screen.press("Enter")
      try await screen.sees("#3 +vip")
      stage.clock.pass(.minutes(5))
      screen.press("j A")
      try await screen.sees("#30 assigned to ana")
      screen.press("g u")
      try await screen.sees(
        "Open ▸ What was done", "10:05      Ana", "10:00      Ana", "+vip",
        "Ana Reyes did it at 10:05 today, to 1 ticket.", "u takes it back")
      screen.press("j u")
      try await screen.sees("taken back: #3", "C-r does it again")
      #expect(try await stage.count("tag:vip") == 0)
      #expect(try await stage.count("assignee:ana") == 1, "the newer step stands")
      screen.press("u")
      try await screen.sees("that is taken back already")
      screen.press("C-r")
      try await screen.sees("done again: #3", "u takes it back")
      #expect(try await stage.count("tag:vip") == 1)
      screen.press("q")
      try await screen.sees("Open 73")
    }
  }

  @Test func aColleaguesStepIsSeenButNotTakenBack() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await stage.colleagueDoes(.moved(.solved, .asked), to: 3)
      try await screen.sees("Open 72")
      screen.press("u")
      try await screen.sees("there is nothing to take back")
      screen.press("g u")
      try await screen.sees("10:00      Ben", "Ben Okafor did it at 10:00 today, to 1 ticket.")
      screen.press("u")
      try await screen.sees("ben did that, and only they can undo it")
      #expect(try await stage.count("status:solved") == 1)
    }
  }

  @Test func whatAColleagueChangedSinceIsNotTakenBack() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("A")
      try await screen.sees("#3 assigned to ana")
      try await stage.colleagueDoes(.assigned(stage.colleague.id), to: 3)
      try await screen.sees("assigned …")
      screen.press("u")
      try await screen.sees("not taken back:")
      #expect(try await stage.count("assignee:ben") == 1)
    }
  }

  @Test func twoOfOneCustomerAreMadeOneAndTakenApartAgain() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.search("from:ben.whitaker channel:email is:open", finds: 5)
      screen.press("j M")
      try await screen.sees("merge #22 into:")
      screen.type("46")
      screen.press("Enter")
      try await screen.sees("1 ticket merged into #46 · u undo", "[is:open] 4")
      screen.press("g g")
      try await screen.openTicket()
      try await screen.sees("#46 Invoice with VAT number", "from #22, merged")
      try await screen.run("unmerge")
      try await screen.sees("1 ticket taken out again · u undo")
      try await screen.seesNoMore("from #22, merged")
      screen.press("q")
      try await screen.sees("[is:open] 5")
    }
  }

  @Test func twoOfDifferentCustomersAreMergedOnlyWhenItIsMeant() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("x M")
      try await screen.sees("merge 1 ticket into:")
      screen.type("9999")
      screen.press("Enter")
      try await screen.sees("there is no ticket 9999")
      screen.press("M")
      screen.type("#30")
      screen.press("Enter")
      try await screen.sees("not surely of one customer: merge 1 ticket into #30:", "y merge")
      screen.press("Esc")
      try await screen.seesNoMore("not surely")
      #expect(try await stage.count("is:open") == 73)
      screen.press("M")
      screen.type("#30")
      screen.press("Enter")
      try await screen.sees("not surely of one customer")
      screen.press("y")
      try await screen.eventually("it says what came of it") { text in
        text.contains("1 ticket merged into #30") || text.contains("must be answered by")
      }
    }
  }

  @Test func aTicketWithoutAnythingMergedIsNotTakenApart() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.run("unmerge")
      try await screen.sees("nothing was merged into #3 that could be taken out")
      screen.press("M")
      screen.type("3")
      screen.press("Enter")
      try await screen.sees("that is the same ticket")
    }
  }
}
