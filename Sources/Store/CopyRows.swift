internal import Domain
internal import Foundation
internal import GRDB
internal import Glibc

/// Where copies of the store were written: an erasure cannot reach them, but it can name them.
enum CopyRows {
  /// Remembers a copy.
  static func keep(_ path: String, at now: Instant, in db: Database) throws {
    try db.execute(
      sql: "INSERT OR REPLACE INTO kept_copy (path, at) VALUES (?, ?)",
      arguments: [path, now.milliseconds])
  }

  /// The copies that are still there, oldest first.
  static func all(in db: Database) throws -> [KeptCopy] {
    try Row.fetchAll(db, sql: "SELECT path, at FROM kept_copy ORDER BY at, path")
      .map { KeptCopy(path: $0[0], at: Instant(milliseconds: $0[1])) }
      .filter { access($0.path, F_OK) == 0 }
  }
}

extension Store {
  /// Remembers where a copy was written, for whoever erases something later.
  package func remember(copyAt path: String) async throws(StoreError) {
    try await write { store, db in
      try CopyRows.keep(path, at: store.clock(), in: db)
    }
  }
}
