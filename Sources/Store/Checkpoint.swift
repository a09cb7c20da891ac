internal import Dispatch
internal import GRDB

/// The one place that copies the WAL back into the file.
///
/// Only passively, and only while our writer holds the write lock, so that nobody commits
/// meanwhile: SQLite before 3.51.3 has a race between two checkpoints and a commit.
final class Checkpoint: @unchecked Sendable {
  /// How large the WAL remains when it begins anew; one that is larger has not for some time.
  static let usualSize = 32 << 20

  private let aside: DatabaseQueue
  // Touched only on the writer's own queue.
  private var commits = 0
  private var changesThen = 0
  /// Others have left much behind: processes that commit a little and end, or are ended, before
  /// their own count comes to a checkpoint, while another keeps the store open.
  private var isOwed: Bool

  init(path: String) throws {
    aside = try Connection.aside(path, patience: 1, readOnly: false)
    isOwed = Ground.size(of: path + "-wal") > Self.usualSize
  }

  /// Called on the writer's queue after a commit; checkpoints when enough has gathered.
  func noteCommit(on db: Database) {
    commits += 1
    let changed = db.totalChangesCount - changesThen
    guard isOwed || commits >= 200 || changed >= 20_000 else { return }
    run(on: db)
  }

  /// Lets go of the file; checkpoints no more.
  func close() {
    try? aside.close()
  }

  /// Checkpoints now. What fails is tried again after a later commit: the WAL keeps everything.
  func run(on db: Database) {
    isOwed = false
    commits = 0
    changesThen = db.totalChangesCount
    _ = try? db.inTransaction(.immediate) {
      _ = try aside.inDatabase { try Row.fetchOne($0, sql: "PRAGMA wal_checkpoint(PASSIVE)") }
      return .rollback
    }
  }
}
