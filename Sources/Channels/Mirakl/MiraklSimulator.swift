package import ChannelKit
package import Domain
import Foundation
package import Wire

/// A Mirakl marketplace in memory: orders, and conversations with their files.
package enum MiraklSimulator: Simulator {
  package static var channel: any Channel.Type { MiraklChannel.self }
  package static let account = Account(
    name: "carrefour-fr", type: "mirakl", address: "",
    settings: ["url": "https://carrefour.mirakl.example", "marketplace": "carrefour"])
  package static let credentials = Credentials.password(user: "", Secret("mirakl-key-1"))

  package static func answer(
    _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    guard shop.isKeyGood, request.headers["Authorization"] == "mirakl-key-1" else {
      return failure(401, "Unauthorized")
    }
    let path = request.path.split(separator: "/").map(String.init)
    switch (request.method, path.dropFirst().first, path.count) {
    case (.get, "account", 2):
      return HTTPResponse(json: ["shop_id": 2001, "shop_name": "Northlight Outfitters"])
    case (.get, "orders", 2): return orders(request, shop)
    case (.put, "orders", 4): return ship(path, request, &shop)
    case (.get, "returns", 2): return returns(request, shop)
    case (.get, "inbox", 3): return talks(request, shop)
    case (.get, "inbox", 4): return talk(path[3], shop)
    case (.get, "inbox", 5): return file(path[3], shop)
    case (.post, "inbox", 5): return say(path[3], request, &shop)
    default: return failure(404, "Not found")
    }
  }

  static func failure(_ status: Int, _ message: String) -> HTTPResponse {
    HTTPResponse(
      status: status, json: ["status": .int(status), "message": .string(message)])
  }
}

// MARK: - Orders

extension MiraklSimulator {
  private static func orders(
    _ request: SimulatedRequest, _ shop: SmallShop.State
  ) -> HTTPResponse {
    let since = request.query["start_update_date"].flatMap { Instant(rfc3339: $0) }
    let names = (request.query["order_ids"] ?? request.query["order_references_for_customer"])
      .map { $0.split(separator: ",").map(String.init) }
    let all = shop.orders(since: since).filter { names?.contains($0.order.number) ?? true }
      .sorted { ($0.order.createdAt, $0.key) < ($1.order.createdAt, $1.key) }
    let size = min(Int(request.query["max"] ?? "10") ?? 10, 100, shop.pageLimit)
    let offset = shop.repeatsItself ? 0 : Int(request.query["offset"] ?? "0") ?? 0
    let page = all.dropFirst(offset).prefix(size)
    return HTTPResponse(json: [
      "orders": .array(page.map(order)),
      "total_count": .int(shop.repeatsItself ? 99 : all.count),
    ])
  }

  /// A parcel's number (OR23), or that it has left (OR24).
  private static func ship(
    _ path: [String], _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    guard var order = shop.orders.first(where: { $0.order.number == path[2] })?.order else {
      return failure(404, "Order not found")
    }
    switch path[3] {
    case "tracking":
      let number = request.body["tracking_number"].words
      let parcel = Shipment(
        carrier: request.body["carrier_name"].words, trackingNumber: number, state: .pending)
      order.shipments = [parcel]
      shop.deeds.append(SmallShop.Deed(order: order.number, what: "tracking", words: number))
    case "ship":
      guard [.paid, .processing].contains(order.state) else {
        return failure(400, "The order is not waiting to be shipped")
      }
      order.state = .shipped
      shop.deeds.append(SmallShop.Deed(order: order.number, what: "ship"))
    default: return failure(404, "Not found")
    }
    shop.put(order)
    return HTTPResponse(status: 204)
  }

  private static func order(_ entry: SmallShop.Entry) -> JSONValue {
    let order = entry.order
    let names = order.customerName.split(separator: " ", maxSplits: 1).map(String.init)
    let parcel = order.shipments.first
    let money = { (sum: Decimal) in JSONValue.number("\(sum)") }
    return [
      "order_id": .string(order.number), "commercial_id": .string(order.number),
      "order_state": .string(state(order.state)), "fully_refunded": .bool(order.state == .refunded),
      "created_date": .string(order.createdAt.rfc3339()),
      "last_updated_date": .string(entry.changedAt.rfc3339()),
      "currency_iso_code": .string(order.total.currency), "total_price": money(order.total.amount),
      "has_customer_message": false, "has_incident": .bool(isDisputed(order)),
      "customer_notification_email": "notification+x@notification.mirakl.net",
      "customer": [
        "customer_id": .string(order.customerEmail), "firstname": .string(names.first ?? ""),
        "lastname": .string(names.dropFirst().first ?? ""), "locale": "en_IE",
        "shipping_address": [
          "firstname": .string(names.first ?? ""),
          "lastname": .string(names.dropFirst().first ?? ""),
          "street_1": .string(order.address.first ?? ""), "zip_code": "D02",
          "city": .string(order.address.dropFirst().first ?? ""), "country": "Ireland",
          "country_iso_code": "IRL",
        ],
      ],
      "shipping_company": .text(parcel?.carrier),
      "shipping_carrier_code": .text(parcel?.carrier.uppercased()),
      "shipping_tracking": .text(parcel?.trackingNumber),
      "shipping_tracking_url": .text(parcel.map { "https://parcel.example/\($0.trackingNumber)" }),
      "delivery_date": parcel?.expectedAt.map { at -> JSONValue in
        ["earliest": .string((at - .days(1)).rfc3339()), "latest": .string(at.rfc3339())]
      } ?? .null,
      "order_lines": .array(
        order.items.enumerated().map { index, item in
          [
            "order_line_id": .string("\(order.number)-\(index + 1)"),
            "order_line_state": isDisputed(order)
              ? "INCIDENT_OPEN" : .string(state(order.state)),
            "order_line_state_reason_label": .text(
              order.claims.first { $0.kind == .dispute }?.wanted),
            "offer_sku": .string(item.sku),
            "product_title": .string(item.title), "quantity": .int(item.quantity),
            "price_unit": money(item.price?.amount ?? 0),
            "shipped_date": .text(parcel?.shippedAt?.rfc3339()), "refunds": [],
          ]
        }),
    ]
  }

  private static func state(_ state: Order.State) -> String {
    switch state {
    case .pending: "WAITING_ACCEPTANCE"
    case .paid, .processing: "SHIPPING"
    case .shipped: "SHIPPED"
    case .delivered, .returned, .refunded: "RECEIVED"
    case .cancelled: "CANCELED"
    case .other: "INCIDENT"
    }
  }
}
