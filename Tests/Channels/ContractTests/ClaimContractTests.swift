import ChannelKit
import Domain
import EBay
import Foundation
import Shopify
import Testing
import Wire

@testable import App

/// What customers ask back, over every channel that can tell of it.
@Suite struct ClaimContractTests {
  /// A channel, and what it tells of.
  struct Teller: Sendable, CustomTestStringConvertible {
    var double: ShopDouble
    var kind: Claim.Kind
    /// It has a number of its own.
    var isNumbered = true
    /// Until when we must answer is told.
    var tellsDeadline = false

    var testDescription: String { "\(double.testDescription), \(kind.rawValue)" }
  }

  static let tellers: [Teller] = [
    teller("walmart", .return), teller("ebay", .return, tellsDeadline: true),
    teller("ebay", .inquiry, tellsDeadline: true), teller("ebay", .dispute, tellsDeadline: true),
    teller("ebay", .cancellation), teller("mirakl", .return),
    teller("mirakl", .dispute, isNumbered: false), teller("shopify", .return),
    teller("bigcommerce", .dispute, isNumbered: false),
  ].compactMap(\.self)

  private static func teller(
    _ type: String, _ kind: Claim.Kind, isNumbered: Bool = true, tellsDeadline: Bool = false
  ) -> Teller? {
    ShopDouble.all.first { $0.simulator.channel.profile.type == type }
      .map {
        Teller(double: $0, kind: kind, isNumbered: isNumbered, tellsDeadline: tellsDeadline)
      }
  }

  private func claim(_ teller: Teller, isOpen: Bool = true) -> Claim {
    Claim(
      teller.kind, number: teller.isNumbered ? "5000123" : "",
      statusText: isOpen ? "waiting seller response" : "closed", isOpen: isOpen,
      wanted: "The handle broke off", amount: Money("12.50", "EUR"), openedAt: opening - .days(1),
      answerBy: isOpen ? opening + .days(2) : nil)
  }

  /// What is told of claims, with the order that each is about.
  private func told(
    _ double: ShopDouble, at shop: SmallShop, after cursor: Cursor? = nil
  ) async throws -> (claims: [(order: String, claim: Claim)], notices: [String], cursor: Cursor?) {
    let source = double.source(at: shop)
    var (claims, notices): ([(order: String, claim: Claim)], [String]) = ([], [])
    var place = cursor
    let all = await shop.state.orders.map(\.order)
    for _ in 0..<60 {
      let batch = try await source.orders(after: place)
      claims += batch.orders.flatMap { order in order.claims.map { (order.number, $0) } }
      for told in batch.claims {
        let about = (all.map { listed($0, at: double) }).filter { told.isAbout($0) }
        #expect(about.count == 1, "\(told)")
        claims += about.map { ($0.number, told.claim) }
      }
      notices += batch.notices
      place = batch.next
      if !batch.hasMore { break }
    }
    return (claims, notices, place)
  }

  /// An order as the channel would tell it.
  private func listed(_ order: Order, at double: ShopDouble) -> Order {
    var order = order
    order.id.channel = double.simulator.account.channel
    order.listings = ["11055\(5000 + (Int(order.number) ?? 0))"]
    return order
  }

  private func shop(_ claim: Claim) async -> SmallShop {
    let shop = sampleShop()
    await shop.change { state in
      var order = sample(1003)
      order.claims = [claim]
      state.put(order)
    }
    return shop
  }

  @Test(arguments: tellers)
  func anOpenOneComesWithItsOrder(_ teller: Teller) async throws {
    let shop = await shop(claim(teller))
    let told = try await told(teller.double, at: shop)
    let found = try #require(told.claims.first { $0.claim.kind == teller.kind })
    #expect(found.order == "1003")
    #expect(found.claim.isOpen)
    #expect(found.claim.number == claim(teller).number)
    #expect(!found.claim.statusText.isEmpty)
    if teller.tellsDeadline { #expect(found.claim.answerBy == opening + .days(2)) }
    #expect(told.claims.allSatisfy { $0.order == "1003" })
    #expect(told.notices == [])
  }

  @Test(arguments: tellers)
  func whatBecameOfItIsToldThoughTheOrderIsThere(_ teller: Teller) async throws {
    let shop = await shop(claim(teller))
    let first = try await told(teller.double, at: shop)
    let closed = claim(teller, isOpen: false)
    await shop.change { state in
      state.now = state.now + .hours(1)
      var order = sample(1003)
      order.claims = teller.isNumbered ? [closed] : []
      state.put(order)
    }
    let second = try await told(teller.double, at: shop, after: first.cursor)
    #expect(second.claims.filter { $0.claim.kind == teller.kind }.allSatisfy { !$0.claim.isOpen })
    if teller.isNumbered { #expect(!second.claims.isEmpty) }
  }

  /// Mirakl lists returns once in five minutes: those of one order are known from the pull.
  @Test(arguments: tellers.filter { $0.testDescription != "Mirakl, return" })
  func anOrderThatIsLookedUpHasIt(_ teller: Teller) async throws {
    let shop = await shop(claim(teller))
    let book = try #require(teller.double.channel(at: shop) as? any OrderBook)
    let order = try #require(try await book.order("1003"))
    #expect(order.claims.contains { $0.kind == teller.kind && $0.isOpen }, "\(order.claims)")
  }

  /// A token for orders need not be one for returns.
  @Test func ordersOnEBayComeWithoutReturnsWhereTheTokenMayNotReadThem() async throws {
    let channel = EBayChannel(
      account: EBaySimulator.account, transport: Refusing(shop: sampleShop()),
      credentials: credentials)
    let batch = try await channel.orders(after: nil)
    #expect(batch.orders.count == 3)
    var place: Cursor? = batch.next
    var notices: [String] = []
    for _ in 0..<9 {
      let next = try await channel.orders(after: place)
      (place, notices) = (next.next, next.notices)
      if !next.hasMore { break }
    }
    #expect(notices.count == 1, "\(notices)")
    #expect(notices.first?.contains("returns and cases on eBay are not known") == true)
    #expect(try await channel.order("1003")?.number == "1003")
  }

  private var credentials: Credentials? {
    guard case .password(let user, let secret) = EBaySimulator.credentials,
      let plan = try? EBayChannel.tokenPlan(
        for: EBaySimulator.account, secret: secret, second: EBaySimulator.second)
    else { return nil }
    let now = Date(timeIntervalSince1970: 1_800_000_000)
    let grants = FixedTransport(answers: [
      ("/token", #"{"access_token":"v^1.1#access_1","expires_in":7200}"#)
    ])
    return plan.credentials(user, Tokens(from: plan.server, over: grants, now: { now }))
  }

  @Test func ordersOfShopifyComeWithoutReturnsWhereTheAppMayNotReadThem() async throws {
    let shop = sampleShop()
    let channel = ShopifyChannel(
      account: ShopifySimulator.account, transport: Denying(shop: shop),
      credentials: ShopifySimulator.credentials)
    #expect(try await channel.orders(after: nil).orders.count == 3)
    #expect(await shop.requests.count == 1)
  }
}

/// An eBay that lets nobody read returns.
private struct Refusing: Transport {
  var shop: SmallShop

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    guard request.url.contains("/post-order/") else {
      return try await shop.exchange(request, with: EBaySimulator.self)
    }
    return HTTPResponse(
      status: 403, json: ["errors": [["errorId": 1100, "message": "Access denied"]]])
  }

  func connect(
    _ endpoint: Endpoint, within limit: Duration
  ) async throws(TransportError) -> any ByteStream {
    throw .unreachable(reason: "no streams here")
  }
}

/// A Shopify that gives nothing to who asks for returns.
private struct Denying: Transport {
  var shop: SmallShop

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    guard SimulatedRequest(request).body["variables"]["returns"].isTrue else {
      return try await shop.exchange(request, with: ShopifySimulator.self)
    }
    return HTTPResponse(json: [
      "errors": [["message": "Access denied", "extensions": ["code": "ACCESS_DENIED"]]],
      "data": .null,
    ])
  }

  func connect(
    _ endpoint: Endpoint, within limit: Duration
  ) async throws(TransportError) -> any ByteStream {
    throw .unreachable(reason: "no streams here")
  }
}
