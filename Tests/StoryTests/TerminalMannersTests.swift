import Foundation
import Glibc
import TestKit
import Testing

/// What a terminal does to a program: it is stopped and goes on, changes its size, goes away, pastes
/// a thousand letters at once, and has a mouse for those who ask.
@Suite(.serialized, .enabled(if: ShopbellProgram.isHere && Tmux.isHere))
struct TerminalMannersTests {
  @Test func stoppedItGivesTheTerminalBackAndContinuedItDrawsItself() async throws {
    try await DemoProgram.withShell { desk, demo in
      try await desk.type("\(demo.command)\n")
      try await desk.sees("enter open", "Niamh Byrne")
      for _ in 0..<2 {
        try await desk.press("C-z")
        // A customer's subject says “Stopped” as well.
        try await desk.eventually("the shell has the terminal") {
          $0.contains("topped") && !$0.contains("Niamh Byrne")
        }
        try await desk.type(
          "clear; echo modes $(stty -a | tr ' ;' '\\n\\n' | grep -cxE 'echo|icanon|onlcr|isig')\n")
        try await desk.sees("modes 4")
        try await desk.type("fg\n")
        try await desk.sees("enter open", "Niamh Byrne")
      }
      try await desk.press("j")
      try await desk.sees("enter open")
      try await desk.press("q")
      try await desk.seesNoMore("enter open")
      try await desk.type("echo status $?\n")
      try await desk.sees("status 0")
    }
  }

  @Test func aStopFromOutsideIsTheSame() async throws {
    try await DemoProgram.withShell { desk, demo in
      try await desk.type("\(demo.command)\n")
      try await desk.sees("enter open")
      let process = try await demo.process()
      #expect(kill(process, SIGTSTP) == 0)
      try await desk.seesNoMore("enter open")
      try await desk.type("fg\n")
      try await desk.sees("enter open", "Niamh Byrne")
      // Stopped without a word: when it goes on, someone may have used the terminal since.
      #expect(kill(process, SIGSTOP) == 0)
      try await desk.eventually("the shell has it") { $0.contains("Stopped (signal)") }
      try await desk.type("clear; echo someone was here; fg\n")
      try await desk.sees("enter open", "Niamh Byrne")
      try await desk.seesNoMore("someone was here")
      try await desk.press("q")
      try await desk.seesNoMore("enter open")
      try await desk.type("echo status $?\n")
      try await desk.sees("status 0")
    }
  }

  /// A crash leaves the terminal as it was, and is a crash still.
  @Test(arguments: [SIGSEGV, SIGABRT, SIGILL, SIGBUS, SIGFPE, SIGTRAP])
  func aCrashGivesTheTerminalBack(_ signal: Int32) async throws {
    let modes = "stty -a | tr ' ;' '\\n\\n' | grep -cxE 'echo|icanon|onlcr|isig'"
    try await DemoProgram.withShell { desk, demo in
      try await desk.type("export SWIFT_BACKTRACE=enable=no; ulimit -c 0; \(demo.command)\n")
      try await desk.sees("enter open", "Niamh Byrne")
      #expect(kill(try await demo.process(), signal) == 0)
      try await desk.seesNoMore("enter open")
      try await desk.type("echo status $?; echo modes $(\(modes))\n")
      let screen = try await desk.sees("status \(128 + signal)", "modes 4")
      #expect(!screen.contains("Niamh Byrne"))
    }
  }

  @Test func aStormOfSizesEndsWithTheLastOne() async throws {
    try await DemoProgram.with { desk, _ in
      try await desk.sees("enter open", "Niamh Byrne")
      for turn in 0..<40 {
        try await desk.resize(columns: 60 + turn * 37 % 180, rows: 15 + turn * 13 % 50)
      }
      try await desk.resize(columns: 200, rows: 50)
      try await desk.eventually("the whole window is drawn") { screen in
        let lines = screen.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.count >= 50 && lines[0].contains("sort due")
          && lines[49].contains("enter open")
          && lines[1...48].allSatisfy { $0.count { $0 == "│" } >= 3 }
      }
      try await desk.press("q")
      #expect(try await desk.ended() == 0)
    }
  }

  @Test func theLineIsLostWhileComposingAndTheDraftIsThereAgain() async throws {
    try await DemoProgram.with { desk, demo in
      try await desk.sees("enter open", "Niamh Byrne")
      try await desk.press("r")
      try await desk.sees("reply to")
      try await desk.type("The line is lost in the middle of this sen")
      try await desk.sees("middle of this sen")
      try await desk.kill(SIGHUP)
      #expect(try await desk.ended() == 0)
      let settings = try demo.folder.file("config.toml", "[agent]\nname = \"Ana Reyes\"\n")
      try await Tmux.with(
        environment: demo.environment, ShopbellProgram.path,
        ["--offline", "--store", demo.store, "--config", settings]
      ) { again in
        try await again.sees("enter open", "draft")
        try await again.press("/")
        try await again.type("has:draft")
        try await again.press("Enter")
        try await again.sees("[has:draft]")
        try await again.press("Enter", "r")
        try await again.sees("C-s send", "The line is lost in the middle of this sen")
      }
    }
  }

  @Test func aThousandKeysAtOnceAreAllTaken() async throws {
    try await DemoProgram.with(columns: 200, rows: 50) { desk, _ in
      try await desk.sees("enter open", "Niamh Byrne")
      try await desk.press("r")
      try await desk.sees("reply to")
      try await desk.type((1...200).map { "\($0) " }.joined())
      try await desk.press("Enter")
      try await desk.type("and the end")
      let screen = try await desk.sees("and the end")
      let words = Set(screen.split { " │\n".contains($0) }.map(String.init))
      #expect(words.isSuperset(of: (1...200).map(String.init)), "\(screen)")
      try await desk.press("Esc")
      try await desk.sees("q back")
      try await desk.press("q")
      try await desk.sees("enter open")
      // As many moves, down and up, end where they began.
      try await desk.type(String(repeating: "j", count: 500))
      try await desk.eventually("the cursor has moved") { !isAtTop($0) }
      try await desk.type(String(repeating: "k", count: 500))
      try await desk.eventually("the cursor is at the top again", isAtTop)
    }
  }

  /// A paste is text, whatever stands in it: it runs no command and presses no key.
  @Test func aThousandLettersPastedAreText() async throws {
    let paste: (String) -> String = { "\u{1B}[200~\($0)\u{1B}[201~" }
    try await DemoProgram.with(columns: 200, rows: 50) { desk, _ in
      let before = try await desk.sees("enter open", "Niamh Byrne")
      try await desk.type(
        paste("qqq:quit\rj#X\u{10}\u{18}\u{13}" + String(repeating: "e", count: 1_000)))
      try await desk.press("j")
      try await desk.press("k")
      try await desk.eventually("the list is as it was") { rows($0) == rows(before) }
      try await desk.press("r")
      try await desk.sees("reply to")
      let lines = (1...100).map { "line \($0):q" }
      try await desk.type(paste(lines.joined(separator: "\r") + "\r\tthe end\u{18}\u{13}"))
      try await desk.sees("line 99:q", "line 100:q", "the end", "C-s send")
      // One step takes all of it back.
      try await desk.press("C-x", "u")
      try await desk.seesNoMore("the end")
      try await desk.seesNoMore("line 100:q")
    }
  }

  /// The rows of the list, without what the clock changes. The panes beside it fill when they are
  /// ready.
  private func rows(_ screen: String) -> [String] {
    screen.split(separator: "\n").dropFirst().dropLast().map { line in
      let panes = line.split(separator: "│", omittingEmptySubsequences: false)
      let row = panes.count > 1 ? String(panes[1]) : ""
      return row.replacing(/[0-9]+[hmd:]?/, with: "").filter { $0 != " " && $0 != "−" }
    }
  }

  /// A border is taken with the mouse and let go elsewhere.
  @Test func aBorderIsDragged() async throws {
    try await DemoProgram.with(columns: 200, rows: 50) { desk, _ in
      try await desk.sees("enter open", "Niamh Byrne")
      try await desk.type(":set mouse on\r")
      let screen = try await desk.sees("mouse is on")
      let border = try #require(self.border(screen))
      let mouse: (Int, Int, Character) -> String = { "\u{1B}[<\($0);\($1 + 1);21\($2)" }
      try await desk.type(mouse(0, border, "M"))
      for column in [border + 2, border + 9, border + 7] {
        try await desk.type(mouse(32, column, "M"))
      }
      try await desk.type(mouse(0, border + 7, "m"))
      try await desk.eventually("the border stands where it was let go") {
        self.border($0) == border + 7
      }
      // What moves without a button moves nothing.
      try await desk.type(mouse(35, border + 3, "M"))
      try await desk.press("j")
      try await desk.eventually("it stays there") { self.border($0) == border + 7 }
    }
  }

  /// The column of the border between list and ticket in the row that the test takes it in.
  private func border(_ screen: String) -> Int? {
    let lines = screen.split(separator: "\n", omittingEmptySubsequences: false)
    guard let row = lines.dropFirst(20).first else { return nil }
    let borders = row.indices.filter { row[$0] == "│" }
    return borders.dropFirst().first.map { row.distance(from: row.startIndex, to: $0) }
  }

  private func isAtTop(_ screen: String) -> Bool {
    screen.split(separator: "\n").dropFirst().first?.contains("│▌") == true
  }

  @Test func theMouseIsHeardOnlyWhenAskedAndGivenBack() async throws {
    try await DemoProgram.with { desk, _ in
      try await desk.sees("enter open", "Niamh Byrne")
      #expect(try await desk.modes() == "00")
      try await desk.type(":set mouse on\r")
      try await desk.sees("mouse is on")
      try await eventually("the terminal was told") { try await desk.modes() == "11" }
      // A click on the fourth row, as a terminal tells it; then one more opens it.
      try await desk.type("\u{1B}[<0;30;5M\u{1B}[<0;30;5m")
      try await desk.eventually("the fourth row is chosen") { screen in
        screen.split(separator: "\n").dropFirst(4).first?.hasPrefix("▌") == true
      }
      try await desk.type("\u{1B}[<0;30;5M\u{1B}[<0;30;5m")
      try await desk.sees("r reply", "Open ▸")
      try await desk.press("q")
      try await desk.sees("enter open")
      try await desk.type(":set mouse off\r")
      try await desk.sees("mouse is off")
      try await eventually("the terminal was told") { try await desk.modes() == "00" }
    }
  }
}

extension Tmux {
  /// Whether the program hears movement while a button is down, and in the form without limits.
  fileprivate func modes() async throws -> String {
    try await tell("#{mouse_button_flag}#{mouse_sgr_flag}")
  }
}
