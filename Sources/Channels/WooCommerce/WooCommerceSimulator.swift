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
    if path.starts(with: ["wp-json", "wc", "v3", "customers"]), path.count == 5 {
      return customer(path[4], shop)
    }
    guard path.starts(with: ["wp-json", "wc", "v3", "orders"]) else {
      return failure(404, "rest_no_route", "No route was found matching the URL.")
    }
    guard path.count > 4 else { return list(request, shop) }
    let found = shop.orders.first { $0.order.number == path[4] || "\($0.key)" == path[4] }
    guard let found else {
      return failure(404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
    }
    if path.last == "notes" { return notes(request, found, &shop) }
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
    _ request: SimulatedRequest, _ entry: SmallShop.Entry, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    guard request.method == .post else {
      let type = request.query["type"] ?? "any"
      let notes = entry.order.notes.enumerated().filter {
        type == "any" || $0.element.isSeen == (type == "customer")
      }
      return HTTPResponse(json: .array(notes.map { note($0.offset, $0.element, entry) }))
    }
    let words = request.body["note"].words
    guard !words.isEmpty else {
      return failure(400, "rest_missing_callback_param", "Missing parameter(s): note")
    }
    let isSeen = request.body["customer_note"].isTrue
    let what = isSeen ? "customer note" : "note"
    shop.deeds.append(SmallShop.Deed(order: entry.order.number, what: what, words: words))
    var order = entry.order
    order.notes.append(OrderNote(words, author: "shopbell", at: shop.now, isSeen: isSeen))
    shop.put(order)
    return HTTPResponse(
      status: 201, json: note(order.notes.count - 1, order.notes[order.notes.count - 1], entry))
  }

  private static func note(
    _ index: Int, _ note: OrderNote, _ entry: SmallShop.Entry
  ) -> JSONValue {
    [
      "id": .int(index + 1), "author": .string(note.author.isEmpty ? "system" : note.author),
      "date_created_gmt": .string((note.at ?? entry.changedAt).withoutZone),
      "note": .string(note.text), "customer_note": .bool(note.isSeen),
    ]
  }

  /// A customer has the inner number of their order; all others are guests.
  private static func customer(_ id: String, _ shop: SmallShop.State) -> HTTPResponse {
    guard let entry = shop.orders.first(where: { "\($0.key)" == id }),
      let buyer = entry.order.buyer
    else { return failure(404, "woocommerce_rest_invalid_id", "Invalid resource ID.") }
    return HTTPResponse(json: [
      "id": .int(entry.key), "email": .string(entry.order.customerEmail),
      "first_name": "Ada", "last_name": "Byron",
      "username": .string(entry.order.customerEmail),
      "role": .string(buyer.tags.first ?? "customer"),
      "date_created_gmt": .string((buyer.since ?? entry.order.createdAt).withoutZone),
      "is_paying_customer": true,
    ])
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
    if let customer = request.query["customer"] {
      let buyer = orders.first { "\($0.key)" == customer }?.order.customerEmail
      orders = orders.filter { $0.order.customerEmail == buyer }
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
      "total": .string(order.total.decimalText),
      "customer_id": .int(order.buyer == nil ? 0 : entry.key),
      "customer_note": "",
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
