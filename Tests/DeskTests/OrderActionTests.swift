import Desk
import Domain
import Foundation
import Terminal
import TestKit
import Testing

/// Asking an order's shop for something, a step at a time, from the ticket.
@Suite struct OrderActionTests {
  private static let cancel = OrderAction(
    "cancel", "cancel the order", fields: [.flag("refund", "pay back")],
    warning: "the shop cannot take it back")
  private static let tell = OrderAction(
    "tell", "write to the customer",
    fields: [.init("text", "words to the customer", .text(limit: 20))], told: "text")

  private func reading(_ size: Size = Size(80, 24)) -> DeskDriver {
    var desk = DeskDriver(DeskFixture.morning, size: size)
    desk.press("j", "Enter")
    return desk
  }

  private func order(_ desk: DeskDriver) throws -> Order {
    for effect in desk.effects.reversed() {
      if case .offers(let order) = effect { return order }
    }
    throw Missing()
  }

  private func errands(_ desk: DeskDriver) -> [OrderErrand] {
    desk.effects.compactMap { effect in
      if case .perform(let errand, _, _) = effect { return errand }
      return nil
    }
  }

  private func offers(_ desk: DeskDriver, _ actions: [OrderAction]) throws -> OrderOffers {
    OrderOffers(
      order: try order(desk), account: "shop", shop: "Shopify", actions: actions)
  }

  private func screen(_ desk: DeskDriver, _ size: Size) -> String {
    (0..<size.rows).map(desk.line).joined(separator: "\n")
  }

  private struct Missing: Error {}

  @Test(arguments: [Size(80, 24), Size(120, 36), Size(200, 50)])
  func nothingIsAskedBeforeTheLastYes(_ size: Size) throws {
    var desk = reading(size)
    desk.press("O")
    #expect(desk.bottom.contains("asking Shopify"), "\(desk.bottom)")
    desk.send(.offered(try offers(desk, [Self.cancel, Self.tell])))
    #expect(desk.bottom.contains("1 cancel the order"), "\(desk.bottom)")
    #expect(desk.bottom.contains("2 write to the customer"), "\(desk.bottom)")
    #expect(screen(desk, size).contains("What can be done"), "\(screen(desk, size))")
    desk.press("1")
    #expect(screen(desk, size).contains("2 yes"), "\(screen(desk, size))")
    #expect(desk.bottom.contains("pay back"), "\(desk.bottom)")
    desk.press("2")
    let shown = screen(desk, size)
    #expect(shown.contains("To be done"), "\(shown)")
    #expect(shown.contains("pay back: yes"), "\(shown)")
    #expect(shown.contains("the shop cannot take it back"), "\(shown)")
    #expect(desk.bottom.contains("y do it"), "\(desk.bottom)")
    #expect(errands(desk).isEmpty)
    desk.press("y")
    let errand = try #require(errands(desk).first)
    #expect(errand.action == "cancel" && errand.says("refund") && errand.account == "shop")
    #expect(desk.bottom.contains("asking Shopify to cancel the order"), "\(desk.bottom)")
    desk.send(.performed(.done(""), errand))
    #expect(desk.bottom.contains("done at Shopify"), "\(desk.bottom)")
  }

  @Test func whoLeavesHasAskedForNothing() throws {
    let ways: [[Key]] = [["Esc"], ["1", "Esc"], ["1", "2", "Esc"], ["1", "2", "n"]]
    for keys in ways {
      var desk = reading()
      desk.press("O")
      desk.send(.offered(try offers(desk, [Self.cancel])))
      for key in keys { desk.press(key) }
      #expect(errands(desk).isEmpty)
      let shown = screen(desk, Size(80, 24))
      #expect(!shown.contains("What can be done") && !shown.contains("To be done"), "\(shown)")
      desk.press("u")
      #expect(errands(desk).isEmpty)
    }
  }

  @Test func wordsForTheCustomerAreCountedAndShown() throws {
    var desk = reading()
    desk.press("O")
    desk.send(.offered(try offers(desk, [Self.tell])))
    desk.press("1")
    desk.type("This is far too long for it")
    desk.press("Enter")
    #expect(desk.bottom.contains("This is far"), "what was typed stays: \(desk.bottom)")
    desk.press("C-u")
    desk.type("It left us.")
    desk.press("Enter")
    let shown = screen(desk, Size(80, 24))
    #expect(shown.contains("words to the customer: It left us."), "\(shown)")
    #expect(shown.contains("The customer gets to read this."), "\(shown)")
    desk.press("y")
    #expect(errands(desk).first?.toldWords == "It left us.")
  }

  @Test func aShopThatLetsNothingBeDoneSaysWhy() throws {
    var desk = reading()
    desk.press("O")
    desk.send(.offered(try offers(desk, [])))
    #expect(desk.bottom.contains("lets nothing be done"), "\(desk.bottom)")
    desk.press("O")
    let wish = try #require(desk.effects.last)
    desk.send(.failed("shop.example does not answer", of: wish))
    #expect(desk.bottom.contains("does not answer"), "\(desk.bottom)")
  }

  @Test func whatEndedHalfWayIsSettledFirst() throws {
    let now = DeskFixture.now
    var fixture = DeskFixture.morning
    for (id, sheet) in fixture.sheets where !sheet.orders.isEmpty {
      var sheet = sheet
      let errand = OrderErrand(
        id: DeskFixture.id(8800), order: sheet.orders[0].id, account: "shop", action: Self.cancel,
        answers: [], author: AgentID("ana"))
      let asked = now - .minutes(9)
      sheet.events.append(
        Event(
          number: sheet.ticket.lastEvent, ticket: id, act: .orderAsked(errand),
          actor: .agent(AgentID("ana")), occurredAt: asked, recordedAt: asked))
      fixture.sheets[id] = sheet
    }
    var desk = DeskDriver(fixture, size: Size(120, 36))
    desk.press("j", "Enter")
    let shown = screen(desk, Size(120, 36))
    #expect(shown.contains("Asked: cancel the order"), "\(shown)")
    #expect(shown.contains("nobody knows"), "\(shown)")
    desk.press("O")
    #expect(desk.bottom.contains("was it done?"), "\(desk.bottom)")
    desk.press("n")
    let acts = desk.effects.flatMap { effect -> [Act] in
      if case .commit(let changes, _) = effect { return changes.map(\.act) }
      return []
    }
    #expect(
      acts.contains(
        .orderAnswered(
          DeskFixture.id(8800), .refused("an agent has seen that it was not done"))))
  }
}
