internal import Domain
internal import Foundation
internal import GRDB

/// How far a reply has come, as the outbox table keeps it.
struct OutboxState: Hashable {
  var reply: ReplyID
  var ticket: Int64
  var queued: EventNumber
  var state: Delivery
  var attempts = 0
  var notBefore: Instant
  var lastError = ""
  var sentAt: Instant?
  var parcel: String?
  var isFiled = false
  var externalID: String?
  var receiptID: String?
  var content: Content.ID
}

// MARK: - What may follow what

extension OutboxState {
  /// Whether an act may happen to the reply at `now`; refuses with where it is.
  func admit(_ act: Act, at now: Instant) throws(Refusal) {
    let may: Bool
    switch act {
    // What somebody has cannot be taken back, nor held for what came after.
    case .replyRecalled:
      may = sentAt == nil && [.accepted, .held, .retry, .refused].contains(state)
    case .replyHeld: may = sentAt == nil && [.accepted, .retry].contains(state)
    case .replyReleased: may = state == .held
    case .replySending:
      may = [.accepted, .retry].contains(state) && Reply.isDue(notBefore, at: now)
    case .replySent: may = [.sending, .unsure].contains(state)
    case .replyRefused: may = [.accepted, .retry, .sending, .unsure].contains(state)
    // Where some recipients have it and others were put off, it goes on for those alone.
    case .replyDeferred:
      may = [.accepted, .retry, .sending].contains(state) || (state == .sent && !lastError.isEmpty)
    case .replyUnsure: may = state == .sending
    case .replySettled: may = [.unsure, .retry, .refused, .held].contains(state)
    case .replyRepeated: may = [.unsure, .retry, .refused].contains(state)
    case .replyFiled: may = sentAt != nil && !isFiled
    default: may = true
    }
    guard may else { throw .replyIs(state) }
  }

  /// The state after an act.
  mutating func follow(_ act: Act, at moment: Instant) {
    switch act {
    case .replyRecalled: state = .recalled
    case .replyHeld: state = .held
    case .replyReleased:
      state = .accepted
      notBefore = max(notBefore, moment)
    case .replySending(_, let attempt, let hash):
      state = .sending
      attempts = attempt
      parcel = hash
    case .replySent(_, let receipt), .replySettled(_, let receipt):
      state = .sent
      sentAt = sentAt ?? receipt.at
      receiptID = receiptID ?? receipt.externalID
      lastError = receipt.shortfall
    case .replyRefused(_, let reason):
      state = .refused
      lastError = reason
    case .replyDeferred(_, let until, let reason):
      state = .retry
      notBefore = until
      lastError = reason
    case .replyUnsure(_, let reason):
      state = .unsure
      lastError = reason
    case .replyRepeated:
      state = .accepted
      notBefore = moment
    case .replyFiled: isFiled = true
    default: break
    }
  }
}

// MARK: - The table

/// Replies on their way out, and those that have left.
enum OutboxRows {
  private static let columns = """
    reply_id, ticket, queued_seq, state, attempts, not_before, last_error, sent_at, parcel, \
    is_filed, external_id, receipt_id, content_id
    """

  /// How far a reply has come; `nil` for one that was never queued.
  static func state(of reply: ReplyID, in db: Database) throws -> OutboxState? {
    let statement = try db.cachedStatement(
      sql: "SELECT \(columns) FROM outbox WHERE reply_id = ?")
    return try Row.fetchOne(statement, arguments: [reply.blob]).map(read)
  }

  /// Replies that meet a condition over `outbox`, oldest first.
  static func states(_ condition: String, _ arguments: StatementArguments, in db: Database) throws
    -> [OutboxState]
  {
    let statement = try db.cachedStatement(
      sql: "SELECT \(columns) FROM outbox WHERE \(condition) ORDER BY queued_seq")
    return try Row.fetchAll(statement, arguments: arguments).map(read)
  }

  /// The same as rows of the outbox, with their replies.
  static func rows(_ condition: String, _ arguments: StatementArguments, in db: Database) throws
    -> [OutboxRow]
  {
    try states(condition, arguments, in: db).map { found in
      let number = try Int.fetchOne(
        db.cachedStatement(sql: "SELECT number FROM ticket WHERE row = ?"),
        arguments: [found.ticket])
      return OutboxRow(
        reply: try reply(of: found, in: db), ticketNumber: number ?? 0, state: found.state,
        attempts: found.attempts, notBefore: found.notBefore, lastError: found.lastError,
        sentAt: found.sentAt, parcel: found.parcel, isFiled: found.isFiled)
    }
  }

  /// The reply itself, as it was accepted.
  static func reply(of found: OutboxState, in db: Database) throws -> Reply {
    try JSON.value(Reply.self, from: try Content.bytes(of: found.content, in: db))
  }

  /// Writes a row, new or changed.
  static func put(_ state: OutboxState, in db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO outbox (\(columns), is_waiting)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    try statement.execute(arguments: [
      state.reply.blob, state.ticket, state.queued, state.state.rawValue, state.attempts,
      state.notBefore.milliseconds, state.lastError, state.sentAt?.milliseconds, state.parcel,
      state.isFiled, state.externalID, state.receiptID, state.content.blob, state.state.isWaiting,
    ])
  }

  private static func read(_ row: Row) throws -> OutboxState {
    guard let delivery = Delivery(rawValue: row[3]) else { throw Unreadable(what: "a delivery") }
    return OutboxState(
      reply: try ReplyID(stored: row[0]), ticket: row[1], queued: row[2], state: delivery,
      attempts: row[4], notBefore: Instant(milliseconds: row[5]), lastError: row[6],
      sentAt: (row[7] as Int64?).map { Instant(milliseconds: $0) }, parcel: row[8],
      isFiled: row[9], externalID: row[10], receiptID: row[11],
      content: try Content.ID(stored: row[12]))
  }
}

/// Who is sending which reply: a fact, so that a rebuild does not take a live process for dead.
enum LeaseRows {
  /// How long a lease holds where its holder cannot be looked at.
  static let span = Span.minutes(10)

  /// Writes down that a process is sending a reply.
  static func take(_ reply: ReplyID, holder: Holder, at now: Instant, in db: Database) throws {
    try db.cachedStatement(
      sql: "INSERT OR REPLACE INTO send_lease (reply_id, holder, until) VALUES (?, ?, ?)"
    ).execute(arguments: [reply.blob, holder.text, (now + span).milliseconds])
  }

  /// Writes down that nobody is.
  static func drop(_ reply: ReplyID, in db: Database) throws {
    try db.cachedStatement(sql: "DELETE FROM send_lease WHERE reply_id = ?")
      .execute(arguments: [reply.blob])
  }

  /// Whether whoever began to send a reply is gone.
  static func isAbandoned(_ reply: ReplyID, at now: Instant, in db: Database) throws -> Bool {
    let statement = try db.cachedStatement(
      sql: "SELECT holder, until FROM send_lease WHERE reply_id = ?")
    guard let row = try Row.fetchOne(statement, arguments: [reply.blob]) else { return true }
    guard let holder = Holder(row[0] as String) else {
      return Instant(milliseconds: row[1]) <= now
    }
    return !holder.isAlive
  }
}
