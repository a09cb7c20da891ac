package import Domain
package import Foundation

/// What kind of thing a placeholder stands for.
package enum TemplateType: String, Hashable, Sendable, CaseIterable {
  case text
  case number
  case money
  case date
  case list
}

/// What stands behind a placeholder, before it becomes words.
package enum TemplateValue: Hashable, Sendable {
  case text(String)
  case number(Decimal)
  case money(Money)
  case date(Instant)
  case list([String])

  /// Which kind it is.
  package var type: TemplateType {
    switch self {
    case .text: .text
    case .number: .number
    case .money: .money
    case .date: .date
    case .list: .list
    }
  }

  /// The words it becomes where no filter says otherwise.
  package func words(_ manner: Manner) -> String {
    switch self {
    case .text(let text): text
    case .number(let number): manner.number(number)
    case .money(let money): manner.money(money)
    case .date(let moment): manner.date(moment, style: .long)
    case .list(let entries): entries.joined(separator: ", ")
    }
  }
}

// MARK: - From what others wrote

extension TemplateValue {
  /// One line of somebody's text: line breaks become a space, control characters go; `nil` where
  /// nothing is left.
  package static func line(_ text: String?) -> TemplateValue? {
    cleaned(text, keepsLines: false)
  }

  /// Several lines of somebody's text: control characters other than tab and line feed go.
  package static func lines(_ text: String?) -> TemplateValue? {
    cleaned(text, keepsLines: true)
  }

  /// A list of lines; `nil` where it is empty.
  package static func entries(_ texts: [String]) -> TemplateValue? {
    let lines = texts.compactMap { text in
      if case .text(let clean)? = line(text) { clean } else { nil }
    }
    return lines.isEmpty ? nil : .list(lines)
  }

  private static func cleaned(_ text: String?, keepsLines: Bool) -> TemplateValue? {
    guard let text else { return nil }
    var scalars = String.UnicodeScalarView()
    var isAfterReturn = false
    for scalar in text.unicodeScalars {
      defer { isAfterReturn = scalar == "\r" }
      switch scalar {
      case "\n" where isAfterReturn: continue
      case "\n", "\r", "\u{0B}", "\u{0C}", "\u{85}", "\u{2028}", "\u{2029}":
        scalars.append(keepsLines ? "\n" : " ")
      case "\t": scalars.append(scalar)
      case _ where scalar.properties.generalCategory == .control: continue
      default: scalars.append(scalar)
      }
    }
    let clean = String(scalars)
    return clean.allSatisfy(\.isWhitespace) ? nil : .text(clean)
  }
}
