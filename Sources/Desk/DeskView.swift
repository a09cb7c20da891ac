import Domain
package import Terminal

/// Draws a desk: a function of its state and nothing else.
package enum DeskView {
  /// Draws the whole screen.
  package static func draw(_ desk: Desk, on canvas: inout Canvas) {
    guard desk.hasRoom else {
      let size = "\(desk.size.columns)×\(desk.size.rows)"
      let least = "\(Frame.least.columns)×\(Frame.least.rows)"
      paragraph(
        "This window is \(size): make it \(least) or larger", .error, on: &canvas,
        in: canvas.bounds)
      if desk.appearance.signs == .ascii { canvas.useASCIISigns() }
      return
    }
    if let pane = desk.picture { return PictureView.draw(pane, on: &canvas) }
    let frame = desk.frame
    TopBar.draw(desk, on: &canvas, in: frame.top)
    switch desk.place {
    case .outbox: OutboxView.draw(desk, on: &canvas, in: frame.body)
    case .ledger: LedgerView.draw(desk, on: &canvas, in: frame.body)
    case .channels: ChannelsView.draw(desk, on: &canvas, in: frame.body)
    case .steps: StepsView.draw(desk, on: &canvas, in: frame.body)
    case .settings: SettingsView.draw(desk, on: &canvas, in: frame.body)
    case .rehearsal:
      if let pane = desk.rehearsal {
        RehearsalView.draw(pane, desk, on: &canvas, in: frame.body)
      }
    case .mailing:
      if let pane = desk.mailing { MailingView.draw(pane, desk, on: &canvas, in: frame.body) }
    case .log: LogView.draw(desk, on: &canvas, in: frame.body)
    case .views: ViewsView.draw(desk, on: &canvas, in: frame.body)
    case .report: ReportView.draw(desk, on: &canvas, in: frame.body)
    case .knowledge: KnowledgeView.draw(desk, on: &canvas, in: frame.body)
    case .inbox, .ticket: panes(desk, frame, on: &canvas)
    }
    if let pane = desk.templates {
      TemplatesView.draw(pane, desk, on: &canvas, in: frame.body)
    }
    if let pane = desk.links { LinksView.draw(pane, desk, on: &canvas, in: frame.body) }
    if let pane = desk.palette { PaletteView.draw(pane, on: &canvas, in: frame.body) }
    BottomLine.draw(desk, frame, on: &canvas)
    if desk.appearance.signs == .ascii { canvas.useASCIISigns() }
  }

  private static func panes(_ desk: Desk, _ frame: Frame, on canvas: inout Canvas) {
    for border in frame.borders where border.name != .composer {
      let rect = border.rect
      if border.isAcross {
        canvas.horizontalRule(at: rect.origin, rect.columns)
      } else {
        canvas.verticalRule(at: rect.origin, rect.rows)
      }
    }
    if let room = frame.views { ViewsView.drawSide(desk, on: &canvas, in: room) }
    if let room = frame.list { InboxView.draw(desk, on: &canvas, in: room) }
    if let room = frame.preview { InboxView.drawPreview(desk, on: &canvas, in: room) }
    if let room = frame.heading { TopBar.drawHeading(desk, on: &canvas, in: room) }
    if let room = frame.ticket { TicketView.draw(desk, on: &canvas, in: room) }
    if let room = frame.order { TicketView.drawOrder(desk, on: &canvas, in: room) }
    if let room = frame.composer, let pane = desk.composer {
      ComposerView.draw(pane, desk, on: &canvas, in: room)
    }
  }
}

// MARK: - Where things lie within panes

extension DeskView {
  /// The text of a ticket within its pane.
  static func thread(_ room: Rect) -> Rect { room.inset(columns: 1) }

  /// The words within a composer: below its heading, and below what stands on the envelope.
  static func editor(_ room: Rect, under headRows: Int) -> Rect {
    var rest = room.inset(columns: 1)
    _ = rest.cutTop(headRows)
    rest.size.columns = min(rest.columns, ComposerPane.width)
    return rest
  }

  /// The list of the outbox or the log, above the story of its chosen line.
  static func upper(_ body: Rect) -> Rect {
    var rest = body
    _ = rest.cutBottom(max(7, body.rows * 2 / 5))
    return rest
  }

  /// How many commands the palette shows.
  static func paletteRows(_ body: Rect) -> Int { max(1, min(14, body.rows - 3)) }
}

// MARK: - Writing lines

extension DeskView {
  /// Writes lines from `first` on into a rectangle.
  static func write(
    _ lines: [[Piece]], from first: Int = 0, on canvas: inout Canvas, in rect: Rect
  ) {
    for (row, line) in lines.dropFirst(max(0, first)).prefix(rect.rows).enumerated() {
      canvas.put(line, in: rect.row(row))
    }
  }

  /// Writes wrapped text and returns what is left of the rectangle.
  @discardableResult
  static func paragraph(
    _ text: String, _ style: Style, on canvas: inout Canvas, in rect: Rect
  ) -> Rect {
    var rest = rect
    for line in TextFlow.wrap(text, to: max(1, rect.columns)) {
      let row = rest.cutTop(1)
      canvas.put(line, in: row, style)
    }
    return rest
  }
}

extension Desk {
  /// The screen as it should be now.
  package func canvas() -> Canvas {
    var canvas = Canvas(size)
    DeskView.draw(self, on: &canvas)
    return canvas
  }
}
