import Domain
import Terminal

/// The line at the bottom: what is being typed, what just happened, or what the keys do here.
enum BottomLine {
  static func draw(_ desk: Desk, _ frame: Frame, on canvas: inout Canvas) {
    let rect = frame.bottom.inset(columns: 1)
    let above = frame.body.row(frame.body.rows - 1).inset(columns: 1)
    canvas.fill(frame.bottom)
    // Who asked for a dry run sees until its end that it is one.
    let sort = desk.rehearses ? "dry run: " : ""
    if var line = desk.line {
      line.prompt = sort + line.prompt
      draw(line, ending(of: line, desk), above, on: &canvas, in: rect)
    } else if var choice = desk.choice {
      choice.prompt = sort + choice.prompt
      draw(choice, on: &canvas, in: rect)
    } else if let pane = desk.palette {
      draw(pane, above, on: &canvas, in: rect)
    } else if desk.templates == nil, desk.links == nil, let pane = desk.composer,
      pane.phase == .reviewing,
      pane.isFocused, desk.place == .ticket
    {
      ComposerView.drawReview(pane, desk, frame, on: &canvas)
    } else {
      drawHints(desk, on: &canvas, in: rect)
    }
    if desk.showsContinuations { drawContinuations(desk, frame, on: &canvas) }
  }

  // MARK: - Typing

  /// How many match, and how one leaves.
  private static func ending(of line: LineEntry, _ desk: Desk) -> String {
    var matches = line.matches.map(Wording.grouped)
    if case .search = line.purpose, case .search = desk.inbox.source, !desk.inbox.isStale,
      line.problem == nil
    {
      matches = desk.inbox.page?.isCounted == true ? desk.inbox.totalText : nil
    }
    return (matches.map { "\($0) match  " } ?? "") + "Esc leaves"
  }

  private static func draw(
    _ line: LineEntry, _ leaving: String, _ above: Rect, on canvas: inout Canvas, in rect: Rect
  ) {
    var rest = rect
    let prompt = rest.cutLeft(min(TextFlow.cells(line.prompt), rect.columns / 2))
    let ending = rest.cutRight(TextFlow.cells(leaving) + 1)
    canvas.put(line.prompt, in: prompt, .title)
    canvas.put(leaving, in: ending, .dim, .right)
    line.field.draw(on: &canvas, in: rest)
    if let problem = line.problem {
      point(problem, from: rest.left, on: &canvas, in: above)
    } else if !line.candidates.isEmpty {
      canvas.fill(above)
      canvas.put(line.candidates.map(\.text).joined(separator: "  "), in: above, .dim)
    }
  }

  /// The mistake, with a sign under its character.
  private static func point(
    _ problem: Problem, from left: Int, on canvas: inout Canvas, in rect: Rect
  ) {
    canvas.fill(rect)
    let column = min(left + problem.column - 1, rect.right - 1)
    let text = problem.sentence
    let room = rect.right - column - 2
    if TextFlow.cells(text) <= room || room >= rect.columns / 2 {
      canvas.put("v \(text)", in: Rect(column, rect.top, rect.right - column, 1), .error)
    } else {
      let before = Rect(rect.left, rect.top, max(0, column - rect.left - 1), 1)
      canvas.put(text, in: before, .error, .right)
      canvas.put("v", at: Point(column, rect.top), .error)
    }
  }

  private static func draw(_ choice: Choice, on canvas: inout Canvas, in rect: Rect) {
    var pieces = [Piece("\(choice.prompt):", .title)]
    for option in choice.options {
      pieces += [Piece("  ", .plain), Piece(String(option.key), .key), Piece(" \(option.label)")]
    }
    canvas.put(pieces + [Piece("  Esc leaves", .dim)], in: rect)
  }

  private static func draw(
    _ pane: PalettePane, _ above: Rect, on canvas: inout Canvas, in rect: Rect
  ) {
    var rest = rect
    canvas.put(":", in: rest.cutLeft(1), .title)
    let hint = "Enter runs  Tab completes  Esc leaves"
    let ending = rest.cutRight(rect.columns > 72 ? hint.count + 1 : 0)
    canvas.put(hint, in: ending, .dim, .right)
    pane.field.draw(on: &canvas, in: rest)
  }

  // MARK: - Hints

  private static func drawHints(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    var left: [StatusLine.Segment] = []
    let marked = desk.place == .inbox ? desk.inbox.markCount : 0
    if marked > 0 {
      left.append(.init(marks(desk.inbox), .marked, importance: 20))
    }
    if desk.rehearses { left.append(.init("dry run of the next act", .soon, importance: 21)) }
    if desk.inbox.rangeStart != nil, desk.place == .inbox {
      left.append(.init("marking a range", .marked, importance: 19))
    }
    if desk.explains {
      left.append(.init("explaining the next keys", .title, importance: 20))
      left.append(.init("Esc leaves", .dim, importance: 20))
    } else if let notice = desk.notice {
      let text = TextFlow.clean(notice.text, lines: false)
      left.append(
        .init(text, style(notice.kind), importance: notice.kind == .error ? 20 : 18))
    } else {
      for (index, hint) in Hints.here(desk).enumerated() {
        left.append(
          .init([Piece(hint.keys, .key), Piece(" \(hint.word)", .plain)], importance: 12 - index))
      }
    }
    var right: [StatusLine.Segment] = []
    if let seconds = desk.secondsLeft {
      let text = "sending in \(seconds) s"
      let way = " · \(desk.way(to: .undo)) takes it back"
      let told = desk.notice.map { TextFlow.cells($0.text) + 2 } ?? 0
      let hasRoom = told + TextFlow.cells(text + way) < rect.columns
      right.append(.init(hasRoom ? text + way : text, .soon, importance: 19))
    }
    if desk.isZoomed, desk.place == .inbox || desk.place == .ticket {
      right.append(
        .init([Piece("zoomed ", .soon), Piece(desk.way(to: .zoom), .key)], importance: 13))
    }
    let begun =
      (desk.count.map(String.init) ?? "") + desk.keys.map(\.spelling).joined(separator: " ")
    if !begun.isEmpty { right.append(.init("\(begun)-", .key, importance: 20)) }
    StatusLine(left: left, right: right).draw(on: &canvas, in: rect)
  }

  /// How many are marked, and how many of these one does not see.
  private static func marks(_ inbox: InboxPane) -> String {
    let hidden = inbox.hiddenMarks
    let more = hidden > 0 ? ", \(Wording.grouped(hidden)) out of sight" : ""
    return "\(Wording.grouped(inbox.markCount)) marked\(more)"
  }

  private static func style(_ kind: Notice.Kind) -> Style {
    switch kind {
    case .receipt: .good
    case .hint: .plain
    case .error: .error
    }
  }

  /// What may follow a prefix key.
  private static func drawContinuations(_ desk: Desk, _ frame: Frame, on canvas: inout Canvas) {
    guard case .prefix(let bindings) = desk.setting.keymap.meaning(of: desk.keys, in: desk.context)
    else { return }
    func rest(_ binding: Keymap.Binding) -> String {
      binding.keys.dropFirst(desk.keys.count).map(\.spelling).joined(separator: " ")
    }
    func line(_ keys: String, _ what: String) -> [Piece] {
      [Piece(TextFlow.pad(keys, to: 6), .key), Piece(what, .plain)]
    }
    var lines = bindings.map { line(rest($0), Hints.explanation(of: $0.call, desk)) }
    let views = bindings.filter { $0.call.command == .view }
    // Where not all have room, the views share a line: their names stand in their own list.
    if lines.count > frame.body.rows - 2, let first = views.first, let last = views.last {
      lines = bindings.filter { $0.call.command != .view }
        .map { line(rest($0), Hints.explanation(of: $0.call, desk)) }
      lines.append(line("\(rest(first))-\(rest(last))", Command.view.entry.help))
    }
    // In a low window they stand side by side.
    let isLow = lines.count > frame.body.rows - 2
    let rows = isLow ? (lines.count + 1) / 2 : lines.count
    let width = isLow ? frame.body.columns - 4 : min(frame.body.columns - 4, 46)
    let height = min(rows + 2, frame.body.rows)
    let box = Rect(
      frame.body.right - width - 1, frame.body.bottom - height, width, height)
    let title = desk.keys.map(\.spelling).joined(separator: " ")
    var room = Popup(title).draw(on: &canvas, in: box)
    guard isLow else { return DeskView.write(lines, on: &canvas, in: room) }
    var left = room.cutLeft(room.columns / 2)
    left = Rect(left.left, left.top, left.columns - 1, left.rows)
    DeskView.write(Array(lines.prefix(rows)), on: &canvas, in: left)
    DeskView.write(Array(lines.dropFirst(rows)), on: &canvas, in: room)
  }
}
