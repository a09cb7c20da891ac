import Desk
import Domain
import Foundation
import Terminal
import TestKit
import Testing

/// Saying which order a ticket is about.
@Suite struct LinkingTests {
  private static func order(_ number: String, _ channel: ChannelName = .shopify) -> Order {
    Order(
      id: OrderID(channel: channel, number: number), createdAt: DeskFixture.now - .days(9),
      state: .paid, customerName: "Priya Nair", customerEmail: "priya@customer.example",
      total: Money("49.00", "EUR") ?? Money(49, "EUR"), items: [], asOf: DeskFixture.now)
  }

  /// Priya's ticket, without an order.
  private func reading(_ candidates: [OrderCandidate], size: Size = Size(80, 24)) -> DeskDriver {
    var fixture = DeskFixture.morning
    for id in fixture.sheets.keys {
      fixture.sheets[id]?.candidates = candidates
      fixture.sheets[id]?.orders = []
      fixture.sheets[id]?.ticket.orders = []
    }
    var desk = DeskDriver(fixture, size: size)
    desk.press("j", "Enter")
    return desk
  }

  private func acts(_ desk: DeskDriver) -> [Act] {
    desk.effects.flatMap { effect -> [Act] in
      if case .commit(let changes, _) = effect { return changes.map(\.act) }
      return []
    }
  }

  private let two = [
    OrderCandidate(LinkingTests.order("1001"), .parcel),
    OrderCandidate(LinkingTests.order("1002"), .address),
  ]

  @Test(arguments: [Size(80, 24), Size(200, 50)])
  func whatItMayBeAboutIsShownAndOneKeyLinksIt(_ size: Size) throws {
    var desk = reading(two, size: size)
    if size.columns == 80 { desk.press("o") }
    let screen = (0..<size.rows).map(desk.line).joined(separator: "\n")
    #expect(screen.contains("It may be") && screen.contains("L link one"), "\(screen)")
    #expect(screen.contains("#1001") && screen.contains("its parcel is named"), "\(screen)")
    #expect(screen.contains("#1002") && screen.contains("the same address"), "\(screen)")
    desk.press("L")
    #expect(desk.bottom.contains("which order is it about?"), "\(desk.bottom)")
    desk.press("2")
    #expect(acts(desk) == [.linkedOrder(OrderID(channel: .shopify, number: "1002"))])
  }

  @Test func anyOrderIsLinkedByItsNumber() throws {
    var desk = reading([])
    desk.press("L")
    desk.type("1003\n")
    let question = Question.orders(numbers: ["1003"], addresses: [], tracking: [])
    #expect(desk.allEffects.contains(.ask(question)))
    var none = desk
    none.send(.answer(question, .orders([])))
    #expect(none.bottom.contains("no shop has told us of an order 1003"), "\(none.bottom)")
    var several = desk
    several.send(
      .answer(question, .orders([Self.order("1003"), Self.order("1003", .woocommerce)])))
    #expect(several.bottom.contains("which of them?"), "\(several.bottom)")
    several.press("2")
    several.send(
      .answer(question, .orders([Self.order("1003"), Self.order("1003", .woocommerce)])))
    let woo = OrderID(channel: .woocommerce, number: "1003")
    #expect(acts(several) == [.linkedOrder(woo)])
    desk.send(.answer(question, .orders([Self.order("1003")])))
    #expect(acts(desk) == [.linkedOrder(OrderID(channel: .shopify, number: "1003"))])
  }

  @Test func anOrderIsTakenOffAgain() throws {
    var desk = reading(two)
    desk.press(":")
    desk.type("unlink-order\n")
    #expect(desk.bottom.contains("it is linked to no order"), "\(desk.bottom)")
    var linked = DeskDriver(.morning)
    linked.press("j", "Enter")
    let order = try #require(linked.desk.ticket?.sheet?.ticket.orders.first)
    linked.press(":")
    linked.type("unlink-order 9999999\n")
    #expect(linked.bottom.contains("not linked to an order 9999999"), "\(linked.bottom)")
    linked.press(":")
    linked.type("unlink-order\n")
    #expect(acts(linked) == [.unlinkedOrder(order)])
  }
}
