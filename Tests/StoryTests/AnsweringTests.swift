import Demo
import Domain
import Foundation
import Mail
import Mailbox
import Store
import Terminal
import TestKit
import Testing

/// A day at the desk, judged by what the agent sees and by what the mail server holds.
@Suite struct AnsweringTests {
  @Test func aTicketIsFoundAnsweredFromATemplateAndSentOnce() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await stage.openYukisTicket()
      try await stage.writeFromTemplate()
      let written = screen.composer
      #expect(written.count > 4)

      screen.press("C-x C-s")
      try await screen.sees("before it goes out", "To       Yuki Tanaka", "Enter sends")
      screen.press("Enter")
      try await screen.sees("waits to leave", "u takes it back")
      stage.clock.pass(.seconds(9))
      try await screen.sees("sending in 1 s")
      #expect(await stage.server.sent == [], "it can still be taken back")
      stage.clock.pass(.seconds(2))

      try await stage.eventually("the server has it") { await $0.server.sent.count == 1 }
      try await screen.sees("Northlight Outfitters to Yuki Tanaka")
      try await screen.seesNoMore("waits to leave", "u takes it back", "1970")
      let sent = await stage.server.sent
      #expect(sent.first?.to == ["yuki.tanaka@mail.example"])
      let mail = MIMEParser.parse(Data(sent.first?.bytes ?? []))
      let text = try #require(mail.text)
      #expect(
        Self.words(text).contains(Self.words(written.joined(separator: " "))),
        "what stood in the composer is what was sent")
      #expect(Self.words(text) == Self.words(try await stage.sentReply.text))
      #expect(text.contains("Your order 20407 left us"))
      #expect(mail.subject == "Re: Will it come today? - order #20407")
      #expect(mail.to.map(\.name) == ["Yuki Tanaka"])
      try await stage.eventually("one copy is filed") { stage in
        await stage.server.mails(in: "Sent").count { $0.bytes == sent.first?.bytes } == 1
      }
      // However long we wait, and whatever is found in Sent, it is not sent again.
      stage.clock.pass(.minutes(10))
      try await stage.eventually("the outbox is empty") { try await $0.outbox.isEmpty }
      #expect(await stage.server.sent.count == 1)
    }
  }

  /// Without line breaks: a mail is wrapped, a screen is cut.
  private static func words(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test func withinItsWindowItIsTakenBackIntoTheDraftAndNothingIsSent() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await stage.openYukisTicket()
      try await stage.writeFromTemplate()
      let written = screen.composer
      screen.press("C-x C-s")
      try await screen.sees("Enter sends")
      screen.press("Enter")
      try await screen.sees("waits to leave", "u takes it back")
      stage.clock.pass(.seconds(9))
      screen.press("u")
      try await screen.sees("taken back into the draft", "reply to Yuki Tanaka")
      try await screen.eventually("the words are in the draft again") { _ in
        screen.composer == written
      }
      stage.clock.pass(.minutes(10))
      try await stage.eventually("nothing waits to leave") { try await $0.outbox.isEmpty }
      try await screen.seesNoMore("waits to leave", "u takes it back")
      #expect(await stage.server.sent == [])
      #expect(await stage.server.mails(in: "Sent").count == stage.shop.mails.count { $0.isSent })
    }
  }

  @Test func aCustomersAnswerAppearsWhileNobodyPressesAKey() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await stage.openYukisTicket()
      try await stage.writeFromTemplate()
      screen.press("C-x C-s")
      try await screen.sees("Enter sends")
      screen.press("Enter")
      try await screen.sees("waits to leave")
      stage.clock.pass(.seconds(11))
      try await stage.eventually("the server has it") { await $0.server.sent.count == 1 }
      try await screen.sees("Northlight Outfitters to Yuki Tanaka")
      try await screen.eventually("it waits for her") { _ in screen.lines[0].hasSuffix("pending") }

      await stage.server.idling()
      try await stage.letYukiAnswer()
      try await screen.sees("Yuki Tanaka has written · G shows it", "due in 1d")
      screen.press("G")
      try await screen.sees("That was quick, thank you!")
      #expect(await stage.server.sent.count == 1)
    }
  }

  @Test func aNewMailAppearsInTheListAndTheCursorStaysWhereItIs() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("j")
      screen.press("j")
      let row = try await screen.eventually("the cursor stands on the third row") { _ in
        screen.lines[3].hasPrefix("▌")
      }
      let subject = row.split(separator: "\n")[3].dropFirst(19)
      await stage.server.idling()
      await stage.server.deliver(
        Array(
          """
          From: Nora Quill <nora@mail.example>\r
          To: support@northlight.example\r
          Subject: Do you ship to Iceland?\r
          Message-ID: <iceland@mail.example>\r
          \r
          Asking for a friend.\r

          """.utf8), receivedAt: Stage.date(stage.clock.now))
      try await screen.sees("Open 74")
      #expect(
        screen.lines.contains { $0.hasPrefix("▌") && $0.dropFirst(19) == subject },
        "\(screen.text)")
    }
  }
}

// MARK: - Scenes

extension Stage {
  /// Finds the ticket about order 20407 by a search and opens it.
  func openYukisTicket() async throws {
    screen.press("/")
    screen.type("will it come today channel:woocommerce")
    try await screen.sees("[will it come today]", "Yuki Tanaka")
    screen.press("Enter")
    try await screen.sees("enter open")
    screen.press("Enter")
    try await screen.sees("Quick question about #20407", "r reply")
  }

  /// Begins a reply and takes the first suggested template, which knows the order.
  func writeFromTemplate() async throws {
    screen.press("r")
    try await screen.sees("reply to Yuki Tanaka, by WooCommerce")
    screen.press("C-x i")
    try await screen.sees(
      "insert a template", "Where is my order", "order 20407", "nothing missing")
    screen.press("Enter")
    try await screen.seesNoMore("insert a template")
    try await screen.sees("where-is-my-order-in-transit", "Northlight Outfitters")
  }

  /// The customer answers what the server was given last.
  func letYukiAnswer() async throws {
    let sent = await server.sent.last?.bytes ?? []
    let (_, mail) = try #require(SampleShop.answer(to: sent, at: clock.now, chance: 0))
    await server.deliver(mail.bytes, receivedAt: Self.date(clock.now))
  }

  /// What waits to leave.
  var outbox: [OutboxRow] {
    get async throws {
      guard case .outbox(let rows) = try await store.ask(.outbox(includingSent: false)) else {
        return []
      }
      return rows
    }
  }

  /// The only reply that was ever accepted.
  var sentReply: Reply {
    get async throws {
      guard case .outbox(let rows) = try await store.ask(.outbox(includingSent: true)),
        let row = rows.first, rows.count == 1
      else { throw Overdue(what: "there is one reply") }
      return row.reply
    }
  }

  /// Waits until something is so, and throws with what the agent sees meanwhile.
  func eventually(_ what: String, _ isSo: (Stage) async throws -> Bool) async throws {
    try await screen.eventually(what) { _ in try await isSo(self) }
  }

  /// Lets an answer go that can still be taken back. The screen may still tell of an earlier one.
  func letGo() async throws {
    try await eventually("an answer waits to leave") {
      try await $0.store.outbox().contains { $0.state == .accepted }
    }
    clock.pass(.seconds(11))
  }
}

extension StageScreen {
  /// The words in the composer, a line each.
  var composer: [String] {
    let rows = lines
    guard let subject = rows.firstIndex(where: { $0.hasPrefix(" Subject  Re:") }) else { return [] }
    return rows[(subject + 1)..<(rows.count - 1)].map { String($0.drop { $0 == " " }) }
  }
}
