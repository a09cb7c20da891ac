/// How a channel has done since a moment: what came, how soon it was answered, what waits.
package struct ChannelHealth: Hashable, Sendable {
  /// The channel.
  package var channel: ChannelName
  /// The accounts its tickets came through, in order.
  package var accounts: [AccountName] = []
  /// Tickets that began.
  package var tickets = 0
  /// How many of them know their order.
  package var linked = 0
  /// What customers wrote.
  package var messages = 0
  /// First answers that were given.
  package var answered = 0
  /// The median of the time until a first answer, on the clock on the wall; `nil` without any.
  package var firstAnswer: Span?
  /// Nine of ten first answers came within so long; `nil` without any.
  package var slowAnswer: Span?
  /// Tickets that wait for an answer now, however old.
  package var waiting = 0
  /// Since when the oldest of them waits.
  package var oldest: Instant?
  /// When a customer last wrote, however long ago.
  package var lastAt: Instant?
  /// Nineteen of twenty messages came within so long of the one before; `nil` where there were too
  /// few to tell.
  package var usualGap: Span?

  /// Nothing is known of it yet.
  package init(_ channel: ChannelName) {
    self.channel = channel
  }

  /// Fewer messages tell nothing of what is usual.
  package static let fewest = 20
  /// So many times as long as usual is odd, but less than a day never is.
  private static let oddity: Int64 = 3

  /// It has been silent for far longer than it ever is, as where something on the way is broken.
  package func isSilent(at now: Instant) -> Bool {
    guard let lastAt, let usualGap else { return false }
    return (now - lastAt) > max(usualGap.times(Self.oddity), .days(1))
  }

  /// The share of new tickets that know their order, in hundredths; `nil` without tickets.
  package var linkedShare: Int? { tickets > 0 ? linked * 100 / tickets : nil }
}

extension Span {
  /// So many times as long.
  fileprivate func times(_ factor: Int64) -> Span {
    Span(milliseconds: milliseconds * factor)
  }
}
