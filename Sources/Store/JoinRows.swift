internal import Domain
internal import Foundation
internal import GRDB

/// Who was joined into whom, as the log tells it: drawn the same by a commit and by a rebuild.
enum JoinRows {
  /// Who shows a customer: they themselves, unless they were joined into another.
  static func survivor(of id: CustomerID, in db: Database) throws -> CustomerID {
    let statement = try db.cachedStatement(
      sql: "SELECT survivor_id FROM customer_link WHERE customer_id = ?")
    return try Data.fetchOne(statement, arguments: [id.blob]).map {
      try CustomerID(stored: $0)
    } ?? id
  }

  /// All customers who are one person with this one: whoever shows them first, then the others in
  /// the order of their identifiers.
  static func group(of id: CustomerID, in db: Database) throws -> [CustomerID] {
    let survivor = try survivor(of: id, in: db)
    let statement = try db.cachedStatement(
      sql: "SELECT customer_id FROM customer_link WHERE survivor_id = ? ORDER BY customer_id")
    return try [survivor]
      + Data.fetchAll(statement, arguments: [survivor.blob]).map { try CustomerID(stored: $0) }
  }

  // MARK: - Drawing an event

  /// Draws an event into the rows, and files what customers are found by; throws a `Refusal` where
  /// it cannot have happened, and has then written nothing.
  static func apply(_ event: Event, in db: Database) throws {
    guard let customer = event.customer else { return }
    switch event.act {
    case .customerJoined(let other):
      try admit(customer, into: other, in: db)
      try put(customer, into: other, survivor: other, event.number, in: db)
      try db.cachedStatement(
        sql: "UPDATE customer_link SET survivor_id = ? WHERE survivor_id = ?"
      ).execute(arguments: [other.blob, customer.blob])
      try file(other, in: db)
    case .customerParted(let other):
      guard try target(of: customer, in: db) == other else { throw Refusal.changedMeanwhile }
      let survivor = try survivor(of: customer, in: db)
      try put(customer, into: nil, survivor: nil, event.number, in: db)
      for below in try joined(into: customer, in: db) {
        try db.cachedStatement(
          sql: "UPDATE customer_link SET survivor_id = ? WHERE customer_id = ?"
        ).execute(arguments: [customer.blob, below.blob])
      }
      try file(customer, in: db)
      try file(survivor, in: db)
    default:
      break
    }
  }

  /// Only who stands for themselves can be joined, into somebody who does: so no way leads back.
  private static func admit(
    _ customer: CustomerID, into other: CustomerID, in db: Database
  ) throws {
    guard customer != other else {
      throw Refusal.cannotJoin("a customer cannot be joined into themselves")
    }
    guard try target(of: customer, in: db) == nil else {
      throw Refusal.cannotJoin("the customer is joined into another already")
    }
    guard try target(of: other, in: db) == nil else {
      throw Refusal.cannotJoin("whom they would be joined into is joined into another")
    }
  }

  /// Whom a customer was joined into.
  private static func target(of id: CustomerID, in db: Database) throws -> CustomerID? {
    let statement = try db.cachedStatement(
      sql: "SELECT into_id FROM customer_link WHERE customer_id = ? AND into_id IS NOT NULL")
    return try Data.fetchOne(statement, arguments: [id.blob]).map { try CustomerID(stored: $0) }
  }

  /// Everybody who was joined into one, or into somebody who was.
  private static func joined(into id: CustomerID, in db: Database) throws -> [CustomerID] {
    let statement = try db.cachedStatement(
      sql: """
        WITH RECURSIVE below(id) AS (
          SELECT customer_id FROM customer_link WHERE into_id = ?
          UNION SELECT l.customer_id FROM below CROSS JOIN customer_link l ON l.into_id = below.id)
        SELECT id FROM below
        """)
    return try Data.fetchAll(statement, arguments: [id.blob]).map { try CustomerID(stored: $0) }
  }

  private static func put(
    _ customer: CustomerID, into other: CustomerID?, survivor: CustomerID?,
    _ number: EventNumber, in db: Database
  ) throws {
    try db.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO customer_link (customer_id, into_id, survivor_id, last_event)
        VALUES (?, ?, ?, ?)
        """
    ).execute(arguments: [customer.blob, other?.blob, survivor?.blob, number])
  }

  // MARK: - What they are found by

  /// Files the words of one person under each of the customers whom they are known as, so that all
  /// their tickets are found by any of their names and addresses.
  static func file(_ survivor: CustomerID, in db: Database) throws {
    guard let person = try ContactRows.person(survivor, in: db) else { return }
    let statement = try db.cachedStatement(sql: "SELECT row FROM customer WHERE id = ?")
    for member in try group(of: survivor, in: db) {
      guard let row = try Int64.fetchOne(statement, arguments: [member.blob]) else { continue }
      if person.isErased {
        try SearchIndex.removeCustomer(row: row, in: db)
      } else {
        try SearchIndex.put(person, row: row, in: db)
      }
    }
  }
}

extension Customer {
  /// Nothing is left of them but that they were.
  var isErased: Bool { identities.isEmpty && name == Erased.name }
}
