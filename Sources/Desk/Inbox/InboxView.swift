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
    let columns = InboxColumns(width: rect.columns - 1)
    inbox.list.draw(on: &canvas, in: rect) { index, _, area, canvas in
      guard let row = inbox.row(index) else {
        canvas.put("…", in: area, .dim)
        return
      }
      draw(row, isMarked: inbox.isMarked(row, at: index), columns, desk, on: &canvas, in: area)
    }
  }

  private static func draw(
    _ row: InboxRow, isMarked: Bool, _ columns: InboxColumns, _ desk: Desk,
    on canvas: inout Canvas, in area: Rect
  ) {
    let theme = desk.appearance.theme
    let base: Style = isMarked ? .marked : row.isUnread ? .unread : .plain
    let text = isMarked ? base : base.under(theme.accent(of: row, at: desk.now))
    func put(
      _ words: String, _ span: Range<Int>, _ style: Style, _ side: TextFlow.Alignment = .left
    ) {
      let rect = Rect(area.left + span.lowerBound, area.top, span.count, 1)
      canvas.put(words, in: rect, style, side)
    }
    if isMarked { put("✓", columns.mark, .marked) }
    if row.isUnread { put("●", columns.unread, .unread) }
    if let until = row.snoozedUntil, until > desk.now {
      put("z\(Wording.due(until, at: desk.now))", columns.due, .dim, .right)
    } else {
      let due = Wording.due(row.due, at: desk.now)
      put(due, columns.due, style(due: row.due, at: desk.now), .right)
    }
    put(
      Wording.shortChannel(row.channel), columns.channel,
      Style.dim.under(theme.accent(ofChannel: row.channel)))
    put(clean(row.customer), columns.customer, text)
    let subject = columns.subject
    let rect = Rect(area.left + subject.lowerBound, area.top, subject.count, 1)
    canvas.put(signs(row, desk) + [Piece(clean(row.subject), text)], in: rect)
    let tags = columns.tags
    let labels = labels(row, desk)
    canvas.put(labels, in: Rect(area.left + tags.lowerBound, area.top, tags.count, 1))
    if let assignee = row.assignee { put(assignee.handle, columns.assignee, .dim) }
    put(
      Wording.age(of: row.lastMessageAt, at: desk.now), columns.age,
      Style.dim.under(theme.accent(ofAge: desk.now - row.lastMessageAt)), .right)
  }

  private static func clean(_ text: String) -> String { TextFlow.clean(text, lines: false) }

  /// Signs before the subject: a reply that someone must see to, an answer that was begun.
  private static func signs(_ row: InboxRow, _ desk: Desk) -> [Piece] {
    var pieces: [Piece] = []
    if let colleague = desk.colleague(at: row.id) {
      pieces.append(
        Piece("\(desk.sign(of: colleague)) ", colleague.isWriting ? .soon : .dim))
    }
    if row.mergedInto != nil { pieces.append(Piece("merged ", .dim)) }
    if row.priority == .urgent { pieces.append(Piece("urgent ", .error)) }
    if let state = row.outbox {
      let style: Style = state.needsAgent ? .error : .soon
      pieces.append(Piece("\(state.needsAgent ? "! " : "")\(Wording.delivery(state)) ", style))
    }
    if row.hasDraft { pieces.append(Piece("draft ", .soon)) }
    return pieces
  }

  /// Tags, after the status where the list shows tickets of more than one.
  private static func labels(_ row: InboxRow, _ desk: Desk) -> [Piece] {
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
    if isMixed, row.status != .new, row.status != .open {
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

/// Where the columns of the list lie, in cells from its left edge. The subject gives way first.
struct InboxColumns: Hashable {
  var mark: Range<Int>
  var unread: Range<Int>
  var due: Range<Int>
  var channel: Range<Int>
  var customer: Range<Int>
  var subject: Range<Int>
  var tags: Range<Int>
  var assignee: Range<Int>
  var age: Range<Int>

  init(width: Int) {
    let isRoomy = width >= 96
    let isTight = width < 76
    let parts: [(Extent, gap: Int)] = [
      (.fixed(1), 0), (.fixed(1), 1), (.fixed(6), isTight ? 1 : 2), (.fixed(8), 1),
      (.fixed(isRoomy ? 22 : isTight ? 13 : 16), isTight ? 1 : 2), (.atLeast(8, share: 1), 1),
      (.fixed(isRoomy ? 20 : isTight ? 8 : 10), 1), (.fixed(isRoomy ? 8 : 0), isRoomy ? 1 : 0),
      (.fixed(4), 0),
    ]
    let gaps = parts.reduce(0) { $0 + $1.gap }
    let lengths = Layout.lengths(parts.map(\.0), of: width - gaps)
    var start = 0
    let ranges = zip(lengths, parts).map { length, part in
      defer { start += length + part.gap }
      return start..<start + length
    }
    mark = ranges[0]
    unread = ranges[1]
    due = ranges[2]
    channel = ranges[3]
    customer = ranges[4]
    subject = ranges[5]
    tags = ranges[6]
    assignee = ranges[7]
    age = ranges[8]
  }
}
