import Glibc
import Synchronization

/// A server that lives as long as the test wants it, and no longer than the test's process.
package final class ServerProcess: Sendable {
  /// Starts the server, and ends it when standard input ends: which it does with our process.
  private static let guardian = """
    exec 3<&0 </dev/null
    trap 'kill -TERM $server 2>/dev/null' TERM
    "$@" 3<&- & server=$!
    ( trap - TERM; cat <&3 >/dev/null; kill -TERM $server 2>/dev/null ) & watcher=$!
    while :; do wait $server; status=$?; kill -0 $server 2>/dev/null || break; done
    kill $watcher 2>/dev/null
    exit $status
    """

  private let running: Running
  private let leash: Int32

  /// Starts a server in the foreground.
  package init(_ program: String, _ arguments: [String]) throws {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw TalkFailed(description: "no pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    leash = ends[1]
    running = try Running(
      "/bin/sh", ["-c", Self.guardian, "sh", program] + arguments, input: ends[0])
  }

  deinit {
    close(leash)
  }

  /// What it has said so far.
  package var words: String { running.words }

  /// Why it is not running any more; `nil` while it is.
  package var failure: String? { running.ending.map { "\($0)" } }

  /// Ends it and waits until it has gone, with all that it has started: a Dovecot that is asked to
  /// end lets those finish whom it serves.
  package func stop() async throws {
    running.send(SIGTERM)
    try await running.ended(within: .seconds(30))
    running.killGroup()
  }
}
