package import Desk
package import Terminal

extension Frame {
  /// The panes and borders within the window.
  package var parts: [Rect] {
    [views, list, preview, heading, ticket, order, composer].compactMap(\.self)
      + borders.filter { $0.name != .composer }.map(\.rect)
  }

  /// Whether panes and borders cover the window between its first and its last line, each cell
  /// once.
  package func isWhole(_ size: Size) -> Bool {
    var cells: Set<Point> = []
    for part in parts {
      for row in part.top..<part.bottom {
        for column in part.left..<part.right
        where !body.contains(Point(column, row)) || !cells.insert(Point(column, row)).inserted {
          return false
        }
      }
    }
    return cells.count == size.columns * (size.rows - 2)
  }
}
