import ChannelKit
import Domain
import Foundation
import Wire

/// Amazon's JSON, and what it means here
/// (https://developer-docs.amazon.com/sp-api/docs/orders-api-v2026-01-01-reference).
enum AmazonShapes {
  /// A list of orders, each with its number and when it changed.
  static func entries(
    _ json: JSONNode, at: Instant?
  ) throws(JSONMistake) -> [(key: String, changed: Instant, item: Order)] {
    var entries: [(key: String, changed: Instant, item: Order)] = []
    for node in try json.list() { entries.append(try entry(node, at: at)) }
    return entries
  }

  /// One order. Of orders that Amazon ships it tells neither the buyer nor the parcels.
  static func entry(
    _ json: JSONNode, at: Instant?
  ) throws(JSONMistake) -> (key: String, changed: Instant, item: Order) {
    let number = try json["orderId"].text()
    let created = try json["createdTime"].instant()
    let changed = try json["lastUpdatedTime"].instant()
    let way = json["fulfillment"]
    let place = json["recipient"]["deliveryAddress"]
    let parcels = json["packages"].elements.compactMap {
      parcel($0, due: way["deliverByWindow"]["latestDateTime"].moment)
    }
    let items = try items(json["orderItems"])
    var order = Order(
      id: OrderID(channel: .amazon, number: number), createdAt: created,
      state: state(way["fulfillmentStatus"].words, parcels), statusText: said(way),
      customerName: json["buyer"]["buyerName"].optional ?? place["name"].words,
      customerEmail: json["buyer"]["buyerEmail"].words, customerPhone: place["phone"].words,
      address: address(place), total: try total(json, items), items: items,
      shipments: parcels, asOf: at ?? changed)
    order.extra["marketplace"] = json["salesChannel"]["marketplaceName"].optional
    order.extra["ship_by"] = way["shipByWindow"]["latestDateTime"].optional
    return (number, changed, order)
  }

  private static func money(_ json: JSONNode) throws(JSONMistake) -> Money {
    try json["amount"].money(in: try json["currencyCode"].text())
  }

  /// An order that is not paid yet has no sum: then its goods are added up, in what is paid with
  /// where it was placed.
  private static func total(
    _ json: JSONNode, _ items: [OrderItem]
  ) throws(JSONMistake) -> Money {
    if let total = try? money(json["proceeds"]["grandTotal"]) { return total }
    let sum = items.reduce(Decimal(0)) { $0 + ($1.price?.amount ?? 0) * Decimal($1.quantity) }
    let place = json["salesChannel"]["marketplaceId"]
    let usual = AmazonMarketplace.all.first { $0.id == place.optional }?.currency
    guard let currency = items.compactMap(\.price?.currency).first ?? usual else {
      throw place.mistake("is no marketplace that is known")
    }
    return Money(sum, currency)
  }

  private static func state(_ word: String, _ parcels: [Shipment]) -> Order.State {
    switch word {
    case "PENDING", "PENDING_AVAILABILITY": .pending
    case "UNSHIPPED": .paid
    case "PARTIALLY_SHIPPED": .processing
    case "SHIPPED":
      !parcels.isEmpty && parcels.allSatisfy { $0.state == .delivered } ? .delivered : .shipped
    case "CANCELLED", "UNFULFILLABLE": .cancelled
    default: .other
    }
  }

  private static func said(_ way: JSONNode) -> String {
    let words = way["fulfillmentStatus"].words.lowercased().replacing("_", with: " ")
    return way["fulfilledBy"].words == "AMAZON" ? "\(words), by Amazon" : words
  }

  private static func address(_ place: JSONNode) -> [String] {
    [
      place["name"].words, place["companyName"].words, place["addressLine1"].words,
      place["addressLine2"].words, place["addressLine3"].words,
      joined(place["postalCode"], place["city"], place["stateOrRegion"]),
      place["countryCode"].words,
    ].filter { !$0.isEmpty }
  }

  private static func items(_ lines: JSONNode) throws(JSONMistake) -> [OrderItem] {
    var items: [OrderItem] = []
    for line in lines.elements {
      let product = line["product"]
      items.append(
        OrderItem(
          title: product["title"].optional ?? product["asin"].words,
          sku: product["sellerSku"].optional ?? product["asin"].words,
          quantity: try line["quantityOrdered"].whole(),
          price: try? money(product["price"]["unitPrice"])))
    }
    return items
  }

  private static func parcel(_ json: JSONNode, due: Instant?) -> Shipment? {
    guard let number = json["trackingNumber"].optional else { return nil }
    let state: Shipment.State
    switch json["packageStatus"]["status"].words {
    case "CANCELLED": return nil
    case "PENDING": state = .pending
    case "DELIVERED": state = .delivered
    case "UNDELIVERABLE": state = .failed
    default: state = .inTransit
    }
    return Shipment(
      carrier: json["carrier"].words, trackingNumber: number, state: state,
      shippedAt: json["shipTime"].moment, expectedAt: due)
  }
}
