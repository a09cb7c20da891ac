package import Domain
internal import Foundation
internal import GRDB
internal import Glibc

/// Erasing with proof: alone with the store, in one transaction, and then down to the file.
extension Store {
  /// What an erasure would take, as the store stands now; `nil` where nobody is known by that name.
  ///
  /// `keeping` is the tag of tickets that must be kept.
  package func erasure(of target: ErasureTarget, keeping tag: Tag) async throws(StoreError)
    -> Erasure?
  {
    let tokens = self.tokens
    return try await read { db in
      try Erasing(db: db, tokens: tokens, keeping: tag).plan(target)?.told
    }
  }

  /// Erases, if nothing forbids it, and looks for what may be left; `nil` where nobody is known by
  /// that name.
  ///
  /// It needs the store alone, and throws `inUse` where any other process has it open.
  package static func erase(
    _ target: ErasureTarget, keeping tag: Tag, at path: String, by actor: Actor,
    clock: @escaping @Sendable () -> Instant, seed: UInt64, reactions: [any Reaction] = []
  ) throws(StoreError) -> Erasure? {
    do {
      let store = try openAlone(path, clock: clock, seed: seed, reactions: reactions)
      let done = try store.eraseAlone(target, keeping: tag, by: actor)
      // The file is read only once SQLite has let go of it: to close it while SQLite has it open
      // would drop SQLite's locks (https://www.sqlite.org/howtocorrupt.html, 2.2).
      try store.writer.close()
      guard var done else { return nil }
      if done.found != nil { done.found? += try Proof.hits(of: done.canaries, at: path) }
      var told = done.told
      told.foundAfter = done.found
      return told
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Lets go of the file at once, where something else in this process needs it alone; nothing can be
  /// asked any more.
  package func close() {
    checkpoint?.close()
    try? writer.close()
  }

  /// Opens a store that nobody else has open, and keeps everybody out.
  static func openAlone(
    _ path: String, clock: @escaping @Sendable () -> Instant, seed: UInt64,
    reactions: [any Reaction]
  ) throws(StoreError) -> Store {
    do {
      let queue = try Connection.alone(path, patience: 1)
      let house = try queue.read { try House(in: $0) }
      let store = Store(
        place: .file(path), writer: queue, house: house, clock: clock, seed: seed,
        reactions: [Lifecycle()] + reactions, holder: .thisProcess,
        watching: Watching(
          path: nil, glimpse: { _ in nil }, answer: { _ in throw NobodyWatches() }),
        checkpoint: nil)
      try queue.writeWithoutTransaction { try Backup.wake(store, in: $0) }
      return store
    } catch {
      let known = StoreError(error, path: path)
      guard case .busy = known else { throw known }
      throw .inUse(path: path, by: Occupants.others(of: path))
    }
  }

  private struct NobodyWatches: Error {}

  private struct Done {
    var told: Erasure
    var canaries: Canaries
    var found: Int?
  }

  private func eraseAlone(_ target: ErasureTarget, keeping tag: Tag, by actor: Actor) throws
    -> Done?
  {
    try writer.writeWithoutTransaction { db in
      // An earlier one may have been ended before it was through.
      try Sweep.finish(in: db)
      var done: Done?
      try db.inTransaction(.immediate) {
        guard let plan = try Erasing(db: db, tokens: tokens, keeping: tag).plan(target) else {
          return .rollback
        }
        var told = plan.told
        guard told.held.isEmpty || target.isRetention, !told.isEmpty else {
          done = Done(told: told, canaries: plan.canaries)
          return .rollback
        }
        told.raw = try plan.carryOut(for: self, by: actor)
        var canaries = plan.canaries
        let found = try Proof.thin(&canaries, in: db)
        told.lookedFor = canaries.all.count
        done = Done(told: told, canaries: canaries, found: found)
        try Sweep.owe(in: db)
        return .commit
      }
      if done?.found != nil { try Sweep.finish(in: db) }
      return done
    }
  }
}

extension ErasureTarget {
  /// A rule of retention: what must be kept is left out.
  var isRetention: Bool {
    if case .quiet = self { true } else { false }
  }
}

/// Finds what is to be erased.
struct Erasing {
  let db: Database
  let tokens: Tokens
  /// The tag of tickets that must be kept.
  let keeping: Tag

  /// What a plan comes to, with what it was asked for.
  struct Planned {
    var plan: ErasePlan
    var told: Erasure
    var canaries: Canaries { plan.canaries }

    /// Erases; gives back how many bytes went, by hash.
    func carryOut(for store: Store, by actor: Actor) throws -> Int {
      try plan.carryOut(for: store, by: actor)
    }
  }

  /// The whole plan; `nil` where nobody is known by that name.
  func plan(_ target: ErasureTarget) throws -> Planned? {
    guard let planned = try plan(target, withPeople: true) else { return nil }
    guard target.isRetention, try !planned.plan.held(by: keeping).isEmpty else { return planned }
    // What must be kept names some of them: their tickets go, who they are stays.
    return try plan(target, withPeople: false)
  }

  private func plan(_ target: ErasureTarget, withPeople: Bool) throws -> Planned? {
    var plan = ErasePlan(in: db, tokens: tokens)
    var told = Erasure()
    switch target {
    case .customer(let text):
      let people = try customers(text)
      told.customer = people.first?.id
      for customer in people { try plan.take(customer) }
      if people.isEmpty {
        try plan.take(address: text)
        guard !plan.tickets.isEmpty else { return nil }
      }
    case .quiet(let moment, let channel, let tag):
      told.held = try takeQuiet(
        since: moment, channel, tag, withPeople: withPeople, into: &plan)
    }
    try plan.complete()
    if !target.isRetention { told.held = try plan.held(by: keeping) }
    told.tickets = plan.tickets.values.sorted()
    told.shared = plan.shared.values.sorted()
    told.messages = plan.messages
    told.raw = try plan.presentRaws().count
    told.orders = plan.orders.count
    told.customers = plan.people.count
    told.unsent = plan.waiting.count
    told.copies = try CopyRows.all(in: db)
    told.span = try span(of: plan.tickets.values)
    return Planned(plan: plan, told: told)
  }

  /// Everybody with an address, or the one with an identifier, and all who are one person with them;
  /// those who are erased are nobody.
  private func customers(_ text: String) throws -> [Customer] {
    let word = text.trimmingCharacters(in: .whitespaces)
    var ids = try Data.fetchAll(
      db, sql: "SELECT DISTINCT customer_id FROM identity WHERE address = ? ORDER BY customer_id",
      arguments: [word.lowercased()]
    ).map { try CustomerID(stored: $0) }
    if ids.isEmpty, let id = CustomerID(word) { ids = [id] }
    var taken: Set<CustomerID> = []
    return try ids.flatMap { try JoinRows.group(of: $0, in: db) }
      .filter { taken.insert($0).inserted }
      .compactMap { try ContactRows.customer($0, in: db) }.filter { !$0.isErased }
  }

  private func span(of numbers: some Sequence<Int>) throws -> ClosedRange<Instant>? {
    let statement = try db.cachedStatement(
      sql: "SELECT last_message_at FROM ticket WHERE number = ?")
    let moments = try numbers.compactMap { try Int64.fetchOne(statement, arguments: [$0]) }
    guard let first = moments.min(), let last = moments.max() else { return nil }
    return Instant(milliseconds: first)...Instant(milliseconds: last)
  }
}
