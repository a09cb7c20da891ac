import Desk
import Domain
import Terminal
import TestKit
import Testing

private let priya: TicketID = DeskFixture.id(482)
private let mallory = Party(name: "Mallory", address: "mallory@evil.example")

/// A desk on Priya's ticket after her last message was changed.
private func desk(
  size: Size = Size(80, 24), _ change: (inout Message) -> Void
) throws -> DeskDriver {
  var fixture = DeskFixture.morning
  let last = try #require(
    fixture.sheets[priya]?.messages.lastIndex { $0.direction == .inbound })
  if var message = fixture.sheets[priya]?.messages[last] {
    change(&message)
    fixture.sheets[priya]?.messages[last] = message
  }
  return DeskDriver(fixture, size: size)
}

private func queued(_ effects: [Effect]) -> Reply? {
  for case .commit(let changes, _) in effects {
    for case .replyQueued(let reply) in changes.map(\.act) { return reply }
  }
  return nil
}

/// S3: the real address is on the screen.
@Suite struct RealAddressTests {
  @Test(arguments: [
    ("Ada", "ada@example.com", 40, "Ada <ada@example.com>"),
    ("", "ada@example.com", 40, "ada@example.com"), ("ada byron", "ada byron", 40, "ada byron"),
    ("Ada Augusta Byron", "ada@example.com", 30, "Ada Augusta… <ada@example.com>"),
    ("Ada Augusta Byron", "ada.augusta.byron@example.com", 30, "Ada Aug… <ada.au…@example.com>"),
    (
      "Support of amazon.com", "a@amazon.com.a-very-long-name-in-front.evil.example", 30,
      "Support… <…front.evil.example>"
    ),
    ("", "a@amazon.com.a-very-long-name-in-front.evil.example", 20, "…-front.evil.example"),
    ("Ada", "ada\u{202E}@example.com", 40, "Ada <ada�@example.com>"),
  ])
  func s3TheEndOfTheDomainIsNeverCut(
    name: String, address: String, width: Int, shown: String
  ) {
    let party = Party(name: name, address: address)
    #expect(Wording.party(party, to: width) == shown)
    #expect(TextFlow.cells(shown) <= width)
  }

  @Test(arguments: [Size(60, 15), Size(80, 24), Size(120, 36), Size(200, 50)])
  func s3TheTicketShowsNameAndAddressAtEverySize(size: Size) throws {
    var desk = try desk(size: size) {
      $0.from = Party(
        name: "The customer care team of amazon.com, marketplace messages, please answer here",
        address: "no-reply.customer.care.messages.0123456789@marketplace-amazon.evil.example")
    }
    desk.press("j", "Enter")
    #expect(desk.canvas.text.contains("evil.example>"), "\(desk.canvas.text)")
  }

  @Test(arguments: [Size(80, 24), Size(120, 36), Size(200, 50)])
  func s3ThePreviewShowsNameAndAddress(size: Size) throws {
    var desk = DeskDriver(.morning, size: size)
    desk.press("j")
    desk.wait(.seconds(1), .rest)
    #expect(desk.canvas.text.contains("Priya Nair <priya@customer.example>"))
  }

  @Test func s3WhereAnswersGoAndWhoGotItTooStandInTheTicket() throws {
    var desk = try desk {
      $0.replyTo = [mallory]
      $0.cc = [Party(name: "Priya Nair", address: "other@evil.example")]
    }
    desk.press("j", "Enter")
    #expect(desk.canvas.text.contains("answers to Mallory <mallory@evil.example>"))
    #expect(desk.canvas.text.contains("cc Priya Nair <other@evil.example>"))
  }

  @Test func s3ALongMarkIsReadToItsEnd() throws {
    var desk = try desk {
      $0.warnings = [
        "the sender's domain, аррӏе.com, spelt xn--80ak6aa92e.com, looks Latin, "
          + "but has letters of another script"
      ]
    }
    desk.press("j", "Enter")
    #expect(desk.canvas.text.contains("! the sender's domain, аррӏе.com, spelt xn--80ak6aa92e.com"))
    #expect(desk.canvas.text.contains("letters of another script"))
    try desk.expectScreen("ticket-look-alike")
  }
}

/// S4: whoever is new is told before the next answer, and is answered only after a look.
@Suite struct NewRecipientTests {
  private func withMallory(_ change: (inout Message) -> Void = { $0.cc = [mallory] }) throws
    -> DeskDriver
  {
    var desk = try desk(change)
    desk.press("j", "r")
    desk.type("On its way.")
    return desk
  }

  @Test func s4TheComposerNamesWhoIsNew() throws {
    let desk = try withMallory()
    #expect(desk.canvas.text.contains("! new here: mallory@evil.example"))
  }

  @Test func s4SendingToANewcomerAsksOnce() throws {
    var desk = try withMallory()
    desk.press("C-x", "C-s")
    #expect(desk.canvas.text.contains("! new here: Mallory <mallory@evil.example>"))
    #expect(desk.bottom == " Enter confirms that mallory@evil.example is meant  Esc goes back")
    try desk.expectScreen("review-newcomer")
    desk.press("Enter")
    #expect(queued(desk.effects) == nil)
    #expect(desk.bottom == " Enter sends, to mallory@evil.example too  Esc goes back")
    desk.press("Enter")
    #expect(queued(desk.effects)?.cc == [mallory])
  }

  @Test func s4AForeignReplyToNeedsALook() throws {
    var desk = try withMallory { $0.replyTo = [mallory] }
    desk.press("C-x", "C-s", "Enter")
    #expect(queued(desk.effects) == nil)
    desk.press("Enter")
    #expect(queued(desk.effects)?.to == [mallory])
  }

  @Test func s4WhoeverJoinsAfterTheLookIsAskedForAgain() throws {
    var desk = try withMallory()
    desk.press("C-x", "C-s", "Enter")
    let eve = Party(address: "eve@evil.example")
    desk.refresh { fixture in
      if var message = fixture.sheets[priya]?.messages.last(where: { $0.direction == .inbound }) {
        message.id = DeskFixture.id(99)
        message.cc = [mallory, eve]
        fixture.sheets[priya]?.messages.append(message)
      }
    }
    desk.press("Enter")
    #expect(queued(desk.effects) == nil)
    #expect(desk.bottom.contains("eve@evil.example"))
    desk.press("Enter")
    #expect(queued(desk.effects)?.cc == [mallory, eve])
  }

  @Test func s4KnownRecipientsAreNotAskedFor() throws {
    var desk = try withMallory { $0.cc = [] }
    #expect(!desk.canvas.text.contains("new here"))
    desk.press("C-x", "C-s", "Enter")
    #expect(queued(desk.effects) != nil)
  }

  /// What was said before goes to nobody by itself; asked for, only the last message is quoted.
  @Test func s4HistoryIsNeverQuotedAutomatically() throws {
    var desk = try withMallory()
    #expect(desk.desk.composer?.editor.text == "On its way.")
    desk.press("C-x", "C-s", "Enter", "Enter")
    #expect(queued(desk.effects)?.text == "On its way.")
    var quoting = try Self.quoting()
    quoting.press("C-x", "C-s", "Enter", "Enter")
    let text = queued(quoting.effects)?.text ?? ""
    #expect(text.contains("> The blue one."))
    #expect(!text.contains("Which colour was it?") && !text.contains("the mug I ordered"))
  }

  private static func quoting() throws -> DeskDriver {
    var desk = try desk { $0.cc = [mallory] }
    desk.press("j", "R")
    desk.type("Yes.")
    return desk
  }
}
