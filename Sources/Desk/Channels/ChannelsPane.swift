package import Domain
package import Terminal

/// How each channel does: what came, how soon it was answered, what waits, and which has gone quiet.
package struct ChannelsPane: Hashable, Sendable {
  /// How many days back it counts.
  package static let span = 30

  /// The channels, by name.
  package private(set) var channels: [ChannelHealth] = []
  /// Where the cursor is.
  package var list = List()
  /// The answer is here.
  package private(set) var isAnswered = false
  private var since = Instant(milliseconds: 0)

  /// Nothing is known yet.
  package init() {}

  /// The channel under the cursor.
  package var selected: ChannelHealth? { list.selected.map { channels[$0] } }

  /// What it asks the store.
  package var question: Question { .channels(since: since) }

  /// It is looked at from now on.
  package mutating func open(at moment: Instant) {
    since = moment - .days(Int64(Self.span))
    isAnswered = false
  }

  /// Takes over the channels; the one under the cursor stays there.
  package mutating func answered(_ channels: [ChannelHealth]) {
    let chosen = selected?.channel
    self.channels = channels
    isAnswered = true
    list.follow(channels.firstIndex { $0.channel == chosen }, count: channels.count)
  }
}
