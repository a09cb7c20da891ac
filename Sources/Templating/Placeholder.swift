package import Domain

/// One name a template may use.
package struct Placeholder: Sendable {
  /// Where its value comes from, as the composer shows it.
  package enum Source: String, Hashable, Sendable, CaseIterable {
    case order
    case customer
    case ticket
    case shop
    case agent
    case clock
    /// The agent answered an ask-field, or set a value by hand.
    case asked
    /// The template's own words: a default.
    case template
  }

  /// How it is written, with `[]` where a list's index goes: `order.items[].title`.
  package let path: String
  /// What kind of value it is.
  package let type: TemplateType
  /// Where it comes from.
  package let source: Source
  /// What it is, in the middle of a sentence: `the carrier's tracking number`.
  package let meaning: String
  /// The words it can be, where these are fixed.
  package let choices: [String]
  /// How old the order may be before this is said with a warning; `nil` for what does not age.
  package let freshFor: Span?
  /// Its value for an index (0 where the path has none); `nil` where it is missing.
  package let value: @Sendable (TemplateFacts, Int) -> TemplateValue?

  init(
    _ path: String, _ type: TemplateType, from source: Source, _ meaning: String,
    choices: [String] = [], freshFor: Span? = nil,
    value: @escaping @Sendable (TemplateFacts, Int) -> TemplateValue?
  ) {
    self.path = path
    self.type = type
    self.source = source
    self.meaning = meaning
    self.choices = choices
    self.freshFor = freshFor
    self.value = value
  }

  /// The path as an author would write it: `order.items[0].title`.
  package var written: String { path.replacing("[]", with: "[0]") }

  /// The words it becomes for the sample order.
  package var example: String {
    let sample = TemplateFacts.sample
    let manner = Manner(locale: sample.locale, zone: sample.shop.zone)
    return value(sample, 0)?.words(manner) ?? ""
  }
}

/// A field of something that a list holds or a path names: `title` of an item.
struct Field<Subject>: Sendable {
  let name: String
  let type: TemplateType
  let meaning: String
  let choices: [String]
  let freshFor: Span?
  let value: @Sendable (Subject) -> TemplateValue?

  init(
    _ name: String, _ type: TemplateType, _ meaning: String, choices: [String] = [],
    freshFor: Span? = nil, value: @escaping @Sendable (Subject) -> TemplateValue?
  ) {
    self.name = name
    self.type = type
    self.meaning = meaning
    self.choices = choices
    self.freshFor = freshFor
    self.value = value
  }

  /// The field as a placeholder below `path`.
  func placeholder(
    under path: String, from source: Placeholder.Source,
    of subject: @escaping @Sendable (TemplateFacts, Int) -> Subject?
  ) -> Placeholder {
    let value = value
    return Placeholder(
      name.isEmpty ? path : "\(path).\(name)", type, from: source, meaning, choices: choices,
      freshFor: freshFor
    ) { facts, index in subject(facts, index).flatMap(value) }
  }
}
