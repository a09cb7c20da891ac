import Domain
import Foundation
import Templating

/// What could be typed next behind a command, from what the desk knows, each with its meaning.
struct Candidates {
  /// Tags in use, the most used first.
  var tags: [TagCount]
  /// Who a ticket can be assigned to.
  var agents: [Agent]
  /// Accounts.
  var accounts: [Account]
  /// The templates.
  var library: TemplateLibrary
  /// Names of themes.
  var themes: [String]
  /// The saved views.
  var views: [SavedView]
  /// The names of dictionaries.
  var dictionaries: [String]
  /// Now, which days are counted from.
  var now: Instant
  /// The zone of these days.
  var zone: TimeZone

  /// The words that continue `word` as an argument, at most `limit`, the likeliest first.
  func candidates(
    for argument: Argument, continuing word: String, after before: String = "", limit: Int
  ) -> [Completion] {
    let all: [Completion] =
      switch argument {
      case .nothing, .text, .number, .path, .keys: []
      case .tags: tags(word)
      case .agent: agents(word)
      case .status:
        matching(Status.allCases.dropFirst(), word) { ($0.rawValue, Wording.meaning($0)) }
      case .moment: moments(word)
      case .priority: matching(Priority.allCases, word) { ($0.rawValue, "") }
      case .view:
        matching(views, word) { ("\($0.number)", "\($0.name) · \($0.query.text)") }
          + matching(views, word) { ($0.name, $0.query.text) }
      case .sort: matching(Sort.allCases, word) { ($0.rawValue, Wording.meaning($0)) }
      case .columns: columns(word, after: before)
      case .template:
        matching(library.names, word) {
          ($0, library.choice($0, language: library.fallback)?.template.template.title ?? "")
        }
      case .theme: matching(themes, word) { ($0, "") }
      case .option: options(word, after: before)
      case .query: query(word)
      }
    return Array(all.prefix(limit))
  }

  /// Those that begin with what is typed; meanings are made only for these.
  private func matching<Things: Sequence>(
    _ things: Things, _ beginning: String, _ words: @escaping (Things.Element) -> (String, String)
  ) -> [Completion] {
    let beginning = beginning.lowercased()
    return things.compactMap { thing in
      let (text, meaning) = words(thing)
      guard text.lowercased().hasPrefix(beginning), text != beginning else { return nil }
      return Completion(text: text, meaning: meaning)
    }
  }

  private func tags(_ word: String) -> [Completion] {
    let isSigned = word.first.map { "+-".contains($0) } == true
    let sign = isSigned ? String(word.prefix(1)) : "+"
    return matching(tags, isSigned ? word : sign + word) {
      (sign + $0.tag.word, Wording.count($0.count, "ticket"))
    }
  }

  private func agents(_ word: String) -> [Completion] {
    let fixed = [("me", "yourself"), ("none", "nobody")]
    return matching(fixed, word) { $0 } + matching(agents, word) { ($0.id.handle, $0.name) }
  }

  private func moments(_ word: String) -> [Completion] {
    matching(SnoozeTime.words, word) { text in
      let until = try? SnoozeTime.read(text, at: now, in: zone)
      return (text, until.map { Wording.wake($0, at: now, in: zone) } ?? "")
    }
  }

  /// Columns that are not named yet, each with what it shows.
  private func columns(_ word: String, after before: String) -> [Completion] {
    let named = before.split(whereSeparator: { $0.isWhitespace || $0 == "," }).map(String.init)
    let left = ListColumn.allCases.filter { !named.contains($0.rawValue) }
    let standard = [(ListColumns.standard, "those that are set for all views")]
    return matching(named.isEmpty ? standard : [], word) { $0 }
      + matching(left, word) { ($0.rawValue, $0.meaning) }
  }

  /// What can be set, and behind that its values.
  private func options(_ word: String, after before: String) -> [Completion] {
    let words = before.split(separator: " ", maxSplits: 1).map(String.init)
    guard let option = words.first.flatMap(DeskOption.init(rawValue:)) else {
      return before.isEmpty
        ? matching(DeskOption.allCases, word) { ($0.rawValue, $0.help) } : []
    }
    if option == .columns { return columns(word, after: words.count > 1 ? words[1] : "") }
    guard words.count == 1 || option.isList else { return [] }
    return matching(option.values(themes: themes, dictionaries: dictionaries), word) { ($0, "") }
  }

  /// A term's name, or its value once the colon stands; what only the store knows is added.
  private func query(_ word: String) -> [Completion] {
    guard !word.isEmpty else { return [] }
    let (range, choices) = Query.completions(of: word, at: word.count)
    let before = String(word.prefix(range.lowerBound))
    let rest = String(word.dropFirst(range.lowerBound)).lowercased()
    let known = values(of: rest)
    let more = choices.filter { choice in !known.contains { $0.text == choice.text } }
    return (known + more).filter { $0.text != rest }.map {
      Completion(text: before + $0.text, meaning: $0.meaning)
    }
  }

  private func values(of term: String) -> [Completion] {
    if term.hasPrefix("tag:") {
      return matching(tags, term) { ("tag:\($0.tag.word)", Wording.count($0.count, "ticket")) }
    }
    if term.hasPrefix("assignee:") {
      return matching(agents, term) { ("assignee:\($0.id.handle)", $0.name) }
    }
    if term.hasPrefix("account:") {
      return matching(accounts, term) { ("account:\($0.name)", $0.address) }
    }
    return []
  }
}
