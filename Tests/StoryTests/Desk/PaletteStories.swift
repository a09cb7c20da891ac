import Domain
import Testing

/// Commands by their names: found from a few letters, completed, and explained where they fail.
@Suite struct PaletteStories {
  @Test func aCommandIsFoundFromAFewLettersAndRun() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("C-p")
      try await screen.sees("─ commands ─", "Enter runs  Tab completes  Esc leaves")
      screen.type("undolis")
      try await screen.sees("undo-list", "g u")
      screen.press("Enter")
      try await screen.sees("Open ▸ What was done")
      screen.press("q C-p")
      screen.type("judge not")
      try await screen.sees("not-spam")
      screen.press("Esc")
      try await screen.sees("enter open")
    }
  }

  @Test func whatAKeyDoesIsFoundByTheKey() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("C-p")
      screen.type("g f")
      try await screen.eventually("the ledger is first") { _ in
        screen.lines.contains { $0.contains("▌g f") && $0.contains("ledger") }
      }
      screen.press("Enter")
      try await screen.sees("Open ▸ Ledger")
    }
  }

  @Test func helpListsOnlyWhatWorksHere() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("?")
      screen.type("spam")
      try await screen.sees("judge it to be spam")
      screen.press("C-u")
      screen.type("reflow")
      try await screen.sees("no command reflow")
      screen.press("Esc C-p")
      screen.type("reflow")
      try await screen.sees("not now: reflow works while writing")
    }
  }

  @Test(arguments: [
    ("tagg +vip", "there is no command tagg: did you mean tag?"),
    ("snoooze 3h", "there is no command snoooze: did you mean snooze?"),
    ("frobnicate", "there is no command frobnicate"),
    ("view 12", "there is no view 12: g v lists them"),
    ("assign bne", "there is no agent bne: did you mean ben?"),
    ("status sovled", "status is open, pending, on_hold, solved or closed"),
    ("priority hihg", "priority is low, normal, high or urgent"),
    ("4711", "there is no such ticket"),
    ("set sings ascii", "sings cannot be set: did you mean signs?"),
  ]) func whatIsNoCommandIsToldWithWhatIsMeant(_ line: String, _ told: String) async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.run(line)
      try await screen.sees(told, "Open 73")
      screen.press("g l")
      try await screen.sees("Open ▸ Log", "▌10:00              ! \(told)")
    }
  }

  @Test func namesAndWordsAreCompleted() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press(":")
      screen.type("prio")
      screen.press("Tab")
      try await screen.sees(":priority ", "  low ", "  normal ", "  high ", "  urgent ")
      screen.type("u")
      screen.press("Tab")
      try await screen.sees(":priority urgent")
      screen.press("Enter")
      try await screen.sees("#3 urgent priority · u undo")
      screen.press(": Up")
      try await screen.sees(":priority urgent")
    }
  }

  @Test func aNumberOpensThatTicket() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.run("21")
      try await screen.sees("Open ▸ #21 I will open a case", "tom_179", "r reply")
      try await screen.run("#30")
      try await screen.sees("Open ▸ #30 Will it come today?")
      screen.press("q")
      try await screen.sees("Open 73")
    }
  }

  @Test func aPrefixShowsWhatMayFollow() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("g")
      try await screen.sees("─ g ─", "see replies on their way", "show a saved view", "g-")
      screen.press("x")
      try await screen.sees("g x means nothing here")
      screen.press("F5")
      try await screen.sees("F5 means nothing here · ? lists the keys")
    }
  }

  @Test func aCommandThatDoesNotWorkHereSaysWhereItDoes() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.run("fill")
      try await screen.sees("fill works while writing")
      screen.press("g o")
      try await screen.sees("Nothing is on its way: every reply has arrived.")
      try await screen.run("recall")
      try await screen.sees("no reply is under the cursor")
      screen.press("Esc")
      try await screen.sees("Open 73")
    }
  }

  @Test func whatIsPastedRunsNothingAndIsWrittenWhereOneWrites() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.paste("!!s s\n:quit\n")
      try await screen.sees("pasted text runs no commands", "Open 73")
      screen.press("/")
      screen.paste("refund")
      try await screen.sees("/refund", " 5 match  Esc leaves")
      screen.press("Esc s")
      try await screen.sees("status of #3:")
      screen.paste("s")
      screen.press("Esc")
      try await screen.sees("pasted text runs no commands", "Open 73")
      try await screen.beginAnswer()
      screen.paste("u ! :quit")
      try await screen.eventually("it is written") { _ in
        screen.composer.first == "u ! :quit"
      }
      #expect(try await stage.count("is:spam") == 1)
      #expect(try await stage.count("status:solved") == 0)
    }
  }
}
