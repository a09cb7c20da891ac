/// One line with segments at the left and at the right that give way when there is no room.
package struct StatusLine: Hashable, Sendable {
  /// One thing the line says.
  package struct Segment: Hashable, Sendable {
    /// What it says, in pieces of one style each.
    package var spans: [Span]
    /// How long it stays when room is short: the lowest goes first.
    package var importance: Int

    /// A segment of several styles.
    package init(_ spans: [Span], importance: Int = 0) {
      self.spans = spans
      self.importance = importance
    }

    /// A segment of one style.
    package init(_ text: String, _ style: Style = .plain, importance: Int = 0) {
      self.init([Span(text, style)], importance: importance)
    }

    /// The columns it takes.
    package var cells: Int { spans.reduce(0) { $0 + TextFlow.cells($1.text) } }
  }

  /// Segments from the left edge on.
  package var left: [Segment]
  /// Segments that end at the right edge.
  package var right: [Segment]
  /// What stands between two segments.
  package var separator: String
  /// The style of the whole line.
  package var style: Style

  /// A line of segments.
  package init(
    left: [Segment] = [], right: [Segment] = [], separator: String = "  ", style: Style = .plain
  ) {
    self.left = left
    self.right = right
    self.separator = separator
    self.style = style
  }

  /// Draws it into the first row of `rect`.
  ///
  /// While there are too many columns the least important segment goes, of equals the last at the
  /// left and then the first at the right; the very last one is cut.
  package func draw(on canvas: inout Canvas, in rect: Rect) {
    guard !rect.isEmpty else { return }
    canvas.fill(rect.row(0), " ", style)
    var line = self
    while line.cells > rect.columns, line.left.count + line.right.count > 1 { line.dropOne() }
    var rest = rect.row(0)
    let ending = rest.cutRight(line.width(line.right))
    canvas.put(line.spans(line.right), in: ending)
    canvas.put(line.spans(line.left), in: rest)
  }

  private var cells: Int {
    let gap = left.isEmpty || right.isEmpty ? 0 : 1
    return width(left) + gap + width(right)
  }

  private func width(_ segments: [Segment]) -> Int {
    spans(segments).reduce(0) { $0 + TextFlow.cells($1.text) }
  }

  private func spans(_ segments: [Segment]) -> [Span] {
    Array(segments.filter { $0.cells > 0 }.map(\.spans).joined(separator: [Span(separator, style)]))
  }

  private mutating func dropOne() {
    let lowest = (left + right).map(\.importance).min() ?? 0
    if let index = left.lastIndex(where: { $0.importance == lowest }) {
      left.remove(at: index)
    } else if let index = right.firstIndex(where: { $0.importance == lowest }) {
      right.remove(at: index)
    }
  }
}
