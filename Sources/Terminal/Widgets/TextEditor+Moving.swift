extension TextEditor {
  /// Goes one letter back.
  package mutating func moveLeft() { cursor -= 1 }

  /// Goes one letter on.
  package mutating func moveRight() { cursor += 1 }

  /// Goes to the start of the word before the cursor.
  package mutating func moveWordLeft() { cursor = wordStart }

  /// Goes to the end of the word after the cursor.
  package mutating func moveWordRight() { cursor = wordEnd }

  /// Goes to the start of the line.
  package mutating func moveToLineStart() { cursor = lineStart }

  /// Goes to the end of the line.
  package mutating func moveToLineEnd() { cursor = lineEnd }

  /// Goes to the start of the text.
  package mutating func moveToStart() { cursor = 0 }

  /// Goes to the end of the text.
  package mutating func moveToEnd() { cursor = letters.count }

  /// Goes `count` rows down as they are seen, up when negative, and keeps to the column where a
  /// run of such moves began.
  package mutating func moveRows(_ count: Int) {
    let rows = rows
    let here = place(in: rows)
    let column = goal ?? here.column
    let target = max(0, min(here.row + count, rows.count - 1))
    cursor = target == here.row ? (count < 0 ? 0 : letters.count) : index(column, in: rows, target)
    goal = column
  }

  /// Turns `count` pages down, up when negative.
  package mutating func movePages(_ count: Int) { moveRows(count * max(1, size.rows - 1)) }

  var lineStart: Int { letters[..<position].lastIndex(of: "\n").map { $0 + 1 } ?? 0 }

  var lineEnd: Int { letters[position...].firstIndex(of: "\n") ?? letters.count }

  var wordStart: Int {
    var index = position
    while index > 0, !letters[index - 1].isPartOfWord { index -= 1 }
    while index > 0, letters[index - 1].isPartOfWord { index -= 1 }
    return index
  }

  var wordEnd: Int {
    var index = position
    while index < letters.count, !letters[index].isPartOfWord { index += 1 }
    while index < letters.count, letters[index].isPartOfWord { index += 1 }
    return index
  }
}

// MARK: - Rows as seen

extension TextEditor {
  /// The rows as seen: the text's lines, wrapped at the width.
  var rows: [Range<Int>] {
    var rows: [Range<Int>] = []
    var start = 0
    while true {
      let end = letters[start...].firstIndex(of: "\n") ?? letters.count
      rows += TextFlow.rows(of: letters, start..<end, width: size.columns)
      if end == letters.count { return rows }
      start = end + 1
    }
  }

  /// Row and column of the cursor as seen, from the top of the text.
  package var cursorPlace: Point {
    let place = place(in: rows)
    return Point(place.column, place.row)
  }

  private func place(in rows: [Range<Int>]) -> (row: Int, column: Int) {
    let row = rows.lastIndex { $0.lowerBound <= position } ?? 0
    let column = letters[rows[row].lowerBound..<position].reduce(0) { $0 + TextFlow.cells($1) }
    return (row, min(column, max(0, size.columns - 1)))
  }

  /// Goes to what is seen at a place of the room it has, or to the nearest letter.
  package mutating func move(toSeen place: Point) {
    let rows = rows
    let row = max(0, min(offset + place.row, rows.count - 1))
    cursor = index(max(0, place.column), in: rows, row)
  }

  private func index(_ column: Int, in rows: [Range<Int>], _ row: Int) -> Int {
    var room = column
    var index = rows[row].lowerBound
    while index < rows[row].upperBound {
      room -= TextFlow.cells(letters[index])
      if room < 0 { break }
      index += 1
    }
    // The end of a wrapped row is the start of the next one; stay before it.
    let isWrapped = row + 1 < rows.count && rows[row + 1].lowerBound == rows[row].upperBound
    return isWrapped ? min(index, rows[row].upperBound - 1) : index
  }

  mutating func reveal() {
    let rows = rows
    let row = place(in: rows).row
    offset = max(row - max(1, size.rows) + 1, min(offset, row))
    offset = max(0, min(offset, rows.count - size.rows))
  }

  /// Draws the rows in sight into `rect`, which should have the size the editor knows, and puts
  /// the cursor there where `isActive`. Quoted lines have the style of quotes.
  package func draw(
    on canvas: inout Canvas, in rect: Rect, _ style: Style = .plain, isActive: Bool = true
  ) {
    var shown = self
    shown.size = rect.size
    let rows = shown.rows
    for (line, row) in rows.dropFirst(shown.offset).prefix(rect.rows).enumerated() {
      let start = letters[..<row.lowerBound].lastIndex(of: "\n").map { $0 + 1 } ?? 0
      let isQuoted = start < letters.count && letters[start] == ">"
      canvas.put(
        String(letters[row]), at: Point(rect.left, rect.top + line), isQuoted ? .quote : style,
        max: rect.columns)
    }
    guard isActive, !rect.isEmpty else { return }
    let place = shown.place(in: rows)
    canvas.cursor = Point(rect.left + place.column, rect.top + place.row - shown.offset)
  }
}

extension Character {
  /// Whether it is part of a word for moving and cutting.
  fileprivate var isPartOfWord: Bool { isLetter || isNumber || self == "_" || self == "'" }
}
