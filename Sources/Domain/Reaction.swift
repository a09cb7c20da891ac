/// What must follow when something happened.
///
/// Reactions run inside every commit, whoever commits, in the order in which the store was given
/// them, and again on what they cause (at most ten deep). They are pure; a rebuild does not run
/// them, it replays what they decided.
package protocol Reaction: Sendable {
  /// The further acts on the same ticket; `after` is the ticket as it stands when this is asked,
  /// with what followed from earlier reactions to the same event.
  func following(_ event: Event, before: Ticket?, after: Ticket) -> [Act]
}

/// How a ticket moves by itself when something is said (B1: T3 to T5, T9, T11 to T13).
package struct Lifecycle: Reaction {
  /// The rules of B1.
  package init() {}

  package func following(_ event: Event, before: Ticket?, after: Ticket) -> [Act] {
    switch event.act {
    case .received(let message):
      return message.isFromHumanCustomer
        ? afterCustomer(after, existed: before?.messageCount ?? 0 > 0) : []
    case .answeredElsewhere:
      let hasAnswered = before?.waitingSince != nil && after.waitingSince == nil
      let waited = after.status == .new || after.status == .open
      if hasAnswered, waited { return [.moved(.pending, .answered)] }
      // Found late: between then and now it was pending, and the customer has opened it again.
      let wroteSince = after.status == .new && after.waitingSince != nil
      return wroteSince ? [.moved(.open, .customerWrote)] : []
    case .assigned(let agent):
      return agent != nil && after.status == .new ? [.moved(.open, .assigned)] : []
    case .replyQueued(let reply):
      return after.status == reply.thenStatus ? [] : [.moved(reply.thenStatus, .answered)]
    case .replyRefused:
      return after.status == .open ? [] : [.moved(.open, .undelivered)]
    case .bounced(let message):
      guard message.isHardBounce, after.status != .closed, after.status != .open else { return [] }
      return [.moved(.open, .undelivered)]
    case .absorbed(let merger):
      // What came with it waits for us.
      guard merger.waitingSince != nil, after.isInSight else { return [] }
      switch after.status {
      case .pending, .onHold, .solved: return [.moved(.open, .customerWrote)]
      case .new, .open, .closed: return []
      }
    case .split:
      // The answer to what stays went away with what it did not answer.
      guard before?.waitingSince == nil, after.waitingSince != nil, after.isInSight else {
        return []
      }
      switch after.status {
      case .pending, .onHold: return [.moved(.open, .customerWrote)]
      case .new, .open, .solved, .closed: return []
      }
    default:
      return []
    }
  }

  private func afterCustomer(_ ticket: Ticket, existed: Bool) -> [Act] {
    guard existed, !ticket.isSpam else { return [] }
    var acts: [Act] = []
    if ticket.trashedAt != nil { acts.append(.restored) }
    if ticket.snoozedUntil != nil { acts.append(.woken) }
    switch ticket.status {
    case .pending, .onHold, .solved: acts.append(.moved(.open, .customerWrote))
    case .new where ticket.trashedAt != nil: acts.append(.moved(.open, .restored))
    case .new, .open, .closed: break
    }
    return acts
  }
}
