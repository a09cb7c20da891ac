internal import Domain
internal import Foundation
internal import GRDB

/// What agents have begun and what they have read.
enum DraftRows {
  /// Keeps a draft in place of the agent's older one on that ticket.
  static func keep(_ draft: Draft, in db: Database) throws {
    try db.cachedStatement(
      sql: "INSERT OR REPLACE INTO draft (ticket_id, agent, saved_at, body) VALUES (?, ?, ?, ?)"
    ).execute(arguments: [
      draft.ticket.blob, draft.agent.handle, draft.savedAt.milliseconds, try JSON.text(draft),
    ])
  }

  /// Forgets a draft.
  static func drop(_ ticket: TicketID, of agent: AgentID, in db: Database) throws {
    try db.cachedStatement(sql: "DELETE FROM draft WHERE ticket_id = ? AND agent = ?")
      .execute(arguments: [ticket.blob, agent.handle])
  }

  /// What an agent has begun on a ticket.
  static func draft(_ ticket: TicketID, of agent: AgentID, in db: Database) throws -> Draft? {
    try String.fetchOne(
      db.cachedStatement(sql: "SELECT body FROM draft WHERE ticket_id = ? AND agent = ?"),
      arguments: [ticket.blob, agent.handle]
    ).map { try JSON.value(Draft.self, from: $0) }
  }

  /// Gives a recalled reply's words to an agent, before whatever they have begun since.
  static func giveBack(
    _ reply: Reply, to agent: AgentID, seen: EventNumber, at now: Instant, in db: Database
  ) throws {
    let begun = try draft(reply.ticket, of: agent, in: db)
    try keep(Draft(takingBack: reply, for: agent, base: seen, begun: begun, at: now), in: db)
  }

  /// Moves every agent's draft to the ticket that another was merged into, behind what they have
  /// begun there.
  static func move(from source: TicketID, to survivor: TicketID, seen: EventNumber, in db: Database)
    throws
  {
    let statement = try db.cachedStatement(sql: "SELECT body FROM draft WHERE ticket_id = ?")
    for text in try String.fetchAll(statement, arguments: [source.blob]) {
      var moved = try JSON.value(Draft.self, from: text)
      moved.ticket = survivor
      moved.base = seen
      let begun = try draft(survivor, of: moved.agent, in: db)
      try keep(moved.behind(begun), in: db)
      try drop(source, of: moved.agent, in: db)
    }
  }

  /// The last event of a ticket that an agent has read; 0 where none.
  static func readUpTo(
    _ ticket: TicketID, by agent: AgentID, in db: Database
  ) throws -> EventNumber {
    try EventNumber.fetchOne(
      db.cachedStatement(sql: "SELECT seq FROM read_mark WHERE ticket_id = ? AND agent = ?"),
      arguments: [ticket.blob, agent.handle]) ?? 0
  }

  /// Lets everybody have read of one ticket what they have read of another.
  static func readAlike(_ ticket: TicketID, as other: TicketID, in db: Database) throws {
    try db.cachedStatement(
      sql: """
        INSERT OR IGNORE INTO read_mark (ticket_id, agent, seq)
          SELECT ?, agent, seq FROM read_mark WHERE ticket_id = ?
        """
    ).execute(arguments: [ticket.blob, other.blob])
  }

  /// Moves an agent's read mark forward, never back.
  static func read(_ ticket: TicketID, by agent: AgentID, upTo event: EventNumber, in db: Database)
    throws
  {
    try db.cachedStatement(
      sql: """
        INSERT INTO read_mark (ticket_id, agent, seq) VALUES (?, ?, ?)
        ON CONFLICT (ticket_id, agent) DO UPDATE SET seq = max(seq, excluded.seq)
        """
    ).execute(arguments: [ticket.blob, agent.handle, event])
  }
}
