import Domain
import Terminal
import Testing

/// Ways around the desk: saved views, back and forth, panes and windows.
@Suite struct ViewStories {
  @Test func everyViewIsOneKeyAwayAndHasAsManyAsItIsSaidToHave() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      let views = [
        "Open 73", "Mine 0", "Unassigned 73", "Overdue 3", "Waiting for customer 19", "Snoozed 0",
        "Solved 0", "Spam & quarantine 3", "All 73",
      ]
      for (place, view) in views.enumerated() {
        screen.press("g \(place + 1)")
        try await screen.sees(" \(view) · sort")
      }
      screen.press("g v")
      try await screen.eventually("all are counted") { _ in
        views.enumerated().allSatisfy { place, view in
          let words = view.split(separator: " ")
          return screen.lines.contains { line in
            line.contains("g \(place + 1)")
              && line.contains(words.dropLast().joined(separator: " "))
              && line.split(separator: " ").contains { $0 == words.last ?? "" }
          }
        }
      }
      #expect(screen.cursor.contains("g 9   All"))
      screen.press("k k Enter")
      try await screen.sees("Solved 0")
    }
  }

  @Test func theListOfViewsCountsWhatOthersDo() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("g v")
      try await screen.eventually("none is solved") { _ in
        screen.lines.contains { $0.contains("Solved") && $0.contains(" 0  status:solved") }
      }
      try await stage.colleagueDoes(.moved(.solved, .asked), to: 3)
      try await screen.eventually("one is solved") { _ in
        screen.lines.contains { $0.contains("Solved") && $0.contains(" 1  status:solved") }
      }
      try await screen.sees("2 overdue")
      screen.press("q")
      try await screen.sees("Open 72")
    }
  }

  @Test func aViewKeepsTheColumnsThatWereChosenForIt() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      let numbered = #/^▌.{2,8}\#\d+ /#
      #expect(!screen.lines[1].contains(numbered))
      try await screen.run("columns number due customer subject")
      try await screen.sees("kept for “Open” · u takes it back")
      #expect(screen.lines[1].contains(numbered))
      let line = "1 Open, columns number due customer subject = is:open -is:snoozed\n"
      try await stage.eventually("it is written down") { $0.keptViews.text == line }
      screen.press("g 9")
      try await screen.sees(" All 73")
      #expect(!screen.lines[1].contains(numbered))
      // The program is begun again.
      try await stage.again { screen in
        #expect(screen.lines[1].contains(numbered))
        try await screen.run("columns default")
        try await screen.sees("kept for “Open”")
        #expect(!screen.lines[1].contains(numbered))
      }
      try await stage.eventually("what came with the program needs no line") {
        $0.keptViews.text.isEmpty
      }
    }
  }

  @Test func aSearchIsKeptWithItsColumns() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("/")
      screen.type("status:pending")
      try await screen.sees("19 match")
      screen.press("Enter")
      try await screen.run("columns status order customer subjct")
      try await screen.sees("no column is called subjct; did you mean subject?")
      try await screen.run("columns status order customer subject")
      try await screen.sees("S keeps this one")
      #expect(screen.lines[1].hasPrefix("▌ ● pending "))
      try await screen.run("save-view 3 Asked")
      try await screen.sees("kept as view “Asked”: g 3 shows it")
      screen.press("g 1")
      try await screen.sees("Open 73")
      screen.press("g 3")
      try await screen.sees("Asked 19", " pending ")
      let line = "3 Asked, columns status order customer subject = status:pending\n"
      try await stage.eventually("it is written down") { $0.keptViews.text == line }
    }
  }

  @Test func theLastViewIsOneKeyAwayBothWays() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("-")
      try await screen.sees("there was no other view yet")
      screen.press("g 5")
      try await screen.sees("Waiting for customer 19")
      screen.press("3 j -")
      try await screen.sees("Open 73")
      screen.press("-")
      try await screen.sees("Waiting for customer 19")
      #expect(screen.cursor.contains("Erstattung #10408"), "the cursor stands where it was")
    }
  }

  @Test func theWayLeadsBackAndForward() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("g 9")
      try await screen.sees("All 73")
      screen.press("2 0 G")
      try await screen.openTicket()
      try await screen.sees("All ▸ #59 Charged although cancelled")
      screen.press("g l")
      try await screen.sees("All ▸ #59 ▸ Log")
      screen.press("[")
      try await screen.sees("All ▸ #59 Charged", "r reply")
      screen.press("[")
      try await screen.sees("All 73")
      #expect(screen.cursor.contains("Charged although"))
      screen.press("[")
      try await screen.sees("Open 73")
      screen.press("[")
      try await screen.sees("this is where you began")
      screen.press("2 ]")
      try await screen.sees("All ▸ #59 Charged")
    }
  }

  @Test func onePaneHasTheWholeWindowAndGivesItBack() async throws {
    try await Stage.play(size: Size(120, 36)) { stage in
      let screen = stage.screen
      try await screen.sees("│ Niamh Byrne · order #20415")
      screen.press("Z")
      try await screen.sees("zoomed Z")
      #expect(screen.lines(with: "│") == 0, "nothing stands beside the list")
      #expect(screen.lines[1].contains("Stopped working after three months"))
      screen.press("Z")
      try await screen.sees("│ Niamh Byrne · order #20415")
      screen.press("r")
      try await screen.sees("reply to Niamh Byrne")
      screen.press("C-x z")
      try await screen.sees("zoomed C-x z")
      try await screen.seesNoMore("Beeswax candle")
      screen.press("C-x z")
      try await screen.sees("Beeswax candle")
    }
  }

  @Test func bordersAreMovedAndPanesStacked() async throws {
    try await Stage.play(size: Size(120, 36)) { stage in
      let screen = stage.screen
      func border() -> Int { screen.lines[1].prefix { $0 != "│" }.count }
      try await screen.openTicket()
      try await screen.sees("Order #20415", "│")
      let usual = border()
      screen.press("<")
      try await screen.eventually("the thread is narrower") { _ in border() < usual }
      screen.press("2 >")
      try await screen.eventually("the thread is wider") { _ in border() > usual }
      try await screen.run("set split below")
      try await screen.sees("split is below")
      #expect(screen.lines(with: "│") == 0)
      try await screen.run("set split bleow")
      try await screen.sees("did you mean below?")
      try await screen.run("set split auto")
      try await screen.eventually("they are beside each other again") { _ in border() == usual }
    }
  }

  @Test func theOrderPaneIsReadWithTheSameKeys() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("j o")
      try await screen.sees(
        "Order #10410", "Shopify", "2 × Steel bottle 0.75 l", "out for delivery",
        "5 orders · $456.30", "Earlier")
      screen.press("o")
      try await screen.sees("the app says out for delivery")
      screen.press("o")
      try await screen.sees("Order #10410")
      screen.press("q")
      try await screen.sees("the app says out for delivery", "r reply")
      screen.press("q")
      try await screen.sees("Open 73")
    }
  }

  @Test func aWideWindowShowsViewsListTicketAndOrder() async throws {
    try await Stage.play(size: Size(200, 50)) { stage in
      let screen = stage.screen
      try await screen.sees("▌g 1 Open", "Busy tags", "#3 Stopped working", "£150.90")
      screen.press("j")
      try await screen.sees("#30 Will it come today?", "$110.70")
      screen.press("Enter")
      try await screen.sees("r reply")
      screen.press("Tab Tab")
      try await screen.sees("enter open")
      screen.press("g 4")
      try await screen.sees("▌g 4 Overdue")
    }
  }

  @Test func aWindowThatIsTooSmallSaysSoAndNothingIsLost() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.beginAnswer()
      screen.type("Hello Niamh")
      try await screen.sees("Hello Niamh")
      screen.resize(Size(40, 10))
      try await screen.sees("This window is 40×10: make it 60×15 or", "larger")
      screen.press("q !")
      screen.resize(Size(62, 16))
      try await screen.sees("Hello Niamh", "reply to Niamh Byrne")
      screen.resize(Size(200, 50))
      try await screen.sees("▌g 1 Open", "Hello Niamh")
      screen.type(", it is on its way")
      try await screen.sees("Hello Niamh, it is on its way")
      screen.resize(Size(80, 24))
      try await screen.sees("Hello Niamh, it is on its way")
      #expect(try await stage.count("is:spam") == 1, "keys nobody could see did nothing")
    }
  }
}
