import Dispatch
import Domain
import Foundation
import Sync
import Synchronization

/// A clock that stands still until the test lets time pass; whoever sleeps by it wakes then.
final class StageClock: Sendable {
  private struct Sleeper {
    var until: Instant
    var wake: CheckedContinuation<Void, Never>
  }

  private struct State {
    /// What a clock says that nobody ever sets.
    var elapsed: Instant
    /// How far the computer's own clock was set away from that.
    var jumped = Domain.Span(milliseconds: 0)
    var next = 0
    var sleepers: [Int: Sleeper] = [:]
  }

  private let state: Mutex<State>

  init(at start: Instant) {
    state = Mutex(State(elapsed: start))
  }

  /// What the computer's clock says.
  var now: Instant { state.withLock { $0.elapsed + $0.jumped } }

  /// What everybody else's clock says.
  var elapsed: Instant { state.withLock(\.elapsed) }

  /// How many are sleeping.
  var sleeping: Int { state.withLock(\.sleepers.count) }

  /// Lets time pass.
  func pass(_ span: Domain.Span) {
    let awake = state.withLock { state in
      state.elapsed = state.elapsed + span
      let due = state.sleepers.filter { $0.value.until <= state.elapsed }
      for key in due.keys { state.sleepers[key] = nil }
      return due.values.map(\.wake)
    }
    for wake in awake { wake.resume() }
  }

  /// Sets the computer's clock ahead or back. No time passes, and nobody wakes: who sleeps counts
  /// what passes.
  func jump(_ span: Domain.Span) {
    state.withLock { state in
      state.jumped = Domain.Span(milliseconds: state.jumped.milliseconds + span.milliseconds)
    }
  }

  /// Waits until so much time has passed, or the task is cancelled.
  func sleep(_ span: Duration) async {
    let number = state.withLock { state in
      state.next += 1
      return state.next
    }
    let milliseconds =
      span.components.seconds * 1000 + span.components.attoseconds / 1_000_000_000_000_000
    await withTaskCancellationHandler {
      await withCheckedContinuation { wake in
        let isOver = state.withLock { state in
          guard milliseconds > 0, !Task.isCancelled else { return true }
          let until = state.elapsed + Domain.Span(milliseconds: milliseconds)
          state.sleepers[number] = Sleeper(until: until, wake: wake)
          return false
        }
        if isOver { wake.resume() }
      }
    } onCancel: {
      state.withLock { $0.sleepers.removeValue(forKey: number) }?.wake.resume()
    }
  }

  /// The same for a desk: what is a moment for a person passes by itself.
  func wait(_ span: Duration) async throws {
    guard span < .seconds(1) else { return await sleep(span) }
    let milliseconds = Int(span / .milliseconds(1))
    await withCheckedContinuation { wake in
      DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) {
        wake.resume()
      }
    }
    try Task.checkCancellation()
  }

  /// The same for the sync engine.
  var timepiece: Timepiece {
    Timepiece(now: { self.now }, sleep: { await self.sleep($0) }, chance: { 1 })
  }
}
