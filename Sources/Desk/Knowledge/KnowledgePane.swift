import Domain
package import Templating
package import Terminal

/// What answers are made of: the shop's templates, to be read without a ticket.
package struct KnowledgePane: Hashable, Sendable {
  /// One template in all its languages.
  package struct Entry: Hashable, Sendable {
    /// Its name.
    package var name: String
    /// Its languages, in order.
    package var languages: [String]
    /// The variant that is shown.
    package var shown: LibraryTemplate
  }

  /// The templates, in the order of their names.
  package private(set) var entries: [Entry] = []
  /// Where the cursor is.
  package var list = List()
  /// The language that is shown where a template has it.
  package private(set) var language: String
  private var library = TemplateLibrary(files: [])

  /// Nothing to read yet.
  package init(language: String) {
    self.language = language
  }

  /// Takes over the library; the cursor stays on its template.
  mutating func take(_ library: TemplateLibrary) {
    let chosen = selected?.name
    self.library = library
    entries = library.names.compactMap { name in
      library.choice(name, language: language).map { choice in
        Entry(name: name, languages: library.languages(of: name), shown: choice.template)
      }
    }
    list.follow(
      chosen.flatMap { name in entries.firstIndex { $0.name == name } }, count: entries.count)
  }

  /// Shows the templates in the next language that one of them is written in.
  mutating func nextLanguage() {
    let all = Set(entries.flatMap(\.languages)).sorted()
    guard !all.isEmpty else { return }
    let index = all.firstIndex(of: language).map { ($0 + 1) % all.count } ?? 0
    language = all[index]
    take(library)
  }

  /// The template under the cursor.
  package var selected: Entry? { list.selected.map { entries[$0] } }
}
