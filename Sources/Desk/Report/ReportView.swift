import Domain
import Terminal

/// Draws how things stand: what is counted, how many, and a bar within its group.
enum ReportView {
  static func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let pane = desk.report
    pane.list.draw(on: &canvas, in: rect) { index, isSelected, area, canvas in
      let row = pane.rows[index]
      let isFirst = index == 0 || pane.rows[index - 1].group != row.group
      let columns = Layout.columns(
        [.fixed(11), .fixed(20), .fixed(7), .share(1)], in: area.inset(columns: 1), gap: 1)
      canvas.put(isFirst ? row.group.rawValue : "", in: columns[0], .heading)
      let label = TextFlow.clean(row.label, lines: false)
      canvas.put(label, in: columns[1], isSelected ? .title : .plain)
      guard let count = pane.count(of: row) else { return }
      let style: Style = row.label == "overdue" && count > 0 ? .overdue : .plain
      canvas.put(Wording.grouped(count), in: columns[2], count == 0 ? .dim : style, .right)
      let room = columns[3].inset(columns: 1)
      canvas.put(bar(count, of: pane.most(in: row.group), room.columns), in: room, style)
    }
  }

  /// A bar of at most 40 columns, in eighths of one; whatever is there shows a little.
  static func bar(_ count: Int, of most: Int, _ columns: Int) -> String {
    let width = min(40, max(0, columns))
    guard count > 0, most > 0, width > 0 else { return "" }
    let eighths = max(1, count * width * 8 / most)
    let rest = eighths % 8
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8) + parts[rest]
  }
}
