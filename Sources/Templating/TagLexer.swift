import Domain
import Foundation

/// Cuts what stands in a tag into words, quoted texts, numbers and marks.
struct TagLexer {
  struct Token: Hashable {
    enum Kind: Hashable {
      case word(String)
      case quoted(String)
      case number(Decimal)
      case mark(String)
    }

    let kind: Kind
    let place: TextPlace

    /// As a problem names it.
    var words: String {
      switch kind {
      case .word(let word): word
      case .quoted(let text): "\"\(text)\""
      case .number(let number): "\(number)"
      case .mark(let mark): mark
      }
    }
  }

  /// A mistake in one tag.
  struct Mistake: Error, Hashable {
    let place: TextPlace
    let what: String
    let remedy: String

    init(_ place: TextPlace, _ what: String, remedy: String = "") {
      self.place = place
      self.what = what
      self.remedy = remedy
    }
  }

  /// The straight quote and the curly ones that word processors make of it.
  static let quotes: Set<Character> = ["\"", "“", "”", "„"]

  /// Whether a quote ends what another began: curly ones may stand inside straight ones.
  static func ends(_ closing: Character, _ opening: Character) -> Bool {
    opening == "\"" ? closing == "\"" : quotes.contains(closing)
  }

  private let content: [Character]
  private let start: TextPlace
  private var index = 0

  static func tokens(of content: [Character], at place: TextPlace) throws(Mistake) -> [Token] {
    var lexer = TagLexer(content: content, start: place)
    var tokens: [Token] = []
    while let token = try lexer.next() { tokens.append(token) }
    return tokens
  }

  private init(content: [Character], start: TextPlace) {
    self.content = content
    self.start = start
  }

  private var place: TextPlace { TextPlace(line: start.line, column: start.column + index) }

  private mutating func next() throws(Mistake) -> Token? {
    while index < content.count, content[index].isWhitespace { index += 1 }
    guard index < content.count else { return nil }
    let start = place
    let character = content[index]
    if Self.quotes.contains(character) {
      return Token(kind: .quoted(try quoted()), place: start)
    }
    if isDigit(character)
      || (character == "-" && index + 1 < content.count && isDigit(content[index + 1]))
    {
      return Token(kind: .number(try number()), place: start)
    }
    if isWord(character) { return Token(kind: .word(word()), place: start) }
    let pair = String(content[index..<min(index + 2, content.count)])
    let mark = ["==", "!="].contains(pair) ? pair : String(character)
    index += mark.count
    return Token(kind: .mark(mark), place: start)
  }

  private mutating func quoted() throws(Mistake) -> String {
    let opening = place
    let quote = content[index]
    var text = ""
    index += 1
    while index < content.count {
      let character = content[index]
      index += 1
      if Self.ends(character, quote) { return text }
      guard character == "\\", index < content.count else {
        text.append(character)
        continue
      }
      text.append(content[index] == "n" ? "\n" : content[index])
      index += 1
    }
    throw Mistake(opening, "this quote is not closed", remedy: "write \" where it ends")
  }

  private mutating func number() throws(Mistake) -> Decimal {
    let opening = place
    var digits = ""
    while index < content.count, isDigit(content[index]) || "-.".contains(content[index]) {
      digits.append(content[index])
      index += 1
    }
    guard digits.wholeMatch(of: /-?\d{1,15}(\.\d{1,6})?/) != nil,
      let number = Decimal(string: digits)
    else { throw Mistake(opening, "“\(digits)” is no number") }
    return number
  }

  private mutating func word() -> String {
    var word = ""
    while index < content.count, isWord(content[index]) || content[index] == "-" {
      word.append(content[index])
      index += 1
    }
    return word
  }

  private func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

  private func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || "_.[]".contains(character)
  }
}
