import Domain

/// Cuts a template's text into words and tags, with their places.
struct TemplateScanner {
  /// What stands between `{{` and `}}`.
  struct Tag: Hashable {
    let content: [Character]
    /// Where `{{` stands.
    let place: TextPlace
    /// It is alone on its line, as sections like to be.
    var isAlone = false

    var written: String { "{{\(String(content))}}" }
    /// Where the content begins.
    var inside: TextPlace { TextPlace(line: place.line, column: place.column + 2) }
  }

  enum Piece: Hashable {
    case text(String)
    case tag(Tag)
  }

  private let characters: [Character]
  private let file: String?
  private var index = 0
  private var line: Int
  private var column = 1
  private var text = ""
  private(set) var pieces: [Piece] = []
  private(set) var problems: [Problem] = []

  init(_ source: String, file: String?, firstLine: Int) {
    characters = Array(source.replacing("\r\n", with: "\n"))
    self.file = file
    line = firstLine
    while index < characters.count { step() }
    endText()
  }

  // MARK: - Stepping

  private mutating func step() {
    if looking(at: "{{") {
      readTag()
    } else if looking(at: "}}") {
      report("this }} closes nothing", remedy: "write {{ before it, or leave it out")
      take(2)
    } else if looking(at: "{%") {
      report(
        "{% … %} means nothing here", remedy: "write {{#if …}} … {{/if}} or {{#each …}} … {{/each}}"
      )
      take(2)
    } else if characters[index] == Hole.opening || characters[index] == Hole.closing {
      report("\(characters[index]) marks holes and cannot be sent", remedy: "use other brackets")
      take(1)
    } else {
      take(1)
    }
  }

  private func looking(at pair: String) -> Bool {
    let pair = Array(pair)
    return index + 1 < characters.count && characters[index] == pair[0]
      && characters[index + 1] == pair[1]
  }

  private mutating func take(_ count: Int) {
    for _ in 0..<count where index < characters.count {
      text.append(characters[index])
      advance()
    }
  }

  private mutating func advance() {
    if characters[index] == "\n" {
      line += 1
      column = 1
    } else {
      column += 1
    }
    index += 1
  }

  private mutating func endText() {
    guard !text.isEmpty else { return }
    pieces.append(.text(text))
    text = ""
  }

  private mutating func report(_ what: String, remedy: String) {
    problems.append(Problem(file: file, line: line, column: column, what, remedy: remedy))
  }

  // MARK: - Tags

  private mutating func readTag() {
    guard let end = endOfTag() else {
      report("this {{ is not closed on its line", remedy: "write }} where it ends")
      take(2)
      return
    }
    if index + 2 < characters.count, characters[index + 2] == "{" {
      report("three braces mean nothing here", remedy: "write {{ … }}")
    }
    endText()
    let content = Array(characters[(index + 2)..<end])
    pieces.append(.tag(Tag(content: content, place: TextPlace(line: line, column: column))))
    let after = min(end + 2, characters.count)
    while index < after { advance() }
  }

  /// Where the closing braces stand: outside of quotes, or anywhere if a quote is not closed.
  private func endOfTag() -> Int? {
    var quote: Character?
    var position = index + 2
    var fallback: Int?
    while position + 1 < characters.count, characters[position] != "\n" {
      let character = characters[position]
      if character == "\\", quote != nil {
        position += 2
        continue
      }
      if let opening = quote {
        if TagLexer.ends(character, opening) { quote = nil }
      } else if TagLexer.quotes.contains(character) {
        quote = character
      }
      let isEnd = character == "}" && characters[position + 1] == "}"
      if isEnd, quote == nil { return position }
      if isEnd { fallback = fallback ?? position }
      if quote == nil, character == "{", characters[position + 1] == "{" { return nil }
      position += 1
    }
    return fallback
  }
}
