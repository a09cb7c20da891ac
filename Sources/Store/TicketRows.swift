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

  /// Reads many tickets at once, many times faster than each by itself.
  mutating func fetch(_ ids: some Sequence<TicketID>) throws {
    for row in try Self.read(ids.filter { held[$0] == nil }, in: db) {
      held[row.ticket.id] = row
      stored[row.ticket.id] = row
    }
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
        try Self.update(row, before: before, in: db)
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
    var found = try self.row(from: row)
    found.ticket.tags = try tags(of: found.row, in: db)
    found.ticket.orders = try orders(of: found.row, in: db)
    found.ticket.clocks = try clocks(of: found.row, in: db)
    return found
  }

  private static func row(from row: Row) throws -> TicketRow {
    TicketRow(
      row: row[0], ticket: try ticket(from: row), updatedAt: Instant(milliseconds: row[12]),
      lastInbound: row[24], hasAttachment: row[25], hasNote: row[26], sender: row[27],
      preview: row[28])
  }

  /// Tickets out of the table, in no order.
  static func read(_ ids: [TicketID], in db: Database) throws -> [TicketRow] {
    guard !ids.isEmpty else { return [] }
    var found: [Int64: TicketRow] = [:]
    let tickets: SQL = "SELECT \(sql: columns) FROM ticket WHERE id IN \(ids.map(\.blob))"
    let rows = try SQLRequest<Row>(literal: tickets).fetchCursor(db)
    while let row = try rows.next() { found[row[0]] = try self.row(from: row) }
    let keys = found.keys.sorted()
    try forEach("SELECT ticket, tag FROM ticket_tag", of: keys, in: db) { key, row in
      if let tag = Tag(row[1] as String) { found[key]?.ticket.tags.insert(tag) }
    }
    try forEach("SELECT ticket, channel, number FROM order_link", of: keys, in: db) { key, row in
      found[key]?.ticket.orders.append(try order(from: row))
    }
    try forEach("SELECT ticket, \(clockColumns) FROM clock", of: keys, in: db) { key, row in
      found[key]?.ticket.clocks.append(try clock(from: row))
    }
    return Array(found.values)
  }

  /// Hands on the rows of many tickets, each ticket's in their order.
  private static func forEach(
    _ select: String, of keys: [Int64], in db: Database, _ body: (Int64, Row) throws -> Void
  ) throws {
    let sql: SQL = "\(sql: select) WHERE ticket IN \(keys)"
    let position: SQL = select.contains("ticket_tag") ? "" : ", position"
    let rows = try SQLRequest<Row>(literal: "\(sql) ORDER BY ticket\(position)").fetchCursor(db)
    while let row = try rows.next() { try body(row[0], row) }
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
      sql: "SELECT ticket, channel, number FROM order_link WHERE ticket = ? ORDER BY position")
    return try Row.fetchAll(statement, arguments: [key]).map(order)
  }

  private static func order(from row: Row) throws -> OrderID {
    OrderID(channel: ChannelName(rawValue: row[1]), number: row[2])
  }

  private static let clockColumns = "kind, cycle, started_at, due, stopped_at, state"

  private static func clocks(of key: Int64, in db: Database) throws -> [Clock] {
    let statement = try db.cachedStatement(
      sql: "SELECT ticket, \(clockColumns) FROM clock WHERE ticket = ? ORDER BY position")
    return try Row.fetchAll(statement, arguments: [key]).map(clock)
  }

  private static func clock(from row: Row) throws -> Clock {
    guard let kind = Clock.Kind(rawValue: row[1]), let state = Clock.State(rawValue: row[6])
    else { throw Unreadable(what: "a clock") }
    var clock = Clock(
      kind: kind, cycle: row[2], startedAt: Instant(milliseconds: row[3]),
      due: Instant(milliseconds: row[4]))
    clock.stoppedAt = (row[5] as Int64?).map { Instant(milliseconds: $0) }
    clock.state = state
    return clock
  }
}
