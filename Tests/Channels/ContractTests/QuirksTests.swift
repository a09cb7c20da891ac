import AfterShip
import BigCommerce
import ChannelKit
import Domain
import Foundation
import Shopify
import Testing
import Wire
import WooCommerce

/// Answers every request whose address ends so (before the question mark) with a text.
struct FixedTransport: Transport {
  var answers: [(ending: String, text: String)]

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let address = request.url.prefix { $0 != "?" }
    guard let answer = answers.first(where: { address.hasSuffix($0.ending) }) else {
      return HTTPResponse(status: 404, json: ["code": "none"])
    }
    return HTTPResponse(
      status: 200, headers: ["Content-Type": "application/json"], body: Array(answer.text.utf8))
  }

  func connect(
    _ endpoint: Endpoint, within limit: Duration
  ) async throws(TransportError) -> any ByteStream {
    throw .unreachable(reason: "no streams here")
  }
}

/// What single shops do that others do not.
@Suite struct QuirksTests {
  private func woo(_ order: String) async throws -> Order? {
    let channel = WooCommerceChannel(
      account: WooCommerceSimulator.account,
      transport: FixedTransport(answers: [("/orders", "[\(order)]")]),
      credentials: WooCommerceSimulator.credentials)
    return try await channel.orders(after: nil).orders.first
  }

  private func wooOrder(_ status: String = "processing", meta: String = "[]") -> String {
    """
    {"id":727,"number":"W-727","status":"\(status)","currency":"JPY","total":"2935",
     "date_created_gmt":"2026-03-01T10:00:00","date_modified_gmt":"2026-03-02T08:00:00",
     "billing":{"first_name":"Ada","email":"ADA@example.com"},"shipping":{},
     "line_items":[{"name":"Mug","quantity":3,"total":"10.00","sku":null,"price":3.3333333333}],
     "refunds":[{"id":1,"total":"-10.5"}],"meta_data":\(meta)}
    """
  }

  @Test func aStatusThatAPluginMadeUpIsKeptAsText() async throws {
    let order = try #require(try await woo(wooOrder("awaiting-engraving")))
    #expect(order.state == .other)
    #expect(order.statusText == "awaiting-engraving")
    #expect(order.number == "W-727")
    #expect(order.customerEmail == "ada@example.com")
    #expect(order.createdAt.rfc3339() == "2026-03-01T10:00:00Z")
    #expect(order.refunds.map(\.amount.amount) == [Decimal(string: "10.5")])
    #expect(order.items.map(\.price?.amount) == [Decimal(string: "3.3333")])
  }

  @Test(arguments: [
    (
      #"[{"key":"_wc_shipment_tracking_items","value":[{"tracking_number":"A1","date_shipped":"1772400000"},{"tracking_number":"A1"}]}]"#,
      ["A1"]
    ),
    (#"[{"key":"_tracking_number","value":940011}]"#, ["940011"]),
    (#"[{"key":"tracking_url","value":"https://x.example/1"}]"#, []),
    (#"[{"key":"_x_tracking_code","value":"B2"},{"key":"note","value":"C3"}]"#, ["B2"]),
    (
      #"[{"key":"_tracking_items","value":{"tracking_number":"D4"}},{"key":5,"value":[[]]}]"#,
      ["D4"]
    ),
    (#"[{"key":"_tracking_items","value":""}]"#, []),
  ])
  func parcelsAreReadFromWhatPluginsNote(_ meta: String, _ numbers: [String]) async throws {
    let order = try #require(try await woo(wooOrder(meta: meta)))
    #expect(order.shipments.map(\.trackingNumber) == numbers)
  }

  @Test func whatIsMissingIsNamed() async throws {
    let error = await #expect(throws: ChannelError.self) {
      try await woo(wooOrder().replacing("\"total\":\"2935\",", with: ""))
    }
    #expect(error?.sentence.contains("[0].total is missing") == true, "\(error?.sentence ?? "")")
  }

  @Test func plainPermalinksAreNamed() async throws {
    let channel = WooCommerceChannel(
      account: WooCommerceSimulator.account, transport: NoRoute(),
      credentials: WooCommerceSimulator.credentials)
    let error = await #expect(throws: ChannelError.self) { try await channel.test() }
    #expect(error?.sentence.contains("Permalinks") == true)
  }

  @Test(arguments: ["http://shop.example", "shop.example", "https://u:p@shop.example", ""])
  func anAddressThatWouldGiveTheKeyAwayIsRefused(_ url: String) async {
    var account = WooCommerceSimulator.account
    account.settings["url"] = url
    let channel = WooCommerceChannel(
      account: account, transport: FixedTransport(answers: []),
      credentials: WooCommerceSimulator.credentials)
    let error = await #expect(throws: ChannelError.self) { try await channel.test() }
    if case .signedOut = error { return }
    Issue.record("\(String(describing: error))")
  }

  @Test func aShopifyClientIdGetsItsTokenFirst() async throws {
    var account = ShopifySimulator.account
    account.settings["client_id"] = "id"
    let orders = """
      {"data":{"orders":{"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":[
       {"id":"gid://shopify/Order/1","name":"#1001","email":null,"phone":null,
        "createdAt":"2026-03-01T10:00:00Z","updatedAt":"2026-03-02T08:00:00Z","cancelledAt":null,
        "displayFinancialStatus":"SOMETHING_NEW","displayFulfillmentStatus":"UNFULFILLED",
        "returnStatus":"NO_RETURN","note":null,"customer":null,"shippingAddress":null,
        "currentTotalPriceSet":{"presentmentMoney":{"amount":"35.0","currencyCode":"USD"}},
        "lineItems":{"pageInfo":{"hasNextPage":true},"nodes":[]},"fulfillments":[],"refunds":[]}]}},
       "errors":[{"message":"Not approved","extensions":{"code":"ACCESS_DENIED"}}]}
      """
    let transport = FixedTransport(answers: [
      ("/admin/oauth/access_token", #"{"access_token":"shpat_2","expires_in":86399}"#),
      ("/graphql.json", orders),
    ])
    let plan = try #require(
      try ShopifyChannel.tokenPlan(for: account, secret: Secret("client secret"), second: nil))
    let channel = ShopifyChannel(
      account: account, transport: transport,
      credentials: .tokens(user: "", Tokens(from: plan.server, over: transport, now: { Date() })))
    let order = try #require(try await channel.orders(after: nil).orders.first)
    #expect(order.number == "1001")
    #expect(order.customerEmail == "")
    #expect(order.state == .other)
    #expect(order.statusText == "something new, unfulfilled")
    #expect(order.extra["items"] != nil)
  }

  @Test func aParcelsLastScanIsTheLatestWhateverItsZone() async throws {
    let answer = """
      {"meta":{"code":200},"data":{"pagination":{"has_next_page":false},"trackings":[
       {"id":"a","tracking_number":"T1","slug":"usps","tag":"SomethingNew","order_id":"1001",
        "updated_at":"2026-03-03T17:47:10+00:00","checkpoints":[
         {"checkpoint_time":"2026-03-03T18:47:10-05:00","message":"Arrived","location":"Albany"},
         {"checkpoint_time":"2026-03-03T20:00:00+00:00","message":"Left","location":null}]}]}}
      """
    let channel = AfterShipChannel(
      account: AfterShipSimulator.account,
      transport: FixedTransport(answers: [("/trackings", answer)]),
      credentials: AfterShipSimulator.credentials)
    let parcel = try #require(try await channel.orders(after: nil).parcels.first)
    #expect(parcel.shipment.lastScan == "Arrived · Albany")
    #expect(parcel.shipment.state == .inTransit)
    #expect(parcel.orderNumber == "1001")
  }

  @Test(arguments: 1...14)
  func everyStatusOfBigCommerceHasItsMeaning(_ status: Int) async throws {
    let order = """
      {"id":181,"date_created":"Tue, 24 Feb 2026 21:05:30 +0000","date_modified":"","status_id":\(status),
       "status":"Its name","total_inc_tax":"361.9500","refunded_amount":"0.0000",
       "currency_code":"USD","billing_address":{}}
      """
    let channel = BigCommerceChannel(
      account: BigCommerceSimulator.account,
      transport: FixedTransport(answers: [("/orders/181", order)]),
      credentials: BigCommerceSimulator.credentials)
    let found = try #require(try await channel.order("181"))
    #expect((found.state == .other) == (status == 13))
    #expect(found.statusText == "Its name")
    #expect(found.total.decimalText == "361.95")
    #expect(found.createdAt.rfc3339() == "2026-02-24T21:05:30Z")
  }
}

/// A WordPress whose permalinks are plain.
private struct NoRoute: Transport {
  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    HTTPResponse(status: 404, json: ["code": "rest_no_route", "message": "No route was found"])
  }

  func connect(
    _ endpoint: Endpoint, within limit: Duration
  ) async throws(TransportError) -> any ByteStream {
    throw .unreachable(reason: "no streams here")
  }
}
