/// A box in front of a screen, with a title in its frame.
package struct Popup: Hashable, Sendable {
  /// What the frame says at the top; empty for none.
  package var title: String
  /// What the frame says at the bottom, usually how to leave; empty for none.
  package var footer: String

  /// A box with `title`.
  package init(_ title: String, footer: String = "") {
    self.title = title
    self.footer = footer
  }

  /// Clears the box of `rect`, draws the frame, and returns the room inside (one column apart
  /// from the frame at each side).
  @discardableResult
  package func draw(on canvas: inout Canvas, in rect: Rect) -> Rect {
    guard rect.columns >= 2, rect.rows >= 2 else { return Rect(rect.origin, .zero) }
    canvas.fill(rect)
    let right = rect.right - 1
    let bottom = rect.bottom - 1
    canvas.horizontalRule(at: rect.origin, rect.columns)
    canvas.horizontalRule(at: Point(rect.left, bottom), rect.columns)
    canvas.verticalRule(at: rect.origin, rect.rows)
    canvas.verticalRule(at: Point(right, rect.top), rect.rows)
    canvas.put("┌", at: rect.origin, .rule)
    canvas.put("┐", at: Point(right, rect.top), .rule)
    canvas.put("└", at: Point(rect.left, bottom), .rule)
    canvas.put("┘", at: Point(right, bottom), .rule)
    label(title, .title, at: rect.top, of: rect, on: &canvas)
    label(footer, .dim, at: bottom, of: rect, on: &canvas)
    return rect.inset(columns: 2, rows: 1)
  }

  private func label(
    _ text: String, _ style: Style, at row: Int, of rect: Rect, on canvas: inout Canvas
  ) {
    guard !text.isEmpty, rect.columns > 6 else { return }
    let text = TextFlow.cut(text, to: rect.columns - 6)
    canvas.put(" \(text) ", at: Point(rect.left + 2, row), style)
  }
}
