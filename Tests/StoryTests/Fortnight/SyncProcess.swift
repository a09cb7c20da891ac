import Store
import Sync

/// A process that syncs until it is ended: its own store, its own engine, its own line.
struct SyncProcess: Sendable {
  let line: Line
  private let task: Task<Void, any Error>

  init(of shop: MailShop, seed: UInt64) throws {
    let line = shop.line()
    let engine = shop.engine(try shop.store(seed: seed), over: line, seed: seed ^ 1)
    self.line = line
    task = Task { try await engine.run() }
  }

  /// Is ended where it stands; what it still wants to say reaches nobody.
  func end() async throws {
    task.cancel()
    line.set(isDown: true)
    await line.cut()
    let task = task
    try await inTime("a process ends") { try await task.value }
  }
}
