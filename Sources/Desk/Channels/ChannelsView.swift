import Domain
import Terminal

/// Draws how each channel does, and below it the accounts and when each last worked.
enum ChannelsView {
  static func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let pane = desk.channels
    guard !pane.channels.isEmpty else {
      let text = pane.isAnswered ? "There is no ticket yet, so there is no channel." : ""
      canvas.put(text, in: rect.inset(columns: 3, rows: 1).row(0), .plain)
      return
    }
    var upper = DeskView.upper(rect)
    let bottom = upper.bottom
    var heading = upper.cutTop(1)
    // The rows of a list stand behind the cursor's bar.
    _ = heading.cutLeft(1)
    put(
      ["\(ChannelsPane.span) days", "tickets", "messages", "answer", "wait", "oldest", "order"],
      "last message", styles: Array(repeating: .dim, count: 8), on: &canvas, in: heading)
    pane.list.draw(on: &canvas, in: upper) { index, _, area, canvas in
      draw(pane.channels[index], desk, on: &canvas, in: area)
    }
    canvas.horizontalRule(at: Point(rect.left, bottom), rect.columns)
    let story = Rect(rect.left, bottom + 1, rect.columns, rect.bottom - bottom - 1)
    drawStory(desk, on: &canvas, in: story.inset(columns: 1))
  }

  private static func draw(
    _ health: ChannelHealth, _ desk: Desk, on canvas: inout Canvas, in area: Rect
  ) {
    let isSilent = health.isSilent(at: desk.now)
    put(
      [
        TextFlow.clean(health.channel.rawValue, lines: false), Wording.grouped(health.tickets),
        Wording.grouped(health.messages), health.firstAnswer.map(Wording.span) ?? "·",
        health.waiting > 0 ? Wording.grouped(health.waiting) : "·",
        health.oldest.map { Wording.age(of: $0, at: desk.now) } ?? "·",
        health.linkedShare.map { "\($0)%" } ?? "·",
      ], (isSilent ? "! " : "") + Wording.ago(health.lastAt, at: desk.now),
      styles: [.title, .plain, .plain, .plain, .plain, .plain, .dim, isSilent ? .overdue : .dim],
      on: &canvas, in: area)
  }

  private static func put(
    _ texts: [String], _ last: String, styles: [Style], on canvas: inout Canvas, in area: Rect
  ) {
    let columns = Layout.columns(
      [.fixed(12), .fixed(7), .fixed(8), .fixed(6), .fixed(6), .fixed(6), .fixed(5), .share(1)],
      in: area.inset(columns: 1), gap: 1)
    for (index, text) in texts.enumerated() {
      canvas.put(text, in: columns[index], styles[index], index == 0 ? .left : .right)
    }
    canvas.put(last, in: columns[7].inset(columns: 1), styles[7], .left)
  }

  /// What is odd about the channel under the cursor, and when each account last worked.
  private static func drawStory(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    var rest = rect
    if let health = desk.channels.selected {
      let told = [Wording.alarm(about: health, at: desk.now), Wording.firstAnswers(on: health)]
      for (text, style) in zip(told, [Style.overdue, .dim]) {
        guard let text else { continue }
        canvas.put(TextFlow.clean(text, lines: false), in: rest.cutTop(1), style)
      }
      if told != [nil, nil] { _ = rest.cutTop(1) }
    }
    for state in desk.accounts {
      guard rest.rows > 0 else { return }
      let name = TextFlow.pad(
        TextFlow.cut(TextFlow.clean(state.account, lines: false), to: 14), to: 14)
      var pieces = [
        Piece(name, .title), Piece("last pull \(Wording.ago(state.goodAt, at: desk.now))", .plain),
      ]
      if let quota = Wording.quota(state.quota, at: desk.now, in: desk.setting.zone) {
        pieces.append(Piece("  \(quota)", state.quota?.isLow == true ? .overdue : .dim))
      }
      if !state.error.isEmpty {
        pieces.append(Piece("  \(TextFlow.clean(state.error, lines: false))", .error))
      }
      canvas.put(pieces, in: rest.cutTop(1))
    }
    if desk.accounts.isEmpty { canvas.put("No account was synced yet.", in: rest.row(0), .dim) }
  }
}
