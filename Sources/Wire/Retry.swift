package import Foundation

/// When to try again: waits that double up to a limit, spread by chance so that many accounts do
/// not knock at the same moment.
package struct Retry: Hashable, Sendable {
  /// The wait after the first failure.
  package var first: Duration
  /// No wait of our own choosing is longer.
  package var longest: Duration
  /// The longest wait that a server may ask of us.
  package var longestAsked: Duration

  /// Waits from `first`, doubling, to `longest`; what a server asks counts up to `longestAsked`.
  package init(
    first: Duration = .seconds(2), longest: Duration = .seconds(900),
    longestAsked: Duration = .seconds(6 * 3600)
  ) {
    self.first = first
    self.longest = longest
    self.longestAsked = longestAsked
  }

  /// The wait before the next try.
  ///
  /// - Parameters:
  ///   - failures: how many tries in a row have failed, 1 or more.
  ///   - asked: the wait that the server asked for, if it did; never undercut.
  ///   - chance: a random number from 0 up to 1; the wait lies between half and all of the step.
  package func delay(after failures: Int, asked: Duration? = nil, chance: Double) -> Duration {
    let step = first * (1 << min(max(failures - 1, 0), 30))
    let spread = min(step, longest) * (0.5 + 0.5 * min(max(chance, 0), 1))
    guard let asked else { return spread }
    return max(spread, min(asked, longestAsked))
  }

  /// What a `Retry-After` field asks for (RFC 9110, section 10.2.3): seconds or a date.
  ///
  /// `nil` where it is neither; a date in the past is no wait.
  package static func asked(by field: String, now: Date) -> Duration? {
    let text = field.trimmingCharacters(in: .whitespaces)
    if !text.isEmpty, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) {
      return .seconds(min(Int64(text) ?? Int64(Int32.max), Int64(Int32.max)))
    }
    guard let date = date(text) else { return nil }
    let seconds = min(max(date.timeIntervalSince(now), 0), Double(Int32.max))
    return .seconds(Int64(seconds.rounded(.up)))
  }

  /// A moment as header fields tell it (RFC 9110, section 5.6.7); `nil` for anything else.
  package static func date(_ text: String) -> Date? {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return formatter.date(from: text)
  }
}
