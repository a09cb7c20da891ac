import Domain
import Foundation
import GRDB
import Testing

@testable import Store

/// R17: a store of every earlier version becomes one of this version, complete or not at all.
struct MigrationTests {
  private static let earlier = Array(1..<Schema.migrations.count)

  /// A store as a program of an earlier version left it: its tables, with what happened.
  private static func store(of version: Int, in folder: Folder) async throws -> [String] {
    let now = try Folder()
    var history = try await History(seed: UInt64(version), place: now.file)
    for _ in 0..<60 { try await history.live() }
    let derived = try await history.shop.derived()
    let old = try DatabaseQueue(path: folder.path + "/store.sqlite")
    try await old.writeWithoutTransaction { db in
      try db.execute(sql: "ATTACH DATABASE ? AS now", arguments: [now.path + "/store.sqlite"])
      for migration in Schema.migrations[..<version] { try db.execute(sql: migration) }
      let tables = try String.fetchAll(
        db,
        sql: """
          SELECT name FROM main.sqlite_schema
          WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite_%'
          """)
      for table in tables {
        let columns = try String.fetchAll(
          db, sql: "SELECT name FROM pragma_table_info(?, 'main')", arguments: [table]
        ).joined(separator: ", ")
        try db.execute(
          sql: """
            DELETE FROM main.\(table);
            INSERT INTO main.\(table) (\(columns)) SELECT \(columns) FROM now.\(table);
            """)
      }
      try db.execute(
        sql: """
          PRAGMA application_id = \(Schema.applicationID);
          PRAGMA user_version = \(version);
          DETACH DATABASE now;
          """)
    }
    try old.close()
    #expect(chmod(folder.path + "/store.sqlite", 0o600) == 0)
    return derived
  }

  private func expectWhole(_ folder: Folder, _ derived: [String]) async throws {
    let shop = try Shop(folder.file)
    #expect(try await shop.number("PRAGMA user_version") == Schema.migrations.count)
    #expect(try await shop.derived() == derived)
    let findings = try await shop.store.checkIntegrity(full: true)
    #expect(findings.allSatisfy { $0.isFine }, "\(findings.filter { !$0.isFine })")
    try await shop.store.rebuild()
    #expect(try await shop.derived() == derived)
  }

  @Test(arguments: earlier)
  func anEarlierStoreIsComplete(_ version: Int) async throws {
    let folder = try Folder()
    let derived = try await Self.store(of: version, in: folder)
    let path = folder.path + "/store.sqlite"
    #expect(Store.isOfEarlierVersion(path))
    // It is no damaged one.
    let looked = try Store.repair(path, clock: { Instant(milliseconds: 0) }, seed: 1)
    #expect(looked.kept == nil)
    try await expectWhole(folder, derived)
    #expect(!Store.isOfEarlierVersion(path))
    try await expectWhole(folder, derived)
  }

  @Test(arguments: earlier)
  func whoOnlyReadsItSeesAllOfIt(_ version: Int) async throws {
    let folder = try Folder()
    let derived = try await Self.store(of: version, in: folder)
    let reader = try Store.open(
      folder.file, as: .readOnly, clock: { Instant(milliseconds: 0) }, seed: 1)
    let page = try await reader.inbox(.inbox, sort: .newest, agent: Shop.ana)
    #expect(!page.rows.isEmpty)
    for row in page.rows { #expect(try await reader.ticket(row.id, agent: Shop.ana) != nil) }
    try await expectWhole(folder, derived)
  }

  /// What is on the disk when a program is killed in the middle of it.
  @Test(arguments: earlier)
  func killedInBetweenItIsAsBefore(_ version: Int) async throws {
    let (folder, left) = (try Folder(), try Folder())
    let derived = try await Self.store(of: version, in: folder)
    let file = folder.path + "/store.sqlite"
    let killed = try DatabaseQueue(path: file)
    try await killed.writeWithoutTransaction { db in
      // Every page that changes is written at once, not only at the end.
      try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA cache_size = 1; BEGIN IMMEDIATE")
      for migration in Schema.migrations[version...] { try db.execute(sql: migration) }
      for ending in ["", "-wal"] {
        try FileManager.default.copyItem(
          atPath: file + ending, toPath: left.path + "/store.sqlite" + ending)
      }
      try db.execute(sql: "ROLLBACK")
    }
    try killed.close()
    try await expectWhole(left, derived)
  }
}
