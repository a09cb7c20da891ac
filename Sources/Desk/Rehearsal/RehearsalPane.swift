package import Domain
package import Terminal

/// What acts would do to each ticket, before they are done.
package struct RehearsalPane: Hashable, Sendable {
  /// What would be done.
  package let acts: [Act]
  /// The tickets, frozen when they were chosen.
  package let chosen: Selection
  /// The last event the agent had seen of them then.
  package let seen: EventNumber
  /// What would come of it; `nil` until the store has told.
  package private(set) var rehearsal: Rehearsal?
  /// Where the cursor is.
  package var list = List()
  /// The tickets that are not to be touched after all.
  package private(set) var leftOut: Set<TicketID> = []

  /// Acts that are looked at first.
  package init(_ acts: [Act], _ chosen: Selection, seen: EventNumber) {
    self.acts = acts
    self.chosen = chosen
    self.seen = seen
  }

  /// What it asks for.
  package var effect: Effect { .rehearse(acts, chosen, seen: seen) }

  /// The rows there are.
  package var rows: [RehearsedTicket] { rehearsal?.rows ?? [] }

  /// The row under the cursor.
  package var selected: RehearsedTicket? {
    list.selected.flatMap { rows.indices.contains($0) ? rows[$0] : nil }
  }

  /// How many tickets would change, those left out not counted.
  package var changing: Int {
    let left = rows.count { $0.why == nil && leftOut.contains($0.before.id) }
    return (rehearsal?.changed ?? 0) - left
  }

  /// What is to be done to: the chosen ones without those left out.
  package var selection: Selection {
    var selection = chosen
    selection.plus.subtract(leftOut)
    selection.minus.formUnion(leftOut)
    return selection
  }

  /// Takes over what would come of it; tickets that would be left alone stand at the end.
  package mutating func answered(_ rehearsal: Rehearsal) {
    var sorted = rehearsal
    sorted.rows = rehearsal.rows.filter { $0.why == nil } + rehearsal.rows.filter { $0.why != nil }
    self.rehearsal = sorted
    list.follow(nil, count: sorted.rows.count)
  }

  /// Leaves the ticket under the cursor out, or takes it in again, and goes on to the next.
  package mutating func toggle() {
    guard let id = selected?.before.id else { return }
    if leftOut.remove(id) == nil { leftOut.insert(id) }
    list.move(1)
  }
}
