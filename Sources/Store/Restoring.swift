package import Domain
internal import Foundation
internal import GRDB
internal import Glibc

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
    let restoring = Restoring(backup: backup, path: path, moment: clock())
    do {
      try restoring.examineBackup()
      try restoring.lookAtPlace(replacing: replacing)
      defer { restoring.clear() }
      try restoring.copy()
      var restored = try restoring.wake(clock: clock, seed: seed, reactions: reactions)
      restored.kept = try restoring.holding { try restoring.place() }
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
  let moment: Instant

  /// The copy, until it is in place; what an ended process left there is nobody's.
  var draft: String { path + ".restoring" }

  /// Takes away what is not in place.
  func clear() {
    for ending in Self.endings { unlink(draft + ending) }
  }

  private static let endings = ["", "-wal", "-shm", "-journal"]
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
    try holding {}
  }
}

// MARK: - Copying

extension Restoring {
  /// Writes the copy, for nobody else to read.
  func copy() throws {
    clear()
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
    _ = try woken.writeWithoutTransaction {
      try Row.fetchOne($0, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
    try woken.close()
    guard Ground.size(of: draft + "-wal") == 0 else { throw StoreError.busy(path: draft) }
    for ending in Self.endings.dropFirst() { unlink(draft + ending) }
    try sync(draft)
    return restored
  }

  private func sync(_ path: String) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Ground.failure(errno, self.path) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw Ground.failure(errno, self.path) }
  }
}

// MARK: - Moving in

extension Restoring {
  /// Does something while nobody else has the old store open, and nothing of it lies in its WAL.
  ///
  /// Whoever has a store open in WAL mode holds a lock on its file that this one excludes
  /// (https://www.sqlite.org/wal.html, "Use of WAL Without Shared-Memory").
  func holding<Value>(_ act: () throws -> Value) throws -> Value {
    guard Ground.size(of: path) > 0 else { return try act() }
    // SQLite would throw away what lies in the WAL of a file without a header.
    guard Self.hasHeader(path) else { return try holdingDamaged(act) }
    var isHeld = false
    do {
      let old = try Connection.aside(path, patience: 2, readOnly: false)
      return try old.inDatabase { db in
        _ = try Connection.identify(db, path: path)
        try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
        let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode = DELETE")
        guard mode == "delete" else { throw StoreError.busy(path: path) }
        try db.execute(sql: "BEGIN EXCLUSIVE")
        defer { try? db.execute(sql: "ROLLBACK") }
        isHeld = true
        return try act()
      }
    } catch let error as DatabaseError where !isHeld {
      switch error.resultCode {
      case .SQLITE_NOTADB, .SQLITE_CORRUPT: return try holdingDamaged(act)
      default: throw error
      }
    }
  }

  private static func hasHeader(_ path: String) -> Bool {
    let head = try? FileHandle(forReadingFrom: URL(filePath: path)).read(upToCount: 16)
    return head == Data("SQLite format 3\0".utf8)
  }

  /// The same where SQLite cannot read the old store: by the bytes that its locks lie on
  /// (https://www.sqlite.org/src/file/src/os.h, PENDING_BYTE).
  private func holdingDamaged<Value>(_ act: () throws -> Value) throws -> Value {
    let file = open(path, O_RDWR | O_CLOEXEC)
    guard file >= 0 else { throw Ground.failure(errno, path) }
    defer { close(file) }
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    lock.l_start = 0x4000_0000
    lock.l_len = 512
    guard fcntl(file, F_SETLK, &lock) == 0 else { throw StoreError.busy(path: path) }
    return try act()
  }

  /// Keeps the old store beside and moves the copy in; gives back where the old one lies.
  ///
  /// At every moment a whole store is in place. A WAL that is still there belongs to a damaged
  /// store, or to one that somebody deleted without it: it must never meet another file.
  func place() throws -> String? {
    let kept = try keptPath()
    let isThere = Ground.number(of: path) != nil
    if isThere {
      guard link(path, kept) == 0 else { throw Ground.failure(errno, kept) }
    }
    do {
      for ending in ["-wal", "-journal"] where Ground.size(of: path + ending) > 0 {
        guard rename(path + ending, kept + ending) == 0 else { throw Ground.failure(errno, kept) }
      }
      for ending in Self.endings.dropFirst() { unlink(path + ending) }
      guard rename(draft, path) == 0 else { throw Ground.failure(errno, path) }
    } catch {
      for ending in ["-wal", "-journal"] { rename(kept + ending, path + ending) }
      if isThere { unlink(kept) }
      throw error
    }
    try sync(Ground.folder(of: path))
    return isThere ? kept : nil
  }

  /// `store-2026-11-27T134500Z.sqlite` beside `store.sqlite`.
  private func keptPath() throws -> String {
    let stamp = moment.rfc3339().filter { $0 != ":" }
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    let dot = name.lastIndex(of: ".").flatMap { $0 == name.startIndex ? nil : $0 } ?? name.endIndex
    let folder = path.dropLast(name.count)
    for number in 1..<100 {
      let more = number == 1 ? "" : "-\(number)"
      let found = "\(folder)\(name[..<dot])-\(stamp)\(more)\(name[dot...])"
      if Self.endings.allSatisfy({ Ground.number(of: found + $0) == nil }) { return found }
    }
    throw StoreError.unsuitable(
      path: path, why: "too many stores of this second are kept beside it")
  }
}
