import ChannelKit
import Domain
import Foundation
import Wire

/// Walmart's JSON, and what it means here
/// (https://developer.walmart.com/us-marketplace/reference/getallorders).
enum WalmartShapes {
  /// Something on a list: the customer's number, and the purchase order it was read from.
  struct Entry {
    var number: String
    var orders: [JSONNode] = []
  }

  /// A page of orders or of returns; where nothing is found, it is an error that says so.
  static func page(
    _ json: JSONNode, isReturns: Bool, at: Instant?
  ) throws(JSONMistake) -> ChangeWalk.Page<Entry> {
    guard json["errors"].elements.isEmpty, json["error"].elements.isEmpty else {
      return ChangeWalk.Page([], next: nil, at: at)
    }
    let list = isReturns ? json["returnOrders"] : json["list"]["elements"]["order"]
    let meta = isReturns ? json["meta"] : json["list"]["meta"]
    var items: [(key: String, changed: Instant, item: Entry)] = []
    for node in try list.list() {
      let number = try node["customerOrderId"].text()
      if isReturns {
        let key = try node["returnOrderId"].text()
        items.append((key, try changed(return: node), Entry(number: number)))
      } else {
        let key = try node["purchaseOrderId"].text()
        items.append((key, try changed(order: node), Entry(number: number, orders: [node])))
      }
    }
    return ChangeWalk.Page(items, next: meta["nextCursor"].optional, at: at)
  }

  private static func changed(order: JSONNode) throws(JSONMistake) -> Instant {
    let placed = try instant(order["orderDate"])
    return lines(order).compactMap { moment($0["statusDate"]) }.reduce(placed, max)
  }

  private static func changed(return json: JSONNode) throws(JSONMistake) -> Instant {
    let asked = try instant(json["returnOrderDate"])
    return json["returnOrderLines"].elements.flatMap { line in
      [moment(line["statusTime"])]
        + line["currentTrackingStatuses"].elements.map { moment($0["statusTime"]) }
    }.compactMap(\.self).reduce(asked, max)
  }

  /// Something of it is on its way, or came and went.
  static func hasLeft(_ order: JSONNode) -> Bool {
    lines(order).contains { line in
      statuses(line).contains { ["Shipped", "Delivered", "Refund"].contains($0["status"].words) }
    }
  }

  private static func lines(_ order: JSONNode) -> [JSONNode] {
    order["orderLines"]["orderLine"].elements
  }

  private static func statuses(_ line: JSONNode) -> [JSONNode] {
    line["orderLineStatuses"]["orderLineStatus"].elements
  }

  /// Moments are numbers of milliseconds, in some places RFC 3339.
  static func moment(_ json: JSONNode) -> Instant? {
    json.optional.flatMap { Int64($0) }.map { Instant(milliseconds: $0) } ?? json.moment
  }

  private static func instant(_ json: JSONNode) throws(JSONMistake) -> Instant {
    guard let moment = moment(json) else { throw json.mistake("is no moment") }
    return moment
  }
}

// MARK: - An order

extension WalmartShapes {
  /// The order of a customer's number, of one purchase order or of several.
  static func order(
    _ number: String, _ parts: [JSONNode], returns: [JSONNode], at: Instant?
  ) throws(JSONMistake) -> Order {
    var (items, shipments): ([OrderItem], [Shipment]) = ([], [])
    var (sum, currency): (Decimal, String?) = (0, nil)
    var words: [String] = []
    for line in parts.flatMap(lines) {
      let (cost, used) = try cost(line)
      sum += cost.all
      currency = currency ?? used
      items.append(try item(line, cost.goods, used))
      words += statuses(line).map { $0["status"].words }
      for parcel in statuses(line).compactMap({ parcel($0, in: parts) })
      where !shipments.contains(where: { $0.trackingNumber == parcel.trackingNumber }) {
        shipments.append(parcel)
      }
    }
    var created: [Instant] = []
    var changes: [Instant] = []
    for part in parts {
      created.append(try instant(part["orderDate"]))
      changes.append(try changed(order: part))
    }
    let first = parts.first ?? JSONNode(.null)
    let info = first["shippingInfo"]
    var order = Order(
      id: OrderID(channel: .walmart, number: number),
      createdAt: created.min() ?? Instant(milliseconds: 0),
      state: state(words, returns), statusText: said(words),
      customerName: info["postalAddress"]["name"].words,
      customerEmail: first["customerEmailId"].words, customerPhone: info["phone"].words,
      address: address(info["postalAddress"]), total: Money(sum, currency ?? "USD"), items: items,
      shipments: shipments, refunds: refunds(returns),
      asOf: at ?? changes.max() ?? Instant(milliseconds: 0))
    order.extra["purchase_order"] = parts.compactMap { $0["purchaseOrderId"].optional }
      .joined(separator: ", ")
    order.claims = claims(returns)
    return order
  }

  /// What a line costs: its goods, and all that is charged for it.
  private static func cost(
    _ line: JSONNode
  ) throws(JSONMistake) -> (cost: (goods: Decimal, all: Decimal), currency: String) {
    var (goods, all, currency): (Decimal, Decimal, String?) = (0, 0, nil)
    for charge in line["charges"]["charge"].elements {
      let amount = try charge["chargeAmount"]["amount"].decimal()
      currency = currency ?? charge["chargeAmount"]["currency"].optional
      all += amount
      if charge["chargeType"].words == "PRODUCT" { goods += amount }
      all += (try? charge["tax"]["taxAmount"]["amount"].decimal()) ?? 0
    }
    return ((goods, all), currency ?? "USD")
  }

  private static func item(
    _ line: JSONNode, _ goods: Decimal, _ currency: String
  ) throws(JSONMistake) -> OrderItem {
    let count = Int(line["orderLineQuantity"]["amount"].words) ?? 1
    return OrderItem(
      title: line["item"]["productName"].words, sku: line["item"]["sku"].words, quantity: count,
      price: count > 0 ? Money(goods / Decimal(count), currency) : nil)
  }

  private static func parcel(_ status: JSONNode, in parts: [JSONNode]) -> Shipment? {
    let info = status["trackingInfo"]
    guard let number = info["trackingNumber"].optional else { return nil }
    let expected = parts.compactMap { moment($0["shippingInfo"]["estimatedDeliveryDate"]) }.max()
    return Shipment(
      carrier: info["carrierName"]["carrier"].optional ?? info["carrierName"]["otherCarrier"].words,
      trackingNumber: number, trackingURL: info["trackingURL"].words,
      state: status["status"].words == "Delivered" ? .delivered : .inTransit,
      shippedAt: moment(info["shipDateTime"]), expectedAt: expected)
  }

  /// The order is as far as the part of it that is least far; what was cancelled does not count
  /// beside the rest.
  private static func state(_ words: [String], _ returns: [JSONNode]) -> Order.State {
    let live = words.filter { $0 != "Cancelled" }
    guard !live.isEmpty else { return words.isEmpty ? .other : .cancelled }
    if live.allSatisfy({ $0 == "Refund" }) { return .refunded }
    let rest = live.filter { $0 != "Refund" }
    if rest.contains("Created") { return .paid }
    if rest.contains("Acknowledged") { return .processing }
    if returns.contains(where: isBack) { return .returned }
    if rest.contains("Shipped") { return .shipped }
    return rest.allSatisfy { $0 == "Delivered" } ? .delivered : .other
  }

  private static func isBack(_ json: JSONNode) -> Bool {
    json["returnOrderLines"].elements.contains { $0["currentDeliveryStatus"].words == "DELIVERED" }
  }

  private static func said(_ words: [String]) -> String {
    var seen: [String] = []
    for word in words where !word.isEmpty && !seen.contains(word) { seen.append(word) }
    return seen.joined(separator: ", ").lowercased()
  }

  private static func address(_ place: JSONNode) -> [String] {
    [
      place["name"].words, place["address1"].words, place["address2"].words,
      joined(place["city"], place["state"], place["postalCode"]), place["country"].words,
    ].filter { !$0.isEmpty }
  }
}

// MARK: - Returns

extension WalmartShapes {
  private static func refunds(_ returns: [JSONNode]) -> [Refund] {
    returns.compactMap { node in
      let sum = node["totalRefundAmount"]
      guard let amount = try? sum["currencyAmount"].money(in: sum["currencyUnit"].text()),
        amount.amount > 0
      else { return nil }
      let states = node["returnOrderLines"].elements.map { $0["currentRefundStatus"].words }
      let isDone = !states.isEmpty && states.allSatisfy { $0 == "REFUND_COMPLETED" }
      let at = moment(node["returnOrderDate"]) ?? Instant(milliseconds: 0)
      return Refund(amount: amount, state: isDone ? .issued : .pending, at: at)
    }
  }

  /// Returns as what the customer asked back; how long we may take, Walmart does not say.
  private static func claims(_ returns: [JSONNode]) -> [Claim] {
    returns.compactMap { node in
      guard let number = node["returnOrderId"].optional else { return nil }
      let lines = node["returnOrderLines"].elements
      let states = lines.flatMap { [plain($0["status"]), plain($0["currentDeliveryStatus"])] }
      let sum = node["totalRefundAmount"]
      return Claim(
        .return, number: number, statusText: said(states),
        isOpen: lines.contains { $0["status"].words != "COMPLETED" }, wanted: wanted(node, lines),
        amount: try? sum["currencyAmount"].money(in: sum["currencyUnit"].text()),
        openedAt: moment(node["returnOrderDate"]))
    }
  }

  /// `replacement: mug, defective, poor quality`.
  private static func wanted(_ json: JSONNode, _ lines: [JSONNode]) -> String {
    let why = lines.map { line in
      [
        line["item"]["productName"].words, plain(line["returnReason"]),
        line["returnDescription"].words,
      ].filter { !$0.isEmpty }.joined(separator: ", ")
    }
    let type = plain(json["returnType"])
    return (type.isEmpty ? "" : "\(type): ") + why.joined(separator: "; ")
  }

  private static func plain(_ json: JSONNode) -> String {
    json.words.lowercased().replacing("_", with: " ")
  }
}
