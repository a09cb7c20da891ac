import ChannelKit
import Domain
import Foundation
import Wire

/// Shopify's JSON, and what it means here
/// (https://shopify.dev/docs/api/admin-graphql/latest/objects/Order).
enum ShopifyShapes {
  /// The one question that is asked, sorted so that what changes moves to the end.
  static let query = """
    query Orders($words: String!, $after: String, $count: Int!, $returns: Boolean!) {
      orders(first: $count, after: $after, sortKey: UPDATED_AT, query: $words) {
        pageInfo { hasNextPage endCursor }
        nodes {
          id name email phone createdAt updatedAt cancelledAt
          displayFinancialStatus displayFulfillmentStatus returnStatus note
          currentTotalPriceSet { presentmentMoney { amount currencyCode } }
          customer {
            displayName numberOfOrders createdAt note tags amountSpent { amount currencyCode }
          }
          shippingAddress { name address1 address2 city zip provinceCode countryCodeV2 phone }
          lineItems(first: 50) {
            pageInfo { hasNextPage }
            nodes {
              title sku currentQuantity
              originalUnitPriceSet { presentmentMoney { amount currencyCode } }
            }
          }
          fulfillments(first: 10) {
            status displayStatus createdAt deliveredAt estimatedDeliveryAt
            trackingInfo(first: 5) { company number url }
          }
          refunds(first: 10) {
            createdAt
            totalRefundedSet { presentmentMoney { amount currencyCode } }
          }
          returns(first: 5) @include(if: $returns) { nodes { name status totalQuantity } }
        }
      }
    }
    """

  /// A page of orders, each with its id and when it changed.
  static func entries(
    _ json: JSONNode, at: Instant?
  ) throws(JSONMistake) -> [(key: String, changed: Instant, item: Order)] {
    var entries: [(key: String, changed: Instant, item: Order)] = []
    for node in try json["nodes"].list() {
      let changed = try node["updatedAt"].instant()
      entries.append((try node["id"].text(), changed, try order(node, changed, at: at)))
    }
    return entries
  }

  /// One order; who bought may be hidden from the app.
  private static func order(
    _ json: JSONNode, _ changed: Instant, at: Instant?
  ) throws(JSONMistake) -> Order {
    let place = json["shippingAddress"]
    let shipments = json["fulfillments"].elements.flatMap(parcels)
    var order = Order(
      id: OrderID(
        channel: .shopify, number: String(try json["name"].text().drop { $0 == "#" })),
      createdAt: try json["createdAt"].instant(), state: state(json, shipments),
      statusText: words(json),
      customerName: json["customer"]["displayName"].optional ?? place["name"].words,
      customerEmail: json["email"].words,
      customerPhone: json["phone"].optional ?? place["phone"].words, address: address(place),
      total: try money(json["currentTotalPriceSet"]), items: try items(json),
      shipments: shipments, refunds: try refunds(json), asOf: at ?? changed)
    order.claims = returns(json)
    order.buyer = buyer(json["customer"])
    order.extra["note"] = json["note"].optional
    if json["lineItems"]["pageInfo"]["hasNextPage"].isTrue {
      order.extra["items"] = "only the first 50 are shown"
    }
    return order
  }

  /// What the customer pays in; every sum of an order has it.
  private static func money(_ json: JSONNode) throws(JSONMistake) -> Money {
    let money = json["presentmentMoney"]
    return try money["amount"].money(in: try money["currencyCode"].text())
  }

  private static func words(_ json: JSONNode) -> String {
    [json["displayFinancialStatus"], json["displayFulfillmentStatus"]].compactMap(\.optional)
      .map { $0.lowercased().replacing("_", with: " ") }.joined(separator: ", ")
  }

  private static func state(_ json: JSONNode, _ parcels: [Shipment]) -> Order.State {
    if !json["cancelledAt"].isNull { return .cancelled }
    if json["displayFinancialStatus"].words == "REFUNDED" { return .refunded }
    if json["returnStatus"].words == "RETURNED" { return .returned }
    if json["displayFulfillmentStatus"].words == "FULFILLED" {
      let isThere = !parcels.isEmpty && parcels.allSatisfy { $0.state == .delivered }
      return isThere ? .delivered : .shipped
    }
    if ["PARTIALLY_FULFILLED", "IN_PROGRESS"].contains(json["displayFulfillmentStatus"].words) {
      return .processing
    }
    switch json["displayFinancialStatus"].words {
    case "PAID", "PARTIALLY_REFUNDED": return .paid
    case "PENDING", "AUTHORIZED", "PARTIALLY_PAID": return .pending
    case "VOIDED", "EXPIRED": return .cancelled
    default: return .other
    }
  }

  private static func address(_ place: JSONNode) -> [String] {
    [
      place["name"].words, place["address1"].words, place["address2"].words,
      joined(place["zip"], place["city"], place["provinceCode"]), place["countryCodeV2"].words,
    ].filter { !$0.isEmpty }
  }

  private static func items(_ json: JSONNode) throws(JSONMistake) -> [OrderItem] {
    var items: [OrderItem] = []
    for line in json["lineItems"]["nodes"].elements {
      items.append(
        OrderItem(
          title: line["title"].words, sku: line["sku"].words,
          quantity: try line["currentQuantity"].whole(),
          price: try money(line["originalUnitPriceSet"])))
    }
    return items
  }

  /// Who bought; hidden where the app is not approved for it.
  private static func buyer(_ json: JSONNode) -> Buyer? {
    guard let since = json["createdAt"].moment else { return nil }
    let spent = json["amountSpent"]
    return Buyer(
      orders: try? json["numberOfOrders"].whole(),
      spent: try? spent["amount"].money(in: spent["currencyCode"].text()), since: since,
      tags: json["tags"].elements.compactMap(\.optional), note: json["note"].words)
  }

  /// What the customer sends back; Shopify says neither since when nor until when.
  private static func returns(_ json: JSONNode) -> [Claim] {
    json["returns"]["nodes"].elements.compactMap { node in
      guard let name = node["name"].optional else { return nil }
      let count = (try? node["totalQuantity"].whole()) ?? 0
      let status = node["status"].words
      return Claim(
        .return, number: String(name.drop { $0 == "#" }), statusText: status.lowercased(),
        isOpen: ["OPEN", "REQUESTED"].contains(status),
        wanted: count > 0 ? "\(count) \(count == 1 ? "piece" : "pieces")" : "")
    }
  }

  private static func refunds(_ json: JSONNode) throws(JSONMistake) -> [Refund] {
    var refunds: [Refund] = []
    for refund in json["refunds"].elements {
      // A return that gives nothing back is listed too.
      let amount = try money(refund["totalRefundedSet"])
      guard amount.amount > 0, let at = refund["createdAt"].moment else { continue }
      refunds.append(Refund(amount: amount, state: .issued, at: at))
    }
    return refunds
  }
}

// MARK: - Parcels, and the budget

extension ShopifyShapes {
  private static func parcels(_ fulfillment: JSONNode) -> [Shipment] {
    guard fulfillment["status"].words != "CANCELLED" else { return [] }
    return fulfillment["trackingInfo"].elements.map { info in
      Shipment(
        carrier: info["company"].words, trackingNumber: info["number"].words,
        trackingURL: info["url"].words, state: parcelState(fulfillment["displayStatus"].words),
        shippedAt: fulfillment["createdAt"].moment,
        expectedAt: fulfillment["estimatedDeliveryAt"].moment,
        deliveredAt: fulfillment["deliveredAt"].moment)
    }
  }

  private static func parcelState(_ status: String) -> Shipment.State {
    switch status {
    case "CONFIRMED", "LABEL_PRINTED", "LABEL_PURCHASED", "SUBMITTED", "READY_FOR_PICKUP":
      .pending
    case "OUT_FOR_DELIVERY": .outForDelivery
    case "DELIVERED", "PICKED_UP", "MARKED_AS_FULFILLED_AND_DELIVERED": .delivered
    case "DELAYED": .late
    case "ATTEMPTED_DELIVERY", "FAILURE", "NOT_DELIVERED": .failed
    default: .inTransit
    }
  }

  /// How long until there are points enough
  /// (https://shopify.dev/docs/api/usage/limits#the-leaky-bucket-algorithm).
  static func wait(_ cost: JSONNode) -> Duration? {
    let state = cost["throttleStatus"]
    guard let wanted = cost["requestedQueryCost"].optional.flatMap(Double.init),
      let left = state["currentlyAvailable"].optional.flatMap(Double.init),
      let rate = state["restoreRate"].optional.flatMap(Double.init), rate > 0
    else { return nil }
    return .seconds(min(max((wanted - left) / rate, 1).rounded(.up), 3600))
  }
}
