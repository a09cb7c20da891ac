internal import Domain
internal import GRDB

/// The full-text table: a line for every message, found by its `message.row`.
enum SearchIndex {
  /// Files a message's words under its row; called once for each message, in order.
  static func add(_ message: Message, row: Int64, in db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO message_search (rowid, subject, body, quoted, customer, "order")
        VALUES (?, ?, ?, ?, ?, ?)
        """)
    let customer = message.direction == .inbound ? [message.from] : message.to
    try statement.execute(arguments: [
      row, message.subject, message.body.visible, message.body.quoted,
      customer.map { "\($0.name) \($0.address)" }.joined(separator: " "),
      message.orderNumbers.joined(separator: " "),
    ])
  }

  /// Forgets every message, before a rebuild.
  static func clear(in db: Database) throws {
    try db.execute(sql: "INSERT INTO message_search(message_search) VALUES ('delete-all')")
  }
}
