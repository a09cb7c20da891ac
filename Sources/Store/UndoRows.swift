internal import Domain
internal import Foundation
internal import GRDB

/// A step of undo with what taking it back needs.
struct StoredStep: Hashable, Sendable {
  var id: UndoID
  var agent: AgentID
  /// The events that the next undo or redo takes back.
  var events: ClosedRange<EventNumber>
  var isUndone: Bool
}

/// Every agent's steps of undo: a fact, so that they outlast the process.
enum UndoRows {
  /// An agent's steps or everybody's, newest first.
  static func steps(of agent: AgentID?, in db: Database) throws -> [UndoStep] {
    let statement = try db.cachedStatement(
      sql: """
        SELECT id, agent, at, what, tickets, is_undone, is_final FROM undo_step
        \(agent == nil ? "" : "WHERE agent = ?") ORDER BY position DESC LIMIT 500
        """)
    let arguments: StatementArguments = agent.map { [$0.handle] } ?? []
    return try Row.fetchAll(statement, arguments: arguments).map { row in
      UndoStep(
        id: try UndoID(stored: row[0]), agent: AgentID(row[1] as String),
        at: Instant(milliseconds: row[2]), what: row[3], tickets: row[4], isUndone: row[5],
        isFinal: row[6])
    }
  }

  /// Writes down a step, or that it went on.
  static func keep(
    _ id: UndoID, by agent: AgentID, at now: Instant, events: ClosedRange<EventNumber>,
    in db: Database
  ) throws {
    try db.cachedStatement(
      sql: """
        INSERT INTO undo_step (id, agent, at, what, tickets, first_seq, last_seq)
        VALUES (?, ?, ?, '', 0, ?, ?)
        ON CONFLICT (id) DO UPDATE SET last_seq = excluded.last_seq
        """
    ).execute(arguments: [
      id.blob, agent.handle, now.milliseconds, events.lowerBound, events.upperBound,
    ])
  }

  /// Writes down what a step was and how many tickets it touched.
  static func describe(_ id: UndoID, what: String, tickets: Int, in db: Database) throws {
    try db.cachedStatement(sql: "UPDATE undo_step SET what = ?, tickets = ? WHERE id = ?")
      .execute(arguments: [what, tickets, id.blob])
  }

  /// How many tickets a step touched.
  static func tickets(of id: UndoID, in db: Database) throws -> Int {
    try Int.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT count(DISTINCT ticket_id) FROM event
          WHERE undo_id = ? AND type NOT IN ('customer.merged', 'customer.unmerged')
          """),
      arguments: [id.blob]) ?? 0
  }

  // MARK: - Which one

  /// What undo takes back: the agent's newest step, or the one that is named.
  static func toUndo(by agent: AgentID, _ named: UndoID?, in db: Database) throws -> StoredStep? {
    if let named {
      return try step("agent = ? AND id = ? AND is_undone = 0", [agent.handle, named.blob], db)
    }
    return try step(
      "agent = ? AND is_undone = 0 AND is_final = 0 ORDER BY position DESC LIMIT 1",
      [agent.handle], db)
  }

  /// What redo does again: the last undone, unless the agent did something new since; or the one
  /// that is named.
  static func toRedo(by agent: AgentID, _ named: UndoID?, in db: Database) throws -> StoredStep? {
    if let named {
      return try step(
        "agent = ? AND id = ? AND is_undone = 1 AND is_final = 0", [agent.handle, named.blob], db)
    }
    return try step(
      """
      agent = ?1 AND is_undone = 1 AND is_final = 0
        AND undone_after = (SELECT max(position) FROM undo_step WHERE agent = ?1)
      ORDER BY undone_rank DESC LIMIT 1
      """, [agent.handle], db)
  }

  /// A step as it stands now.
  static func step(_ id: UndoID, in db: Database) throws -> StoredStep? {
    try step("id = ?", [id.blob], db)
  }

  private static func step(_ condition: String, _ arguments: StatementArguments, _ db: Database)
    throws -> StoredStep?
  {
    let statement = try db.cachedStatement(
      sql: "SELECT id, agent, first_seq, last_seq, is_undone FROM undo_step WHERE \(condition)")
    return try Row.fetchOne(statement, arguments: arguments).map { row in
      let first: EventNumber = row[2]
      return StoredStep(
        id: try UndoID(stored: row[0]), agent: AgentID(row[1] as String),
        events: first...max(first, row[3]), isUndone: row[4])
    }
  }

  // MARK: - How it stands

  /// A part of a step has been taken back: what lies before `number` is left.
  static func shorten(_ id: UndoID, before number: EventNumber, in db: Database) throws {
    try db.cachedStatement(sql: "UPDATE undo_step SET last_seq = ? WHERE id = ?")
      .execute(arguments: [number - 1, id.blob])
  }

  /// A step has been undone or done again; `events` are those that did it. Without any, nothing
  /// could be taken back, and the step is never offered again.
  static func turn(
    _ step: StoredStep, events: ClosedRange<EventNumber>?, isFinal: Bool, in db: Database
  ) throws {
    guard let events else {
      try db.execute(
        sql: "UPDATE undo_step SET is_final = 1 WHERE id = ?", arguments: [step.id.blob])
      return
    }
    try db.cachedStatement(
      sql: """
        UPDATE undo_step SET is_undone = ?, is_final = ?, first_seq = ?, last_seq = ?,
          undone_rank = (SELECT max(undone_rank) + 1 FROM undo_step),
          undone_after = (SELECT max(position) FROM undo_step WHERE agent = ?)
        WHERE id = ?
        """
    ).execute(arguments: [
      !step.isUndone, isFinal, events.lowerBound, events.upperBound, step.agent.handle,
      step.id.blob,
    ])
  }
}
