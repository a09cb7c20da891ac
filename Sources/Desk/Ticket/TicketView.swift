import Domain
import Terminal

/// Draws the open ticket and its order pane.
enum TicketView {
  static func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let inner = DeskView.thread(rect)
    guard let ticket = desk.ticket else {
      guard let peek = desk.inbox.peek, peek.ticket.id == desk.inbox.rested else {
        let preview = desk.previewRow.map { TextFlow.clean($0.preview, lines: false) }
        DeskView.paragraph(preview ?? "", .plain, on: &canvas, in: inner)
        return
      }
      InboxView.drawThread(desk, on: &canvas, in: inner)
      return
    }
    guard ticket.sheet != nil else {
      canvas.put("Reading…", in: inner, .dim)
      return
    }
    if let source = ticket.source {
      draw(source, on: &canvas, in: inner)
      return
    }
    let lines = ticket.thread.lines(from: ticket.scroll, inner.rows + 1)
    DeskView.write(lines, on: &canvas, in: inner)
    highlight(ticket.words, in: lines, on: &canvas, in: inner)
    more(ticket.scroll > Thread.Place(0), lines.count > inner.rows, on: &canvas, in: rect)
  }

  /// A message as it came.
  private static func draw(_ source: SourceText, on canvas: inout Canvas, in rect: Rect) {
    var rest = rect
    let what = source.part == .headers ? "header fields" : "as it came"
    canvas.put("── \(what) · \(source.title) ", in: rest.cutTop(1), .title)
    guard source.isHere else {
      canvas.put("Reading…", in: rest, .dim)
      return
    }
    let lines = source.lines.map { line -> [Piece] in
      let isField = source.part == .headers && line.first?.isLetter == true
      guard isField, let colon = line.firstIndex(of: ":") else { return [Piece(line)] }
      return [
        Piece(String(line[...colon]), .heading), Piece(String(line[line.index(after: colon)...])),
      ]
    }
    DeskView.write(lines, from: source.scroll, on: &canvas, in: rest)
  }

  /// The words that are looked for.
  private static func highlight(
    _ words: String, in lines: [[Piece]], on canvas: inout Canvas, in rect: Rect
  ) {
    let words = words.lowercased()
    guard !words.isEmpty else { return }
    for (row, line) in lines.prefix(rect.rows).enumerated() {
      let text = line.map(\.text).joined()
      for found in Fuzzy.places(of: words, in: text) {
        let column = TextFlow.cells(String(text.prefix(found.lowerBound)))
        let width = TextFlow.cells(String(text.dropFirst(found.lowerBound).prefix(found.count)))
        let place = Rect(rect.left + column, rect.top + row, width, 1)
        canvas.restyle(place.intersection(rect), .match)
      }
    }
  }

  /// Signs at the right edge where there is more above or below.
  private static func more(
    _ isAbove: Bool, _ isBelow: Bool, on canvas: inout Canvas, in rect: Rect
  ) {
    let edge = rect.right - 1
    if isAbove { canvas.put("↑", at: Point(edge, rect.top), .key) }
    if isBelow { canvas.put("↓", at: Point(edge, rect.bottom - 1), .key) }
  }

  /// Order, parcel and customer.
  static func drawOrder(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let inner = rect.inset(columns: 1)
    let peek = desk.inbox.peek.flatMap { $0.ticket.id == desk.inbox.rested ? $0 : nil }
    guard let sheet = desk.ticket == nil ? peek : desk.ticket?.sheet else { return }
    let lines = OrderText.lines(
      sheet, plan: desk.plan, width: inner.columns, setting: desk.setting, now: desk.now)
    let most = max(0, lines.count - inner.rows)
    let scroll = min(desk.ticket?.orderScroll ?? 0, most)
    DeskView.write(lines, from: scroll, on: &canvas, in: inner)
    if scroll < most { canvas.put("↓", at: Point(rect.right - 1, rect.bottom - 1), .key) }
    if desk.ticket?.part == .order { canvas.put("▌", at: rect.origin, .key) }
  }
}
