/// Which row of a list is chosen and which rows are in sight; the rows themselves are elsewhere.
///
/// The list never jumps: it scrolls only as far as needed to keep the chosen row in sight, and
/// `follow` keeps a row at its place on the screen when rows come or go above it.
package struct List: Hashable, Sendable {
  /// How many rows there are.
  package private(set) var count: Int
  /// The chosen row; 0 in an empty list.
  package private(set) var selection: Int
  /// The first row in sight.
  package private(set) var offset: Int
  /// How many rows are in sight.
  package private(set) var height: Int
  /// How far it scrolls at least, in rows, when the next chosen row is out of sight.
  ///
  /// One where a terminal scrolls by itself, that is where rows are as wide as the window; beside
  /// another pane every step would draw all rows anew, and steps of several cost a slow line less.
  package var stride = 1

  /// A list of `count` rows, the first chosen.
  package init(count: Int = 0, height: Int = 1) {
    self.count = max(0, count)
    self.height = max(1, height)
    selection = 0
    offset = 0
  }

  /// The chosen row, nil in an empty list.
  package var selected: Int? { count > 0 ? selection : nil }

  /// The rows in sight.
  package var visible: Range<Int> { offset..<min(count, offset + height) }
}

// MARK: - Moving

extension List {
  /// Chooses row `index`, or the nearest there is.
  package mutating func select(_ index: Int) {
    selection = max(0, min(index, count - 1))
    reveal()
  }

  /// Goes `rows` down, or up when negative.
  package mutating func move(_ rows: Int) { select(selection + rows) }

  /// Goes to the first row.
  package mutating func moveToFirst() { select(0) }

  /// Goes to the last row.
  package mutating func moveToLast() { select(count - 1) }

  /// Turns `pages` pages down, or up when negative; the chosen row keeps its place on the screen
  /// until an end is reached.
  package mutating func page(_ pages: Int) {
    let rows = pages * max(1, height - 1)
    offset = clamped(offset + rows)
    select(selection + rows)
  }

  /// Scrolls by `rows` without choosing another row, unless the chosen one would leave sight.
  package mutating func scroll(_ rows: Int) {
    offset = clamped(offset + rows)
    selection = max(offset, min(selection, offset + height - 1, count - 1))
    selection = max(0, selection)
  }

  /// Takes over how many rows there are and how many are in sight.
  package mutating func resize(count: Int? = nil, height: Int? = nil) {
    self.count = max(0, count ?? self.count)
    self.height = max(1, height ?? self.height)
    select(selection)
  }

  /// Takes over new rows among which the chosen one is now at `index`, at its old place on the
  /// screen. Where the chosen row is gone, `index` is nil and the row now at its place is chosen.
  package mutating func follow(_ index: Int?, count: Int) {
    self.count = max(0, count)
    if let index {
      offset += index - selection
      selection = index
    }
    select(selection)
  }

  private mutating func reveal() {
    let step = max(1, min(stride, height)) - 1
    if selection < offset {
      offset = selection == offset - 1 ? selection - step : selection
    } else if selection >= offset + height {
      let isNext = selection == offset + height
      offset = selection - height + 1 + (isNext ? step : 0)
    }
    offset = clamped(offset)
  }

  private func clamped(_ offset: Int) -> Int { max(0, min(offset, count - height)) }
}

// MARK: - Drawing

extension List {
  /// Draws the rows in sight into `rect`, each by `draw`, behind a column that holds the bar `▌`
  /// at the chosen row.
  ///
  /// Only the bar tells where the cursor is, so that a move changes two cells and costs a slow
  /// line a few dozen bytes; a view that restyles the whole row pays for both rows.
  package func draw(
    on canvas: inout Canvas, in rect: Rect,
    row draw: (_ index: Int, _ isSelected: Bool, _ rect: Rect, _ canvas: inout Canvas) -> Void
  ) {
    var shown = self
    shown.resize(height: rect.rows)
    for (line, index) in shown.visible.enumerated() {
      var area = rect.row(line)
      let bar = area.cutLeft(1)
      let isSelected = index == selection
      canvas.put(isSelected ? "▌" : " ", in: bar, isSelected ? .key : .plain)
      draw(index, isSelected, area, &canvas)
    }
  }
}
