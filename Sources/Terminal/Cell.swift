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

/// A grapheme as it is put on a canvas: reduced to what all terminals draw alike.
struct Glyph {
  /// What to draw, one piece for each cell; none for what is invisible alone.
  ///
  /// Almost every grapheme is one piece. Where scalars of their own width follow each other (an
  /// Indic conjunct), terminals give each its own columns, and so do we.
  var pieces: [(grapheme: Character, columns: Int)] = []
  /// Blanks to put behind it, so that the columns of `TextFlow.cells` are kept.
  var spare = 0

  /// The glyph of `grapheme`: never a control character, never a sequence on whose width terminals
  /// disagree.
  ///
  /// A zero-width joiner and the emoji after it, variation selectors, skin tones and tags are left
  /// out, and at most four marks stay on one letter.
  init(_ grapheme: Character) {
    if let byte = grapheme.asciiValue, byte >= 0x20, byte < 0x7F {
      pieces = [(grapheme, 1)]
      return
    }
    let scalars = Self.reduced(grapheme)
    let widths = scalars.map(CellWidth.drawn)
    let width = widths.reduce(0, +)
    if width <= 2 {
      add(scalars[...], width)
    } else {
      let starts = scalars.indices.filter { widths[$0] > 0 }
      for (start, end) in zip(starts, starts.dropFirst() + [scalars.count]) {
        add(scalars[start..<end], widths[start])
      }
    }
    spare = max(0, TextFlow.cells(grapheme) - pieces.reduce(0) { $0 + $1.columns })
  }

  private mutating func add(_ scalars: ArraySlice<Unicode.Scalar>, _ width: Int) {
    guard width > 0 else { return }
    let text = String(String.UnicodeScalarView(scalars))
    if text.count == 1, let only = text.first {
      pieces.append((only, width))
    } else {
      pieces.append(("\u{FFFD}", 1))
    }
  }

  private static func reduced(_ grapheme: Character) -> [Unicode.Scalar] {
    var kept: [Unicode.Scalar] = []
    var marks = 0
    var skipNext = false
    for scalar in grapheme.unicodeScalars {
      if skipNext {
        skipNext = false
      } else if let mark = TextFlow.mark(for: scalar) {
        if kept.isEmpty || !TextFlow.isTag(scalar) { return Array(mark.unicodeScalars) }
      } else if scalar == "\u{200D}" {
        skipNext = !(kept.last.map(TextFlow.isJoining) ?? false)
      } else if TextFlow.isInvisible(scalar) || TextFlow.tints(scalar, kept.last) {
        continue
      } else if CellWidth.columns(scalar) == 0 {
        marks += 1
        // A mark without a letter shows nothing, unless it has a column of its own.
        let stands = !kept.isEmpty || CellWidth.isSpacingMark(scalar)
        if stands, marks <= 4 { kept.append(scalar) }
      } else {
        marks = 0
        kept.append(scalar)
      }
    }
    return kept
  }
}
