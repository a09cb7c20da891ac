package import Foundation

/// Something written in the template itself after a filter's colon.
package enum Literal: Hashable, Sendable {
  case text(String)
  case number(Decimal)

  /// The text, where it is one.
  var text: String? { if case .text(let text) = self { text } else { nil } }

  /// The number, where it is a whole one of a sensible size.
  var whole: Int? {
    guard case .number(let number) = self, abs(number) < 1_000_000 else { return nil }
    let whole = NSDecimalNumber(decimal: number).intValue
    return Decimal(whole) == number ? whole : nil
  }
}

/// One thing that can be done to a value on its way into a reply.
package struct Filter: Sendable {
  /// What an argument must be.
  enum Argument: Hashable {
    case text
    case number

    var words: String { self == .text ? "a text in quotes" : "a number" }

    func takes(_ literal: Literal) -> Bool {
      switch literal {
      case .text: self == .text
      case .number: self == .number
      }
    }
  }

  /// What follows the bar.
  package let name: String
  /// The kinds of value it works on.
  package let accepts: Set<TemplateType>
  /// What it does, in a few words.
  package let meaning: String
  /// How it is written.
  package let example: String
  let arguments: [Argument]
  let needed: Int
  let gives: TemplateType?
  /// What is wrong with the arguments, once their kinds are right.
  let objection: @Sendable ([Literal]) -> String?
  let apply: @Sendable (TemplateValue, [Literal], Manner) -> TemplateValue?

  init(
    _ name: String, on accepts: Set<TemplateType>, gives: TemplateType?, _ meaning: String,
    example: String, arguments: [Argument] = [], needed: Int = 0,
    objection: @escaping @Sendable ([Literal]) -> String? = { _ in nil },
    apply: @escaping @Sendable (TemplateValue, [Literal], Manner) -> TemplateValue?
  ) {
    self.name = name
    self.accepts = accepts
    self.gives = gives
    self.meaning = meaning
    self.example = example
    self.arguments = arguments
    self.needed = needed
    self.objection = objection
    self.apply = apply
  }
}
