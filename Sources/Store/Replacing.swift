internal import Domain
internal import Foundation
internal import GRDB
internal import Glibc

/// A new store in the place of an old one, which is kept beside it, while nobody has that open.
struct Replacing {
  /// Where the store lies.
  let path: String
  /// The new store, until it is in place; what an ended process left there is nobody's.
  let draft: String
  /// When it happens, for the old store's new name.
  let moment: Instant

  static let endings = ["", "-wal", "-shm", "-journal"]

  /// Takes away what is not in place.
  func clear() {
    for ending in Self.endings { unlink(draft + ending) }
  }

  /// Brings all of the new store to the disk, as one file; to be called when nobody has it open.
  func settle() throws {
    let last = try Connection.aside(draft, patience: 5, readOnly: false)
    _ = try last.writeWithoutTransaction {
      try Row.fetchOne($0, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
    try last.close()
    guard Ground.size(of: draft + "-wal") == 0 else { throw StoreError.busy(path: draft) }
    for ending in Self.endings.dropFirst() { unlink(draft + ending) }
    try sync(draft)
  }

  private func sync(_ path: String) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Ground.failure(errno, self.path) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw Ground.failure(errno, self.path) }
  }
}

// MARK: - Nobody else

extension Replacing {
  /// Does something while nobody else has the old store open, and nothing of it lies in its WAL.
  ///
  /// Whoever has a store open in WAL mode holds a lock on its file that this one excludes
  /// (https://www.sqlite.org/wal.html, "Use of WAL Without Shared-Memory").
  func holding<Value>(_ act: () throws -> Value) throws -> Value {
    guard Ground.size(of: path) > 0 else { return try act() }
    // SQLite would throw away what lies in the WAL of a file without a header.
    guard Self.hasHeader(path) else { return try holdingDamaged { _ in try act() } }
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
      case .SQLITE_NOTADB, .SQLITE_CORRUPT: return try holdingDamaged { _ in try act() }
      default: throw error
      }
    }
  }

  private static func hasHeader(_ path: String) -> Bool {
    let head = try? FileHandle(forReadingFrom: URL(filePath: path)).read(upToCount: 16)
    return head == Data("SQLite format 3\0".utf8)
  }

  /// The same where SQLite cannot read the old store, or must not touch it: by the bytes that its
  /// locks lie on (https://www.sqlite.org/src/file/src/os.h, PENDING_BYTE). The open file is handed
  /// on, for to open and close it once more would let go of them.
  func holdingDamaged<Value>(_ act: (Int32) throws -> Value) throws -> Value {
    let file = open(path, O_RDWR | O_CLOEXEC)
    guard file >= 0 else { throw Ground.failure(errno, path) }
    defer { close(file) }
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    lock.l_start = 0x4000_0000
    lock.l_len = 512
    guard fcntl(file, F_SETLK, &lock) == 0 else { throw StoreError.busy(path: path) }
    return try act(file)
  }

  // MARK: - Moving in

  /// Keeps the old store beside and moves the copy in; gives back where the old one lies.
  ///
  /// At every moment a whole store is in place. A WAL that is still there belongs to a damaged
  /// store, or to one that somebody deleted without it: it must never meet another file.
  func moveIn() throws -> String? {
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
