/// Cuts a search into the pieces its grammar is made of, each with its place.
struct QueryLexer {
  /// What a piece is.
  enum Kind: Hashable {
    case open
    case close
    case minus
    case and
    case or
    case not
    case word(field: QueryField?, Value)
  }

  /// A piece and where it begins, in characters from 0.
  struct Piece: Hashable {
    var kind: Kind
    var offset: Int
  }

  /// What stands behind a colon or alone.
  struct Value: Hashable {
    var text: String
    var isBeginning: Bool
    var isQuoted: Bool
    var offset: Int

    var pattern: Pattern { Pattern(text, isBeginning: isBeginning) }
  }

  private let characters: [Character]
  private var place = 0
  private(set) var pieces: [Piece] = []

  init(_ characters: [Character]) {
    self.characters = characters
  }

  /// All pieces, or the first thing that is none.
  static func pieces(of characters: [Character]) throws(Mistake) -> [Piece] {
    var lexer = QueryLexer(characters)
    while lexer.place < characters.count { try lexer.step() }
    return lexer.pieces
  }

  private mutating func step() throws(Mistake) {
    let character = characters[place]
    switch character {
    case _ where character.isWhitespace: place += 1
    case "(", "（": add(.open)
    case ")", "）": add(.close)
    case _ where character.isQuotationMark:
      let start = place
      pieces.append(Piece(kind: .word(field: nil, try quotation()), offset: start))
    case "-": try minus()
    case _ where character.isOddDash:
      throw Mistake(
        place, "`\(character)` is not the minus of the keyboard", "write - before a term")
    default: try word()
    }
  }

  private mutating func add(_ kind: Kind) {
    pieces.append(Piece(kind: kind, offset: place))
    place += 1
  }

  private mutating func minus() throws(Mistake) {
    guard let next = character(at: place + 1), !next.isWhitespace, next != ")" else {
      throw Mistake(
        place, "`-` needs a term right behind it", "write -tag:refund, or put it in quotation marks"
      )
    }
    guard next != "-" else { throw Mistake(place + 1, "a second `-`", "one says not") }
    add(.minus)
  }

  // MARK: Quotations

  private mutating func quotation() throws(Mistake) -> Value {
    let start = place
    let rest = characters[(start + 1)...]
    guard let end = rest.firstIndex(where: \.isQuotationMark) else {
      throw Mistake(start, "the quotation that begins here does not end", "add a \"")
    }
    let text = String(characters[(start + 1)..<end])
    if let control = text.firstControl { throw Mistake(control: start + 1 + control) }
    guard text.hasLetterOrDigit else {
      throw Mistake(
        start, "nothing to look for between these quotation marks", "write a letter or a digit")
    }
    place = end + 1
    let isBeginning = character(at: place) == "*"
    if isBeginning { place += 1 }
    guard character(at: place).map(\.endsWord) ?? true else {
      throw Mistake(place, "a word right behind a quotation", "put a space between them")
    }
    return Value(text: text, isBeginning: isBeginning, isQuoted: true, offset: start)
  }

  // MARK: Words

  private mutating func word() throws(Mistake) {
    let start = place
    let end = characters[start...].firstIndex { $0.endsWord || $0.isQuotationMark }
    let text = characters[start..<(end ?? characters.count)]
    if let control = text.firstIndex(where: \.isControl) { throw Mistake(control: control) }
    place = text.endIndex
    if let kind = Self.operators[String(text)], !isQuotation(at: place) {
      pieces.append(Piece(kind: kind, offset: start))
    } else if let colon = text.firstIndex(where: \.isColon) {
      let field = try field(text[..<colon], then: text[(colon + 1)...])
      let value = try value(of: field, text[(colon + 1)...])
      pieces.append(Piece(kind: .word(field: field, value), offset: start))
    } else {
      guard !isQuotation(at: place) else {
        throw Mistake(place, "a quotation right behind a word", "put a space between them")
      }
      let value = try plainWord(text)
      pieces.append(Piece(kind: .word(field: nil, value), offset: start))
    }
  }

  private static let operators: [String: Kind] = ["AND": .and, "OR": .or, "NOT": .not]

  private func field(_ name: ArraySlice<Character>, then rest: ArraySlice<Character>)
    throws(Mistake) -> QueryField
  {
    let word = String(name)
    if let field = QueryField(rawValue: word.lowercased()) { return field }
    guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0 == "_" }), rest.first != "/" else {
      throw Mistake(
        name.endIndex, "a colon inside a word", "put the word in quotation marks to look for it")
    }
    let names = QueryField.allCases.map(\.rawValue)
    let begun = names.filter { word.count > 1 && $0.hasPrefix(word.lowercased()) }
    let nearest = begun.count == 1 ? begun[0] : Problem.nearest(to: word, among: names)
    throw Mistake(
      name.startIndex, "unknown term `\(word.shown):`",
      nearest.map { "did you mean \($0):?" } ?? "put the word in quotation marks to look for it")
  }

  private mutating func value(of field: QueryField, _ text: ArraySlice<Character>)
    throws(Mistake) -> Value
  {
    if text.isEmpty, isQuotation(at: place) { return try quotation() }
    guard !text.isEmpty else {
      let isGroup = character(at: place) == "("
      throw Mistake(
        text.startIndex, "`\(field.rawValue):` needs its value right behind the colon",
        isGroup ? "write (\(field.rawValue):a OR \(field.rawValue):b)" : field.shape)
    }
    guard !isQuotation(at: place) else {
      throw Mistake(
        place, "a quotation right behind a word", "put all of the value in quotation marks")
    }
    if let sign = text.firstIndex(where: { $0.isColon || $0 == "|" }) {
      throw Mistake(
        sign, "`\(characters[sign])` inside the value of `\(field.rawValue):`",
        "put the value in quotation marks")
    }
    if let comma = text.firstIndex(of: ",") {
      throw Mistake(
        comma, "a comma inside the value of `\(field.rawValue):`",
        "write (\(field.rawValue):a OR \(field.rawValue):b), or put it in quotation marks")
    }
    return try starred(text)
  }

  private func plainWord(_ text: ArraySlice<Character>) throws(Mistake) -> Value {
    if let sign = text.firstIndex(where: { "|<>={}[]^~\\`".contains($0) }) {
      throw Mistake(
        sign, "`\(characters[sign])` means nothing outside quotation marks", remedy(for: sign, text)
      )
    }
    if text.first == "!" {
      throw Mistake(text.startIndex, "`!` does not say not", "write - or NOT before a term")
    }
    return try starred(text)
  }

  private func remedy(for sign: Int, _ text: ArraySlice<Character>) -> String {
    let name = String(text[..<sign]).lowercased()
    if let field = QueryField(rawValue: name) {
      return "did you mean \(field.rawValue):\(String(text[sign...]).shown)?"
    }
    return characters[sign] == "|" ? "write OR" : "put the word in quotation marks to look for it"
  }

  /// A word whose last character may be a star.
  private func starred(_ text: ArraySlice<Character>) throws(Mistake) -> Value {
    var word = text
    let isBeginning = word.last == "*"
    if isBeginning { word.removeLast() }
    guard String(word).hasLetterOrDigit else {
      throw Mistake(
        text.startIndex, "nothing to look for in `\(String(text).shown)`",
        "write a letter or a digit")
    }
    if let star = word.firstIndex(of: "*") {
      throw Mistake(star, "a `*` stands only behind a word", "write refund*")
    }
    return Value(
      text: String(word), isBeginning: isBeginning, isQuoted: false, offset: text.startIndex)
  }

  private func character(at index: Int) -> Character? {
    index < characters.count ? characters[index] : nil
  }

  private func isQuotation(at index: Int) -> Bool {
    character(at: index).map(\.isQuotationMark) ?? false
  }
}

/// Something in a search that cannot be read, and where, in characters from 0.
struct Mistake: Error, Hashable {
  var offset: Int
  var what: String
  var remedy: String

  init(_ offset: Int, _ what: String, _ remedy: String) {
    self.offset = offset
    self.what = what
    self.remedy = remedy
  }

  init(control offset: Int) {
    self.init(offset, "a control character", "take it out")
  }
}

extension Character {
  fileprivate var isQuotationMark: Bool { "\"“”„".contains(self) }
  fileprivate var isColon: Bool { self == ":" || self == "：" }
  fileprivate var isOddDash: Bool { "‐‑‒–—−".contains(self) }
  fileprivate var endsWord: Bool { isWhitespace || "()（）".contains(self) }
  fileprivate var isControl: Bool {
    unicodeScalars.contains { $0.properties.generalCategory == .control }
  }
}

extension String {
  fileprivate var hasLetterOrDigit: Bool { !TextPieces(self).list.isEmpty }

  fileprivate var firstControl: Int? {
    Array(self).firstIndex { $0.isControl && !$0.isWhitespace }
  }

  /// The beginning of it, safe to print on a terminal.
  var shown: String {
    let characters = prefix(40).unicodeScalars.prefix(80).map { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
        .unassigned:
        Unicode.Scalar(0xFFFD).map(String.init) ?? "?"
      default: String(scalar)
      }
    }
    return characters.joined() + (count > 40 ? "…" : "")
  }
}
