import Domain
import Foundation

extension TemplateValue {
  /// What an agent typed, as the kind of value that is wanted; `nil` where it is none.
  init?(typed text: String, as type: TemplateType, facts: TemplateFacts, manner: Manner) {
    let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
    switch type {
    case .text:
      guard let value = TemplateValue.lines(trimmed) else { return nil }
      self = value
    case .number:
      guard let number = Self.number(trimmed) else { return nil }
      self = .number(number)
    case .money:
      guard let money = Self.money(trimmed, currency: facts.order?.total.currency) else {
        return nil
      }
      self = .money(money)
    case .date:
      guard let day = manner.day(trimmed) else { return nil }
      self = .date(day)
    case .list:
      let entries = trimmed.split(whereSeparator: { $0 == ";" || $0.isNewline })
      guard
        let value = TemplateValue.entries(entries.map { $0.trimmingCharacters(in: .whitespaces) })
      else { return nil }
      self = value
    }
  }

  /// `1204`, `12.5`, and `12,5` as many countries write it; no marks between thousands.
  private static func number(_ text: String) -> Decimal? {
    guard text.wholeMatch(of: /-?\d{1,12}([.,]\d{1,4})?/) != nil else { return nil }
    return Decimal(string: text.replacing(",", with: "."))
  }

  /// A number, with its currency after it or that of the order.
  private static func money(_ text: String, currency: String?) -> Money? {
    let parts = text.split(separator: " ")
    guard let first = parts.first, parts.count <= 2, let amount = number(String(first)) else {
      return nil
    }
    guard parts.count == 2 else { return currency.map { Money(amount, $0) } }
    let code = parts[1].uppercased()
    return code.wholeMatch(of: /[A-Z]{3}/) == nil ? nil : Money(amount, code)
  }

  /// Whether it is what a condition compares it with; texts without regard to case.
  func isEqual(to literal: Literal) -> Bool {
    switch (self, literal) {
    case (.text(let text), .text(let other)): text.lowercased() == other.lowercased()
    case (.number(let number), .number(let other)): number == other
    case (.text, _), (.number, _), (.money, _), (.date, _), (.list, _): false
    }
  }
}
