import Amazon
import ChannelKit
import Domain
import Foundation
import Shopify
import Store
import Testing
import Wire
import WooCommerce

@testable import Sync

/// What a person asks of an order's shop: kept first, asked for once, and told as it went.
@Suite struct OrderActionTests {
  private static func bought(_ number: String, on channel: ChannelName) -> Order {
    Order(
      id: OrderID(channel: channel, number: number), createdAt: noon - .days(3), state: .paid,
      customerName: "Ada Byron", customerEmail: "ada@example.com",
      address: ["4 Harbour Lane", "Dublin"], total: Money("24.90", "EUR") ?? Money(0, "EUR"),
      items: [OrderItem(title: "Mug", sku: "MUG", quantity: 2, price: Money("12.45", "EUR"))],
      asOf: noon)
  }

  private static func account(
    _ simulator: any Simulator.Type, _ shop: SmallShop, name: AccountName? = nil
  ) -> SyncAccount {
    var account = simulator.account
    if let name { account.name = name }
    return SyncAccount(account: account) { () throws(ChannelError) in
      simulator.channel(at: shop)
    }
  }

  /// A shop with an order, and a ticket about it.
  private struct Scene {
    let desk: Desk
    let shop: SmallShop
    let engine: SyncEngine
    let order: Order

    init(
      _ simulator: any Simulator.Type = WooCommerceSimulator.self, number: String = "1004",
      besides others: [SyncAccount] = []
    ) async throws {
      let desk = try Desk()
      let channel = simulator.account.channel
      var state = SmallShop.State(now: noon)
      state.put(bought(number, on: channel))
      let shop = SmallShop(state)
      (self.desk, self.shop) = (desk, shop)
      let outside = desk.outside
      outside.with { $0.mails = [Letter(subject: "Please cancel order \(number)").arrival] }
      let mailbox = SyncAccount(account: support) { () throws(ChannelError) in
        ScriptedChannel(outside)
      }
      engine = desk.engine(
        nil, [OrderActionTests.account(simulator, shop), mailbox] + others)
      _ = try await engine.runOnce(waitingForWindowsUpTo: .seconds(0))
      let id = try await desk.ticket().ticket.id
      let link = Change(id, .linkedOrder(OrderID(channel: channel, number: number)))
      _ = try await desk.store.commit([link], by: .agent(desk.ana))
      order = try #require(try await desk.ticket().orders.first)
    }

    func errand(_ name: String, _ values: [String: String] = [:]) async throws -> OrderErrand {
      let offers = try await engine.offers(on: order)
      let action = try #require(offers.actions.first { $0.name == name })
      return OrderErrand(
        id: ID(high: 7, low: 9), order: order.id, account: offers.account, action: action,
        answers: action.fields.map { field in
          let value = values[field.name] ?? ""
          return .init(name: field.name, title: field.title, value: value, words: value)
        }, author: desk.ana)
    }

    func perform(_ errand: OrderErrand) async throws -> Result<OrderAnswer, Refusal> {
      let sheet = try await desk.ticket()
      return try await engine.perform(errand, of: sheet.ticket.id, seen: sheet.ticket.lastEvent)
    }

    func rows() async throws -> [OrderErrandRow] {
      try await desk.ticket().events.orderErrands(at: desk.clock.now)
    }
  }

  @Test func aCancelledOrderIsCancelledOnceAndShownSo() async throws {
    let scene = try await Scene()
    let errand = try await scene.errand("cancel")
    #expect(try await scene.perform(errand) == .success(.done("")))
    #expect(await scene.shop.state.deeds == [SmallShop.Deed(order: "1004", what: "cancel")])
    let sheet = try await scene.desk.ticket()
    #expect(sheet.orders.first?.state == .cancelled)
    #expect(sheet.messages.count == 1, "the customer was written nothing")
    #expect(sheet.ticket.waitingSince != nil, "nor was their question answered")
    let rows = try await scene.rows()
    #expect(rows.map(\.errand) == [errand])
    #expect(rows.map(\.answer) == [.done("")])
    let offers = try await scene.engine.offers(on: scene.order)
    #expect(!offers.actions.contains { $0.name == "cancel" }, "what is cancelled is not again")
  }

  @Test func wordsForTheCustomerStandInTheTicketAsAnAnswer() async throws {
    let scene = try await Scene()
    let errand = try await scene.errand("tell", ["text": "It leaves us today."])
    #expect(try await scene.perform(errand) == .success(.done("")))
    #expect(await scene.shop.state.deeds.map(\.what) == ["customer note"])
    let sheet = try await scene.desk.ticket()
    #expect(sheet.messages.map(\.body.visible).last == "It leaves us today.")
    #expect(sheet.messages.last?.direction == .outbound)
    #expect(sheet.messages.last?.to == sheet.messages.first.map { [$0.from] })
    #expect(sheet.ticket.waitingSince == nil)
    #expect(sheet.ticket.status == .pending)
    #expect(sheet.ticket.clocks.allSatisfy { !$0.isRunning })
  }

  /// The answer is lost: the shop is looked at, and is never asked a second time.
  @Test(arguments: [SmallShop.Mishap.lostAnswer, .status(500), .page(status: 200), .cut, .short])
  func whatMayHaveHappenedIsLookedForAndNeverAskedTwice(_ mishap: SmallShop.Mishap) async throws {
    let scene = try await Scene()
    let errand = try await scene.errand("note", ["note": "Wants it by Friday"])
    await scene.shop.planForChange(mishap)
    let answer = try await scene.perform(errand)
    let deeds = await scene.shop.state.deeds
    switch try answer.get() {
    case .done: #expect(deeds.count == 1)
    case .unsure:
      #expect(try await scene.rows().first?.isUnsure == true)
      #expect(deeds.count <= 1)
    case .refused: Issue.record("the shop may have done it")
    }
    let posts = await scene.shop.requests.filter { $0.method == .post }
    #expect(posts.count == 1)
  }

  @Test func aShopThatIsAwayDoesNothingAndSaysSo() async throws {
    let scene = try await Scene()
    let errand = try await scene.errand("cancel")
    await scene.shop.planForChange(.away)
    guard case .refused(let why) = try await scene.perform(errand).get() else {
      Issue.record("it was not refused")
      return
    }
    #expect(!why.isEmpty)
    #expect(await scene.shop.state.deeds == [])
    #expect(try await scene.desk.ticket().orders.first?.state == .processing)
  }

  @Test func aKeyThatMayOnlyReadIsToldWhatItLacks() async throws {
    let scene = try await Scene()
    let errand = try await scene.errand("note", ["note": "x"])
    await scene.shop.planForChange(.status(403))
    guard case .refused(let why) = try await scene.perform(errand).get() else {
      Issue.record("it was not refused")
      return
    }
    #expect(why.contains("write"), "\(why)")
  }

  /// The customer wrote again, or a colleague was quicker: nothing is asked of the shop.
  @Test func whatChangedSinceItWasLookedAtIsLeftAlone() async throws {
    let scene = try await Scene()
    let errand = try await scene.errand("cancel")
    let seen = try await scene.desk.ticket().ticket.lastEvent
    let id = try await scene.desk.ticket().ticket.id
    try await scene.desk.store.commit([Change(id, .prioritised(.high))], by: .agent(AgentID("ben")))
    let result = try await scene.engine.perform(errand, of: id, seen: seen)
    #expect(result == .failure(.changedMeanwhile))
    #expect(await scene.shop.state.deeds == [])
    #expect(try await scene.rows() == [])
  }

  /// Two shops of one kind give the same number to two orders of the same moment.
  @Test func nobodyChoosesBetweenTwoShops() async throws {
    var state = SmallShop.State(now: noon)
    state.put(Self.bought("1004", on: .woocommerce))
    let other = SmallShop(state)
    let scene = try await Scene(
      besides: [Self.account(WooCommerceSimulator.self, other, name: "second")])
    await #expect(throws: ChannelError.self) { _ = try await scene.engine.offers(on: scene.order) }
    await other.change { shop in
      var order = shop.orders[0].order
      order.createdAt = noon - .days(40)
      shop.put(order)
    }
    #expect(try await scene.engine.offers(on: scene.order).account == "woo")
  }

  @Test func whoeverEndsHalfWayLeavesItToAPerson() async throws {
    let scene = try await Scene()
    let errand = try await scene.errand("cancel")
    let id = try await scene.desk.ticket().ticket.id
    try await scene.desk.store.commit([Change(id, .orderAsked(errand))], by: .agent(scene.desk.ana))
    #expect(try await scene.rows().map(\.isUnsure) == [false], "it may be on its way")
    scene.desk.clock.advance(.minutes(4))
    #expect(try await scene.rows().map(\.isUnsure) == [true])
    let seen = OrderAnswer.done("an agent has seen that it was done")
    let settled = Change(id, .orderAnswered(errand.id, seen))
    try await scene.desk.store.commit([settled], by: .agent(scene.desk.ana))
    #expect(try await scene.rows().map(\.answer) == [seen])
    let again = try await scene.desk.store.commit([settled], by: .agent(scene.desk.ana))
    #expect(again.events.isEmpty, "what is known is known")
    _ = try await scene.desk.store.rebuild()
    #expect(try await scene.rows().map(\.answer) == [seen])
  }

  @Test func shopifyIsAskedInItsOwnWords() async throws {
    let scene = try await Scene(ShopifySimulator.self)
    let cancel = try await scene.errand(
      "cancel", ["reason": "CUSTOMER", "refund": "true", "restock": "false", "notify": "true"])
    let note = try await scene.errand("note", ["note": "First"])
    #expect(try await scene.perform(note) == .success(.done("")))
    var second = try await scene.errand("note", ["note": "Second"])
    second.id = ID(high: 7, low: 10)
    #expect(try await scene.perform(second) == .success(.done("")))
    #expect(
      await scene.shop.state.deeds.map(\.words) == ["First", "First\nSecond"],
      "what stood there stays")
    var third = cancel
    third.id = ID(high: 7, low: 11)
    guard case .done? = try? await scene.perform(third).get() else {
      Issue.record("it was not cancelled")
      return
    }
    #expect(await scene.shop.state.deeds.last?.words == "refund")
    #expect(try await scene.desk.ticket().orders.first?.state == .cancelled)
  }

  @Test func amazonIsWrittenToOnlyInTheKindsItAllows() async throws {
    let scene = try await Scene(AmazonSimulator.self, number: "111-2223334-5556667")
    let offers = try await scene.engine.offers(on: scene.order)
    #expect(offers.actions.map(\.name) == ["confirmOrderDetails", "unexpectedProblem"])
    #expect(offers.actions.allSatisfy { $0.warning.contains("German") })
    let errand = try await scene.errand(
      "unexpectedProblem", ["text": "Ihre Tasse ist leider zerbrochen."])
    #expect(try await scene.perform(errand) == .success(.done("")))
    #expect(
      await scene.shop.state.deeds == [
        SmallShop.Deed(
          order: "111-2223334-5556667", what: "unexpectedProblem",
          words: "Ihre Tasse ist leider zerbrochen.")
      ])
    #expect(
      try await scene.desk.ticket().messages.last?.body.visible
        == "Ihre Tasse ist leider zerbrochen.")
  }
}
