import Foundation

/// A date spelt letter by letter: `d MMM`, `EEEE d MMMM`, `dd.MM.yyyy`.
package struct DatePattern: Hashable, Sendable {
  /// One run of a letter, or what stands between.
  private enum Piece: Hashable {
    case letters(Character, Int)
    case words(String)
  }

  private var pieces: [Piece] = []

  /// The letters that mean something, as a remedy lists them.
  package static let letters = "d MMM yyyy EEEE HH mm"

  /// Reads a pattern; `nil` where a letter or a run of it means nothing. Words go in 'quotes'.
  package init?(_ text: String) {
    var rest = text[...]
    while let first = rest.first {
      if first == "'" {
        guard let words = Self.quoted(&rest) else { return nil }
        append(words)
      } else if first.isLetter {
        let run = rest.prefix { $0 == first }
        guard Self.means(first, run.count) else { return nil }
        pieces.append(.letters(first, run.count))
        rest = rest.dropFirst(run.count)
      } else {
        append(String(first))
        rest = rest.dropFirst()
      }
    }
    guard pieces.contains(where: { if case .letters = $0 { true } else { false } }) else {
      return nil
    }
  }

  /// Takes what stands between two single quotes; two side by side are an apostrophe.
  private static func quoted(_ rest: inout Substring) -> String? {
    var words = ""
    rest.removeFirst()
    while let character = rest.popFirst() {
      if character != "'" {
        words.append(character)
      } else if rest.first == "'" {
        words.append(rest.removeFirst())
      } else {
        return words.isEmpty ? "'" : words
      }
    }
    return nil
  }

  /// Foundation quotes each literal, and two quotes side by side would be an apostrophe: so words
  /// that stand together are one piece.
  private mutating func append(_ words: String) {
    if case .words(let before)? = pieces.last {
      pieces[pieces.count - 1] = .words(before + words)
    } else {
      pieces.append(.words(words))
    }
  }

  private static func means(_ letter: Character, _ count: Int) -> Bool {
    switch letter {
    case "d", "H", "h", "m": count <= 2
    case "M", "E": count <= 4
    case "y": count == 1 || count == 2 || count == 4
    case "a": count == 1
    default: false
    }
  }

  /// The same pattern as Foundation wants it.
  var format: Date.FormatString {
    var whole = Date.FormatString.StringInterpolation(
      literalCapacity: 0, interpolationCount: pieces.count)
    for piece in pieces {
      switch piece {
      case .words(let words): whole.appendLiteral(words)
      case .letters(let letter, let count): append(letter, count, to: &whole)
      }
    }
    return Date.FormatString(stringInterpolation: whole)
  }

  private func append(
    _ letter: Character, _ count: Int, to whole: inout Date.FormatString.StringInterpolation
  ) {
    let isPadded = count == 2
    switch letter {
    case "d": whole.appendInterpolation(day: isPadded ? .twoDigits : .defaultDigits)
    case "m": whole.appendInterpolation(minute: isPadded ? .twoDigits : .defaultDigits)
    case "y": whole.appendInterpolation(year: isPadded ? .twoDigits : .defaultDigits)
    case "E": whole.appendInterpolation(weekday: count == 4 ? .wide : .abbreviated)
    case "M": whole.appendInterpolation(month: month(count))
    case "H": whole.appendInterpolation(hour: hour(isPadded, clock: .twentyFourHour))
    case "h": whole.appendInterpolation(hour: hour(isPadded, clock: .twelveHour))
    default: whole.appendInterpolation(dayPeriod: .standard(.abbreviated))
    }
  }

  private func month(_ count: Int) -> Date.FormatStyle.Symbol.Month {
    switch count {
    case 1: .defaultDigits
    case 2: .twoDigits
    case 3: .abbreviated
    default: .wide
    }
  }

  private func hour(
    _ isPadded: Bool, clock: Date.FormatStyle.Symbol.VerbatimHour.Clock
  ) -> Date.FormatStyle.Symbol.VerbatimHour {
    let start: Date.FormatStyle.Symbol.VerbatimHour.HourCycle =
      clock == .twentyFourHour ? .zeroBased : .oneBased
    return isPadded
      ? .twoDigits(clock: clock, hourCycle: start) : .defaultDigits(clock: clock, hourCycle: start)
  }
}
