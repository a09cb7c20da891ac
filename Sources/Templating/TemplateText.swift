package import Domain

/// A template's words, read and checked.
///
/// Reading never fails: what cannot be read is a problem, and a hole where it stood.
package struct TemplateText: Hashable, Sendable {
  /// What the author wrote wrong, in the text's order.
  package let problems: [Problem]
  /// What it asks the agent, each question once.
  package let asks: [Ask]
  /// The placeholders it uses, each once, in the text's order: `order.items[].title`.
  package let placeholders: [String]
  /// The language it is written in, which its dates and sums follow; `nil` for the reply's.
  package let language: String?
  let nodes: [TemplateNode]

  /// The longest text that is read, in characters.
  package static let longest = 50_000
  /// How deep sections may stand in one another.
  package static let deepest = 8

  /// Reads a text whose first line is line `firstLine` of `file`.
  package init(
    parsing text: String, language: String? = nil, file: String? = nil, firstLine: Int = 1
  ) {
    self.language = language
    guard text.count <= Self.longest else {
      let what = "the text is longer than \(Self.longest) characters"
      problems = [Problem(file: file, line: firstLine, what, remedy: "make it shorter")]
      nodes = [.broken("text too long", TextPlace(line: firstLine, column: 1))]
      asks = []
      placeholders = []
      return
    }
    var parser = TemplateParser(file: file)
    let scanner = TemplateScanner(text, file: file, firstLine: firstLine)
    nodes = parser.nodes(of: LoneTags.settled(scanner.pieces))
    problems = (scanner.problems + parser.problems).sorted {
      ($0.line, $0.column) < ($1.line, $1.column)
    }
    asks = parser.asks
    placeholders = parser.placeholders
  }
}
