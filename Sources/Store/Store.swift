internal import Dispatch
package import Domain
internal import Foundation
internal import GRDB

/// The table in the middle of the house: read by asking a `Question`, write by committing changes.
///
/// Any number of stores, in any number of processes on this machine, may have the same file open.
/// Writes queue up; each is one transaction, durable when `commit` returns.
package final class Store: Sendable {
  /// Where it is kept.
  package let place: Place
  let writer: any DatabaseWriter
  let house: House
  let clock: @Sendable () -> Instant
  let seed: UInt64
  let reactions: [any Reaction]
  let holder: Holder
  let watching: Watching
  let checkpoint: Checkpoint?
  let backups = DispatchQueue(label: "shopbell.backup", qos: .utility)

  init(
    place: Place, writer: any DatabaseWriter, house: House,
    clock: @escaping @Sendable () -> Instant,
    seed: UInt64, reactions: [any Reaction], holder: Holder, watching: Watching,
    checkpoint: Checkpoint?
  ) {
    self.place = place
    self.writer = writer
    self.house = house
    self.clock = clock
    self.seed = seed
    self.reactions = reactions
    self.holder = holder
    self.watching = watching
    self.checkpoint = checkpoint
  }

  /// Opens a store, and makes it where there is none.
  ///
  /// `clock` tells the time of commits, `seed` feeds the identifiers made here, and `reactions`
  /// run inside every commit after those of `Lifecycle`.
  package static func open(
    _ place: Place, as access: Access = .readWrite, clock: @escaping @Sendable () -> Instant,
    seed: UInt64, reactions: [any Reaction] = []
  ) throws(StoreError) -> Store {
    try open(
      place, as: access, clock: clock, seed: seed, reactions: reactions, holder: .thisProcess,
      patience: 60)
  }
}

// MARK: - Asking

extension Store {
  /// The answer to a question, as the store stands now.
  package func ask(_ question: Question) async throws(StoreError) -> Answer {
    let (tokens, now, holder) = (self.tokens, clock(), self.holder)
    return try await read {
      try Answering(db: $0, tokens: tokens, now: now, holder: holder).answer(question)
    }
  }

  /// The answer now, and again after every commit that changes it, by this process or another.
  ///
  /// Only the newest answer waits for a slow reader. A failure to read is tried again until it
  /// works; the stream ends when its reader does.
  package func watch(_ question: Question) -> AsyncStream<Answer> {
    watching.watch(question)
  }
}

// MARK: - Committing

extension Store {
  /// Makes changes happen and facts known, all of it or (where it throws) nothing.
  ///
  /// A change that cannot happen to its ticket is left alone and told in the outcome; the others
  /// happen. `seen` is the last event the agent had before their eyes: a reply to a ticket where
  /// someone else has said something since is queued and held at once, an assignment that a
  /// colleague changed and a status or priority of a ticket that changed are left alone. What an
  /// agent asks for is a step of undo: `undo` names it where several commits are to be one step,
  /// `what` says it in a few words, and where it is empty the store finds them. `prepared` spares
  /// it what was worked out before.
  @discardableResult
  package func commit(
    _ changes: [Change], facts: [Fact] = [], by actor: Actor, seen: EventNumber? = nil,
    undo: UndoID? = nil, what: String = "", prepared: Prepared = Prepared()
  ) async throws(StoreError) -> Outcome {
    let ready = try await self.ready(facts, prepared)
    let messages = await self.ready(changes, prepared)
    return try await write { store, db in
      var run = try store.run(in: db, by: actor)
      run.messages = messages
      run.seen = seen
      run.step = undo ?? (actor.isAgent ? run.mint.id(at: run.now) : nil)
      for fact in ready { try FactRows.keep(fact, holder: store.holder, in: db) }
      try run.skipTwins(in: changes)
      for change in changes { try run.perform(change) }
      try run.finish()
      let outcome = try run.closeStep()
      guard let step = outcome.undo else { return outcome }
      let tickets = try UndoRows.tickets(of: step, in: db)
      let words = what.isEmpty ? Phrase.of(run.asked(of: step), tickets: tickets) : what
      try UndoRows.describe(step, what: words, tickets: tickets, in: db)
      return outcome
    }
  }

  /// Makes acts happen to every ticket of a selection, a thousand to a transaction, as one step.
  @discardableResult
  package func commitAll(
    _ acts: [Act], _ selection: Selection, by actor: Actor, seen: EventNumber? = nil,
    undo: UndoID? = nil, what: String = ""
  ) async throws(StoreError) -> Outcome {
    let tickets = try await selected(selection, agent: actor.agent ?? AgentID(""))
    var whole = Outcome(undo: undo)
    for start in stride(from: 0, to: tickets.count, by: Self.chunk) {
      let part = tickets[start..<min(start + Self.chunk, tickets.count)]
      let step = whole.undo
      let outcome = try await write { store, db in
        var run = try store.run(in: db, by: actor)
        run.seen = seen
        run.step = step ?? (actor.isAgent ? run.mint.id(at: run.now) : nil)
        try run.tickets.fetch(part)
        for ticket in part {
          for act in acts { try run.perform(Change(ticket, act)) }
        }
        try run.finish()
        return try run.closeStep()
      }
      whole.events += outcome.events
      whole.leftAlone += outcome.leftAlone
      whole.undo = outcome.undo ?? whole.undo
    }
    guard actor.isAgent, let step = whole.undo, !whole.events.isEmpty else { return whole }
    let count = whole.changed.count
    let words = what.isEmpty ? Phrase.of(acts, tickets: count) : what
    try await write { _, db in
      try UndoRows.describe(step, what: words, tickets: count, in: db)
    }
    return whole
  }

  /// Takes back an agent's newest step, or the one that is named.
  ///
  /// Events that take back are appended, newest first; what others changed since is left alone and
  /// told. Empty where there is nothing to take back.
  @discardableResult
  package func undo(by agent: AgentID, _ step: UndoID? = nil) async throws(StoreError) -> Outcome {
    let found = try await read { try UndoRows.toUndo(by: agent, step, in: $0) }
    guard let found else { return Outcome() }
    return try await turn(found)
  }

  /// Does the agent's last undone step again, unless they did something new since; or the one that
  /// is named, whatever they did since.
  @discardableResult
  package func redo(by agent: AgentID, _ step: UndoID? = nil) async throws(StoreError) -> Outcome {
    let found = try await read { try UndoRows.toRedo(by: agent, step, in: $0) }
    guard let found else { return Outcome() }
    return try await turn(found)
  }

  /// Marks replies that a process which is gone left half-sent as unsure; to be called by whoever
  /// begins to send.
  @discardableResult
  package func recoverSends(by actor: Actor) async throws(StoreError) -> Outcome {
    try await write { store, db in
      var run = try store.run(in: db, by: actor)
      for found in try OutboxRows.states("state = 'sending'", [], in: db)
      where try LeaseRows.isAbandoned(found.reply, at: run.now, in: db) {
        let reason = "shopbell ended while it was on its way"
        let ticket = try OutboxRows.reply(of: found, in: db).ticket
        try run.perform(Change(ticket, .replyUnsure(found.reply, reason: reason)))
      }
      try run.finish()
      return Outcome(events: run.events, leftAlone: run.leftAlone)
    }
  }
}

// MARK: - Keeping

extension Store {
  /// Makes every derived table again from the event log and the content it names.
  @discardableResult
  package func rebuild() async throws(StoreError) -> Rebuilt {
    try await write { _, db in try Rebuild.run(in: db) }
  }

  /// Looks whether the store holds together: pages, settings, the log's hash chain, and with
  /// `full` the hash of every raw message.
  package func checkIntegrity(full: Bool = false) async throws(StoreError) -> [Finding] {
    let path = place.path
    let found = try await read { try Examination.run(in: $0, path: path, full: full) }
    return found + [try settings()]
  }

  /// Writes a whole copy to a path where nothing is yet, while others go on working.
  ///
  /// A store opened from a copy holds every reply that was still waiting in it, so that nothing is
  /// sent because of a restore.
  package func backup(to path: String) async throws(StoreError) {
    let result: Result<Void, StoreError> = await withCheckedContinuation { continuation in
      backups.async { [writer] in
        continuation.resume(
          returning: Result { try writer.unsafeRead { try Backup.write($0, to: path) } }
            .mapError { StoreError($0, path: path) })
      }
    }
    try result.get()
  }
}
