import Domain
import Terminal

/// Draws what would be done to each ticket.
enum RehearsalView {
  static func draw(_ pane: RehearsalPane, _ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    var rest = rect
    let head = rest.cutTop(2).inset(columns: 1)
    guard let rehearsal = pane.rehearsal else {
      canvas.put("Looking what would be done…", in: head, .dim)
      return
    }
    canvas.put(summary(pane, rehearsal), in: head)
    pane.list.draw(on: &canvas, in: rest) { index, _, area, canvas in
      draw(pane.rows[index], pane, desk, on: &canvas, in: area)
    }
  }

  private static func summary(_ pane: RehearsalPane, _ rehearsal: Rehearsal) -> [Piece] {
    var pieces = [
      Piece("nothing is done yet: ", .dim),
      Piece("\(Wording.count(pane.changing, "ticket"))", .title), Piece(" would change"),
    ]
    if rehearsal.leftAlone > 0 {
      pieces.append(Piece(" · \(Wording.grouped(rehearsal.leftAlone)) would be left alone", .soon))
    }
    if !pane.leftOut.isEmpty {
      pieces.append(Piece(" · \(Wording.grouped(pane.leftOut.count)) left out by you", .soon))
    }
    let unseen = rehearsal.total - rehearsal.rows.count
    if unseen > 0 { pieces.append(Piece(" · \(Wording.grouped(unseen)) not shown", .dim)) }
    return pieces
  }

  private static func draw(
    _ row: RehearsedTicket, _ pane: RehearsalPane, _ desk: Desk, on canvas: inout Canvas,
    in area: Rect
  ) {
    let columns = Layout.columns(
      [.fixed(1), .fixed(6), .fixed(16), .atLeast(8, share: 1), .atLeast(20, share: 1)],
      in: area, gap: 1)
    let isOut = pane.leftOut.contains(row.before.id)
    let style: Style = isOut || row.why != nil ? .dim : .plain
    canvas.put(isOut ? "−" : row.why == nil ? "✓" : " ", in: columns[0], isOut ? .soon : .good)
    canvas.put("#\(row.before.number)", in: columns[1], style)
    canvas.put(TextFlow.clean(row.customer, lines: false), in: columns[2], style)
    canvas.put(TextFlow.clean(row.before.subject, lines: false), in: columns[3], style)
    if isOut {
      canvas.put("left out", in: columns[4], .soon)
    } else if let why = row.why {
      canvas.put(why.sentence, in: columns[4], .soon)
    } else {
      let words = RehearsalText.changes(row, at: desk.now, desk.setting)
      canvas.put(words.joined(separator: ", "), in: columns[4], .title)
    }
  }
}
