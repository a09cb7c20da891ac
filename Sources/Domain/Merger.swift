/// What a ticket brings into the one that it is merged into, and what that one had before.
package struct Merger: Hashable, Sendable, Codable {
  /// The ticket that was merged.
  package var source: TicketID
  /// How many messages it brings.
  package var messages: Int
  /// Its oldest customer message without an answer, if it waits for us.
  package var waitingSince: Instant?
  /// When something was last said in it.
  package var lastMessageAt: Instant
  /// Since when the other one had waited for us, if it had.
  package var hadWaitedSince: Instant?
  /// When something was last said in the other one.
  package var hadLastMessageAt: Instant

  /// A merger read from the log.
  package init(
    source: TicketID, messages: Int, waitingSince: Instant?, lastMessageAt: Instant,
    hadWaitedSince: Instant?, hadLastMessageAt: Instant
  ) {
    self.source = source
    self.messages = messages
    self.waitingSince = waitingSince
    self.lastMessageAt = lastMessageAt
    self.hadWaitedSince = hadWaitedSince
    self.hadLastMessageAt = hadLastMessageAt
  }

  /// What `source` brings into `survivor`.
  package init(of source: Ticket, into survivor: Ticket) {
    self.init(
      source: source.id, messages: source.messageCount, waitingSince: source.waitingSince,
      lastMessageAt: source.lastMessageAt, hadWaitedSince: survivor.waitingSince,
      hadLastMessageAt: survivor.lastMessageAt)
  }
}

extension Ticket {
  /// Takes in what a merged ticket brings.
  mutating func absorb(_ merger: Merger) throws(Refusal) {
    guard !absorbed.contains(merger.source) else { throw .alreadySo }
    absorbed.append(merger.source)
    messageCount += merger.messages
    waitingSince = [waitingSince, merger.waitingSince].compactMap(\.self).min()
    lastMessageAt = max(lastMessageAt, merger.lastMessageAt)
  }

  /// Gives back what a merged ticket had brought; what was said since stays.
  mutating func part(_ merger: Merger) throws(Refusal) {
    guard let index = absorbed.firstIndex(of: merger.source) else { throw .alreadySo }
    absorbed.remove(at: index)
    messageCount -= merger.messages
    if waitingSince != nil, waitingSince == merger.waitingSince {
      waitingSince = merger.hadWaitedSince
    }
    if lastMessageAt == merger.lastMessageAt { lastMessageAt = merger.hadLastMessageAt }
  }
}

/// A ticket that is shown within another one.
package struct MergedTicket: Hashable, Sendable {
  /// The ticket.
  package var id: TicketID
  /// Its number.
  package var number: Int
  /// Its subject, as sent: clean it before it is drawn.
  package var subject: String
  /// The messages that were said in it.
  package var messages: Set<MessageID>

  /// A merged ticket.
  package init(id: TicketID, number: Int, subject: String, messages: Set<MessageID>) {
    self.id = id
    self.number = number
    self.subject = subject
    self.messages = messages
  }
}
