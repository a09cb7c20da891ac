package import ChannelKit
package import Domain
import Foundation
package import Wire

/// A WooCommerce shop in memory.
package enum WooCommerceSimulator: Simulator {
  package static var channel: any Channel.Type { WooCommerceChannel.self }
  package static let account = Account(
    name: "woo", type: "woocommerce", address: "",
    settings: ["url": "https://shop.example", "key": "ck_1"])
  package static let credentials = Credentials.password(user: "ck_1", Secret("cs_1"))

  package static func answer(
    _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    let pair = Data("ck_1:cs_1".utf8).base64EncodedString()
    guard shop.isKeyGood, request.headers["Authorization"] == "Basic \(pair)" else {
      return failure(
        401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
    }
    let path = request.path.split(separator: "/").map(String.init)
    guard path.starts(with: ["wp-json", "wc", "v3", "orders"]) else {
      return failure(404, "rest_no_route", "No route was found matching the URL.")
    }
    guard path.count > 4 else { return list(request, shop) }
    let found = shop.orders.first { $0.order.number == path[4] || "\($0.key)" == path[4] }
    guard let found else {
      return failure(404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
    }
    if path.count > 5 { return notes(path, request, found, &shop) }
    guard request.method == .put else { return HTTPResponse(json: order(found)) }
    guard request.body["status"].words == "cancelled" else {
      return failure(400, "rest_invalid_param", "Invalid parameter(s): status")
    }
    var changed = found.order
    changed.state = .cancelled
    shop.put(changed)
    shop.deeds.append(SmallShop.Deed(order: changed.number, what: "cancel"))
    return HTTPResponse(json: order(shop.orders.last ?? found))
  }

  private static func notes(
    _ path: [String], _ request: SimulatedRequest, _ entry: SmallShop.Entry,
    _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    guard path[5] == "notes" else {
      return failure(404, "rest_no_route", "No route was found matching the URL.")
    }
    let number = entry.order.number
    func json(_ index: Int, _ deed: SmallShop.Deed) -> JSONValue {
      [
        "id": .int(index + 281), "author": "shopbell",
        "date_created_gmt": .string(shop.now.withoutZone), "note": .string(deed.words),
        "customer_note": .bool(deed.what == "customer note"), "added_by_user": false,
      ]
    }
    guard request.method == .post else {
      let wanted = request.query["type"] == "customer" ? "customer note" : "note"
      let notes = shop.deeds.enumerated().filter {
        $0.element.order == number && $0.element.what == wanted
      }
      return HTTPResponse(json: .array(notes.map { json($0.offset, $0.element) }))
    }
    let words = request.body["note"].words
    guard !words.isEmpty else {
      return failure(400, "rest_missing_callback_param", "Missing parameter(s): note")
    }
    let what = request.body["customer_note"].isTrue ? "customer note" : "note"
    shop.deeds.append(SmallShop.Deed(order: number, what: what, words: words))
    return HTTPResponse(
      status: 201, json: json(shop.deeds.count - 1, shop.deeds[shop.deeds.count - 1]))
  }

  private static func failure(_ status: Int, _ code: String, _ message: String) -> HTTPResponse {
    HTTPResponse(
      status: status,
      json: [
        "code": .string(code), "message": .string(message), "data": ["status": .int(status)],
      ])
  }

  private static func list(
    _ request: SimulatedRequest, _ shop: SmallShop.State
  ) -> HTTPResponse {
    let after = request.query["modified_after"].flatMap { Instant(rfc3339: $0 + "Z") }
    var orders = shop.orders(since: after.map { $0 + .seconds(1) })
    if let words = request.query["search"] {
      orders = orders.filter { $0.order.number.contains(words) }
    }
    let offset = shop.repeatsItself ? 0 : Int(request.query["offset"] ?? "0") ?? 0
    let size = min(Int(request.query["per_page"] ?? "10") ?? 10, shop.pageLimit, 100)
    let page = orders.dropFirst(offset).prefix(size)
    var response = HTTPResponse(json: .array(page.map(order)))
    response.headers["X-WP-Total"] = "\(orders.count)"
    response.headers["X-WP-TotalPages"] = "\((orders.count + size - 1) / size)"
    return response
  }

  private static func order(_ entry: SmallShop.Entry) -> JSONValue {
    let order = entry.order
    let names = order.customerName.split(separator: " ", maxSplits: 1).map(String.init)
    let person: [String: JSONValue] = [
      "first_name": .string(names.first ?? ""), "last_name": .string(names.dropFirst().first ?? ""),
      "company": "", "address_1": .string(order.address.first ?? ""), "address_2": "",
      "city": .string(order.address.dropFirst().first ?? ""), "state": "", "postcode": "",
      "country": "IE",
    ]
    let contact: [String: JSONValue] = [
      "email": .string(order.customerEmail), "phone": .string(order.customerPhone),
    ]
    let parcels = order.shipments.map { parcel -> JSONValue in
      [
        "tracking_provider": .string(parcel.carrier),
        "tracking_number": .string(parcel.trackingNumber),
        "date_shipped": .string(
          "\((parcel.shippedAt ?? order.createdAt).milliseconds / 1000)"),
      ]
    }
    return [
      "id": .int(entry.key), "number": .string(order.number), "parent_id": 0,
      "status": .string(status(order)), "currency": .string(order.total.currency),
      "date_created_gmt": .string(order.createdAt.withoutZone),
      "date_modified_gmt": .string(entry.changedAt.withoutZone),
      "total": .string(order.total.decimalText), "customer_id": 0, "customer_note": "",
      "billing": .object(person.merging(contact) { $1 }), "shipping": .object(person),
      "line_items": .array(order.items.enumerated().map { line($0.offset, $0.element) }),
      "refunds": .array(
        order.refunds.enumerated().map {
          [
            "id": .int($0.offset + 1), "reason": "",
            "total": .string("-\($0.element.amount.decimalText)"),
          ]
        }),
      "meta_data": .array(
        parcels.isEmpty
          ? []
          : [["id": 1, "key": "_wc_shipment_tracking_items", "value": .array(parcels)]]),
    ]
  }

  private static func line(_ index: Int, _ item: OrderItem) -> JSONValue {
    let price = item.price ?? Money(0, "EUR")
    let total = Money(price.amount * Decimal(item.quantity), price.currency).decimalText
    return [
      "id": .int(index + 1), "name": .string(item.title), "sku": .string(item.sku),
      "quantity": .int(item.quantity), "total": .string(total), "subtotal": .string(total),
      "price": .number("\(price.amount)"),
    ]
  }

  private static func status(_ order: Order) -> String {
    switch order.state {
    case .pending: "pending"
    case .paid, .processing: "processing"
    case .shipped, .delivered: "completed"
    case .cancelled: "cancelled"
    case .refunded: "refunded"
    case .returned, .other: order.statusText
    }
  }
}
