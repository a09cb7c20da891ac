package import Terminal

/// One list for the palette, the help and the command line.
package struct PalettePane: Hashable, Sendable {
  /// One line of it.
  package struct Entry: Hashable, Sendable {
    /// The command, and what it is given.
    package var call: CommandCall
    /// Its keys here; empty where it has none.
    package var keys: String
    /// What it does.
    package var help: String
    /// Why it is not possible now; `nil` where it is.
    package var obstacle: String?
  }

  /// What is typed.
  package var field: TextField
  /// What fits it.
  package private(set) var entries: [Entry] = []
  /// Where the cursor is.
  package var list = List()
  /// Words that could come next behind a command.
  package var candidates: [String] = []
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
    list = List(count: entries.count, height: list.height)
  }

  private func score(_ entry: Entry, _ text: String) -> Int? {
    let name = Fuzzy.score(text, in: entry.call.line).map { $0 * 2 }
    let help = Fuzzy.score(text, in: entry.help).flatMap { $0 > 20 ? $0 / 2 : nil }
    // Whoever types a key means that key, whatever else has its letters.
    let key = entry.keys == text ? 1000 : nil
    guard let best = [name, help, key].compactMap(\.self).max() else { return nil }
    return best + (entry.obstacle == nil ? 10 : 0) + (entry.keys.isEmpty ? 0 : 5)
  }

  /// The entry under the cursor.
  package var selected: Entry? { list.selected.map { entries[$0] } }

  /// What Enter does: what was typed with something behind it, else the entry under the cursor.
  package var call: CommandCall? {
    if let typed, !typed.argument.isEmpty { return typed }
    return selected?.call
  }
}
