internal import Foundation

/// Words of what is erased, by which it is looked afterwards whether any of it is left.
struct Canaries: Sendable {
  /// Addresses and Message-IDs: they must be nowhere, whoever else knows them.
  private(set) var exact: Set<String> = []
  /// Names, numbers and longer words; what others say too proves nothing.
  private(set) var words: Set<String> = []

  /// No more than these are looked for.
  private static let most = 4_000
  /// As many are taken of one text.
  private static let mostOfText = 60

  /// All of them.
  var all: Set<String> { exact.union(words) }

  /// Adds what must be nowhere.
  mutating func add(exact text: String) {
    guard Redaction.isTelling(text), exact.count < Self.most else { return }
    exact.insert(text.lowercased())
  }

  /// Adds a name, a number, a file's name.
  mutating func add(_ text: String) {
    guard text.utf8.count >= 6, words.count < Self.most else { return }
    words.insert(text.lowercased())
  }

  /// Adds the longer words of a text, from its beginning.
  mutating func add(wordsOf text: String) {
    guard words.count < Self.most else { return }
    var taken = 0
    for word in text.prefix(20_000).split(whereSeparator: { !$0.isLetter && !$0.isNumber })
    where word.utf8.count >= 8 {
      words.insert(word.lowercased())
      taken += 1
      if taken == Self.mostOfText { return }
    }
  }

  /// Leaves out what others say too, and what is only part of it: `ada@mail.example` in
  /// `nada@mail.example`.
  mutating func leaveOut(_ others: Set<String>) {
    words.subtract(others)
    exact.subtract(others)
  }
}
