internal import Foundation
internal import GRDB
internal import Glibc

/// How a file becomes a database with the settings that our promises rest on.
enum Connection {
  /// Opens, checks whose the file is, and brings its tables up to date.
  static func open(_ place: Place, as access: Access, patience: Double) throws
    -> any DatabaseWriter
  {
    let settings = configuration(patience: patience, readOnly: access == .readOnly)
    switch place {
    case .memory:
      let queue = try DatabaseQueue(configuration: configuration(patience: patience))
      try queue.inDatabase { try migrate($0, path: place.path) }
      return queue
    case .file(let path) where access == .readOnly:
      try Ground.find(path)
      let file = Ground.number(of: path)
      let pool = try DatabasePool(path: path, configuration: settings)
      let version = try pool.read { try identify($0, path: path) }
      guard version > 0 else { throw StoreError.missing(path: path) }
      try refuseReplaced(file, at: path)
      guard version < Schema.migrations.count else { return pool }
      // Who only reads an earlier version's store brings it up to date, too.
      try pool.close()
      guard Ground.mayWrite(path) else {
        throw StoreError.unsuitable(
          path: path,
          why: "an earlier version wrote it; open it once as somebody who may write it")
      }
      try open(place, as: .readWrite, patience: patience).close()
      return try DatabasePool(path: path, configuration: settings)
    case .file(let path):
      if Ground.number(of: path) == nil { try found(at: path, patience: patience) }
      try Ground.find(path)
      guard Ground.size(of: path) > 0 else {
        throw StoreError.damaged(path: path, what: "the file is empty")
      }
      let file = Ground.number(of: path)
      try inspect(path, patience: patience)
      let pool = try DatabasePool(path: path, configuration: settings)
      // GRDB sets NORMAL when it switches WAL on, after the preparation of the connection.
      try pool.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA synchronous = FULL")
        try keepAtHand(usualMiB, in: db)
        try migrate(db, path: path)
      }
      try refuseReplaced(file, at: path)
      return pool
    }
  }

  /// Makes a new store under another name and gives it its own once it is whole: a file that is
  /// empty, or the beginning of one, is never taken for a new store.
  private static func found(at path: String, patience: Double) throws {
    guard Ground.size(of: path + "-wal") == 0 else {
      throw StoreError.damaged(
        path: path, what: "the file is gone, and only the end of it is left in \(path)-wal")
    }
    let draft = "\(path).founding-\(getpid())-\(UInt32.random(in: .min ... .max))"
    defer { for ending in ["", "-wal", "-shm"] { unlink(draft + ending) } }
    try Ground.prepare(draft)
    let pool = try DatabasePool(path: draft, configuration: configuration(patience: patience))
    try pool.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA synchronous = FULL")
      try migrate(db, path: draft)
      _ = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
    try pool.close()
    // Somebody else may have founded it meanwhile: then it is theirs.
    if link(draft, path) != 0, errno != EEXIST {
      // A file system without second names.
      guard rename(draft, path) == 0 else { throw Ground.failure(errno, path) }
    }
    Ground.syncFolder(of: path)
  }

  /// From here on nobody can put another file in its place (`Restoring`); who did so while we waited
  /// for the file's lock has left us with the old one.
  private static func refuseReplaced(_ file: UInt?, at path: String) throws {
    guard Ground.number(of: path) == file else { throw StoreError.busy(path: path) }
  }

  /// Who writes keeps much of what is written at hand; readers have the system's cache, and there
  /// may be several of them.
  static let usualMiB = 32

  /// How much of the file the writer keeps at hand from now on, in MiB.
  static func keepAtHand(_ mebibytes: Int, in db: Database) throws {
    try db.execute(sql: "PRAGMA cache_size = \(-mebibytes << 10)")
  }

  /// A connection of its own to the same file, for what must not wait behind our writer.
  static func aside(_ path: String, patience: Double, readOnly: Bool) throws -> DatabaseQueue {
    try DatabaseQueue(
      path: path, configuration: configuration(patience: patience, readOnly: readOnly))
  }

  /// The only connection to a file, in this process or any other; busy where there is another.
  ///
  /// Held exclusively from its first look, SQLite keeps the index of the WAL in memory and every
  /// other connection out (https://www.sqlite.org/wal.html#use_of_wal_without_shared_memory).
  static func alone(_ path: String, patience: Double) throws -> DatabaseQueue {
    try Ground.find(path)
    try inspect(path, patience: patience)
    let queue = try DatabaseQueue(
      path: path, configuration: configuration(patience: patience, isAlone: true))
    try queue.writeWithoutTransaction { db in
      guard try identify(db, path: path) > 0 else { throw StoreError.missing(path: path) }
      try migrate(db, path: path)
      // Takes the lock where the migration had nothing to write.
      try db.inTransaction(.immediate) { .rollback }
    }
    return queue
  }

  private static func configuration(
    patience: Double, readOnly: Bool = false, isAlone: Bool = false
  ) -> Configuration {
    var settings = Configuration()
    settings.readonly = readOnly
    settings.busyMode = .timeout(patience)
    settings.foreignKeysEnabled = false
    settings.prepareDatabase { db in
      // SQLite before 3.51.3 may corrupt a WAL file when two connections checkpoint while a third
      // commits (https://www.sqlite.org/wal.html#walresetbug): one place checkpoints, see
      // `Checkpoint`.
      if isAlone { try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE") }
      try db.execute(
        sql: """
          PRAGMA page_size = 8192;
          PRAGMA wal_autocheckpoint = 0;
          PRAGMA journal_size_limit = \(Checkpoint.usualSize);
          PRAGMA mmap_size = 0;
          PRAGMA synchronous = FULL;
          PRAGMA temp_store = MEMORY;
          PRAGMA cache_size = -4096;
          PRAGMA trusted_schema = OFF;
          PRAGMA secure_delete = ON;
          """)
    }
    return settings
  }

  // MARK: - Whose it is

  /// Looks at a file without changing it, before WAL mode is switched on.
  private static func inspect(_ path: String, patience: Double) throws {
    guard Ground.size(of: path) > 0 else { return }
    let queue = try aside(path, patience: patience, readOnly: true)
    _ = try queue.read { try identify($0, path: path) }
    try queue.close()
  }

  /// The schema's version; refuses files of other programs and of newer versions of this one.
  static func identify(_ db: Database, path: String) throws -> Int {
    let owner = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
    guard owner == Schema.applicationID || (owner == 0 && tables == 0) else {
      throw StoreError.unsuitable(path: path, why: "the file belongs to another program")
    }
    guard version <= Schema.migrations.count else {
      throw StoreError.newer(path: path, found: version, known: Schema.migrations.count)
    }
    return version
  }

  private static func migrate(_ db: Database, path: String) throws {
    guard try identify(db, path: path) < Schema.migrations.count else { return }
    try db.inTransaction(.immediate) {
      let version = try identify(db, path: path)
      for (index, migration) in Schema.migrations.enumerated() where index >= version {
        try db.execute(sql: migration)
      }
      if version == 0 {
        try House.found(in: db)
      } else {
        if version < Schema.orderedByTime { try SearchIndex.refill(in: db) }
        if version < Schema.knowingHomes { try SearchIndex.refillOrders(in: db) }
      }
      try db.execute(
        sql: """
          PRAGMA application_id = \(Schema.applicationID);
          PRAGMA user_version = \(Schema.migrations.count);
          """)
      return .commit
    }
  }
}
