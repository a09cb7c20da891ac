/// A place on the screen: zero-based, `column` to the right, `row` downwards.
package struct Point: Hashable, Sendable {
  /// Cells from the left edge, zero first.
  package var column: Int
  /// Cells from the top edge, zero first.
  package var row: Int

  /// The place `column` cells to the right and `row` cells down.
  package init(_ column: Int, _ row: Int) {
    self.column = column
    self.row = row
  }

  /// The upper left corner.
  package static let zero = Point(0, 0)
}

/// How many columns and rows something takes, never negative.
package struct Size: Hashable, Sendable {
  /// Width in cells.
  package var columns: Int
  /// Height in cells.
  package var rows: Int

  /// A size in cells; negative numbers become zero.
  package init(_ columns: Int, _ rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }

  /// No room at all.
  package static let zero = Size(0, 0)
}

/// A rectangle of cells, which panes are cut from.
package struct Rect: Hashable, Sendable {
  /// The upper left cell.
  package var origin: Point
  /// How many cells it spans.
  package var size: Size

  /// The rectangle of `size` whose upper left cell is `origin`.
  package init(_ origin: Point, _ size: Size) {
    self.origin = origin
    self.size = size
  }

  /// The rectangle at `column`, `row` that spans `columns` by `rows` cells.
  package init(_ column: Int, _ row: Int, _ columns: Int, _ rows: Int) {
    self.init(Point(column, row), Size(columns, rows))
  }

  /// The first column inside.
  package var left: Int { origin.column }
  /// The first row inside.
  package var top: Int { origin.row }
  /// The first column to the right of it.
  package var right: Int { origin.column + size.columns }
  /// The first row below it.
  package var bottom: Int { origin.row + size.rows }
  /// Width in cells.
  package var columns: Int { size.columns }
  /// Height in cells.
  package var rows: Int { size.rows }
  /// Whether there is no cell inside.
  package var isEmpty: Bool { size.columns == 0 || size.rows == 0 }

  /// Whether `point` is one of its cells.
  package func contains(_ point: Point) -> Bool {
    (left..<right).contains(point.column) && (top..<bottom).contains(point.row)
  }

  /// The cells that both have.
  package func intersection(_ other: Rect) -> Rect {
    let left = max(left, other.left)
    let top = max(top, other.top)
    return Rect(
      left, top, max(0, min(right, other.right) - left), max(0, min(bottom, other.bottom) - top))
  }

  /// The same rectangle without `columns` cells at each side and `rows` cells above and below.
  package func inset(columns: Int = 0, rows: Int = 0) -> Rect {
    let columns = min(columns, size.columns / 2)
    let rows = min(rows, size.rows / 2)
    return Rect(
      left + columns, top + rows, size.columns - 2 * columns, size.rows - 2 * rows)
  }

  /// The row `index` cells below the top, as a rectangle one cell high; empty when outside.
  package func row(_ index: Int) -> Rect {
    Rect(left, top + index, columns, (0..<rows).contains(index) ? 1 : 0)
  }

  /// The rectangle of `size`, no larger than this one, in its middle.
  package func centred(_ size: Size) -> Rect {
    let fitting = Size(min(size.columns, columns), min(size.rows, rows))
    return Rect(
      Point(left + (columns - fitting.columns) / 2, top + (rows - fitting.rows) / 2), fitting)
  }
}

// MARK: - Cutting

extension Rect {
  /// Takes `count` rows off the top and returns them; as many as there are when it asks for more.
  package mutating func cutTop(_ count: Int) -> Rect {
    let count = min(max(0, count), rows)
    let part = Rect(left, top, columns, count)
    self = Rect(left, top + count, columns, rows - count)
    return part
  }

  /// Takes `count` rows off the bottom and returns them.
  package mutating func cutBottom(_ count: Int) -> Rect {
    let count = min(max(0, count), rows)
    size.rows -= count
    return Rect(left, bottom, columns, count)
  }

  /// Takes `count` columns off the left and returns them.
  package mutating func cutLeft(_ count: Int) -> Rect {
    let count = min(max(0, count), columns)
    let part = Rect(left, top, count, rows)
    self = Rect(left + count, top, columns - count, rows)
    return part
  }

  /// Takes `count` columns off the right and returns them.
  package mutating func cutRight(_ count: Int) -> Rect {
    let count = min(max(0, count), columns)
    size.columns -= count
    return Rect(right, top, count, rows)
  }
}
