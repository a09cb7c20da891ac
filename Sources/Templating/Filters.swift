import Domain
import Foundation

/// Every filter there is.
package enum Filters {
  /// All of them, in the order of the documentation.
  package static let all: [Filter] = [standIn] + dates + money + words + lists

  /// The filter with a name.
  package static func named(_ name: String) -> Filter? { byName[name] }

  /// The filter nearest to a mistyped one.
  package static func nearest(to name: String) -> String? {
    Problem.nearest(to: name, among: all.map(\.name))
  }

  private static let byName = Dictionary(
    all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  /// Missing values reach this filter alone, see `Renderer`.
  private static let standIn = Filter(
    "default", on: Set(TemplateType.allCases), gives: nil,
    "says this where the value is missing, instead of stopping the reply",
    example: "{{customer.first_name | default: \"there\"}}", arguments: [.text], needed: 1,
    objection: FilterObjections.standIn
  ) { value, _, _ in value }
}

/// What can be wrong with a filter's arguments, once they are of the right kind.
private enum FilterObjections {
  @Sendable static func standIn(_ arguments: [Literal]) -> String? {
    arguments.first?.text?.allSatisfy(\.isWhitespace) == true ? "a default says something" : nil
  }

  @Sendable static func date(_ arguments: [Literal]) -> String? {
    guard let text = arguments.first?.text, Manner.DateStyle(rawValue: text) == nil,
      DatePattern(text) == nil
    else { return nil }
    return "“\(text)” is no way to write a date"
  }

  @Sendable static func days(_ arguments: [Literal]) -> String? {
    let isFine = arguments.first?.whole.map { abs($0) <= 3660 } ?? false
    return isFine ? nil : "the days are a whole number up to 3660"
  }

  @Sendable static func currency(_ arguments: [Literal]) -> String? {
    guard let code = arguments.first?.text, code.wholeMatch(of: /[A-Z]{3}/) == nil else {
      return nil
    }
    return "a currency is three capitals such as EUR"
  }

  @Sendable static func length(_ arguments: [Literal]) -> String? {
    let isFine = arguments.first?.whole.map { (2...10_000).contains($0) } ?? false
    return isFine ? nil : "the length is a whole number from 2 to 10000"
  }
}

// MARK: - Dates and money

extension Filters {
  private static let dates: [Filter] = [
    Filter(
      "date", on: [.date], gives: .text,
      "writes a date: `\"short\"`, `\"medium\"`, `\"long\"` (as without), `\"full\"`, or by letters",
      example: "{{order.date | date: \"d MMM\"}}", arguments: [.text],
      objection: FilterObjections.date
    ) { value, arguments, manner in
      guard case .date(let moment) = value else { return value }
      let text = arguments.first?.text ?? "long"
      if let style = Manner.DateStyle(rawValue: text) {
        return .text(manner.date(moment, style: style))
      }
      return DatePattern(text).map { .text(manner.date(moment, pattern: $0)) }
    },
    Filter(
      "time", on: [.date], gives: .text, "writes the time of day",
      example: "{{shipment.last_scan_date | time}}"
    ) { value, _, manner in
      guard case .date(let moment) = value else { return value }
      return .text(manner.time(moment))
    },
    Filter(
      "plus_days", on: [.date], gives: .date, "so many days later; earlier with a minus",
      example: "{{today | plus_days: 14}}", arguments: [.number], needed: 1,
      objection: FilterObjections.days
    ) { value, arguments, manner in
      guard case .date(let moment) = value, let days = arguments.first?.whole else { return value }
      return manner.adding(days: days, to: moment).map { .date($0) }
    },
  ]

  private static let money: [Filter] = [
    Filter(
      "money", on: [.money, .number], gives: .text,
      "writes a sum; a bare number needs its currency",
      example: "{{ask \"voucher\" number | money: \"EUR\"}}", arguments: [.text],
      objection: FilterObjections.currency
    ) { value, arguments, manner in
      switch value {
      case .money(let money): .text(manner.money(money))
      case .number(let number):
        arguments.first?.text.map { .text(manner.money(Money(number, $0))) }
      case .text, .date, .list: value
      }
    }
  ]
}

// MARK: - Words

extension Filters {
  private static let words: [Filter] = [
    Filter(
      "upper", on: [.text], gives: .text, "all capitals", example: "{{order.number | upper}}"
    ) { value, _, manner in onText(value) { $0.uppercased(with: manner.locale) } },
    Filter(
      "lower", on: [.text], gives: .text, "no capitals", example: "{{shipment.carrier | lower}}"
    ) { value, _, manner in onText(value) { $0.lowercased(with: manner.locale) } },
    Filter(
      "title", on: [.text], gives: .text,
      "a capital for each word; words in mixed case are left alone",
      example: "{{customer.name | title}}"
    ) { value, _, manner in
      onText(value) { text in
        text.split(separator: " ", omittingEmptySubsequences: false)
          .map { FirstName.cased(String($0), locale: manner.locale) }.joined(separator: " ")
      }
    },
    Filter(
      "first_name", on: [.text], gives: .text,
      "the first name in a full one; missing for user names and companies",
      example: "{{order.name | first_name | default: \"there\"}}"
    ) { value, _, _ in onText(value) { FirstName.of($0) } },
    Filter(
      "truncate", on: [.text], gives: .text,
      "cuts to so many characters, at a word, with … at the end",
      example: "{{order.items[0].title | truncate: 40}}", arguments: [.number, .text], needed: 1,
      objection: FilterObjections.length
    ) { value, arguments, _ in
      let length = arguments.first?.whole ?? 80
      let mark = arguments.dropFirst().first?.text ?? "…"
      return onText(value) { truncated($0, to: length, mark: mark) }
    },
    Filter(
      "one_line", on: [.text], gives: .text, "puts several lines on one, with commas",
      example: "{{order.address.full | one_line}}"
    ) { value, _, _ in
      onText(value) { $0.split(whereSeparator: \.isNewline).joined(separator: ", ") }
    },
  ]

  private static func onText(
    _ value: TemplateValue, _ change: (String) -> String?
  ) -> TemplateValue? {
    guard case .text(let text) = value else { return value }
    return change(text).map { .text($0) }
  }

  /// At most `length` characters, the mark included.
  private static func truncated(_ text: String, to length: Int, mark: String) -> String {
    guard text.count > length else { return text }
    let room = max(1, length - mark.count)
    let cut = text.prefix(room)
    guard let space = cut.lastIndex(of: " "), space > cut.startIndex else { return cut + mark }
    return String(cut[..<space]) + mark
  }
}

// MARK: - Lists

extension Filters {
  private static let lists: [Filter] = [
    Filter(
      "join", on: [.list], gives: .text,
      "puts the entries on one line; a second text stands before the last",
      example: "{{order.items | join: \", \", \" and \"}}", arguments: [.text, .text]
    ) { value, arguments, _ in
      guard case .list(let entries) = value else { return value }
      let between = arguments.first?.text ?? ", "
      let last = arguments.dropFirst().first?.text ?? between
      guard let tail = entries.last, entries.count > 1 else {
        return entries.last.map { .text($0) }
      }
      return .text(entries.dropLast().joined(separator: between) + last + tail)
    },
    Filter(
      "list", on: [.list], gives: .text, "puts each entry on a line of its own, with a dash",
      example: "{{order.items | list}}", arguments: [.text]
    ) { value, arguments, _ in
      guard case .list(let entries) = value else { return value }
      let sign = arguments.first?.text ?? "- "
      return .text(entries.map { sign + $0 }.joined(separator: "\n"))
    },
    Filter(
      "count", on: [.list], gives: .number, "how many entries there are",
      example: "{{order.shipments | count}}"
    ) { value, _, _ in
      guard case .list(let entries) = value else { return value }
      return .number(Decimal(entries.count))
    },
  ]
}
