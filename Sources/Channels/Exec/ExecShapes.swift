import ChannelKit
import Domain
import Foundation
import Wire

/// Orders and parcels as lines of JSON, and what they mean here (docs/line-protocol.md).
enum ExecShapes {
  /// The orders that lines tell; other lines are passed by.
  static func orders(
    _ entries: [JSONNode], on channel: ChannelName
  ) throws(JSONMistake) -> [Order] {
    var orders: [Order] = []
    for entry in entries where !entry["order"].isNull {
      orders.append(try order(entry["order"], channel))
    }
    return orders
  }

  /// The parcels that lines tell by themselves; other lines are passed by.
  static func parcels(_ entries: [JSONNode]) throws(JSONMistake) -> [TrackedParcel] {
    var parcels: [TrackedParcel] = []
    for entry in entries where !entry["parcel"].isNull {
      let json = entry["parcel"]
      parcels.append(
        TrackedParcel(
          orderNumber: json["order"].optional, shipment: try parcel(json),
          asOf: try json["as_of"].instant()))
    }
    return parcels
  }

  private static func order(
    _ json: JSONNode, _ channel: ChannelName
  ) throws(JSONMistake) -> Order {
    let currency = try json["currency"].text()
    let status = json["status"].words
    let created = try json["created_at"].instant()
    var order = Order(
      id: OrderID(channel: channel, number: try json["number"].text()), createdAt: created,
      state: Order.State(rawValue: status) ?? .other,
      statusText: json["status_text"].optional ?? status.replacing("_", with: " "),
      customerName: json["customer"]["name"].words,
      customerEmail: json["customer"]["email"].optional ?? json["customer"]["id"].words,
      customerPhone: json["customer"]["phone"].words,
      address: json["address"].elements.map(\.words).filter { !$0.isEmpty },
      total: try json["total"].money(in: currency), items: [],
      returnableUntil: nil, asOf: json["as_of"].moment ?? json["changed_at"].moment ?? created)
    for item in json["items"].elements {
      order.items.append(
        OrderItem(
          title: item["title"].words, sku: item["sku"].words,
          quantity: item["quantity"].isNull ? 1 : try item["quantity"].whole(),
          price: item["price"].isNull ? nil : try item["price"].money(in: currency)))
    }
    for node in json["parcels"].elements { order.shipments.append(try parcel(node)) }
    for node in json["refunds"].elements {
      order.refunds.append(
        Refund(
          amount: try node["amount"].money(in: currency),
          state: Refund.State(rawValue: node["status"].words) ?? .issued,
          at: try node["at"].instant()))
    }
    order.returnableUntil = json["returnable_until"].moment
    return order
  }

  private static func parcel(_ json: JSONNode) throws(JSONMistake) -> Shipment {
    let word = json["status"].words
    guard let state = word.isEmpty ? .inTransit : Shipment.State(rawValue: word) else {
      let known = Shipment.State.allCases.map(\.rawValue).joined(separator: ", ")
      throw json["status"].mistake("is not one of \(known)")
    }
    return Shipment(
      carrier: json["carrier"].words, trackingNumber: try json["number"].text(),
      trackingURL: json["url"].words, state: state, shippedAt: json["shipped_at"].moment,
      expectedAt: json["expected_at"].moment, deliveredAt: json["delivered_at"].moment,
      lastScanAt: json["last_scan_at"].moment, lastScan: json["last_scan"].words)
  }
}
