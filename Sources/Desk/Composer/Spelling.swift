import Terminal

/// Words that are to be looked up.
package struct SpellingWish: Hashable, Sendable {
  /// The words.
  package var words: [String]
  /// Words the customer wrote, from which their language is recognised.
  package var sample: [String]
  /// The language to take; `nil` for the customer's.
  package var language: String?

  /// Words to be looked up.
  package init(words: [String], sample: [String] = [], language: String? = nil) {
    self.words = words
    self.sample = sample
    self.language = language
  }
}

/// What came of looking words up.
package struct SpellingFindings: Hashable, Sendable {
  /// The dictionary; `nil` where there is none.
  package var language: String?
  /// What was looked up.
  package var checked: [String]
  /// What may be misspelt.
  package var misspelt: Set<String>

  /// What came of it.
  package init(language: String? = nil, checked: [String] = [], misspelt: Set<String> = []) {
    self.language = language
    self.checked = checked
    self.misspelt = misspelt
  }
}

/// What is known of the spelling of the words in an answer.
package struct Spelling: Hashable, Sendable {
  /// The dictionary they were looked up in; `nil` until one answered.
  package private(set) var language: String?
  /// What may be misspelt.
  package private(set) var misspelt: Set<String> = []
  private var asked: Set<String> = []

  /// The words of a text that were not asked about yet; from now on they are.
  mutating func unasked(in text: String, but names: Set<String>) -> [String] {
    let words = SpellingWords.all(in: text).map(\.word).filter { !names.contains($0.lowercased()) }
    let new = Set(words).subtracting(asked)
    asked.formUnion(new)
    return new.sorted()
  }

  /// Takes over what came of it.
  mutating func take(_ findings: SpellingFindings) {
    language = findings.language
    misspelt.subtract(findings.checked)
    misspelt.formUnion(findings.misspelt)
  }

  /// A word is right.
  mutating func accept(_ word: String) {
    misspelt = misspelt.filter { $0.lowercased() != word.lowercased() }
  }

  /// The misspelt words of a text, each with its place in letters.
  func places(in text: some Sequence<Character>) -> [(word: String, range: Range<Int>)] {
    misspelt.isEmpty ? [] : SpellingWords.all(in: text).filter { misspelt.contains($0.word) }
  }
}

/// The words of a text that a dictionary may know.
enum SpellingWords {
  /// Each word with its place in letters: no quoted lines, addresses, numbers, markers or words in
  /// capitals.
  static func all(in text: some Sequence<Character>) -> [(word: String, range: Range<Int>)] {
    let letters = Array(text)
    var words: [(String, Range<Int>)] = []
    var place = 0
    var isLineStart = true
    while place < letters.count {
      if isLineStart, letters[place] == ">" {
        place = letters[place...].firstIndex { $0.isNewline } ?? letters.count
        continue
      }
      guard !letters[place].isWhitespace else {
        isLineStart = letters[place].isNewline
        place += 1
        continue
      }
      isLineStart = false
      let end = letters[place...].firstIndex { $0.isWhitespace } ?? letters.count
      if isProse(letters[place..<end]) { words += parts(of: letters[place..<end]) }
      place = end
    }
    return words
  }

  /// Addresses, paths, numbers and markers are none.
  private static func isProse(_ token: ArraySlice<Character>) -> Bool {
    let signs: Set<Character> = ["@", "/", "\\", "_", "#", "⟦", "⟧", "{", "}", "="]
    return !token.contains { signs.contains($0) || $0.isNumber }
      && !String(token).lowercased().hasPrefix("www.")
  }

  private static func parts(of token: ArraySlice<Character>) -> [(String, Range<Int>)] {
    var words: [(String, Range<Int>)] = []
    var start = token.startIndex
    while start < token.endIndex {
      guard token[start].isLetter else {
        start += 1
        continue
      }
      var end = start
      while end < token.endIndex, token[end].isLetter || isInner(token, end) { end += 1 }
      let word = String(token[start..<end].map { $0 == "’" ? "'" : $0 })
      let isShouted = word == word.uppercased()
      // Where letters are wide, words have no blanks between them.
      let isWide = TextFlow.cells(word) > word.count
      if word.count > 1, word.count <= 60, !isShouted, !isWide { words.append((word, start..<end)) }
      start = end
    }
    return words
  }

  /// An apostrophe between letters.
  private static func isInner(_ token: ArraySlice<Character>, _ place: Int) -> Bool {
    (token[place] == "'" || token[place] == "’") && place + 1 < token.endIndex
      && token[place + 1].isLetter
  }
}
