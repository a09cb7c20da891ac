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
      if desk.inbox.peek?.ticket.id == row.id {
        drawThread(desk, on: &canvas, in: rest)
        return
      }
    }
    DeskView.paragraph(
      TextFlow.clean(row.preview, lines: false), .plain, on: &canvas, in: rest)
  }

  /// The last thing said in the ticket under the cursor.
  static func drawThread(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let inbox = desk.inbox
    DeskView.write(
      inbox.peekThread.lines(from: inbox.peekPlace, rect.rows), on: &canvas, in: rect)
  }

  /// Where it stands in a preview, below the row that sums it up.
  static func thread(_ preview: Rect) -> Rect {
    var rest = preview.inset(columns: 1)
    _ = rest.cutTop(2)
    return rest
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
