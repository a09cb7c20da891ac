package import Domain

/// The tickets a person has chosen: by identity, so that refresh, sort and search leave them alone,
/// and what arrives later never joins them.
package struct Marks: Hashable, Sendable {
  /// What becomes of the marks when more tickets are named.
  package enum Combining: Hashable, Sendable {
    /// Those are marked too.
    case add
    /// Those are marked no longer.
    case subtract
    /// Only those of the marked stay marked.
    case keep
    /// Those are marked that were not, and the other way round.
    case invert
  }

  /// The marked tickets.
  package private(set) var tickets: Set<TicketID> = []

  /// Nothing is marked.
  package init() {}

  /// How many are marked.
  package var count: Int { tickets.count }

  /// Whether none is marked.
  package var isEmpty: Bool { tickets.isEmpty }

  /// Whether a ticket is marked.
  package func contains(_ ticket: TicketID) -> Bool { tickets.contains(ticket) }

  /// Marks a ticket, or unmarks it.
  package mutating func set(_ ticket: TicketID, _ isMarked: Bool) {
    if isMarked { tickets.insert(ticket) } else { tickets.remove(ticket) }
  }

  /// Takes over further tickets.
  package mutating func combine(_ how: Combining, with others: some Sequence<TicketID>) {
    switch how {
    case .add: tickets.formUnion(others)
    case .subtract: tickets.subtract(others)
    case .keep: tickets.formIntersection(others)
    case .invert: tickets.formSymmetricDifference(others)
    }
  }

  /// The marked tickets as the store takes them.
  package var selection: Selection { Selection(plus: tickets) }
}
