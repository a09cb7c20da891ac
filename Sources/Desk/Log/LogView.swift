import Domain
import Terminal

/// Draws what happened, and the whole story of the line under the cursor.
enum LogView {
  static func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let upper = DeskView.upper(rect)
    guard let selected = desk.log.selected else {
      let words = empty(desk.log, desk.setting.keymap)
      canvas.put(words, in: rect.inset(columns: 3, rows: 1).row(0), .plain)
      return
    }
    desk.log.list.draw(on: &canvas, in: upper) { index, _, area, canvas in
      draw(desk.log.lines[index], desk, on: &canvas, in: area)
    }
    canvas.horizontalRule(at: Point(rect.left, upper.bottom), rect.columns)
    let story = Rect(rect.left, upper.bottom + 1, rect.columns, rect.bottom - upper.bottom - 1)
    drawStory(of: selected, desk, on: &canvas, in: story.inset(columns: 1))
  }

  private static func draw(
    _ line: LogLine, _ desk: Desk, on canvas: inout Canvas, in area: Rect
  ) {
    let columns = Layout.columns([.fixed(10), .fixed(7), .fixed(1), .share(1)], in: area, gap: 1)
    let style: Style = line.isAlarm ? .error : .plain
    let when = Wording.moment(line.at, at: desk.now, in: desk.setting.zone)
    canvas.put(when, in: columns[0], .dim)
    canvas.put(line.number.map { "#\($0)" } ?? "", in: columns[1], .dim)
    if line.isAlarm { canvas.put("!", in: columns[2], .error) }
    let who = line.who.isEmpty ? "" : "\(line.who) "
    canvas.put(
      [Piece(who, line.isAlarm ? .error : .title), Piece(line.what, style)], in: columns[3])
  }

  private static func drawStory(
    of line: LogLine, _ desk: Desk, on canvas: inout Canvas, in rect: Rect
  ) {
    var rest = rect
    let texts = line.story.split(separator: "\n", maxSplits: 1).map(String.init)
    if line.ticket != nil, let title = texts.first { canvas.put(title, in: rest.cutTop(1), .title) }
    DeskView.paragraph(
      line.ticket == nil ? line.story : texts.dropFirst().joined(), .plain, on: &canvas, in: rest)
  }

  private static func empty(_ pane: LogPane, _ keymap: Keymap) -> String {
    guard pane.isAnswered else { return "" }
    guard pane.words.isEmpty else {
      let words = TextFlow.clean(pane.words, lines: false)
      let key = keymap.spelling(of: CommandCall(.last), in: .log) ?? ":last"
      return pane.isWhole
        ? "No line has “\(words)”."
        : "No line has “\(words)” as far back as was looked; \(key) looks on."
    }
    return "Nothing has happened yet."
  }
}
