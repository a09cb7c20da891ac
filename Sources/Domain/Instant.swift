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
    var rest = Array(text.utf8)[...]
    guard let year = Self.digits(4, of: &rest), Self.skip("-", &rest),
      let month = Self.digits(2, of: &rest), Self.skip("-", &rest),
      let day = Self.digits(2, of: &rest), Self.skip("Tt ", &rest),
      let hour = Self.digits(2, of: &rest), Self.skip(":", &rest),
      let minute = Self.digits(2, of: &rest), Self.skip(":", &rest),
      let second = Self.digits(2, of: &rest), let fraction = Self.fraction(&rest),
      hour < 24, minute < 60, second <= 60, let offset = Self.offset(&rest), rest.isEmpty
    else { return nil }
    let days = Self.days(year: year, month: month, day: day)
    guard Self.civil(fromDays: days) == (year, month, day) else { return nil }
    let local = days * 86_400 + hour * 3600 + minute * 60 + second
    self.init(milliseconds: (local - offset) * 1000 + fraction)
  }

  private static func digits(_ count: Int, of text: inout ArraySlice<UInt8>) -> Int64? {
    let digits = text.prefix(count)
    guard digits.count == count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    text = text.dropFirst(count)
    return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
  }

  private static func skip(_ any: String, _ text: inout ArraySlice<UInt8>) -> Bool {
    guard let first = text.first, any.utf8.contains(first) else { return false }
    text = text.dropFirst()
    return true
  }

  /// Up to nine digits behind a point, as milliseconds; none is 0.
  private static func fraction(_ text: inout ArraySlice<UInt8>) -> Int64? {
    guard skip(".", &text) else { return 0 }
    let count = text.prefix { (0x30...0x39).contains($0) }.count
    guard (1...9).contains(count) else { return nil }
    var padded = text.prefix(count) + Array(repeating: 0x30, count: 3)
    text = text.dropFirst(count)
    return digits(3, of: &padded)
  }

  /// `Z`, `+01:00` or `+0100`, in seconds.
  private static func offset(_ text: inout ArraySlice<UInt8>) -> Int64? {
    if skip("Zz", &text) { return 0 }
    let isWest = text.first == UInt8(ascii: "-")
    guard skip("+-", &text), let hours = digits(2, of: &text) else { return nil }
    _ = skip(":", &text)
    guard let minutes = digits(2, of: &text), hours < 24, minutes < 60 else { return nil }
    let seconds = hours * 3600 + minutes * 60
    return isWest ? -seconds : seconds
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
