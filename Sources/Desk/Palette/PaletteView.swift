import Domain
import Terminal

/// Draws the list of commands above the line one types into.
enum PaletteView {
  static func draw(_ pane: PalettePane, on canvas: inout Canvas, in rect: Rect) {
    let box = box(in: rect)
    let footer = pane.candidates.isEmpty ? "" : pane.candidates.joined(separator: "  ")
    let room = Popup("commands", footer: footer).draw(on: &canvas, in: box)
    guard !pane.entries.isEmpty else {
      let name = String(pane.field.text.trimmed.split(separator: " ").first ?? "")
      let nearest = Command.nearest(to: name).map { ": did you mean \($0.rawValue)?" } ?? ""
      canvas.put("no command \(name)\(nearest)", in: room, .dim)
      return
    }
    pane.list.draw(on: &canvas, in: room) { index, isSelected, area, canvas in
      draw(pane.entries[index], isSelected, on: &canvas, in: area)
    }
  }

  /// Where its rows lie.
  static func list(in rect: Rect) -> Rect { box(in: rect).inset(columns: 2, rows: 1) }

  private static func box(in rect: Rect) -> Rect {
    let rows = DeskView.paletteRows(rect)
    return Rect(rect.left, rect.bottom - rows - 2, min(rect.columns, 110), rows + 2)
  }

  private static func draw(
    _ entry: PalettePane.Entry, _ isSelected: Bool, on canvas: inout Canvas, in area: Rect
  ) {
    let isPossible = entry.obstacle == nil
    let columns = Layout.columns(
      [.fixed(9), .fixed(area.columns >= 90 ? 30 : 22), .share(1)], in: area, gap: 1)
    let sign = entry.call.command.entry.argument.sign
    canvas.put(entry.keys, in: columns[0], .key)
    canvas.put(
      [
        Piece(entry.call.command.rawValue, isSelected ? .title : isPossible ? .plain : .dim),
        Piece(sign.isEmpty ? "" : " \(sign)", .dim),
      ], in: columns[1])
    canvas.put(
      entry.obstacle.map { "not now: \($0)" } ?? entry.help, in: columns[2],
      isPossible ? .plain : .dim)
  }
}
