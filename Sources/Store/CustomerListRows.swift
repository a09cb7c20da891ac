internal import Domain
internal import Foundation
internal import GRDB

/// What customer lists said of people, as they last told it.
enum CustomerListRows {
  /// Keeps what a list said in place of what it said before; an older telling never replaces a newer.
  static func keep(_ entry: ContactEntry, in db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO contact_cache (account, address, as_of, body) VALUES (?, ?, ?, ?)
        ON CONFLICT (account, address) DO UPDATE SET as_of = excluded.as_of, body = excluded.body
        WHERE excluded.as_of >= contact_cache.as_of
        """)
    try statement.execute(
      arguments: [
        entry.account, entry.address, entry.asOf.milliseconds, try JSON.text(entry),
      ])
  }

  /// What lists said of these addresses, by account and in the order of the addresses.
  static func entries(of addresses: [String], in db: Database) throws -> [ContactEntry] {
    let statement = try db.cachedStatement(
      sql: "SELECT body FROM contact_cache WHERE address = ? ORDER BY account")
    let found = try addresses.flatMap { address in
      try String.fetchAll(statement, arguments: [address]).map {
        try JSON.value(ContactEntry.self, from: $0)
      }
    }
    return found.enumerated().sorted {
      ($0.element.account, $0.offset) < ($1.element.account, $1.offset)
    }.map(\.element)
  }

  /// What lists said of a customer.
  static func entries(of customer: Customer?, in db: Database) throws -> [ContactEntry] {
    var addresses: [String] = []
    for identity in customer?.identities ?? [] where !addresses.contains(identity.address) {
      addresses.append(identity.address)
    }
    return try entries(of: addresses, in: db)
  }

  /// Drops what cannot be read any more.
  static func mend(in db: Database) throws {
    for row in try Row.fetchAll(db, sql: "SELECT account, address, body FROM contact_cache")
    where (try? JSON.value(ContactEntry.self, from: row[2] as String)) == nil {
      try db.execute(
        sql: "DELETE FROM contact_cache WHERE account = ? AND address = ?",
        arguments: [row[0] as String, row[1] as String])
    }
  }
}
