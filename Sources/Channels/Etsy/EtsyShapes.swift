import ChannelKit
import Domain
import Foundation
import Wire

/// Etsy's JSON, and what it means here (https://developers.etsy.com/documentation/reference).
enum EtsyShapes {
  /// A list of receipts, each with its number and when it changed.
  static func entries(
    _ json: JSONNode, at: Instant?
  ) throws(JSONMistake) -> [(key: String, changed: Instant, item: Order)] {
    var entries: [(key: String, changed: Instant, item: Order)] = []
    for node in try json.list() { entries.append(try entry(node, at: at)) }
    return entries
  }

  /// One receipt. Buyers' addresses are told only to apps that Etsy has agreed to.
  static func entry(
    _ json: JSONNode, at: Instant?
  ) throws(JSONMistake) -> (key: String, changed: Instant, item: Order) {
    let number = try json["receipt_id"].text()
    guard let created = seconds(json["created_timestamp"]) ?? seconds(json["create_timestamp"])
    else { throw json["created_timestamp"].mistake("is no moment") }
    let changed = seconds(json["updated_timestamp"]) ?? seconds(json["update_timestamp"]) ?? created
    var order = Order(
      id: OrderID(channel: .etsy, number: number), createdAt: created, state: state(json),
      statusText: json["status"].words, customerName: json["name"].words,
      customerEmail: json["buyer_email"].words, address: address(json),
      total: try money(json["grandtotal"]), items: try items(json["transactions"]),
      shipments: json["shipments"].elements.compactMap(parcel), refunds: refunds(json, created),
      asOf: at ?? changed)
    order.extra["note"] = json["message_from_buyer"].optional
    order.extra["gift"] = json["is_gift"].isTrue ? json["gift_message"].optional ?? "yes" : nil
    order.extra["payment"] = json["payment_method"].optional
    return (number, changed, order)
  }

  private static func state(_ json: JSONNode) -> Order.State {
    let isShipped = json["is_shipped"].isTrue
    switch json["status"].words.lowercased() {
    case "canceled": return .cancelled
    case "fully refunded": return .refunded
    case "open", "payment processing": return .pending
    case "paid", "completed", "partially refunded": return isShipped ? .shipped : .paid
    case "": return isShipped ? .shipped : json["is_paid"].isTrue ? .paid : .pending
    default: return .other
    }
  }

  /// Whole numbers of a part of the currency, and how many of them make one.
  private static func money(_ json: JSONNode) throws(JSONMistake) -> Money {
    let (amount, divisor) = (try json["amount"].decimal(), try json["divisor"].decimal())
    guard divisor > 0 else { throw json["divisor"].mistake("is not above 0") }
    return Money(amount / divisor, try json["currency_code"].text())
  }

  private static func address(_ json: JSONNode) -> [String] {
    [
      json["name"].words, json["first_line"].words, json["second_line"].words,
      joined(json["zip"], json["city"], json["state"]), json["country_iso"].words,
    ].filter { !$0.isEmpty }
  }

  private static func items(_ lines: JSONNode) throws(JSONMistake) -> [OrderItem] {
    var items: [OrderItem] = []
    for line in lines.elements {
      items.append(
        OrderItem(
          title: line["title"].words, sku: line["sku"].optional ?? line["listing_id"].words,
          quantity: try line["quantity"].whole(), price: try? money(line["price"])))
    }
    return items
  }

  private static func parcel(_ json: JSONNode) -> Shipment? {
    guard let number = json["tracking_code"].optional else { return nil }
    return Shipment(
      carrier: json["carrier_name"].words, trackingNumber: number, state: .inTransit,
      shippedAt: seconds(json["shipment_notification_timestamp"]))
  }

  private static func refunds(_ json: JSONNode, _ created: Instant) -> [Refund] {
    json["refunds"].elements.compactMap { node in
      guard let amount = try? money(node["amount"]), amount.amount > 0 else { return nil }
      return Refund(
        amount: amount, state: .issued, at: seconds(node["created_timestamp"]) ?? created)
    }
  }

  private static func seconds(_ json: JSONNode) -> Instant? {
    json.optional.flatMap(Int64.init).map { Instant(milliseconds: $0 * 1000) }
  }
}
