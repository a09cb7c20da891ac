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
