internal import Dispatch
internal import Domain
internal import Foundation
internal import GRDB

/// How the store reads and writes: every call ends in a value or in one of this room's errors.
extension Store {
  /// The most tickets that one transaction of a bulk change touches.
  static let chunk = 1_000

  /// What makes and checks tokens.
  var tokens: Tokens { Tokens(key: house.key) }

  /// Reads from one unchanging picture of the tables.
  func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value)
    async throws(StoreError) -> Value
  {
    let path = place.path
    let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
      writer.asyncRead { opened in
        continuation.resume(
          returning: Result { try body(try opened.get()) }.mapError { StoreError($0, path: path) })
      }
    }
    return try result.get()
  }

  /// Writes in one transaction, which has the write lock from its beginning.
  ///
  /// It does not stop halfway when its task is cancelled: who commits is always told what became
  /// of it.
  @discardableResult
  func write<Value: Sendable>(_ body: @escaping @Sendable (Store, Database) throws -> Value)
    async throws(StoreError) -> Value
  {
    let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
      writer.asyncWriteWithoutTransaction { db in
        let result = Result { try self.transaction(db, body) }
          .mapError { StoreError($0, path: self.place.path) }
        continuation.resume(returning: result)
        guard case .success = result else { return }
        self.watching.noticed()
        self.checkpoint?.noteCommit(on: db)
      }
    }
    return try result.get()
  }

  /// Works as if it wrote, and takes everything back: nobody ever sees it.
  func pretend<Value: Sendable>(_ body: @escaping @Sendable (Store, Database) throws -> Value)
    async throws(StoreError) -> Value
  {
    let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
      writer.asyncWriteWithoutTransaction { db in
        continuation.resume(
          returning: Result { try self.transaction(db, ending: .rollback, body) }
            .mapError { StoreError($0, path: self.place.path) })
      }
    }
    return try result.get()
  }

  private func transaction<Value>(
    _ db: Database, ending: Database.TransactionCompletion = .commit,
    _ body: (Store, Database) throws -> Value
  ) throws -> Value {
    var value: Value?
    try db.inTransaction(.immediate) {
      value = try body(self, db)
      return ending
    }
    guard let value else { throw Unreadable(what: "a transaction without a result") }
    return value
  }

  /// A run of this store in a transaction.
  func run(in db: Database, by actor: Actor, house: House? = nil) throws -> Run {
    try Run(
      in: db, house: house ?? self.house, reactions: reactions, holder: holder, seed: seed,
      now: clock(), actor: actor)
  }

  /// Facts with their bytes packed, before anybody has to wait for it.
  func ready(
    _ facts: [Fact], _ prepared: Prepared
  ) async throws(StoreError) -> [ReadyFact] {
    let ready = await facts.mapOnAllCores { fact in Result { try prepared.ready(fact) } }
    do {
      return try ready.map { try $0.get() }
    } catch {
      throw StoreError(error, path: place.path)
    }
  }

  /// The messages that changes bring with what is kept of them, by their identifiers.
  func ready(
    _ changes: [Change], _ prepared: Prepared
  ) async -> [MessageID: ReadyMessage] {
    let messages = changes.compactMap(\.act.message)
    let ready = await messages.mapOnAllCores { prepared.ready($0) }
    return Dictionary(ready.map { ($0.message.id, $0) }, uniquingKeysWith: { $1 })
  }

  // MARK: - Steps

  /// Takes a step back, or an undone one back again, a thousand acts to a transaction.
  func turn(_ step: StoredStep) async throws(StoreError) -> Outcome {
    var whole = Outcome(undo: step.id)
    var isLast = false
    while !isLast {
      let first = whole.events.first?.number
      let hasRecalled = whole.hasRecalled
      let (outcome, ended) = try await write { store, db -> (Outcome, Bool) in
        var run = try store.run(in: db, by: .agent(step.agent))
        run.step = step.id
        run.isTakingBack = true
        guard let now = try UndoRows.step(step.id, in: db), now.isUndone == step.isUndone else {
          return (Outcome(), true)
        }
        let oldest = try run.takeBack(now, atMost: Self.chunk)
        try run.finish()
        let outcome = Outcome(events: run.events, leftAlone: run.leftAlone)
        if let oldest, oldest > now.events.lowerBound {
          try UndoRows.shorten(step.id, before: oldest, in: db)
          return (outcome, false)
        }
        let begin = first ?? outcome.events.first?.number
        try UndoRows.turn(
          step, events: begin.map { $0...max($0, run.lastEvent) },
          isFinal: hasRecalled || outcome.hasRecalled, in: db)
        return (outcome, true)
      }
      whole.events += outcome.events
      whole.leftAlone += outcome.leftAlone
      isLast = ended
    }
    return whole
  }

  // MARK: - Settings

  /// Whether the connections have the settings that the promises rest on.
  func settings() throws(StoreError) -> Finding {
    do {
      let wanted = place == .memory ? ["memory", "2"] : ["wal", "2", "0", "0"]
      let found = try writer.unsafeReentrantWrite { db in
        try ["journal_mode", "synchronous", "wal_autocheckpoint", "mmap_size"].compactMap {
          try String.fetchOne(db, sql: "PRAGMA \($0)")
        }
      }
      return Finding(
        check: "settings", isFine: Array(found.prefix(wanted.count)) == wanted,
        detail: "journal \(found.first ?? "?"), synchronous \(found.dropFirst().first ?? "?")")
    } catch {
      throw StoreError(error, path: place.path)
    }
  }
}

extension Run {
  /// Writes down the step that the run was part of, and tells what became of it.
  func closeStep() throws -> Outcome {
    var outcome = Outcome(events: events, leftAlone: leftAlone)
    let numbers = events.filter { $0.undo == step }.map(\.number)
    guard let step, let agent = actor.agent, let first = numbers.min(), let last = numbers.max()
    else { return outcome }
    try UndoRows.keep(step, by: agent, at: now, events: first...last, in: db)
    outcome.undo = step
    return outcome
  }

  /// What the agent asked for in a step, without what followed.
  func asked(of step: UndoID) -> [Act] {
    events.filter { $0.undo == step && $0.cause == nil }.map(\.act)
  }
}

extension Outcome {
  /// A reply was taken back: its words are a draft again.
  fileprivate var hasRecalled: Bool {
    events.contains { if case .replyRecalled = $0.act { true } else { false } }
  }
}

extension Actor {
  /// The agent, where it is one.
  var agent: AgentID? {
    if case .agent(let id) = self { id } else { nil }
  }

  /// Whether an agent asked for it.
  var isAgent: Bool { agent != nil }
}
