import Foundation

/// The date-time of IMAP: `17-Jul-1996 02:44:25 -0700` (RFC 3501, section 9).
enum IMAPDate {
  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  /// Reads a date-time; the day may have one digit, with or without a space before it.
  static func date(_ text: String) -> Date? {
    let parts = text.split(separator: " ")
    guard parts.count == 3 else { return nil }
    let day = parts[0].split(separator: "-", omittingEmptySubsequences: false)
    let clock = parts[1].split(separator: ":", omittingEmptySubsequences: false).map { number($0) }
    guard day.count == 3, clock.count == 3, let date = number(day[0]), let year = number(day[2]),
      let month = months.firstIndex(of: day[1].lowercased()), let hour = clock[0],
      let minute = clock[1], let second = clock[2], let offset = offset(parts[2]),
      1...31 ~= date, 1900...9999 ~= year, hour < 24, minute < 60, second <= 60
    else { return nil }
    let days = dayNumber(year: year, month: month + 1, day: date)
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
    return Date(timeIntervalSince1970: Double(seconds))
  }

  private static func number(_ text: some StringProtocol) -> Int? {
    guard 1...4 ~= text.utf8.count, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
    return Int(text)
  }

  private static func offset(_ text: Substring) -> Int? {
    guard text.utf8.count == 5, text.first == "+" || text.first == "-",
      let value = number(text.dropFirst()), value % 100 < 60
    else { return nil }
    let seconds = value / 100 * 3600 + value % 100 * 60
    return text.first == "-" ? -seconds : seconds
  }

  /// Days from 1970-01-01 in the Gregorian calendar; the year is counted from March on, so that
  /// the leap day is its last.
  private static func dayNumber(year: Int, month: Int, day: Int) -> Int {
    let y = month > 2 ? year : year - 1
    let m = month > 2 ? month - 3 : month + 9
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 719_469
  }

  /// Writes a moment in UTC.
  static func text(_ date: Date) -> String {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let part = calendar.dateComponents(
      [.year, .month, .day, .hour, .minute, .second], from: date)
    let month = months[(part.month ?? 1) - 1].capitalized
    return String(
      format: "%02d-%@-%04d %02d:%02d:%02d +0000", part.day ?? 1, month, part.year ?? 1970,
      part.hour ?? 0, part.minute ?? 0, part.second ?? 0)
  }
}
