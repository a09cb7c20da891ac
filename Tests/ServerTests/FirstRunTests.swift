import Foundation
import Mailbox
import TestKit
import Testing

extension RealServerTests {
  /// The first time someone opens it, at a real terminal.
  @Suite(.enabled(if: ShopbellProgram.isHere && Tmux.isHere))
  struct FirstRun {}
}

extension RealServerTests.FirstRun {
  private func inTerminal(
    _ words: [String], _ test: (Tmux, TestFolder) async throws -> Void
  ) async throws {
    let home = try TestFolder("first")
    defer { home.remove() }
    try await Tmux.with(
      columns: 120, environment: ShopbellProgram.environment(home: home.path),
      ShopbellProgram.path, words
    ) { desk in try await test(desk, home) }
  }

  private func files(_ folder: TestFolder) -> [String] {
    FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
      .filter { $0.hasSuffix("config.toml") || $0.contains("secrets/") } ?? []
  }

  @Test func aMistakeIsToldAtOnceAndWhoLeavesLeavesNothingBehind() async throws {
    let closed = LoopbackPorts.free(1)[0]
    try await inTerminal([]) { desk, home in
      try await desk.sees("Welcome to shopbell", "Shop name [My shop]:")
      try await desk.type("Northlight\n")
      try await desk.sees("Time zone [")
      try await desk.type("Europe/Dubln\n")
      try await desk.sees("no time zone is called Europe/Dubln: did you mean Europe/Dublin?")
      try await desk.type("Europe/Dublin\n")
      try await desk.sees("Address customers write to, or demo for a sample shop:")
      try await desk.type("nobody\n")
      try await desk.sees("nobody is no mail address")
      try await desk.type("support@shop.example\n")
      try await desk.sees("IMAP server [")
      try await desk.type("127.0.0.1:\(closed)\n")
      try await desk.sees("SMTP server [")
      try await desk.type("127.0.0.1:\(closed)\n")
      try await desk.sees("Password, or !")
      try await desk.type("opensesame\n")
      try await desk.sees("Enter asks again, q leaves")
      try await desk.eventually("the password is not shown") { !$0.contains("opensesame") }
      // What was answered is offered again.
      try await desk.type("\n")
      try await desk.sees(
        "Address customers write to, or demo for a sample shop [support@shop.example]:")
      try await desk.type("\n")
      try await desk.sees("IMAP server [127.0.0.1:\(closed)]:")
      try await desk.type("\n")
      try await desk.sees("SMTP server [127.0.0.1:\(closed)]:")
      try await desk.type("\n")
      try await desk.eventually("it asks for the password again") {
        $0.ranges(of: "Password, or !").count == 2
      }
      try await desk.type("opensesame\n")
      try await desk.eventually("it does not work again") {
        $0.ranges(of: "Enter asks again, q leaves").count == 2
      }
      try await desk.type("q\n")
      try await desk.sees("nothing was saved")
      #expect(files(home) == [])
    }
  }

  @Test func theSampleShopIsOneAnswerAway() async throws {
    try await inTerminal([]) { desk, home in
      try await desk.sees("Shop name")
      try await desk.type("\n")
      try await desk.sees("Time zone")
      try await desk.type("\n")
      try await desk.sees("or demo for a sample shop")
      try await desk.type("demo\n")
      try await desk.sees("enter open", "Niamh Byrne")
      try await desk.press("q")
      try await desk.seesNoMore("enter open")
      #expect(files(home) == [])
    }
  }

  /// A password that is wrong is asked for again; what works is saved, and opens.
  @Test func aMailboxIsTriedUntilItAnswersAndOpens() async throws {
    try await Stand.with { stand in
      for letter in Letter.many(4) {
        let check = "Authentication-Results: mx.shop.example; dkim=none\r\n"
        try stand.dovecot.deliver(Array(check.utf8) + letter.bytes, to: Stand.shop)
      }
      try await stand.withPostfix { postfix in
        try await inTerminal(["account", "add", "--ca", stand.certificates.root]) { desk, home in
          for (question, answer) in [
            ("Shop name", "Northlight"), ("Time zone", "Europe/Dublin"),
            ("Address customers write to", Stand.shop),
            ("IMAP server", "imap://127.0.0.1:\(stand.dovecot.port)"),
            ("SMTP server", "smtps://localhost:\(postfix.securePort)"),
            ("Password, or !", "wrong horse"),
          ] {
            try await desk.sees(question)
            try await desk.type("\(answer)\n")
          }
          try await desk.sees("Enter asks again, q leaves")
          // Every question has what was answered before.
          for question in ["[\(Stand.shop)]", "IMAP server [imap:", "SMTP server [smtps:"] {
            try await desk.type("\n")
            try await desk.sees(question)
          }
          try await desk.type("\n")
          try await desk.eventually("it asks for the password again") {
            $0.ranges(of: "Password, or !").count == 2
          }
          try await desk.type("\(Dovecot.password)\n")
          try await desk.sees("4 of the newest 4 mails bear what mx.shop.example found out")
          try await desk.type("\n")
          try await desk.sees("support is set up in")
          let file = files(home).first { $0.hasSuffix("config.toml") }
          let text = try String(contentsOfFile: home[try #require(file)], encoding: .utf8)
          #expect(text.contains("authserv_id = \"mx.shop.example\"\n"))
          #expect(text.contains("name = \"Northlight\"") && !text.contains(Dovecot.password))
          #expect(files(home).contains { $0.hasSuffix("secrets/support") })
          try await Tmux.with(
            environment: ShopbellProgram.environment(home: home.path), ShopbellProgram.path
          ) { inbox in
            try await inbox.sees("synced")
            try await postfix.handIn(
              "From: ada@customer.example\nTo: \(Stand.shop)\nSubject: First of all\n\nHello.\n",
              from: Stand.ada, to: Stand.shop)
            try await inbox.sees("First of all")
            try await inbox.press("q")
          }
        }
      }
    }
  }
}
