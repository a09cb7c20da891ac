internal import Domain
internal import Foundation
internal import GRDB

/// A ticket with what its row says beside it: small things that lists show without reading content.
struct TicketRow: Hashable {
  /// The local key in derived tables.
  var row: Int64
  /// The ticket.
  var ticket: Ticket
  /// When its last event occurred.
  var updatedAt: Instant
  /// The event of the newest human customer message, or 0.
  var lastInbound: EventNumber = 0
  /// A file came with it or went out in it.
  var hasAttachment = false
  /// An agent wrote a note.
  var hasNote = false
  /// Name, else address, of the first customer message.
  var sender = ""
  /// The beginning of the newest visible text, on one line.
  var preview = ""
}

/// The tickets that one transaction works on: each read once, and written once at its end.
struct TicketRows {
  private let db: Database
  private var held: [TicketID: TicketRow] = [:]
  private var stored: [TicketID: TicketRow] = [:]
  private var order: [TicketID] = []
  private var nextRow: Int64?

  init(in db: Database) {
    self.db = db
  }

  /// A ticket as it stands in this transaction; `nil` where there is none.
  mutating func row(of id: TicketID) throws -> TicketRow? {
    if let row = held[id] { return row }
    guard let row = try Self.read(id, in: db) else { return nil }
    held[id] = row
    stored[id] = row
    return row
  }

  /// The key that the next new ticket gets.
  mutating func claimRow() throws -> Int64 {
    let row =
      try nextRow
      ?? (Int64.fetchOne(db.cachedStatement(sql: "SELECT max(row) FROM ticket")) ?? 0) + 1
    nextRow = row + 1
    return row
  }

  /// Holds a ticket as it stands now.
  mutating func put(_ row: TicketRow) {
    held[row.ticket.id] = row
    order.append(row.ticket.id)
  }

  /// Writes what was put, in the order in which it was put first.
  mutating func flush() throws {
    for id in order {
      guard let row = held[id], row != stored[id] else { continue }
      if let before = stored[id] {
        try Self.update(row, in: db)
        try Self.writeParts(of: row, before: before.ticket, in: db)
      } else {
        try Self.insert(row, in: db)
        try Self.writeParts(of: row, before: nil, in: db)
      }
      stored[id] = row
    }
    order = []
  }

  /// Forgets what was read, so that a long rebuild does not hold every ticket at once.
  mutating func forget() throws {
    try flush()
    held = [:]
    stored = [:]
  }
}

// MARK: - Reading

extension TicketRows {
  private static let columns = """
    row, id, number, channel, account, customer_id, subject, status, priority, assignee, \
    created_at, last_message_at, updated_at, message_count, waiting_since, snoozed_until, is_spam, \
    is_quarantined, trashed_at, is_undelivered, reopen_count, follow_up_of, may_belong_to, \
    last_event, last_inbound, has_attachment, has_note, sender, preview, merged_into, absorbed, \
    erased_at
    """

  /// A ticket out of the table.
  static func read(_ id: TicketID, in db: Database) throws -> TicketRow? {
    let statement = try db.cachedStatement(sql: "SELECT \(columns) FROM ticket WHERE id = ?")
    guard let row = try Row.fetchOne(statement, arguments: [id.blob]) else { return nil }
    let key: Int64 = row[0]
    var ticket = try ticket(from: row)
    ticket.tags = try tags(of: key, in: db)
    ticket.orders = try orders(of: key, in: db)
    ticket.clocks = try clocks(of: key, in: db)
    return TicketRow(
      row: key, ticket: ticket, updatedAt: Instant(milliseconds: row[12]), lastInbound: row[24],
      hasAttachment: row[25], hasNote: row[26], sender: row[27], preview: row[28])
  }

  private static func ticket(from row: Row) throws -> Ticket {
    let moment = { (index: Int) in (row[index] as Int64?).map { Instant(milliseconds: $0) } }
    let opening = Opening(
      id: try TicketID(stored: row[1]), channel: ChannelName(rawValue: row[3]), account: row[4],
      customer: try (row[5] as Data?).map { try CustomerID(stored: $0) }, subject: row[6],
      priority: try priority(row[8]),
      followUpOf: try (row[21] as Data?).map { try TicketID(stored: $0) },
      mayBelongTo: try (row[22] as Data?).map { try TicketID(stored: $0) })
    var ticket = Ticket(opening, number: row[2], at: Instant(milliseconds: row[10]))
    ticket.status = try status(row[7])
    ticket.assignee = (row[9] as String?).map { AgentID($0) }
    ticket.lastMessageAt = Instant(milliseconds: row[11])
    ticket.messageCount = row[13]
    ticket.waitingSince = moment(14)
    ticket.snoozedUntil = moment(15)
    ticket.isSpam = row[16]
    ticket.isQuarantined = row[17]
    ticket.trashedAt = moment(18)
    ticket.isUndelivered = row[19]
    ticket.reopenCount = row[20]
    ticket.lastEvent = row[23]
    ticket.mergedInto = try (row[29] as Data?).map { try TicketID(stored: $0) }
    ticket.absorbed = try absorbed(row[30])
    ticket.erasedAt = moment(31)
    return ticket
  }

  /// Tickets out of a blob of identifiers, sixteen bytes each.
  private static func absorbed(_ blob: Data?) throws -> [TicketID] {
    let bytes = blob ?? Data()
    return try stride(from: 0, to: bytes.count, by: 16).map { start in
      try TicketID(stored: Data(bytes.dropFirst(start).prefix(16)))
    }
  }

  /// A status as tables spell it.
  static func status(_ word: String) throws -> Status {
    guard let status = Status(rawValue: word) else { throw Unreadable(what: "a status \(word)") }
    return status
  }

  /// A priority from its number in tables.
  static func priority(_ number: Int) throws -> Priority {
    guard Priority.allCases.indices.contains(number) else {
      throw Unreadable(what: "a priority \(number)")
    }
    return Priority.allCases[number]
  }

  private static func tags(of key: Int64, in db: Database) throws -> Set<Tag> {
    let words = try String.fetchAll(
      db.cachedStatement(sql: "SELECT tag FROM ticket_tag WHERE ticket = ?"), arguments: [key])
    return Set(words.compactMap { Tag($0) })
  }

  private static func orders(of key: Int64, in db: Database) throws -> [OrderID] {
    let statement = try db.cachedStatement(
      sql: "SELECT channel, number FROM order_link WHERE ticket = ? ORDER BY position")
    return try Row.fetchAll(statement, arguments: [key]).map {
      OrderID(channel: ChannelName(rawValue: $0[0]), number: $0[1])
    }
  }

  private static func clocks(of key: Int64, in db: Database) throws -> [Clock] {
    let statement = try db.cachedStatement(
      sql: """
        SELECT kind, cycle, started_at, due, stopped_at, state FROM clock
        WHERE ticket = ? ORDER BY position
        """)
    return try Row.fetchAll(statement, arguments: [key]).map { row in
      guard let kind = Clock.Kind(rawValue: row[0]), let state = Clock.State(rawValue: row[5])
      else { throw Unreadable(what: "a clock") }
      var clock = Clock(
        kind: kind, cycle: row[1], startedAt: Instant(milliseconds: row[2]),
        due: Instant(milliseconds: row[3]))
      clock.stoppedAt = (row[4] as Int64?).map { Instant(milliseconds: $0) }
      clock.state = state
      return clock
    }
  }
}

// MARK: - Writing

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
  private static let updating = """
    UPDATE ticket SET \(changing.map { "\($0) = ?" }.joined(separator: ", ")) WHERE row = ?
    """

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

  private static func insert(_ row: TicketRow, in db: Database) throws {
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

  private static func update(_ row: TicketRow, in db: Database) throws {
    let statement = try db.cachedStatement(sql: updating)
    statement.setUncheckedArguments(StatementArguments(values(of: row)))
    try statement.execute()
  }

  private static func writeParts(of row: TicketRow, before: Ticket?, in db: Database) throws {
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
