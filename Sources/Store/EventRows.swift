internal import Domain
internal import Foundation
internal import GRDB
internal import Seal

/// An event with what the log alone knows of it.
struct LoggedEvent {
  /// The event.
  var event: Event
  /// The event that began what it is part of; its own number where it began itself.
  var root: EventNumber
  /// What takes it back, where something does.
  var inverse: Act?
  /// What its payload said.
  var payload: Payload
}

/// The log's table: events are appended, and never changed.
enum EventRows {
  static let columns = """
    seq, id, occurred_at, recorded_at, ticket_id, actor_kind, actor_id, type, cause_seq, root_seq, \
    undo_id, origin, payload, inverse
    """

  /// What goes into a row beside the event itself.
  struct Line {
    var id: ID<Event>
    var root: EventNumber
    var origin: Data
    var written: WrittenAct
    var inverse: WrittenAct?
  }

  /// Appends an event, and gives back the hash that the next one is chained to.
  static func append(_ event: Event, _ line: Line, after hash: Data, in db: Database) throws
    -> Data
  {
    let inverse = line.inverse.map { "\($0.type) \($0.payload)" }
    let next = Chain.hash(
      [
        "\(event.number)", line.id.description, "\(event.occurredAt.milliseconds)",
        "\(event.recordedAt.milliseconds)", event.ticket.description, event.actor.kind,
        event.actor.name, line.written.type, event.cause.map { "\($0)" }, "\(line.root)",
        event.undo?.description, Spelling.hex(line.origin), line.written.payload, inverse,
      ], after: hash)
    let statement = try db.cachedStatement(
      sql: "INSERT INTO event (\(columns), hash) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
    statement.setUncheckedArguments([
      event.number, line.id.blob, event.occurredAt.milliseconds, event.recordedAt.milliseconds,
      event.ticket.blob, event.actor.kind, event.actor.name, line.written.type, event.cause,
      line.root, event.undo?.blob, line.origin, line.written.payload, inverse, next,
    ])
    try statement.execute()
    return next
  }

  /// The last event's number, and the hash to chain the next one of an origin to.
  static func end(of origin: Data, in db: Database) throws -> (number: EventNumber, hash: Data) {
    let last = try EventNumber.fetchOne(
      db.cachedStatement(sql: "SELECT max(seq) FROM event"))
    let hash = try Data.fetchOne(
      db.cachedStatement(sql: "SELECT hash FROM event WHERE origin = ? ORDER BY seq DESC LIMIT 1"),
      arguments: [origin])
    return (last ?? 0, hash ?? Data(count: 32))
  }

  // MARK: - Reading

  /// Events that meet a condition, oldest first.
  static func events(_ condition: String, _ arguments: StatementArguments, in db: Database) throws
    -> [LoggedEvent]
  {
    var found: [LoggedEvent] = []
    try forEach(condition, arguments, in: db) { found.append($0) }
    return found
  }

  /// Hands on one event after another, oldest first.
  static func forEach(
    _ condition: String, _ arguments: StatementArguments, in db: Database,
    _ body: (LoggedEvent) throws -> Void
  ) throws {
    let reader = ActReader { try Content.bytes(of: $0, in: db) }
    let rows = try Row.fetchCursor(
      db, sql: "SELECT \(columns) FROM event WHERE \(condition)", arguments: arguments)
    while let row = try rows.next() { try body(try logged(row, reader)) }
  }

  /// An event out of a row of `columns`.
  static func logged(_ row: Row, _ reader: ActReader) throws -> LoggedEvent {
    let ticket = try TicketID(stored: row[4])
    let (act, payload) = try reader.act(type: row[7], payload: row[12])
    let event = Event(
      number: row[0], ticket: ticket, act: act.opening(ticket),
      actor: try actor(kind: row[5], name: row[6]), occurredAt: Instant(milliseconds: row[2]),
      recordedAt: Instant(milliseconds: row[3]), cause: row[8],
      undo: try (row[10] as Data?).map { try UndoID(stored: $0) })
    let inverse = try (row[13] as String?).map { text in
      let words = text.split(separator: " ", maxSplits: 1)
      guard words.count == 2 else { throw Unreadable(what: "an inverse without payload") }
      return try reader.act(type: String(words[0]), payload: String(words[1])).act
    }
    return LoggedEvent(event: event, root: row[9], inverse: inverse, payload: payload)
  }

  private static func actor(kind: String, name: String?) throws -> Actor {
    switch (kind, name) {
    case ("customer", _): .customer
    case ("agent", let name?): .agent(AgentID(name))
    case ("external-agent", _): .externalAgent
    case ("rule", let name?): .rule(name)
    case ("timer", _): .timer
    case ("system", _): .system
    case ("import", _): .importer
    default: throw Unreadable(what: "an actor \(kind)")
    }
  }
}

extension Act {
  /// The same act, a beginning ticket with its identifier.
  fileprivate func opening(_ ticket: TicketID) -> Act {
    guard case .created(var opening) = self else { return self }
    opening.id = ticket
    return .created(opening)
  }
}

/// The chain of hashes that shows whether someone changed the log afterwards.
enum Chain {
  /// The hash over the previous one and the fields of an event, each with its length before it.
  static func hash(_ fields: [String?], after previous: Data) -> Data {
    var bytes = [UInt8](previous)
    bytes.reserveCapacity(640)
    for field in fields {
      guard let field else {
        bytes.append(UInt8(ascii: "-"))
        continue
      }
      bytes.append(contentsOf: "\(field.utf8.count):".utf8)
      bytes.append(contentsOf: field.utf8)
    }
    return Data(Digest.sha256(bytes).bytes)
  }

  /// The number of the first event whose hash does not hold, or `nil`; and how many were read.
  ///
  /// Where a repair has found the chain torn and said so, it goes on from there.
  static func firstBreak(in db: Database) throws -> (broken: EventNumber?, read: Int) {
    let accepted = try accepted(in: db)
    var broken: EventNumber?
    var read = 0
    try follow(in: db) { link in
      read += 1
      guard !link.holds, !accepted.contains(link.number) else { return true }
      broken = link.number
      return false
    }
    return (broken, read)
  }

  /// Every event whose hash does not hold.
  static func breaks(in db: Database) throws -> [EventNumber] {
    var breaks: [EventNumber] = []
    try follow(in: db) { link in
      if !link.holds { breaks.append(link.number) }
      return true
    }
    return breaks
  }

  /// Chains the events of an origin anew.
  static func renew(of origin: Data, in db: Database) throws {
    var end = Data(count: 32)
    var hashes: [(EventNumber, Data)] = []
    let rows = try Row.fetchCursor(
      db, sql: "SELECT \(columns) FROM event WHERE origin = ? ORDER BY seq", arguments: [origin])
    while let row = try rows.next() {
      end = hash(fields(of: row), after: end)
      hashes.append((row[0], end))
    }
    for (number, hash) in hashes {
      try db.execute(sql: "UPDATE event SET hash = ? WHERE seq = ?", arguments: [hash, number])
    }
  }

  // MARK: - Torn chains

  /// Writes down, for good, where a repair has found the chain torn.
  static func accept(_ breaks: [EventNumber], in db: Database) throws {
    guard !breaks.isEmpty else { return }
    let all = try accepted(in: db).union(breaks).sorted()
    try House.set("torn", try JSON.data(all), in: db)
  }

  private static func accepted(in db: Database) throws -> Set<EventNumber> {
    guard let bytes = try House.value("torn", in: db) else { return [] }
    return Set(try JSON.value([EventNumber].self, from: bytes))
  }

  // MARK: - Following it

  private static let columns = "\(EventRows.columns), hash"

  private static func follow(
    in db: Database, _ body: ((number: EventNumber, holds: Bool)) throws -> Bool
  ) throws {
    var ends: [Data: Data] = [:]
    let rows = try Row.fetchCursor(db, sql: "SELECT \(columns) FROM event ORDER BY seq")
    while let row = try rows.next() {
      let origin: Data = row[11]
      let holds = hash(fields(of: row), after: ends[origin] ?? Data(count: 32)) == row[14]
      guard try body((row[0], holds)) else { return }
      ends[origin] = row[14]
    }
  }

  private static func fields(of row: Row) -> [String?] {
    let text = { (index: Int) in (row[index] as Int64?).map { "\($0)" } }
    let id = { (index: Int) in
      (row[index] as Data?).flatMap { ID<Event>(bytes: $0) }?.description
    }
    return [
      text(0), id(1), text(2), text(3), id(4), row[5], row[6], row[7], text(8), text(9), id(10),
      Spelling.hex(row[11] as Data), row[12], row[13],
    ]
  }
}
