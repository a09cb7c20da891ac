import ChannelKit
import Domain
import Foundation
import Testing
import Wire

@testable import App

let opening = Instant(milliseconds: 1_800_000_000_000)

/// An order with one parcel.
func sample(_ number: Int, price: String = "129.90", scan: String = "Accepted") -> Order {
  let created = opening - .days(Int64(2000 - number) % 7 + 1)
  return Order(
    id: OrderID(channel: .email, number: "\(number)"), createdAt: created, state: .shipped,
    customerName: "Ada Byron", customerEmail: "ada\(number)@example.com",
    customerPhone: "+353 1 555 \(number)", address: ["4 Harbour Lane", "Dublin"],
    total: Money(price, "EUR") ?? Money(0, "EUR"),
    items: [
      OrderItem(
        title: "Mug \"Bär\"", sku: "MUG-\(number)", quantity: 2, price: Money("12.50", "EUR"))
    ],
    shipments: [
      Shipment(
        carrier: "dhl", trackingNumber: "TRACK\(number)", state: .inTransit, shippedAt: created,
        lastScanAt: opening - .hours(1), lastScan: scan)
    ], asOf: opening)
}

/// A shop of seven orders, three to a page, each changed an hour after the one before.
func sampleShop() -> SmallShop {
  var state = SmallShop.State(now: opening)
  state.pageLimit = 3
  for number in 1001...1007 {
    state.now = state.now + .hours(1)
    state.put(sample(number))
  }
  return SmallShop(state)
}

/// A channel and its double, as a test's argument.
struct ShopDouble: Sendable, CustomTestStringConvertible {
  let simulator: any Simulator.Type

  static let all = Catalogue.simulators.filter { $0.channel is any OrderSource.Type }
    .map { ShopDouble(simulator: $0) }

  var testDescription: String { simulator.channel.profile.title }
  /// Calls that only sign in, before the first page.
  var signInCalls: Int {
    guard let asking = simulator.channel as? any TokenAsking.Type,
      case .password(_, let secret) = simulator.credentials
    else { return 0 }
    let plan = try? asking.tokenPlan(
      for: simulator.account, secret: secret, second: simulator.second)
    return plan.flatMap(\.self) == nil ? 0 : 1
  }

  var secrets: [String] {
    switch simulator.credentials {
    case .password(_, let secret): [secret.reveal()]
    case .tokens, .keyed: []
    }
  }

  func channel(at shop: SmallShop) -> any Channel { simulator.channel(at: shop) }

  func source(at shop: SmallShop) -> any OrderSource {
    guard let source = channel(at: shop) as? any OrderSource else {
      preconditionFailure("every double here is one of a source of orders")
    }
    return source
  }

  private var bringsOrders: Bool { simulator.channel is any OrderBook.Type }

  /// What a batch tells, as lines.
  func facts(_ batch: OrderBatch) -> [String] {
    batch.orders.map(fact) + batch.parcels.map { fact($0.orderNumber ?? "", $0.shipment) }
  }

  /// What the shop has, as lines.
  func facts(of shop: SmallShop) async -> Set<String> {
    Set(facts(of: await shop.state.orders.map(\.order)))
  }

  func facts(of orders: [Order]) -> [String] {
    guard bringsOrders else {
      return orders.flatMap { order in order.shipments.map { fact(order.number, $0) } }
    }
    return orders.map(fact)
  }

  private func fact(_ order: Order) -> String {
    let items = order.items.map {
      "\($0.quantity) \($0.title) \($0.sku) \($0.price?.decimalText ?? "")"
    }
    return [
      order.number, order.customerName, order.customerEmail, order.total.decimalText,
      order.total.currency, "\(order.createdAt.milliseconds)", items.joined(separator: ","),
      order.shipments.map(\.trackingNumber).joined(separator: ","),
    ].joined(separator: "|")
  }

  private func fact(_ number: String, _ parcel: Shipment) -> String {
    "\(number)|\(parcel.trackingNumber)|\(parcel.lastScan)|\(parcel.state.rawValue)"
  }
}

/// A pull that did not come to its end, and how far it came.
struct Interrupted: Error {
  var error: ChannelError
  var facts: [String]
  var cursor: Cursor?
}

extension ShopDouble {
  /// Pulls until there is no more.
  func pullAll(
    at shop: SmallShop, after cursor: Cursor? = nil
  ) async throws -> (facts: [String], cursor: Cursor, notices: [String]) {
    let channel = source(at: shop)
    var (facts, notices): ([String], [String]) = ([], [])
    var place = cursor
    for _ in 0..<60 {
      do throws(ChannelError) {
        let batch = try await channel.orders(after: place)
        facts += self.facts(batch)
        notices += batch.notices
        place = batch.next
        if !batch.hasMore { return (facts, batch.next, notices) }
      } catch {
        throw Interrupted(error: error, facts: facts, cursor: place)
      }
    }
    Issue.record("the pull never ends")
    throw Interrupted(error: .unreadable(excerpt: "endless"), facts: facts, cursor: place)
  }

  /// How the first pull fails; `nil` where it does not.
  func failure(at shop: SmallShop) async -> ChannelError? {
    do throws(ChannelError) {
      _ = try await source(at: shop).orders(after: nil)
      return nil
    } catch {
      return error
    }
  }
}

/// What happens in the shop between two pages.
enum Move: String, Sendable, CaseIterable {
  case firstIsRemoved
  case firstChanges
  case lastChanges
  case oneIsNew
  case firstIsRemovedAndOneIsNew
  case twoAreRemoved

  var change: @Sendable (inout SmallShop.State) -> Void {
    switch self {
    case .firstIsRemoved: { $0.orders.removeAll { $0.order.number == "1001" } }
    case .firstChanges: { $0.later(sample(1001, price: "1.00", scan: "Changed")) }
    case .lastChanges: { $0.later(sample(1007, price: "1.00", scan: "Changed")) }
    case .oneIsNew: { $0.later(sample(1008)) }
    case .firstIsRemovedAndOneIsNew:
      {
        $0.orders.removeAll { $0.order.number == "1001" }
        $0.later(sample(1008))
      }
    case .twoAreRemoved:
      { $0.orders.removeAll { ["1001", "1003"].contains($0.order.number) } }
    }
  }
}

extension SmallShop.State {
  /// Puts an order in half an hour later.
  mutating func later(_ order: Order) {
    now = now + .minutes(30)
    put(order)
  }
}

/// How a shop asks us to wait.
struct Waiting: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var field: String?
  var span: Duration?

  /// The shop's clock stands at 15 January 2027, 15:00 UTC, when it is asked.
  static let all = [
    Waiting(testDescription: "seconds", field: "7", span: .seconds(7)),
    Waiting(testDescription: "none", field: nil, span: nil),
    Waiting(testDescription: "0", field: "0", span: .seconds(0)),
    Waiting(
      testDescription: "a date", field: "Fri, 15 Jan 2027 15:02:00 GMT", span: .seconds(120)),
    Waiting(
      testDescription: "a date gone by", field: "Fri, 15 Jan 2027 08:00:00 GMT", span: .seconds(0)),
    Waiting(testDescription: "ten years", field: "315360000", span: .seconds(6 * 3600)),
    Waiting(
      testDescription: "the year 2037", field: "Thu, 01 Jan 2037 00:00:00 GMT",
      span: .seconds(6 * 3600)),
    Waiting(
      testDescription: "more than a number holds", field: "99999999999999999999999",
      span: .seconds(6 * 3600)),
    Waiting(testDescription: "nonsense", field: "soon", span: nil),
  ]
}

/// What comes back instead of an answer.
struct Broken: Sendable, CustomTestStringConvertible {
  var mishap: SmallShop.Mishap
  var testDescription: String

  static let all: [Broken] = [
    Broken(mishap: .status(500), testDescription: "500"),
    Broken(mishap: .status(502), testDescription: "502"),
    Broken(mishap: .status(503), testDescription: "503"),
    Broken(mishap: .page(status: 200), testDescription: "a web page"),
    Broken(mishap: .page(status: 403), testDescription: "a firewall's page"),
    Broken(mishap: .page(status: 502), testDescription: "a gateway's page"),
    Broken(mishap: .cut, testDescription: "cut"),
    Broken(mishap: .short, testDescription: "shorter than it says"),
    Broken(mishap: .away, testDescription: "nobody there"),
    Broken(mishap: .lostAnswer, testDescription: "a lost answer"),
  ]
}
