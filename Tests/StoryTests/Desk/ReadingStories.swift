import Domain
import Terminal
import Testing

/// Reading: folds, what happened in between, header fields, links, the next ticket.
@Suite struct ReadingStories {
  @Test func onlyOpeningMarksRead() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      let unread = try await stage.count("is:unread")
      screen.press("3 j k G g g")
      try await screen.eventually("the cursor is back") { _ in screen.cursor.contains("Niamh") }
      #expect(try await stage.count("is:unread") == unread)
      try await screen.openTicket()
      try await stage.eventually("it is read") { try await $0.count("is:unread") == unread - 1 }
    }
  }

  @Test func whatHappenedInBetweenIsFoldedIntoALine() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.openTicket()
      try await screen.sees("▸ 2 changes · linked order 20415, became overdue · Sun 08:16")
      screen.press("f")
      try await screen.sees(
        "▾ 2 changes", "· linked order 20415 · Sat 08:16", "! became overdue · Sun 08:16")
      screen.press("f")
      try await screen.sees("▸ 2 changes")
      try await screen.seesNoMore("! became overdue")
    }
  }

  @Test func theHeaderFieldsAndTheWholeMailAreShownAsTheyCame() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.openTicket()
      screen.press("h")
      try await screen.sees(
        "── header fields · Niamh Byrne", "Reply-To: Niamh Byrne <niamh.byrne@mail.example>",
        "dmarc=pass header.from=northlight.example")
      screen.press("H")
      try await screen.seesNoMore("── header fields")
      try await screen.sees("X-Mailer: WooCommerce", "Hello,")
      screen.press("H")
      try await screen.seesNoMore("X-Mailer: WooCommerce")
      try await screen.sees("I\n looked after it well.")
    }
  }

  @Test func theNextTicketIsOneKeyAwayBothWays() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.openTicket()
      for (keys, ticket) in [("J", "#30 "), ("2 J", "#46 "), ("3 K", "#3 ")] {
        screen.press(keys)
        try await screen.eventually("\(ticket)is open") { _ in
          screen.top.contains("▸ \(ticket)")
        }
      }
      screen.press("J q")
      try await screen.eventually("the cursor stands on it") { _ in
        screen.cursor.contains("Will it come today?")
      }
    }
  }

  @Test func aLinkSaysWhereItLeadsBeforeItIsFollowed() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      await stage.deliver(
        from: "Nora Quill", "nora@mail.example", subject: "Is this yours?",
        "They sent me to https://northlight.evil.example/pay?no=1 to pay.")
      try await screen.sees("Open 74")
      try await screen.search("from:nora", finds: 1)
      try await screen.openTicket()
      screen.press("l")
      try await screen.sees("─ links and files ─", "northlight.evil.example")
      screen.press("y")
      try await stage.eventually("it is on the clipboard") { stage in
        stage.screen.copied == ["https://northlight.evil.example/pay?no=1"]
      }
    }
  }

  @Test func whatIsNewInALongTicketIsNotScrolledUnderTheEye() async throws {
    try await Stage.play(size: Size(80, 16)) { stage in
      let screen = stage.screen
      try await screen.search("order:10464", finds: 1)
      try await screen.openTicket()
      screen.press("f")
      try await screen.sees("▾ ")
      screen.press("j j")
      let before = screen.lines[1]
      try await stage.customerWrites("One more thing.", in: try await number(stage))
      try await screen.sees("has written · G shows it")
      #expect(screen.lines[1] == before || !screen.text.contains("One more thing."))
      screen.press("G")
      try await screen.sees("One more thing.")
    }
  }

  /// The number of the open ticket.
  private func number(_ stage: Stage) async throws -> Int {
    let digits = stage.screen.top.split(separator: "#").dropFirst().first?.prefix { $0.isNumber }
    return try #require(Int(digits ?? ""))
  }

  @Test func theLedgerAddsUp() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("g f")
      let text = try await screen.sees("fetched in", "in quarantine")
      let line = text.split(separator: "\n").first { $0.contains(" fetched in ") } ?? ""
      let numbers = line.split { !$0.isNumber }.compactMap { Int($0) }
      #expect(numbers.count == 5, "fetched, days, in tickets, known, in quarantine: \(line)")
      #expect(numbers.first == numbers.dropFirst(2).reduce(0, +), "\(line)")
      #expect(numbers.last == (try await stage.count("is:quarantined")), "\(line)")
    }
  }
}
