import Domain
import Templating
import Terminal

/// Draws the templates, and the words of the one under the cursor.
enum KnowledgeView {
  static func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let pane = desk.knowledge
    guard let selected = pane.selected else {
      let words = "No template is there yet: put NAME.md into a folder named en, de, … below"
      DeskView.paragraph(
        "\(words) ~/.config/shopbell/templates.", .plain, on: &canvas,
        in: rect.inset(columns: 3, rows: 1))
      return
    }
    let upper = DeskView.upper(rect)
    pane.list.draw(on: &canvas, in: upper) { index, isSelected, area, canvas in
      draw(pane.entries[index], isSelected, desk.now, on: &canvas, in: area)
    }
    canvas.horizontalRule(at: Point(rect.left, upper.bottom), rect.columns)
    var story = Rect(rect.left, upper.bottom + 1, rect.columns, rect.bottom - upper.bottom - 1)
      .inset(columns: 1)
    canvas.put(about(selected, desk), in: story.cutTop(1), .dim)
    DeskView.paragraph(
      TextFlow.clean(selected.shown.template.body), .plain, on: &canvas, in: story)
  }

  private static func draw(
    _ entry: KnowledgePane.Entry, _ isSelected: Bool, _ now: Instant, on canvas: inout Canvas,
    in area: Rect
  ) {
    let columns = Layout.columns(
      [.fixed(24), .share(1), .fixed(9)], in: area.inset(columns: 1), gap: 1)
    let template = entry.shown.template
    canvas.put(
      TextFlow.clean(entry.name, lines: false), in: columns[0], isSelected ? .title : .plain)
    let sign = entry.shown.problems.isEmpty ? "" : "! "
    let title = TextFlow.clean(template.title, lines: false)
    canvas.put([Piece(sign, .error), Piece(title, .plain)], in: columns[1])
    canvas.put(entry.languages.joined(separator: " "), in: columns[2], .dim, .right)
  }

  /// What it is for, who answers for it and until when; what is wrong with it comes first.
  static func about(_ entry: KnowledgePane.Entry, _ desk: Desk) -> String {
    let template = entry.shown.template
    var parts: [String] = []
    if let problem = entry.shown.problems.first { parts.append("mistake: \(problem.sentence)") }
    parts.append("in \(template.language)")
    if !template.issueTypes.isEmpty {
      parts.append("for \(Wording.list(template.issueTypes.map(\.rawValue)))")
    }
    if !template.channels.isEmpty {
      parts.append("on \(Wording.list(template.channels.map(\.rawValue)))")
    }
    if !template.owner.isEmpty { parts.append("by \(template.owner)") }
    if let review = template.reviewBy {
      let date = Wording.date(review, at: desk.now, in: desk.setting.zone)
      parts.append(review < desk.now ? "was to be reviewed by \(date)" : "review by \(date)")
    }
    return TextFlow.clean(parts.joined(separator: " · "), lines: false)
  }
}
