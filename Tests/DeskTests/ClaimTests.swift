import Desk
import Domain
import Foundation
import Terminal
import TestKit
import Testing

/// What a customer asked back of an order, what was noted with it, and who bought, in the order pane.
@Suite struct ClaimTests {
  private static let due = DeskFixture.now + .hours(26)

  private static func claim(
    _ number: String, isOpen: Bool = true, answerBy: Instant? = nil
  ) -> Claim {
    Claim(
      .return, number: number, statusText: isOpen ? "waiting for seller" : "refunded",
      isOpen: isOpen, wanted: "defective: the handle broke off", amount: Money("38.90", "EUR"),
      openedAt: DeskFixture.now - .days(2), answerBy: answerBy)
  }

  private static func order(_ claims: [Claim]) -> Order {
    Order(
      id: OrderID(channel: .ebay, number: "10482"), createdAt: DeskFixture.now - .days(9),
      state: .delivered, customerName: "Priya Nair", customerEmail: "priya@customer.example",
      total: Money("38.90", "EUR") ?? Money(0, "EUR"),
      items: [OrderItem(title: "Stoneware mug", sku: "MUG", quantity: 1, price: nil)],
      claims: claims, asOf: DeskFixture.now)
  }

  /// The order pane of Priya's ticket, with this order.
  private func pane(_ order: Order) -> String {
    var fixture = DeskFixture.morning
    for id in fixture.sheets.keys { fixture.sheets[id]?.orders = [order] }
    var desk = DeskDriver(fixture, size: Size(80, 24))
    desk.press("j", "Enter", "o")
    return (0..<24).map(desk.line).joined(separator: "\n")
  }

  @Test func whatIsOpenStandsAboveTheArticlesWithItsDeadline() throws {
    let screen = pane(Self.order([Self.claim("4711", answerBy: Self.due)]))
    #expect(screen.contains("! Return 4711"), "\(screen)")
    #expect(screen.contains("due in 1d"), "\(screen)")
    #expect(screen.contains("waiting for seller · €38.90"), "\(screen)")
    #expect(screen.contains("the handle broke off"), "\(screen)")
    #expect(screen.contains("answer by"), "\(screen)")
    let open = try #require(screen.range(of: "Return 4711"))
    let article = try #require(screen.range(of: "Stoneware mug"))
    #expect(open.lowerBound < article.lowerBound)
  }

  @Test func whatIsSettledStandsBelowAndAsksForNothing() throws {
    let screen = pane(Self.order([Self.claim("4711", isOpen: false, answerBy: Self.due)]))
    #expect(!screen.contains("! Return") && !screen.contains("answer by"), "\(screen)")
    let settled = try #require(screen.range(of: "Return 4711"))
    let article = try #require(screen.range(of: "Stoneware mug"))
    #expect(settled.lowerBound > article.lowerBound)
  }

  @Test func whatIsOverdueSaysSo() {
    let late = Self.claim("1", answerBy: DeskFixture.now - .hours(2))
    #expect(pane(Self.order([late])).contains("overdue by 2h00m"))
    #expect(pane(Self.order([Self.claim("1")])).contains(" open"))
  }

  @Test func whatIsDueFirstStandsFirst() {
    let order = Self.order([
      Self.claim("closed", isOpen: false), Self.claim("never"),
      Self.claim("later", answerBy: Self.due + .days(1)), Self.claim("soon", answerBy: Self.due),
    ])
    #expect(order.claimsByUrgency.map(\.number) == ["soon", "later", "never", "closed"])
  }

  @Test func whatWasNotedAndWhoBoughtStandBelow() {
    var order = Self.order([])
    order.notes = [
      OrderNote("Left at the door", author: "Ana", at: DeskFixture.now - .hours(1), isSeen: true),
      OrderNote("Fragile", at: nil, isSeen: false),
    ]
    order.buyer = Buyer(
      orders: 6, spent: Money("412.00", "EUR"), since: DeskFixture.now - .days(700),
      tags: ["vip", "wholesale"], note: "Likes blue")
    let screen = pane(order)
    #expect(screen.contains("In this shop 6 orders, €412.00, since"), "\(screen)")
    #expect(screen.contains("vip, wholesale") && screen.contains("Likes blue"), "\(screen)")
    #expect(screen.contains("seen by the customer") && screen.contains("Left at the door"))
    #expect(screen.contains("Note · private") && screen.contains("Fragile"), "\(screen)")
  }

  /// What a shop or a customer wrote never reaches the terminal as it came.
  @Test func controlSignsInItAreNotDrawn() {
    var claim = Self.claim("1\u{1B}[2J")
    claim.wanted = "broken\u{1B}]0;x\u{07}\u{202E}"
    let lines = OrderText.lines(
      sheet(Self.order([claim])), width: 40, setting: DeskFixture.morning.setting,
      now: DeskFixture.now)
    let text = lines.flatMap { $0 }.map(\.text).joined()
    #expect(!text.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E })
  }

  private func sheet(_ order: Order) -> TicketSheet {
    guard var sheet = DeskFixture.morning.sheets.values.first else {
      preconditionFailure("the morning has tickets")
    }
    sheet.orders = [order]
    return sheet
  }
}
