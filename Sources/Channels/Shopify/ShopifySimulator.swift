package import ChannelKit
package import Domain
import Foundation
package import Wire

/// A Shopify shop in memory.
package enum ShopifySimulator: Simulator {
  package static var channel: any Channel.Type { ShopifyChannel.self }
  package static let account = Account(
    name: "shopify", type: "shopify", address: "",
    settings: ["shop": "northlight.myshopify.com"])
  package static let credentials = Credentials.password(user: "", Secret("shpat_1"))

  package static var errorInside: HTTPResponse? {
    HTTPResponse(json: ["errors": [["message": "Internal error. Looks like something went wrong"]]])
  }

  package static func slowDown(retryAfter: String?) -> HTTPResponse {
    guard let retryAfter else {
      return HTTPResponse(json: [
        "errors": [["message": "Throttled", "extensions": ["code": "THROTTLED"]]],
        "extensions": ["cost": cost(available: 12, of: 2000, rate: 100)],
      ])
    }
    var response = HTTPResponse(status: 429, json: ["errors": "Exceeded the limit"])
    response.headers["Retry-After"] = retryAfter
    return response
  }

  package static func answer(
    _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    guard shop.isKeyGood, request.headers["X-Shopify-Access-Token"] == "shpat_1" else {
      return HTTPResponse(
        status: 401, json: ["errors": "[API] Invalid API key or access token"])
    }
    let variables = request.body["variables"]
    let words = variables["words"].words
    let size = min(variables["count"].optional.flatMap(Int.init) ?? 10, shop.pageLimit)
    let after = variables["after"].optional
    let listed = chosen(words, shop).sorted { place($0) < place($1) }
    let rest = listed.filter { entry in after.map { place(entry) > $0 } ?? true }
    let page = Array((shop.repeatsItself ? listed : rest).prefix(size))
    let more = shop.repeatsItself || rest.count > page.count
    return HTTPResponse(json: [
      "data": [
        "orders": [
          "pageInfo": [
            "hasNextPage": .bool(more), "endCursor": .text(page.last.map(place)),
          ], "nodes": .array(page.map(order)),
        ]
      ], "extensions": ["cost": cost(of: shop.allowance)],
    ])
  }

  private static func cost(of allowance: SmallShop.Allowance) -> JSONValue {
    let missing = Double(allowance.full - allowance.left)
    return cost(
      available: allowance.left, of: allowance.full,
      rate: missing * 1000 / Double(allowance.fullIn.milliseconds))
  }

  private static func cost(available: Int, of most: Int, rate: Double) -> JSONValue {
    [
      "requestedQueryCost": 252, "actualQueryCost": 22,
      "throttleStatus": [
        "maximumAvailable": .number("\(most).0"), "currentlyAvailable": .int(available),
        "restoreRate": .number("\(rate)"),
      ],
    ]
  }

  private static func chosen(
    _ words: String, _ shop: SmallShop.State
  ) -> [SmallShop.Entry] {
    if let match = words.wholeMatch(of: /updated_at:>='(.+)'/) {
      return shop.orders(since: Instant(rfc3339: String(match.1)))
    }
    if words.hasPrefix("name:") {
      return shop.orders(since: nil).filter { $0.order.number == words.dropFirst(5) }
    }
    return shop.orders(since: nil)
  }

  /// Where it stands in the list, as a token.
  private static func place(_ entry: SmallShop.Entry) -> String {
    "\(entry.changedAt.milliseconds)-\(entry.key)"
  }

  private static func order(_ entry: SmallShop.Entry) -> JSONValue {
    let order = entry.order
    return [
      "id": .string("gid://shopify/Order/\(entry.key)"), "name": .string("#\(order.number)"),
      "email": .string(order.customerEmail),
      "phone": .text(order.customerPhone.isEmpty ? nil : order.customerPhone),
      "createdAt": .string(order.createdAt.rfc3339()),
      "updatedAt": .string(entry.changedAt.rfc3339()),
      "cancelledAt": order.state == .cancelled ? .string(entry.changedAt.rfc3339()) : .null,
      "displayFinancialStatus": .string(financial(order)),
      "displayFulfillmentStatus": .string(fulfillment(order)),
      "returnStatus": order.state == .returned ? "RETURNED" : "NO_RETURN", "note": .null,
      "currentTotalPriceSet": money(order.total),
      "customer": ["displayName": .string(order.customerName)],
      "shippingAddress": [
        "name": .string(order.customerName), "address1": .text(order.address.first),
        "address2": .null, "city": .text(order.address.dropFirst().first), "zip": .null,
        "provinceCode": .null, "countryCodeV2": "IE", "phone": .null,
      ],
      "lineItems": [
        "pageInfo": ["hasNextPage": false],
        "nodes": .array(
          order.items.map { item in
            [
              "title": .string(item.title), "sku": .string(item.sku),
              "currentQuantity": .int(item.quantity),
              "originalUnitPriceSet": money(item.price ?? Money(0, order.total.currency)),
            ]
          }),
      ],
      "fulfillments": .array(order.shipments.map { parcel($0, order) }),
      "refunds": .array(
        order.refunds.map {
          ["createdAt": .string($0.at.rfc3339()), "totalRefundedSet": money($0.amount)]
        }),
    ]
  }

  private static func money(_ money: Money) -> JSONValue {
    [
      "presentmentMoney": [
        "amount": .string(money.decimalText), "currencyCode": .string(money.currency),
      ]
    ]
  }

  private static func parcel(_ parcel: Shipment, _ order: Order) -> JSONValue {
    [
      "status": "SUCCESS",
      "displayStatus": parcel.state == .delivered ? "DELIVERED" : "IN_TRANSIT",
      "createdAt": .string((parcel.shippedAt ?? order.createdAt).rfc3339()),
      "deliveredAt": .text(parcel.deliveredAt?.rfc3339()), "estimatedDeliveryAt": .null,
      "trackingInfo": [
        [
          "company": .string(parcel.carrier), "number": .string(parcel.trackingNumber),
          "url": .string("https://parcel.example/\(parcel.trackingNumber)"),
        ]
      ],
    ]
  }

  private static func financial(_ order: Order) -> String {
    switch order.state {
    case .pending: "PENDING"
    case .refunded: "REFUNDED"
    default: "PAID"
    }
  }

  private static func fulfillment(_ order: Order) -> String {
    switch order.state {
    case .shipped, .delivered, .returned: "FULFILLED"
    case .processing: "IN_PROGRESS"
    default: "UNFULFILLED"
    }
  }
}
