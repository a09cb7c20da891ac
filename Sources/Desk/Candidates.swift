import Domain

/// What could be typed next behind a command, from what the desk knows.
struct Candidates {
  /// Tags in use, the most used first.
  var tags: [String]
  /// Handles.
  var agents: [String]
  /// Accounts.
  var accounts: [String]
  /// Names of templates.
  var templates: [String]
  /// Names of themes.
  var themes: [String]
  /// The saved views.
  var views: [SavedView]
  /// The names of dictionaries.
  var dictionaries: [String]

  /// The words that continue `word` as an argument.
  func candidates(
    for argument: Argument, continuing word: String, after before: String = ""
  ) -> [String] {
    switch argument {
    case .nothing, .text, .number, .path: return []
    case .tags:
      let sign = word.first == "-" ? "-" : "+"
      return matching(
        tags.map { sign + $0 },
        word.first.map { "+-".contains($0) } == true
          ? word : sign + word)
    case .agent: return matching(["me", "none"] + agents, word)
    case .status: return matching(Status.allCases.dropFirst().map(\.rawValue), word)
    case .moment: return matching(SnoozeTime.words, word)
    case .priority: return matching(Priority.allCases.map(\.rawValue), word)
    case .view: return matching(views.map { String($0.number) } + views.map(\.name), word)
    case .sort: return matching(Sort.allCases.map(\.rawValue), word)
    case .template: return matching(templates, word)
    case .theme: return matching(themes, word)
    case .option:
      guard let option = DeskOption(rawValue: before) else {
        return before.isEmpty ? matching(DeskOption.allCases.map(\.rawValue), word) : []
      }
      return matching(option.values(themes: themes, dictionaries: dictionaries), word)
    case .query: return query(word)
    }
  }

  private func matching(_ words: [String], _ beginning: String) -> [String] {
    let beginning = beginning.lowercased()
    return words.filter { $0.lowercased().hasPrefix(beginning) && $0 != beginning }
  }

  /// A term's name, or its value once the colon stands; what only the store knows is added.
  private func query(_ word: String) -> [String] {
    guard !word.isEmpty else { return [] }
    let (range, choices) = Query.completions(of: word, at: word.count)
    let before = String(word.prefix(range.lowerBound))
    let rest = String(word.dropFirst(range.lowerBound)).lowercased()
    let known = values(of: rest).filter { $0.hasPrefix(rest) }
    let all = known + choices.map(\.text).filter { !known.contains($0) }
    return all.filter { $0 != rest }.map { before + $0 }
  }

  private func values(of term: String) -> [String] {
    if term.hasPrefix("tag:") { return tags.map { "tag:\($0)" } }
    if term.hasPrefix("assignee:") { return agents.map { "assignee:\($0)" } }
    if term.hasPrefix("account:") { return accounts.map { "account:\($0)" } }
    return []
  }
}
