import Desk
import Domain
import Foundation
import TestKit
import Testing

private let now = DeskFixture.now
private let dublin = TimeZone(identifier: "Europe/Dublin") ?? .gmt

@Suite struct WordingTests {
  @Test(arguments: [
    (0, "now"), (1, "1m"), (59, "59m"), (60, "1h"), (1439, "23h"), (1440, "1d"), (20_159, "13d"),
    (20_160, "2w"), (525_600, "1y"),
  ])
  func ages(_ minutes: Int64, _ text: String) {
    #expect(Wording.age(of: now - .minutes(minutes), at: now) == text)
  }

  @Test(arguments: [
    (-130, "−2h10m"), (-38, "−38m"), (22, "22m"), (65, "1h05m"), (0, "0m"), (1440, "1d"),
    (-2880, "−2d"),
  ])
  func dues(_ minutes: Int64, _ text: String) {
    #expect(Wording.due(now + .minutes(minutes), at: now) == text)
  }

  @Test func duePhrases() {
    #expect(Wording.due(nil, at: now) == "·")
    #expect(Wording.duePhrase(now - .minutes(38), at: now) == "overdue by 38m")
    #expect(Wording.duePhrase(now + .minutes(22), at: now) == "due in 22m")
  }

  @Test(arguments: [
    ("2026-11-25T09:05:00Z", "09:05"), ("2026-11-24T16:02:00Z", "Tue 16:02"),
    ("2026-11-14T09:00:00Z", "14 Nov"), ("2025-06-01T09:00:00Z", "1 Jun 2025"),
    ("2026-07-01T23:30:00Z", "2 Jul"),
  ])
  func moments(_ text: String, _ words: String) {
    #expect(Wording.moment(DeskFixture.moment(text), at: now, in: dublin) == words)
  }

  @Test func sums() throws {
    #expect(Wording.sum(try #require(Money("1038.9", "EUR"))) == "€1038.90")
    #expect(Wording.sum(try #require(Money("-5", "GBP"))) == "−£5.00")
    #expect(Wording.sum(try #require(Money("1200", "JPY"))) == "¥1200")
    #expect(Wording.sum(try #require(Money("12", "CHF"))) == "CHF 12.00")
  }

  @Test(arguments: [(999, "999 B"), (812_400, "812 kB"), (3_449_000, "3.4 MB")])
  func sizes(_ bytes: Int, _ text: String) {
    #expect(Wording.size(bytes) == text)
  }

  @Test(arguments: [(1, "1 ticket"), (41, "41 tickets"), (1204, "1,204 tickets"), (0, "0 tickets")])
  func numbers(_ count: Int, _ text: String) {
    #expect(Wording.count(count, "ticket") == text)
  }
}

@Suite struct SnoozeTimeTests {
  @Test(arguments: [
    ("3h", "2026-11-25T17:30:00Z"), ("45m", "2026-11-25T15:15:00Z"),
    ("tonight", "2026-11-25T18:00:00Z"), ("tomorrow", "2026-11-26T09:00:00Z"),
    ("tomorrow 14", "2026-11-26T14:00:00Z"), ("monday", "2026-11-30T09:00:00Z"),
    ("mon 8:15", "2026-11-30T08:15:00Z"), ("wednesday", "2026-12-02T09:00:00Z"),
    ("2d", "2026-11-27T09:00:00Z"), ("1w", "2026-12-02T09:00:00Z"),
    ("2026-12-24", "2026-12-24T09:00:00Z"), ("2027-06-01 10:00", "2027-06-01T09:00:00Z"),
  ])
  func words(_ text: String, _ moment: String) throws {
    let until = try SnoozeTime.read(text, at: now, in: dublin)
    #expect(until == DeskFixture.moment(moment))
  }

  @Test(arguments: ["", "tomorow", "2025-01-01", "25:00", "monday 26", "0h", "m", "soon enough ok"])
  func nonsense(_ text: String) {
    #expect(throws: Problem.self) { try SnoozeTime.read(text, at: now, in: dublin) }
  }
}

@Suite struct EnvelopeTests {
  private let rules = AnswerRules(
    types: ["mail": AnswerTerms(attachmentLimit: 20_000_000)],
    channels: [
      .amazon: AnswerTerms(attachmentLimit: 10_000_000, isFromOwnAddress: true, wantsHTML: true)
    ])

  @Test func answersGoWhereTheyAreAskedTo() throws {
    var sheet = DeskFixture.priya
    sheet.messages[2].replyTo = [Party(address: "desk@customer.example")]
    sheet.messages[2].cc = [
      Party(address: "sister@customer.example"), Party(address: "support+x@northlight.example"),
    ]
    let envelope = try #require(Envelope(sheet, accounts: [DeskFixture.support], rules: rules))
    #expect(envelope.to == [Party(address: "desk@customer.example")])
    #expect(envelope.cc == [Party(address: "sister@customer.example")])
  }

  private func envelope(
    writtenTo address: String, by channel: ChannelName = .email
  ) throws -> Envelope {
    var sheet = DeskFixture.priya
    sheet.ticket.channel = channel
    sheet.messages[2].to = [Party(address: "ben@elsewhere.example"), Party(address: address)]
    var account = DeskFixture.support
    account.aliases = ["Returns@northlight.example", "shop@other.example", "*@catch.example"]
    return try #require(Envelope(sheet, accounts: [account], rules: rules))
  }

  /// The customer is answered from the address they wrote to, where it is ours; a marketplace that
  /// knows one address only gets that.
  @Test(arguments: [
    ("support@northlight.example", "support@northlight.example"),
    ("returns@northlight.example", "Returns@northlight.example"),
    ("returns+sbabc@northlight.example", "Returns@northlight.example"),
    ("SHOP@other.example", "shop@other.example"),
    ("ada@other.example", "support@northlight.example"),
    ("Black.Friday+sbabc@catch.example", "black.friday@catch.example"),
    ("black.friday@sub.catch.example", "support@northlight.example"),
  ])
  func answersComeFromWhereTheCustomerWroteTo(_ address: String, _ sender: String) throws {
    let envelope = try envelope(writtenTo: address)
    #expect(envelope.from == Party(name: "Northlight Outfitters", address: sender))
    #expect(
      try self.envelope(writtenTo: address, by: .amazon).from.address
        == "support@northlight.example")
  }

  @Test func aMarketplacesFormIsFixedWithTheReply() throws {
    func forms(_ envelope: Envelope) -> [Reply.Form] {
      envelope.reply(
        id: DeskFixture.id(7), text: "Yes", author: AgentID("ana"), template: nil,
        thenStatus: .pending, window: .seconds(0)
      ).forms
    }
    #expect(try forms(envelope(writtenTo: "support@northlight.example")) == [])
    #expect(try forms(envelope(writtenTo: "support@northlight.example", by: .amazon)) == [.html])
  }

  @Test func filesBeyondTheLimitAreNamedWithTheirSizes() throws {
    let files = [(7_000_000, "film.mp4"), (4_200_000, "photo.jpg")].map { size, name in
      Attachment(sha256: "", filename: name, contentType: "video/mp4", bytes: size)
    }
    let email = try envelope(writtenTo: "support@northlight.example")
    #expect(email.obstacle(to: files) == nil)
    let amazon = try envelope(writtenTo: "support@northlight.example", by: .amazon)
    #expect(amazon.obstacle(to: [files[0]]) == nil)
    #expect(
      amazon.obstacle(to: files)
        == "film.mp4 (7.0 MB) and photo.jpg (4.2 MB) are together 11.2 MB: an answer by Amazon "
        + "takes at most 10.0 MB of files")
  }

  @Test func neverToOurselves() throws {
    var sheet = DeskFixture.priya
    sheet.messages[2].replyTo = [Party(address: "support@northlight.example")]
    let envelope = try #require(Envelope(sheet, accounts: [DeskFixture.support], rules: rules))
    #expect(envelope.to.map(\.address) == ["priya@customer.example"])
  }

  @Test(arguments: [("Hello", "Re: Hello"), ("RE: Hello", "RE: Hello"), ("Aw: Hallo", "Aw: Hallo")])
  func subjects(_ subject: String, _ answer: String) {
    #expect(Envelope.subject(answering: subject) == answer)
  }
}

@Suite struct FuzzyTests {
  @Test func nearerIsBetter() throws {
    let exact = try #require(Fuzzy.score("tag", in: "tag"))
    let beginning = try #require(Fuzzy.score("ta", in: "tag"))
    let word = try #require(Fuzzy.score("match", in: "next-match"))
    let inner = try #require(Fuzzy.score("atch", in: "next-match"))
    let letters = try #require(Fuzzy.score("nxm", in: "next-match"))
    #expect(exact > beginning && beginning > word && word > inner && inner > letters)
    #expect(Fuzzy.score("zq", in: "next-match") == nil)
  }

  @Test(arguments: [
    (
      Quota(left: 412, of: 500, fullAt: noon + .minutes(5), at: noon),
      "412 of 500 left, full again at 12:05"
    ),
    (
      Quota(left: 1978, of: 2000, .points, fullAt: noon + .seconds(1), at: noon),
      "1,978 of 2,000 points left, full again at 12:00"
    ),
    (
      Quota(left: 72, of: 100, .percent, at: noon), "72 % left"
    ),
    (
      Quota(left: 9_204, of: 10_000, at: noon), "9,204 of 10,000 left"
    ),
    (
      Quota(left: 23, at: noon), "23 left"
    ),
    (
      Quota(left: 3, of: 100, fullAt: noon, at: noon - .seconds(10)), "100 of 100 left"
    ),
  ])
  func whatMayStillBeAsked(_ quota: Quota, _ text: String) {
    #expect(Wording.quota(quota, at: Self.noon, in: .gmt) == text)
  }

  @Test func ofWhoTellsNothingNothingIsSaid() {
    #expect(Wording.quota(nil, at: Self.noon, in: .gmt) == nil)
    #expect(
      Wording.quota(
        Quota(left: 3, fullAt: Self.noon, at: Self.noon), at: Self.noon, in: .gmt)
        == nil)
  }

  private static let noon = Instant(rfc3339: "2027-01-15T12:00:00Z") ?? Instant(milliseconds: 0)
}
