package import Domain

/// The tickets a person has chosen: by identity, so that refresh, sort and search leave them alone.
package struct Marks: Hashable, Sendable {
  /// All that this query matches.
  package private(set) var all: Query?
  /// How many these were when they were marked.
  package private(set) var matched = 0
  /// These too.
  package private(set) var plus: Set<TicketID> = []
  /// But not these.
  package private(set) var minus: Set<TicketID> = []

  /// Nothing is marked.
  package init() {}

  /// How many are marked.
  package var count: Int { max(0, matched - minus.count) + plus.count }

  /// Whether none is marked.
  package var isEmpty: Bool { count == 0 }

  /// Whether a row of the list that shows `query` is marked.
  package func contains(_ ticket: TicketID, in query: Query) -> Bool {
    plus.contains(ticket) || (all?.condition == query.condition && !minus.contains(ticket))
  }

  /// Marks a row of the list that shows `query`, or unmarks it.
  package mutating func set(_ ticket: TicketID, in query: Query, _ isMarked: Bool) {
    let isInAll = all?.condition == query.condition
    if isMarked {
      if isInAll { minus.remove(ticket) } else { plus.insert(ticket) }
    } else {
      plus.remove(ticket)
      if isInAll { minus.insert(ticket) }
    }
  }

  /// Marks all that `query` matches, `matched` tickets at this moment.
  package mutating func setAll(_ query: Query, matched: Int) {
    self = Marks()
    all = query
    self.matched = matched
  }

  /// What is unmarked of the list that shows `query`, `matched` tickets at this moment.
  package func inverted(in query: Query, matched: Int) -> Marks {
    var result = Marks()
    if all?.condition == query.condition {
      result.plus = minus
    } else {
      result.setAll(query, matched: matched)
      result.minus = plus
    }
    return result
  }

  /// The marked tickets as the store takes them.
  package var selection: Selection { Selection(query: all, plus: plus, minus: minus) }
}
