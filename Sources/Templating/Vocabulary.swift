import Domain

/// The words of each language that a library's templates are written in.
struct Vocabulary: Hashable, Sendable {
  private var words: [String: Set<String>] = [:]

  /// The words of templates, without what placeholders say.
  init(of templates: [LibraryTemplate]) {
    for read in templates {
      words[read.template.language, default: []].formUnion(Self.words(said: read.template.body))
    }
  }

  /// The language that a text is written in, where it clearly is one of these; else `nil`.
  ///
  /// A word counts the less, the more languages have it. Half a dozen ordinary words tell enough;
  /// a language that none is written in shares too few words with any of them.
  func language(of text: String) -> String? {
    guard words.count > 1 else { return nil }
    let said = Self.words(in: Substring(text))
    var scores: [String: Double] = [:]
    for word in said {
      let languages = words.filter { $0.value.contains(word) }.keys
      for language in languages { scores[language, default: 0] += 1 / Double(languages.count) }
    }
    let ranked = scores.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    guard let best = ranked.first, best.value >= 2.5, best.value * 3 >= Double(said.count),
      best.value >= 2 * (ranked.dropFirst().first?.value ?? 0)
    else { return nil }
    return best.key
  }

  private static func words(said template: String) -> Set<String> {
    var words: Set<String> = []
    for (index, part) in template.split(separator: "{{", omittingEmptySubsequences: false)
      .enumerated()
    {
      guard index > 0 else {
        words.formUnion(Self.words(in: part))
        continue
      }
      let text = part.firstRange(of: "}}").map { part[$0.upperBound...] } ?? ""
      words.formUnion(Self.words(in: text))
    }
    return words
  }

  private static func words(in text: Substring) -> Set<String> {
    Set(text.lowercased().split { !$0.isLetter }.filter { $0.count > 1 }.map(String.init))
  }
}
