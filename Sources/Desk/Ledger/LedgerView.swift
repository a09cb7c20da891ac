import Domain
import Terminal

/// Draws what was fetched and what became of it; the three fates are always all of it.
enum LedgerView {
  static func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let pane = desk.ledger
    guard !pane.days.isEmpty else {
      let text = pane.isAnswered ? "No mail was fetched in the last \(LedgerPane.span) days." : ""
      canvas.put(text, in: rect.inset(columns: 3, rows: 1).row(0), .plain)
      return
    }
    var upper = DeskView.upper(rect)
    let bottom = upper.bottom
    var heading = upper.cutTop(1)
    // The rows of a list stand behind the cursor's bar.
    _ = heading.cutLeft(1)
    put(
      ["day", "account", "fetched", "in tickets", "known", "quarantine"],
      styles: Array(repeating: .dim, count: 6), on: &canvas, in: heading)
    pane.list.draw(on: &canvas, in: upper) { index, _, area, canvas in
      draw(pane.days[index], desk, on: &canvas, in: area)
    }
    canvas.horizontalRule(at: Point(rect.left, bottom), rect.columns)
    let story = Rect(rect.left, bottom + 1, rect.columns, rect.bottom - bottom - 1)
    drawStory(desk, on: &canvas, in: story.inset(columns: 1))
  }

  private static func draw(
    _ day: LedgerDay, _ desk: Desk, on canvas: inout Canvas, in area: Rect
  ) {
    let counts = [
      day.fetched, day[.ticketed], day[.duplicate], day[.quarantined],
    ].map(Wording.grouped)
    put(
      [
        Wording.date(day.latest, at: desk.now, in: desk.setting.zone),
        TextFlow.clean(day.account, lines: false),
      ] + counts,
      styles: [
        .plain, .plain, .title, .plain, .dim, day[.quarantined] > 0 ? .soon : .dim,
      ], on: &canvas, in: area)
  }

  private static func put(
    _ texts: [String], styles: [Style], on canvas: inout Canvas, in area: Rect
  ) {
    let columns = Layout.columns(
      [.fixed(12), .share(1), .fixed(8), .fixed(11), .fixed(8), .fixed(11)],
      in: area.inset(columns: 1), gap: 1)
    for (index, text) in texts.enumerated() {
      canvas.put(text, in: columns[index], styles[index], index < 2 ? .left : .right)
    }
  }

  /// The sum over all days in sight, and why some are in quarantine.
  private static func drawStory(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    var rest = rect
    let days = desk.ledger.days
    func sum(_ fate: LedgerEntry.Fate) -> String {
      Wording.grouped(days.reduce(0) { $0 + $1[fate] })
    }
    let fetched = Wording.grouped(days.reduce(0) { $0 + $1.fetched })
    canvas.put(
      [
        Piece(fetched, .title),
        Piece(
          " fetched in \(LedgerPane.span) days = \(sum(.ticketed)) in tickets + "
            + "\(sum(.duplicate)) known + \(sum(.quarantined)) in quarantine", .plain),
      ], in: rest.cutTop(1))
    guard let day = desk.ledger.selected else { return }
    for (reason, count) in day.reasons.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      guard rest.rows > 0 else { return }
      canvas.put(
        [
          Piece("\(Wording.grouped(count))  ", .soon),
          Piece(TextFlow.clean(reason, lines: false), .plain),
        ], in: rest.cutTop(1))
    }
  }
}
