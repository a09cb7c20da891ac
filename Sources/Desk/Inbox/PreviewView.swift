import Domain
import Terminal

extension InboxView {
  /// What the row under the cursor is about.
  static func drawPreview(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    guard let row = desk.previewRow else { return }
    var rest = rect.inset(columns: 1)
    // Beside the list the thread stands below, with everybody's address.
    let isAlone = !desk.frame.previewsThread
    canvas.put(summary(row, isAlone ? rest.columns : nil), in: rest.cutTop(1), .dim)
    if !isAlone {
      _ = rest.cutTop(1)
      if let sheet = desk.inbox.peek, sheet.ticket.id == row.id {
        drawThread(of: sheet, desk, on: &canvas, in: rest)
        return
      }
    }
    DeskView.paragraph(
      TextFlow.clean(row.preview, lines: false), .plain, on: &canvas, in: rest)
  }

  /// The last thing said, and what was said before as far as there is room.
  static func drawThread(
    of sheet: TicketSheet, _ desk: Desk, on canvas: inout Canvas, in rect: Rect
  ) {
    var thread = Thread(
      sheet, width: rect.columns, setting: desk.setting, now: desk.now, isUnfolded: false)
    let first = min(Thread.Place(max(0, thread.count - 1)), thread.last(rect.rows))
    DeskView.write(thread.lines(from: first, rect.rows), on: &canvas, in: rect)
  }

  private static func summary(_ row: InboxRow, _ columns: Int?) -> String {
    var parts: [String] = []
    if let order = row.orders.first {
      parts.append(order.hasPrefix("#") ? "order \(order)" : "order #\(order)")
    }
    parts.append(Wording.count(row.messages, "message"))
    if row.hasAttachment { parts.append("with attachment") }
    if let assignee = row.assignee { parts.append("assigned to \(assignee)") }
    let rest = parts.map { " · \($0)" }.joined()
    guard let columns else { return TextFlow.clean(row.customer, lines: false) + rest }
    let isNamed = row.customer.lowercased() != row.address.lowercased()
    let customer = Party(
      name: isNamed ? row.customer : "", address: row.address)
    return Wording.party(customer, to: max(columns * 2 / 3, columns - TextFlow.cells(rest))) + rest
  }
}
