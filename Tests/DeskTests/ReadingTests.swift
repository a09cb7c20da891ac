import Desk
import Domain
import Foundation
import Terminal
import TestKit
import Testing

private let priya: TicketID = DeskFixture.id(482)
private let ana = AgentID("ana")
private let ben = AgentID("ben")

@Suite struct LinkTests {
  @Test(arguments: [
    ("see https://dhl.example/track?id=1.", ["https://dhl.example/track?id=1"]),
    (
      "(https://a.example/x_(y)) and <http://b.example>",
      [
        "https://a.example/x_(y)", "http://b.example",
      ]
    ),
    ("[1] https://a.example/\nhttps://a.example/", ["https://a.example/"]),
    ("ftp://no.example, www.no.example, https://", []),
    (
      "“HTTPS://A.example/ä”, twice: https://b.example;",
      [
        "HTTPS://A.example/ä", "https://b.example",
      ]
    ),
    ("https://a.example/\u{1B}[2J", ["https://a.example/"]),
  ])
  func areFoundInWords(_ text: String, _ found: [String]) {
    #expect(Link.all(in: text).map(\.address) == found)
  }

  @Test(arguments: [
    ("https://Shop.example:8443/login", "shop.example", 0),
    ("https://shop.example@evil.example/x", "evil.example", 1),
    ("https://shop.example\\@evil.example/x", "shop.example", 0),
    ("https://evil.example/?https://shop.example@x", "evil.example", 0),
    ("https://xn--80ak6aa92e.com/", "xn--80ak6aa92e.com", 1),
    ("https://аррӏе.com/", "аррӏе.com", 1),
    ("http://192.0.2.7/x", "192.0.2.7", 1),
    ("http://3221225985/x", "3221225985", 1),
    ("http://[2001:db8::1]:80/", "[2001:db8::1]", 1),
  ])
  func tellWhereTheyReallyLead(_ address: String, _ host: String, _ warnings: Int) throws {
    let link = try #require(Link(address))
    #expect(link.host == host)
    #expect(link.warnings.count == warnings, "\(link.warnings)")
  }

  @Test func aTextOfNothingButLinksIsReadToItsEnd() {
    let text = (0..<5_000).map { "https://a\($0).example/" }.joined(separator: " ")
    #expect(Link.all(in: text).count == 200)
    #expect(Link.all(in: String(repeating: "http://", count: 20_000)).count < 2)
  }
}

@Suite struct FileNatureTests {
  @Test(arguments: [
    ("mug.jpg", "image/jpeg", "picture, image/jpeg", false),
    ("invoice.pdf.exe", "application/pdf", "program, application/pdf", true),
    ("invoice.PDF", "text/html", "PDF, text/html", true),
    ("list.xlsm", "application/octet-stream", "document with macros", true),
    ("page.svg", "image/svg+xml", "web page, image/svg+xml", true),
    ("thing", "application/x-thing", "application/x-thing", false),
    ("thing", "", "of no known type", false),
  ])
  func isToldByNameAndBySender(_ name: String, _ type: String, _ words: String, _ isOdd: Bool) {
    let nature = FileNature(
      Attachment(sha256: "a", filename: name, contentType: type, bytes: 1))
    #expect(nature.words.hasPrefix(words))
    #expect((nature.warning != nil) == isOdd, "\(nature)")
  }
}

@Suite struct OpeningTests {
  private func reading(_ words: String) -> DeskDriver {
    var desk = DeskDriver(.morning)
    desk.fixture.sheets[priya]?.messages[2].body.visible = words
    desk.press("j", "Enter")
    return desk
  }

  @Test func aLinkIsOpenedOnceItsHostStandsOnTheScreen() throws {
    var desk = reading("Look: https://shop.example@evil.example/track and http://ok.example/")
    desk.press("l")
    #expect(desk.effects.isEmpty)
    try desk.expectScreen("links")
    #expect(desk.canvas.text.contains("leads to  evil.example"))
    #expect(desk.canvas.text.contains("“shop.example” is only a login"))
    desk.press("Enter")
    #expect(desk.effects == [.openLink("https://shop.example@evil.example/track")])
    #expect(desk.bottom.contains("opening evil.example"))
    #expect(desk.desk.links == nil)
  }

  @Test func aLinkIsCopiedAndTheListIsLeft() {
    var desk = reading("http://ok.example/ https://b.example/")
    desk.press("l", "j", "y")
    #expect(desk.effects == [.copy("https://b.example/")])
    desk.press("l", "q")
    #expect(desk.desk.links == nil)
    #expect(desk.desk.place == .ticket)
  }

  @Test func aFileIsLookedAtBeforeItIsOpened() throws {
    var desk = DeskDriver(.morning)
    desk.press("j", "Enter", "v", "j")
    #expect(!desk.allEffects.contains { if case .open = $0 { true } else { false } })
    #expect(desk.canvas.text.contains("is        picture, image/jpeg, 1.2 MB"))
    desk.press("Enter")
    let file = try #require(desk.fixture.sheets[priya]?.messages[0].attachments[1])
    #expect(desk.effects == [.open(file)])
    desk.press(":")
    desk.type("attachment 3\n")
    #expect(desk.bottom.contains("there are attachments 1 to 2"))
  }

  @Test func whereThereIsNothingItSaysSo() {
    var desk = DeskDriver(.morning)
    desk.fixture.sheets[priya]?.messages[0].attachments = []
    desk.press("j", "Enter", "l")
    #expect(desk.bottom.contains("there is no link and no file in this ticket"))
  }
}

@Suite struct SourceTests {
  private static let bytes = Data(
    "From: Priya <p@x.example>\r\nSubject: Mug\r\n\t\u{1B}[2J folded\r\n\r\nThe blue one.\r\n".utf8)

  private func reading() -> DeskDriver {
    var desk = DeskDriver(.morning)
    desk.fixture.sheets[priya]?.messages[2].raw = "cc"
    desk.press("j", "Enter")
    return desk
  }

  @Test func headerFieldsOfTheMessageInSightAreShownAndHidden() {
    var desk = reading()
    desk.press("h")
    #expect(desk.allEffects.contains(.ask(.bytes(sha256: "cc"))))
    #expect(desk.canvas.text.contains("Reading…"))
    desk.send(.answer(.bytes(sha256: "cc"), .bytes(Self.bytes)))
    #expect(desk.line(1).contains("header fields · Priya Nair"))
    #expect(desk.canvas.text.contains("From: Priya <p@x.example>"))
    #expect(desk.canvas.text.contains("␛[2J folded"))
    #expect(!desk.canvas.text.contains("The blue one."))
    #expect(!desk.canvas.text.contains("␍"))
    desk.press("h")
    #expect(desk.desk.ticket?.source == nil)
  }

  @Test func theWholeSourceIsScrolledAndLeft() {
    var desk = reading()
    let long = Self.bytes + Data((0..<200).map { "line \($0)\r\n" }.joined().utf8)
    desk.press("H")
    desk.send(.answer(.bytes(sha256: "cc"), .bytes(long)))
    #expect(desk.canvas.text.contains("The blue one."))
    desk.press("G")
    #expect(desk.canvas.text.contains("line 199"))
    desk.press("h")
    desk.send(.answer(.bytes(sha256: "cc"), .bytes(long)))
    #expect(desk.desk.ticket?.source?.part == .headers, "the other part of the same message")
    desk.press("q")
    #expect(desk.desk.place == .ticket)
    #expect(desk.canvas.text.contains("Which colour") || desk.canvas.text.contains("The blue one."))
  }

  @Test func bytesThatAreNoUTF8AreLetters() {
    let text = SourceText.text(of: Data([0x66, 0xFC, 0x72, 0x0A, 0x0A, 0x80]), .headers)
    #expect(text == "für\n")
    let large = Data(repeating: 0x41, count: SourceText.most + 5_000)
    #expect(SourceText.text(of: large, .whole).hasSuffix("\n… 5 kB more"))
  }

  @Test func aNoteHasNone() {
    var desk = reading()
    desk.press("G")
    desk.press("G", "H")
    #expect(desk.desk.ticket?.source == nil || desk.desk.ticket?.source?.sha256 == "cc")
  }
}

@Suite struct HappeningTests {
  private static func event(
    _ number: EventNumber, _ act: Act, by actor: Actor, at time: String
  ) -> Event {
    let moment = DeskFixture.moment(time)
    return Event(
      number: number, ticket: priya, act: act, actor: actor, occurredAt: moment,
      recordedAt: moment)
  }

  private func reading(_ readUpTo: EventNumber = 0) -> DeskDriver {
    var desk = DeskDriver(.morning)
    guard let sheet = desk.fixture.sheets[priya], let damaged = Tag("damaged") else { return desk }
    desk.fixture.sheets[priya]?.events = [
      Self.event(10, .received(sheet.messages[0]), by: .customer, at: "2026-11-24T16:02:00Z"),
      Self.event(11, .moved(.open, .customerWrote), by: .system, at: "2026-11-24T16:02:00Z"),
      Self.event(12, .tagged(damaged), by: .agent(ben), at: "2026-11-25T11:40:00Z"),
      Self.event(13, .assigned(ana), by: .agent(ben), at: "2026-11-25T11:41:00Z"),
      Self.event(14, .clockBreached(.next, cycle: 1), by: .timer, at: "2026-11-25T11:50:00Z"),
      Self.event(15, .received(sheet.messages[2]), by: .customer, at: "2026-11-25T11:30:00Z"),
      Self.event(16, .noted(sheet.messages[3]), by: .agent(ben), at: "2026-11-25T12:05:00Z"),
    ]
    desk.fixture.sheets[priya]?.readUpTo = readUpTo
    desk.press("j", "Enter")
    return desk
  }

  @Test func whatHappenedBetweenTwoMessagesIsOneLineUntilItIsUnfolded() {
    var desk = reading()
    desk.press("g", "g", "G")
    let line = "▸ 3 changes · Ben +damaged, assigned it to Ana Reyes, became overdue · 11:50"
    #expect(desk.canvas.text.contains(line), "\(desk.canvas.text)")
    #expect(!desk.canvas.text.contains("status open"), "the house's own doing is no news")
    desk.press("f", "G")
    #expect(desk.canvas.text.contains("▾ 3 changes"))
    #expect(desk.canvas.text.contains("  · Ben assigned it to Ana Reyes · 11:41"))
    #expect(desk.canvas.text.contains("  ! became overdue · 11:50"))
  }

  @Test func whatIsNewSinceOneLastLookedIsMarkedAndInSight() throws {
    let desk = reading(14)
    let rule = try #require(
      (1..<24).first { desk.line($0).contains("── new since you last looked") },
      "\(desk.canvas.text)")
    #expect(desk.line(rule + 1).contains("Priya Nair"))
    let known = reading(16)
    #expect(!known.canvas.text.contains("new since you last looked"))
  }

  @Test func aTicketIsFoundAgainWhereItWasLeft() {
    var desk = DeskDriver(.morning, size: Size(80, 15))
    desk.press("j", "Enter", "g", "g", "j", "j")
    let seen = desk.line(1)
    desk.press("q", "Enter")
    #expect(desk.line(1) == seen)
    desk.press("q", "k", "Enter", "q", "j", "Enter")
    #expect(desk.line(1) == seen)
    // Who answers sees what is answered.
    desk.press("q", "r")
    #expect(desk.canvas.text.contains("The blue one."))
  }
}
