import AfterShip
import BigCommerce
import ChannelKit
import Domain
import Foundation
import Shopify
import Store
import Testing
import Wire
import WooCommerce

@testable import Sync

private func bought(_ number: Int, price: String = "24.90", scan: String = "Accepted") -> Order {
  Order(
    id: OrderID(channel: .woocommerce, number: "\(number)"), createdAt: noon - .days(3),
    state: .shipped, customerName: "Ada Byron", customerEmail: "ada\(number)@example.com",
    address: ["4 Harbour Lane", "Dublin"], total: Money(price, "EUR") ?? Money(0, "EUR"),
    items: [OrderItem(title: "Mug", sku: "MUG", quantity: 2, price: Money("12.45", "EUR"))],
    shipments: [
      Shipment(
        carrier: "dhl", trackingNumber: "TRACK\(number)", state: .outForDelivery,
        shippedAt: noon - .days(1), lastScanAt: noon - .hours(1), lastScan: scan)
    ], asOf: noon)
}

private func shop(_ numbers: ClosedRange<Int> = 1001...1005) -> SmallShop {
  var state = SmallShop.State(now: noon)
  state.pageLimit = 2
  for number in numbers { state.put(bought(number)) }
  return SmallShop(state)
}

private func account(_ simulator: any Simulator.Type, _ shop: SmallShop) -> SyncAccount {
  SyncAccount(account: simulator.account) { () throws(ChannelError) in
    simulator.channel(at: shop)
  }
}

extension Desk {
  fileprivate func sync(_ accounts: [SyncAccount]) async throws -> [AccountReport] {
    try await engine(nil, accounts).runOnce(waitingForWindowsUpTo: .seconds(0))
  }

  /// What the store knows of these orders: number, sum, parcels with their last scans.
  fileprivate func known(_ numbers: ClosedRange<Int> = 1001...1005) async throws -> Set<String> {
    let question = Question.orders(
      numbers: numbers.map(String.init), addresses: [], tracking: [])
    guard case .orders(let orders) = try await store.ask(question) else { throw Missing() }
    return Set(orders.map { line($0) })
  }

  fileprivate func line(_ order: Order, scans: Bool = true) -> String {
    let parcels = order.shipments.map { "\($0.trackingNumber) \(scans ? $0.lastScan : "")" }
    return "\(order.number) \(order.total.decimalText) \(parcels.joined(separator: ","))"
  }

  fileprivate var mailbox: SyncAccount {
    let outside = outside
    return SyncAccount(account: support) { () throws(ChannelError) in ScriptedChannel(outside) }
  }
}

@Suite struct OrderPullTests {
  static let shops: [any Simulator.Type] = [
    WooCommerceSimulator.self, ShopifySimulator.self, BigCommerceSimulator.self,
  ]

  @Test(arguments: 0..<shops.count)
  func ordersComeInOnceAndAreCounted(_ index: Int) async throws {
    let desk = try Desk()
    let shop = shop()
    let first = try await desk.sync([account(Self.shops[index], shop), desk.mailbox])
    #expect(first.map(\.orders) == [5, nil])
    #expect(first.map(\.state) == [.synced, .synced])
    #expect(try await desk.known().count == 5)
    let second = try await desk.sync([account(Self.shops[index], shop)])
    #expect(second.map(\.orders) == [0])
  }

  /// Whatever goes wrong with whichever request: afterwards the store knows what the shop has.
  @Test(arguments: 0..<5, 0..<shops.count)
  func afterAFaultAtAnyRequestTheStoreKnowsWhatTheShopHas(_ at: Int, _ index: Int) async throws {
    let mishaps: [SmallShop.Mishap] = [
      .signedOut, .slowDown(retryAfter: "5"), .slowDown(retryAfter: nil), .status(500),
      .page(status: 200), .cut, .short, .away, .lostAnswer,
      .changes { state in
        state.orders.removeAll { $0.order.number == "1001" }
        state.now = state.now + .minutes(30)
        state.put(bought(1004, price: "99.99"))
      },
    ]
    for mishap in mishaps {
      let desk = try Desk()
      let shop = shop()
      await shop.plan(mishap, at: at)
      _ = try await desk.sync([account(Self.shops[index], shop)])
      await shop.calm()
      let reports = try await desk.sync([account(Self.shops[index], shop)])
      #expect(reports.map(\.error) == [""])
      let known = try await desk.known()
      for order in await shop.state.orders.map(\.order) {
        #expect(known.contains(desk.line(order, scans: false)), "\(mishap) at \(at)")
      }
    }
  }

  @Test func oneShopsFaultStopsNeitherMailNorAnotherShop() async throws {
    let desk = try Desk()
    let (broken, good) = (shop(), shop())
    await broken.change { $0.isKeyGood = false }
    desk.outside.with { $0.mails = [Letter(subject: "Order 1002").arrival] }
    let reports = try await desk.sync([
      account(WooCommerceSimulator.self, broken), account(ShopifySimulator.self, good),
      desk.mailbox,
    ])
    #expect(reports.map(\.state) == [.failed, .synced, .synced])
    #expect(reports.map(\.isPassing) == [false, false, false])
    #expect(reports[0].error.contains("REST API"))
    #expect(reports.map(\.orders) == [0, 5, nil])
    #expect(reports.map(\.fetched) == [0, 0, 1])
  }
}

@Suite struct OrderOfATicketTests {
  @Test func aMailThatNamesAnOrderShowsItWithItsParcel() async throws {
    let desk = try Desk()
    let shop = shop()
    desk.outside.with { $0.mails = [Letter(subject: "Where is order 1004?").arrival] }
    _ = try await desk.sync([
      desk.mailbox, account(WooCommerceSimulator.self, shop),
      account(AfterShipSimulator.self, shop),
    ])
    let sheet = try await desk.ticket()
    #expect(sheet.orders.map(\.number) == ["1004"])
    #expect(sheet.orders.first?.shipments.map(\.trackingNumber) == ["TRACK1004"])
    #expect(sheet.orders.first?.shipments.first?.lastScan == "Accepted")
    #expect(sheet.orders.first?.shipments.first?.state == .outForDelivery)
  }

  @Test func anOrderThatIsToldLaterIsLinkedThen() async throws {
    let desk = try Desk()
    try await desk.receive([Letter(subject: "Where is order 1004?")])
    #expect(try await desk.ticket().orders == [])
    _ = try await desk.sync([account(WooCommerceSimulator.self, shop())])
    let sheet = try await desk.ticket()
    #expect(sheet.orders.map(\.number) == ["1004"])
    #expect(sheet.ticket.orders.map(\.number) == ["1004"])
  }

  @Test func aParcelThatIsToldBeforeItsOrderIsNotForgotten() async throws {
    let desk = try Desk()
    let shop = shop()
    let parcels = account(AfterShipSimulator.self, shop)
    _ = try await desk.sync([parcels])
    _ = try await desk.sync([parcels, account(WooCommerceSimulator.self, shop)])
    #expect(try await desk.known().contains("1003 24.90 TRACK1003 Accepted"))
  }

  @Test func whatTheCarrierSaidSurvivesTheShopsNextTelling() async throws {
    let desk = try Desk()
    let shop = shop()
    let all = [
      account(WooCommerceSimulator.self, shop), account(AfterShipSimulator.self, shop),
    ]
    _ = try await desk.sync(all)
    await shop.change { state in
      state.now = state.now + .hours(1)
      state.put(bought(1003, price: "1.00"))
    }
    _ = try await desk.sync([all[0]])
    #expect(try await desk.known().contains("1003 1.00 TRACK1003 Accepted"))
  }

  @Test func anOldTellingIsRefreshedForWhoOpensTheTicket() async throws {
    let desk = try Desk()
    let shop = shop()
    try await desk.receive([Letter(subject: "Where is order 1004?")])
    let engine = desk.engine(nil, [account(WooCommerceSimulator.self, shop)])
    _ = try await engine.runOnce(waitingForWindowsUpTo: .seconds(0))
    let ticket = try await desk.ticket().ticket.id
    let asked = await shop.requests.count
    await engine.refreshOrders(of: ticket)
    #expect(await shop.requests.count == asked)
    desk.clock.advance(.minutes(11))
    await shop.change { state in
      state.now = state.now + .minutes(11)
      state.put(bought(1004, price: "5.00"))
    }
    await engine.refreshOrders(of: ticket)
    #expect(try await desk.ticket().orders.map(\.total.decimalText) == ["5.00"])
  }

  @Test func whereTheParcelIsNowIsAskedForWhoOpensTheTicket() async throws {
    let desk = try Desk()
    let (shop, carrier) = (shop(), shop())
    try await desk.receive([Letter(subject: "Where is order 1004?")])
    let engine = desk.engine(
      nil, [account(WooCommerceSimulator.self, shop), account(AfterShipSimulator.self, carrier)])
    _ = try await engine.runOnce(waitingForWindowsUpTo: .seconds(0))
    let ticket = try await desk.ticket().ticket.id
    let asked = await carrier.requests.count
    await engine.refreshOrders(of: ticket)
    #expect(await carrier.requests.count == asked)
    desk.clock.advance(.minutes(11))
    await carrier.change { state in
      state.now = state.now + .minutes(11)
      var news = bought(1004, scan: "Handed over")
      news.shipments[0].state = .delivered
      news.shipments[0].lastScanAt = state.now
      state.put(news)
    }
    await engine.refreshOrders(of: ticket)
    await engine.refreshOrders(of: ticket)
    #expect(await carrier.requests.count == asked + 1)
    #expect(try await desk.ticket().orders.first?.shipments.first?.lastScan == "Handed over")
    // What has arrived is not asked about any more.
    desk.clock.advance(.hours(2))
    await engine.refreshOrders(of: ticket)
    #expect(await carrier.requests.count == asked + 1)
  }

  @Test func aCarrierWhoIsAwayHindersNobodyWhoOpensTheTicket() async throws {
    let desk = try Desk()
    let (shop, carrier) = (shop(), shop())
    try await desk.receive([Letter(subject: "Where is order 1004?")])
    let engine = desk.engine(
      nil, [account(WooCommerceSimulator.self, shop), account(AfterShipSimulator.self, carrier)])
    _ = try await engine.runOnce(waitingForWindowsUpTo: .seconds(0))
    desk.clock.advance(.minutes(11))
    await carrier.plan(.away)
    let before = try await desk.ticket().orders
    await engine.refreshOrders(of: try await desk.ticket().ticket.id)
    #expect(try await desk.ticket().orders.map(\.shipments) == before.map(\.shipments))
  }

  @Test func anOrderThatNobodyPulledYetIsLookedUp() async throws {
    let desk = try Desk()
    let shop = shop()
    try await desk.receive([Letter(subject: "Where is order 1004?")])
    let engine = desk.engine(nil, [account(ShopifySimulator.self, shop)])
    await engine.refreshOrders(of: try await desk.ticket().ticket.id)
    #expect(try await desk.ticket().orders.map(\.number) == ["1004"])
    #expect(await shop.requests.count == 1)
  }
}

@Suite struct OrderNewsTests {
  private func parcel(
    _ tracking: String, of order: String?, scanned: Instant?, _ state: Shipment.State = .delivered
  ) -> TrackedParcel {
    TrackedParcel(
      orderNumber: order,
      shipment: Shipment(
        carrier: "ups", trackingNumber: tracking, state: state, lastScanAt: scanned,
        lastScan: "Scan"), asOf: noon)
  }

  private func batch(_ orders: [Order] = [], _ parcels: [TrackedParcel] = []) -> OrderBatch {
    OrderBatch(orders: orders, parcels: parcels, next: Cursor("x"), hasMore: false)
  }

  @Test func aParcelIsKnownByItsTrackingNumberHoweverItIsSpaced() {
    let changed = OrderNews.orders(
      batch([], [parcel("track 1001", of: nil, scanned: noon)]), among: [bought(1001)])
    #expect(changed.first?.shipments.map(\.state) == [.delivered])
    #expect(changed.first?.shipments.map(\.carrier) == ["dhl"])
  }

  @Test func aParcelOfAKnownOrderIsAdded() {
    let changed = OrderNews.orders(
      batch([], [parcel("NEW", of: "#1001", scanned: noon)]), among: [bought(1001)])
    #expect(changed.first?.shipments.map(\.trackingNumber) == ["TRACK1001", "NEW"])
  }

  @Test func amongSeveralOrdersOfThatNumberNobodyGuesses() {
    var other = bought(1001)
    other.id.channel = .shopify
    other.shipments = []
    let news = batch([], [parcel("NEW", of: "1001", scanned: noon)])
    #expect(OrderNews.orders(news, among: [bought(1001), other]) == [])
  }

  private func told(
    _ number: String, of subject: ToldClaim.Subject, isOpen: Bool = true
  ) -> ToldClaim {
    ToldClaim(
      Claim(.return, number: number, statusText: isOpen ? "requested" : "closed", isOpen: isOpen),
      about: subject, on: .woocommerce)
  }

  private func changes(_ claims: [ToldClaim], among known: [Order]) -> [Order] {
    var news = batch()
    news.claims = claims
    return OrderNews.orders(news, among: known)
  }

  @Test func aClaimStandsWithItsOrderAndIsToldOnce() {
    let changed = changes([told("5", of: .order("#1001"))], among: [bought(1001), bought(1002)])
    #expect(changed.map(\.number) == ["1001"])
    #expect(changed.first?.claims.map(\.number) == ["5"])
    #expect(changes([told("5", of: .order("1001"))], among: changed) == [])
    let closed = changes([told("5", of: .order("1001"), isOpen: false)], among: changed)
    #expect(closed.first?.claims.map(\.isOpen) == [false])
  }

  @Test func aClaimThatNamesWhatWasBoughtFindsTheOnlyOrderOfIt() {
    var (first, second) = (bought(1001), bought(1002))
    first.listings = ["110", "111"]
    second.listings = ["112"]
    let subject = ToldClaim.Subject.listing("111", buyer: "ADA1001@example.com")
    #expect(changes([told("5", of: subject)], among: [first, second]).map(\.number) == ["1001"])
    second.customerEmail = first.customerEmail
    second.listings = ["111"]
    #expect(changes([told("5", of: subject)], among: [first, second]) == [])
    var other = bought(1001)
    other.id.channel = .shopify
    #expect(changes([told("5", of: .order("1001"))], among: [other]) == [])
  }

  @Test func whatIsToldApartStaysWhereItsOrderIsToldAgain() {
    var known = bought(1001)
    known.claims = [
      Claim(.return, number: "5", statusText: "requested", isOpen: true),
      Claim(.dispute, number: "", statusText: "incident open", isOpen: true),
    ]
    known.notes = [OrderNote("Fragile", at: nil, isSeen: false)]
    known.buyer = Buyer(orders: 3)
    let changed = OrderNews.orders(batch([bought(1001)]), among: [known])
    // An incident has no number: it is there as long as the order says so.
    #expect(changed.first?.claims.map(\.kind) == [.return])
    #expect(changed.first?.notes.map(\.text) == ["Fragile"])
    #expect(changed.first?.buyer?.orders == 3)
  }

  @Test func anOlderScanChangesNothing() {
    let news = batch([], [parcel("TRACK1001", of: nil, scanned: noon - .days(2), .inTransit)])
    #expect(OrderNews.orders(news, among: [bought(1001)]) == [bought(1001)])
  }

  @Test func whatTheShopCallsDeliveredIsDelivered() {
    var told = bought(1001)
    told.shipments[0].lastScanAt = nil
    told.shipments[0].state = .delivered
    let changed = OrderNews.orders(batch([told]), among: [bought(1001)])
    #expect(changed.first?.shipments.map(\.state) == [.delivered])
  }
}
