import Foundation

/// How text is cut into the words that searches compare: the one rule that the full-text index and
/// a condition held against a ticket in memory share.
///
/// Case, accents and width are folded. Scripts written without spaces (Chinese, Japanese, Korean,
/// Thai, Lao, Khmer, Burmese) become overlapping pairs of characters, so that any two characters in
/// a row are found. Numbers written with dashes or spaces are kept a second time as one word.
package enum SearchText {
  /// Stands between texts that no phrase may bridge; no word ever contains it.
  package static let wall = "\u{F8FF}"

  /// Words longer than this are cut, in the index and in searches alike.
  static let longestWord = 100

  /// The words of texts that belong to one field, in order, each text's joined numbers behind it.
  package static func words(of texts: [String]) -> [String] {
    var words: [String] = []
    for text in texts {
      let pieces = TextPieces(text)
      guard !pieces.list.isEmpty else { continue }
      if !words.isEmpty { words.append(wall) }
      for piece in pieces.list {
        if piece.isUnspaced { words += piece.words } else { words.append(piece.text) }
      }
      let codes = pieces.codes
      if !codes.isEmpty { words += [wall] + codes }
    }
    return words
  }

  /// The words of one text.
  package static func words(of text: String) -> [String] { words(of: [text]) }

  /// A number, SKU or name with case, accents and width folded and all but letters and digits left
  /// out: `SKU-12 b` and `sku12B` are the same.
  package static func code(_ text: String) -> String {
    TextPieces(text).list.map(\.text).joined()
  }

  /// A text with case, accents and width folded and one space between its words.
  package static func folded(_ text: String) -> String {
    TextPieces(text).list.map(\.text).joined(separator: " ")
  }
}

/// What a search wants to find in a row: words, the last of which may be only begun.
package struct WordPattern: Hashable, Sendable {
  /// The words in order.
  package let words: [String]
  /// The last word need only begin so.
  package let lastIsBegun: Bool
  /// The same as one word, where it may be a number written apart: `112-1234567` and `1121234567`.
  package let joined: String?

  /// The words a pattern asks for; none where it has neither letter nor digit.
  package init(_ pattern: Pattern) {
    let pieces = TextPieces(pattern.text)
    var words = pieces.list.flatMap(\.words)
    var lastIsBegun = pattern.isBeginning
    if let last = pieces.list.last, last.isUnspaced {
      // The text searched may go on behind the last pair.
      if last.count > 1 { words.removeLast() } else { lastIsBegun = true }
    }
    self.words = words
    self.lastIsBegun = lastIsBegun
    joined = pieces.wholeCode
  }

  /// Whether these words stand in a row among `text`, which `SearchText.words(of:)` made.
  package func isFound(in text: [String]) -> Bool {
    isFound(words, in: text) || joined.map { isFound([$0], in: text) } == true
  }

  private func isFound(_ wanted: [String], in text: [String]) -> Bool {
    guard let last = wanted.last, text.count >= wanted.count else { return false }
    return (0...(text.count - wanted.count)).contains { start in
      for index in wanted.indices.dropLast() where text[start + index] != wanted[index] {
        return false
      }
      let word = text[start + wanted.count - 1]
      return lastIsBegun ? word.utf8.starts(with: last.utf8) : word == last
    }
  }
}

// MARK: - Cutting

/// A text cut where words end and where scripts change.
struct TextPieces {
  /// What stands between a piece and the one before it.
  enum Gap {
    /// Nothing: only the script changes.
    case none
    /// One dash or underscore, as inside numbers.
    case joint
    /// One space.
    case space
    /// Anything else.
    case wide
  }

  /// A word, or a run of a script that is written without spaces.
  struct Piece {
    var text: String
    var count: Int
    var isUnspaced: Bool
    var hasDigit: Bool
    var isCapital: Bool
    var gap: Gap

    /// The words under which it is found: itself, or its pairs and its last character.
    var words: [String] {
      guard isUnspaced else { return [text] }
      let scalars = Array(text.unicodeScalars)
      return scalars.indices.map { index in
        var pair = String(scalars[index])
        if index + 1 < scalars.count { pair.unicodeScalars.append(scalars[index + 1]) }
        return pair
      }
    }
  }

  private(set) var list: [Piece] = []

  init(_ text: String) {
    var cutter = PieceCutter()
    cutter.take(text)
    list = cutter.finished()
  }
}

// MARK: - Numbers written apart

extension TextPieces {
  /// Numbers that stand in groups (`1Z 999 AA1`, `112-1234567`), each run of groups as one word.
  var codes: [String] {
    var found: [String] = []
    var seen: Set<String> = []
    for start in list.indices.dropLast()
    where list[start].mayBeGroup && list[start].mayGoOn(with: list[start + 1]) {
      var code = CodeRun(list[start])
      for next in list.indices.dropFirst(start + 1).prefix(CodeRun.mostGroups - 1) {
        guard code.extend(by: list[next]) else { break }
        if code.isNumber, seen.insert(code.text).inserted { found.append(code.text) }
      }
    }
    return found
  }

  /// All of it as one word, where it is one number in groups.
  var wholeCode: String? {
    guard let first = list.first, first.mayBeGroup, (2...CodeRun.mostGroups) ~= list.count else {
      return nil
    }
    var code = CodeRun(first)
    for piece in list.dropFirst() {
      guard code.extend(by: piece) else { return nil }
    }
    return code.isNumber ? code.text : nil
  }
}

extension TextPieces.Piece {
  /// Whether it can be one group of a number.
  fileprivate var mayBeGroup: Bool { !isUnspaced && text.utf8.count <= 24 }

  /// Whether the piece behind it can be the next group of the same number.
  fileprivate func mayGoOn(with next: Self) -> Bool {
    switch next.gap {
    case .none, .wide: false
    case .joint: next.mayBeGroup
    // Between spaces only groups with a digit and short capitals (`RX 123 456 785 GB`).
    case .space: standsBetweenSpaces && next.standsBetweenSpaces && next.mayBeGroup
    }
  }
}

/// Groups of a number put together.
private struct CodeRun {
  static let mostGroups = 7
  static let longest = 48

  private(set) var text: String
  private var digits: Int
  private var hasSpace = false
  private var last: TextPieces.Piece

  init(_ first: TextPieces.Piece) {
    text = first.text
    digits = Self.digits(first.text)
    last = first
  }

  /// Adds a group; `false` where the number ends before it.
  mutating func extend(by next: TextPieces.Piece) -> Bool {
    guard last.mayGoOn(with: next), text.utf8.count + next.text.utf8.count <= Self.longest else {
      return false
    }
    if next.gap == .space { hasSpace = true }
    text += next.text
    digits += Self.digits(next.text)
    last = next
    return true
  }

  /// Whether this is a number and not merely words.
  var isNumber: Bool { hasSpace ? digits >= 4 && text.utf8.count >= 6 : digits >= 1 }

  private static func digits(_ text: String) -> Int {
    text.utf8.count { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }
  }
}

extension TextPieces.Piece {
  fileprivate var standsBetweenSpaces: Bool { hasDigit || isCapital && count <= 3 }
}
