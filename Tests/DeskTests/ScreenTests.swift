import Desk
import Domain
import Terminal
import TestKit
import Testing

/// The screens as they are seen, held against files.
@Suite struct ScreenTests {
  @Test(arguments: [(80, 24, "inbox"), (120, 36, "inbox-120x36"), (200, 50, "inbox-200x50")])
  func inbox(_ columns: Int, _ rows: Int, _ name: String) throws {
    var desk = DeskDriver(.morning, size: Size(columns, rows))
    desk.press("j")
    desk.wait(.seconds(1), .rest)
    try desk.expectScreen(name)
  }

  @Test func inboxWithMarks() throws {
    var desk = DeskDriver(.morning)
    desk.press("x", "j", "x", "V", "j")
    desk.wait(.seconds(1), .rest)
    try desk.expectScreen("inbox-marks")
  }

  @Test(arguments: [(80, 24, "ticket"), (120, 36, "ticket-120x36"), (200, 50, "ticket-200x50")])
  func ticket(_ columns: Int, _ rows: Int, _ name: String) throws {
    var desk = DeskDriver(.morning, size: Size(columns, rows))
    desk.press("j", "Enter")
    try desk.expectScreen(name)
  }

  @Test func ticketUnfolded() throws {
    var desk = DeskDriver(.morning)
    desk.press("j", "Enter", "f", "g", "g")
    try desk.expectScreen("ticket-unfolded")
  }

  @Test func orderPane() throws {
    var desk = DeskDriver(.morning)
    desk.press("j", "Enter", "o")
    try desk.expectScreen("ticket-order")
  }

  @Test func composerWithAHole() throws {
    var desk = DeskDriver(.morning)
    desk.press("j", "r", "C-x", "i", "Enter")
    try desk.expectScreen("composer-hole")
  }

  @Test func composerAtOneHundredAndTwenty() throws {
    var desk = DeskDriver(.morning, size: Size(120, 36))
    desk.press("j", "r")
    desk.type("Hi Priya,\n\na new blue mug leaves today.\n\nAna")
    try desk.expectScreen("composer-120x36")
  }

  @Test func review() throws {
    var desk = DeskDriver(.morning)
    desk.press("j", "r")
    desk.type("Hi Priya,\n\na new blue mug leaves today.\n\nAna")
    desk.press("C-x", "C-s")
    try desk.expectScreen("review")
  }

  @Test func templates() throws {
    var desk = DeskDriver(.morning)
    desk.press("j", "Enter", "i")
    try desk.expectScreen("templates")
  }

  @Test func searchError() throws {
    var desk = DeskDriver(.morning)
    desk.press("/")
    desk.type("tag:refund (status:opne")
    desk.wait(.seconds(1), .rest)
    try desk.expectScreen("search-error")
  }

  @Test func palette() throws {
    var desk = DeskDriver(.morning)
    desk.press(":")
    desk.type("re")
    try desk.expectScreen("palette")
  }

  @Test func continuations() throws {
    var desk = DeskDriver(.morning)
    desk.press("g")
    desk.wait(.seconds(1), .continuations)
    try desk.expectScreen("continuations")
  }

  @Test func outbox() throws {
    var desk = DeskDriver(.morningWithOutbox)
    desk.press("g", "o")
    try desk.expectScreen("outbox-unsure")
  }

  @Test func ledger() throws {
    var desk = DeskDriver(.morning)
    desk.press("g", "f")
    try desk.expectScreen("ledger")
    desk.press("j", "Enter")
    #expect(desk.desk.place == .ledger)
    #expect(desk.bottom.contains("none of these is in quarantine"))
    desk.press("k", "Enter")
    #expect(desk.desk.place == .inbox)
    #expect(desk.line(0).contains("[is:quarantined]"))
  }

  @Test(arguments: [Size(80, 24), Size(200, 50)])
  func channels(_ size: Size) throws {
    var fixture = DeskFixture.morning
    var failed = AccountState(
      account: "ebay", phase: .failed, at: DeskFixture.now, error: "eBay does not accept the key")
    failed.goodAt = DeskFixture.now - .days(3)
    var parcels = AccountState(account: "parcels", phase: .synced, at: DeskFixture.now)
    parcels.goodAt = DeskFixture.now
    parcels.quota = Quota(
      left: 1_204, of: 5000, fullAt: DeskFixture.now + .minutes(12), at: DeskFixture.now)
    fixture.accounts[0].goodAt = DeskFixture.now - .minutes(2)
    fixture.accounts += [failed, parcels]
    var desk = DeskDriver(fixture, size: size)
    desk.press("g", "c")
    try desk.expectScreen("channels-\(size.columns)x\(size.rows)")
    desk.press("j", "Enter")
    #expect(desk.desk.place == .inbox)
    #expect(desk.line(0).contains("[channel:email] [is:open]"))
  }

  @Test func allDone() throws {
    try DeskDriver(.allDone).expectScreen("inbox-empty")
  }

  @Test func firstRun() throws {
    try DeskDriver(.firstRun).expectScreen("first-run")
  }

  @Test func smallest() throws {
    try DeskDriver(.morning, size: Size(60, 15)).expectScreen("inbox-60x15")
  }

  @Test func tooSmall() throws {
    var desk = DeskDriver(.morning, size: Size(59, 15))
    try desk.expectScreen("too-small")
    desk.press("j")
    desk.send(.resized(Size(80, 24)))
    #expect(desk.desk.inbox.selected?.number == 476)
  }
}
