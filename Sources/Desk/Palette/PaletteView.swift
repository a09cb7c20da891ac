import Domain
import Terminal

/// Draws the list of commands above the line one types into.
enum PaletteView {
  static func draw(_ pane: PalettePane, on canvas: inout Canvas, in rect: Rect) {
    let box = box(in: rect)
    let room = Popup("commands").draw(on: &canvas, in: box)
    guard !pane.entries.isEmpty else {
      let name = String(pane.field.text.trimmed.split(separator: " ").first ?? "")
      let nearest = Command.nearest(to: name).map { ": did you mean \($0.rawValue)?" } ?? ""
      canvas.put("no command \(name)\(nearest)", in: room, .dim)
      return
    }
    pane.list.draw(on: &canvas, in: room) { index, isSelected, area, canvas in
      if index < pane.entries.count {
        draw(pane.entries[index], isSelected, on: &canvas, in: area)
      } else {
        draw(pane.candidates[index - pane.entries.count], isSelected, on: &canvas, in: area)
      }
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
    let columns = columns(of: area)
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

  /// What could come next stands below the command's name, its meaning below what the command does.
  private static func draw(
    _ candidate: Completion, _ isSelected: Bool, on canvas: inout Canvas, in area: Rect
  ) {
    let columns = columns(of: area)
    let text = TextFlow.clean(candidate.text, lines: false)
    let meaning = TextFlow.clean(candidate.meaning, lines: false)
    canvas.put("  \(text)", in: columns[1], isSelected ? .title : .plain)
    canvas.put(meaning, in: columns[2], .dim)
  }

  private static func columns(of area: Rect) -> [Rect] {
    Layout.columns(
      [.fixed(9), .fixed(area.columns >= 90 ? 30 : 22), .share(1)], in: area, gap: 1)
  }
}
