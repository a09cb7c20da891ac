internal import Dispatch
internal import GRDB

/// The one place that copies the WAL back into the file.
///
/// Only passively, and only while our writer holds the write lock, so that nobody commits
/// meanwhile: SQLite before 3.51.3 has a race between two checkpoints and a commit.
final class Checkpoint: @unchecked Sendable {
  private let aside: DatabaseQueue
  // Touched only on the writer's own queue.
  private var commits = 0
  private var changesThen = 0

  init(path: String) throws {
    aside = try Connection.aside(path, patience: 1, readOnly: false)
  }

  /// Called on the writer's queue after a commit; checkpoints when enough has gathered.
  func noteCommit(on db: Database) {
    commits += 1
    let changed = db.totalChangesCount - changesThen
    guard commits >= 200 || changed >= 10_000 else { return }
    run(on: db)
  }

  /// Checkpoints now. What fails is tried again after a later commit: the WAL keeps everything.
  func run(on db: Database) {
    commits = 0
    changesThen = db.totalChangesCount
    _ = try? db.inTransaction(.immediate) {
      _ = try aside.inDatabase { try Row.fetchOne($0, sql: "PRAGMA wal_checkpoint(PASSIVE)") }
      return .rollback
    }
  }
}
