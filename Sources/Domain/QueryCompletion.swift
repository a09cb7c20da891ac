/// Something that may be written where a search's cursor stands.
package struct Completion: Hashable, Sendable {
  /// What to put in place of the word at the cursor: `status:`, `status:open`.
  package var text: String
  /// What it means, in a few words.
  package var meaning: String

  /// A text and its meaning.
  package init(text: String, meaning: String) {
    self.text = text
    self.meaning = meaning
  }
}

extension Query {
  /// What the word that ends at `cursor` (in characters) may become: names of terms, then values.
  ///
  /// `word` is the range to replace, in characters.
  package static func completions(of text: String, at cursor: Int) -> (
    word: Range<Int>, choices: [Completion]
  ) {
    let characters = Array(text.prefix(cursor))
    let start = characters.lastIndex { $0.isWhitespace || "(-".contains($0) }.map { $0 + 1 } ?? 0
    let range = start..<characters.count
    let word = String(characters[range]).lowercased()
    let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      let fields = QueryField.allCases.filter { $0.rawValue.hasPrefix(word) }
      return (range, fields.map { Completion(text: "\($0.rawValue):", meaning: $0.meaning) })
    }
    guard let field = QueryField(rawValue: String(parts[0])) else { return (range, []) }
    let values = field.values.filter { $0.hasPrefix(parts[1]) }
    return (
      range, values.map { Completion(text: "\(field.rawValue):\($0)", meaning: field.meaning) }
    )
  }
}
