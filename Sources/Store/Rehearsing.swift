package import Domain
internal import GRDB

/// What would happen: the same run as a commit, with nothing left of it.
extension Store {
  /// Makes acts happen to every ticket of a selection and takes it all back, so that what it tells
  /// is what `commitAll` would do now. A thousand tickets hold the write lock at a time.
  package func rehearse(
    _ acts: [Act], _ selection: Selection, by actor: Actor, seen: EventNumber? = nil
  ) async throws(StoreError) -> Rehearsal {
    let tickets = try await selected(selection, agent: actor.agent ?? AgentID(""))
    var whole = Rehearsal()
    for start in stride(from: 0, to: tickets.count, by: Self.chunk) {
      let part = tickets[start..<min(start + Self.chunk, tickets.count)]
      let rows = try await pretend { store, db in
        var run = try store.run(in: db, by: actor)
        run.seen = seen
        run.step = actor.isAgent ? run.mint.id(at: run.now) : nil
        return try part.compactMap { try run.rehearse(acts, on: $0) }
      }
      whole.changed += rows.count { $0.why == nil }
      whole.leftAlone += rows.count { $0.why != nil }
      whole.rows += rows.prefix(max(0, Rehearsal.most - whole.rows.count))
    }
    return whole
  }
}

extension Run {
  /// Makes acts happen to one ticket, and tells how it stood and how it would stand.
  fileprivate mutating func rehearse(_ acts: [Act], on id: TicketID) throws -> RehearsedTicket? {
    guard let row = try tickets.row(of: id) else { return nil }
    let happened = events.count
    let refused = leftAlone.count
    for act in acts { try perform(Change(id, act)) }
    let name = try row.ticket.customer.flatMap { try ContactRows.person($0, in: db)?.name } ?? ""
    return RehearsedTicket(
      before: row.ticket, after: try tickets.row(of: id)?.ticket ?? row.ticket,
      customer: name.isEmpty ? row.sender : name,
      why: events.count > happened ? nil : leftAlone.dropFirst(refused).first?.why ?? .alreadySo)
  }
}
