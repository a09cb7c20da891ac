internal import Domain
internal import Foundation
internal import GRDB

/// Making two matters of one ticket (B3). Nothing is copied: what was said lies in one ticket or in
/// the other, and answers to it find the one it lies in.
extension Run {
  /// A split as it goes into the log, weighed by what was said; or throws a `Refusal`.
  mutating func weighed(_ asked: TicketSplit, of origin: TicketID) throws -> TicketSplit {
    guard let row = try tickets.row(of: origin) else { throw Refusal.noSuchTicket }
    let ticket = row.ticket
    if ticket.status == .closed, !isTakingBack { throw Refusal.isClosed }
    if ticket.mergedInto != nil {
      throw Refusal.cannotSplit("#\(ticket.number) is merged into another ticket")
    }
    let (going, staying) = try MessageRows.parted(asked.messages, of: row.row, in: db)
    guard going.count == Set(asked.messages).count else {
      throw Refusal.cannotSplit(
        ticket.absorbed.isEmpty
          ? "not all of these messages are in #\(ticket.number)"
          : "what came with a merged ticket goes out with it: unmerge it first")
    }
    guard going.contains(where: { $0.direction != .note }) else {
      throw Refusal.cannotSplit("notes alone are no ticket: choose a message to go with them")
    }
    guard staying.contains(where: { $0.direction != .note }) else {
      throw Refusal.cannotSplit("nothing would be left in #\(ticket.number)")
    }
    for message in going where try isOnItsWay(message) {
      throw Refusal.cannotSplit("an answer that would go has not reached everybody yet")
    }
    var split = TicketSplit(going.map(\.id), of: origin, into: asked.ticket)
    split.weigh(going: going, staying: staying, of: ticket)
    split.number = try number(of: asked.ticket)
    return split
  }

  /// Some of its recipients have it and others are tried again: it is not done where it was written.
  private func isOnItsWay(_ message: Message) throws -> Bool {
    guard message.direction == .outbound else { return false }
    let id = ReplyID(high: message.id.high, low: message.id.low)
    return try OutboxRows.state(of: id, in: db)?.state.isWaiting ?? false
  }

  /// The number of the ticket that begins; one that was given back earlier begins again.
  private mutating func number(of id: TicketID) throws -> Int {
    guard let known = try tickets.row(of: id)?.ticket else { return lastNumber + 1 }
    guard known.messageCount == 0, known.mergedInto != nil else { throw Refusal.alreadySo }
    return known.number
  }

  // MARK: - What follows

  /// The new ticket begins with what the other gave away, in the same hands and about the orders
  /// that it names.
  mutating func begin(_ split: TicketSplit, _ event: Event, _ cause: Cause) throws {
    guard let origin = try tickets.row(of: split.origin) else { return }
    let (going, staying) = try MessageRows.parted(split.messages, of: origin.row, in: db)
    let opening = try opening(split, of: origin.ticket, going, staying)
    var acts: [Act] = [.created(opening), .splitFrom(split)]
    if let agent = origin.ticket.assignee { acts.append(.assigned(agent)) }
    let (theirs, gone) = try orders(of: origin.ticket, opening.customer, going, staying)
    acts += theirs.map { .linkedOrder($0) }
    for act in acts { try follow(act, of: split.ticket, event, cause) }
    for order in gone { try follow(.unlinkedOrder(order), of: split.origin, event, cause) }
  }

  private mutating func follow(_ act: Act, of ticket: TicketID, _ event: Event, _ cause: Cause)
    throws
  {
    do {
      try happen(act, to: ticket, at: event.occurredAt, by: .system, cause: cause)
    } catch is Refusal {
      // Done again, the ticket is there already.
    }
  }

  private func opening(
    _ split: TicketSplit, of origin: Ticket, _ going: [Message], _ staying: [Message]
  ) throws -> Opening {
    let spoken = going.filter { $0.direction != .note }
    let first = spoken.first { $0.direction == .inbound } ?? spoken[0]
    let isTheirs = first.direction == .inbound
    let known =
      try isTheirs
      ? ContactRows.customer(at: first.from.address, on: first.channel, in: db)?.id : nil
    // Who wrote nothing of what stays, and is nobody we know, is somebody else.
    let isOther =
      isTheirs && first.channel == .email
      && !staying.contains { $0.from.address.lowercased() == first.from.address.lowercased() }
    return Opening(
      id: split.ticket, channel: first.channel, account: first.account,
      customer: known ?? (isOther ? nil : origin.customer),
      subject: first.subject.isEmpty ? origin.subject : first.subject, priority: origin.priority)
  }

  /// The orders that the new ticket is about, and those of them that the other is not any more.
  private func orders(
    of origin: Ticket, _ customer: CustomerID?, _ going: [Message], _ staying: [Message]
  ) throws -> (theirs: [OrderID], gone: [OrderID]) {
    let named = { (messages: [Message]) in
      Set(messages.flatMap(\.orderNumbers).map(OrderRows.key))
    }
    let (theirs, ours) = (named(going), named(staying))
    let linked = origin.orders.filter { theirs.contains(OrderRows.key($0.number)) }
    guard !linked.isEmpty else {
      return (try isSame(customer, origin.customer) ? origin.orders : [], [])
    }
    let keeps = origin.orders.contains { ours.contains(OrderRows.key($0.number)) }
    return (linked, keeps ? linked.filter { !ours.contains(OrderRows.key($0.number)) } : [])
  }

  /// Whether two customers are one person, or there are none.
  private func isSame(_ one: CustomerID?, _ other: CustomerID?) throws -> Bool {
    guard let one, let other else { return one == other }
    return try JoinRows.survivor(of: one, in: db) == JoinRows.survivor(of: other, in: db)
  }

  // MARK: - Taking it back

  /// Refuses where something happened in the new ticket that would be lost from sight.
  mutating func admitRejoining(_ split: TicketSplit) throws {
    guard let row = try tickets.row(of: split.ticket) else { throw Refusal.noSuchTicket }
    let waiting = try OutboxRows.states("ticket = ? AND is_waiting = 1", [row.row], in: db)
    guard row.ticket.mergedInto == nil, row.ticket.absorbed.isEmpty, waiting.isEmpty,
      row.ticket.messageCount == split.messages.count
    else {
      throw Refusal.cannotSplit(
        "#\(row.ticket.number) has gone on since: merge it instead of taking the split back")
    }
  }
}

// MARK: - The rows

/// Which ticket's rows a split moves: the same for a commit and for a rebuild.
enum SplitRows {
  /// Draws a split's events into the rows of its tickets; `row` is that of the event's own.
  static func apply(
    _ act: Act, to row: inout TicketRow, _ tickets: inout TicketRows, in db: Database
  ) throws {
    switch act {
    case .split(let split):
      // They lie here until their ticket has begun.
      try row.retell(MessageRows.entries(of: row.row, without: Set(split.messages), in: db))
    case .splitFrom(let split):
      guard let origin = try tickets.row(of: split.origin) else { return }
      try MessageRows.move(split.messages, from: origin.row, to: row.row, in: db)
      try row.retell(MessageRows.entries(of: row.row, in: db))
    case .dissolved(let split):
      guard let origin = try tickets.row(of: split.origin) else { return }
      try MessageRows.move(split.messages, from: row.row, to: origin.row, in: db)
      try row.retell(MessageRows.entries(of: row.row, in: db))
    case .rejoined:
      try row.retell(MessageRows.entries(of: row.row, in: db))
    default:
      break
    }
  }
}

extension TicketRow {
  /// Says anew what lists show of the messages in it, in the order in which they came.
  fileprivate mutating func retell(_ entries: [(message: Message, event: EventNumber)]) {
    lastInbound = 0
    hasAttachment = false
    hasNote = false
    sender = ""
    preview = ""
    for (message, event) in entries { tell(message, preview: message.preview, event: event) }
  }
}

extension MessageRows {
  /// A ticket's messages in the order in which they came, each with the event that brought it.
  static func entries(
    of ticket: Int64, without gone: Set<MessageID> = [], in db: Database
  ) throws -> [(message: Message, event: EventNumber)] {
    let statement = try db.cachedStatement(
      sql: """
        SELECT content_id, is_reply, received_at, seq FROM message
        WHERE ticket = ? ORDER BY seq, row
        """)
    return try Row.fetchAll(statement, arguments: [ticket]).compactMap { row in
      let bytes = try Content.bytes(of: try Content.ID(stored: row[0]), in: db)
      let message =
        try row[1]
        ? Message(JSON.value(Reply.self, from: bytes), sentAt: Instant(milliseconds: row[2]))
        : JSON.value(Message.self, from: bytes)
      return gone.contains(message.id) ? nil : (message, row[3])
    }
  }

  /// A ticket's messages in the order in which they were said: those that are named, and the rest.
  static func parted(
    _ named: [MessageID], of ticket: Int64, in db: Database
  ) throws -> (going: [Message], staying: [Message]) {
    let named = Set(named)
    let all = try messages(of: ticket, in: db)
    return (all.filter { named.contains($0.id) }, all.filter { !named.contains($0.id) })
  }

  /// Puts messages of one ticket into another, and says anew who takes part in which.
  static func move(
    _ messages: [MessageID], from source: Int64, to target: Int64, in db: Database
  ) throws {
    let named = Set(messages)
    let rows = try Row.fetchAll(
      db.cachedStatement(sql: "SELECT row, id FROM message WHERE ticket = ?"),
      arguments: [source])
    for row in rows where named.contains(try MessageID(stored: row[1])) {
      for table in ["message", "message_place"] {
        try db.cachedStatement(sql: "UPDATE \(table) SET ticket = ? WHERE row = ?")
          .execute(arguments: [target, row[0] as Int64])
      }
    }
    for ticket in [source, target] {
      try db.cachedStatement(sql: "DELETE FROM party WHERE ticket = ?").execute(arguments: [ticket])
      for (message, _) in try entries(of: ticket, in: db) {
        try addParties(of: message, to: ticket, in: db)
      }
    }
  }

  // MARK: Who knows of it

  /// The tickets in whose events the messages of a ticket may stand: its own, and those that it was
  /// split from.
  static func sources(of ticket: TicketID, in db: Database) throws -> [TicketID] {
    var sources = [ticket]
    var place = 0
    while place < sources.count {
      for split in try splits("ticket.split_from", of: sources[place], in: db)
      where !sources.contains(split.origin) {
        sources.append(split.origin)
      }
      place += 1
    }
    return sources
  }

  /// The ticket in which a message lies that came to another.
  static func home(
    of message: MessageID, from ticket: TicketID, in db: Database
  ) throws -> TicketID {
    let statement = try db.cachedStatement(
      sql: """
        SELECT EXISTS (SELECT 1 FROM message m WHERE m.ticket = t.row AND m.id = ?)
        FROM ticket t WHERE t.id = ?
        """)
    var waiting = [ticket]
    var known: Set<TicketID> = []
    while let next = waiting.popLast() {
      let isHere = try Bool.fetchOne(statement, arguments: [message.blob, next.blob])
      if isHere == true { return next }
      guard known.insert(next).inserted else { continue }
      waiting += try splits("ticket.split", of: next, in: db).filter {
        $0.messages.contains(message)
      }.map(\.ticket)
    }
    return ticket
  }

  private static func splits(
    _ type: String, of ticket: TicketID, in db: Database
  ) throws -> [TicketSplit] {
    try EventRows.events(
      "ticket_id = ? AND type = '\(type)' ORDER BY seq", [ticket.blob], in: db
    ).compactMap { logged in
      switch logged.event.act {
      case .split(let split), .splitFrom(let split): split
      default: nil
      }
    }
  }
}
