package import ChannelKit
package import Domain
import Foundation
package import Wire

/// eBay in memory: a token for the refresh token, orders, and members' conversations.
package enum EBaySimulator: Simulator {
  private static let token = "v^1.1#access_1"
  static let user = "northlight-outfitters"

  package static var channel: any Channel.Type { EBayChannel.self }
  package static let account = Account(
    name: "ebay", type: "ebay", address: "",
    settings: ["user": user, "client_id": "Northlig-desk-PRD-1"])
  package static let credentials = Credentials.password(user: "", Secret("v^1.1#refresh_1"))
  package static let second: Secret? = Secret("PRD-cert-1")

  package static func slowDown(retryAfter: String?) -> HTTPResponse {
    var response = failure(429, 2001, "Too many requests.")
    if let retryAfter { response.headers["Retry-After"] = retryAfter }
    return response
  }

  package static func answer(
    _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    if request.path == "/identity/v1/oauth2/token" { return grant(request, shop) }
    let path = request.path.split(separator: "/").map(String.init)
    let scheme = path.first == "post-order" ? "IAF" : "Bearer"
    guard shop.isKeyGood, request.headers["Authorization"] == "\(scheme) \(token)" else {
      return failure(401, 1001, "Invalid access token")
    }
    switch (request.method, path.first, path.count) {
    case (.get, "sell", 4): return orders(request, shop)
    case (.get, "sell", 5): return order(path[4], shop) { HTTPResponse(json: whole($0)) }
    case (.get, "sell", 6): return order(path[4], shop) { HTTPResponse(json: parcels($0)) }
    case (.get, "post-order", _): return claims(path, request, shop)
    case (.get, "commerce", 4): return talks(request, shop)
    case (.get, "commerce", 5): return talk(path[4], request, shop)
    case (.post, "commerce", 4): return say(request.body, &shop)
    default: return failure(404, 2002, "Resource not found")
    }
  }

  static func failure(_ status: Int, _ id: Int, _ message: String) -> HTTPResponse {
    HTTPResponse(
      status: status,
      json: [
        "errors": [
          [
            "errorId": .int(id), "domain": "API", "category": "REQUEST",
            "message": .string(message), "longMessage": .string(message),
          ]
        ]
      ])
  }

  private static func grant(
    _ request: SimulatedRequest, _ shop: SmallShop.State
  ) -> HTTPResponse {
    let proof = Data("Northlig-desk-PRD-1:PRD-cert-1".utf8).base64EncodedString()
    let form = String(decoding: request.bytes, as: UTF8.self)
    guard request.headers["Authorization"] == "Basic \(proof)" else {
      return HTTPResponse(status: 401, json: ["error": "invalid_client"])
    }
    guard shop.isKeyGood, form.contains("refresh_token=v%5E1.1%23refresh_1") else {
      return HTTPResponse(
        status: 400,
        json: ["error": "invalid_grant", "error_description": "the refresh token is invalid"])
    }
    return HTTPResponse(json: [
      "access_token": .string(token), "expires_in": 7200, "token_type": "User Access Token",
    ])
  }
}

// MARK: - Orders

extension EBaySimulator {
  private static func orders(
    _ request: SimulatedRequest, _ shop: SmallShop.State
  ) -> HTTPResponse {
    let filter = request.query["filter"]?.firstMatch(of: /lastmodifieddate:\[(.*)\.\.\]/)
    let since = filter.flatMap { Instant(rfc3339: String($0.output.1)) }
    let all = shop.orders(since: since)
    let size = min(Int(request.query["limit"] ?? "50") ?? 50, shop.pageLimit)
    let offset = shop.repeatsItself ? 0 : Int(request.query["offset"] ?? "0") ?? 0
    let page = all.dropFirst(offset).prefix(size)
    return HTTPResponse(json: [
      "href": "https://api.ebay.com/sell/fulfillment/v1/order", "limit": .int(size),
      "offset": .int(offset), "total": .int(shop.repeatsItself ? 99 : all.count),
      "orders": .array(page.map { json($0) }),
    ])
  }

  private static func order(
    _ number: String, _ shop: SmallShop.State, _ body: (SmallShop.Entry) -> HTTPResponse
  ) -> HTTPResponse {
    shop.orders.first { $0.order.number == number }.map(body)
      ?? failure(404, 32100, "Invalid order ID")
  }

  private static func money(_ sum: Decimal, _ currency: String) -> JSONValue {
    ["value": .string("\(sum)"), "currency": .string(currency)]
  }

  /// A single order says what a buyer asked for; a list of them never does.
  private static func whole(_ entry: SmallShop.Entry) -> JSONValue {
    json(entry, requests: cancellations(entry.order))
  }

  private static func cancelState(_ order: Order) -> String {
    if order.state == .cancelled { return "CANCELED" }
    return order.claims.contains { $0.kind == .cancellation } ? "IN_PROGRESS" : "NONE_REQUESTED"
  }

  private static func json(
    _ entry: SmallShop.Entry, requests: [JSONValue] = []
  ) -> JSONValue {
    let order = entry.order
    let currency = order.total.currency
    return [
      "orderId": .string(order.number), "creationDate": .string(order.createdAt.rfc3339()),
      "lastModifiedDate": .string(entry.changedAt.rfc3339()),
      "orderFulfillmentStatus": order.shipments.isEmpty ? "NOT_STARTED" : "FULFILLED",
      "orderPaymentStatus": order.state == .refunded ? "FULLY_REFUNDED" : "PAID",
      "buyer": ["username": .string(order.customerEmail)],
      "pricingSummary": ["total": money(order.total.amount, currency)],
      "cancelStatus": [
        "cancelState": .string(cancelState(order)), "cancelRequests": .array(requests),
      ],
      "fulfillmentStartInstructions": [
        [
          "shippingStep": [
            "shipTo": [
              "fullName": .string(order.customerName),
              "primaryPhone": ["phoneNumber": .string(order.customerPhone)],
              "contactAddress": [
                "addressLine1": .string(order.address.first ?? ""),
                "city": .string(order.address.dropFirst().first ?? ""), "countryCode": "IE",
              ],
            ]
          ]
        ]
      ],
      "lineItems": .array(
        order.items.enumerated().map { index, item in
          let price = (item.price?.amount ?? 0) * Decimal(item.quantity)
          return [
            "lineItemId": .string("\(entry.key)\(index)"),
            "legacyItemId": .string(listing(entry)), "sku": .string(item.sku),
            "title": .string(item.title), "quantity": .int(item.quantity),
            "lineItemCost": money(price, currency),
            "lineItemFulfillmentStatus": order.shipments.isEmpty ? "NOT_STARTED" : "FULFILLED",
          ]
        }),
    ]
  }

  private static func parcels(_ entry: SmallShop.Entry) -> JSONValue {
    let parcels = entry.order.shipments.enumerated().map { index, parcel -> JSONValue in
      [
        "fulfillmentId": .string("94\(entry.key)\(index)"),
        "shipmentTrackingNumber": .string(parcel.trackingNumber),
        "shippingCarrierCode": .string(parcel.carrier),
        "shippedDate": .string((parcel.shippedAt ?? entry.order.createdAt).rfc3339()),
        "lineItems": [["lineItemId": .string("\(entry.key)0"), "quantity": 1]],
      ]
    }
    return ["total": .int(parcels.count), "fulfillments": .array(parcels)]
  }
}
