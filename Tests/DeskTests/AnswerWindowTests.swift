import Desk
import Domain
import Terminal
import TestKit
import Testing

private let priya: TicketID = DeskFixture.id(482)

/// Channels that take answers for a while only.
@Suite struct AnswerWindowTests {
  /// The morning's broken mug, told on WhatsApp so long ago.
  private func desk(
    _ ago: Domain.Span, size: Size = Size(80, 24),
    _ change: (inout AnswerTerms) -> Void = { _ in }
  ) -> DeskDriver {
    var fixture = DeskFixture.morning
    fixture.setting.accounts.append(Account(name: "chat", type: "whatsapp", address: ""))
    var terms = AnswerTerms(
      attachmentLimit: 0, replyWindow: .hours(24), automationWindow: .hours(24))
    change(&terms)
    fixture.setting.rules.types["whatsapp"] = terms
    guard var sheet = fixture.sheets[priya] else { preconditionFailure("there is no mug") }
    sheet.ticket.channel = .whatsapp
    sheet.ticket.account = "chat"
    for index in sheet.messages.indices {
      sheet.messages[index].account = "chat"
      sheet.messages[index].channel = .whatsapp
      sheet.messages[index].to = []
      guard sheet.messages[index].direction == .inbound else { continue }
      sheet.messages[index].from.address = "+15550199"
      sheet.messages[index].receivedAt = DeskFixture.now - ago
    }
    sheet.customer?.identities = [Identity(channel: .whatsapp, address: "+15550199")]
    fixture.sheets[priya] = sheet
    return DeskDriver(fixture, size: size)
  }

  @Test(arguments: [
    (80, 24, "composer-window"), (200, 50, "composer-window-200x50"),
  ])
  func theComposerSaysHowLongIsLeft(_ columns: Int, _ rows: Int, _ name: String) throws {
    var desk = desk(.hours(21), size: Size(columns, rows))
    desk.press("j", "r")
    desk.type("Hi Priya,\n\na new blue mug leaves today.\n\nAna")
    try desk.expectScreen(name)
  }

  @Test func theReviewNamesNoAddressOfOurs() {
    var desk = desk(.hours(21))
    desk.press("j", "r")
    desk.type("A new one leaves today.")
    desk.press("C-x", "C-s")
    #expect(desk.canvas.text.contains("By       WhatsApp "))
    #expect(!desk.canvas.text.contains("from +"))
    desk.press("Enter")
    #expect(desk.effects.contains { if case .commit = $0 { true } else { false } })
  }

  @Test func anAnswerThatIsTooLongStaysInTheComposer() {
    var desk = desk(.hours(21)) { $0.longest = AnswerLength(20, .units) }
    desk.press("j", "r")
    desk.type("A new one leaves today.")
    desk.press("C-x", "C-s")
    desk.press("Enter")
    #expect(
      desk.bottom.contains("an answer by WhatsApp has at most 20 characters, this one has 23"),
      "\(desk.bottom)")
    #expect(!desk.effects.contains { if case .commit = $0 { true } else { false } })
    desk.press("Backspace", "Backspace", "Backspace", "C-x", "C-s")
    desk.press("Enter")
    #expect(desk.effects.contains { if case .commit = $0 { true } else { false } })
  }

  @Test func anAnswerThatComesTooLateStaysInTheComposer() throws {
    var desk = desk(.hours(25))
    desk.press("j", "r")
    desk.type("A new one leaves today.")
    #expect(desk.canvas.text.contains("takes no answer now"))
    desk.press("C-x", "C-s")
    #expect(desk.bottom.contains("WhatsApp takes answers for 24 hours"), "\(desk.bottom)")
    #expect(desk.desk.composer?.editor.text == "A new one leaves today.")
    #expect(desk.desk.composer?.phase == .writing)
  }

  @Test func itClosesWhileTheAnswerIsLookedAt() throws {
    var desk = desk(.seconds(86_370))
    desk.press("j", "r")
    desk.type("A new one leaves today.")
    desk.press("C-x", "C-s")
    desk.wait(.seconds(60), .notice)
    desk.press("Enter")
    #expect(desk.bottom.contains("24 hours"), "\(desk.bottom)")
    #expect(desk.desk.composer?.phase == .writing)
  }

  @Test func aMachineMayHaveLessTimeThanAPerson() throws {
    let sheet = try #require(
      desk(.hours(1)).desk.setting.accounts.first.map { _ in DeskFixture.priya })
    let terms = AnswerTerms(replyWindow: .days(7), automationWindow: .hours(24))
    let heard = try #require(sheet.messages.last { $0.isFromHumanCustomer }).receivedAt
    #expect(terms.closing(of: sheet, by: "support") == heard + .days(7))
    #expect(terms.closing(of: sheet, by: "support", automatic: true) == heard + .hours(24))
    #expect(terms.closing(of: sheet, by: "other") == nil)
    #expect(AnswerTerms().closing(of: sheet, by: "support") == nil)
    #expect(terms.closed("Messenger").contains("for 7 days"))
  }
}
