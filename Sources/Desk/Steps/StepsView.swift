import Domain
import Terminal

/// Draws what was done, by whom and when, and what can be undone of it.
enum StepsView {
  static func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let pane = desk.steps
    guard let selected = pane.selected else {
      let text = pane.isAnswered ? "Nothing was done yet that could be taken back." : ""
      canvas.put(text, in: rect.inset(columns: 3, rows: 1).row(0), .plain)
      return
    }
    let upper = DeskView.upper(rect)
    pane.list.draw(on: &canvas, in: upper) { index, _, area, canvas in
      draw(pane.steps[index], desk, on: &canvas, in: area)
    }
    canvas.horizontalRule(at: Point(rect.left, upper.bottom), rect.columns)
    let story = Rect(rect.left, upper.bottom + 1, rect.columns, rect.bottom - upper.bottom - 1)
    drawStory(of: selected, desk, on: &canvas, in: story.inset(columns: 1))
  }

  private static func draw(
    _ step: UndoStep, _ desk: Desk, on canvas: inout Canvas, in area: Rect
  ) {
    let columns = Layout.columns(
      [.fixed(10), .fixed(10), .share(1), .fixed(11)], in: area, gap: 1)
    let style: Style = step.isUndone ? .dim : .plain
    canvas.put(
      Wording.moment(step.at, at: desk.now, in: desk.setting.zone), in: columns[0], .dim)
    canvas.put(desk.firstName(of: step.agent), in: columns[1], .dim)
    canvas.put(TextFlow.clean(step.what, lines: false), in: columns[2], style)
    canvas.put(step.isUndone ? "taken back" : "", in: columns[3], .soon)
  }

  private static func drawStory(
    of step: UndoStep, _ desk: Desk, on canvas: inout Canvas, in rect: Rect
  ) {
    var rest = rect
    canvas.put(TextFlow.clean(step.what, lines: false), in: rest.cutTop(1), .title)
    let name = desk.setting.team.first { $0.id == step.agent }?.name ?? step.agent.handle
    let when = Wording.wake(step.at, at: desk.now, in: desk.setting.zone)
    rest = DeskView.paragraph(
      "\(name) did it at \(when), to \(Wording.count(step.tickets, "ticket")).", .plain,
      on: &canvas, in: rest)
    let command: Command = step.isUndone ? .redo : .undo
    if let obstacle = desk.steps.obstacle(to: command, by: desk.setting.agent.id) {
      canvas.put(obstacle.prefix(1).uppercased() + obstacle.dropFirst() + ".", in: rest, .dim)
    } else {
      let key = desk.setting.keymap.shown(command, in: .steps)
      let what = step.isUndone ? "does it again" : "takes it back"
      let tail = "; what others changed since is left alone."
      canvas.put([Piece(key, .key), Piece(" \(what)\(tail)")], in: rest.cutTop(1))
    }
  }
}
