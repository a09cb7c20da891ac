import NIOCore
import NIOPosix

/// The threads on which all sockets of a program live; opened once, shut down last.
package struct Loops: Sendable {
  let group: MultiThreadedEventLoopGroup

  /// Starts the threads; two serve dozens of accounts.
  package init(threads: Int = 2) {
    precondition(threads > 0, "Sockets need at least one thread.")
    group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
  }

  /// Ends the threads; every transport and listener must be closed before.
  package func shutDown() async {
    try? await group.shutdownGracefully()
  }
}

extension TimeAmount {
  /// The same span in NIO's words; more than a century counts as a century.
  init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    let limited = min(max(seconds, 0), 3_000_000_000)
    self = .nanoseconds(limited * 1_000_000_000 + attoseconds / 1_000_000_000)
  }
}
