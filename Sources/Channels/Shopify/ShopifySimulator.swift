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
    if request.body["query"].words.hasPrefix("mutation ") { return change(request.body, &shop) }
    let withReturns = variables["returns"].isTrue
    let words = variables["words"].words
    let size = min(variables["count"].optional.flatMap(Int.init) ?? 10, shop.pageLimit)
    let after = variables["after"].optional
    let listed = chosen(words, shop).sorted { place($0) < place($1) }
    let rest = listed.filter { entry in after.map { place(entry) > $0 } ?? true }
    let page = Array((shop.repeatsItself ? listed : rest).prefix(size))
    let more = shop.repeatsItself || rest.count > page.count
    if request.body["query"].words.hasPrefix("query Order(") {
      return HTTPResponse(json: [
        "data": ["orders": ["nodes": .array(page.map { marks($0, shop) })]]
      ])
    }
    return HTTPResponse(json: [
      "data": [
        "orders": [
          "pageInfo": [
            "hasNextPage": .bool(more), "endCursor": .text(page.last.map(place)),
          ], "nodes": .array(page.map { order($0, withReturns: withReturns) }),
        ]
      ], "extensions": ["cost": cost(of: shop.allowance)],
    ])
  }

  /// The three changes that a person may ask for.
  private static func change(
    _ body: JSONNode, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    let variables = body["variables"]
    let id = variables["id"].optional ?? variables["input"]["id"].words
    guard let entry = shop.orders.first(where: { "gid://shopify/Order/\($0.key)" == id }) else {
      return done(refusal: "Order does not exist")
    }
    let number = entry.order.number
    if let note = variables["input"]["note"].optional {
      shop.deeds.append(SmallShop.Deed(order: number, what: "note", words: note))
      return done()
    }
    if let tag = variables["tags"].elements.first?.words {
      shop.deeds.append(SmallShop.Deed(order: number, what: "tag", words: tag))
      return done()
    }
    guard [.pending, .paid, .processing].contains(entry.order.state) else {
      return done(refusal: "Cannot cancel a fulfilled order")
    }
    var order = entry.order
    order.state = .cancelled
    shop.put(order)
    let refund = variables["refund"]["originalPaymentMethodsRefund"].isTrue ? "refund" : ""
    shop.deeds.append(SmallShop.Deed(order: number, what: "cancel", words: refund))
    return done(job: ["id": "gid://shopify/Job/1", "done": false])
  }

  private static func done(refusal: String? = nil, job: JSONValue? = nil) -> HTTPResponse {
    let errors = refusal.map { [["field": .null, "message": .string($0)] as JSONValue] } ?? []
    var fields: [String: JSONValue] = ["userErrors": .array(errors)]
    if let job { fields["job"] = job }
    return HTTPResponse(json: ["data": ["done": .object(fields)]])
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

  /// What actions on an order need of it.
  private static func marks(_ entry: SmallShop.Entry, _ shop: SmallShop.State) -> JSONValue {
    let deeds = shop.deeds.filter { $0.order == entry.order.number }
    let isCancelled = entry.order.state == .cancelled
    return [
      "id": .string("gid://shopify/Order/\(entry.key)"), "name": .string("#\(entry.order.number)"),
      "note": .text(deeds.last { $0.what == "note" }?.words),
      "tags": .array(deeds.filter { $0.what == "tag" }.map { .string($0.words) }),
      "cancelledAt": isCancelled ? .string(entry.changedAt.rfc3339()) : .null,
    ]
  }

  /// Where it stands in the list, as a token.
  private static func place(_ entry: SmallShop.Entry) -> String {
    "\(entry.changedAt.milliseconds)-\(entry.key)"
  }

  private static func order(_ entry: SmallShop.Entry, withReturns: Bool) -> JSONValue {
    let order = entry.order
    var json: [String: JSONValue] = [
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
      "customer": customer(order),
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
    if withReturns {
      json["returns"] = [
        "nodes": .array(
          order.claims.filter { $0.kind == .return }.map {
            [
              "name": .string("#\($0.number)"), "status": $0.isOpen ? "OPEN" : "CLOSED",
              "totalQuantity": 1,
            ]
          })
      ]
    }
    return .object(json)
  }

  private static func customer(_ order: Order) -> JSONValue {
    let buyer = order.buyer ?? Buyer()
    let spent = buyer.spent ?? Money(0, order.total.currency)
    return [
      "displayName": .string(order.customerName),
      // A number of 64 bits is a text.
      "numberOfOrders": .string("\(buyer.orders ?? 1)"),
      "createdAt": .string((buyer.since ?? order.createdAt).rfc3339()),
      "note": .text(buyer.note.isEmpty ? nil : buyer.note),
      "tags": .array(buyer.tags.map { .string($0) }),
      "amountSpent": [
        "amount": .string(spent.decimalText), "currencyCode": .string(spent.currency),
      ],
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
