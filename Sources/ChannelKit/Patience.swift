import Wire

extension ChannelError {
  /// How long to wait before trying again; `nil` where only a person can help.
  ///
  /// - Parameters:
  ///   - failures: how many tries in a row have failed, 1 or more.
  ///   - chance: a random number from 0 up to 1, so that accounts do not knock all at once.
  package func wait(after failures: Int, chance: Double) -> Duration? {
    switch self {
    case .unreachable, .postponed, .unreadable, .unsure:
      Retry().delay(after: failures, chance: chance)
    case .slowDown(let asked):
      Retry().delay(after: failures, asked: asked, chance: chance)
    case .signedOut, .refused:
      nil
    }
  }
}
