/// Messages of a ticket that become a ticket of their own (B3), and what both had and have then.
///
/// Whoever asks names the tickets and the messages; the store weighs the rest when it happens.
package struct TicketSplit: Hashable, Sendable, Codable {
  /// The ticket that the messages were in.
  package var origin: TicketID
  /// Its number.
  package var originNumber = 0
  /// The ticket that they become.
  package var ticket: TicketID
  /// Its number.
  package var number = 0
  /// The messages that go.
  package var messages: [MessageID]
  /// Where the new ticket stands.
  package var status = Status.new
  /// One of the messages that go is an answer of ours.
  package var isAnswered = false
  /// The oldest customer message without an answer among those that go.
  package var waitingSince: Instant?
  /// When the last of them was said, notes not counted.
  package var lastMessageAt = Instant(milliseconds: 0)
  /// Since when the other ticket had waited for us.
  package var hadWaitedSince: Instant?
  /// When something had last been said in it.
  package var hadLastMessageAt = Instant(milliseconds: 0)
  /// Since when it waits without them.
  package var leftWaitingSince: Instant?
  /// When something was last said in what stays.
  package var leftLastMessageAt = Instant(milliseconds: 0)

  /// A split that somebody asks for.
  package init(_ messages: [MessageID], of origin: TicketID, into ticket: TicketID) {
    self.origin = origin
    self.ticket = ticket
    self.messages = messages
  }
}

extension TicketSplit {
  /// Works out where both tickets stand; messages come in the order in which they were said.
  package mutating func weigh(going: [Message], staying: [Message], of ticket: Ticket) {
    let (theirs, ours) = (Standing(of: going), Standing(of: staying))
    originNumber = ticket.number
    isAnswered = theirs.isAnswered
    waitingSince = theirs.waitingSince
    lastMessageAt = theirs.lastMessageAt ?? ticket.lastMessageAt
    hadWaitedSince = ticket.waitingSince
    hadLastMessageAt = ticket.lastMessageAt
    leftLastMessageAt = ours.lastMessageAt ?? ticket.lastMessageAt
    // An answer that goes no longer answers what stays; else what needed none needs none.
    leftWaitingSince =
      isAnswered
      ? ours.waitingSince
      : ticket.waitingSince.flatMap { since in
        staying.first { $0.isFromHumanCustomer && $0.receivedAt >= since }?.receivedAt
      }
    status = theirs.waitingSince == nil ? ticket.status.atRest : ticket.status.waiting
  }
}

extension Outcome {
  /// The split that happened, weighed.
  package var split: TicketSplit? {
    events.lazy.compactMap { if case .split(let split) = $0.act { split } else { nil } }.first
  }
}

extension Status {
  /// Where what waits for us stands, split from a ticket that stands here.
  fileprivate var waiting: Status { self == .new ? .new : .open }

  /// Where what waits for nobody here stands, split from a ticket that stands here.
  fileprivate var atRest: Status {
    switch self {
    case .new, .open: .pending
    case .pending, .onHold, .solved, .closed: self
    }
  }
}

/// How a matter stands by what was said in it alone.
private struct Standing {
  /// The oldest customer message without an answer.
  var waitingSince: Instant?
  /// When something was last said, notes not counted.
  var lastMessageAt: Instant?
  /// One of us has answered.
  var isAnswered = false

  init(of messages: [Message]) {
    for message in messages where message.direction != .note {
      lastMessageAt = max(lastMessageAt ?? message.receivedAt, message.receivedAt)
      if message.direction == .outbound {
        isAnswered = true
        waitingSince = nil
      } else if message.isFromHumanCustomer {
        waitingSince = waitingSince ?? message.receivedAt
      }
    }
  }
}

// MARK: - The ticket they were in

extension Ticket {
  /// Gives messages away.
  mutating func give(_ split: TicketSplit) {
    messageCount -= split.messages.count
    waitingSince = split.leftWaitingSince
    lastMessageAt = split.leftLastMessageAt
  }

  /// Has them back; what was said since counts on.
  mutating func rejoin(_ split: TicketSplit) {
    messageCount += split.messages.count
    lastMessageAt = max(lastMessageAt, split.hadLastMessageAt)
    if waitingSince == split.leftWaitingSince {
      waitingSince = split.hadWaitedSince
    } else if let since = waitingSince {
      waitingSince = min(since, split.hadWaitedSince ?? since)
    }
  }
}

// MARK: - The ticket they become

extension Ticket {
  /// Begins with them, or does so again.
  mutating func begin(with split: TicketSplit) throws(Refusal) {
    guard messageCount == 0 else { throw .alreadySo }
    messageCount = split.messages.count
    waitingSince = split.waitingSince
    lastMessageAt = split.lastMessageAt
    status = split.status
    mergedInto = nil
    trashedAt = nil
  }

  /// Gives them back, and is nothing any more but a number that leads to the other ticket.
  mutating func dissolve(_ split: TicketSplit, at moment: Instant) throws(Refusal) {
    guard messageCount == split.messages.count else { throw .changedMeanwhile }
    messageCount = 0
    waitingSince = nil
    status = .closed
    mergedInto = split.origin
    trashedAt = moment
  }
}
