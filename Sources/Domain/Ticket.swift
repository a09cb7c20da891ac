/// Where a ticket stands (B1 of the domain rules).
package enum Status: String, Hashable, Sendable, Codable, CaseIterable {
  /// Nobody has taken it up yet.
  case new
  /// It waits for us.
  case open
  /// It waits for the customer.
  case pending
  /// It waits for a third party.
  case onHold = "on_hold"
  /// Done, until the customer writes again.
  case solved
  /// Done for good; a further message starts a new ticket.
  case closed

  /// Neither solved nor closed: what views and searches call open.
  package var isOpen: Bool { self != .solved && self != .closed }
}

/// How much a ticket presses.
package enum Priority: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
  case low
  case normal
  case high
  case urgent

  package static func < (left: Priority, right: Priority) -> Bool {
    (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
  }
}

/// Why a status changed, where it was not simply set.
package enum StatusReason: String, Hashable, Sendable, Codable {
  /// An agent set it.
  case asked
  /// An agent took the ticket (T3).
  case assigned
  /// Our answer was accepted for sending (T4).
  case answered
  /// The customer wrote again (T5).
  case customerWrote = "customer_wrote"
  /// Our answer came back or was refused (T9).
  case undelivered
  /// It came out of the trash with a new message (T13).
  case restored
}

/// One customer's matter: what stands now, folded from its events.
package struct Ticket: Hashable, Sendable, Codable {
  /// Its identifier, for ever.
  package var id: TicketID
  /// Its short number, given by the store at commit and never reused; never a key.
  package var number: Int
  /// The customer's channel.
  package var channel: ChannelName
  /// The account its messages come through.
  package var account: AccountName
  /// Whose matter it is.
  package var customer: CustomerID?
  /// What it is called: the first message's subject.
  package var subject: String
  /// Where it stands.
  package var status: Status = .new
  /// How much it presses.
  package var priority: Priority = .normal
  /// Its labels.
  package var tags: Set<Tag> = []
  /// Whose it is.
  package var assignee: AgentID?
  /// When it opened.
  package var createdAt: Instant
  /// When something was last said, notes not counted.
  package var lastMessageAt: Instant
  /// Messages said, notes and replies counted.
  package var messageCount = 0
  /// The oldest customer message without an answer; `nil` while it is not our turn.
  package var waitingSince: Instant?
  /// Out of sight until then; no clock pauses for it.
  package var snoozedUntil: Instant?
  /// Judged to be spam.
  package var isSpam = false
  /// Kept out of every view but its own until someone looks.
  package var isQuarantined = false
  /// When it was thrown away, if it was.
  package var trashedAt: Instant?
  /// A reply of ours did not arrive.
  package var isUndelivered = false
  /// How often the customer came back after it was solved.
  package var reopenCount = 0
  /// The closed ticket that this one continues (T7).
  package var followUpOf: TicketID?
  /// The ticket this may belong to, though its sender is no participant there (B6).
  package var mayBelongTo: TicketID?
  /// The ticket that it is shown within since it was merged.
  package var mergedInto: TicketID?
  /// The tickets that were merged into it.
  package var absorbed: [TicketID] = []
  /// When whoever it was about was erased; `nil` while it says something.
  package var erasedAt: Instant?
  /// The orders it is about, oldest link first.
  package var orders: [OrderID] = []
  /// Its SLA clocks, one per kind and cycle.
  package var clocks: [Clock] = []
  /// Its last event; what an agent has seen is compared with it.
  package var lastEvent: EventNumber = 0

  /// A ticket that has just begun.
  package init(_ opening: Opening, number: Int, at moment: Instant) {
    id = opening.id
    self.number = number
    channel = opening.channel
    account = opening.account
    customer = opening.customer
    subject = opening.subject
    priority = opening.priority
    followUpOf = opening.followUpOf
    mayBelongTo = opening.mayBelongTo
    createdAt = moment
    lastMessageAt = moment
  }

  /// When the next running clock ends: what lists sort by.
  package var due: Instant? {
    clocks.filter { $0.state == .running || $0.state == .breachedRunning }.map(\.due).min()
  }

  /// Whether its nearest clock has run out at `now`.
  package func isOverdue(at now: Instant) -> Bool {
    due.map { $0 < now } ?? false
  }

  /// Whether it is asleep at `now`.
  package func isSnoozed(at now: Instant) -> Bool {
    snoozedUntil.map { $0 > now } ?? false
  }

  /// Whether ordinary views show it: not spam, quarantined or thrown away.
  package var isInSight: Bool { !isSpam && !isQuarantined && trashedAt == nil }
}

/// What a new ticket begins with.
package struct Opening: Hashable, Sendable, Codable {
  /// The new ticket's identifier.
  package var id: TicketID
  /// The customer's channel.
  package var channel: ChannelName
  /// The account it came through.
  package var account: AccountName
  /// Whose matter it is.
  package var customer: CustomerID?
  /// What it is called.
  package var subject: String
  /// How much it presses.
  package var priority: Priority
  /// The closed ticket that this one continues.
  package var followUpOf: TicketID?
  /// The ticket it may belong to.
  package var mayBelongTo: TicketID?

  /// An opening.
  package init(
    id: TicketID, channel: ChannelName, account: AccountName, customer: CustomerID?,
    subject: String, priority: Priority = .normal, followUpOf: TicketID? = nil,
    mayBelongTo: TicketID? = nil
  ) {
    self.id = id
    self.channel = channel
    self.account = account
    self.customer = customer
    self.subject = subject
    self.priority = priority
    self.followUpOf = followUpOf
    self.mayBelongTo = mayBelongTo
  }
}

/// One SLA clock of a ticket (B5).
package struct Clock: Hashable, Sendable, Codable {
  /// What it measures.
  package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// From the first customer message to the first human answer.
    case first
    /// From the oldest unanswered message to the next human answer.
    case next
    /// A marketplace's own clock: calendar time, never paused.
    case platform
  }

  /// How it stands.
  package enum State: String, Hashable, Sendable, Codable {
    case running
    /// It ended in time; at the due instant still counts.
    case met
    /// It is over time and still runs.
    case breachedRunning = "breached_running"
    /// It ended over time.
    case breached
    /// It no longer counts: solved without an answer.
    case waived
    /// It never counted: spam, trash.
    case cancelled
  }

  /// What it measures.
  package var kind: Kind
  /// The how-manieth of its kind, from 1.
  package var cycle: Int
  /// When it began.
  package var startedAt: Instant
  /// When it ends.
  package var due: Instant
  /// When it was stopped, if it was.
  package var stoppedAt: Instant?
  /// How it stands.
  package var state: State

  /// A clock that has just begun.
  package init(kind: Kind, cycle: Int, startedAt: Instant, due: Instant) {
    self.kind = kind
    self.cycle = cycle
    self.startedAt = startedAt
    self.due = due
    state = .running
  }

  /// Whether it still runs, in time or over it.
  package var isRunning: Bool { state == .running || state == .breachedRunning }
}
