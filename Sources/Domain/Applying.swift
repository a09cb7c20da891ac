/// Why a change cannot happen to a ticket.
package enum Refusal: Error, Hashable, Sendable {
  /// There is no such ticket.
  case noSuchTicket
  /// It is closed: a further message starts a new one.
  case isClosed
  /// Something newer came since its agent last looked.
  case changedMeanwhile
  /// A colleague has it.
  case taken(by: AgentID?)
  /// The reply is no longer where this could happen to it.
  case replyIs(Delivery)
  /// It already stands so.
  case alreadySo
  /// It cannot be merged or taken out again, and why.
  case cannotMerge(String)
  /// It cannot be split, or be made whole again, and why.
  case cannotSplit(String)
  /// Two customers cannot be joined, or be parted, and why.
  case cannotJoin(String)
  /// Whoever it was about is erased.
  case isErased

  /// The same in words a person would say.
  package var sentence: String {
    switch self {
    case .noSuchTicket: "there is no such ticket"
    case .isClosed: "the ticket is closed"
    case .changedMeanwhile: "it changed since you looked"
    case .taken(let agent): agent.map { "\($0) has taken it" } ?? "someone has changed its assignee"
    case .replyIs(let state): "the reply is already \(state.rawValue)"
    case .alreadySo: "it already stands so"
    case .cannotMerge(let why), .cannotSplit(let why), .cannotJoin(let why): why
    case .isErased: "its customer is erased"
    }
  }
}

extension Ticket {
  /// A change applied to a ticket: the ticket as it stands then, or a refusal.
  ///
  /// `.created` makes a new one (its number is the store's to give); every other act needs one.
  /// An act that would change nothing is refused as `alreadySo`, so that the log stays short.
  package static func applying(_ event: Event, to ticket: Ticket?, number: Int) throws(Refusal)
    -> Ticket
  {
    var result: Ticket
    if case .created(let opening) = event.act {
      guard ticket == nil else { throw .alreadySo }
      result = Ticket(opening, number: number, at: event.occurredAt)
    } else {
      guard let ticket else { throw .noSuchTicket }
      result = ticket
      try result.apply(event)
    }
    result.lastEvent = event.number
    return result
  }

  private mutating func apply(_ event: Event) throws(Refusal) {
    guard erasedAt == nil else { throw .isErased }
    switch event.act {
    case .created, .redacted, .orderAsked, .orderAnswered: break
    case .erased: erase(at: event.occurredAt)
    case .received(let message), .answeredElsewhere(let message), .noted(let message),
      .bounced(let message):
      said(message, by: event.act)
    case .replyQueued, .replyRecalled, .replyHeld, .replyReleased, .replySending, .replySent,
      .replyRefused, .replyDeferred, .replyUnsure, .replySettled, .replyRepeated, .replyFiled:
      try replied(event)
    case .clockStarted, .clockStopped, .clockBreached:
      timed(event.act)
    case .tagged, .untagged, .linkedOrder, .unlinkedOrder:
      try labelled(event.act)
    case .merged, .unmerged, .absorbed, .parted:
      try joined(event.act)
    case .split, .rejoined, .splitFrom, .dissolved:
      try divided(event)
    case .customerJoined, .customerParted:
      // They happen to a customer.
      throw .noSuchTicket
    case .moved, .assigned, .prioritised, .snoozed, .woken, .markedSpam, .unmarkedSpam,
      .quarantined, .released, .trashed, .restored, .needsNoReply:
      try set(event)
    }
  }

  // MARK: Saying

  private mutating func said(_ message: Message, by act: Act) {
    messageCount += 1
    switch act {
    case .noted: return
    case .bounced: isUndelivered = isUndelivered || message.isHardBounce
    case .answeredElsewhere:
      guard let since = waitingSince, since <= message.receivedAt else { break }
      // An answer that is found late ends the wait it answered; what came since waits anew.
      waitingSince = message.receivedAt >= lastMessageAt ? nil : lastMessageAt
    default:
      if message.isFromHumanCustomer, waitingSince == nil { waitingSince = message.receivedAt }
    }
    lastMessageAt = max(lastMessageAt, message.receivedAt)
  }

  private mutating func replied(_ event: Event) throws(Refusal) {
    switch event.act {
    case .replyQueued:
      guard status != .closed else { throw .isClosed }
      messageCount += 1
      isUndelivered = false
    case .replyRecalled:
      messageCount -= 1
    case .replySent(_, let receipt), .replySettled(_, let receipt):
      waitingSince = waitingSince.flatMap { $0 > receipt.at ? $0 : nil }
      lastMessageAt = max(lastMessageAt, receipt.at)
      if !receipt.denied.isEmpty { isUndelivered = true }
    case .replyRefused:
      isUndelivered = true
    default:
      break
    }
  }

  // MARK: Clocks

  private mutating func timed(_ act: Act) {
    switch act {
    case .clockStarted(let clock):
      clocks.removeAll { $0.kind == clock.kind && $0.cycle == clock.cycle }
      clocks.append(clock)
    case .clockStopped(let kind, let cycle, let state, let moment):
      for index in clocks.indices where clocks[index].kind == kind && clocks[index].cycle == cycle {
        clocks[index].state = state
        clocks[index].stoppedAt = moment
      }
    case .clockBreached(let kind, let cycle):
      for index in clocks.indices where clocks[index].kind == kind && clocks[index].cycle == cycle {
        clocks[index].state = .breachedRunning
      }
    default:
      break
    }
  }

  // MARK: Labels

  private mutating func labelled(_ act: Act) throws(Refusal) {
    var changes = false
    switch act {
    case .tagged(let tag): changes = tags.insert(tag).inserted
    case .untagged(let tag): changes = tags.remove(tag) != nil
    case .linkedOrder(let order):
      changes = !orders.contains(order)
      if changes { orders.append(order) }
    case .unlinkedOrder(let order):
      changes = orders.contains(order)
      orders.removeAll { $0 == order }
    default: break
    }
    guard changes else { throw .alreadySo }
  }

  // MARK: Erasing

  private mutating func erase(at moment: Instant) {
    erasedAt = moment
    status = .closed
    waitingSince = nil
    snoozedUntil = nil
    for index in clocks.indices where clocks[index].isRunning {
      clocks[index].state = .cancelled
      clocks[index].stoppedAt = moment
    }
  }

  // MARK: Merging

  private mutating func joined(_ act: Act) throws(Refusal) {
    switch act {
    case .merged(let survivor):
      guard mergedInto == nil else { throw .alreadySo }
      mergedInto = survivor
      status = .closed
    case .unmerged(let status):
      guard mergedInto != nil else { throw .alreadySo }
      mergedInto = nil
      self.status = status
    case .absorbed(let merger): try absorb(merger)
    case .parted(let merger): try part(merger)
    default: break
    }
  }

  private mutating func divided(_ event: Event) throws(Refusal) {
    switch event.act {
    case .split(let split): give(split)
    case .rejoined(let split): rejoin(split)
    case .splitFrom(let split): try begin(with: split)
    case .dissolved(let split): try dissolve(split, at: event.occurredAt)
    default: break
    }
  }

  // MARK: Setting

  private mutating func set(_ event: Event) throws(Refusal) {
    let before = self
    switch event.act {
    case .moved(let status, let reason): try move(to: status, reason, isUndo: event.undo != nil)
    case .assigned(let agent): assignee = agent
    case .prioritised(let priority): self.priority = priority
    case .snoozed(let until): snoozedUntil = until
    case .woken: snoozedUntil = nil
    case .markedSpam: isSpam = true
    case .unmarkedSpam: isSpam = false
    case .quarantined: isQuarantined = true
    case .released: isQuarantined = false
    case .trashed: trashedAt = trashedAt ?? event.occurredAt
    case .restored: trashedAt = nil
    case .needsNoReply: waitingSince = nil
    default: break
    }
    guard self != before else { throw .alreadySo }
  }

  private mutating func move(to status: Status, _ reason: StatusReason, isUndo: Bool)
    throws(Refusal)
  {
    guard self.status != .closed || isUndo else { throw .isClosed }
    if reason == .customerWrote, self.status == .solved { reopenCount += 1 }
    self.status = status
  }
}
