internal import Domain
internal import Foundation
internal import GRDB
internal import Seal

/// Makes what a salvage found into a store that holds together: what is missing is named, and what
/// cannot be read again has something in its place that says so.
struct Mending {
  private let db: Database
  private let now: Instant
  private var mint: Mint
  /// What is gone, and what was put in its place.
  private(set) var losses = Losses()
  private var tickets: [TicketID: Ticket] = [:]
  private var numbers: Set<Int> = []
  private var nextNumber = 1
  /// Events that are put into the log's gaps.
  private var added: [(seq: EventNumber, ticket: TicketID, at: Instant, written: WrittenAct)] = []
  private var dropped: [EventNumber] = []
  private var adopted:
    [(TicketID, message: Message, content: Content.ID, title: Content.ID, written: WrittenAct)] = []
  /// Replies whose words are gone and which never left.
  private var lostReplies: Set<ReplyID> = []
  private var origin = Data()

  /// What stands for words that are gone.
  private static let words = "(these words were lost with a damaged page of the store)"

  init(_ db: Database, after salvage: Salvage, at now: Instant, seed: UInt64) {
    self.db = db
    losses.unreadable = salvage.unreadable
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
    losses.rawMessages = broken
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
      try append(bringing(message, content, to: TicketID(stored: row[1]), at: row[0]))
      losses.found += 1
    }
  }

  /// The event that brings a message whose words are kept.
  private func bringing(
    _ message: Message, _ content: Content.ID, to ticket: TicketID, at seq: EventNumber
  ) -> (seq: EventNumber, ticket: TicketID, at: Instant, written: WrittenAct) {
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
    return (seq, ticket, message.receivedAt, WrittenAct(type: type, payload: payload.text))
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
    if case .created = event.act {} else if tickets[ticket] == nil { try begin(before: event) }
    do throws(Refusal) {
      tickets[ticket] = try Ticket.applying(
        event, to: tickets[ticket], number: tickets[ticket]?.number ?? payload.number ?? 0)
    } catch {
      dropped.append(event.number)
    }
  }

  // MARK: - In the place of what is gone

  /// Puts something in the place of words that are gone; `false` where nothing can stand for them.
  private mutating func stand(
    in content: Content.ID, for type: String, _ payload: Payload, of ticket: TicketID,
    _ at: Instant, _ sent: Set<String>
  ) throws -> Bool {
    let bytes: Data
    switch type {
    case "message.in", "message.out", "message.note", "message.bounced":
      bytes = try JSON.data(try placeholder(content, type, ticket, at))
      losses.words += 1
    case "ticket.created":
      bytes = Words(text: try subject(of: ticket) ?? Self.words).content
    case "reply.queued":
      guard let id = payload.reply else { return false }
      losses.replies += 1
      guard sent.contains(id.description) else {
        lostReplies.insert(id)
        return false
      }
      let known = tickets[ticket]
      bytes = try JSON.data(
        Reply(
          id: id, ticket: ticket, channel: known?.channel ?? .email, account: known?.account ?? "",
          from: Party(name: "", address: ""), to: [], subject: known?.subject ?? "",
          text: Self.words, author: AgentID("")))
    case "reply.sent", "reply.settled":
      bytes = try JSON.data(Receipt(at: at, answer: Self.words))
    case "reply.refused", "reply.unsure", "reply.retry":
      bytes = Words(text: Self.words).content
    default: return false
    }
    try db.execute(
      sql: "INSERT OR REPLACE INTO content (id, hash, bytes) VALUES (?, NULL, ?)",
      arguments: [content.blob, bytes])
    return true
  }

  /// A message without its words, with all that its row in the lists still says.
  private mutating func placeholder(
    _ content: Content.ID, _ type: String, _ ticket: TicketID, _ at: Instant
  ) throws -> Message {
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT id, account, external_id, raw, received_at FROM temp.saved_message
        WHERE content_id = ?
        """, arguments: [content.blob])
    let known = tickets[ticket]
    let direction: Message.Direction =
      switch type {
      case "message.out": .outbound
      case "message.note": .note
      default: .inbound
      }
    var message = Message(
      id: try row.map { try MessageID(stored: $0[0]) } ?? mint.id(at: at), direction: direction,
      channel: known?.channel ?? .email, account: row?[1] ?? known?.account ?? "",
      from: Party(name: "", address: ""), subject: known?.subject ?? "",
      receivedAt: row.map { Instant(milliseconds: $0[4]) } ?? at, body: Body(visible: Self.words))
    message.externalID = row?[2]
    message.raw = (row?[3] as Data?).map { Spelling.hex($0) }
    return message
  }

  private func subject(of ticket: TicketID) throws -> String? {
    try String.fetchOne(
      db, sql: "SELECT subject FROM temp.saved_ticket WHERE id = ?", arguments: [ticket.blob])
  }

  /// Begins a ticket anew whose beginning is gone, in the gap that its event left in the log.
  private mutating func begin(before later: Event) throws {
    let (ticket, seq, at) = (later.ticket, later.number, later.occurredAt)
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT number, channel, account, customer_id, subject FROM temp.saved_ticket WHERE id = ?
        """, arguments: [ticket.blob])
    let message = later.act.message
    guard row != nil || message != nil else { throw Unreadable(what: "a ticket's beginning") }
    guard let free = try gap(below: seq) else { throw Unreadable(what: "a ticket's beginning") }
    var number: Int = row?[0] ?? nextNumber
    if !numbers.insert(number).inserted {
      number = nextNumber
      numbers.insert(number)
    }
    nextNumber = max(nextNumber, number + 1)
    let customer = try (row?[3] as Data?).map { try CustomerID(stored: $0) }
    let opening = Opening(
      id: ticket, channel: row.map { ChannelName(rawValue: $0[1]) } ?? message?.channel ?? .email,
      account: row?[2] ?? message?.account ?? "",
      customer: try customer ?? message.flatMap { try sender(of: $0) },
      subject: row?[4] ?? message?.subject ?? Self.words)
    let content: Content.ID = mint.id(at: at)
    let written = try WrittenAct(.created(opening), nil, content: content, number: number)
    try Content.add(written.content ?? Data(), hash: nil, as: content, in: db)
    added.append((seq: free, ticket: ticket, at: at, written: written))
    losses.begun += 1
    let event = Event(
      number: free, ticket: ticket, act: .created(opening), actor: .system, occurredAt: at,
      recordedAt: at)
    do throws(Refusal) {
      tickets[ticket] = try Ticket.applying(event, to: nil, number: number)
    } catch {
      throw Unreadable(what: error.sentence)
    }
  }

  private func sender(of message: Message) throws -> CustomerID? {
    try ContactRows.customer(at: message.from.address, on: message.channel, in: db)?.id
  }

  /// The last number below an event that no event has.
  private func gap(below seq: EventNumber) throws -> EventNumber? {
    let taken = Set(added.map(\.seq))
    return losses.events.reversed().lazy
      .filter { $0.lowerBound < seq }
      .compactMap { gap in gap.reversed().first { $0 < seq && !taken.contains($0) } }
      .first
  }

  /// Messages of which neither log nor lists know the ticket become tickets of their own.
  private mutating func adopt() throws {
    let named = try String.fetchSet(
      db,
      sql: """
        SELECT payload ->> '$.content' FROM event WHERE payload ->> '$.content' IS NOT NULL
        """)
    var seq = try EventNumber.fetchOne(db, sql: "SELECT max(seq) FROM event") ?? 0
    seq = max(seq, losses.events.last?.upperBound ?? 0)
    let rows = try Row.fetchCursor(db, sql: "SELECT id, bytes FROM content ORDER BY rowid")
    while let row = try rows.next() {
      let content = try Content.ID(stored: row[0])
      guard !named.contains("\(content)"),
        let message = try? JSON.value(Message.self, from: row[1] as Data)
      else { continue }
      let ticket: TicketID = mint.id(at: message.receivedAt)
      let opening = Opening(
        id: ticket, channel: message.channel, account: message.account,
        customer: message.direction == .inbound ? try sender(of: message) : nil,
        subject: message.subject)
      let title: Content.ID = mint.id(at: message.receivedAt)
      let created = try WrittenAct(.created(opening), nil, content: title, number: nextNumber)
      nextNumber += 1
      adopted.append((ticket, message, content, title, created))
    }
    for (ticket, message, content, title, created) in adopted {
      try Content.add(created.content ?? Data(), hash: nil, as: title, in: db)
      try append((seq: seq + 1, ticket: ticket, at: message.receivedAt, written: created))
      try append(bringing(message, content, to: ticket, at: seq + 2))
      seq += 2
    }
    losses.adopted = adopted.count
  }

  // MARK: - Writing it down

  private mutating func write() throws {
    for event in added { try append(event) }
    for seq in dropped {
      try db.execute(sql: "DELETE FROM event WHERE seq = ?", arguments: [seq])
    }
    losses.unreadableEvents = dropped.count
    let filled = Set(added.map(\.seq))
    losses.events = losses.events.flatMap { gap in
      gap.filter { !filled.contains($0) }.map { $0...$0 }
    }.reduce(into: []) { gaps, one in
      if let last = gaps.last, last.upperBound + 1 == one.lowerBound {
        gaps[gaps.count - 1] = last.lowerBound...one.upperBound
      } else {
        gaps.append(one)
      }
    }
  }

  private mutating func append(
    _ event: (seq: EventNumber, ticket: TicketID, at: Instant, written: WrittenAct)
  ) throws {
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
    losses.changedEvents =
      breaks.filter { broken in
        !losses.events.contains { $0.upperBound + 1 == broken }
      }.count
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
  }
}

/// What a damaged store has lost, and what stands in its place.
struct Losses {
  /// Numbers of events that are gone.
  var events: [ClosedRange<EventNumber>] = []
  /// Events that were there and could not be read, or could not have happened.
  var unreadableEvents = 0
  /// Events that are not as they were written.
  var changedEvents = 0
  /// Messages whose event was gone and whose words were not.
  var found = 0
  /// Messages that became tickets of their own.
  var adopted = 0
  /// Pages and rows of each table that could not be read.
  var unreadable: [String: Int] = [:]
  /// Tickets that were begun anew.
  var begun = 0
  /// Messages without their words.
  var words = 0
  /// Answers without their words; those that never left are gone.
  var replies = 0
  /// SHA-256 of mails and files whose bytes are gone.
  var rawMessages: [String] = []
  /// Nobody's earlier mails are known by their tokens any more.
  var hasNewKey = false
}
