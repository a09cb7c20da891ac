package import Domain

/// Starts and stops the SLA clocks of a ticket (B5 of the domain rules).
///
/// The first human message starts `first`, every later wait starts `next`; where a marketplace
/// measures by itself, every wait starts `platform`. An answer stops the clock at the moment the
/// other side took it: at the due instant is still in time. Notes and automatic mail do nothing.
package struct SLAClock: Reaction {
  /// How soon each channel wants an answer.
  package var presets: SLAPresets

  /// Clocks by these presets.
  package init(_ presets: SLAPresets = .standard) {
    self.presets = presets
  }

  package func following(_ event: Event, before: Ticket?, after: Ticket) -> [Act] {
    switch event.act {
    case .received(let message):
      message.isFromHumanCustomer ? heard(message, before: before, after: after) : []
    case .replySent(_, let receipt), .replySettled(_, let receipt):
      answered(at: receipt.at, before: before, after: after)
    case .answeredElsewhere(let message):
      answeredElsewhere(at: message.receivedAt, before: before, after: after)
    case .needsNoReply:
      stopped(after.clocks, .waived, at: event.occurredAt)
    case .moved(let status, let reason):
      moved(to: status, reason, event, before: before, after: after)
    case .merged, .markedSpam, .trashed, .quarantined:
      cancelled(after, at: event.occurredAt)
    case .unmarkedSpam, .restored, .released:
      resumed(after)
    case .absorbed:
      joined(event, before: before, after: after)
    case .parted(let merger):
      parted(merger, event, before: before, after: after)
    case .split:
      gaveAway(event, after)
    case .rejoined:
      rejoined(event, before: before, after: after)
    case .splitFrom(let split):
      begun(split, after)
    case .dissolved:
      cancelled(after, at: event.occurredAt)
    default:
      []
    }
  }
}

// MARK: - The customer wrote

extension SLAClock {
  private func heard(_ message: Message, before: Ticket?, after: Ticket) -> [Act] {
    guard after.isInSight, !after.clocks.contains(where: \.isRunning) else { return [] }
    return [.clockStarted(clock(of: after, from: message.receivedAt, before: before ?? after))]
  }

  private func clock(of ticket: Ticket, from start: Instant, before: Ticket) -> Clock {
    clock(of: ticket, from: start, isFirst: !weSpokeFirst(before))
  }

  /// The clock of a wait that begins now.
  private func clock(of ticket: Ticket, from start: Instant, isFirst: Bool) -> Clock {
    let promise = presets.promise(for: ticket.channel)
    let kind: Clock.Kind =
      if promise.isPlatforms { .platform } else if isFirst { .first } else { .next }
    let cycle = (ticket.clocks.filter { $0.kind == kind }.map(\.cycle).max() ?? 0) + 1
    return Clock(kind: kind, cycle: cycle, startedAt: start, due: start + promise.span)
  }

  /// A ticket that has had a clock, or that waited for the customer before any clock ran: then we
  /// wrote first, and there is no first response to measure.
  private func weSpokeFirst(_ ticket: Ticket) -> Bool {
    guard ticket.clocks.isEmpty else { return true }
    switch ticket.status {
    case .new, .open: return false
    case .pending, .onHold, .solved, .closed: return true
    }
  }
}

// MARK: - We answered

extension SLAClock {
  private func answered(at moment: Instant, before: Ticket?, after: Ticket) -> [Act] {
    let ended = after.clocks.filter { clock in
      clock.startedAt <= moment
        && (clock.isRunning || wasGivenUpTooSoon(clock, before: before, at: moment))
    }
    return ended.map { stop($0, at: moment) }
  }

  /// The ticket was solved while its answer was still on the way: the answer counts after all.
  private func wasGivenUpTooSoon(_ clock: Clock, before: Ticket?, at moment: Instant) -> Bool {
    guard clock.state == .waived, let before, before.waitingSince != nil else { return false }
    return clock == newest(of: before)
  }

  private func answeredElsewhere(at moment: Instant, before: Ticket?, after: Ticket) -> [Act] {
    let ended = after.clocks.filter { $0.isRunning && $0.startedAt <= moment }
      .map { stop($0, at: moment) }
    guard let since = after.waitingSince, !ended.isEmpty, let before else { return ended }
    // An old answer, seen only now: the customer has written since and waits again.
    return ended + [.clockStarted(clock(of: after, from: since, before: before))]
  }

  private func stop(_ clock: Clock, at moment: Instant) -> Act {
    .clockStopped(
      clock.kind, cycle: clock.cycle, moment <= clock.due ? .met : .breached, at: moment)
  }
}

// MARK: - Another ticket came in

extension SLAClock {
  /// The wait counts from the older of both open waits.
  private func joined(_ event: Event, before: Ticket?, after: Ticket) -> [Act] {
    guard let since = after.waitingSince, after.isInSight, after.status.isOpen else { return [] }
    let running = after.clocks.filter(\.isRunning)
    guard !running.isEmpty else {
      return [.clockStarted(clock(of: after, from: since, before: before ?? after))]
    }
    return running.filter { since < $0.startedAt }.flatMap { clock -> [Act] in
      let due = since + presets.promise(for: after.channel).span
      return [
        .clockStopped(clock.kind, cycle: clock.cycle, .cancelled, at: event.occurredAt),
        .clockStarted(
          Clock(kind: clock.kind, cycle: clock.cycle, startedAt: since, due: min(clock.due, due))),
      ]
    }
  }
}

extension SLAClock {
  /// What still waits counts from its own beginning, and no longer from that of what went out.
  private func parted(
    _ merger: Merger, _ event: Event, before: Ticket?, after: Ticket
  ) -> [Act] {
    guard let since = after.waitingSince else { return cancelled(after, at: event.occurredAt) }
    let theirs = after.clocks.filter {
      $0.isRunning && $0.startedAt == merger.waitingSince && $0.startedAt < since
    }
    return restarted(theirs, of: after, from: since, at: event.occurredAt)
  }

  private func restarted(
    _ clocks: [Clock], of ticket: Ticket, from since: Instant, at moment: Instant
  ) -> [Act] {
    let due = since + presets.promise(for: ticket.channel).span
    return clocks.flatMap { clock -> [Act] in
      [
        .clockStopped(clock.kind, cycle: clock.cycle, .cancelled, at: moment),
        .clockStarted(Clock(kind: clock.kind, cycle: clock.cycle, startedAt: since, due: due)),
      ]
    }
  }
}

// MARK: - A ticket was split

extension SLAClock {
  /// What stays waits from its own beginning.
  private func gaveAway(_ event: Event, _ after: Ticket) -> [Act] {
    guard let since = after.waitingSince else { return cancelled(after, at: event.occurredAt) }
    let running = after.clocks.filter(\.isRunning)
    guard !running.isEmpty else {
      guard after.isInSight, after.status.isOpen else { return [] }
      return [.clockStarted(clock(of: after, from: since, before: after))]
    }
    return restarted(
      running.filter { $0.startedAt < since }, of: after, from: since, at: event.occurredAt)
  }

  /// What goes waits from the moment it was said (B5).
  private func begun(_ split: TicketSplit, _ ticket: Ticket) -> [Act] {
    guard let since = ticket.waitingSince, ticket.isInSight, ticket.status.isOpen else { return [] }
    // Split once more, its clock runs on.
    guard ticket.clocks.isEmpty else { return resumed(ticket) }
    return [.clockStarted(clock(of: ticket, from: since, isFirst: !split.isAnswered))]
  }

  /// The oldest of its clocks goes on, and no other beside it.
  private func rejoined(_ event: Event, before: Ticket?, after: Ticket) -> [Act] {
    guard after.waitingSince != nil else { return cancelled(after, at: event.occurredAt) }
    let running = after.clocks.filter(\.isRunning).sorted { $0.startedAt < $1.startedAt }
    guard running.count > 1 else { return joined(event, before: before, after: after) }
    return running.dropFirst().map {
      .clockStopped($0.kind, cycle: $0.cycle, .cancelled, at: event.occurredAt)
    }
  }
}

// MARK: - It no longer counts, or counts again

extension SLAClock {
  private func moved(
    to status: Status, _ reason: StatusReason, _ event: Event, before: Ticket?, after: Ticket
  ) -> [Act] {
    guard let before else { return [] }
    if before.status.isOpen, !status.isOpen, reason != .answered {
      // A marketplace goes on counting whatever we call the ticket.
      return stopped(
        after.clocks.filter { $0.kind != .platform }, .waived, at: event.occurredAt)
    }
    // The message that opens it again starts its own wait.
    if !before.status.isOpen, status.isOpen, reason != .customerWrote { return resumed(after) }
    return []
  }

  private func cancelled(_ ticket: Ticket, at moment: Instant) -> [Act] {
    ticket.clocks.filter(\.isRunning).map {
      .clockStopped($0.kind, cycle: $0.cycle, .cancelled, at: moment)
    }
  }

  /// Ends what still runs; a clock that has run out stays a breach.
  private func stopped(_ clocks: [Clock], _ state: Clock.State, at moment: Instant) -> [Act] {
    clocks.filter(\.isRunning).map { clock in
      let isOver = clock.state == .breachedRunning || clock.due < moment
      return .clockStopped(clock.kind, cycle: clock.cycle, isOver ? .breached : state, at: moment)
    }
  }

  /// The wait still stands: its clock runs on from where it began, or begins.
  private func resumed(_ ticket: Ticket) -> [Act] {
    guard let since = ticket.waitingSince, ticket.isInSight, ticket.status.isOpen,
      !ticket.clocks.contains(where: \.isRunning)
    else { return [] }
    guard let last = newest(of: ticket), last.state == .waived || last.state == .cancelled else {
      return [.clockStarted(clock(of: ticket, from: since, before: ticket))]
    }
    return [
      .clockStarted(
        Clock(kind: last.kind, cycle: last.cycle, startedAt: last.startedAt, due: last.due))
    ]
  }

  private func newest(of ticket: Ticket) -> Clock? {
    ticket.clocks.max { ($0.startedAt, $0.cycle) < ($1.startedAt, $1.cycle) }
  }
}

// MARK: - Time passed

extension SLAClock {
  /// The breaches that have happened up to `now` and are not yet written down, in the order in
  /// which they happened; each occurred when its clock ran out, however long the house slept.
  package static func breaches(in tickets: some Sequence<Ticket>, at now: Instant) -> [Change] {
    tickets.flatMap { ticket in
      ticket.clocks.filter { $0.state == .running && $0.due < now }.map { clock in
        Change(
          ticket.id, .clockBreached(clock.kind, cycle: clock.cycle), occurredAt: clock.due)
      }
    }
    .sorted { left, right in
      (left.occurredAt ?? now, left.ticket) < (right.occurredAt ?? now, right.ticket)
    }
  }

  /// When the next clock of these tickets runs out; `nil` where none does.
  package static func nextBreach(in tickets: some Sequence<Ticket>) -> Instant? {
    tickets.flatMap { $0.clocks.filter { $0.state == .running }.map(\.due) }.min()
  }
}
