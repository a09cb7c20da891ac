internal import Domain
internal import Foundation
internal import GRDB

/// Taking back: an event's inverse is appended, newest first; nothing is ever deleted.
extension Run {
  /// Takes back the newest part of a step, at most so many of the agent's acts.
  ///
  /// Gives back the oldest of them, or `nil` where nothing of the step is left.
  mutating func takeBack(_ step: StoredStep, atMost limit: Int) throws -> EventNumber? {
    let range = step.events
    let roots = try EventNumber.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT seq FROM event WHERE undo_id = ? AND seq BETWEEN ? AND ? AND root_seq = seq
          ORDER BY seq DESC LIMIT ?
          """), arguments: [step.id.blob, range.lowerBound, range.upperBound, limit])
    guard let oldest = roots.last else { return nil }
    let logged = try EventRows.events(
      "undo_id = ? AND seq BETWEEN ? AND ? ORDER BY seq",
      [step.id.blob, oldest, range.upperBound], in: db)
    let groups = Dictionary(grouping: logged, by: \.root)
    for root in roots { try takeBack(groups[root] ?? []) }
    return oldest
  }

  /// Takes back one act and what followed from it, unless others changed it since.
  mutating func takeBack(_ group: [LoggedEvent]) throws {
    guard let root = group.first, let inverse = root.inverse else { return }
    let id = root.event.ticket
    let followed = group.dropFirst().reversed()
    do {
      if inverse.isOfCustomer { return try happenToCustomer(Change(id, inverse)) }
      try refuseUnlessStanding(root, inverse, followed: Array(followed))
      for one in followed {
        let other = one.event.ticket
        guard let inverse = try parting(one, of: root),
          let ticket = try tickets.row(of: other)?.ticket,
          one.event.act.stillStands(on: ticket)
        else { continue }
        do {
          try happen(inverse, to: other, at: now, by: actor, cause: nil)
        } catch is Refusal {
          // Already as it was.
        }
      }
      try happen(inverse, to: id, at: now, by: actor, cause: nil)
    } catch let refusal as Refusal {
      // What another inverse of the same step has brought about needs nobody's attention.
      let isDone = events.contains { $0.ticket == id && $0.act == inverse }
      guard !isDone || ![.alreadySo, .changedMeanwhile].contains(refusal) else { return }
      leftAlone.append(LeftAlone(ticket: id, why: refusal))
    }
  }

  /// Whether an act still stands as it was left; what followed from it is thought away first.
  private mutating func refuseUnlessStanding(
    _ root: LoggedEvent, _ inverse: Act, followed: [LoggedEvent]
  ) throws {
    guard let row = try tickets.row(of: root.event.ticket) else { throw Refusal.noSuchTicket }
    if let reply = inverse.reply {
      guard let state = try OutboxRows.state(of: reply, in: db) else {
        throw Refusal.replyIs(.recalled)
      }
      try state.admit(inverse, at: now)
    }
    if case .split(let split) = root.event.act { try admitRejoining(split) }
    var ticket = row.ticket
    for one in followed {
      guard one.event.ticket == ticket.id, let inverse = one.inverse,
        one.event.act.stillStands(on: ticket)
      else { continue }
      var event = one.event
      event.act = inverse
      ticket = (try? Ticket.applying(event, to: ticket, number: ticket.number)) ?? ticket
    }
    guard root.event.act.stillStands(on: ticket) else { throw Refusal.changedMeanwhile }
  }
}
