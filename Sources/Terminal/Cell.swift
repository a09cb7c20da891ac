/// One place of a canvas: what stands there, how wide it is, how it is styled.
package struct Cell: Hashable, Sendable {
  /// The grapheme, reduced to what every terminal draws alike; a space in the right half of a
  /// wide one.
  package var grapheme: Character
  /// 1 or 2 columns; 0 in the right half of a wide grapheme.
  package var columns: Int
  /// Its style.
  package var style: Style

  /// A cell that holds `grapheme`.
  package init(_ grapheme: Character, columns: Int = 1, style: Style = .plain) {
    self.grapheme = grapheme
    self.columns = columns
    self.style = style
  }

  /// A blank.
  package static let blank = Cell(" ")
}

extension Cell {
  /// What to draw for `grapheme`: never a control character, never a sequence on whose width
  /// terminals disagree.
  ///
  /// A zero-width joiner and the emoji after it, variation selectors, skin tones and tags are
  /// left out, and at most four marks stay on one letter. What is left out leaves a blank behind
  /// (`spare`), so that the columns of `TextFlow.cells` are kept. `columns` is 0 for what is
  /// invisible alone.
  static func drawable(_ grapheme: Character) -> (grapheme: Character, columns: Int, spare: Int) {
    if let byte = grapheme.asciiValue, byte >= 0x20, byte < 0x7F { return (grapheme, 1, 0) }
    let wanted = TextFlow.cells(grapheme)
    var kept = String.UnicodeScalarView()
    var width = 0
    var marks = 0
    var skipNext = false
    for scalar in grapheme.unicodeScalars {
      if skipNext {
        skipNext = false
        continue
      }
      if let mark = TextFlow.mark(for: scalar) {
        return (mark, 1, max(0, wanted - 1))
      }
      if scalar == "\u{200D}" {
        skipNext = !(kept.last.map(TextFlow.isJoining) ?? false)
        continue
      }
      let columns = CellWidth.drawn(scalar)
      if TextFlow.isInvisible(scalar) || (!kept.isEmpty && CellWidth.isSkinTone(scalar)) {
        continue
      }
      if columns == 0 || CellWidth.isMark(scalar) {
        marks += 1
        if kept.isEmpty || marks > 4 { continue }
      }
      if width + columns > 2 { continue }
      width += columns
      kept.append(scalar)
    }
    guard width > 0 else { return (" ", 0, wanted) }
    let text = String(kept)
    guard text.count == 1, let only = text.first else {
      return ("\u{FFFD}", 1, max(0, wanted - 1))
    }
    return (only, width, max(0, wanted - width))
  }
}
