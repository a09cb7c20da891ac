import Domain
import Terminal

/// Draws the replies on their way, and the story of the one under the cursor.
enum OutboxView {
  static func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let upper = DeskView.upper(rect)
    guard desk.outbox.selected != nil else {
      let text = "Nothing is on its way: every reply has arrived."
      canvas.put(text, in: rect.inset(columns: 3, rows: 1).row(0), .plain)
      return
    }
    desk.outbox.list.draw(on: &canvas, in: upper) { index, _, area, canvas in
      draw(desk.outbox.rows[index], desk, on: &canvas, in: area)
    }
    canvas.horizontalRule(at: Point(rect.left, upper.bottom), rect.columns)
    let story = Rect(rect.left, upper.bottom + 1, rect.columns, rect.bottom - upper.bottom - 1)
    drawStory(desk, on: &canvas, in: story.inset(columns: 1))
  }

  private static func draw(
    _ row: OutboxRow, _ desk: Desk, on canvas: inout Canvas, in area: Rect
  ) {
    let columns = Layout.columns(
      [.fixed(16), .fixed(6), .fixed(8), .fixed(17), .share(1), .fixed(8)], in: area, gap: 1)
    let isBad = row.state.needsAgent
    let next = Wording.moment(row.notBefore, at: desk.now, in: desk.setting.zone)
    let words = row.state == .retry ? "next \(next)" : Wording.delivery(row.state)
    let state = "\(isBad ? "! " : "  ")\(words)"
    canvas.put(state, in: columns[0], isBad ? .error : .soon)
    canvas.put("#\(row.ticketNumber)", in: columns[1], .plain)
    canvas.put(row.reply.channel.rawValue, in: columns[2], .dim)
    canvas.put(clean(row.reply.to.first?.label ?? ""), in: columns[3], .plain)
    canvas.put(clean(row.reply.subject), in: columns[4], .plain)
    let tries = row.attempts == 0 ? "" : Wording.count(row.attempts, "try", "tries")
    canvas.put(tries, in: columns[5], .dim, .right)
  }

  private static func drawStory(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    guard let row = desk.outbox.selected else { return }
    var rest = rect
    canvas.put(clean(row.reply.to.map(\.label).joined(separator: ", ")), in: rest.cutTop(1), .title)
    rest = DeskView.paragraph(
      OutboxText.explanation(row, desk.setting, desk.now),
      row.state.needsAgent ? .error : .plain, on: &canvas, in: rest)
    let choices = OutboxPane.commands(for: row).map { command in
      let key = desk.setting.keymap.shown(command, in: .outbox)
      return [Piece(key, .key), Piece(" \(command.entry.help)  ", .plain)]
    }
    for choice in choices { canvas.put(choice, in: rest.cutTop(1)) }
    for line in news(of: row, desk, rest.columns) { canvas.put(line, in: rest.cutTop(1)) }
    _ = rest.cutTop(1)
    DeskView.paragraph(TextFlow.clean(row.reply.text), .dim, on: &canvas, in: rest)
  }

  /// What came to the ticket before a held reply.
  static func news(of row: OutboxRow, _ desk: Desk, _ columns: Int) -> [[Piece]] {
    let known = [desk.ticket?.sheet, desk.outbox.sheet, desk.inbox.peek].compactMap(\.self)
    let sheet = known.first { $0.ticket.id == row.reply.ticket }
    let said = sheet?.overtook(row, desk.setting) ?? []
    return Meanwhile.lines(said, "New since then", desk.setting, desk.now, columns: columns)
  }

  private static func clean(_ text: String) -> String { TextFlow.clean(text, lines: false) }
}
