import Domain
import Rules
import Store

extension SyncEngine {
  private static let overdue = Query(text: "sla:breached", condition: .term(.sla(.breached)))
  private static let page = 200

  /// Writes down the clocks that have run out, each at the moment it did; how many there were.
  @discardableResult
  func markBreaches() async throws(StoreError) -> Int {
    let now = timepiece.now()
    var marked = 0
    var offset = 0
    while !Task.isCancelled {
      let question = Question.inbox(
        Self.overdue, sort: .due, offset: offset, limit: Self.page, agent: Self.nobody)
      guard case .inbox(let page) = try await store.ask(question), !page.rows.isEmpty else { break }
      let fresh = page.rows.filter { row in row.due.map { knownBreaches[row.id] != $0 } ?? false }
      let tickets = try await tickets(fresh.map(\.id))
      let changes = SLAClock.breaches(in: tickets, at: now)
      if !changes.isEmpty { try await store.commit(changes, by: .timer) }
      for row in fresh { knownBreaches[row.id] = row.due }
      marked += changes.count
      offset += page.rows.count
    }
    return marked
  }

  private func tickets(_ ids: [TicketID]) async throws(StoreError) -> [Ticket] {
    var tickets: [Ticket] = []
    for id in ids {
      guard case .ticket(let sheet?) = try await store.ask(.ticket(id, agent: Self.nobody))
      else { continue }
      tickets.append(sheet.ticket)
    }
    return tickets
  }
}
