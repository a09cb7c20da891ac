/// At most so many open streams to one host, whichever accounts and folders want them: mail servers
/// turn away, or lock out, who comes with too many at once.
///
/// While more than half of them are open the host is crowded: then nobody should keep one that is
/// not in use, so that whoever waits gets a turn soon.
package actor ConnectionBudget {
  private let most: Int
  private var open: [String: Set<Int>] = [:]
  private var waiting: [String: [Waiter]] = [:]
  private var passes = 0

  private struct Waiter {
    var pass: Int
    var turn: CheckedContinuation<Bool, Never>
  }

  /// A budget of `most` streams to each host, at least two.
  package init(perHost most: Int = 10) {
    precondition(most >= 2, "Half of them must be one at least.")
    self.most = most
  }

  /// How many streams to a host are open.
  package func count(to host: String) -> Int { open[host]?.count ?? 0 }

  /// How many wait for one.
  package func waiting(for host: String) -> Int { waiting[host]?.count ?? 0 }

  /// Whether a stream that is not in use should be closed for the sake of others.
  package func isCrowded(_ host: String) -> Bool {
    count(to: host) > most / 2 || waiting(for: host) > 0
  }

  /// Whether a stream may be opened only to wait for news on it.
  package func hasRoom(to host: String) -> Bool { !isCrowded(host) && count(to: host) < most / 2 }

  /// Waits for a turn, and gives back the pass to leave with; `nil` where the task was cancelled
  /// meanwhile.
  func enter(_ host: String) async -> Int? {
    passes += 1
    let pass = passes
    guard count(to: host) >= most else {
      open[host, default: []].insert(pass)
      return pass
    }
    let isIn = await withTaskCancellationHandler {
      await withCheckedContinuation { turn in
        guard !Task.isCancelled else { return turn.resume(returning: false) }
        waiting[host, default: []].append(Waiter(pass: pass, turn: turn))
      }
    } onCancel: {
      Task { await self.forget(pass, at: host) }
    }
    return isIn ? pass : nil
  }

  /// Gives a turn to whoever has waited longest; to leave twice is harmless.
  func leave(_ host: String, _ pass: Int) {
    guard open[host]?.remove(pass) != nil, let next = waiting[host]?.first else { return }
    waiting[host]?.removeFirst()
    open[host]?.insert(next.pass)
    next.turn.resume(returning: true)
  }

  private func forget(_ pass: Int, at host: String) {
    guard let place = waiting[host]?.firstIndex(where: { $0.pass == pass }) else { return }
    waiting[host]?.remove(at: place).turn.resume(returning: false)
  }
}
