package import Domain
package import Terminal

/// One list for the palette, the help and the command line.
package struct PalettePane: Hashable, Sendable {
  /// One line of it.
  package struct Entry: Hashable, Sendable {
    /// The command, and what it is given.
    package var call: CommandCall
    /// Its keys here, those that are shown first; none where it has none.
    package var spellings: [String]
    /// What it does.
    package var help: String
    /// Why it is not possible now; `nil` where it is.
    package var obstacle: String?

    /// The keys that are shown; empty where it has none.
    package var keys: String { spellings.first ?? "" }
  }

  /// What is typed.
  package var field: TextField
  /// What fits it.
  package private(set) var entries: [Entry] = []
  /// Where the cursor is: behind the entries come the candidates.
  package var list = List()
  /// What could come next behind a command, each with its meaning.
  package private(set) var candidates: [Completion] = []
  private let all: [Entry]

  /// The commands as they stand where it was opened.
  package init(_ all: [Entry], history: [String]) {
    self.all = all
    field = TextField("", history: history)
    filter()
  }

  /// What was typed, as a command with something behind it; `nil` where it is no command's name.
  package var typed: CommandCall? { try? CommandCall(reading: field.text) }

  /// Takes over what was typed.
  package mutating func filter() {
    let text = String(field.text.trimmed)
    let name = text.split(separator: " ").first.map(String.init) ?? ""
    if text.contains(" "), let command = Command(rawValue: name) {
      entries = all.filter { $0.call.command == command }
    } else if text.isEmpty {
      entries = all.filter { $0.obstacle == nil } + all.filter { $0.obstacle != nil }
    } else {
      entries =
        all.compactMap { entry in score(entry, text).map { (entry, $0) } }
        .enumerated().sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }
        .map(\.element.0)
    }
    candidates = []
    list = List(count: entries.count, height: list.height)
  }

  /// Lists what could come next behind the command.
  package mutating func offer(_ candidates: [Completion]) {
    self.candidates = candidates
    list = List(count: entries.count + candidates.count, height: list.height)
  }

  /// The word behind the command that is being typed; a path may have blanks in it. `nil` before
  /// the command's name ends.
  package var word: String? {
    guard field.text.contains(" "), let typed else { return nil }
    if typed.command.entry.argument == .path { return path }
    return field.text.split(separator: " ", omittingEmptySubsequences: false).last.map(String.init)
  }

  /// The path being typed behind a command that takes one.
  package var path: String? {
    guard let typed, typed.command.entry.argument == .path,
      let blank = field.text.firstIndex(of: " ")
    else { return nil }
    return String(field.text[blank...].drop { $0 == " " })
  }

  /// Writes a candidate in place of the word, with a blank behind it where more may follow.
  package mutating func take(_ candidate: Completion) {
    guard let word else { return }
    let isOpen = candidate.text.hasSuffix(":") || candidate.text.hasSuffix("/")
    field.text = String(field.text.dropLast(word.count)) + candidate.text + (isOpen ? "" : " ")
  }

  private func score(_ entry: Entry, _ text: String) -> Int? {
    let name = Fuzzy.score(text, in: entry.call.line).map { $0 * 2 }
    let help = Fuzzy.score(text, in: entry.help).flatMap { $0 > 20 ? $0 / 2 : nil }
    // Whoever types a key means that key, whatever else has its letters.
    let key = entry.spellings.contains(text) ? 1000 : nil
    guard let best = [name, help, key].compactMap(\.self).max() else { return nil }
    return best + (entry.obstacle == nil ? 10 : 0) + (entry.keys.isEmpty ? 0 : 5)
  }

  /// The entry under the cursor.
  package var selected: Entry? {
    list.selected.flatMap { entries.indices.contains($0) ? entries[$0] : nil }
  }

  /// The candidate under the cursor.
  package var candidate: Completion? {
    list.selected.flatMap { index in
      let index = index - entries.count
      return candidates.indices.contains(index) ? candidates[index] : nil
    }
  }

  /// What Enter does: what was typed with something behind it, else the entry under the cursor.
  package var call: CommandCall? {
    if let typed, !typed.argument.isEmpty { return typed }
    return selected?.call
  }
}
