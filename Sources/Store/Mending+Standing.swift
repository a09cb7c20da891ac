internal import Domain
internal import Foundation
internal import GRDB
internal import Seal

/// What is put in the place of what is gone.
extension Mending {
  /// Puts something in the place of words that are gone; `false` where nothing can stand for them.
  mutating func stand(
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
    case "reply.refused", "reply.unsure", "reply.retry", "order.done", "order.refused",
      "order.unsure":
      bytes = Words(text: Self.words).content
    case "order.action":
      guard let id = payload.action else { return false }
      bytes = try JSON.data(
        OrderErrand(
          id: id, order: OrderID(channel: tickets[ticket]?.channel ?? .email, number: Self.words),
          account: "", action: OrderAction("", Self.words), answers: [], author: AgentID("")))
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
  mutating func begin(before later: Event) throws {
    let (ticket, seq, at) = (later.ticket, later.number, later.occurredAt)
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT number, channel, account, customer_id, subject FROM temp.saved_ticket WHERE id = ?
        """, arguments: [ticket.blob])
    let message = later.act.message
    guard row != nil || message != nil else { throw Unreadable(what: "a ticket's beginning") }
    guard let free = gap(below: seq) else { throw Unreadable(what: "a ticket's beginning") }
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
    filled[free] = try begun(opening, number: number, seq: free, at: at)
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
  private func gap(below seq: EventNumber) -> EventNumber? {
    losses.events.reversed().lazy
      .filter { $0.lowerBound < seq }
      .compactMap { gap in gap.reversed().first { $0 < seq && filled[$0] == nil } }
      .first
  }

  /// Messages of which neither log nor lists know the ticket become tickets of their own.
  mutating func adopt() throws {
    let named = try String.fetchSet(
      db,
      sql: """
        SELECT payload ->> '$.content' FROM event WHERE payload ->> '$.content' IS NOT NULL
        """)
    var seq = try EventNumber.fetchOne(db, sql: "SELECT max(seq) FROM event") ?? 0
    seq = max(seq, losses.events.last?.upperBound ?? 0)
    // What is put in below does not come up again.
    let rows = try Row.fetchAll(db, sql: "SELECT id FROM content ORDER BY rowid")
    for row in rows {
      let content = try Content.ID(stored: row[0])
      guard !named.contains("\(content)"),
        let message = try? JSON.value(Message.self, from: Content.bytes(of: content, in: db))
      else { continue }
      let opening = Opening(
        id: mint.id(at: message.receivedAt), channel: message.channel, account: message.account,
        customer: message.direction == .inbound ? try sender(of: message) : nil,
        subject: message.subject)
      try append(begun(opening, number: nextNumber, seq: seq + 1, at: message.receivedAt))
      try append(bringing(message, content, to: opening.id, at: seq + 2))
      nextNumber += 1
      seq += 2
      losses.adopted += 1
    }
  }

  /// The event that begins a ticket, its subject kept.
  private mutating func begun(
    _ opening: Opening, number: Int, seq: EventNumber, at moment: Instant
  ) throws -> Added {
    let content: Content.ID = mint.id(at: moment)
    let written = try WrittenAct(.created(opening), nil, content: content, number: number)
    try Content.add(written.content ?? Data(), hash: nil, as: content, in: db)
    return Added(seq: seq, ticket: opening.id, at: moment, written: written)
  }
}
