package import ChannelKit
package import Domain
import Foundation
package import Wire

/// Walmart Marketplace in memory: a token for the key, orders by who ships them, returns.
package enum WalmartSimulator: Simulator {
  private static let token = "eyJ.access1"

  package static var channel: any Channel.Type { WalmartChannel.self }
  package static let account = Account(
    name: "walmart", type: "walmart", address: "",
    settings: ["client_id": "client-1", "since": "2026-06-01"])
  package static let credentials = Credentials.password(user: "", Secret("secret-1"))

  package static func slowDown(retryAfter: String?) -> HTTPResponse {
    var response = failure(429, "REQUEST_THRESHOLD_VIOLATED", "Threshold limit reached")
    if let retryAfter { response.headers["Retry-After"] = retryAfter }
    return response
  }

  package static func tell(
    _ allowance: SmallShop.Allowance, at now: Instant, in answer: inout HTTPResponse
  ) {
    answer.headers["X-Current-Token-Count"] = "\(allowance.left)"
  }

  package static func answer(
    _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    guard request.headers["WM_SVC.NAME"] != nil, request.headers["WM_QOS.CORRELATION_ID"] != nil
    else { return failure(400, "INVALID_REQUEST_HEADER", "A header is missing") }
    if request.path == "/v3/token" { return grant(request, shop) }
    guard shop.isKeyGood, request.headers["WM_SEC.ACCESS_TOKEN"] == token else {
      return failure(401, "UNAUTHORIZED", "Unauthorized token")
    }
    let path = request.path.split(separator: "/").map(String.init)
    switch path.dropFirst().first {
    case "orders" where path.count == 2: return orders(request, shop)
    case "orders":
      return shop.orders.first { purchase($0) == path[2] }
        .map { HTTPResponse(json: ["order": json($0)]) } ?? nothing
    case "returns": return returns(request, shop)
    default: return nothing
    }
  }

  private static let nothing = failure(404, "CONTENT_NOT_FOUND", "No content found")

  private static func failure(_ status: Int, _ code: String, _ message: String) -> HTTPResponse {
    HTTPResponse(
      status: status,
      json: [
        "errors": [
          [
            "code": .string(code), "message": .string(message), "category": "DATA",
            "severity": "ERROR",
          ]
        ]
      ])
  }

  private static func grant(
    _ request: SimulatedRequest, _ shop: SmallShop.State
  ) -> HTTPResponse {
    let proof = Data("client-1:secret-1".utf8).base64EncodedString()
    guard shop.isKeyGood, request.headers["Authorization"] == "Basic \(proof)",
      String(decoding: request.bytes, as: UTF8.self).contains("grant_type=client_credentials")
    else { return failure(401, "UNAUTHORIZED", "Unauthorized") }
    return HTTPResponse(json: [
      "access_token": .string(token), "token_type": "Bearer", "expires_in": 900,
    ])
  }
}

// MARK: - Orders

extension WalmartSimulator {
  /// Who buys sees the customer's number; Walmart works with that of the purchase order.
  private static func purchase(_ entry: SmallShop.Entry) -> String { "17962770\(entry.key)" }

  /// The seller ships all of it but what says otherwise.
  private static func list(_ entry: SmallShop.Entry) -> String {
    entry.order.extra["shipped_by"] ?? "SellerFulfilled"
  }

  private static func orders(
    _ request: SimulatedRequest, _ shop: SmallShop.State
  ) -> HTTPResponse {
    let since = request.query["lastModifiedStartDate"].flatMap { Instant(rfc3339: $0) }
    let found = shop.orders(since: since).filter { entry in
      list(entry) == request.query["shipNodeType"] ?? "SellerFulfilled"
        && request.query["customerOrderId"].map { $0 == entry.order.number } ?? true
    }
    let (page, next) = page(of: found, request, shop)
    guard !page.isEmpty else { return nothing }
    var meta: [String: JSONValue] = [
      "totalCount": .int(found.count), "limit": .int(page.count),
    ]
    meta["nextCursor"] = next
    return HTTPResponse(json: [
      "list": ["meta": .object(meta), "elements": ["order": .array(page.map(json))]]
    ])
  }

  /// A page of a list, and the way to the next one: its question, whole.
  private static func page(
    of all: [SmallShop.Entry], _ request: SimulatedRequest, _ shop: SmallShop.State
  ) -> (entries: [SmallShop.Entry], next: JSONValue?) {
    let size = min(Int(request.query["limit"] ?? "100") ?? 100, shop.pageLimit)
    // The place in the list is the last order that was told.
    let place = Int(request.query["poIndex"] ?? "0") ?? 0
    let rest = shop.repeatsItself ? all : all.filter { $0.key > place }
    let entries = Array(rest.prefix(size))
    guard let last = entries.last, rest.count > size || shop.repeatsItself else {
      return (entries, nil)
    }
    var fields = request.query
    fields["poIndex"] = shop.repeatsItself ? "1" : "\(last.key)"
    fields["hasMoreElements"] = "true"
    let words = fields.sorted { $0.key < $1.key }
      .map { "\($0.key)=\($0.value.percentEncoded)" }
    return (entries, .string("?\(words.joined(separator: "&"))"))
  }

  private static func moment(_ at: Instant) -> JSONValue { .int(Int(at.milliseconds)) }

  private static func amount(_ sum: Decimal) -> JSONValue { .number("\(sum)") }

  private static func json(_ entry: SmallShop.Entry) -> JSONValue {
    let order = entry.order
    return [
      "purchaseOrderId": .string(purchase(entry)), "customerOrderId": .string(order.number),
      "customerEmailId": .string(order.customerEmail), "orderType": "REGULAR",
      "orderDate": moment(order.createdAt),
      "shippingInfo": [
        "phone": .string(order.customerPhone),
        "estimatedDeliveryDate": moment(order.createdAt + .days(5)),
        "estimatedShipDate": moment(order.createdAt + .days(1)), "methodCode": "Value",
        "postalAddress": [
          "name": .string(order.customerName), "address1": .string(order.address.first ?? ""),
          "city": .string(order.address.dropFirst().first ?? ""), "state": "NY",
          "postalCode": "12180", "country": "USA",
        ],
      ],
      "orderLines": ["orderLine": .array(lines(entry))],
      "shipNode": ["type": .string(list(entry))],
    ]
  }

  /// The order's sum is what its lines are charged together: the rest of it is on the first.
  private static func lines(_ entry: SmallShop.Entry) -> [JSONValue] {
    let order = entry.order
    let goods = order.items.reduce(Decimal(0)) {
      $0 + ($1.price?.amount ?? 0) * Decimal($1.quantity)
    }
    return order.items.enumerated().map { index, item in
      let cost = (item.price?.amount ?? 0) * Decimal(item.quantity)
      let further = index == 0 ? order.total.amount - goods : 0
      var charges = [charge("PRODUCT", "ItemPrice", cost, order.total.currency)]
      if further != 0 {
        charges.append(charge("SHIPPING", "Shipping", further, order.total.currency))
      }
      return [
        "lineNumber": .string("\(index + 1)"),
        "item": ["productName": .string(item.title), "sku": .string(item.sku)],
        "charges": ["charge": .array(charges)],
        "orderLineQuantity": ["unitOfMeasurement": "EACH", "amount": .string("\(item.quantity)")],
        "statusDate": moment(entry.changedAt),
        "orderLineStatuses": ["orderLineStatus": .array(statuses(entry, item))],
      ]
    }
  }

  private static func charge(
    _ type: String, _ name: String, _ sum: Decimal, _ currency: String
  ) -> JSONValue {
    [
      "chargeType": .string(type), "chargeName": .string(name),
      "chargeAmount": ["currency": .string(currency), "amount": amount(sum)],
    ]
  }

  private static func statuses(_ entry: SmallShop.Entry, _ item: OrderItem) -> [JSONValue] {
    let order = entry.order
    let word =
      switch order.state {
      case .pending, .paid: "Created"
      case .processing, .other: "Acknowledged"
      case .shipped, .returned: "Shipped"
      case .delivered: "Delivered"
      case .cancelled: "Cancelled"
      case .refunded: "Refund"
      }
    var status: [String: JSONValue] = [
      "status": .string(word),
      "statusQuantity": ["unitOfMeasurement": "EACH", "amount": .string("\(item.quantity)")],
    ]
    guard !order.shipments.isEmpty else { return [.object(status)] }
    return order.shipments.map { parcel in
      status["trackingInfo"] = [
        "shipDateTime": moment(parcel.shippedAt ?? order.createdAt),
        "carrierName": carrier(parcel.carrier), "methodCode": "Value",
        "trackingNumber": .string(parcel.trackingNumber),
        "trackingURL": .string(
          "https://www.walmart.com/tracking?tracking_id=\(parcel.trackingNumber)"),
      ]
      return .object(status)
    }
  }
}

// MARK: - Returns

extension WalmartSimulator {
  /// Those that Walmart knows by name; all others stand elsewhere.
  private static func carrier(_ name: String) -> JSONValue {
    ["UPS", "USPS", "FedEx", "DHL"].contains(name)
      ? ["carrier": .string(name)] : ["otherCarrier": .string(name)]
  }

  private static func returns(
    _ request: SimulatedRequest, _ shop: SmallShop.State
  ) -> HTTPResponse {
    let since = request.query["returnLastModifiedStartDate"].flatMap { Instant(rfc3339: $0) }
    let found = shop.orders(since: since).filter { entry in
      (!entry.order.refunds.isEmpty || entry.order.claims.contains { $0.kind == .return })
        && request.query["customerOrderId"].map { $0 == entry.order.number } ?? true
    }
    let (page, next) = page(of: found, request, shop)
    guard !page.isEmpty else { return nothing }
    return HTTPResponse(json: [
      // Here it is always there, and blank on the last page.
      "meta": [
        "totalCount": .int(found.count), "limit": .int(page.count), "nextCursor": next ?? "",
      ],
      "returnOrders": .array(page.map(returned)),
    ])
  }

  private static func returned(_ entry: SmallShop.Entry) -> JSONValue {
    let order = entry.order
    let claim = order.claims.first { $0.kind == .return }
    let sum =
      claim?.amount?.amount ?? order.refunds.reduce(Decimal(0)) { $0 + $1.amount.amount }
    let isDone = claim.map { !$0.isOpen } ?? order.refunds.allSatisfy { $0.state == .issued }
    let at = claim?.openedAt ?? order.refunds.first?.at ?? order.createdAt
    return [
      "returnOrderId": .string(claim?.number ?? "10373804\(entry.key)"), "returnType": "REFUND",
      "customerEmailId": .string(order.customerEmail),
      "customerOrderId": .string(order.number), "returnOrderDate": .string(at.rfc3339()),
      "returnByDate": .string((at + .days(30)).rfc3339()), "refundMode": "POST_DELIVERY",
      "totalRefundAmount": [
        "currencyAmount": amount(sum), "currencyUnit": .string(order.total.currency),
      ],
      "returnLineGroups": [],
      "returnOrderLines": .array(
        order.items.enumerated().map { index, item in
          [
            "returnOrderLineNumber": .int(index + 1), "purchaseOrderId": .string(purchase(entry)),
            "returnReason": "DEFECTIVE",
            "returnDescription": .string(claim?.wanted ?? "Poor quality"),
            "item": ["sku": .string(item.sku), "productName": .string(item.title)],
            "currentDeliveryStatus": "NOT_SHIPPED",
            "currentRefundStatus": isDone ? "REFUND_COMPLETED" : "REFUND_INITIATED",
            "status": isDone ? "COMPLETED" : "INITIATED",
            "statusTime": .string(entry.changedAt.rfc3339()),
          ]
        }),
    ]
  }
}
