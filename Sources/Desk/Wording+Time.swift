package import Domain
package import Foundation

extension Wording {
  /// How long ago something was, in at most three letters: `now`, `5m`, `3h`, `2d`, `3w`, `1y`.
  package static func age(of moment: Instant, at now: Instant) -> String {
    let minutes = max(0, (now - moment).milliseconds / 60_000)
    switch minutes {
    case 0: return "now"
    case ..<60: return "\(minutes)m"
    case ..<1440: return "\(minutes / 60)h"
    case ..<20_160: return "\(minutes / 1440)d"
    case ..<525_600: return "\(minutes / 10_080)w"
    default: return "\(minutes / 525_600)y"
    }
  }

  /// The same as a phrase: `now`, `5m ago`; `never` for no moment.
  package static func ago(_ moment: Instant?, at now: Instant) -> String {
    guard let moment else { return "never" }
    let age = age(of: moment, at: now)
    return age == "now" ? age : "\(age) ago"
  }

  /// How long something takes: `22m`, `1h05m`, `17h`, `3d`.
  package static func span(_ span: Span) -> String {
    let start = Instant(milliseconds: 0)
    return due(start + span, at: start)
  }

  /// When customers last wrote on a channel, and that this is odd where it is.
  package static func silence(of health: ChannelHealth, at now: Instant) -> String {
    let last = ago(health.lastAt, at: now)
    guard health.isSilent(at: now), let usual = health.usualGap else { return last }
    return "\(last), usually within \(span(usual))"
  }

  /// That a channel is odd in its silence, as a sentence; `nil` where it is not.
  package static func alarm(about health: ChannelHealth, at now: Instant) -> String? {
    guard health.isSilent(at: now), let usual = health.usualGap, let last = health.lastAt
    else { return nil }
    return "Nobody has written on \(health.channel.rawValue) for \(age(of: last, at: now)); "
      + "usually somebody does within \(span(usual))."
  }

  /// How soon people had their first answer, as a sentence; `nil` where none was given.
  package static func firstAnswers(on health: ChannelHealth) -> String? {
    guard let half = health.firstAnswer, let most = health.slowAnswer else { return nil }
    return "First answers: \(grouped(health.answered)), half of them within \(span(half)), "
      + "nine of ten within \(span(most))."
  }

  /// How much may still be asked of a shop: `412 of 500 left, full again at 14:05`; `nil` where
  /// nobody knows.
  package static func quota(_ quota: Quota?, at now: Instant, in zone: TimeZone) -> String? {
    guard let quota = quota?.standing(at: now) else { return nil }
    let left = grouped(quota.left)
    var text: String
    switch (quota.unit, quota.full) {
    case (.percent, _): text = "\(left) % left"
    case (.points, let full?): text = "\(left) of \(grouped(full)) points left"
    case (.requests, let full?): text = "\(left) of \(grouped(full)) left"
    case (.points, nil), (.requests, nil): text = "\(left) left"
    }
    if let fullAt = quota.fullAt, quota.left < quota.full ?? .max {
      text += ", full again at \(Day(fullAt, zone).clock)"
    }
    return text
  }

  /// How long until a clock ends, or since it has: `22m`, `1h05m`, `−2h10m`, `17h`, `3d`;
  /// `·` for none.
  package static func due(_ moment: Instant?, at now: Instant) -> String {
    guard let moment else { return "·" }
    let span = (moment - now).milliseconds
    let minutes = abs(span) / 60_000
    let sign = span < 0 ? "−" : ""
    if minutes < 60 { return "\(sign)\(minutes)m" }
    if minutes < 1440 {
      let (hours, rest) = (minutes / 60, minutes % 60)
      if hours >= 10 { return "\(sign)\(hours)h" }
      return "\(sign)\(hours)h\(rest < 10 ? "0" : "")\(rest)m"
    }
    return "\(sign)\(minutes / 1440)d"
  }

  /// The same as a phrase: `due in 22m`, `overdue by 38m`; empty for none.
  package static func duePhrase(_ moment: Instant?, at now: Instant) -> String {
    guard let moment else { return "" }
    let text = due(moment, at: now)
    return moment < now ? "overdue by \(text.drop { $0 == "−" })" : "due in \(text)"
  }

  /// When something was said: `14:02` today, `Tue 14:02` within six days, `3 Nov`, `3 Nov 2024`.
  package static func moment(_ moment: Instant, at now: Instant, in zone: TimeZone) -> String {
    let then = Day(moment, zone)
    let today = Day(now, zone)
    let clock = then.clock
    let distance = today.number - then.number
    if distance == 0 { return clock }
    if abs(distance) < 7 { return "\(then.weekday) \(clock)" }
    return date(moment, at: now, in: zone)
  }

  /// A day: `Tue 3 Nov`, `3 Nov 2024`.
  package static func date(_ moment: Instant, at now: Instant, in zone: TimeZone) -> String {
    let then = Day(moment, zone)
    let today = Day(now, zone)
    if then.year == today.year { return "\(then.day) \(then.monthName)" }
    return "\(then.day) \(then.monthName) \(then.year)"
  }

  /// When a snoozed ticket comes back: always with day and clock.
  package static func wake(_ moment: Instant, at now: Instant, in zone: TimeZone) -> String {
    let then = Day(moment, zone)
    let distance = then.number - Day(now, zone).number
    switch distance {
    case 0: return "\(then.clock) today"
    case 1: return "\(then.clock) tomorrow"
    case 2..<7: return "\(then.weekday) \(then.clock)"
    default: return "\(date(moment, at: now, in: zone)) \(then.clock)"
    }
  }
}

/// A day of the calendar and a time on the clock, in one zone.
struct Day {
  /// Days since 1970 in the zone.
  let number: Int
  let year: Int
  let month: Int
  let day: Int
  /// 1 is Monday, 7 Sunday.
  let weekdayNumber: Int
  private let hour: Int
  private let minute: Int

  init(_ moment: Instant, _ zone: TimeZone) {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    let parts = calendar.dateComponents(
      [.year, .month, .day, .hour, .minute, .weekday], from: moment.date)
    year = parts.year ?? 1970
    month = parts.month ?? 1
    day = parts.day ?? 1
    hour = parts.hour ?? 0
    minute = parts.minute ?? 0
    weekdayNumber = ((parts.weekday ?? 1) + 5) % 7 + 1
    number = Int(Instant.days(year: Int64(year), month: Int64(month), day: Int64(day)))
  }

  var clock: String { "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)" }

  var weekday: String { Self.weekdays[weekdayNumber - 1] }

  var monthName: String { Self.months[month - 1] }

  static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
