package import ChannelKit
package import Domain
import Foundation
package import Wire

/// A BigCommerce shop in memory; its orders have no inner number beside the one customers know.
package enum BigCommerceSimulator: Simulator {
  package static var channel: any Channel.Type { BigCommerceChannel.self }
  package static let account = Account(
    name: "big", type: "bigcommerce", address: "", settings: ["store": "abc123"])
  package static let credentials = Credentials.password(user: "", Secret("bc_token_1"))

  package static func tell(
    _ allowance: SmallShop.Allowance, at now: Instant, in answer: inout HTTPResponse
  ) {
    answer.headers["X-Rate-Limit-Requests-Left"] = "\(allowance.left)"
    answer.headers["X-Rate-Limit-Requests-Quota"] = "\(allowance.full)"
    answer.headers["X-Rate-Limit-Time-Reset-Ms"] = "\(allowance.fullIn.milliseconds)"
  }

  package static func answer(
    _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    guard shop.isKeyGood, request.headers["X-Auth-Token"] == "bc_token_1" else {
      return HTTPResponse(
        status: 401,
        json: [
          "status": 401, "title": "X-Auth-Token header is required",
          "type": "https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes",
        ])
    }
    let path = request.path.split(separator: "/").map(String.init)
    if path == ["stores", "abc123", "v3", "customers"] { return customers(request, shop) }
    guard path.starts(with: ["stores", "abc123", "v2", "orders"]) else { return missing }
    guard path.count > 4 else { return list(request, shop) }
    if path[4] == "count" { return count(request, shop) }
    guard let entry = shop.orders.first(where: { $0.order.number == path[4] }) else {
      return missing
    }
    guard path.count > 5 else { return HTTPResponse(json: head(entry)) }
    switch path[5] {
    case "products": return parts(lines(entry.order))
    case "shipments": return parts(parcels(entry.order))
    case "shipping_addresses": return parts([place(entry.order)])
    case "messages": return parts(messages(entry.order))
    default: return missing
    }
  }

  private static var missing: HTTPResponse {
    HTTPResponse(
      status: 404,
      json: [["status": 404, "message": "The requested resource was not found."]])
  }

  /// Nothing at all comes without a body.
  private static func parts(_ values: [JSONValue]) -> HTTPResponse {
    values.isEmpty ? HTTPResponse(status: 204) : HTTPResponse(json: .array(values))
  }

  private static func list(
    _ request: SimulatedRequest, _ shop: SmallShop.State
  ) -> HTTPResponse {
    let since = request.query["min_date_modified"].flatMap { Instant(rfc3339: $0) }
    let least = shop.repeatsItself ? 0 : Int(request.query["min_id"] ?? "0") ?? 0
    let orders = shop.orders(since: since).filter { (Int($0.order.number) ?? 0) >= least }
    let size = min(Int(request.query["limit"] ?? "50") ?? 50, shop.pageLimit)
    return parts(orders.prefix(size).map(head))
  }

  private static func head(_ entry: SmallShop.Entry) -> JSONValue {
    let order = entry.order
    let refunded = order.refunds.reduce(Decimal(0)) { $0 + $1.amount.amount }
    let isDisputed = order.claims.contains { $0.kind == .dispute && $0.isOpen }
    let (id, word) = isDisputed ? (13, "Disputed") : status(order.state)
    return [
      "id": .int(Int(order.number) ?? entry.key),
      "customer_id": .int(order.buyer == nil ? 0 : entry.key),
      "date_created": .string(stamp(order.createdAt)),
      "date_modified": .string(stamp(entry.changedAt)), "date_shipped": "",
      "status_id": .int(id), "status": .string(word), "custom_status": .string(word),
      "total_inc_tax": .string(four(order.total.amount)),
      "refunded_amount": .string(four(refunded)),
      "currency_code": .string(order.total.currency), "items_total": .int(order.items.count),
      "items_shipped": .int(order.shipments.isEmpty ? 0 : order.items.count),
      "payment_method": "Credit Card", "customer_message": "",
      "staff_notes": .string(order.notes.first { !$0.isSeen }?.text ?? ""),
      "billing_address": place(order),
    ]
  }

  private static func place(_ order: Order) -> JSONValue {
    let names = order.customerName.split(separator: " ", maxSplits: 1).map(String.init)
    return [
      "first_name": .string(names.first ?? ""), "last_name": .string(names.dropFirst().first ?? ""),
      "company": "", "street_1": .string(order.address.first ?? ""), "street_2": "",
      "city": .string(order.address.dropFirst().first ?? ""), "state": "", "zip": "",
      "country": "Ireland", "country_iso2": "IE", "phone": .string(order.customerPhone),
      "email": .string(order.customerEmail),
    ]
  }

  private static func lines(_ order: Order) -> [JSONValue] {
    order.items.enumerated().map { index, item in
      let price = item.price?.amount ?? 0
      return [
        "id": .int(index + 1), "order_id": .int(Int(order.number) ?? 0), "product_id": 77,
        "name": .string(item.title), "sku": .string(item.sku), "quantity": .int(item.quantity),
        "price_inc_tax": .string(four(price)),
        "total_inc_tax": .string(four(price * Decimal(item.quantity))),
      ]
    }
  }

  private static func parcels(_ order: Order) -> [JSONValue] {
    order.shipments.enumerated().map { index, parcel in
      [
        "id": .int(index + 1), "order_id": .int(Int(order.number) ?? 0),
        "date_created": .string(stamp(parcel.shippedAt ?? order.createdAt)),
        "tracking_number": .string(parcel.trackingNumber), "tracking_carrier": "",
        "tracking_link": "", "shipping_provider": "",
        "shipping_provider_display_name": .string(parcel.carrier),
        "generated_tracking_link": .string("https://parcel.example/\(parcel.trackingNumber)"),
        "items": [],
      ]
    }
  }

  /// What is for the staff only stands with the order itself.
  private static func messages(_ order: Order) -> [JSONValue] {
    order.notes.filter(\.isSeen).enumerated().map { index, note in
      let isStaff = note.author != order.customerName
      return [
        "id": .int(index + 1), "order_id": .int(Int(order.number) ?? 0),
        "staff_id": isStaff ? 1 : 0, "customer_id": 11, "type": isStaff ? "admin" : "customer",
        "subject": .string("Order #\(order.number)"), "message": .string(note.text),
        "status": "unread", "is_flagged": false,
        "date_created": .string(stamp(note.at ?? order.createdAt)), "customer": [:],
      ]
    }
  }

  /// A customer has the inner number of their order; all others are guests.
  private static func customers(
    _ request: SimulatedRequest, _ shop: SmallShop.State
  ) -> HTTPResponse {
    let found = shop.orders.filter {
      $0.order.buyer != nil && "\($0.key)" == request.query["id:in"]
    }
    let data = found.map { entry -> JSONValue in
      let buyer = entry.order.buyer ?? Buyer()
      return [
        "id": .int(entry.key), "email": .string(entry.order.customerEmail), "first_name": "Ada",
        "last_name": "Byron", "company": .string(buyer.tags.first ?? ""), "phone": "",
        "notes": .string(buyer.note), "customer_group_id": 0,
        "date_created": .string((buyer.since ?? entry.order.createdAt).rfc3339()),
      ]
    }
    return HTTPResponse(json: [
      "data": .array(data),
      "meta": [
        "pagination": [
          "total": .int(data.count), "count": .int(data.count), "per_page": 50,
          "current_page": 1, "total_pages": 1,
        ]
      ],
    ])
  }

  private static func count(
    _ request: SimulatedRequest, _ shop: SmallShop.State
  ) -> HTTPResponse {
    let buyer = shop.orders.first { "\($0.key)" == request.query["customer_id"] }
    let orders = shop.orders.filter { $0.order.customerEmail == buyer?.order.customerEmail }
    return HTTPResponse(json: ["count": .int(orders.count)])
  }

  private static func status(_ state: Order.State) -> (Int, String) {
    switch state {
    case .pending: (1, "Pending")
    case .paid: (11, "Awaiting Fulfillment")
    case .processing: (9, "Awaiting Shipment")
    case .shipped: (2, "Shipped")
    case .delivered: (10, "Completed")
    case .refunded: (4, "Refunded")
    case .cancelled: (5, "Cancelled")
    case .returned, .other: (13, "Disputed")
    }
  }

  /// Four digits behind the point.
  private static func four(_ amount: Decimal) -> String {
    let parts = "\(amount)".split(separator: ".")
    let digits = parts.count > 1 ? String(parts[1].prefix(4)) : ""
    return "\(parts[0])." + digits + String(repeating: "0", count: 4 - digits.count)
  }

  private static func stamp(_ moment: Instant) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss Z"
    return formatter.string(from: moment.date)
  }
}
