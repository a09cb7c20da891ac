/// The place in a message where a search finds its words, with what stands around it.
package struct Snippet: Hashable, Sendable {
  /// The words before it, on one line; begins with … where there is more.
  package var before: String
  /// What was found, as it was written.
  package var found: String
  /// The words behind it, on one line; ends with … where there is more.
  package var after: String

  /// All of it, on one line.
  package var text: String { before + found + after }

  /// Characters shown on either side, at most.
  static let reach = 60
}

extension Query {
  /// Where a ticket's newest message that bears one of the words looked for has it; `nil` where they
  /// stand only in a subject, a name or an order, or the search is for no words.
  package func snippet(in messages: [Message]) -> Snippet? {
    let wanted = condition.soughtWords.filter { [.anywhere, .body, .quoted].contains($0.field) }
    guard !wanted.isEmpty else { return nil }
    for message in messages.reversed() {
      for (pattern, field) in wanted {
        let text = field == .quoted ? message.body.quoted : message.body.visible
        if let place = WordPattern(pattern).place(in: text) { return Snippet(place, of: text) }
      }
    }
    return nil
  }
}

// MARK: - Where it is

extension WordPattern {
  /// Where these words first stand in a text.
  func place(in text: String) -> Range<String.Index>? {
    var words: [(word: String, at: Range<String.Index>)] = []
    for token in text.split(whereSeparator: \.isWhitespace) {
      let pieces = TextPieces(String(token))
      if isNumber(pieces) { return token.startIndex..<token.endIndex }
      words += pieces.words(of: token)
    }
    guard let last = self.words.last, words.count >= self.words.count else { return nil }
    let first = (0...(words.count - self.words.count)).first { start in
      for index in self.words.indices.dropLast()
      where words[start + index].word != self.words[index] {
        return false
      }
      let word = words[start + self.words.count - 1].word
      return lastIsBegun ? word.utf8.starts(with: last.utf8) : word == last
    }
    return first.map { start in
      words[start].at.lowerBound..<words[start + self.words.count - 1].at.upperBound
    }
  }

  /// Whether pieces are the number that is looked for, however either is written.
  private func isNumber(_ pieces: TextPieces) -> Bool {
    guard let wanted = joined ?? (words.count == 1 ? words.first : nil),
      let number = pieces.wholeCode ?? (joined == nil ? nil : pieces.list.first?.text)
    else { return false }
    return lastIsBegun ? number.utf8.starts(with: wanted.utf8) : number == wanted
  }
}

extension TextPieces {
  /// The words of a text without white space, each with where it stands: itself, or, where it is one
  /// run of a script without spaces, the pair within it.
  fileprivate func words(of token: Substring) -> [(word: String, at: Range<String.Index>)] {
    let whole = token.startIndex..<token.endIndex
    guard let piece = list.first, list.count == 1, piece.isUnspaced,
      piece.count == token.unicodeScalars.count
    else { return list.flatMap { $0.words.map { ($0, whole) } } }
    return zip(piece.words, token.unicodeScalars.indices).map { word, start in
      let end = token.unicodeScalars.index(
        start, offsetBy: word.unicodeScalars.count, limitedBy: token.endIndex)
      return (word, start..<(end ?? token.endIndex))
    }
  }
}

// MARK: - What stands around it

extension Snippet {
  /// What stands around a place of a text.
  fileprivate init(_ place: Range<String.Index>, of text: String) {
    found = Self.line(text[place])
    let behind = text[place.upperBound...]
    let ahead = text[..<place.lowerBound]
    let tail = behind.prefix(Self.reach)
    let head = ahead.suffix(Self.reach)
    after = Self.line(tail) + (tail.endIndex < text.endIndex ? "…" : "")
    before = (head.startIndex > text.startIndex ? "…" : "") + Self.line(head)
  }

  /// White space as one space each, so that it stays on a line.
  private static func line(_ text: Substring) -> String {
    var line = ""
    for character in text {
      if !character.isWhitespace {
        line.append(character)
      } else if line.last != " " {
        line.append(" ")
      }
    }
    return line
  }
}
