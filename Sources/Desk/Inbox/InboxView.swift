import Domain
import Terminal

/// Draws the list of tickets, the saved views and the preview.
enum InboxView {
  static func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let inbox = desk.inbox
    guard inbox.list.count > 0 else {
      drawEmpty(desk, on: &canvas, in: rect)
      return
    }
    let columns = InboxColumns(desk.columns, width: rect.columns - 1)
    inbox.list.draw(on: &canvas, in: rect) { index, _, area, canvas in
      guard let row = inbox.row(index) else {
        canvas.put("…", in: area, .dim)
        return
      }
      let isMarked = inbox.isMarked(row, at: index)
      for part in columns.parts {
        let cells = part.cells
        let room = Rect(area.left + cells.lowerBound, area.top, cells.count, 1)
        draw(part.column, of: row, isMarked: isMarked, columns, desk, on: &canvas, in: room)
      }
    }
  }

  /// One cell of the table.
  private static func draw(
    _ column: ListColumn, of row: InboxRow, isMarked: Bool, _ columns: InboxColumns, _ desk: Desk,
    on canvas: inout Canvas, in room: Rect
  ) {
    let theme = desk.appearance.theme
    let base: Style = isMarked ? .marked : row.isUnread ? .unread : .plain
    let text = isMarked ? base : base.under(theme.accent(of: row, at: desk.now))
    let signs = column == columns.lead ? signs(row, columns, desk) : []
    switch column {
    case .mark: if isMarked { canvas.put("✓", in: room, .marked) }
    case .unread: if row.isUnread { canvas.put("●", in: room, .unread) }
    case .due: drawDue(row, desk, on: &canvas, in: room)
    case .channel:
      let style = Style.dim.under(theme.accent(ofChannel: row.channel))
      canvas.put(Wording.shortChannel(row.channel), in: room, style)
    case .customer: canvas.put(signs + [Piece(clean(row.customer), text)], in: room)
    case .subject: canvas.put(signs + [Piece(clean(row.subject), text)], in: room)
    case .tags: canvas.put(labels(row, columns, desk), in: room)
    case .assignee: canvas.put(row.assignee?.handle ?? "", in: room, .dim)
    case .age:
      let style = Style.dim.under(theme.accent(ofAge: desk.now - row.lastMessageAt))
      canvas.put(Wording.age(of: row.lastMessageAt, at: desk.now), in: room, style, .right)
    case .number: canvas.put("#\(row.number)", in: room, .dim, .right)
    case .order: canvas.put(order(row), in: room, text)
    case .status: canvas.put(Wording.status(row.status), in: room, .dim)
    case .priority: canvas.put(row.priority.rawValue, in: room, style(row.priority))
    case .account: canvas.put(clean(row.account), in: room, .dim)
    }
  }

  private static func drawDue(
    _ row: InboxRow, _ desk: Desk, on canvas: inout Canvas, in room: Rect
  ) {
    if let until = row.snoozedUntil, until > desk.now {
      canvas.put("z\(Wording.due(until, at: desk.now))", in: room, .dim, .right)
    } else {
      let style = style(due: row.due, at: desk.now)
      canvas.put(Wording.due(row.due, at: desk.now), in: room, style, .right)
    }
  }

  /// The first order, and how many more there are.
  private static func order(_ row: InboxRow) -> String {
    guard let first = row.orders.first else { return "" }
    let more = row.orders.count > 1 ? " +\(row.orders.count - 1)" : ""
    return clean(first) + more
  }

  private static func style(_ priority: Priority) -> Style {
    switch priority {
    case .urgent: .error
    case .high: .soon
    case .normal, .low: .dim
    }
  }

  private static func clean(_ text: String) -> String { TextFlow.clean(text, lines: false) }

  /// Signs before the subject: a reply that someone must see to, an answer that was begun.
  private static func signs(_ row: InboxRow, _ columns: InboxColumns, _ desk: Desk) -> [Piece] {
    var pieces: [Piece] = []
    if let colleague = desk.colleague(at: row.id) {
      pieces.append(
        Piece("\(desk.sign(of: colleague)) ", colleague.isWriting ? .soon : .dim))
    }
    if row.mergedInto != nil { pieces.append(Piece("merged ", .dim)) }
    if row.priority == .urgent, !columns.shows(.priority) {
      pieces.append(Piece("urgent ", .error))
    }
    if let state = row.outbox {
      let style: Style = state.needsAgent ? .error : .soon
      pieces.append(Piece("\(state.needsAgent ? "! " : "")\(Wording.delivery(state)) ", style))
    }
    if row.hasDraft { pieces.append(Piece("draft ", .soon)) }
    return pieces
  }

  /// Tags, after the status where the list shows tickets of more than one and has no column for it.
  private static func labels(_ row: InboxRow, _ columns: InboxColumns, _ desk: Desk) -> [Piece] {
    var pieces = row.tags.flatMap { tag in
      [
        Piece(" ", .tag),
        Piece(tag.word, Style.tag.under(desk.appearance.theme.accent(ofTag: tag.word))),
      ]
    }
    let isMixed =
      switch desk.inbox.source {
      case .view(let view): view.number >= 8
      case .search: true
      }
    if isMixed, !columns.shows(.status), row.status != .new, row.status != .open {
      pieces.insert(contentsOf: [Piece(" ", .tag), Piece(Wording.status(row.status), .tag)], at: 0)
    }
    return Array(pieces.dropFirst())
  }

  /// How a due time is shown: over, within two hours, later.
  static func style(due: Instant?, at now: Instant) -> Style {
    guard let due else { return .dim }
    if due < now { return .overdue }
    return due < now + .hours(2) ? .soon : .plain
  }

  // MARK: - Nothing to show

  private static func drawEmpty(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    var room = rect.inset(columns: 3, rows: 1)
    for (line, style) in emptyText(desk) {
      room = DeskView.paragraph(line, style, on: &canvas, in: room)
    }
  }

  static func emptyText(_ desk: Desk) -> [(String, Style)] {
    if desk.inbox.isStale { return [("Reading…", .dim)] }
    let keymap = desk.setting.keymap
    func key(_ call: CommandCall) -> String {
      keymap.spelling(of: call, in: .inbox) ?? ":\(call.line)"
    }
    if case .search = desk.inbox.source {
      return [
        ("No ticket matches.", .heading), ("", .plain),
        ("\(key(CommandCall(.cancel))) goes back. Solved tickets are searched too.", .plain),
      ]
    }
    if desk.setting.accounts.isEmpty {
      return [
        ("No mailbox is set up yet.", .heading), ("", .plain),
        ("\(key(CommandCall(.back))) leaves, then:", .plain),
        ("  shopbell account add     sets up a mailbox or a shop", .plain),
        ("  shopbell import PATH     brings in mail you have", .plain),
        ("  shopbell demo            shows everything on a sample shop", .plain),
      ]
    }
    return [
      ("Nothing here: all done.", .heading), ("", .plain),
      (
        "\(key(CommandCall(.sync))) fetches now, \(key(CommandCall(.view, "9"))) shows all tickets, "
          + "\(key(CommandCall(.help))) lists the keys.", .plain
      ),
    ]
  }
}
