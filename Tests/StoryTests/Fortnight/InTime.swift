import Synchronization
import TestKit

/// Does what must come to an end; throws `Overdue` where it does not, and leaves it alone.
func inTime<Value: Sendable>(
  _ what: String, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  let latch = Latch()
  let task = Task {
    defer { latch.close() }
    return try await work()
  }
  try await eventually(what) { latch.isClosed }
  return try await task.value
}

/// Closes once.
private final class Latch: Sendable {
  private let state = Mutex(false)

  var isClosed: Bool { state.withLock { $0 } }

  func close() { state.withLock { $0 = true } }
}
