internal import Domain
internal import Foundation
internal import GRDB

/// What may enter the log: the rules that need more than the ticket itself (B2, and the outbox).
extension Run {
  /// An act as it goes into the log.
  struct Admitted {
    var act: Act
    /// An answer that is held at once, because something newer was said.
    var isHeld = false
  }

  /// Lets an act in, or throws a `Refusal`.
  func admit(_ act: Act, to row: TicketRow?, isRoot: Bool) throws -> Admitted {
    if case .moved = act, row?.ticket.status == .closed, !isTakingBack { throw Refusal.isClosed }
    if let message = act.message, isRoot, try MessageRows.isKnown(message, in: db) {
      throw Refusal.alreadySo
    }
    if let reply = act.reply { try admitToOutbox(act, reply, row) }
    if case .orderAnswered(let id, _) = act { try admitAnswer(to: id, row) }
    let isHeld = try isRoot && (row.map { try isBehind(act, $0.ticket) } ?? false)
    guard case .replyQueued(var reply) = act else { return Admitted(act: act) }
    reply.ticket = row?.ticket.id ?? reply.ticket
    reply.externalID = Tokens(key: house.key).messageID(
      ticket: reply.ticket, reply: reply.id, domain: reply.domain)
    reply.acceptedAt = now
    reply.seen = seen
    return Admitted(act: .replyQueued(reply), isHeld: isHeld)
  }

  private func admitToOutbox(_ act: Act, _ reply: ReplyID, _ row: TicketRow?) throws {
    guard let row else { throw Refusal.noSuchTicket }
    let state = try OutboxRows.state(of: reply, in: db)
    guard case .replyQueued = act else {
      guard let state, state.ticket == row.row else { throw Refusal.replyIs(.recalled) }
      return try state.admit(act, at: now)
    }
    guard state == nil else { throw Refusal.alreadySo }
    guard row.ticket.status != .closed else { throw Refusal.isClosed }
  }

  /// Lets an answer in where the errand is known and nobody knows yet what became of it.
  private func admitAnswer(to errand: OrderErrandID, _ row: TicketRow?) throws {
    guard let row else { throw Refusal.noSuchTicket }
    let events = try EventRows.events("ticket_id = ? ORDER BY seq", [row.ticket.id.blob], in: db)
    let known = events.map(\.event).orderErrands(at: now).first { $0.errand.id == errand }
    guard let known, known.answer == nil || known.isUnsure else { throw Refusal.alreadySo }
  }

  // MARK: - What was seen

  /// Whether others did something to the ticket that the actor had not seen. Throws where the act
  /// is then to be left alone; an answer is to be held instead.
  private func isBehind(_ act: Act, _ ticket: Ticket) throws -> Bool {
    guard act.asksWhatWasSeen, let seen, ticket.lastEvent > seen else { return false }
    let news = try typesByOthers(ticket.id, after: seen)
    switch act {
    case .replyQueued:
      return news.contains { $0.hasPrefix("message.") || $0 == "reply.queued" }
    case .assigned:
      guard !news.contains("ticket.assigned") else { throw Refusal.taken(by: ticket.assignee) }
      return false
    default:
      let weighs = { (type: String) in
        type == "reply.queued" || !(type.hasPrefix("sla.") || type.hasPrefix("reply."))
      }
      guard !news.contains(where: weighs) else { throw Refusal.changedMeanwhile }
      return false
    }
  }

  /// The types of a ticket's events that others began, after one.
  private func typesByOthers(_ ticket: TicketID, after seen: EventNumber) throws -> Set<String> {
    let statement = try db.cachedStatement(
      sql: """
        SELECT event.type FROM event JOIN event AS root ON root.seq = event.root_seq
        WHERE event.ticket_id = ? AND event.seq > ?
          AND NOT (root.actor_kind = ? AND root.actor_id IS ?)
        """)
    return try String.fetchSet(
      statement, arguments: [ticket.blob, seen, actor.kind, actor.name])
  }

  // MARK: - Twins

  /// Sets aside new tickets whose first message is already here: another process was quicker.
  mutating func skipTwins(in changes: [Change]) throws {
    var new: Set<TicketID> = []
    var begun: Set<TicketID> = []
    for change in changes {
      if case .created = change.act { new.insert(change.ticket) }
      guard new.contains(change.ticket), let message = change.act.message,
        begun.insert(change.ticket).inserted
      else { continue }
      if try MessageRows.isKnown(message, in: db) { skipped.insert(change.ticket) }
    }
  }
}

extension Reply {
  /// The domain of the address it is written from; a reserved one on channels without mail, and
  /// where it is not in ASCII, as an identifier must be.
  fileprivate var domain: String {
    let parts = from.address.split(separator: "@")
    guard parts.count == 2, let domain = parts.last, domain.utf8.allSatisfy({ $0 < 0x80 })
    else { return "shopbell.invalid" }
    return domain.lowercased()
  }
}
