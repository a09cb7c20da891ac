internal import Domain
internal import Foundation

/// Reads acts back out of the log; the counterpart of `WrittenAct`.
struct ActReader {
  /// Fetches a piece of content.
  var content: (Content.ID) throws -> Data

  /// The act of an event, and what its payload said.
  func act(type: String, payload text: String) throws -> (act: Act, payload: Payload) {
    let payload = try JSON.value(Payload.self, from: text)
    guard payload.version == 1 else {
      throw Unreadable(what: "a payload of version \(payload.version)")
    }
    let act: Act
    switch type.prefix(while: { $0 != "." }) {
    case "message": act = try message(type, payload)
    case "reply": act = try reply(type, payload)
    case "sla": act = try clock(type, payload)
    case "order": act = try order(type, payload)
    case "customer": act = try customer(type, payload)
    default: act = try ticket(type, payload)
    }
    return (act, payload)
  }

  // MARK: - By family

  private func ticket(_ type: String, _ payload: Payload) throws -> Act {
    switch type {
    case "ticket.created": return .created(try opening(payload))
    case "ticket.status":
      return .moved(try need(payload.status, type), try need(payload.reason, type))
    case "ticket.assigned": return .assigned(payload.agent)
    case "ticket.priority": return .prioritised(try need(payload.priority, type))
    case "ticket.tagged": return .tagged(try need(payload.tag, type))
    case "ticket.untagged": return .untagged(try need(payload.tag, type))
    case "ticket.snoozed": return .snoozed(until: try need(payload.until, type))
    case "ticket.woken": return .woken
    case "ticket.spam": return .markedSpam
    case "ticket.unspam": return .unmarkedSpam
    case "ticket.quarantined": return .quarantined
    case "ticket.released": return .released
    case "ticket.trashed": return .trashed
    case "ticket.restored": return .restored
    case "ticket.no_reply_needed": return .needsNoReply
    default: return try merging(type, payload)
    }
  }

  private func merging(_ type: String, _ payload: Payload) throws -> Act {
    switch type {
    case "ticket.merged": return .merged(into: try need(payload.ticket, type))
    case "ticket.unmerged": return .unmerged(try need(payload.status, type))
    case "ticket.absorbed": return .absorbed(try merger(payload, type))
    case "erase": return .erased
    case "ticket.parted": return .parted(try merger(payload, type))
    case "ticket.split": return .split(try split(payload, type))
    case "ticket.rejoined": return .rejoined(try split(payload, type))
    case "ticket.split_from": return .splitFrom(try split(payload, type))
    case "ticket.dissolved": return .dissolved(try split(payload, type))
    default: throw Unreadable(what: "an event of type \(type)")
    }
  }

  private func merger(_ payload: Payload, _ type: String) throws -> Merger {
    Merger(
      source: try need(payload.ticket, type), messages: try need(payload.messages, type),
      waitingSince: payload.waitingSince, lastMessageAt: try need(payload.lastMessageAt, type),
      hadWaitedSince: payload.hadWaitedSince,
      hadLastMessageAt: try need(payload.hadLastMessageAt, type))
  }

  private func split(_ payload: Payload, _ type: String) throws -> TicketSplit {
    var split = TicketSplit(
      try need(payload.going, type), of: try need(payload.origin, type),
      into: try need(payload.ticket, type))
    split.originNumber = try need(payload.originNumber, type)
    split.number = try need(payload.number, type)
    split.status = try need(payload.status, type)
    split.isAnswered = try need(payload.isAnswered, type)
    split.waitingSince = payload.waitingSince
    split.lastMessageAt = try need(payload.lastMessageAt, type)
    split.hadWaitedSince = payload.hadWaitedSince
    split.hadLastMessageAt = try need(payload.hadLastMessageAt, type)
    split.leftWaitingSince = payload.leftWaitingSince
    split.leftLastMessageAt = try need(payload.leftLastMessageAt, type)
    return split
  }

  private func message(_ type: String, _ payload: Payload) throws -> Act {
    if type == "message.redacted" { return .redacted }
    let message = try words(Message.self, payload, type)
    switch type {
    case "message.in": return .received(message)
    case "message.out": return .answeredElsewhere(message)
    case "message.note": return .noted(message)
    case "message.bounced": return .bounced(message)
    default: throw Unreadable(what: "an event of type \(type)")
    }
  }

  private func order(_ type: String, _ payload: Payload) throws -> Act {
    switch type {
    case "order.linked": return .linkedOrder(try words(OrderID.self, payload, type))
    case "order.unlinked": return .unlinkedOrder(try words(OrderID.self, payload, type))
    case "order.action": return .orderAsked(try words(OrderErrand.self, payload, type))
    case "order.done": return try answered(payload, type) { .done($0) }
    case "order.refused": return try answered(payload, type) { .refused($0) }
    case "order.unsure": return try answered(payload, type) { .unsure($0) }
    default: throw Unreadable(what: "an event of type \(type)")
    }
  }

  private func answered(
    _ payload: Payload, _ type: String, _ answer: (String) -> OrderAnswer
  ) throws -> Act {
    .orderAnswered(
      try need(payload.action, type), answer(try words(Words.self, payload, type).text))
  }

  private func customer(_ type: String, _ payload: Payload) throws -> Act {
    let other = try need(payload.customer, type)
    switch type {
    case "customer.merged": return .customerJoined(into: other)
    case "customer.unmerged": return .customerParted(from: other)
    default: throw Unreadable(what: "an event of type \(type)")
    }
  }

  private func reply(_ type: String, _ payload: Payload) throws -> Act {
    let id = try need(payload.reply, type)
    switch type {
    case "reply.queued": return .replyQueued(try words(Reply.self, payload, type))
    case "reply.recalled": return .replyRecalled(id)
    case "reply.held": return .replyHeld(id)
    case "reply.released": return .replyReleased(id)
    case "reply.sending":
      return .replySending(
        id, attempt: try need(payload.attempt, type), parcel: try need(payload.parcel, type))
    case "reply.sent": return .replySent(id, try words(Receipt.self, payload, type))
    case "reply.settled": return .replySettled(id, try words(Receipt.self, payload, type))
    case "reply.refused":
      return .replyRefused(id, reason: try words(Words.self, payload, type).text)
    case "reply.unsure":
      return .replyUnsure(id, reason: try words(Words.self, payload, type).text)
    case "reply.retry":
      return .replyDeferred(
        id, until: try need(payload.until, type),
        reason: try words(Words.self, payload, type).text)
    case "reply.repeated": return .replyRepeated(id)
    case "reply.filed": return .replyFiled(id)
    default: throw Unreadable(what: "an event of type \(type)")
    }
  }

  private func clock(_ type: String, _ payload: Payload) throws -> Act {
    let kind = try need(payload.kind, type)
    let cycle = try need(payload.cycle, type)
    switch type {
    case "sla.start":
      var clock = Clock(
        kind: kind, cycle: cycle, startedAt: try need(payload.startedAt, type),
        due: try need(payload.due, type))
      clock.stoppedAt = payload.stoppedAt
      clock.state = try need(payload.state, type)
      return .clockStarted(clock)
    case "sla.breach": return .clockBreached(kind, cycle: cycle)
    case "sla.met", "sla.waive", "sla.cancel", "sla.stop":
      return .clockStopped(
        kind, cycle: cycle, try need(payload.state, type), at: try need(payload.at, type))
    default: throw Unreadable(what: "an event of type \(type)")
    }
  }

  // MARK: - Parts

  private func opening(_ payload: Payload) throws -> Opening {
    let type = "ticket.created"
    // The ticket's own identifier stands in the event's column, not in its payload.
    return Opening(
      id: TicketID(high: 0, low: 0), channel: try need(payload.channel, type),
      account: try need(payload.account, type), customer: payload.customer,
      subject: try words(Words.self, payload, type).text,
      priority: try need(payload.priority, type), followUpOf: payload.followUpOf,
      mayBelongTo: payload.mayBelongTo)
  }

  private func words<Value: Decodable>(_ kind: Value.Type, _ payload: Payload, _ type: String)
    throws -> Value
  {
    try JSON.value(kind, from: try content(try need(payload.content, type)))
  }

  private func need<Value>(_ value: Value?, _ type: String) throws -> Value {
    guard let value else { throw Unreadable(what: "an event of type \(type) that lacks a field") }
    return value
  }
}
