package import Domain
import Foundation

/// Time and chance as the engine is given them.
package struct Timepiece: Sendable {
  /// What time it is.
  package var now: @Sendable () -> Instant
  /// Waits; returns early, without a word, when the task is cancelled.
  package var sleep: @Sendable (Duration) async -> Void
  /// A random number from 0 up to 1.
  package var chance: @Sendable () -> Double

  /// A timepiece from its parts.
  package init(
    now: @escaping @Sendable () -> Instant, sleep: @escaping @Sendable (Duration) async -> Void,
    chance: @escaping @Sendable () -> Double
  ) {
    self.now = now
    self.sleep = sleep
    self.chance = chance
  }

  /// The computer's own.
  package static let system = Timepiece(
    now: { Instant(Date()) }, sleep: { try? await Task.sleep(for: $0) },
    chance: { Double.random(in: 0..<1) })
}

extension Span {
  /// The same as a duration; none where it is negative.
  var duration: Duration { .milliseconds(max(0, milliseconds)) }
}
