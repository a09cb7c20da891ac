/// Takes away the lines on which a section's tag or a comment stands alone.
enum LoneTags {
  /// The same pieces, with lone tags marked and the white space around them gone.
  static func settled(_ pieces: [TemplateScanner.Piece]) -> [TemplateScanner.Piece] {
    let alone = pieces.indices.map { isAlone(at: $0, in: pieces) }
    return pieces.enumerated().map { index, piece in
      switch piece {
      case .tag(var tag):
        tag.isAlone = alone[index]
        return .tag(tag)
      case .text(let text):
        var rest = text[...]
        if index > 0, alone[index - 1] { rest = withoutFirstLineEnd(rest) }
        if index + 1 < pieces.count, alone[index + 1] { rest = withoutLastIndent(rest) }
        return .text(String(rest))
      }
    }
  }

  private static func isAlone(at index: Int, in pieces: [TemplateScanner.Piece]) -> Bool {
    guard case .tag(let tag) = pieces[index], isStructure(tag) else { return false }
    return beginsLine(index, pieces) && endsLine(index, pieces)
  }

  private static func isStructure(_ tag: TemplateScanner.Tag) -> Bool {
    let content = String(tag.content).drop(while: \.isWhitespace)
    guard let first = content.first else { return false }
    if "#/!".contains(first) { return true }
    return content.prefix { $0.isLetter || $0 == "_" || $0 == "." } == "else"
  }

  private static func beginsLine(_ index: Int, _ pieces: [TemplateScanner.Piece]) -> Bool {
    guard index > 0 else { return true }
    guard case .text(let text) = pieces[index - 1] else { return false }
    let indent = text.reversed().drop { $0 == " " || $0 == "\t" }
    return indent.first.map { $0 == "\n" } ?? (index == 1)
  }

  private static func endsLine(_ index: Int, _ pieces: [TemplateScanner.Piece]) -> Bool {
    guard index + 1 < pieces.count else { return true }
    guard case .text(let text) = pieces[index + 1] else { return false }
    let rest = text.drop { $0 == " " || $0 == "\t" }
    return rest.first.map { $0 == "\n" } ?? (index + 2 == pieces.count)
  }

  private static func withoutFirstLineEnd(_ text: Substring) -> Substring {
    let rest = text.drop { $0 == " " || $0 == "\t" }
    return rest.first == "\n" ? rest.dropFirst() : rest
  }

  private static func withoutLastIndent(_ text: Substring) -> Substring {
    var rest = text
    while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
    return rest
  }
}
