import Terminal
import Testing

/// Templates in the composer, and drafts that are kept, thrown away and found again.
@Suite struct TemplateStories {
  @Test func theHolesAreWalkedBothWaysAndNoneIsSent() async throws {
    try await Stage.play(size: Size(80, 36)) { stage in
      let screen = stage.screen
      try await screen.beginAnswer()
      try await screen.insertTemplate("exchange")
      try await screen.sees("─ 2 holes ─", "2 holes to fill: what is put aside")
      screen.press("S-Tab")
      screen.type("9 Mill Lane")
      try await screen.sees("9 Mill Lane", "⟦what is put aside", "─ 1 hole ─")
      screen.press("C-x C-s")
      try await screen.sees("1 hole left: fill or delete, Tab goes to the next")
      screen.press("M-> Tab")
      screen.type("the blue one")
      try await screen.sees("I have put aside the blue one for you.")
      screen.press("Tab")
      try await screen.sees("no hole is left")
      screen.press("C-x C-s")
      try await screen.sees("before it goes out")
    }
  }

  @Test func aTemplateIsTakenInAnotherLanguage() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.search("order:10463", finds: 1)
      try await screen.beginAnswer()
      screen.press("C-x i")
      try await screen.sees("insert a template", "language en, Tab goes on")
      screen.type("damaged")
      try await screen.sees("Oh no, that is not how it left us.")
      screen.press("Tab")
      try await screen.eventually("it is another one") { !$0.contains("language en,") }
      for _ in 0..<6 where !screen.text.contains("language de,") {
        let before = screen.text
        screen.press("Tab")
        try await screen.eventually("the next language is shown") { $0 != before }
      }
      try await screen.sees("language de, Tab goes on", "Tom")
      screen.press("Enter")
      try await screen.seesNoMore("insert a template")
      try await screen.sees("damaged ─", "Northlight Outfitters")
      #expect(!screen.text.contains("Oh no, that is not how it left us."))
    }
  }

  @Test func whoLeavesTheTemplatesHasWrittenNothing() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.beginAnswer()
      screen.type("Mine.")
      screen.press("C-x i")
      try await screen.sees("insert a template")
      screen.type("no such template")
      screen.press("Enter")
      try await screen.sees("no template fits what is typed")
      try await screen.seesNoMore("nothing missing")
      screen.press("Esc")
      try await screen.seesNoMore("insert a template")
      try await screen.eventually("only what was typed is there") { _ in
        screen.composer.filter { !$0.isEmpty } == ["Mine."]
      }
    }
  }

  @Test func aDraftIsThrownAwayAndBroughtBack() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.beginAnswer()
      screen.type("Half a thought")
      screen.press("C-x k")
      try await screen.sees("the draft is thrown away · u brings it back")
      try await screen.seesNoMore("─ reply to ")
      #expect(try await stage.count("has:draft") == 0)
      screen.press("u")
      try await screen.sees("the draft to #3 is back")
      try await stage.eventually("it is kept") { try await $0.count("has:draft") == 1 }
      screen.press("r")
      try await screen.sees("─ reply to Niamh Byrne", "Half a thought")
    }
  }

  @Test func aDraftIsGoneOnWithAtAnotherDesk() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.beginAnswer()
      screen.type("Half a thought")
      screen.press("Esc")
      try await screen.sees("the draft is kept")
      screen.press("q")
      try await screen.sees("Open 73", "draft ")
      try await stage.atAnotherDesk(of: stage.agent) { other in
        try await other.beginAnswer()
        try await other.sees("you go on with what you began just now", "Half a thought")
        other.type(", and the rest")
        other.press("Esc")
        try await other.sees("the draft is kept")
      }
      try await screen.beginAnswer()
      try await screen.sees("Half a thought, and the rest")
    }
  }
}
