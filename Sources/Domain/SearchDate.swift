import Foundation

/// A date as a search spells it; it stays relative until it is asked, so that a view kept open
/// past midnight moves on.
package enum SearchDate: Hashable, Sendable {
  /// `2026-01-31`
  case day(year: Int, month: Int, day: Int)
  /// `2026-01`
  case month(year: Int, month: Int)
  /// `2026`
  case year(Int)
  case today
  case yesterday
  /// `7d`, `2w`: so many times 24 hours before now.
  case ago(days: Int)

  /// Reads one date in lower case; `nil` for anything else, the 30th of February included.
  package init?(_ text: some StringProtocol) {
    switch text {
    case "today": self = .today
    case "yesterday": self = .yesterday
    default:
      guard let date = Self.ago(text) ?? Self.calendar(text) else { return nil }
      self = date
    }
  }

  /// How it is spelt.
  package var text: String {
    switch self {
    case .day(let year, let month, let day):
      "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    case .month(let year, let month): "\(padded(year, 4))-\(padded(month, 2))"
    case .year(let year): padded(year, 4)
    case .today: "today"
    case .yesterday: "yesterday"
    case .ago(let days): "\(days)d"
    }
  }

  /// When it begins, in the zone and at the time of the question.
  package func start(_ vantage: Vantage) -> Instant {
    if case .ago(let days) = self { return vantage.now - .days(Int64(days)) }
    return span(vantage).from
  }

  /// The day, month or year it means: from, up to but not including.
  package func span(_ vantage: Vantage) -> (from: Instant, upTo: Instant) {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = vantage.zone
    func span(_ component: Calendar.Component, _ date: Date?) -> (from: Instant, upTo: Instant) {
      guard let date, let interval = calendar.dateInterval(of: component, for: date) else {
        return (vantage.now, vantage.now)
      }
      return (Instant(interval.start), Instant(interval.end))
    }
    func date(_ year: Int, _ month: Int = 1, _ day: Int = 1) -> Date? {
      calendar.date(from: DateComponents(year: year, month: month, day: day, hour: 12))
    }
    func daysAgo(_ days: Int) -> Date? {
      calendar.date(byAdding: .day, value: -days, to: vantage.now.date)
    }
    return switch self {
    case .day(let year, let month, let day): span(.day, date(year, month, day))
    case .month(let year, let month): span(.month, date(year, month))
    case .year(let year): span(.year, date(year))
    case .today: span(.day, vantage.now.date)
    case .yesterday: span(.day, daysAgo(1))
    case .ago(let days): span(.day, daysAgo(days))
    }
  }

  /// What `updated:` means by it: since so many days, or within it.
  package func change(_ vantage: Vantage) -> (from: Instant, upTo: Instant?) {
    if case .ago = self { return (start(vantage), nil) }
    let span = span(vantage)
    return (span.from, span.upTo)
  }

  // MARK: Reading

  private static func ago(_ text: some StringProtocol) -> SearchDate? {
    guard let unit = text.last, unit == "d" || unit == "w", (2...5) ~= text.utf8.count,
      let count = number(text.dropLast())
    else { return nil }
    return .ago(days: unit == "w" ? count * 7 : count)
  }

  private static func calendar(_ text: some StringProtocol) -> SearchDate? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let lengths = parts.map(\.utf8.count)
    let numbers = parts.compactMap { number($0) }
    guard numbers.count == parts.count, [4, 2, 2].starts(with: lengths), numbers[0] > 0 else {
      return nil
    }
    switch numbers.count {
    case 1: return .year(numbers[0])
    case 2: return (1...12) ~= numbers[1] ? .month(year: numbers[0], month: numbers[1]) : nil
    default:
      guard (1...12) ~= numbers[1], (1...days(numbers[0], numbers[1])) ~= numbers[2] else {
        return nil
      }
      return .day(year: numbers[0], month: numbers[1], day: numbers[2])
    }
  }

  private static func number(_ text: some StringProtocol) -> Int? {
    text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 } ? Int(text) : nil
  }

  private static func days(_ year: Int, _ month: Int) -> Int {
    let next = month == 12 ? (year + 1, 1) : (year, month + 1)
    let first = Instant.days(year: Int64(year), month: Int64(month), day: 1)
    return Int(Instant.days(year: Int64(next.0), month: Int64(next.1), day: 1) - first)
  }

  private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
