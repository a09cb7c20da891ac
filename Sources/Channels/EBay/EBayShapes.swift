import ChannelKit
import Domain
import Foundation
import Wire

/// eBay's JSON, and what it means here (https://developer.ebay.com/api-docs/sell/fulfillment).
enum EBayShapes {
  /// An order with its parcels, its number and when it changed.
  static func entry(
    _ json: JSONNode, parcels: [JSONNode], at: Instant?
  ) throws(JSONMistake) -> (key: String, changed: Instant, item: Order) {
    let number = try json["orderId"].text()
    let created = try json["creationDate"].instant()
    let changed = json["lastModifiedDate"].moment ?? created
    let start = json["fulfillmentStartInstructions"].elements.first ?? json["none"]
    let ship = start["shippingStep"]["shipTo"]
    var order = Order(
      id: OrderID(channel: .ebay, number: number), createdAt: created, state: state(json),
      statusText: words(json), customerName: ship["fullName"].words,
      // Members are known by their names there.
      customerEmail: json["buyer"]["username"].words,
      customerPhone: ship["primaryPhone"]["phoneNumber"].words, address: address(ship),
      total: try money(json["pricingSummary"]["total"]), items: try items(json["lineItems"]),
      shipments: parcels.compactMap { parcel($0, due: start["maxEstimatedDeliveryDate"].moment) },
      asOf: at ?? changed)
    order.refunds = refunds(json)
    order.extra["note"] = json["buyerCheckoutNotes"].optional
    order.claims = cancellations(json)
    order.listings = json["lineItems"].elements.compactMap { $0["legacyItemId"].optional }
    return (number, changed, order)
  }

  static func money(_ json: JSONNode) throws(JSONMistake) -> Money {
    try json["value"].money(in: try json["currency"].text())
  }

  private static func state(_ json: JSONNode) -> Order.State {
    if json["cancelStatus"]["cancelState"].words == "CANCELED" { return .cancelled }
    if json["orderPaymentStatus"].words == "FULLY_REFUNDED" { return .refunded }
    switch (json["orderFulfillmentStatus"].words, json["orderPaymentStatus"].words) {
    case ("FULFILLED", _): return .shipped
    case ("IN_PROGRESS", _): return .processing
    case ("NOT_STARTED", "PAID"), ("NOT_STARTED", "PARTIALLY_REFUNDED"): return .paid
    case ("NOT_STARTED", "PENDING"), ("NOT_STARTED", "FAILED"): return .pending
    default: return .other
    }
  }

  private static func words(_ json: JSONNode) -> String {
    [json["orderPaymentStatus"], json["orderFulfillmentStatus"]].compactMap(\.optional)
      .map { $0.lowercased().replacing("_", with: " ") }.joined(separator: ", ")
  }

  private static func address(_ ship: JSONNode) -> [String] {
    let place = ship["contactAddress"]
    return [
      ship["fullName"].words, place["addressLine1"].words, place["addressLine2"].words,
      joined(place["postalCode"], place["city"], place["stateOrProvince"]),
      place["countryCode"].words,
    ].filter { !$0.isEmpty }
  }

  private static func items(_ lines: JSONNode) throws(JSONMistake) -> [OrderItem] {
    var items: [OrderItem] = []
    for line in lines.elements {
      let quantity = try line["quantity"].whole()
      var price = try? money(line["lineItemCost"])
      // What is told is the price of all of them.
      if let all = price, quantity > 1 {
        price = Money(all.amount / Decimal(quantity), all.currency)
      }
      items.append(
        OrderItem(
          title: line["title"].words, sku: line["sku"].optional ?? line["legacyItemId"].words,
          quantity: quantity, price: price))
    }
    return items
  }

  private static func parcel(_ json: JSONNode, due: Instant?) -> Shipment? {
    guard let number = json["shipmentTrackingNumber"].optional else { return nil }
    return Shipment(
      carrier: json["shippingCarrierCode"].words, trackingNumber: number, state: .inTransit,
      shippedAt: json["shippedDate"].moment, expectedAt: due)
  }

  private static func refunds(_ json: JSONNode) -> [Refund] {
    json["paymentSummary"]["refunds"].elements.compactMap { node in
      guard let amount = try? money(node["amount"]), amount.amount > 0 else { return nil }
      let state: Refund.State =
        switch node["refundStatus"].words {
        case "REFUNDED": .issued
        case "FAILED": .refused
        default: .pending
        }
      return Refund(
        amount: amount, state: state, at: node["refundDate"].moment ?? Instant(milliseconds: 0))
    }
  }
}
