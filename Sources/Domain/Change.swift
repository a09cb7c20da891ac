/// Everything that can happen to a ticket, without saying which.
///
/// Acts are past where they tell what happened outside; an agent's key makes the same values. The
/// store writes them as event types (`ticket.status`, `message.in`, …), see `Act.type`.
package enum Act: Hashable, Sendable {
  /// A ticket begins.
  case created(Opening)
  /// A customer, or a machine in their name, wrote.
  case received(Message)
  /// A colleague's answer from another mail client, or an older one, was seen.
  case answeredElsewhere(Message)
  /// An agent wrote to colleagues.
  case noted(Message)
  /// A reply of ours came back; the message that says so, and the reply it means.
  case bounced(Message)

  /// The ticket stands elsewhere now.
  case moved(Status, StatusReason)
  /// It is someone's now, or nobody's.
  case assigned(AgentID?)
  /// It presses more or less.
  case prioritised(Priority)
  /// It bears a label.
  case tagged(Tag)
  /// It no longer bears it.
  case untagged(Tag)
  /// Out of sight until then.
  case snoozed(until: Instant)
  /// Back in sight.
  case woken
  /// Judged to be spam.
  case markedSpam
  /// Judged not to be spam.
  case unmarkedSpam
  /// Kept apart until someone looks.
  case quarantined
  /// Someone looked: it is an ordinary ticket.
  case released
  /// Thrown away.
  case trashed
  /// Taken out of the trash.
  case restored
  /// The customer's last message wants no answer; stops every clock.
  case needsNoReply

  /// It is about an order.
  case linkedOrder(OrderID)
  /// It is not about that order.
  case unlinkedOrder(OrderID)
  /// A person asks its shop to do something to an order; nothing is asked before this is kept.
  case orderAsked(OrderErrand)
  /// What became of that.
  case orderAnswered(OrderErrandID, OrderAnswer)

  /// It is one matter with another ticket, and shown within that one from now on.
  case merged(into: TicketID)
  /// It is a ticket of its own again, and stands so.
  case unmerged(Status)
  /// Another ticket was merged into it.
  case absorbed(Merger)
  /// A ticket that was merged into it went out again.
  case parted(Merger)

  /// Some of its messages became a ticket of their own.
  case split(TicketSplit)
  /// They came back.
  case rejoined(TicketSplit)
  /// It begins with messages that were in another ticket.
  case splitFrom(TicketSplit)
  /// They went back, and nothing is left of it.
  case dissolved(TicketSplit)

  /// A customer, no ticket: they are the same person as another, who shows all of theirs.
  case customerJoined(into: CustomerID)
  /// A customer, no ticket: they are a person of their own again.
  case customerParted(from: CustomerID)

  /// Whoever it was about is erased: what was said is gone, and nothing happens to it any more.
  case erased
  /// What someone erased had said in it, and their name, are gone; the rest stands.
  case redacted

  /// An answer was accepted: durable, and not yet on its way.
  case replyQueued(Reply)
  /// It was taken back before it left.
  case replyRecalled(ReplyID)
  /// Something newer came first; an agent decides.
  case replyHeld(ReplyID)
  /// Its agent has looked, and sends it all the same.
  case replyReleased(ReplyID)
  /// It is on its way: the how-manieth attempt, its bytes kept under this hash.
  case replySending(ReplyID, attempt: Int, parcel: String)
  /// The other side has it.
  case replySent(ReplyID, Receipt)
  /// The other side will never take it.
  case replyRefused(ReplyID, reason: String)
  /// Not this time; not before then.
  case replyDeferred(ReplyID, until: Instant, reason: String)
  /// Nobody can know whether it arrived.
  case replyUnsure(ReplyID, reason: String)
  /// Found in the Sent folder, or an agent says it arrived.
  case replySettled(ReplyID, Receipt)
  /// An agent says it did not arrive: it goes out once more.
  case replyRepeated(ReplyID)
  /// Its copy lies in the Sent folder.
  case replyFiled(ReplyID)

  /// A clock began.
  case clockStarted(Clock)
  /// A clock ended, so.
  case clockStopped(Clock.Kind, cycle: Int, Clock.State, at: Instant)
  /// A clock ran out, and runs on.
  case clockBreached(Clock.Kind, cycle: Int)
}

/// An act, and the ticket it happens to.
package struct Change: Hashable, Sendable {
  /// The ticket.
  package var ticket: TicketID
  /// What happens to it.
  package var act: Act
  /// When it happened outside; `nil` for the moment of the commit.
  package var occurredAt: Instant?

  /// A change.
  package init(_ ticket: TicketID, _ act: Act, occurredAt: Instant? = nil) {
    self.ticket = ticket
    self.act = act
    self.occurredAt = occurredAt
  }

  /// A change that begins a ticket.
  package static func created(_ opening: Opening, at moment: Instant) -> Change {
    Change(opening.id, .created(opening), occurredAt: moment)
  }

  /// A change that accepts a reply.
  package static func replyQueued(_ reply: Reply) -> Change {
    Change(reply.ticket, .replyQueued(reply))
  }
}

extension Act {
  /// The event type under which the log keeps it (B2).
  package var type: String {
    switch self {
    case .created: "ticket.created"
    case .received: "message.in"
    case .answeredElsewhere: "message.out"
    case .noted: "message.note"
    case .bounced: "message.bounced"
    case .moved: "ticket.status"
    case .assigned: "ticket.assigned"
    case .prioritised: "ticket.priority"
    case .tagged: "ticket.tagged"
    case .untagged: "ticket.untagged"
    case .snoozed: "ticket.snoozed"
    case .woken: "ticket.woken"
    case .markedSpam: "ticket.spam"
    case .unmarkedSpam: "ticket.unspam"
    case .quarantined: "ticket.quarantined"
    case .released: "ticket.released"
    case .trashed: "ticket.trashed"
    case .restored: "ticket.restored"
    case .needsNoReply: "ticket.no_reply_needed"
    case .merged: "ticket.merged"
    case .unmerged: "ticket.unmerged"
    case .absorbed: "ticket.absorbed"
    case .parted: "ticket.parted"
    case .split: "ticket.split"
    case .rejoined: "ticket.rejoined"
    case .splitFrom: "ticket.split_from"
    case .dissolved: "ticket.dissolved"
    case .customerJoined: "customer.merged"
    case .customerParted: "customer.unmerged"
    case .erased: "erase"
    case .redacted: "message.redacted"
    case .linkedOrder: "order.linked"
    case .unlinkedOrder: "order.unlinked"
    case .orderAsked: "order.action"
    case .orderAnswered(_, .done): "order.done"
    case .orderAnswered(_, .refused): "order.refused"
    case .orderAnswered(_, .unsure): "order.unsure"
    case .replyQueued: "reply.queued"
    case .replyRecalled: "reply.recalled"
    case .replyHeld: "reply.held"
    case .replyReleased: "reply.released"
    case .replySending: "reply.sending"
    case .replySent: "reply.sent"
    case .replyRefused: "reply.refused"
    case .replyDeferred: "reply.retry"
    case .replyUnsure: "reply.unsure"
    case .replySettled: "reply.settled"
    case .replyRepeated: "reply.repeated"
    case .replyFiled: "reply.filed"
    case .clockStarted: "sla.start"
    case .clockStopped(_, _, let state, _):
      switch state {
      case .met: "sla.met"
      case .waived: "sla.waive"
      case .cancelled: "sla.cancel"
      case .running, .breachedRunning, .breached: "sla.stop"
      }
    case .clockBreached: "sla.breach"
    }
  }

  /// The event types that tell nobody anything: they prepare, follow or repeat what other events
  /// say, and the shop's log leaves them out.
  package static let quietTypes: Set<String> = [
    "ticket.created", "ticket.absorbed", "ticket.parted", "ticket.split_from", "ticket.dissolved",
    "reply.sending", "reply.filed", "sla.start", "sla.met", "sla.waive", "sla.cancel", "sla.stop",
  ]

  /// Whether it is compared with what its agent has seen (B2): an answer is held when something
  /// newer came, status and priority are left alone; tags, notes and snooze always apply.
  package var asksWhatWasSeen: Bool {
    switch self {
    case .moved, .assigned, .prioritised, .merged, .replyQueued, .orderAsked: true
    default: false
    }
  }
}

// MARK: - Undoing

extension Act {
  /// What takes this act back, seen from the ticket as it was before; `nil` where nothing can.
  package func undoing(_ before: Ticket?) -> Act? {
    switch self {
    case .created: .trashed
    case .moved: before.map { .moved($0.status, .asked) }
    case .assigned: before.map { .assigned($0.assignee) }
    case .prioritised: before.map { .prioritised($0.priority) }
    case .tagged(let tag): before?.tags.contains(tag) == true ? nil : .untagged(tag)
    case .untagged(let tag): before?.tags.contains(tag) == true ? .tagged(tag) : nil
    case .snoozed: before.map { $0.snoozedUntil.map { .snoozed(until: $0) } ?? .woken }
    case .woken: before?.snoozedUntil.map { .snoozed(until: $0) }
    case .markedSpam: before?.isSpam == true ? nil : .unmarkedSpam
    case .unmarkedSpam: before?.isSpam == true ? .markedSpam : nil
    case .quarantined: before?.isQuarantined == true ? nil : .released
    case .released: before?.isQuarantined == true ? .quarantined : nil
    case .trashed: before?.trashedAt == nil ? .restored : nil
    case .restored: before?.trashedAt == nil ? nil : .trashed
    case .linkedOrder(let order):
      before?.orders.contains(order) == true ? nil : .unlinkedOrder(order)
    case .unlinkedOrder(let order):
      before?.orders.contains(order) == true ? .linkedOrder(order) : nil
    case .merged: before.map { .unmerged($0.status) }
    case .unmerged: before?.mergedInto.map { .merged(into: $0) }
    case .absorbed(let merger): .parted(merger)
    case .parted(let merger): .absorbed(merger)
    case .split(let split): .rejoined(split)
    case .rejoined(let split): .split(split)
    case .splitFrom(let split): .dissolved(split)
    case .dissolved(let split): .splitFrom(split)
    case .customerJoined(let other): .customerParted(from: other)
    case .customerParted(let other): .customerJoined(into: other)
    case .replyQueued(let reply): .replyRecalled(reply.id)
    case .clockStopped(let kind, let cycle, _, _):
      before?.clocks.first { $0.kind == kind && $0.cycle == cycle }.map { .clockStarted($0) }
    case .received, .answeredElsewhere, .noted, .bounced, .needsNoReply, .replyRecalled, .replyHeld,
      .replyReleased, .replySending, .replySent, .replyRefused, .replyDeferred,
      .replyUnsure, .replySettled, .replyRepeated, .replyFiled, .clockStarted, .clockBreached,
      .orderAsked, .orderAnswered, .erased, .redacted:
      nil
    }
  }

  /// Whether a ticket still stands as this act left it, so that undoing it harms nobody's later
  /// work.
  package func stillStands(on ticket: Ticket) -> Bool {
    switch self {
    case .moved(let status, _): ticket.status == status
    case .assigned(let agent): ticket.assignee == agent
    case .prioritised(let priority): ticket.priority == priority
    case .snoozed(let until): ticket.snoozedUntil == until
    case .merged(let survivor): ticket.mergedInto == survivor
    default: true
    }
  }
}
