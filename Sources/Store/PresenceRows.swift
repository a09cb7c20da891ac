internal import Domain
internal import GRDB

/// Who has which ticket in front of them: one row for each desk, believed while its process runs.
enum PresenceRows {
  /// Writes down what the desk of a process shows.
  static func keep(_ presence: Presence, holder: Holder, in db: Database) throws {
    try db.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO presence (agent, holder, ticket_id, is_writing, since)
        VALUES (?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      presence.agent.handle, holder.text, presence.ticket.blob, presence.isWriting,
      presence.since.milliseconds,
    ])
  }

  /// Writes down that it shows no ticket, and forgets desks whose processes are gone.
  static func drop(_ agent: AgentID, holder: Holder, in db: Database) throws {
    let statement = try db.cachedStatement(
      sql: "DELETE FROM presence WHERE agent = ? AND holder = ?")
    try statement.execute(arguments: [agent.handle, holder.text])
    let holders = try String.fetchAll(
      db.cachedStatement(sql: "SELECT DISTINCT holder FROM presence"))
    for gone in holders where Holder(gone)?.isAlive != true {
      try db.cachedStatement(sql: "DELETE FROM presence WHERE holder = ?")
        .execute(arguments: [gone])
    }
  }

  /// All others at their desks, the longest there first.
  static func others(than agent: AgentID, holder: Holder, in db: Database) throws -> [Presence] {
    let statement = try db.cachedStatement(
      sql: """
        SELECT agent, ticket_id, is_writing, since, holder FROM presence
        WHERE NOT (agent = ? AND holder = ?) ORDER BY since, agent
        """)
    return try Row.fetchAll(statement, arguments: [agent.handle, holder.text])
      .filter { Holder($0[4] as String)?.isAlive == true }
      .map { row in
        Presence(
          agent: AgentID(row[0]), ticket: try TicketID(stored: row[1]), isWriting: row[2],
          since: Instant(milliseconds: row[3]))
      }
  }
}
