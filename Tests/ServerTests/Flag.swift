import Synchronization

/// Something that has happened, or not yet.
final class Flag: Sendable {
  private let state = Mutex(false)

  /// It has happened.
  var isRaised: Bool { state.withLock { $0 } }

  /// It happens.
  func raise() { state.withLock { $0 = true } }
}
