package import ChannelKit
package import Domain
import Foundation
package import Wire

/// Amazon's Selling Partner API in memory: a token for the refresh token, and orders.
package enum AmazonSimulator: Simulator {
  private static let token = "Atza|access1"

  package static var channel: any Channel.Type { AmazonChannel.self }
  package static let account = Account(
    name: "amazon", type: "amazon", address: "",
    settings: [
      "countries": "de, fr", "client_id": "amzn1.application-oa2-client.1", "since": "2026-06-01",
    ])
  package static let credentials = Credentials.password(user: "", Secret("Atzr|refresh1"))
  package static let second: Secret? = Secret("amzn1.oa2-cs.v1.1")

  package static func slowDown(retryAfter: String?) -> HTTPResponse {
    var response = failure(429, "QuotaExceeded", "You exceeded your quota for the resource.")
    if let retryAfter { response.headers["Retry-After"] = retryAfter }
    return response
  }

  package static func answer(
    _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    if request.path == "/auth/o2/token" { return grant(request, shop) }
    guard shop.isKeyGood, request.headers["x-amz-access-token"] == token else {
      return failure(403, "Unauthorized", "Access to requested resource is denied.")
    }
    let path = request.path.split(separator: "/").map(String.init)
    if path.starts(with: ["messaging", "v1", "orders"]) { return messaging(path, request, &shop) }
    guard path.starts(with: ["orders", "2026-01-01", "orders"]) else {
      return failure(404, "InvalidInput", "No such resource.")
    }
    guard path.count > 3 else { return search(request, shop) }
    return shop.orders.first { $0.order.number == path[3] }
      .map { HTTPResponse(json: ["order": json($0, request)]) }
      ?? failure(404, "InvalidInput", "The order does not exist.")
  }

  private static func failure(_ status: Int, _ code: String, _ message: String) -> HTTPResponse {
    HTTPResponse(
      status: status,
      json: ["errors": [["code": .string(code), "message": .string(message), "details": ""]]])
  }

  private static func grant(
    _ request: SimulatedRequest, _ shop: SmallShop.State
  ) -> HTTPResponse {
    let form = String(decoding: request.bytes, as: UTF8.self)
    let proofs = [
      "grant_type=refresh_token", "refresh_token=Atzr%7Crefresh1",
      "client_id=amzn1.application-oa2-client.1", "client_secret=amzn1.oa2-cs.v1.1",
    ]
    guard shop.isKeyGood, proofs.allSatisfy(form.contains) else {
      return HTTPResponse(
        status: 400,
        json: [
          "error": "invalid_grant",
          "error_description": "The request has an invalid grant parameter",
        ])
    }
    return HTTPResponse(json: [
      "access_token": .string(token), "token_type": "bearer", "expires_in": 3600,
      "refresh_token": "Atzr|refresh1",
    ])
  }
}

// MARK: - Messages of fixed kinds

extension AmazonSimulator {
  /// What may be written of an order: questions before it is sent, and of trouble at any time.
  private static func kinds(_ order: Order) -> [String] {
    switch order.state {
    case .cancelled, .refunded: []
    case .pending, .paid, .processing, .other:
      ["confirmOrderDetails", "unexpectedProblem", "legalDisclosure"]
    case .shipped, .delivered, .returned: ["confirmDeliveryDetails", "unexpectedProblem"]
    }
  }

  private static func messaging(
    _ path: [String], _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    guard request.query["marketplaceIds"] == "A1PA6795UKMFR9" else {
      return failure(400, "InvalidInput", "Invalid Input")
    }
    guard path.count > 3, let entry = shop.orders.first(where: { $0.order.number == path[3] })
    else { return failure(404, "InvalidInput", "The order does not exist.") }
    let place = "/messaging/v1/orders/\(path[3])"
    let ending = "?marketplaceIds=A1PA6795UKMFR9"
    let kinds = kinds(entry.order)
    switch (request.method, path.dropFirst(4).first) {
    case (.get, nil):
      let actions = kinds.map { kind -> JSONValue in
        ["href": .string("\(place)/messages/\(kind)\(ending)"), "name": .string(kind)]
      }
      return HTTPResponse(json: [
        "_links": ["actions": .array(actions), "self": ["href": .string(place + ending)]]
      ])
    case (.get, "attributes"): return HTTPResponse(json: ["buyer": ["locale": "de-DE"]])
    case (.post, "messages"):
      let kind = path.dropFirst(5).first ?? ""
      let words = request.body["text"].words
      guard kinds.contains(kind) else {
        return failure(403, "Unauthorized", "The message type is not allowed for this order.")
      }
      guard !words.isEmpty, words.count <= 2000 else {
        return failure(400, "InvalidInput", "text must have 1 to 2000 characters")
      }
      shop.deeds.append(SmallShop.Deed(order: path[3], what: kind, words: words))
      return HTTPResponse(status: 201, json: .object([:]))
    default: return failure(404, "InvalidInput", "No such resource.")
    }
  }
}

// MARK: - Orders

extension AmazonSimulator {
  private static func search(
    _ request: SimulatedRequest, _ shop: SmallShop.State
  ) -> HTTPResponse {
    guard let from = request.query["lastUpdatedAfter"].flatMap({ Instant(rfc3339: $0) }),
      request.query["marketplaceIds"] == "A1PA6795UKMFR9,A13V1IB3VIYZZH"
    else { return failure(400, "InvalidInput", "Invalid Input") }
    let size = min(Int(request.query["maxResultsPerPage"] ?? "100") ?? 100, shop.pageLimit)
    let place = request.query["paginationToken"].flatMap(Int.init) ?? 0
    let all = shop.orders(since: from)
    let rest = shop.repeatsItself ? all : all.filter { $0.key > place }
    let page = rest.prefix(size)
    var fields: [String: JSONValue] = [
      "orders": .array(page.map { json($0, request) }),
      "lastUpdatedBefore": .string((shop.now - .minutes(2)).rfc3339()),
    ]
    if let last = page.last, rest.count > size || shop.repeatsItself {
      fields["pagination"] = [
        "nextToken": .string(shop.repeatsItself ? "1" : "\(last.key)")
      ]
    }
    return HTTPResponse(json: .object(fields))
  }

  private static func money(_ sum: Money) -> JSONValue {
    ["amount": .string(sum.decimalText), "currencyCode": .string(sum.currency)]
  }

  /// What was asked for, and what is always there.
  private static func json(_ entry: SmallShop.Entry, _ request: SimulatedRequest) -> JSONValue {
    let order = entry.order
    let wanted = Set((request.query["includedData"] ?? "").split(separator: ",").map(String.init))
    var fields: [String: JSONValue] = [
      "orderId": .string(order.number), "createdTime": .string(order.createdAt.rfc3339()),
      "lastUpdatedTime": .string(entry.changedAt.rfc3339()),
      "salesChannel": [
        "channelName": "AMAZON", "marketplaceId": "A1PA6795UKMFR9", "marketplaceName": "Amazon.de",
      ],
      "orderItems": .array(order.items.enumerated().map { line(entry.key * 10 + $0, $1) }),
    ]
    if wanted.contains("BUYER") {
      fields["buyer"] = [
        "buyerName": .string(order.customerName), "buyerEmail": .string(order.customerEmail),
      ]
    }
    if wanted.contains("RECIPIENT") { fields["recipient"] = recipient(order) }
    if wanted.contains("PROCEEDS") { fields["proceeds"] = ["grandTotal": money(order.total)] }
    if wanted.contains("FULFILLMENT") {
      fields["fulfillment"] = [
        "fulfillmentStatus": .string(status(order)), "fulfilledBy": "MERCHANT",
        "fulfillmentServiceLevel": "STANDARD",
      ]
    }
    if wanted.contains("PACKAGES") {
      fields["packages"] = .array(order.shipments.enumerated().map { parcel($0 + 1, $1) })
    }
    return .object(fields)
  }

  private static func recipient(_ order: Order) -> JSONValue {
    [
      "deliveryAddress": [
        "name": .string(order.customerName), "addressLine1": .string(order.address.first ?? ""),
        "city": .string(order.address.dropFirst().first ?? ""), "countryCode": "IE",
        "phone": .string(order.customerPhone),
      ]
    ]
  }

  private static func line(_ id: Int, _ item: OrderItem) -> JSONValue {
    var product: [String: JSONValue] = [
      "asin": "B000EXAMPL", "title": .string(item.title), "sellerSku": .string(item.sku),
    ]
    if let price = item.price { product["price"] = ["unitPrice": money(price)] }
    return [
      "orderItemId": .string("\(id)"), "quantityOrdered": .int(item.quantity),
      "product": .object(product),
    ]
  }

  private static func parcel(_ number: Int, _ parcel: Shipment) -> JSONValue {
    var fields: [String: JSONValue] = [
      "packageReferenceId": .string("\(number)"), "carrier": .string(parcel.carrier),
      "trackingNumber": .string(parcel.trackingNumber),
      "packageStatus": ["status": parcel.state == .delivered ? "DELIVERED" : "IN_TRANSIT"],
    ]
    if let shipped = parcel.shippedAt { fields["shipTime"] = .string(shipped.rfc3339()) }
    return .object(fields)
  }

  private static func status(_ order: Order) -> String {
    switch order.state {
    case .pending: "PENDING"
    case .paid, .other: "UNSHIPPED"
    case .processing: "PARTIALLY_SHIPPED"
    case .shipped, .delivered, .returned, .refunded: "SHIPPED"
    case .cancelled: "CANCELLED"
    }
  }
}
