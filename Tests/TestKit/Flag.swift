import Synchronization

/// Something that has happened, or not yet.
package final class Flag: Sendable {
  private let state = Mutex(false)

  /// One that has not happened.
  package init() {}

  /// It has happened.
  package var isRaised: Bool { state.withLock { $0 } }

  /// It happens.
  package func raise() { state.withLock { $0 = true } }
}
