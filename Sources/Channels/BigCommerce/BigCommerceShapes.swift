import ChannelKit
import Domain
import Foundation
import Wire

/// BigCommerce's JSON, and what it means here
/// (https://developer.bigcommerce.com/docs/rest-management/orders).
enum BigCommerceShapes {
  /// Someone is still at the till.
  static func isUnfinished(_ json: JSONNode) -> Bool { json["status_id"].optional == "0" }

  /// An order with its parts, its number and when it changed.
  static func entry(
    _ json: JSONNode, lines: [JSONNode], parcels: [JSONNode], places: [JSONNode], at: Instant?
  ) throws(JSONMistake) -> (key: String, changed: Instant, item: Order) {
    let created = try json["date_created"].mailInstant()
    let changed = (try? json["date_modified"].mailInstant()) ?? created
    let currency = try json["currency_code"].text()
    let billing = json["billing_address"]
    let key = try json["id"].text()
    var order = Order(
      id: OrderID(channel: .bigcommerce, number: key), createdAt: created,
      state: state(json), statusText: json["custom_status"].optional ?? json["status"].words,
      customerName: joined(billing["first_name"], billing["last_name"]),
      customerEmail: billing["email"].words, customerPhone: billing["phone"].words,
      address: address(places.first ?? billing),
      total: try json["total_inc_tax"].money(in: currency),
      items: try items(lines, currency), shipments: parcels.compactMap(parcel),
      asOf: at ?? changed)
    if let refunded = try? json["refunded_amount"].decimal(), refunded > 0 {
      order.refunds = [Refund(amount: Money(refunded, currency), state: .issued, at: changed)]
    }
    if json["status_id"].optional == "13" {
      order.claims = [
        Claim(
          .dispute, number: "", statusText: order.statusText.lowercased(), isOpen: true,
          wanted: "the payment is disputed; answer where it was paid")
      ]
    }
    order.extra["note"] = json["customer_message"].optional
    order.extra["payment"] = json["payment_method"].optional
    return (key, changed, order)
  }

  /// Its fifteen states; shops may call them as they like, the numbers stay.
  private static func state(_ json: JSONNode) -> Order.State {
    switch json["status_id"].optional {
    case "0", "1", "7", "12": .pending
    case "2", "10": .shipped
    case "3", "8", "9": .processing
    case "4": .refunded
    case "5", "6": .cancelled
    case "11": .paid
    case "14": isSent(json) ? .shipped : .paid
    default: .other
    }
  }

  private static func isSent(_ json: JSONNode) -> Bool {
    guard let total = try? json["items_total"].whole(), total > 0 else { return false }
    return json["items_shipped"].optional == "\(total)"
  }

  private static func address(_ place: JSONNode) -> [String] {
    [
      joined(place["first_name"], place["last_name"]), place["company"].words,
      place["street_1"].words, place["street_2"].words,
      joined(place["zip"], place["city"], place["state"]), place["country_iso2"].words,
    ].filter { !$0.isEmpty }
  }

  private static func items(
    _ lines: [JSONNode], _ currency: String
  ) throws(JSONMistake) -> [OrderItem] {
    var items: [OrderItem] = []
    for line in lines {
      items.append(
        OrderItem(
          title: line["name"].words, sku: line["sku"].words,
          quantity: try line["quantity"].whole(),
          price: try line["price_inc_tax"].money(in: currency)))
    }
    return items
  }

  private static func parcel(_ json: JSONNode) -> Shipment? {
    guard let number = json["tracking_number"].optional else { return nil }
    let carrier = [
      json["shipping_provider_display_name"], json["tracking_carrier"], json["shipping_provider"],
    ]
    return Shipment(
      carrier: carrier.compactMap(\.optional).first ?? "", trackingNumber: number,
      trackingURL: json["tracking_link"].optional ?? json["generated_tracking_link"].words,
      state: .inTransit, shippedAt: try? json["date_created"].mailInstant())
  }
}

// MARK: - Messages and customers

extension BigCommerceShapes {
  /// What was written about an order, the newest first: customer and staff both see it. What the
  /// staff noted for themselves has no moment and stands last.
  static func notes(_ messages: [JSONNode], of order: JSONNode) -> [OrderNote] {
    let billing = order["billing_address"]
    let never = Instant(milliseconds: 0)
    let told = messages.compactMap { node -> OrderNote? in
      let text = [node["subject"].words, node["message"].words].filter { !$0.isEmpty }
      guard !text.isEmpty else { return nil }
      let isStaff = node["type"].words == "admin"
      return OrderNote(
        text.joined(separator: ": "),
        author: isStaff ? "staff" : joined(billing["first_name"], billing["last_name"]),
        at: try? node["date_created"].mailInstant(), isSeen: true)
    }.sorted { $0.at ?? never > $1.at ?? never }
    let own = order["staff_notes"].optional.map {
      OrderNote($0, author: "staff", at: nil, isSeen: false)
    }
    return told + (own.map { [$0] } ?? [])
  }

  /// A customer, without how often they bought.
  static func buyer(_ json: JSONNode) -> Buyer {
    Buyer(
      since: json["date_created"].moment, tags: json["company"].optional.map { [$0] } ?? [],
      note: json["notes"].words)
  }
}
