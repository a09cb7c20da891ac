package import Foundation

/// A moment in time, in whole milliseconds since 1970 UTC, as the store keeps it.
package struct Instant: Hashable, Comparable, Sendable {
  /// Milliseconds since 1970-01-01T00:00:00Z; negative before it.
  package var milliseconds: Int64

  /// A moment from its milliseconds since 1970.
  package init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// A moment from a Foundation date, cut to milliseconds.
  package init(_ date: Date) {
    milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded(.down))
  }

  /// The same moment as a Foundation date.
  package var date: Date {
    Date(timeIntervalSince1970: Double(milliseconds) / 1000)
  }

  package static func < (left: Instant, right: Instant) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// The moment that lies `span` after this one.
  package static func + (moment: Instant, span: Span) -> Instant {
    Instant(milliseconds: moment.milliseconds + span.milliseconds)
  }

  /// The moment that lies `span` before this one.
  package static func - (moment: Instant, span: Span) -> Instant {
    Instant(milliseconds: moment.milliseconds - span.milliseconds)
  }

  /// The span from `right` to `left`; negative when `left` is earlier.
  package static func - (left: Instant, right: Instant) -> Span {
    Span(milliseconds: left.milliseconds - right.milliseconds)
  }
}

/// A length of time in whole milliseconds; it knows no calendar.
package struct Span: Hashable, Comparable, Sendable {
  /// The length in milliseconds; may be negative.
  package var milliseconds: Int64

  /// A span from milliseconds.
  package init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// A span of so many seconds.
  package static func seconds(_ count: Int64) -> Span { Span(milliseconds: count * 1000) }
  /// A span of so many minutes.
  package static func minutes(_ count: Int64) -> Span { .seconds(count * 60) }
  /// A span of so many hours.
  package static func hours(_ count: Int64) -> Span { .minutes(count * 60) }
  /// A span of so many times 24 hours.
  package static func days(_ count: Int64) -> Span { .hours(count * 24) }

  package static func < (left: Span, right: Span) -> Bool {
    left.milliseconds < right.milliseconds
  }
}

// MARK: - As text

extension Instant {
  /// RFC 3339 with the offset of `zone`, in seconds: `2026-11-25T19:04:00+01:00`, `…Z` for UTC.
  package func rfc3339(in zone: TimeZone = .gmt) -> String {
    let offset = Int64(zone.secondsFromGMT(for: date))
    let (days, second) = (milliseconds.flooredSeconds + offset).flooredDivision(by: 86_400)
    let (year, month, day) = Self.civil(fromDays: days)
    let clock = "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
    let stamp = "\(four(year))-\(two(month))-\(two(day))T\(clock)"
    guard offset != 0 else { return stamp + "Z" }
    let size = abs(offset)
    return stamp + (offset < 0 ? "-" : "+") + "\(two(size / 3600)):\(two(size / 60 % 60))"
  }

  /// Reads RFC 3339 (`2026-11-25T19:04:00.5Z`, `…+01:00`); `nil` for anything else.
  package init?(rfc3339 text: String) {
    guard
      let match = text.wholeMatch(
        of: #/(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:?\d\d)/#)
    else { return nil }
    let part = match.output
    guard let year = Int64(part.1), let month = Int64(part.2), let day = Int64(part.3),
      let hour = Int64(part.4), let minute = Int64(part.5), let second = Int64(part.6),
      hour < 24, minute < 60, second <= 60, let offset = Self.offset(part.8)
    else { return nil }
    let days = Self.days(year: year, month: month, day: day)
    guard Self.civil(fromDays: days) == (year, month, day) else { return nil }
    let fraction = part.7.map { Int64(($0 + "000").prefix(3)) ?? 0 } ?? 0
    let local = days * 86_400 + hour * 3600 + minute * 60 + second
    self.init(milliseconds: (local - offset) * 1000 + fraction)
  }

  private static func offset(_ text: Substring) -> Int64? {
    let digits = text.filter(\.isNumber)
    guard let value = Int64(digits) else { return 0 }
    guard value / 100 < 24, value % 100 < 60 else { return nil }
    let seconds = (value / 100) * 3600 + (value % 100) * 60
    return text.hasPrefix("-") ? -seconds : seconds
  }

  /// Days since 1970 of a date in the Gregorian calendar, any year.
  package static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = shifted.flooredDivision(by: 400)
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let (era, dayOfEra) = (days + 719_468).flooredDivision(by: 146_097)
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted + (shifted < 10 ? 3 : -9)
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1
    )
  }

  private func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
  private func four(_ number: Int64) -> String {
    String(repeating: "0", count: max(0, 4 - String(number).count)) + String(number)
  }
}

extension Int64 {
  /// Whole seconds of a number of milliseconds, rounded down.
  fileprivate var flooredSeconds: Int64 { flooredDivision(by: 1000).quotient }

  fileprivate func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}

// MARK: - Codable: the bare number, so that rows stay short

extension Instant: Codable {
  package init(from decoder: any Decoder) throws {
    milliseconds = try decoder.singleValueContainer().decode(Int64.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(milliseconds)
  }
}

extension Span: Codable {
  package init(from decoder: any Decoder) throws {
    milliseconds = try decoder.singleValueContainer().decode(Int64.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(milliseconds)
  }
}
