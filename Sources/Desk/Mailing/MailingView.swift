import Domain
import Templating
import Terminal

/// Draws the answers of a mailing, and how the one under the cursor reads.
enum MailingView {
  static func draw(_ pane: MailingPane, _ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    var rest = rect
    canvas.put(summary(pane), in: rest.cutTop(1).inset(columns: 1))
    _ = rest.cutTop(1)
    let list = list(in: rect)
    _ = rest.cutLeft(list.columns)
    canvas.verticalRule(at: Point(rest.left, rest.top), rest.rows)
    _ = rest.cutLeft(1)
    pane.list.draw(on: &canvas, in: list) { index, _, area, canvas in
      draw(pane.letters[index], on: &canvas, in: area)
    }
    if let letter = pane.selected { drawLetter(letter, on: &canvas, in: rest.inset(columns: 1)) }
  }

  /// Where the rows lie.
  static func list(in rect: Rect) -> Rect {
    Rect(rect.left, rect.top + 2, min(46, rect.columns / 2), max(0, rect.rows - 2))
  }

  /// How many can go out, and why the others cannot.
  private static func summary(_ pane: MailingPane) -> [Piece] {
    guard pane.isRead else {
      let read = Wording.grouped(pane.sheets.count)
      return [Piece("reading \(read) of \(Wording.count(pane.letters.count, "ticket"))…", .dim)]
    }
    guard pane.template != nil else {
      return [
        Piece("\(Wording.count(pane.letters.count, "ticket")): no template is chosen yet", .dim)
      ]
    }
    var counts = (holes: 0, impossible: 0, out: 0)
    for letter in pane.letters {
      switch letter.standing {
      case .holes: counts.holes += 1
      case .impossible: counts.impossible += 1
      case .leftOut: counts.out += 1
      case .waiting, .ready: break
      }
    }
    var pieces = [Piece("\(Wording.grouped(pane.ready.count)) ready", .good)]
    if counts.holes > 0 {
      pieces.append(Piece(" · \(Wording.grouped(counts.holes)) with holes", .error))
    }
    if counts.impossible > 0 {
      pieces.append(Piece(" · \(Wording.grouped(counts.impossible)) cannot be sent so", .soon))
    }
    if counts.out > 0 { pieces.append(Piece(" · \(Wording.grouped(counts.out)) left out", .dim)) }
    if let first = pane.asked.first {
      let more = pane.asked.count > 1 ? " and \(pane.asked.count - 1) more" : ""
      pieces.append(Piece(" · missing: \(first)\(more)", .error))
    }
    return pieces
  }

  private static func draw(_ letter: Letter, on canvas: inout Canvas, in area: Rect) {
    let columns = Layout.columns(
      [.fixed(1), .fixed(6), .atLeast(8, share: 1), .atLeast(8, share: 1)], in: area, gap: 1)
    let (sign, words, style) = words(letter)
    let text: Style = letter.standing == .ready ? .plain : .dim
    canvas.put(sign, in: columns[0], style)
    canvas.put(letter.sheet.map { "#\($0.ticket.number)" } ?? "", in: columns[1], text)
    let name = letter.sheet?.customer?.name ?? letter.envelope?.to.first?.label ?? ""
    canvas.put(TextFlow.clean(name, lines: false), in: columns[2], text)
    canvas.put(TextFlow.clean(words, lines: false), in: columns[3], style)
  }

  private static func words(_ letter: Letter) -> (String, String, Style) {
    switch letter.standing {
    case .waiting: ("…", "", .dim)
    case .ready: ("✓", "ready", .good)
    case .leftOut: ("−", "left out", .dim)
    case .holes(let names): ("!", "missing: \(names.joined(separator: ", "))", .error)
    case .impossible(let why): ("!", why, .soon)
    }
  }

  private static func drawLetter(_ letter: Letter, on canvas: inout Canvas, in rect: Rect) {
    var rest = rect
    if let envelope = letter.envelope {
      let to = Wording.list(envelope.to.map { Wording.party($0) })
      canvas.put([Piece("To       ", .dim), Piece(to, .title)], in: rest.cutTop(1))
      let subject = Envelope.subject(answering: envelope.ticket.subject)
      canvas.put(
        [Piece("Subject  ", .dim), Piece(TextFlow.clean(subject, lines: false))],
        in: rest.cutTop(1))
    }
    if case .impossible(let why) = letter.standing {
      rest = DeskView.paragraph("! \(why)", .soon, on: &canvas, in: rest)
    }
    guard let rendering = letter.rendering else { return }
    for hole in rendering.holes {
      canvas.put(
        [Piece("! \(hole.name)", .error), Piece(" · \(hole.why)", .dim)], in: rest.cutTop(1))
    }
    for warning in letter.warnings {
      rest = DeskView.paragraph(
        "! \(TextFlow.clean(warning, lines: false))", .soon, on: &canvas, in: rest)
    }
    _ = rest.cutTop(1)
    let lines = TextFlow.wrap(TextFlow.clean(rendering.text), to: max(1, rest.columns))
    DeskView.write(lines.map { [Piece($0)] }, on: &canvas, in: rest)
    ComposerView.highlightHoles(on: &canvas, in: rest)
  }
}
