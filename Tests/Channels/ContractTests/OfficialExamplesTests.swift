import AfterShip
import Amazon
import BigCommerce
import ChannelKit
import Domain
import Foundation
import Mirakl
import Testing
import Walmart
import Wire
import WooCommerce

/// The very answers that shops print in their own documents, read by our channels. They are not part
/// of the project.
@Suite struct OfficialExamplesTests {
  static let folder =
    ProcessInfo.processInfo.environment["SHOPBELL_SPECS"]
    ?? URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../../shared/apis/specs").standardizedFileURL.path
  private static let isThere: Bool = {
    let found = FileManager.default.fileExists(atPath: folder)
    if !found { print("skipped: no folder \(folder); SHOPBELL_SPECS names it") }
    return found
  }()

  /// An example by the path of its file; `response` is taken out of a pair.
  private static func example(_ path: String) throws -> String {
    let data = try Data(contentsOf: URL(filePath: "\(folder)/\(path)"))
    let json = JSONNode(try JSONValue(parsing: Array(data)))
    return json["response"].isNull ? json.value.written : json["response"].value.written
  }

  private static func signedIn(_ simulator: any Simulator.Type) -> Credentials {
    struct Book: RefreshTokenBook {
      func current() throws(TokenError) -> Secret { Secret("r") }
      func keep(_ next: Secret) throws(TokenError) {}
    }
    guard let asking = simulator.channel as? any TokenAsking.Type,
      case .password(let user, let secret) = simulator.credentials,
      let plan =
        (try? asking.tokenPlan(
          for: simulator.account, secret: secret, second: simulator.second)).flatMap(\.self)
    else { return simulator.credentials }
    let now = Date(timeIntervalSince1970: 1_800_000_000)
    let grants = FixedTransport(answers: [("", #"{"access_token":"t","expires_in":3600}"#)])
    return plan.credentials(
      user, Tokens(from: plan.server, book: Book(), over: grants, now: { now }))
  }

  fileprivate static func batch(
    _ simulator: any Simulator.Type, _ answers: [(ending: String, text: String)]
  ) async throws -> OrderBatch {
    let channel = simulator.channel.init(
      account: simulator.account, transport: FixedTransport(answers: answers),
      credentials: signedIn(simulator))
    return try await #require(channel as? any OrderSource).orders(after: nil)
  }

  @Test(
    .enabled(if: isThere),
    arguments: ["searchOrders_1", "searchOrders_2", "searchOrders_3", "searchOrders_example"])
  func amazonsOrdersAreRead(_ name: String) async throws {
    let text = try Self.example("amazon/examples/orders2026_\(name).json")
    let batch = try await Self.batch(AmazonSimulator.self, [("/orders", text)])
    #expect(!batch.orders.isEmpty)
    for order in batch.orders {
      #expect(order.number.wholeMatch(of: /[0-9]{3}-[0-9]{7}-[0-9]{7}/) != nil, "\(order.number)")
      #expect(order.state != .other, "\(order)")
      #expect(!order.items.isEmpty && order.items.allSatisfy { !$0.title.isEmpty }, "\(order)")
    }
  }

  @Test(.enabled(if: isThere)) func amazonsOrderInJapanHasItsYen() async throws {
    let text = try Self.example("amazon/examples/orders2026_searchOrders_1.json")
    let order = try #require(
      try await Self.batch(AmazonSimulator.self, [("/orders", text)]).orders.first)
    #expect(order.total == Money(19_940, "JPY"))
    #expect(order.state == .shipped && order.statusText == "shipped, by Amazon")
    #expect(order.customerEmail == "buyer-email@marketplace.amazon.co.jp")
  }

  @Test(.enabled(if: isThere), arguments: ["getOrder_1", "getOrder_2", "getOrder_3"])
  func amazonsSingleOrdersAreRead(_ name: String) async throws {
    let file = "amazon/examples/orders2026_\(name).json"
    let printed = try JSONNode(JSONValue(parsing: Array(Self.example(file).utf8)))["order"]
    let number = try printed["orderId"].text()
    let order = try #require(
      try await Self.order(AmazonSimulator.self, number, [("/\(number)", file)]))
    #expect(order.number == number && order.state != .other, "\(order)")
    #expect(order.items.count == printed["orderItems"].elements.count)
    #expect(order.shipments.count <= printed["packages"].elements.count)
  }

  @Test(.enabled(if: isThere)) func walmartsOrdersAndReturnsAreRead() async throws {
    let order = try Self.example("walmart/examples/order.json")
    let inner = try JSONNode(JSONValue(parsing: Array(order.utf8)))["order"].value.written
    let list = #"{"list":{"meta":{},"elements":{"order":[\#(inner)]}}}"#
    let returns = try Self.example("walmart/examples/returns_list.json")
    let batch = try await Self.batch(
      WalmartSimulator.self, [("/v3/orders", list), ("/v3/returns", returns)])
    let read = try #require(batch.orders.first)
    #expect(read.number == "4372135469400" && read.total == Money("5.34", "USD"))
    #expect(read.customerEmail == "7d9f02968955480499c84c5871ad1401@relay.walmart.com")
    #expect(read.shipments.map(\.trackingNumber) == ["435678956435467"])
    #expect(read.extra["purchase_order"] == "1815367951431")
    #expect(read.refunds.first?.amount == Money("127.45", "USD"))
    #expect(read.refunds.first?.state == .pending)
    let sentBack = try #require(read.claims.first)
    #expect(sentBack.kind == .return && sentBack.number == "103738048909818825")
    #expect(sentBack.statusText == "completed, not shipped" && !sentBack.isOpen)
    #expect(sentBack.wanted.hasPrefix("replacement: Antlion Audio"), "\(sentBack.wanted)")
    #expect(sentBack.openedAt?.rfc3339() == "2019-02-21T01:01:08Z")
    // The last of them is printed a step too deep.
    let printed = try JSONNode(
      JSONValue(parsing: Array(Self.example("walmart/examples/orders_list.json").utf8)))["list"]
    let orders = printed["elements"]["order"].elements.filter { $0["order"].isNull }
    let all: JSONValue = [
      "list": [
        "meta": printed["meta"].value, "elements": ["order": .array(orders.map(\.value))],
      ]
    ]
    let page = try await Self.batch(
      WalmartSimulator.self, [("/v3/orders", all.written), ("/v3/returns", returns)])
    #expect(page.orders.count > 5 && page.hasMore)
  }

  @Test(.enabled(if: isThere)) func wooCommercesOrdersAreRead() async throws {
    let text = try Self.example("woocommerce/examples/orders__list_all_orders.json")
    let batch = try await Self.batch(WooCommerceSimulator.self, [("/orders", text)])
    #expect(batch.orders.count == 2)
    #expect(batch.orders.allSatisfy { $0.total.amount > 0 && !$0.items.isEmpty })
  }

  @Test(.enabled(if: isThere)) func bigCommercesOrdersAreRead() async throws {
    let parts =
      [("/orders", "orders_list"), ("/products", "order_products")]
      + [("/shipments", "order_shipments"), ("/shippingaddresses", "order_shipping_addresses")]
      + [("/shipping_addresses", "order_shipping_addresses")]
    let answers = try parts.map { ($0.0, try Self.example("bigcommerce/examples/\($0.1).json")) }
    let batch = try await Self.batch(BigCommerceSimulator.self, answers)
    #expect(!batch.orders.isEmpty)
    #expect(batch.orders.allSatisfy { !$0.items.isEmpty }, "\(batch.orders)")
  }

  private static func order(
    _ simulator: any Simulator.Type, _ number: String, _ files: [(ending: String, file: String)]
  ) async throws -> Order? {
    let answers = try files.map { ($0.ending, try Self.example($0.file)) }
    let channel = simulator.channel.init(
      account: simulator.account, transport: FixedTransport(answers: answers),
      credentials: signedIn(simulator))
    return try await #require(channel as? any OrderBook).order(number)
  }

  @Test(.enabled(if: isThere)) func wooCommercesNotesAndCustomersAreRead() async throws {
    let folder = "woocommerce/examples"
    let order = try #require(
      try await Self.order(
        WooCommerceSimulator.self, "727",
        [
          ("/orders/727", "\(folder)/orders__retrieve_an_order.json"),
          ("/notes", "\(folder)/order_notes__list_all_order_notes.json"),
          ("/customers/26", "\(folder)/customers__retrieve_a_customer.json"),
        ]))
    #expect(order.notes.count > 1 && order.notes.first?.text == "Order ok!!!")
    #expect(order.notes.first?.at?.rfc3339() == "2017-03-21T19:46:41Z")
    #expect(order.notes.allSatisfy { $0.author.isEmpty })
  }

  @Test(.enabled(if: isThere)) func bigCommercesMessagesAndCustomersAreRead() async throws {
    let folder = "bigcommerce/examples"
    let read = try JSONNode(
      JSONValue(parsing: Array(Self.example("\(folder)/order.json").utf8)))
    let number = try read["id"].text()
    let order = try #require(
      try await Self.order(
        BigCommerceSimulator.self, number,
        [
          ("/orders/\(number)", "\(folder)/order.json"),
          ("/products", "\(folder)/order_products.json"),
          ("/messages", "\(folder)/order_messages.json"),
          ("/customers", "\(folder)/customers_list.json"),
        ]))
    let message = try #require(order.notes.first)
    #expect(message.text == "Re: Order #181: Thank you again!" && message.author == "staff")
    #expect(message.at?.rfc3339() == "2018-09-26T15:52:03Z" && message.isSeen)
  }

  @Test(.enabled(if: isThere)) func miraklsOrdersAreRead() async throws {
    let text = try Self.example("mirakl/examples/OR11_200.json")
    let batch = try await Self.batch(MiraklSimulator.self, [("/api/orders", text)])
    #expect(!batch.orders.isEmpty && batch.orders.allSatisfy { !$0.number.isEmpty })
  }

  @Test(.enabled(if: isThere)) func miraklsConversationsAreRead() async throws {
    // The list is printed without messages, a single conversation with them.
    let printed = try JSONNode(
      JSONValue(parsing: Array(Self.example("mirakl/examples/M10_200.json").utf8)))
    let text = JSONValue.object(["data": [printed.value]]).written
    // Files are whole where they are as large as is printed.
    let files = try printed["messages"].elements.flatMap { $0["attachments"].elements }.map {
      ("/\($0["id"].words)/download", String(repeating: "x", count: try $0["size"].whole()))
    }
    let channel = MiraklChannel(
      account: MiraklSimulator.account,
      transport: FixedTransport(answers: [("/threads", text)] + files),
      credentials: MiraklSimulator.credentials)
    let batch = try await channel.messages(after: nil)
    let told = printed["messages"].elements.map { $0["id"].words }
    #expect(!told.isEmpty && !files.isEmpty)
    #expect(Set(batch.arrivals.compactMap(\.posting?.id)) == Set(told))
    #expect(batch.arrivals.compactMap(\.posting?.author) == [.customer, .us])
    #expect(batch.arrivals.last?.posting?.files.map(\.bytes.count) == [200, 10])
  }

  @Test(.enabled(if: isThere)) func miraklsReturnsAreRead() async throws {
    let channel = MiraklChannel(
      account: MiraklSimulator.account,
      transport: FixedTransport(answers: [
        ("/api/orders", #"{"orders":[],"total_count":0}"#),
        ("/api/returns", try Self.example("mirakl/examples/RT11_200.json")),
      ]), credentials: MiraklSimulator.credentials)
    let first = try await channel.orders(after: nil)
    let batch = try await channel.orders(after: first.next)
    #expect(batch.hasMore)
    #expect(
      batch.claims.map(\.claim.statusText) == ["waiting acceptance", "refused"]
        && batch.claims.map(\.claim.isOpen) == [true, false])
    #expect(batch.claims.map(\.subject) == [.order("ORDER-1-A"), .order("ORDER-2-A")])
    #expect(
      batch.claims.first?.claim.wanted
        == "5 pieces, changed mind: Description of return, RMA RETURN_RMA")
  }

  @Test(.enabled(if: isThere)) func afterShipsParcelsAreRead() async throws {
    let text = try Self.example("aftership/examples/get_trackings_2026-07.json")
    let batch = try await Self.batch(AfterShipSimulator.self, [("/trackings", text)])
    #expect(batch.parcels.first?.shipment.trackingNumber == "61293150000079650811")
    #expect(batch.hasMore)
  }
}

/// An order on Amazon that nobody has paid yet.
@Suite struct AmazonUnpaidTests {
  @Test(arguments: [("A1C3SOZRARQ6R3", "PLN"), ("A1VC38T7YXB528", "JPY")])
  func itsSumIsInTheCurrencyOfItsMarketplace(_ place: String, _ currency: String) async throws {
    let text = """
      {"orders":[{"orderId":"111-2223334-5556667","createdTime":"2026-03-02T10:11:12Z",
       "lastUpdatedTime":"2026-03-02T10:11:12Z",
       "salesChannel":{"channelName":"AMAZON","marketplaceId":"\(place)"},
       "fulfillment":{"fulfillmentStatus":"PENDING"},
       "orderItems":[{"orderItemId":"1","quantityOrdered":1,"product":{"asin":"B000EXAMPL"}}]}]}
      """
    let batch = try await OfficialExamplesTests.batch(AmazonSimulator.self, [("/orders", text)])
    #expect(batch.orders.map(\.total) == [Money(0, currency)])
    #expect(batch.orders.map(\.state) == [.pending])
  }
}
