import Domain
package import Templating
package import Terminal

/// Choosing a template: those that fit what is typed, and how the chosen one would read.
package struct TemplatesPane: Hashable, Sendable {
  /// What is typed.
  package var field = TextField()
  /// The templates that fit, the likeliest first.
  package private(set) var fitting: [TemplateSuggestion] = []
  /// Where the cursor is.
  package var list = List()
  /// The language it looks for first.
  package private(set) var language: String
  /// How the template under the cursor reads, filled from the ticket.
  package private(set) var preview: Rendering?
  private let facts: TemplateFacts
  private let library: TemplateLibrary
  private var all: [TemplateSuggestion] = []

  /// The templates for a ticket.
  package init(_ library: TemplateLibrary, facts: TemplateFacts, language: String) {
    self.library = library
    self.facts = facts
    self.language = language
    suggest()
  }

  /// The template under the cursor.
  package var selected: TemplateSuggestion? { list.selected.map { fitting[$0] } }

  /// The languages there are, in order.
  package var languages: [String] {
    Set(library.templates.map(\.template.language)).sorted()
  }
}

// MARK: - Choosing

extension TemplatesPane {
  /// Does what a key means in the line.
  package mutating func type(_ key: Key) -> Bool {
    let before = field.text
    guard field.handle(key) else { return false }
    if field.text != before { filter() }
    return true
  }

  /// Looks for the next language first.
  package mutating func nextLanguage() {
    let languages = languages
    guard !languages.isEmpty else { return }
    let index = languages.firstIndex(of: language).map { ($0 + 1) % languages.count } ?? 0
    language = languages[index]
    suggest()
  }

  /// The cursor was moved.
  package mutating func moved() { fill() }

  private mutating func suggest() {
    all = library.suggestions(for: facts, language: language)
    filter()
  }

  private mutating func filter() {
    let typed = field.text
    let chosen = selected?.choice.template.template.name
    if typed.trimmed.isEmpty {
      fitting = all
    } else {
      fitting =
        all.compactMap { suggestion in
          let template = suggestion.choice.template.template
          let score = [template.name, template.title].compactMap { Fuzzy.score(typed, in: $0) }
          return score.max().map { (suggestion, $0) }
        }
        .enumerated().sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }
        .map(\.element.0)
    }
    list = List(count: fitting.count, height: list.height)
    let index = fitting.firstIndex { $0.choice.template.template.name == chosen }
    if typed.trimmed.isEmpty, let index { list.select(index) }
    fill()
  }

  private mutating func fill() {
    preview = selected?.choice.rendered(with: facts)
  }
}
