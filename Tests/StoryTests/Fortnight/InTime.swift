import TestKit

/// Does what must come to an end; throws `Overdue` where it does not, and leaves it alone.
func inTime<Value: Sendable>(
  _ what: String, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  let ended = Flag()
  let task = Task {
    defer { ended.raise() }
    return try await work()
  }
  try await eventually(what) { ended.isRaised }
  return try await task.value
}
