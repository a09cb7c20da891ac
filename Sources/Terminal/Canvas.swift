/// A grid of cells to draw on, and where the cursor stands.
///
/// Whatever is put on it, no control character ever stands in a cell, and a wide grapheme is
/// never cut in half. Drawing outside the grid does nothing.
package struct Canvas: Hashable, Sendable {
  /// Its columns and rows.
  package let size: Size
  /// Where the terminal's cursor is shown; nil hides it.
  package var cursor: Point?
  /// A picture in its upper left corner, over whatever is drawn there.
  package var picture: Picture?
  private var cells: [Cell]

  /// A blank canvas.
  package init(_ size: Size) {
    self.size = size
    cells = Array(repeating: .blank, count: size.columns * size.rows)
  }

  /// All of it.
  package var bounds: Rect { Rect(.zero, size) }

  /// The cell at `point`; a blank outside.
  package subscript(point: Point) -> Cell {
    bounds.contains(point) ? cells[point.row * size.columns + point.column] : .blank
  }

  /// The cells of row `index`, from left to right; none outside.
  package func row(_ index: Int) -> ArraySlice<Cell> {
    guard (0..<size.rows).contains(index) else { return [] }
    return cells[index * size.columns..<(index + 1) * size.columns]
  }
}

// MARK: - Drawing

/// A piece of text in one style; a line is a list of them.
package struct Span: Hashable, Sendable {
  /// What is written.
  package var text: String
  /// How.
  package var style: Style

  /// `text` in `style`.
  package init(_ text: String, _ style: Style = .plain) {
    self.text = text
    self.style = style
  }
}

extension Canvas {
  /// Writes `text` from `point` to the right, at most `limit` columns, cut without an ellipsis.
  /// - Returns: the columns that were taken.
  @discardableResult
  package mutating func put(
    _ text: String, at point: Point, _ style: Style = .plain, max limit: Int? = nil
  ) -> Int {
    guard (0..<size.rows).contains(point.row) else { return 0 }
    let end = limit.map { min(size.columns, point.column + Swift.max(0, $0)) } ?? size.columns
    if TextFlow.isPlain(text) { return putPlain(text, at: point, style, end: end) }
    var column = point.column
    for grapheme in text {
      let glyph = Glyph(grapheme)
      if column + glyph.pieces.reduce(glyph.spare, { $0 + $1.columns }) > end { break }
      for (grapheme, columns) in glyph.pieces {
        set(Point(column, point.row), grapheme, columns, style)
        column += columns
      }
      for _ in 0..<glyph.spare {
        set(Point(column, point.row), " ", 1, style)
        column += 1
      }
    }
    return column - point.column
  }

  /// The same for letters that take a column each, which nearly all do: nothing is measured.
  private mutating func putPlain(
    _ text: String, at point: Point, _ style: Style, end: Int
  ) -> Int {
    var column = point.column
    for byte in text.utf8 {
      guard column < end else { break }
      defer { column += 1 }
      guard column >= 0 else { continue }
      let here = point.row * size.columns + column
      if cells[here].columns != 1 { clear(Point(column, point.row)) }
      cells[here] = Cell(Self.plainLetters[Int(byte)], style: style)
    }
    return column - point.column
  }

  private static let plainLetters = (0..<0x80).map { Character(Unicode.Scalar($0 as UInt8)) }

  /// Writes `text` into the first row of `rect`, cut with an ellipsis where it does not fit.
  package mutating func put(
    _ text: String, in rect: Rect, _ style: Style = .plain,
    _ alignment: TextFlow.Alignment = .left
  ) {
    guard !rect.isEmpty else { return }
    let text = TextFlow.cut(text, to: rect.columns)
    let spare = rect.columns - TextFlow.cells(text)
    let shift =
      switch alignment {
      case .left: 0
      case .right: spare
      case .centre: spare / 2
      }
    put(text, at: Point(rect.left + shift, rect.top), style, max: rect.columns - shift)
  }

  /// Writes `spans` one after the other into the first row of `rect`; the one that does not fit
  /// is cut with an ellipsis.
  /// - Returns: the columns that were taken.
  @discardableResult
  package mutating func put(_ spans: [Span], in rect: Rect) -> Int {
    guard !rect.isEmpty else { return 0 }
    var column = 0
    for (index, span) in spans.enumerated() {
      let room = rect.columns - column
      let rest = spans[(index + 1)...].contains { !$0.text.isEmpty }
      let text =
        rest && TextFlow.cells(span.text) == room && room > 0
        ? TextFlow.cut(span.text + "…", to: room) : TextFlow.cut(span.text, to: room)
      column += put(text, at: Point(rect.left + column, rect.top), span.style, max: room)
      // Behind an ellipsis nothing follows, though a wide letter may leave a column free.
      if column >= rect.columns || text != span.text { break }
    }
    return column
  }

  /// Fills `rect` with `grapheme` in `style`.
  package mutating func fill(_ rect: Rect, _ grapheme: Character = " ", _ style: Style = .plain) {
    guard let glyph = Glyph(grapheme).pieces.first else { return }
    for row in rect.top..<rect.bottom {
      for column in stride(from: rect.left, through: rect.right - glyph.columns, by: glyph.columns)
      {
        set(Point(column, row), glyph.grapheme, glyph.columns, style)
      }
    }
  }

  /// Gives the cells of `rect` another style and leaves the text.
  package mutating func restyle(_ rect: Rect, _ style: Style) {
    let rect = rect.intersection(bounds)
    for row in rect.top..<rect.bottom {
      for column in rect.left..<rect.right { cells[row * size.columns + column].style = style }
    }
  }

  /// A line from `point` to the right.
  package mutating func horizontalRule(at point: Point, _ length: Int, _ style: Style = .rule) {
    fill(Rect(point, Size(length, 1)), "─", style)
  }

  /// A line from `point` downwards.
  package mutating func verticalRule(at point: Point, _ length: Int, _ style: Style = .rule) {
    fill(Rect(point, Size(1, length)), "│", style)
  }

  /// Puts another grapheme of one column where one of one column stands, in the same style.
  mutating func replace(_ grapheme: Character, at point: Point) {
    guard bounds.contains(point), cells[index(point)].columns == 1 else { return }
    cells[index(point)].grapheme = grapheme
  }

  private mutating func set(
    _ point: Point, _ grapheme: Character, _ columns: Int, _ style: Style
  ) {
    guard bounds.contains(point), point.column + columns <= size.columns else { return }
    clear(point)
    if columns == 2 {
      clear(Point(point.column + 1, point.row))
      cells[index(point) + 1] = Cell(" ", columns: 0, style: style)
    }
    cells[index(point)] = Cell(grapheme, columns: columns, style: style)
  }

  /// Frees a cell: the other half of a wide grapheme that stood there becomes a blank.
  private mutating func clear(_ point: Point) {
    let here = index(point)
    if cells[here].columns == 2, point.column + 1 < size.columns {
      cells[here + 1] = Cell(" ", style: cells[here + 1].style)
    }
    if cells[here].columns == 0, point.column > 0 {
      cells[here - 1] = Cell(" ", style: cells[here - 1].style)
    }
  }

  private func index(_ point: Point) -> Int { point.row * size.columns + point.column }
}

// MARK: - As text

extension Canvas {
  /// The text as seen, one line a row, without blanks at line ends.
  package var text: String {
    (0..<size.rows).map { line(row($0).lazy.filter { $0.columns > 0 }.map(\.grapheme), " ") }
      .joined(separator: "\n")
  }

  /// The letter of each cell's style (`Role.letter`), one line a row, without dots at line ends.
  package var styles: String {
    (0..<size.rows).map { line(row($0).lazy.map(\.style.letter), ".") }.joined(separator: "\n")
  }

  /// The form of golden screens: the text as seen, a line of dashes, the plane of style letters,
  /// and the cursor as `cursor column,row` where there is one.
  package var golden: String {
    let end = cursor.map { "\n---\ncursor \($0.column),\($0.row)\n" } ?? "\n"
    return text + "\n---\n" + styles + end
  }

  private func line(_ letters: some Sequence<Character>, _ blank: Character) -> String {
    var line = String(letters)
    while line.last == blank { line.removeLast() }
    return line
  }
}

extension Canvas: CustomStringConvertible {
  /// The golden form, so that a failing test shows the screen.
  package var description: String { golden }
}
