import Domain
import Foundation
import Mail
import Mailbox
import Terminal
import Testing

/// Writing an answer: the keys of an editor, what stands on the envelope, the review.
@Suite struct ComposerStories {
  /// Waits until the first line of what is written is this.
  private func first(_ words: String, _ screen: StageScreen) async throws {
    try await screen.eventually("the first line is \(words)") { _ in
      (screen.composer.first ?? "").trimmingCharacters(in: .whitespaces) == words
    }
  }

  @Test func whatIsKilledIsYankedWhereverTheCursorIs() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.beginAnswer()
      screen.type("one two three")
      screen.press("C-w")
      try await first("one two", screen)
      screen.press("C-a C-y")
      try await first("threeone two", screen)
      screen.press("C-k")
      try await first("three", screen)
      screen.press("C-y")
      try await first("threeone two", screen)
      screen.press("C-u")
      try await first("", screen)
    }
  }

  @Test func theCursorGoesByWordsAndKillsThem() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.beginAnswer()
      screen.type("one two three")
      screen.press("M-b M-b")
      screen.type("new ")
      try await first("one new two three", screen)
      screen.press("M-d")
      try await first("one new  three", screen)
      screen.press("M-f")
      screen.type("!")
      try await first("one new  three!", screen)
      screen.press("C-Left C-Left M-Backspace")
      try await first("new  three!", screen)
    }
  }

  @Test func typingIsTakenBackAndTypedAgain() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.beginAnswer()
      screen.paste("All of it")
      try await first("All of it", screen)
      screen.press("C-w")
      try await first("All of", screen)
      screen.press("C-x u")
      try await first("All of it", screen)
      screen.press("C-x u")
      try await first("", screen)
      screen.press("C-x C-r C-x C-r")
      try await first("All of", screen)
    }
  }

  @Test func aQuotedParagraphIsFilledWithItsSigns() async throws {
    try await Stage.play(size: Size(80, 36)) { stage in
      let screen = stage.screen
      try await screen.beginAnswer()
      screen.press("C-x r")
      try await screen.eventually("the long line is cut by the screen only") { _ in
        screen.composer.contains { $0.hasPrefix("I looked after it well.") }
      }
      screen.press("M-< Down Down C-x q")
      try await screen.eventually("each of its lines is quoted") { _ in
        screen.composer.contains { $0.hasPrefix("> ") && $0.contains("looked after it well.") }
      }
      #expect(screen.composer.allSatisfy { $0.isEmpty || $0.hasPrefix(">") }, "\(screen.text)")
    }
  }

  @Test func wideLettersTakeTwoColumnsAndOneKey() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.beginAnswer()
      screen.paste(String(repeating: "漢字", count: 25))
      try await screen.eventually("the line ends at 72 columns") { _ in
        screen.composer.prefix(2).map(\.count) == [36, 14]
      }
      screen.press("C-a Delete")
      try await screen.eventually("one letter is gone") { _ in
        screen.composer.prefix(2).map(\.count) == [36, 13]
          && screen.composer.first?.hasPrefix("字漢") == true
      }
      screen.press("C-e Backspace Left")
      screen.type("x")
      try await screen.eventually("the cursor stands before the last letter") { _ in
        screen.composer.dropFirst().first?.hasSuffix("字x漢") == true
      }
    }
  }

  @Test func aFileIsCompletedAttachedAndLeftOut() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.put("No. 20415, paid", at: "/home/ana/invoice.txt")
      try await screen.beginAnswer()
      screen.type("Here it is.")
      screen.press("C-x a")
      try await screen.sees("attach:")
      screen.type("/home/ana/missing.txt")
      screen.press("Enter")
      try await screen.sees("cannot be attached: no such file")
      screen.press("C-x a")
      screen.type("/home/ana/in")
      try await screen.sees("/home/ana/invoice.txt")
      screen.press("Tab")
      try await screen.sees("attach: /home/ana/invoice.txt")
      screen.press("Enter")
      try await screen.sees("invoice.txt goes along as it is now", "With     [1] invoice.txt 15 B")
      screen.press("C-x C-s")
      try await screen.sees("before it goes out", "│ With     [1] invoice.txt 15 B")
      screen.press("Esc")
      try await screen.seesNoMore("before it goes out")
      try await screen.run(inComposer: "detach")
      try await screen.seesNoMore("With     [1]")
    }
  }

  @Test func whoElseReadsItIsSeenInTheReviewAndWhoIsHiddenInNoMail() async throws {
    try await Stage.play(size: Size(80, 36)) { stage in
      let screen = stage.screen
      try await screen.beginAnswer()
      screen.type("Here it is.")
      screen.press("C-x c")
      try await screen.sees("cc:")
      screen.type("carl@mail.example")
      screen.press("Enter C-x b")
      try await screen.sees("bcc:", "Cc       carl@mail.example")
      screen.type("bob@mail.example")
      screen.press("Enter")
      try await screen.sees("Bcc      bob@mail.example")
      screen.press("C-x C-s")
      try await screen.sees(
        "│ To       Niamh Byrne <niamh.byrne@mail.example>", "│ Cc       carl@mail.example",
        "│ Bcc      bob@mail.example  unseen", ", from support@northlight.example")
      // Carl is new here, though he shares the customer's mail provider: he is meant only when
      // that was read.
      try await screen.sees("new here: carl@mail.example")
      screen.press("Enter")
      screen.press("Enter")
      try await screen.sees("waits to leave")
      stage.clock.pass(.seconds(11))
      try await stage.eventually("the server has it") { await $0.server.sent.count == 1 }
      let sent = await stage.server.sent.first
      #expect(
        sent?.to.sorted() == ["bob@mail.example", "carl@mail.example", "niamh.byrne@mail.example"])
      let text = String(decoding: sent?.bytes ?? [], as: UTF8.self)
      #expect(text.contains("carl@mail.example") && !text.contains("bob@mail.example"))
    }
  }

  @Test func anotherSubjectIsWhatTheCustomerGets() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.beginAnswer()
      screen.type("It is on its way.")
      try await screen.run(inComposer: "subject Your new candle")
      try await screen.sees(" Subject  Your new candle")
      screen.press("C-x C-s")
      try await screen.sees("│ Subject  Your new candle")
      screen.press("Enter")
      try await screen.sees("waits to leave")
      stage.clock.pass(.seconds(11))
      try await stage.eventually("the server has it") { await $0.server.sent.count == 1 }
      let sent = await stage.server.sent.first
      #expect(MIMEParser.parse(Data(sent?.bytes ?? [])).subject == "Your new candle")
    }
  }

  @Test func aBegunAnswerOutlivesTheProgramWithAllThatWasChosen() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.beginAnswer()
      screen.type("It is on its way.")
      try await screen.run(inComposer: "subject Your new candle")
      screen.press("C-x C-s")
      try await screen.sees("before it goes out")
      screen.press("s")
      try await screen.sees("Then     solved")
      screen.hangUp()
      try await screen.eventually("the program has ended") { _ in screen.isClosed }
      try await stage.atAnotherDesk(of: stage.agent) { desk in
        try await desk.beginAnswer()
        try await desk.sees("you go on with what you began", " Subject  Your new candle")
        // Thrown away and brought back it is whole as well.
        desk.press("C-x k")
        try await desk.sees("the draft is thrown away")
        desk.press("u")
        try await desk.sees("is back")
        desk.press("r")
        try await desk.sees(" Subject  Your new candle", "It is on its way.")
        desk.press("C-x C-s")
        try await desk.sees("│ Subject  Your new candle", "Then     solved")
        desk.press("Enter")
        try await desk.sees("waits to leave")
        // Taken back it still has both.
        desk.press("u")
        try await desk.sees("is taken back into the draft", " Subject  Your new candle")
        desk.press("C-x C-s")
        try await desk.sees("│ Subject  Your new candle", "Then     solved")
        desk.press("Enter")
        try await desk.sees("waits to leave")
        try await stage.letGo()
        try await stage.eventually("the server has it") { await $0.server.sent.count == 1 }
      }
      let sent = await stage.server.sent.first
      #expect(MIMEParser.parse(Data(sent?.bytes ?? [])).subject == "Your new candle")
      #expect(try await stage.count("status:solved") == 1)
    }
  }

  @Test func theReviewSaysWhereTheTicketGoesAndItGoesThere() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.beginAnswer()
      screen.press("C-x C-s")
      try await screen.sees("there is nothing to send yet")
      screen.type("All is well.")
      screen.press("C-x C-s")
      try await screen.sees("Then     pending", "3 words")
      screen.press("s")
      try await screen.sees("Then     solved")
      screen.press("Esc")
      try await screen.seesNoMore("before it goes out")
      screen.press("C-x C-s")
      try await screen.sees("Then     solved")
      #expect(try await stage.count("status:solved") == 0)
      screen.press("Enter")
      try await screen.sees("waits to leave")
      try await stage.eventually("it is solved") { try await $0.count("status:solved") == 1 }
    }
  }

  @Test func aTemplateIsWrittenByItsNameInTheText() async throws {
    try await Stage.play(size: Size(80, 36)) { stage in
      let screen = stage.screen
      try await screen.beginAnswer()
      screen.type(";where")
      screen.press("Tab")
      try await screen.sees(";where-is-my-order-delayed  ;where-is-my-order-in-transit")
      screen.press("C-u")
      screen.type(";zzz")
      screen.press("Tab")
      try await screen.sees("no template’s name begins with zzz")
      screen.press("C-u")
      screen.type("Hello, ;exch")
      screen.press("Tab")
      try await screen.sees("Happy to swap it.", "─ 2 holes ─")
      #expect(!screen.text.contains(";exch"))
    }
  }

  @Test func whatMayFollowAPrefixIsListedWhileWriting() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.beginAnswer()
      screen.type("Hello")
      screen.press("C-x")
      try await screen.sees("─ C-x ─", "throw this draft away", "C-x-")
      screen.press("Esc")
      try await screen.seesNoMore("─ C-x ─", "C-x-")
      screen.type(" there")
      try await first("Hello there", screen)
    }
  }
}
