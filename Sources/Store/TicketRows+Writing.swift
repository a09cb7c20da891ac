internal import Domain
internal import Foundation
internal import GRDB

/// Writing tickets and what hangs on them.
extension TicketRows {
  private static let changing = [
    "subject", "status", "priority", "assignee", "last_message_at", "updated_at", "message_count",
    "waiting_since", "snoozed_until", "is_spam", "is_quarantined", "trashed_at", "is_undelivered",
    "reopen_count", "last_event", "is_open", "in_sight", "due", "due_key", "last_inbound",
    "has_attachment", "has_note", "sender", "preview", "merged_into", "absorbed",
    "erased_at",
  ]
  private static let fixed = [
    "id", "number", "channel", "account", "customer_id", "created_at", "follow_up_of",
    "may_belong_to",
  ]
  private static let insertion = """
    INSERT INTO ticket (\((changing + ["row"] + fixed).joined(separator: ", ")))
    VALUES (\((changing + ["row"] + fixed).map { _ in "?" }.joined(separator: ", ")))
    """

  /// What stands in `changing`, in its order, and the row at last.
  private static func values(of row: TicketRow) -> [(any DatabaseValueConvertible)?] {
    let ticket = row.ticket
    let due = ticket.due?.milliseconds
    return [
      ticket.subject, ticket.status.rawValue, ticket.priority.rank, ticket.assignee?.handle,
      ticket.lastMessageAt.milliseconds, row.updatedAt.milliseconds, ticket.messageCount,
      ticket.waitingSince?.milliseconds, ticket.snoozedUntil?.milliseconds, ticket.isSpam,
      ticket.isQuarantined, ticket.trashedAt?.milliseconds, ticket.isUndelivered,
      ticket.reopenCount, ticket.lastEvent, ticket.status.isOpen, ticket.isInSight, due,
      due ?? Int64.max, row.lastInbound, row.hasAttachment, row.hasNote, row.sender, row.preview,
      ticket.mergedInto?.blob,
      ticket.absorbed.isEmpty ? nil : Data(ticket.absorbed.flatMap(\.blob)),
      ticket.erasedAt?.milliseconds, row.row,
    ]
  }

  /// Writes a new ticket, without its parts.
  static func insert(_ row: TicketRow, in db: Database) throws {
    let ticket = row.ticket
    let statement = try db.cachedStatement(sql: insertion)
    statement.setUncheckedArguments(
      StatementArguments(
        values(of: row) + [
          ticket.id.blob, ticket.number, ticket.channel.rawValue, ticket.account,
          ticket.customer?.blob, ticket.createdAt.milliseconds, ticket.followUpOf?.blob,
          ticket.mayBelongTo?.blob,
        ]))
    try statement.execute()
  }

  /// Writes the columns that are not as before: an index is written anew for each that it has,
  /// changed or not.
  static func update(_ row: TicketRow, before: TicketRow, in db: Database) throws {
    let (old, new) = (values(of: before), values(of: row))
    let places = changing.indices.filter {
      old[$0]?.databaseValue ?? .null != new[$0]?.databaseValue ?? .null
    }
    guard !places.isEmpty else { return }
    let columns = places.map { "\(changing[$0]) = ?" }.joined(separator: ", ")
    let statement = try db.cachedStatement(sql: "UPDATE ticket SET \(columns) WHERE row = ?")
    statement.setUncheckedArguments(StatementArguments(places.map { new[$0] } + [row.row]))
    try statement.execute()
  }

  /// Writes the tags, orders and clocks that are not as before.
  static func writeParts(of row: TicketRow, before: Ticket?, in db: Database) throws {
    let (key, now) = (row.row, row.ticket)
    let tags = before?.tags ?? []
    for tag in tags.subtracting(now.tags) {
      try db.cachedStatement(sql: "DELETE FROM ticket_tag WHERE ticket = ? AND tag = ?")
        .execute(arguments: [key, tag.word])
    }
    for tag in now.tags.subtracting(tags) {
      try db.cachedStatement(sql: "INSERT INTO ticket_tag (ticket, tag) VALUES (?, ?)")
        .execute(arguments: [key, tag.word])
    }
    if now.orders != before?.orders ?? [] { try writeOrders(now.orders, of: key, in: db) }
    if now.clocks != before?.clocks ?? [] { try writeClocks(now.clocks, of: key, in: db) }
  }

  private static func writeOrders(_ orders: [OrderID], of key: Int64, in db: Database) throws {
    try db.cachedStatement(sql: "DELETE FROM order_link WHERE ticket = ?")
      .execute(arguments: [key])
    for (position, order) in orders.enumerated() {
      try db.cachedStatement(
        sql: """
          INSERT INTO order_link (ticket, position, channel, number, number_key)
          VALUES (?, ?, ?, ?, ?)
          """
      ).execute(arguments: [
        key, position, order.channel.rawValue, order.number, OrderRows.key(order.number),
      ])
    }
  }

  private static func writeClocks(_ clocks: [Clock], of key: Int64, in db: Database) throws {
    try db.cachedStatement(sql: "DELETE FROM clock WHERE ticket = ?").execute(arguments: [key])
    for (position, clock) in clocks.enumerated() {
      try db.cachedStatement(
        sql: """
          INSERT INTO clock
            (ticket, position, kind, cycle, started_at, due, stopped_at, state)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          """
      ).execute(arguments: [
        key, position, clock.kind.rawValue, clock.cycle, clock.startedAt.milliseconds,
        clock.due.milliseconds, clock.stoppedAt?.milliseconds, clock.state.rawValue,
      ])
    }
  }
}

extension Priority {
  /// Its number in tables, from 0 for low.
  var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
