package import Foundation

/// A moment as a mail states it: the instant, and the sender's own offset from UTC.
package struct MailDate: Hashable, Sendable, Comparable {
  /// The instant.
  package var instant: Date
  /// Seconds east of UTC on the sender's clock; `nil` where the sender says it is unknown
  /// (`-0000`, RFC 5322 paragraph 3.3).
  package var offset: Int?

  /// A moment from its parts.
  package init(instant: Date, offset: Int? = 0) {
    self.instant = instant
    self.offset = offset
  }

  /// Earlier and later by the instant alone.
  package static func < (left: MailDate, right: MailDate) -> Bool {
    left.instant < right.instant
  }

  /// The moment on the sender's clock, as RFC 3339 writes it: `2026-01-31T09:05:00+01:00`; an
  /// unknown offset is written `-00:00`.
  package var rfc3339: String {
    let clock = Int(instant.timeIntervalSince1970.rounded(.down)) + (offset ?? 0)
    let (days, seconds) = clock.quotientAndRemainder(floor: 86_400)
    let (year, month, day) = MailDate.civil(days: days)
    let minutes = abs(offset ?? 0) / 60
    let sign = offset.map { $0 < 0 ? "-" : "+" } ?? "-"
    return "\(pad(year, 4))-\(pad(month))-\(pad(day))T\(pad(seconds / 3600))"
      + ":\(pad(seconds / 60 % 60)):\(pad(seconds % 60))\(sign)\(pad(minutes / 60))"
      + ":\(pad(minutes % 60))"
  }

  /// The moment as a Date field writes it: `Sat, 31 Jan 2026 09:05:00 +0100` (RFC 5322
  /// paragraph 3.3).
  package var rfc5322: String {
    let clock = Int(instant.timeIntervalSince1970.rounded(.down)) + (offset ?? 0)
    let (days, seconds) = clock.quotientAndRemainder(floor: 86_400)
    let (year, month, day) = MailDate.civil(days: days)
    let minutes = abs(offset ?? 0) / 60
    let sign = offset.map { $0 < 0 ? "-" : "+" } ?? "-"
    let weekday = MailDate.weekdays[days.quotientAndRemainder(floor: 7).remainder]
    return "\(weekday), \(pad(day)) \(MailDate.months[month - 1]) \(pad(year, 4))"
      + " \(pad(seconds / 3600)):\(pad(seconds / 60 % 60)):\(pad(seconds % 60))"
      + " \(sign)\(pad(minutes / 60))\(pad(minutes % 60))"
  }

  /// Day 0, the first of January 1970, was a Thursday.
  private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private func pad(_ number: Int, _ width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// The date of a day counted from 1970; years are counted from March on the way, so that the
  /// leap day is the last of its year.
  private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
    let (era, dayOfEra) = (days + 719_468).quotientAndRemainder(floor: 146_097)
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }
}

extension Int {
  /// Division that rounds down, so that the remainder is never negative.
  fileprivate func quotientAndRemainder(floor divisor: Int) -> (quotient: Int, remainder: Int) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
