internal import Foundation
internal import GRDB
internal import Glibc

/// Looking for what was erased: in the tables, and byte for byte in the file.
enum Proof {
  /// Leaves out of the canaries what others say too, and gives back how often one that nobody may
  /// say any more was found all the same.
  static func thin(_ canaries: inout Canaries, in db: Database) throws -> Int {
    let needles = Needles(canaries.all)
    let exact = Set(canaries.exact.map { Array($0.utf8) })
    var others: Set<String> = []
    var found = 0
    for sql in texts {
      let rows = try Row.fetchCursor(db, sql: sql)
      while let row = try rows.next() {
        for value in row.databaseValues {
          guard let bytes = Data.fromDatabaseValue(value) else { continue }
          for hit in needles.hits(in: bytes, isWhole: false) {
            others.insert(String(decoding: needles.texts[hit.text], as: UTF8.self))
          }
          for hit in needles.hits(in: bytes) where exact.contains(needles.texts[hit.text]) {
            found += 1
          }
        }
      }
    }
    canaries.leaveOut(others)
    return found
  }

  /// Everything that anybody says anywhere, outside what is made of it.
  private static let texts = [
    "SELECT bytes FROM content", "SELECT payload, inverse FROM event", "SELECT body FROM draft",
    "SELECT email, phone, body FROM order_cache", "SELECT name FROM customer",
    "SELECT address FROM identity", "SELECT source, external_id, reason FROM ledger",
    "SELECT body FROM account_state", "SELECT text FROM cursor", "SELECT what FROM undo_step",
    "SELECT path FROM kept_copy", "SELECT folder, flags FROM server_mail",
    "SELECT address, body FROM contact_cache",
  ]

  /// How often any of them lies in the file or beside it, whatever part of it is in use.
  static func hits(of canaries: Canaries, at path: String) throws -> Int {
    let needles = Needles(canaries.all)
    var found = 0
    for file in [path, path + "-wal", path + "-shm"] {
      try eachPiece(of: file) { bytes, place in
        needles.read(bytes, from: &place) { _ in found += 1 }
      }
    }
    return found
  }

  private static func eachPiece(
    of path: String, _ take: (UnsafeRawBufferPointer, inout Needles.Place) -> Void
  ) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      guard errno == ENOENT else { throw Ground.failure(errno, path) }
      return
    }
    defer { close(file) }
    var place = Needles.Place()
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(file, &piece, piece.count)
      guard count >= 0 else { throw Ground.failure(errno, path) }
      guard count > 0 else { return }
      piece.withUnsafeBytes { take(UnsafeRawBufferPointer(rebasing: $0[..<count]), &place) }
    }
  }
}

/// Making sure that what was deleted is nowhere in the file.
enum Sweep {
  private static let key = "unswept"

  /// Notes that there is something to sweep, until `finish` is through.
  static func owe(in db: Database) throws {
    try House.set(key, Data([1]), in: db)
  }

  /// Whether an erasure was ended before it was through.
  static func isOwed(in db: Database) throws -> Bool {
    try House.value(key, in: db) != nil
  }

  /// Writes the whole file anew and empties the WAL, where that is owed; the store must be ours
  /// alone, for only then may the WAL be truncated.
  static func finish(in db: Database) throws {
    guard try isOwed(in: db) else { return }
    // A store that is larger than the memory is written anew by way of a file that has no name.
    try db.execute(sql: "PRAGMA temp_store = FILE")
    try db.execute(sql: "VACUUM")
    try truncate(in: db)
    try House.forget(key, in: db)
    try truncate(in: db)
  }

  private static func truncate(in db: Database) throws {
    let row = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    guard row?[0] == 0 else { throw Unreadable(what: "the WAL could not be emptied") }
  }
}
