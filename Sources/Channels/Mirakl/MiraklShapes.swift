import ChannelKit
import Domain
import Foundation
import Wire

/// Mirakl's JSON, and what it means here (https://help.mirakl.net, Seller API).
enum MiraklShapes {
  /// A page of orders, each with its number and when it changed.
  static func entries(
    _ json: JSONNode, on channel: ChannelName, at: Instant?
  ) throws(JSONMistake) -> [(key: String, changed: Instant, item: Order)] {
    var entries: [(key: String, changed: Instant, item: Order)] = []
    for node in try json.list() {
      let created = try node["created_date"].instant()
      let changed = node["last_updated_date"].moment ?? created
      entries.append(
        (try node["order_id"].text(), changed, try order(node, channel, at ?? changed)))
    }
    return entries
  }

  private static func order(
    _ json: JSONNode, _ channel: ChannelName, _ asOf: Instant
  ) throws(JSONMistake) -> Order {
    let currency = try json["currency_iso_code"].text()
    let customer = json["customer"]
    let place = customer["shipping_address"]
    let state = state(json)
    var order = Order(
      id: OrderID(channel: channel, number: try json["order_id"].text()),
      createdAt: try json["created_date"].instant(), state: state,
      statusText: json["order_state"].words.lowercased().replacing("_", with: " "),
      customerName: joined(customer["firstname"], customer["lastname"]),
      // Nobody may write to the address for notices: customers are known by their id.
      customerEmail: customer["customer_id"].words, customerPhone: place["phone"].words,
      address: address(place), total: try json["total_price"].money(in: currency),
      items: try items(json["order_lines"], currency), shipments: [], asOf: asOf)
    order.shipments = parcel(json, state).map { [$0] } ?? []
    order.refunds = refunds(json["order_lines"], currency)
    order.claims = incident(json)
    let known = json["commercial_id"].optional
    order.extra["commercial"] = known == order.number ? nil : known
    return order
  }

  private static func state(_ json: JSONNode) -> Order.State {
    if json["fully_refunded"].isTrue { return .refunded }
    switch json["order_state"].words {
    case "STAGING", "WAITING_ACCEPTANCE", "WAITING_DEBIT", "WAITING_DEBIT_PAYMENT": return .pending
    case "SHIPPING": return .processing
    case "SHIPPED", "TO_COLLECT": return .shipped
    case "RECEIVED", "CLOSED": return .delivered
    case "REFUSED", "CANCELED": return .cancelled
    default: return .other
    }
  }

  private static func address(_ place: JSONNode) -> [String] {
    [
      joined(place["firstname"], place["lastname"]), place["company"].words,
      place["street_1"].words, place["street_2"].words,
      joined(place["zip_code"], place["city"], place["state"]), place["country"].words,
    ].filter { !$0.isEmpty }
  }

  private static func items(
    _ lines: JSONNode, _ currency: String
  ) throws(JSONMistake) -> [OrderItem] {
    var items: [OrderItem] = []
    for line in lines.elements {
      items.append(
        OrderItem(
          title: line["product_title"].words,
          sku: line["offer_sku"].optional ?? line["product_sku"].words,
          quantity: try line["quantity"].whole(),
          price: try? line["price_unit"].money(in: currency)))
    }
    return items
  }

  private static func parcel(_ json: JSONNode, _ state: Order.State) -> Shipment? {
    guard let number = json["shipping_tracking"].optional else { return nil }
    let shipped = json["order_lines"].elements.compactMap { $0["shipped_date"].moment }.min()
    return Shipment(
      carrier: json["shipping_company"].optional ?? json["shipping_carrier_code"].words,
      trackingNumber: number, trackingURL: json["shipping_tracking_url"].words,
      state: state == .delivered
        ? .delivered
        : shipped == nil && state != .shipped
          ? .pending : .inTransit,
      shippedAt: shipped, expectedAt: json["delivery_date"]["latest"].moment)
  }

  private static func refunds(_ lines: JSONNode, _ currency: String) -> [Refund] {
    lines.elements.flatMap { $0["refunds"].elements }.compactMap { node in
      let parts = [node["amount"], node["shipping_amount"]].compactMap { try? $0.decimal() }
      let sum = parts.reduce(Decimal(0), +)
      // The older name does not have the newer states.
      let state = node["refund_state"].optional ?? node["state"].words
      guard sum > 0, let at = node["created_date"].moment else { return nil }
      return Refund(
        amount: Money(sum, currency), state: state == "REFUNDED" ? .issued : .pending,
        at: at)
    }
  }
}
