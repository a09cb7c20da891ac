import Foundation
import Glibc
import TestKit
import Testing

/// Two desks of the real program on one store, each in a terminal and a process of its own.
@Suite(.serialized, .enabled(if: ShopbellProgram.isHere && Tmux.isHere))
struct TwoDesksTests {
  @Test func theySeeEachOtherAndNoAnswerCrossesWhatTheOtherSaid() async throws {
    try await DemoProgram.with { ana, demo in
      try await ana.sees("enter open", "Niamh Byrne", within: .seconds(20))
      let settings = try demo.folder.file(
        "ben.toml",
        """
        [agent]
        name = "Ben Okafor"
        address = "ben@northlight.example"
        [[account]]
        name = "support"
        type = "mail"
        address = "support@northlight.example"
        imap = "imap://support%40northlight.example@127.0.0.1:1"
        smtp = "smtp://support%40northlight.example@127.0.0.1:1"
        secret = { env = "NOTHING" }
        [[colleague]]
        name = "Ana Reyes"

        """)
      try await Tmux.with(
        environment: demo.environment, ShopbellProgram.path,
        ["--offline", "--store", demo.store, "--config", settings]
      ) { ben in
        try await ben.sees("enter open", "Niamh Byrne", within: .seconds(20))
        try await meet(ana, ben)
        try await cross(ana, ben, demo)
        try await part(ana, ben)
      }
    }
  }

  /// Each sees that the other reads, and that the other writes.
  private func meet(_ ana: Tmux, _ ben: Tmux) async throws {
    try await ana.press("Enter")
    try await ana.sees("r reply", "Open ▸ #", within: .seconds(20))
    try await ben.sees("Ana reads", within: .seconds(20))
    try await ben.press("Enter")
    try await ben.sees("r reply", "Open ▸ #", "Ana reads", within: .seconds(20))
    try await ana.sees("en reads", within: .seconds(20))
    try await ana.press("r")
    try await ana.sees("reply to Niamh Byrne", within: .seconds(20))
    try await ana.type("It is under warranty.")
    try await ben.sees("Ana writes", within: .seconds(20))
  }

  /// Ben answers first: Ana is shown what he said before she sends. He adds a note while her answer
  /// waits to leave: it is held, and sent once she has looked.
  private func cross(_ ana: Tmux, _ ben: Tmux, _ demo: DemoProgram) async throws {
    try await ben.press("r")
    try await ben.sees("reply to Niamh Byrne", "Ana writes here since", within: .seconds(20))
    try await ben.type("A new one is on its way.")
    try await ana.sees("en writes", within: .seconds(20))
    try await ben.press("C-x", "C-s")
    try await ben.sees("before it goes out", within: .seconds(20))
    try await ben.press("Enter")
    try await ben.sees("waits to leave", within: .seconds(20))
    try await ana.sees("en wrote since you began", within: .seconds(20))
    try await ana.press("C-x", "C-s")
    try await ana.sees(
      "! New since you began", "en: A new one is on its way.", within: .seconds(20))
    try await ana.press("Enter")
    try await ana.sees("u takes it back", within: .seconds(20))
    try await ben.press("c")
    try await ben.sees("note to colleagues", within: .seconds(20))
    try await ben.type("They are out of stock.")
    try await ben.press("C-x", "C-s")
    try await ben.sees("note kept", within: .seconds(20))
    try await ana.sees("They are out of stock.", "held", within: .seconds(20))
    #expect(try await demo.outbox().contains { $0.state == "held" })
    try await ana.press("g", "o")
    try await ana.sees(
      "! held", "Something newer came to the ticket first", "R ", "x ", within: .seconds(20))
    try await ana.press("x")
    try await ana.sees("taken back into the draft", within: .seconds(20))
    try await eventually("nothing is held") {
      try await demo.outbox().allSatisfy { $0.state != "held" }
    }
  }

  /// A desk that is ended without a word is believed in no longer.
  private func part(_ ana: Tmux, _ ben: Tmux) async throws {
    try await ana.press("q")
    try await ana.sees("en reads", within: .seconds(20))
    try await ben.kill(SIGKILL)
    #expect(try await ben.ended() == 128 + Int(SIGKILL))
    try await ana.eventually("Ben is gone", within: .seconds(20)) { !$0.contains("en reads") }
  }
}
