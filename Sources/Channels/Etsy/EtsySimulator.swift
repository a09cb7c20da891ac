package import ChannelKit
package import Domain
import Foundation
package import Wire

/// Etsy in memory: a token for the refresh token, the seller's shop, its receipts.
package enum EtsySimulator: Simulator {
  private static let token = "12345678.access1"
  private static let app = "abc123keystring0000000000:shared01"

  package static var channel: any Channel.Type { EtsyChannel.self }
  package static let account = Account(
    name: "etsy", type: "etsy", address: "",
    settings: ["user": "12345678", "keystring": "abc123keystring0000000000"])
  package static let credentials = Credentials.password(user: "", Secret("12345678.refresh1"))
  package static let second: Secret? = Secret("shared01")

  package static func slowDown(retryAfter: String?) -> HTTPResponse {
    var response = failure(429, "Exceeded per second rate limit")
    if let retryAfter { response.headers["Retry-After"] = retryAfter }
    return response
  }

  package static func tell(
    _ allowance: SmallShop.Allowance, at now: Instant, in answer: inout HTTPResponse
  ) {
    answer.headers["x-limit-per-day"] = "\(allowance.full)"
    answer.headers["x-remaining-today"] = "\(allowance.left)"
  }

  package static func answer(
    _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    let path = request.path.split(separator: "/").map(String.init)
    if path == ["v3", "public", "oauth", "token"] { return grant(request, shop) }
    guard request.headers["x-api-key"] == app else { return failure(403, "Invalid API key") }
    guard shop.isKeyGood, request.headers["Authorization"] == "Bearer \(token)" else {
      return failure(401, "invalid_token")
    }
    switch (path.dropFirst(2).first, path.count) {
    case ("users", 5) where path[3] == "12345678":
      return HTTPResponse(json: ["shop_id": 5678, "user_id": 12_345_678, "shop_name": "Northlight"])
    case ("shops", 5) where path[3] == "5678": return list(request, shop)
    case ("shops", 6) where path[3] == "5678":
      return shop.orders.first { $0.order.number == path[5] }
        .map { HTTPResponse(json: json($0)) }
        ?? failure(404, "Resource not found")
    default: return failure(404, "Resource not found")
    }
  }

  private static func failure(_ status: Int, _ words: String) -> HTTPResponse {
    HTTPResponse(status: status, json: ["error": .string(words)])
  }

  private static func grant(
    _ request: SimulatedRequest, _ shop: SmallShop.State
  ) -> HTTPResponse {
    let form = String(decoding: request.bytes, as: UTF8.self)
    guard shop.isKeyGood, form.contains("grant_type=refresh_token"),
      form.contains("client_id=abc123keystring0000000000"),
      form.contains("refresh_token=12345678.refresh1")
    else {
      return HTTPResponse(
        status: 400,
        json: ["error": "invalid_grant", "error_description": "the refresh token is invalid"])
    }
    return HTTPResponse(json: [
      "access_token": .string(token), "token_type": "Bearer", "expires_in": 3600,
      "refresh_token": "12345678.refresh1",
    ])
  }
}

// MARK: - Receipts

extension EtsySimulator {
  private static func list(
    _ request: SimulatedRequest, _ shop: SmallShop.State
  ) -> HTTPResponse {
    let since = request.query["min_last_modified"].flatMap(Int64.init)
    let all = shop.orders(since: since.map { Instant(milliseconds: $0 * 1000) })
    let size = min(Int(request.query["limit"] ?? "25") ?? 25, shop.pageLimit)
    let offset = shop.repeatsItself ? 0 : Int(request.query["offset"] ?? "0") ?? 0
    return HTTPResponse(json: [
      "count": .int(shop.repeatsItself ? 99 : all.count),
      "results": .array(all.dropFirst(offset).prefix(size).map(json)),
    ])
  }

  private static func money(_ sum: Money) -> JSONValue {
    let cents = NSDecimalNumber(decimal: sum.amount * 100).intValue
    return ["amount": .int(cents), "divisor": 100, "currency_code": .string(sum.currency)]
  }

  private static func seconds(_ moment: Instant) -> JSONValue {
    .int(Int(moment.milliseconds / 1000))
  }

  private static func json(_ entry: SmallShop.Entry) -> JSONValue {
    let order = entry.order
    let none = Money(0, order.total.currency)
    let street = order.address.first ?? ""
    let city = order.address.dropFirst().first ?? ""
    var fields: [String: JSONValue] = [
      "receipt_id": number(order.number), "receipt_type": 0, "seller_user_id": 12_345_678,
      "buyer_user_id": .int(800_000 + entry.key), "name": .string(order.customerName),
      "buyer_email": .string(order.customerEmail), "first_line": .string(street),
      "second_line": .null, "city": .string(city), "state": "", "zip": "", "country_iso": "IE",
      "formatted_address": .string("\(order.customerName)\n\(street)\n\(city)\nIreland"),
      "status": .string(status(order)), "payment_method": "cc", "payment_email": "",
      "is_paid": true, "is_shipped": .bool(!order.shipments.isEmpty), "is_gift": false,
      "gift_message": "", "message_from_seller": .null, "message_from_payment": .null,
      "message_from_buyer": order.extra["note"].map { .string($0) } ?? .null,
    ]
    for name in ["create_timestamp", "created_timestamp"] {
      fields[name] = seconds(order.createdAt)
    }
    for name in ["update_timestamp", "updated_timestamp"] {
      fields[name] = seconds(entry.changedAt)
    }
    for name in ["grandtotal", "subtotal", "total_price"] { fields[name] = money(order.total) }
    for name in [
      "total_shipping_cost", "total_tax_cost", "total_vat_cost", "discount_amt", "gift_wrap_price",
    ] { fields[name] = money(none) }
    fields["shipments"] = .array(parcels(entry))
    fields["transactions"] = .array(
      order.items.enumerated().map { line($0, $1, of: entry) })
    fields["refunds"] = .array(
      order.refunds.map {
        ["amount": money($0.amount), "created_timestamp": seconds($0.at), "status": "completed"]
      })
    return .object(fields)
  }

  private static func number(_ text: String) -> JSONValue { .number(text) }

  private static func status(_ order: Order) -> String {
    switch order.state {
    case .pending: "payment processing"
    case .cancelled: "canceled"
    case .refunded: "fully refunded"
    case .paid, .processing: "paid"
    case .shipped, .delivered, .returned, .other: "completed"
    }
  }

  private static func parcels(_ entry: SmallShop.Entry) -> [JSONValue] {
    entry.order.shipments.enumerated().map { index, parcel in
      [
        "receipt_shipping_id": .int(entry.key * 10 + index),
        "shipment_notification_timestamp": seconds(parcel.shippedAt ?? entry.order.createdAt),
        "carrier_name": .string(parcel.carrier), "tracking_code": .string(parcel.trackingNumber),
      ]
    }
  }

  private static func line(
    _ index: Int, _ item: OrderItem, of entry: SmallShop.Entry
  ) -> JSONValue {
    let price = item.price ?? Money(0, entry.order.total.currency)
    return [
      "transaction_id": .int(entry.key * 10 + index), "title": .string(item.title),
      "description": "", "seller_user_id": 12_345_678, "buyer_user_id": .int(800_000 + entry.key),
      "create_timestamp": seconds(entry.order.createdAt), "paid_timestamp": .null,
      "shipped_timestamp": .null, "quantity": .int(item.quantity), "listing_image_id": .null,
      "receipt_id": number(entry.order.number), "is_digital": false, "file_data": "",
      "listing_id": .int(55_000 + index), "transaction_type": "listing", "product_id": .null,
      "sku": .string(item.sku), "price": money(price),
      "shipping_cost": money(Money(0, price.currency)),
    ]
  }
}
