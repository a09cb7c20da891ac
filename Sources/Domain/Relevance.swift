/// How well a ticket answers a search for words; the most relevant first.
///
/// Each word counts by where it stands (a subject, a name or an order says more of what a ticket is
/// about than a line among others) and by how often, less with every further time. Words that stand
/// near each other, in the order in which they were typed, count more; a ticket that has only some of
/// several alternatives counts less. How new it is decides only between equals.
package struct Relevance: Hashable, Sendable {
  /// What a ticket is worth; 0 where nothing was found.
  package let worth: Double

  /// What one time is worth, by where it stands.
  private enum Weight {
    static let title = 4.0
    static let body = 1.0
    static let quoted = 0.5
    /// Two words side by side in a body, and in what says what the ticket is about.
    static let nearness = 2.0
  }

  /// Words further apart are not near each other.
  private static let reach = 8

  /// Rates a ticket by texts of it: those messages that have the words, its customer, its orders.
  package init(
    of condition: Condition, subject: String, messages: [Message], customer: Customer?,
    orders: [Order], orderNumbers: [String]
  ) {
    let wanted = condition.soughtWords
    let head = SearchTexts(customer: customer)
    let bought = orders.map { SearchTexts(order: $0) }
    let said = messages.map { SearchTexts(message: $0) }
    // An answer repeats the subject behind its `Re:`, which says nothing more.
    let others: Set<String> = said.reduce(into: []) { $0.formUnion($1.subject) }
    let subjects = [subject] + others.filter { !$0.contains(subject) }.sorted()
    let titles: [Term.TextField: [[String]]] = [
      .anywhere: [subjects, orderNumbers, head.customer] + bought.map(\.order),
      .subject: [subjects], .customer: [head.customer], .from: [said.flatMap { $0.from }],
      .to: [said.flatMap { $0.to }],
    ]
    let bodies = said.map(\.body)
    let places: [Term.TextField: [Place]] = Dictionary(
      uniqueKeysWithValues: Term.TextField.allCases.map { field in
        var found = (titles[field] ?? []).map { Place(texts: $0, weight: Weight.title) }
        if field == .anywhere || field == .body {
          found += bodies.map { Place(texts: $0, weight: Weight.body) }
        }
        if field == .quoted {
          found += said.map { Place(texts: $0.quoted, weight: Weight.quoted) }
        }
        return (field, found)
      })
    var sum = 0.0
    var found = 0
    for (pattern, field) in wanted {
      let worth = Self.worth(WordPattern(pattern), in: places[field] ?? [])
      if worth > 0 { found += 1 }
      sum += worth
    }
    for (first, second) in zip(wanted, wanted.dropFirst()) where first.field == second.field {
      sum += Self.nearness(
        WordPattern(first.pattern), WordPattern(second.pattern), in: places[first.field] ?? [])
    }
    // To the hundredth, so that new tickets come before old ones that are as good.
    let whole = wanted.isEmpty ? 0 : sum * Double(found) / Double(wanted.count)
    worth = (whole * 100).rounded() / 100
  }

  // MARK: - What words are worth

  /// Texts of one field and what a word in them is worth.
  private struct Place {
    var words: [String]
    var weight: Double

    init(texts: [String], weight: Double) {
      words = SearchText.words(of: texts)
      self.weight = weight
    }
  }

  /// The first time counts whole, each further one less, and all of them never three times as much.
  private static func worth(_ pattern: WordPattern, in places: [Place]) -> Double {
    let titles = places.filter { $0.weight == Weight.title }
    let others = places.filter { $0.weight != Weight.title }
    return [titles, others].reduce(0) { sum, places in
      let times = Double(places.reduce(0) { $0 + pattern.starts(in: $1.words).count })
      return sum + (places.first?.weight ?? 0) * 3 * times / (times + 2)
    }
  }

  private static func nearness(
    _ first: WordPattern, _ second: WordPattern, in places: [Place]
  ) -> Double {
    places.map { place -> Double in
      let ends = first.starts(in: place.words).map { $0 + first.words.count }
      let starts = second.starts(in: place.words)
      let gaps = ends.flatMap { end in starts.map { $0 - end } }.filter { (0..<reach) ~= $0 }
      guard let gap = gaps.min() else { return 0 }
      return Weight.nearness * place.weight / Double(gap + 1)
    }.max() ?? 0
  }
}

extension WordPattern {
  /// Where these words begin among `text`, which `SearchText.words(of:)` made.
  fileprivate func starts(in text: [String]) -> [Int] {
    guard let first = words.first else { return [] }
    let begun = words.count == 1 && lastIsBegun
    return text.indices.filter { start in
      guard begun ? text[start].utf8.starts(with: first.utf8) : text[start] == first else {
        return joined == text[start]
      }
      return isFound(in: Array(text[start...].prefix(words.count)))
    }
  }
}

extension Condition {
  /// The words that a match may bear, with where they are looked for, leaving out what is denied.
  package var soughtWords: [(pattern: Pattern, field: Term.TextField)] {
    switch self {
    case .everything, .not: []
    case .term(.text(let pattern, let field)): [(pattern, field)]
    case .term: []
    case .all(let parts), .any(let parts): parts.flatMap(\.soughtWords)
    }
  }
}
