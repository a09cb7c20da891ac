package import Domain
internal import Foundation
internal import GRDB

/// What a restore has put in place.
package struct Restored: Hashable, Sendable {
  /// Tickets in it.
  package var tickets = 0
  /// Messages in it.
  package var messages = 0
  /// Replies that were waiting when the backup was made, held until a person lets them go.
  package var held = 0
  /// Replies of which nobody can know whether they arrived.
  package var unsure = 0
  /// Where the store lies now that was there before.
  package var kept: String?
}

extension Store {
  /// Puts a backup in the place of a store, all of it or (where it throws) nothing.
  ///
  /// The backup is read whole before anything is touched, and stays as it is. A store that is there
  /// already is refused unless it is to be replaced, and then kept beside under a name with the
  /// date. Nobody else may have it open. Every reply that was waiting is held.
  package static func restore(
    _ backup: String, to path: String, replacing: Bool,
    clock: @escaping @Sendable () -> Instant, seed: UInt64, reactions: [any Reaction] = []
  ) throws(StoreError) -> Restored {
    let place = Replacing(path: path, draft: path + ".restoring", moment: clock())
    let restoring = Restoring(backup: backup, path: path, place: place)
    do {
      try restoring.examineBackup()
      try restoring.lookAtPlace(replacing: replacing)
      defer { place.clear() }
      try restoring.copy()
      var restored = try restoring.wake(clock: clock, seed: seed, reactions: reactions)
      restored.kept = try place.holding { try place.moveIn() }
      return restored
    } catch {
      throw StoreError(error, path: path)
    }
  }
}

/// The steps of a restore: a copy is made beside the place, woken and examined there, and moved in
/// while nobody has the old store open.
private struct Restoring {
  let backup: String
  let path: String
  let place: Replacing

  private var draft: String { place.draft }
}

// MARK: - Looking

extension Restoring {
  /// Reads the backup from its first page to its last raw message.
  func examineBackup() throws {
    try Ground.find(backup)
    guard Ground.number(of: backup) != Ground.number(of: path) else {
      throw StoreError.unsuitable(path: path, why: "the backup is this store itself")
    }
    do {
      let queue = try Connection.aside(backup, patience: 5, readOnly: true)
      let findings = try queue.read { db -> [Finding] in
        guard try Connection.identify(db, path: backup) > 0 else {
          throw StoreError.damaged(path: backup, what: "there is no store in it")
        }
        return try Examination.run(in: db, path: Place.memory.path, full: true)
      }
      try queue.close()
      // An older version is brought up to date in the copy.
      try refuse(findings.filter { $0.check != "versions" })
    } catch {
      throw StoreError(error, path: backup)
    }
  }

  private func refuse(_ findings: [Finding]) throws {
    guard let bad = findings.first(where: { !$0.isFine }) else { return }
    throw StoreError.damaged(path: backup, what: "\(bad.check): \(bad.detail)")
  }

  /// Refuses early what would be refused at the end.
  func lookAtPlace(replacing: Bool) throws {
    guard Ground.number(of: path) != nil else { return }
    guard replacing else {
      throw StoreError.unsuitable(path: path, why: "there is a store already")
    }
    try place.holding {}
  }
}

// MARK: - Copying

extension Restoring {
  /// Writes the copy, for nobody else to read.
  func copy() throws {
    place.clear()
    try Ground.prepare(draft)
    do {
      let source = try Connection.aside(backup, patience: 5, readOnly: true)
      try source.writeWithoutTransaction {
        try $0.execute(sql: "VACUUM INTO ?", arguments: [draft])
      }
      try source.close()
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Brings the copy up to date, holds what it would otherwise send again, and examines what was
  /// written.
  func wake(
    clock: @escaping @Sendable () -> Instant, seed: UInt64, reactions: [any Reaction]
  ) throws -> Restored {
    let copy = try Connection.aside(draft, patience: 5, readOnly: false)
    // Also where the backup is a store that was simply copied.
    try copy.write { try House.set("asleep", Data([1]), in: $0) }
    try copy.close()
    let store = try Store.open(
      .file(draft), as: .readWrite, clock: clock, seed: seed, reactions: reactions)
    try store.writer.close()
    let woken = try Connection.aside(draft, patience: 5, readOnly: false)
    let restored = try woken.writeWithoutTransaction { db in
      try refuse(try Examination.run(in: db, path: draft, full: false))
      let count = { (sql: String) in try Int.fetchOne(db, sql: "SELECT count(*) FROM \(sql)") ?? 0 }
      return Restored(
        tickets: try count("ticket"), messages: try count("message"),
        held: try count("outbox WHERE state = 'held'"),
        unsure: try count("outbox WHERE state = 'unsure'"))
    }
    try woken.close()
    try place.settle()
    return restored
  }
}
