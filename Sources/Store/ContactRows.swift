internal import Domain
internal import Foundation
internal import GRDB

/// Customers and the identities we know them by.
enum ContactRows {
  /// Merges what is told of a customer with what is known: the newest name, every identity, the
  /// earliest appearance. An identity stays with the customer who had it first.
  static func keep(_ customer: Customer, in db: Database) throws {
    let known = try self.customer(customer.id, in: db)
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO customer (id, name, since) VALUES (?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET
          name = CASE WHEN excluded.name = '' THEN name ELSE excluded.name END,
          since = min(since, excluded.since)
        """)
    try statement.execute(
      arguments: [customer.id.blob, customer.name, customer.since.milliseconds])
    // Asked for by RETURNING, SQLite would first write out all words that the transaction has
    // filed: a statement journal does that to FTS5, once for every customer.
    let row =
      try known == nil
      ? db.lastInsertedRowID
      : Int64.fetchOne(
        db.cachedStatement(sql: "SELECT row FROM customer WHERE id = ?"),
        arguments: [customer.id.blob])
    for identity in customer.identities where !identity.address.isEmpty {
      try db.cachedStatement(
        sql: "INSERT OR IGNORE INTO identity (channel, address, customer_id) VALUES (?, ?, ?)"
      ).execute(arguments: [identity.channel.rawValue, identity.address, customer.id.blob])
    }
    guard let row else { return }
    let merged = try known == nil ? customer : self.customer(customer.id, in: db) ?? customer
    if merged != known { try SearchIndex.put(merged, row: row, in: db) }
  }

  /// A customer by identifier.
  static func customer(_ id: CustomerID, in db: Database) throws -> Customer? {
    let statement = try db.cachedStatement(sql: "SELECT name, since FROM customer WHERE id = ?")
    guard let row = try Row.fetchOne(statement, arguments: [id.blob]) else { return nil }
    let identities = try db.cachedStatement(
      sql: "SELECT channel, address FROM identity WHERE customer_id = ? ORDER BY channel, address")
    return Customer(
      id: id, name: row[0],
      identities: try Row.fetchAll(identities, arguments: [id.blob]).map {
        Identity(channel: ChannelName(rawValue: $0[0]), address: $0[1])
      },
      since: Instant(milliseconds: row[1]))
  }

  /// The customer with an address, on this channel or else by mail on any.
  static func customer(at address: String, on channel: ChannelName, in db: Database) throws
    -> Customer?
  {
    let folded = address.lowercased()
    let exact = try Data.fetchOne(
      db.cachedStatement(
        sql: "SELECT customer_id FROM identity WHERE channel = ? AND address = ?"),
      arguments: [channel.rawValue, folded])
    let anywhere =
      try exact
      ?? (folded.contains("@")
        ? Data.fetchOne(
          db.cachedStatement(
            sql: "SELECT customer_id FROM identity WHERE address = ? ORDER BY channel"),
          arguments: [folded]) : nil)
    return try anywhere.flatMap { try customer(try CustomerID(stored: $0), in: db) }
  }
}
