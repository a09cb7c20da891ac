import Domain
import Foundation

/// Reads orders from the files that shops can export, for sellers without an API key.
struct OrderImport {
  /// What a file held.
  struct Result {
    var orders: [Order] = []
    var items = 0
    /// Lines that could not be read, with the reason.
    var problems: [Problem] = []
  }

  /// The file, for problems.
  let path: String
  /// The shop the orders belong to where the file does not say.
  let channel: ChannelName
  /// Times without an offset are meant in this zone.
  let zone: TimeZone
  /// When this was read.
  let now: Instant

  /// Reads a file's text: JSON where it begins with a bracket, else CSV.
  func read(_ text: String) -> Result {
    let first = text.first { !$0.isWhitespace && $0 != "\u{FEFF}" }
    return first == "[" || first == "{" ? readJSON(text) : readCSV(text)
  }

  // MARK: - CSV

  private func readCSV(_ text: String) -> Result {
    let csv = CSV(text)
    var result = Result()
    let fields = csv.header.map { OrderField.named($0) }
    guard fields.contains(.orderNumber) else {
      let near = Problem.nearest(to: "order_number", among: csv.header)
      result.problems.append(
        Problem(
          file: path, line: 1, "no column is called order_number",
          remedy: near.map { "is it \($0)?" } ?? "the first line must name the columns"))
      return result
    }
    var rows: [(Int, OrderRow)] = []
    for record in csv.records {
      var row = OrderRow()
      for (index, value) in record.fields.enumerated() where !value.isEmpty && index < fields.count
      {
        if let field = fields[index] {
          row.values[field] = row.values[field].map { "\($0) \(value)" } ?? value
        } else {
          row.extra[csv.header[index]] = value
        }
      }
      rows.append((record.line, row))
    }
    gather(rows, into: &result)
    return result
  }

  // MARK: - JSON

  private func readJSON(_ text: String) -> Result {
    var result = Result()
    let value: Any
    do {
      value = try JSONSerialization.jsonObject(with: Data(text.utf8))
    } catch {
      result.problems.append(Problem(file: path, "this is no JSON: \(error.localizedDescription)"))
      return result
    }
    let objects = (value as? [Any]) ?? (value as? [String: Any])?["orders"] as? [Any] ?? [value]
    var rows: [(Int, OrderRow)] = []
    for (index, object) in objects.enumerated() {
      guard let object = object as? [String: Any] else {
        result.problems.append(
          Problem(file: path, line: index + 1, "entry \(index + 1) is no object"))
        continue
      }
      let items =
        object["items"] as? [[String: Any]] ?? object["line_items"] as? [[String: Any]] ?? [[:]]
      for item in items.isEmpty ? [[:]] : items {
        var row = OrderRow()
        for (key, value) in object where !(value is [Any]) && !(value is [String: Any]) {
          row.take(key, value)
        }
        for (key, value) in item { row.take("item_\(key)", value) }
        rows.append((index + 1, row))
      }
    }
    gather(rows, into: &result)
    return result
  }

  // MARK: - Rows to orders

  /// One line an item: lines with the same number are one order, unless they name another shop;
  /// later lines fill what is missing.
  private func gather(_ rows: [(Int, OrderRow)], into result: inout Result) {
    var places: [String: [Int]] = [:]
    for (line, row) in rows {
      guard let number = row[.orderNumber].map(Self.bare), !number.isEmpty else {
        result.problems.append(Problem(file: path, line: line, "the line has no order number"))
        continue
      }
      let shop = row[.channel].map { ChannelName(rawValue: $0) }
      let known = places[number]?.last { place in
        shop == nil || shop == result.orders[place].id.channel
      }
      if let place = known {
        result.items += add(row, to: &result.orders[place])
        continue
      }
      do {
        var order = try order(number, row)
        result.items += add(row, to: &order)
        places[number, default: []].append(result.orders.count)
        result.orders.append(order)
      } catch {
        result.problems.append(Problem(file: path, line: line, error.what, remedy: error.remedy))
      }
    }
  }

  private func order(_ number: String, _ row: OrderRow) throws(Problem) -> Order {
    let currency = row[.currency] ?? "EUR"
    let total = try money(row[.total] ?? "0", currency, "total")
    let placed = try moment(row[.createdAt], "created_at") ?? now
    let channel = row[.channel].map { ChannelName(rawValue: $0) } ?? channel
    var order = Order(
      id: OrderID(channel: channel, number: number), createdAt: placed,
      state: OrderField.state(row), statusText: row[.status] ?? row[.fulfilment] ?? "",
      customerName: row[.customerName] ?? "", customerEmail: row[.customerEmail] ?? "",
      customerPhone: row[.customerPhone] ?? "", address: row[.address].map { [$0] } ?? [],
      total: total, items: [], asOf: now, extra: row.extra)
    if let refunded = row[.refunded], let sum = try? money(refunded, currency, "refund"),
      sum.amount > 0
    {
      order.refunds = [Refund(amount: sum, state: .issued, at: now)]
    }
    if let parcel = try shipment(row) { order.shipments = [parcel] }
    return order
  }

  private func add(_ row: OrderRow, to order: inout Order) -> Int {
    if order.shipments.isEmpty, let parcel = (try? shipment(row)) ?? nil {
      order.shipments = [parcel]
    }
    guard let title = row[.itemTitle] ?? row[.itemSKU] else { return 0 }
    let price = row[.itemPrice].flatMap { try? money($0, order.total.currency, "item_price") }
    order.items.append(
      OrderItem(
        title: title, sku: row[.itemSKU] ?? "",
        quantity: max(1, row[.itemQuantity].flatMap { Double($0) }.map { Int($0) } ?? 1),
        price: price))
    return 1
  }

  private func shipment(_ row: OrderRow) throws(Problem) -> Shipment? {
    let delivered = try moment(row[.deliveredAt], "delivered_at")
    let shipped = try moment(row[.shippedAt], "shipped_at")
    guard row[.trackingNumber] != nil || delivered != nil || shipped != nil else { return nil }
    return Shipment(
      carrier: row[.carrier] ?? "", trackingNumber: row[.trackingNumber] ?? "",
      trackingURL: row[.trackingURL] ?? "",
      state: delivered != nil ? .delivered : shipped != nil ? .inTransit : .pending,
      shippedAt: shipped, deliveredAt: delivered)
  }

  // MARK: - Values

  /// The number as customers write it, without the sign before it.
  private static func bare(_ text: String) -> String {
    let trimmed = text.trimmingCharacters(in: .whitespaces)
    return trimmed.hasPrefix("#") ? String(trimmed.dropFirst()) : trimmed
  }

  private func money(_ text: String, _ currency: String, _ column: String) throws(Problem) -> Money
  {
    let bare = text.filter { $0.isNumber || "-.,".contains($0) }
    // A last comma with two figures behind it is a decimal comma; others part thousands.
    let decimal =
      bare.wholeMatch(of: /(-?[\d.]*),(\d{1,2})/).map {
        $0.1.replacing(".", with: "") + "." + $0.2
      } ?? bare.replacing(",", with: "")
    guard let money = Money(decimal, currency) else {
      throw Problem("\(column) `\(text)` is no sum", remedy: "write it as 129.90")
    }
    return money
  }

  private func moment(_ text: String?, _ column: String) throws(Problem) -> Instant? {
    guard let text = text?.trimmingCharacters(in: .whitespaces), !text.isEmpty else { return nil }
    if let moment = Instant(rfc3339: text) { return moment }
    // Shopify writes `2026-11-14 10:33:11 +0000`, others leave out the zone or the clock.
    guard
      let match = text.wholeMatch(
        of: /(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d)?)?\s*([+-]\d\d:?\d\d|Z|UTC)?/)
    else {
      throw Problem("\(column) `\(text)` is no time", remedy: "write it as 2026-01-31 14:30")
    }
    let clock = "\(match.2 ?? "00:00")\(match.3 ?? ":00")"
    let named = match.4.map { $0 == "UTC" ? "Z" : String($0) }
    guard let local = Instant(rfc3339: "\(match.1)T\(clock)\(named ?? "Z")") else {
      throw Problem("\(column) `\(text)` is no time", remedy: "write it as 2026-01-31 14:30")
    }
    return named == nil ? local - .seconds(Int64(zone.secondsFromGMT(for: local.date))) : local
  }
}
