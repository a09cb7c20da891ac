import Domain
import Terminal

/// Draws what happened, and the whole story of the line under the cursor.
enum LogView {
  static func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let upper = DeskView.upper(rect)
    guard let selected = desk.log.selected else {
      canvas.put(
        "Nothing has happened yet.", in: rect.inset(columns: 3, rows: 1).row(0), .plain)
      return
    }
    desk.log.list.draw(on: &canvas, in: upper) { index, _, area, canvas in
      let entry = desk.log.entries[index]
      let when = Wording.moment(entry.at, at: desk.now, in: desk.setting.zone)
      let isError = entry.notice.kind == .error
      canvas.put(
        [
          Piece(TextFlow.pad(when, to: 10), .dim), Piece(isError ? "! " : "  ", .error),
          Piece(TextFlow.clean(entry.notice.text, lines: false), isError ? .error : .plain),
        ], in: area)
    }
    canvas.horizontalRule(at: Point(rect.left, upper.bottom), rect.columns)
    let story = Rect(rect.left, upper.bottom + 1, rect.columns, rect.bottom - upper.bottom - 1)
    DeskView.paragraph(
      TextFlow.clean(selected.notice.text), .plain, on: &canvas, in: story.inset(columns: 1))
  }
}
