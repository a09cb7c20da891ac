package import Domain
package import Foundation

/// How a language and a place write dates, numbers and money.
package struct Manner: Hashable, Sendable {
  /// The language and region.
  package var locale: Locale
  /// Whose clock days are told by.
  package var zone: TimeZone

  /// A manner.
  package init(locale: Locale, zone: TimeZone) {
    self.locale = locale
    self.zone = zone
  }

  /// The Gregorian calendar on that clock.
  package var calendar: Calendar {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    calendar.locale = locale
    return calendar
  }

  /// The manner of a text in `language`: its own region where the language is the same.
  package func speaking(_ language: String) -> Manner {
    let wanted = Locale(identifier: language)
    guard wanted.language.languageCode != locale.language.languageCode else { return self }
    return Manner(locale: wanted, zone: zone)
  }
}

// MARK: - Numbers and money

extension Manner {
  /// A number with the marks of the locale: `1,204.5`.
  package func number(_ number: Decimal) -> String {
    number.formatted(.number.locale(locale))
  }

  /// A sum with its currency: `€129.90`, `129,90 €`.
  package func money(_ money: Money) -> String {
    money.amount.formatted(.currency(code: money.currency).locale(locale))
  }
}

// MARK: - Dates

extension Manner {
  /// The ways of writing a date that have a name.
  package enum DateStyle: String, Hashable, Sendable, CaseIterable {
    /// `25/11/2026`
    case short
    /// `25 Nov 2026`
    case medium
    /// `25 November 2026`
    case long
    /// `Wednesday 25 November 2026`
    case full
  }

  /// A day, in words of the locale.
  package func date(_ moment: Instant, style: DateStyle) -> String {
    let plain = Date.FormatStyle(locale: locale, calendar: calendar, timeZone: zone)
    let format =
      switch style {
      case .short: plain.day(.twoDigits).month(.twoDigits).year()
      case .medium: plain.day().month(.abbreviated).year()
      case .long: plain.day().month(.wide).year()
      case .full: plain.weekday(.wide).day().month(.wide).year()
      }
    return moment.date.formatted(format)
  }

  /// A day as a pattern spells it.
  package func date(_ moment: Instant, pattern: DatePattern) -> String {
    moment.date.formatted(
      Date.VerbatimFormatStyle(
        format: pattern.format, locale: locale, timeZone: zone, calendar: calendar))
  }

  /// The time of day: `14:02`, `2:02 PM`.
  package func time(_ moment: Instant) -> String {
    let plain = Date.FormatStyle(locale: locale, calendar: calendar, timeZone: zone)
    return moment.date.formatted(plain.hour().minute())
  }

  /// The same time of day so many days later; `nil` where the calendar ends.
  package func adding(days: Int, to moment: Instant) -> Instant? {
    calendar.date(byAdding: .day, value: days, to: moment.date).map { Instant($0) }
  }

  /// Midnight of a day written `2026-11-25`; `nil` for anything else.
  package func day(_ text: String) -> Instant? {
    let trimmed = text.trimmingCharacters(in: .whitespaces)
    guard let match = trimmed.wholeMatch(of: /(\d{4})-(\d\d)-(\d\d)/), let year = Int(match.1),
      let month = Int(match.2), let day = Int(match.3)
    else { return nil }
    let parts = DateComponents(year: year, month: month, day: day)
    guard parts.isValidDate(in: calendar) else { return nil }
    return calendar.date(from: parts).map { Instant($0) }
  }
}
