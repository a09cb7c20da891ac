/// What acts would do to the tickets of a selection, shown before they are done.
package struct Rehearsal: Hashable, Sendable {
  /// How many tickets are told one by one at most; the others are only counted.
  package static let most = 5_000

  /// The tickets, in the order of the selection.
  package var rows: [RehearsedTicket]
  /// How many would change.
  package var changed: Int
  /// How many would be left alone.
  package var leftAlone: Int

  /// A rehearsal.
  package init(rows: [RehearsedTicket] = [], changed: Int = 0, leftAlone: Int = 0) {
    self.rows = rows
    self.changed = changed
    self.leftAlone = leftAlone
  }

  /// How many tickets were chosen.
  package var total: Int { changed + leftAlone }
}

/// What acts would do to one ticket.
package struct RehearsedTicket: Hashable, Sendable {
  /// The ticket as it stands.
  package var before: Ticket
  /// The ticket as it would stand, with all that follows; the same where it is left alone.
  package var after: Ticket
  /// The customer's name or address, as sent: clean it before it is drawn.
  package var customer: String
  /// Why it would be left alone; `nil` where something of it happens.
  package var why: Refusal?

  /// A ticket in a rehearsal.
  package init(before: Ticket, after: Ticket, customer: String, why: Refusal? = nil) {
    self.before = before
    self.after = after
    self.customer = customer
    self.why = why
  }
}
