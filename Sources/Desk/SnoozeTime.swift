package import Domain
package import Foundation

/// Reads when a ticket should come back: `3h`, `45m`, `2d`, `1w`, `tomorrow`, `tonight`, `monday`,
/// `2026-12-01`, each with an optional clock: `monday 14:30`.
package enum SnoozeTime {
  /// The words a person can begin with, for completion.
  package static let words = [
    "1h", "3h", "tonight", "tomorrow", "2d", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday", "1w",
  ]

  /// The moment that `text` means, seen from `now`; days begin at nine in the morning.
  package static func read(
    _ text: String, at now: Instant, in zone: TimeZone
  ) throws(Problem) -> Instant {
    let words = text.lowercased().split(whereSeparator: \.isWhitespace)
    guard let first = words.first, words.count <= 2 else { throw problem(text) }
    if words.count == 1, let span = span(first) { return now + span }
    guard var (day, clock) = day(first, at: now, in: zone) else { throw problem(String(first)) }
    if words.count == 2 {
      guard let wanted = minutes(words[1]) else { throw problem(String(words[1])) }
      clock = wanted
    }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    day.hour = clock / 60
    day.minute = clock % 60
    guard let date = calendar.date(from: day) else { throw problem(text) }
    let moment = Instant(date)
    guard moment > now else {
      throw Problem("\(text) is over", remedy: "choose a time that is still to come")
    }
    return moment
  }

  private static func problem(_ text: String) -> Problem {
    let nearest = Problem.nearest(to: text, among: words)
    return Problem(
      text.isEmpty ? "until when?" : "\(text) is no time",
      remedy: nearest.map { "did you mean \($0)" } ?? "3h, tomorrow, monday, 2d or 2026-12-01")
  }

  private static func span(_ word: Substring) -> Domain.Span? {
    guard let unit = word.last, let number = Int64(word.dropLast()), (1...9999).contains(number)
    else { return nil }
    switch unit {
    case "m": return .minutes(number)
    case "h": return .hours(number)
    default: return nil
    }
  }

  /// A day, and the minutes after midnight that are meant where no clock is typed.
  private static func day(
    _ word: Substring, at now: Instant, in zone: TimeZone
  ) -> (DateComponents, Int)? {
    let today = Day(now, zone)
    let morning = 9 * 60
    func later(_ days: Int) -> DateComponents {
      DateComponents(year: today.year, month: today.month, day: today.day + days)
    }
    switch word {
    case "today", "tonight": return (later(0), 18 * 60)
    case "tomorrow": return (later(1), morning)
    default: break
    }
    if let unit = word.last, unit == "d" || unit == "w", let number = Int(word.dropLast()),
      (1...999).contains(number)
    {
      return (later(unit == "d" ? number : number * 7), morning)
    }
    if word.count >= 3,
      let index = Day.weekdays.firstIndex(where: { word.hasPrefix($0.lowercased()) }),
      words.contains(where: { $0.hasSuffix("day") && $0.hasPrefix(word) })
    {
      let distance = (index + 1 - today.weekdayNumber + 6) % 7 + 1
      return (later(distance), morning)
    }
    return date(word).map { ($0, morning) }
  }

  private static func date(_ word: Substring) -> DateComponents? {
    let parts = word.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
      (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    return DateComponents(year: year, month: month, day: day)
  }

  private static func minutes(_ word: Substring) -> Int? {
    let parts = word.split(separator: ":", omittingEmptySubsequences: false)
    guard let hour = parts.first.flatMap({ Int($0) }), (0..<24).contains(hour), parts.count <= 2
    else { return nil }
    guard parts.count == 2 else { return hour * 60 }
    guard parts[1].count == 2, let minute = Int(parts[1]), (0..<60).contains(minute) else {
      return nil
    }
    return hour * 60 + minute
  }
}
