package import Domain

/// How soon each channel wants an answer, in calendar time.
package struct SLAPresets: Hashable, Sendable {
  /// One channel's promise.
  package struct Promise: Hashable, Sendable {
    /// How long an answer may take.
    package var span: Span
    /// The marketplace itself measures it: it can be neither edited nor waived.
    package var isPlatforms: Bool

    /// A promise.
    package init(within span: Span, isPlatforms: Bool = false) {
      self.span = span
      self.isPlatforms = isPlatforms
    }
  }

  /// What channels promise that are not named in `byChannel`.
  package var otherwise: Promise
  /// What each channel promises.
  package var byChannel: [ChannelName: Promise]

  /// Presets.
  package init(otherwise: Promise, byChannel: [ChannelName: Promise]) {
    self.otherwise = otherwise
    self.byChannel = byChannel
  }

  /// What a shop begins with: mail 2 h, Amazon 24 h, Walmart 48 h, a chat 30 s, all others 24 h.
  package static let standard = SLAPresets(
    otherwise: Promise(within: .hours(24)),
    byChannel: [
      .email: Promise(within: .hours(2)),
      .amazon: Promise(within: .hours(24), isPlatforms: true),
      .walmart: Promise(within: .hours(48), isPlatforms: true),
      .chat: Promise(within: .seconds(30)),
    ])

  /// What a channel promises.
  package func promise(for channel: ChannelName) -> Promise {
    byChannel[channel] ?? otherwise
  }
}
