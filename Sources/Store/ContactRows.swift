internal import Domain
internal import Foundation
internal import GRDB

/// Customers and the identities we know them by.
enum ContactRows {
  /// Merges what is told of a customer with what is known: the newest name, every identity, the
  /// earliest appearance. An identity stays with the customer who had it first.
  static func keep(_ customer: Customer, in db: Database) throws {
    let known = try self.customer(customer.id, in: db)
    // Told again, the name of the person whom they are is no news of this customer.
    let whole = try known == nil ? nil : self.person(customer.id, in: db)
    let name = customer.name == whole?.name ? known?.name ?? customer.name : customer.name
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO customer (id, name, since) VALUES (?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET
          name = CASE WHEN excluded.name = '' THEN name ELSE excluded.name END,
          since = min(since, excluded.since)
        """)
    try statement.execute(
      arguments: [customer.id.blob, name, customer.since.milliseconds])
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
    guard merged != known else { return }
    let group = try known == nil ? [] : JoinRows.group(of: customer.id, in: db)
    if let survivor = group.first, group.count > 1 { return try JoinRows.file(survivor, in: db) }
    try SearchIndex.put(merged, row: row, in: db)
  }

  /// The person whom a customer is: themselves with all who were joined into them, or whoever they
  /// were joined into. Their own addresses come first.
  static func person(_ id: CustomerID, in db: Database) throws -> Customer? {
    let group = try JoinRows.group(of: id, in: db)
    let members = try group.compactMap { try customer($0, in: db) }
    guard group.count > 1, var person = members.first else { return members.first }
    person.id = group[0]
    let names = members.map(\.name).filter { !$0.isEmpty }
    person.name = names.first ?? ""
    for name in names where name != person.name && !person.otherNames.contains(name) {
      person.otherNames.append(name)
    }
    let (own, others) = (members.filter { $0.id == id }, members.filter { $0.id != id })
    person.identities = (own + others).flatMap(\.identities)
    person.since = members.map(\.since).min() ?? person.since
    return person
  }

  /// A customer by identifier, without those who are one person with them.
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

  /// The customer with an address, on this channel or else by mail on any; with the name and the
  /// addresses of the person whom they are.
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
    guard let id = try anywhere.map({ try CustomerID(stored: $0) }),
      var found = try customer(id, in: db)
    else { return nil }
    // What comes from them is theirs, whoever shows it, and goes with them when they are parted.
    guard try JoinRows.group(of: id, in: db).count > 1, let person = try person(id, in: db) else {
      return found
    }
    (found.name, found.otherNames) = (person.name, person.otherNames)
    found.identities = person.identities
    return found
  }
}
