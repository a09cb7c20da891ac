internal import Domain
internal import Foundation
internal import GRDB

/// Which tickets a rule of retention takes, and whom.
extension Erasing {
  /// Takes the tickets that are solved or closed and in which nothing was said or done since a
  /// moment and, `withPeople`, the customers who have no other; gives back the numbers of those that must be kept.
  func takeQuiet(
    since moment: Instant, _ channel: ChannelName?, _ tag: Tag?, withPeople: Bool,
    into plan: inout ErasePlan
  ) throws -> [Int] {
    var held: [Int] = []
    var customers: Set<CustomerID> = []
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT id, number, customer_id,
          EXISTS (SELECT 1 FROM ticket_tag WHERE ticket = ticket.row AND tag = ?1)
        FROM ticket
        WHERE is_open = 0 AND erased_at IS NULL AND last_message_at < ?2 AND updated_at < ?2
          AND (?3 IS NULL OR channel = ?3)
          AND (?4 IS NULL OR EXISTS (
            SELECT 1 FROM ticket_tag WHERE ticket = ticket.row AND tag = ?4))
        ORDER BY number
        """,
      arguments: [keeping.word, moment.milliseconds, channel?.rawValue, tag?.word])
    for row in rows {
      let id = try TicketID(stored: row[0])
      guard !(row[3] as Bool), try !isTied(id, since: moment) else {
        held.append(row[1])
        continue
      }
      try plan.take(ticket: id)
      if let customer = try (row[2] as Data?).map({ try CustomerID(stored: $0) }) {
        customers.insert(customer)
      }
    }
    guard withPeople else { return held }
    var known: Set<CustomerID> = []
    for id in customers.sorted() where known.insert(id).inserted {
      // Who is one person with others goes when all of them have no other ticket.
      let group = try JoinRows.group(of: id, in: db)
      known.formUnion(group)
      guard try group.allSatisfy({ try isAlone($0, plan) }) else { continue }
      for member in group {
        if let customer = try ContactRows.customer(member, in: db), !customer.isErased {
          try plan.take(customer)
        }
      }
    }
    return held
  }

  /// A merged ticket goes no sooner than the one it is shown within, and neither goes while the
  /// other must be kept.
  private func isTied(_ id: TicketID, since moment: Instant) throws -> Bool {
    let statement = try db.cachedStatement(
      sql: """
        SELECT EXISTS (
          SELECT 1 FROM ticket t JOIN ticket o ON o.id = t.merged_into OR o.merged_into = t.id
          WHERE t.id = ?1 AND o.erased_at IS NULL AND (
            o.is_open = 1 OR o.last_message_at >= ?2 OR o.updated_at >= ?2
            OR EXISTS (SELECT 1 FROM ticket_tag g WHERE g.ticket = o.row AND g.tag = ?3)))
        """)
    return try Bool.fetchOne(statement, arguments: [id.blob, moment.milliseconds, keeping.word])
      ?? false
  }

  /// Whether a customer has no ticket but those that go.
  private func isAlone(_ customer: CustomerID, _ plan: ErasePlan) throws -> Bool {
    let statement = try db.cachedStatement(
      sql: "SELECT id FROM ticket WHERE customer_id = ? AND erased_at IS NULL")
    return try Data.fetchAll(statement, arguments: [customer.blob]).allSatisfy {
      plan.tickets[try TicketID(stored: $0)] != nil
    }
  }
}
