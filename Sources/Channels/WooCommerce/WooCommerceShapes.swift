import ChannelKit
import Domain
import Foundation
import Wire

/// WooCommerce's JSON, and what it means here
/// (https://woocommerce.github.io/woocommerce-rest-api-docs/#orders).
enum WooCommerceShapes {
  /// An order and what only the shop knows it by.
  struct Entry {
    /// Its inner number.
    var key: String
    /// Its customer's; 0 for a guest.
    var customer: String?
    /// The order.
    var order: Order
  }

  /// A list of orders, each with its inner number and when it changed.
  static func entries(
    _ json: JSONNode, trackedBy keys: Set<String>, at: Instant?
  ) throws(JSONMistake) -> [(key: String, changed: Instant, item: Entry)] {
    var entries: [(key: String, changed: Instant, item: Entry)] = []
    for node in try json.list() {
      let created = try node["date_created_gmt"].instant()
      let changed = node["date_modified_gmt"].moment ?? created
      let entry = try entry(node, trackedBy: keys, at: at)
      entries.append((entry.key, changed, entry))
    }
    return entries
  }

  /// One order.
  static func entry(
    _ json: JSONNode, trackedBy keys: Set<String>, at: Instant?
  ) throws(JSONMistake) -> Entry {
    Entry(
      key: try json["id"].text(), customer: json["customer_id"].optional,
      order: try order(json, trackedBy: keys, at: at))
  }

  /// Only the `_gmt` fields have a zone that is known.
  private static func order(
    _ json: JSONNode, trackedBy keys: Set<String>, at: Instant?
  ) throws(JSONMistake) -> Order {
    let created = try json["date_created_gmt"].instant()
    let changed = json["date_modified_gmt"].moment ?? created
    let currency = try json["currency"].text()
    let billing = json["billing"]
    let status = try json["status"].text()
    let parcels = parcels(json, keys)
    let key = try json["id"].text()
    var order = Order(
      id: OrderID(channel: .woocommerce, number: json["number"].optional ?? key),
      createdAt: created, state: state(status), statusText: status,
      customerName: joined(billing["first_name"], billing["last_name"]),
      customerEmail: billing["email"].words, customerPhone: billing["phone"].words,
      address: address(json), total: try json["total"].money(in: currency),
      items: try items(json, currency), shipments: parcels,
      refunds: try refunds(json, currency, changed), asOf: at ?? changed)
    order.extra["note"] = json["customer_note"].optional
    order.extra["payment"] = json["payment_method_title"].optional
    return order
  }

  private static func state(_ status: String) -> Order.State {
    switch status {
    case "pending", "on-hold", "checkout-draft": .pending
    case "processing": .processing
    case "completed": .shipped
    case "cancelled", "failed", "trash": .cancelled
    case "refunded": .refunded
    default: .other
    }
  }

  private static func address(_ json: JSONNode) -> [String] {
    let given = json["shipping"]
    let place = given["address_1"].optional == nil ? json["billing"] : given
    return [
      joined(place["first_name"], place["last_name"]), place["company"].words,
      place["address_1"].words, place["address_2"].words,
      joined(place["postcode"], place["city"], place["state"]), place["country"].words,
    ].filter { !$0.isEmpty }
  }

  /// `price` is a floating number; what a line costs together is exact.
  private static func items(
    _ json: JSONNode, _ currency: String
  ) throws(JSONMistake) -> [OrderItem] {
    var items: [OrderItem] = []
    for line in json["line_items"].elements {
      let count = (try? line["quantity"].decimal()) ?? 1
      let total = try? line["total"].decimal()
      items.append(
        OrderItem(
          title: line["name"].words, sku: line["sku"].words,
          quantity: NSDecimalNumber(decimal: count).intValue,
          price: total.flatMap { count > 0 ? Money(rounded($0 / count), currency) : nil }))
    }
    return items
  }

  private static func rounded(_ amount: Decimal) -> Decimal {
    var (given, result) = (amount, Decimal())
    NSDecimalRound(&result, &given, 4, .bankers)
    return result
  }

  private static func refunds(
    _ json: JSONNode, _ currency: String, _ at: Instant
  ) throws(JSONMistake) -> [Refund] {
    var refunds: [Refund] = []
    for refund in json["refunds"].elements {
      let amount = try refund["total"].decimal()
      refunds.append(Refund(amount: Money(abs(amount), currency), state: .issued, at: at))
    }
    return refunds
  }
}

// MARK: - Parcels

extension WooCommerceShapes {
  /// WooCommerce itself knows no parcels: plugins note them under keys of their own.
  private static func parcels(_ json: JSONNode, _ keys: Set<String>) -> [Shipment] {
    var parcels: [Shipment] = []
    for meta in json["meta_data"].elements {
      let key = meta["key"].words.lowercased()
      guard key.contains("tracking") || keys.contains(key) else { continue }
      let value = meta["value"]
      let found = value.elements.isEmpty ? [value] : value.elements
      for entry in found {
        let parcel = parcel(entry, isNumber: keys.contains(key) || names(aNumber: key))
        guard let parcel else { continue }
        if !parcels.contains(where: { $0.trackingNumber == parcel.trackingNumber }) {
          parcels.append(parcel)
        }
      }
    }
    return parcels
  }

  private static func names(aNumber key: String) -> Bool {
    key.contains("number") || key.contains("code")
  }

  private static func parcel(_ entry: JSONNode, isNumber: Bool) -> Shipment? {
    if !entry.names.isEmpty {
      guard let number = entry["tracking_number"].optional else { return nil }
      let day = entry["date_shipped"]
      return Shipment(
        carrier: entry["tracking_provider"].optional ?? entry["custom_tracking_provider"].words,
        trackingNumber: number,
        trackingURL: entry["custom_tracking_link"].optional ?? entry["tracking_link"].words,
        state: .inTransit, shippedAt: day.moment ?? seconds(day))
    }
    guard isNumber, let number = entry.optional, !number.contains("://") else { return nil }
    return Shipment(carrier: "", trackingNumber: number, state: .inTransit)
  }

  /// Seconds since 1970, which plugins write as text.
  private static func seconds(_ node: JSONNode) -> Instant? {
    node.optional.flatMap(Int64.init).map { Instant(milliseconds: $0 * 1000) }
  }
}

// MARK: - Notes and customers

extension WooCommerceShapes {
  /// What was noted with an order, the newest first; `system` is the shop itself.
  static func notes(_ json: JSONNode) throws(JSONMistake) -> [OrderNote] {
    var notes: [OrderNote] = []
    for node in try json.list() {
      guard let text = node["note"].optional else { continue }
      let author = node["author"].words
      notes.append(
        OrderNote(
          text, author: author.lowercased() == "system" ? "" : author,
          at: node["date_created_gmt"].moment, isSeen: node["customer_note"].isTrue))
    }
    let never = Instant(milliseconds: 0)
    return notes.sorted { $0.at ?? never > $1.at ?? never }
  }

  /// A customer, without how often they bought.
  static func buyer(_ json: JSONNode) -> Buyer {
    let role = json["role"].optional
    return Buyer(
      since: json["date_created_gmt"].moment, tags: role.map { [$0] } ?? [])
  }
}
