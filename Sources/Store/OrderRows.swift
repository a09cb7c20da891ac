internal import Domain
internal import Foundation
internal import GRDB

/// Orders as shops last told them, found by number, address or tracking number.
enum OrderRows {
  /// A number as tables compare it: letters and digits only, folded.
  static func key(_ number: String) -> String { SearchText.code(number) }

  /// Keeps an order in place of the older one; an older telling never replaces a newer.
  static func keep(_ order: Order, in db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO order_cache
          (channel, number, number_key, email, phone, total, currency, state, created_at, as_of,
           body)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (channel, number) DO UPDATE SET
          email = excluded.email, phone = excluded.phone, total = excluded.total,
          currency = excluded.currency, state = excluded.state, created_at = excluded.created_at,
          as_of = excluded.as_of, body = excluded.body
        WHERE excluded.as_of >= order_cache.as_of
        RETURNING row
        """)
    let row = try Int64.fetchOne(
      statement,
      arguments: [
        order.id.channel.rawValue, order.number, key(order.number), order.customerEmail,
        order.customerPhone, order.total.tenThousandths, order.total.currency,
        order.state.rawValue, order.createdAt.milliseconds, order.asOf.milliseconds,
        try JSON.text(order),
      ])
    guard let row else { return }
    try SearchIndex.put(order, row: row, in: db)
  }

  /// Orders with one of these numbers, addresses, tracking numbers or ends of phone numbers
  /// (`OrderCandidate.phoneKey`), newest first, each once.
  static func orders(
    numbers: [String] = [], addresses: [String] = [], tracking: [String] = [],
    phones: [String] = [], in db: Database
  ) throws -> [Order] {
    var rows: Set<Int64> = []
    for number in numbers {
      rows.formUnion(
        try rowsFound("SELECT row FROM order_cache WHERE number_key = ?", key(number), db))
    }
    for address in addresses where !address.isEmpty {
      rows.formUnion(
        try rowsFound("SELECT row FROM order_cache WHERE email = ?", address.lowercased(), db))
    }
    for number in tracking where !number.isEmpty {
      rows.formUnion(
        try rowsFound(
          "SELECT order_row FROM order_code WHERE kind = 'tracking' AND code = ?", key(number), db))
    }
    for end in phones {
      rows.formUnion(
        try rowsFound(
          "SELECT order_row FROM order_code WHERE kind = 'phone' AND code = ?", end, db))
    }
    return try orders(rows, in: db)
  }

  /// Orders of somebody with this name, folded, of a stretch of time; none where it is one word, which
  /// many people have.
  static func orders(
    ofBuyer name: String, since: Instant, until: Instant, in db: Database
  ) throws -> [Order] {
    let words = SearchText.words(of: name)
    guard words.count > 1 else { return [] }
    let statement = try db.cachedStatement(
      sql: """
        SELECT o.row FROM order_search s JOIN order_cache o ON o.row = s.rowid
        WHERE s.words MATCH ? AND o.created_at BETWEEN ? AND ?
        ORDER BY s.rowid DESC LIMIT 50
        """)
    let rows = try Int64.fetchAll(
      statement,
      arguments: [
        "\"\(words.joined(separator: " "))\"", since.milliseconds, until.milliseconds,
      ])
    return try orders(Set(rows), in: db).filter { SearchText.folded($0.customerName) == name }
  }

  private static func orders(_ rows: Set<Int64>, in db: Database) throws -> [Order] {
    let statement = try db.cachedStatement(sql: "SELECT body FROM order_cache WHERE row = ?")
    return try rows.compactMap { row in
      try String.fetchOne(statement, arguments: [row]).map { try JSON.value(Order.self, from: $0) }
    }.sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
  }

  /// The orders a ticket is linked to, where we know them, newest first.
  static func orders(of ticket: Ticket, in db: Database) throws -> [Order] {
    try orders(numbers: ticket.orders.map(\.number), in: db).filter { order in
      ticket.orders.contains {
        $0.channel == order.id.channel && key($0.number) == key(order.number)
      }
    }
  }

  private static func rowsFound(_ sql: String, _ key: String, _ db: Database) throws -> [Int64] {
    try Int64.fetchAll(db.cachedStatement(sql: sql), arguments: [key])
  }
}

extension Money {
  /// The amount in ten-thousandths of the currency's unit, as tables compare it.
  var tenThousandths: Int64 {
    let scaled = amount * 10_000
    return NSDecimalNumber(decimal: scaled).int64Value
  }
}
