import Foundation
import Glibc
import TestKit
import Testing

/// The real program in a real terminal, on the demo's shop: what is on the screen, and what a
/// second shopbell finds in the store.
@Suite(.serialized, .enabled(if: ShopbellProgram.isHere && Tmux.isHere))
struct DemoTerminalTests {
  @Test(arguments: [(80, 24), (200, 50)])
  func aTicketOfTheDemoIsAnswered(_ columns: Int, _ rows: Int) async throws {
    try await DemoProgram.with(columns: columns, rows: rows) { desk, demo in
      try await desk.sees("synced", "woo      Niamh Byrne")
      try await desk.press("/")
      try await desk.type("will it come today channel:woocommerce")
      try await desk.sees("[will it come today]", "Yuki Tanaka")
      try await desk.press("Enter")
      try await desk.sees("enter open")
      try await desk.press("Enter")
      try await desk.sees("Quick question about #20407", "r reply")
      try await desk.press("r")
      try await desk.sees("reply to Yuki Tanaka, by WooCommerce")
      try await desk.press("C-x", "i")
      try await desk.sees("insert a template", "order 20407", "nothing missing")
      try await desk.press("Enter")
      try await desk.seesNoMore("insert a template")
      try await desk.press("C-x", "C-s")
      try await desk.sees("before it goes out", "To       Yuki Tanaka", "Enter sends")
      #expect(try await demo.outbox() == [])
      try await desk.press("Enter")
      try await desk.sees("waits to leave", "u takes it back")
      #expect(try await demo.outbox().map(\.state) == ["accepted"])

      try await desk.press("u")
      try await desk.sees("taken back into the draft", "reply to Yuki Tanaka")
      try await eventually("nothing waits to leave") { try await demo.outbox() == [] }

      try await desk.press("C-x", "C-s")
      try await desk.sees("Enter sends")
      try await desk.press("Enter")
      try await desk.sees("u takes it back")
      try await desk.sees("Northlight Outfitters to Yuki Tanaka")
      try await desk.seesNoMore("waits to leave", "u takes it back")
      #expect(try await demo.outbox(all: true).map(\.state).sorted() == ["recalled", "sent"])
      #expect(try await demo.outbox() == [])
      try await leave(desk)
      let found = try await demo.shopbell("search", "channel:woocommerce 20407")
      let number = found.out.dropFirst().prefix { $0.isNumber }
      let shown = try await demo.shopbell("show", String(number))
      #expect(shown.out.ranges(of: "Your order 20407 left us").count == 1, "\(shown)")
    }
  }

  @Test func theTerminalIsGivenBackAsItWas() async throws {
    try await DemoProgram.withShell { desk, demo in
      try await desk.type("echo before; \(demo.command); echo status $?\n")
      try await desk.sees("enter open")
      try await desk.seesNoMore("before")
      try await desk.press("q")
      let screen = try await desk.sees("before", "status 0")
      #expect(!screen.contains("Niamh Byrne"), "\(screen)")
      try await expectSane(desk)
    }
  }

  @Test(arguments: [(SIGTERM, "TERM"), (SIGHUP, "HUP")])
  func aSignalGivesTheTerminalBack(_ signal: Int32, _ name: String) async throws {
    try await DemoProgram.withShell { desk, demo in
      try await desk.type("echo before; \(demo.command); echo status $?\n")
      try await desk.sees("enter open")
      let process = try await demo.process()
      #expect(kill(process, signal) == 0)
      let screen = try await desk.sees("before", "status 0")
      #expect(!screen.contains("Niamh Byrne"), "\(screen)")
      try await expectSane(desk)
      try await eventually("SIG\(name) has ended it") { kill(process, 0) != 0 }
    }
  }

  @Test func aWindowThatIsTooSmallSaysSoAndGoesOnWhenItGrows() async throws {
    try await DemoProgram.with { desk, _ in
      try await desk.sees("enter open", "Niamh Byrne")
      try await desk.resize(columns: 50, rows: 10)
      try await desk.eventually("it says that it needs more room") { screen in
        screen.contains("60") && screen.contains("15") && !screen.contains("enter open")
      }
      try await desk.resize(columns: 60, rows: 15)
      try await desk.sees("enter open")
      try await desk.resize(columns: 200, rows: 50)
      try await desk.sees("enter open", "Niamh Byrne")
      try await desk.press("j")
      try await leave(desk)
    }
  }

  @Test func aTerminalThatNobodyKnowsIsToldWhatWorks() async throws {
    try await DemoProgram.withShell { desk, demo in
      try await desk.type("clear; TERM=no-such-terminal \(demo.command); echo status $?\n")
      let screen = try await desk.sees("status 1")
      let words = screen.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(words.contains("`shopbell --plain` speaks line by line"), "\(screen)")
    }
  }
}

// MARK: - Parts

extension DemoTerminalTests {
  /// Goes back until the program ends, by itself and well.
  private func leave(_ desk: Tmux) async throws {
    for _ in 0..<4 where desk.status == nil { try await desk.press("q") }
    #expect(try await desk.ended() == 0)
  }

  /// The shell behind is in its own mode: it shows what is typed, and ends lines where they end.
  private func expectSane(_ desk: Tmux) async throws {
    try await desk.type(
      "clear; stty -a | tr ' ' '\\n' | grep -cx -e echo -e icanon -e onlcr -e isig\n")
    try await desk.eventually("the terminal's modes are back") { screen in
      screen.split(whereSeparator: \.isWhitespace).contains("4")
    }
  }
}
