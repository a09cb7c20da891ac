internal import Domain
internal import Foundation
internal import GRDB
internal import Seal

/// Makes what a salvage found into a store that holds together: what is missing is named, and what
/// cannot be read again has something in its place that says so.
struct Mending {
  /// An event that is put where one was lost, or behind the last.
  struct Added {
    var seq: EventNumber
    var ticket: TicketID
    var at: Instant
    var written: WrittenAct
  }

  let db: Database
  let now: Instant
  var mint: Mint
  /// What is gone, and what was put in its place.
  var losses = Losses()
  /// Tickets as they stand so far in the log.
  var tickets: [TicketID: Ticket] = [:]
  /// Numbers that tickets bear, and the next that none does.
  var numbers: Set<Int> = []
  var nextNumber = 1
  /// Events that fill the log's gaps, by their number.
  var filled: [EventNumber: Added] = [:]
  /// Replies whose words are gone and which never left.
  var lostReplies: Set<ReplyID> = []
  private var dropped: [EventNumber] = []
  /// Where events were lost, left out or put in: the hash of the next one cannot hold.
  private var torn: Set<EventNumber> = []
  private var origin = Data()

  /// What stands for words that are gone.
  static let words = "(these words were lost with a damaged page of the store)"

  init(_ db: Database, after salvage: Salvage, at now: Instant, seed: UInt64) {
    self.db = db
    losses.unreadable = salvage.unreadable
    losses.hasNoEnd = salvage.isTorn
    self.now = now
    mint = Mint(seed: seed)
  }

  /// Mends all of it; throws where nothing of a store was found.
  mutating func run() throws {
    let tables = ["event", "content", "raw"]
    let hasSome = try tables.contains {
      try Bool.fetchOne(db, sql: "SELECT 1 FROM \($0) LIMIT 1") == true
    }
    guard hasSome else { throw Unreadable(what: "nothing of a store can be read in it") }
    try house()
    try raws()
    try refill()
    try replay()
    try write()
    try adopt()
    try facts()
    try chain()
  }

  // MARK: - The store's own values

  private mutating func house() throws {
    if try House.value("key", in: db)?.count != 32 {
      losses.hasNewKey = true
      try House.found(in: db)
    } else {
      try House.renew(in: db)
    }
    origin = try House(in: db).origin
  }

  // MARK: - Bytes

  /// Bytes that no longer have their hash go: they are not what they are called.
  private mutating func raws() throws {
    let broken = try RawRows.check(in: db).broken
    losses.damaged = broken.count
    for hex in broken {
      guard let hash = Data(hex: hex) else { continue }
      for (table, column) in [("raw", "hash"), ("raw_piece", "hash"), ("raw_part", "whole")] {
        try db.execute(sql: "DELETE FROM \(table) WHERE \(column) = ?", arguments: [hash])
      }
    }
  }

  // MARK: - The log

  /// Messages whose event is gone, but whose row and words are not, are put back at their place.
  private mutating func refill() throws {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT m.seq, t.id, m.content_id
        FROM temp.saved_message m JOIN temp.saved_ticket t ON t.row = m.ticket
        WHERE m.is_reply = 0 AND m.seq > 0 AND length(t.id) = 16
          AND NOT EXISTS (SELECT 1 FROM event WHERE event.seq = m.seq)
          AND EXISTS (SELECT 1 FROM content WHERE content.id = m.content_id)
        ORDER BY m.seq
        """)
    for row in rows {
      let content = try Content.ID(stored: row[2])
      guard let message = try? JSON.value(Message.self, from: Content.bytes(of: content, in: db))
      else { continue }
      let seq: EventNumber = row[0]
      try append(bringing(message, content, to: TicketID(stored: row[1]), at: seq))
      torn.insert(seq)
      losses.found += 1
    }
  }

  /// The event that brings a message whose words are kept.
  func bringing(
    _ message: Message, _ content: Content.ID, to ticket: TicketID, at seq: EventNumber
  ) -> Added {
    let type =
      switch (message.direction, message.bounced) {
      case (.note, _): "message.note"
      case (.outbound, _): "message.out"
      case (.inbound, nil): "message.in"
      case (.inbound, _): "message.bounced"
      }
    var payload = JSONFields()
    payload.add("v", 1)
    payload.add("content", content)
    return Added(
      seq: seq, ticket: ticket, at: message.receivedAt,
      written: WrittenAct(type: type, payload: payload.text))
  }

  /// Goes through the log as a rebuild does, and sees to what it would stumble over.
  private mutating func replay() throws {
    try countNumbers()
    let sent = try String.fetchSet(
      db,
      sql: """
        SELECT payload ->> '$.reply' FROM event WHERE type IN ('reply.sent', 'reply.settled')
          AND json_valid(payload)
        """)
    let rows = try Row.fetchCursor(
      db, sql: "SELECT \(EventRows.columns) FROM event ORDER BY seq")
    var last: EventNumber = 0
    while let row = try rows.next() {
      let seq: EventNumber = row[0]
      if seq > last + 1 { losses.events.append(last + 1...seq - 1) }
      last = seq
      do {
        try replay(row, sent)
      } catch is Unreadable {
        dropped.append(seq)
      }
    }
    let known = try EventNumber.fetchOne(db, sql: "SELECT max(last_event) FROM temp.saved_ticket")
    if let known, known > last { losses.events.append(last + 1...known) }
  }

  private mutating func countNumbers() throws {
    numbers = try Int.fetchSet(
      db,
      sql: """
        SELECT payload ->> '$.number' FROM event
        WHERE type = 'ticket.created' AND json_valid(payload) AND payload ->> '$.number' IS NOT NULL
        """)
    let shown = try Int.fetchOne(db, sql: "SELECT max(number) FROM temp.saved_ticket") ?? 0
    nextNumber = max(numbers.max() ?? 0, shown) + 1
  }

  private mutating func replay(_ row: Row, _ sent: Set<String>) throws {
    let (ticket, type, at) = try (TicketID(stored: row[4]), row[7] as String, row[2] as Int64)
    let payload = try JSON.value(Payload.self, from: row[12] as String)
    if let reply = payload.reply, lostReplies.contains(reply) {
      dropped.append(row[0])
      return
    }
    let db = self.db
    let reader = ActReader { try Content.bytes(of: $0, in: db) }
    var event: Event
    do {
      event = try EventRows.logged(row, reader).event
    } catch let error as Unreadable {
      guard let content = payload.content,
        try stand(in: content, for: type, payload, of: ticket, Instant(milliseconds: at), sent)
      else { throw error }
      event = try EventRows.logged(row, reader).event
    }
    if event.act.isOfCustomer { return try join(event) }
    if case .created = event.act {} else if tickets[ticket] == nil { try begin(before: event) }
    do throws(Refusal) {
      tickets[ticket] = try Ticket.applying(
        event, to: tickets[ticket], number: tickets[ticket]?.number ?? payload.number ?? 0)
    } catch {
      dropped.append(event.number)
    }
  }

  /// What happened to customers is drawn at once: whether the next can have happened shows in it.
  private mutating func join(_ event: Event) throws {
    do {
      try JoinRows.apply(event, in: db)
    } catch is Refusal {
      dropped.append(event.number)
    }
  }

  // MARK: - Writing it down

  private mutating func write() throws {
    torn.formUnion(losses.events.map(\.upperBound))
    torn.formUnion(dropped)
    for event in filled.values { try append(event) }
    for seq in dropped {
      try db.execute(sql: "DELETE FROM event WHERE seq = ?", arguments: [seq])
    }
    losses.unreadableEvents = dropped.count
    losses.fill(Set(filled.keys))
  }

  mutating func append(_ event: Added) throws {
    let id: ID<Event> = mint.id(at: event.at)
    try db.execute(
      sql: """
        INSERT INTO event (seq, id, occurred_at, recorded_at, ticket_id, actor_kind, actor_id, type,
          cause_seq, root_seq, undo_id, origin, payload, inverse, hash)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, NULL, ?, ?, NULL, zeroblob(32))
        """,
      arguments: [
        event.seq, id.blob, event.at.milliseconds, now.milliseconds, event.ticket.blob,
        Actor.system.kind, Actor.system.name, event.written.type, event.seq, origin,
        event.written.payload,
      ])
  }

  /// Chains what was added, and writes down where the chain does not hold any more.
  private mutating func chain() throws {
    try Chain.renew(of: origin, in: db)
    let breaks = try Chain.breaks(in: db)
    losses.changedEvents = breaks.count { !torn.contains($0 - 1) }
    try Chain.accept(breaks, in: db)
  }

  // MARK: - Facts

  private func facts() throws {
    // A step of which a part is gone cannot be taken back.
    try db.execute(
      sql: """
        DELETE FROM undo_step WHERE last_seq - first_seq + 1 <>
          (SELECT count(*) FROM event WHERE seq BETWEEN first_seq AND last_seq)
        """)
    for row in try Row.fetchAll(db, sql: "SELECT row, id FROM customer") {
      guard let customer = try ContactRows.customer(try CustomerID(stored: row[1]), in: db) else {
        continue
      }
      try SearchIndex.put(customer, row: row[0], in: db)
    }
    for row in try Row.fetchAll(db, sql: "SELECT row, body FROM order_cache") {
      guard let order = try? JSON.value(Order.self, from: row[1] as String) else {
        try db.execute(sql: "DELETE FROM order_cache WHERE row = ?", arguments: [row[0] as Int64])
        continue
      }
      try SearchIndex.put(order, row: row[0], in: db)
    }
    try CustomerListRows.mend(in: db)
  }
}
