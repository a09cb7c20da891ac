import Domain
import Terminal

/// Draws the saved views: as a list of its own, and at the side of a wide window.
enum ViewsView {
  static func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let pane = desk.views
    pane.list.draw(on: &canvas, in: rect) { index, _, area, canvas in
      let view = pane.views[index]
      let columns = Layout.columns(
        [.fixed(6), .fixed(24), .fixed(9), .share(1)], in: area, gap: 1)
      canvas.put(keys(of: view, desk), in: columns[0].inset(columns: 1), .key)
      canvas.put(view.name, in: columns[1], isShown(view, desk) ? .title : .plain)
      canvas.put(
        number(pane.count(of: view)), in: columns[2], style(view, pane.count(of: view)), .right)
      canvas.put(
        TextFlow.clean(view.query.text, lines: false), in: columns[3].inset(columns: 1), .dim)
    }
  }

  /// The saved views and the busiest tags, one below the other.
  static func drawSide(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    var rest = rect.inset(columns: 1)
    canvas.put("Views", in: rest.cutTop(1), .heading)
    for view in desk.views.views {
      var row = rest.cutTop(1)
      let count = number(desk.views.count(of: view))
      let isShown = isShown(view, desk)
      let right = row.cutRight(count.isEmpty ? 0 : TextFlow.cells(count) + 1)
      canvas.put(
        [
          Piece(isShown ? "▌" : " ", .key), Piece(TextFlow.pad(keys(of: view, desk), to: 4), .key),
          Piece(view.name, isShown ? .title : .plain),
        ], in: row)
      canvas.put(count, in: right, style(view, desk.views.count(of: view)), .right)
    }
    _ = rest.cutTop(1)
    canvas.put("Busy tags", in: rest.cutTop(1), .heading)
    for tag in desk.tags.prefix(12) {
      var row = rest.cutTop(1)
      let count = Wording.grouped(tag.count)
      canvas.put(count, in: row.cutRight(TextFlow.cells(count) + 1), .dim, .right)
      let style = Style(.tag).under(desk.appearance.theme.accent(ofTag: tag.tag.word))
      canvas.put(" \(tag.tag)", in: row, style)
    }
  }

  /// The view that lies at a row of the side pane; `nil` where none does.
  static func view(at row: Int, _ desk: Desk) -> SavedView? {
    let index = row - 1
    return desk.views.views.indices.contains(index) ? desk.views.views[index] : nil
  }

  private static func keys(of view: SavedView, _ desk: Desk) -> String {
    desk.setting.keymap.spelling(of: CommandCall(.view, "\(view.number)"), in: .inbox) ?? ""
  }

  private static func isShown(_ view: SavedView, _ desk: Desk) -> Bool {
    desk.inbox.source == .view(view)
  }

  private static func number(_ count: Int?) -> String { count.map(Wording.grouped) ?? "" }

  /// What presses is seen in the list of views too.
  private static func style(_ view: SavedView, _ count: Int?) -> Style {
    view.query.text.contains("is:overdue") && count != 0 ? .overdue : .dim
  }
}
