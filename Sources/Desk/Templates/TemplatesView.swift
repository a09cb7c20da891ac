import Domain
import Templating
import Terminal

/// Draws the choice of templates beside a live preview.
enum TemplatesView {
  static func draw(_ pane: TemplatesPane, _ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let count = pane.languages.count
    let footer = count > 1 ? "language \(pane.language), Tab goes on" : ""
    var room = Popup("insert a template", footer: footer).draw(on: &canvas, in: rect)
    var line = room.cutTop(1)
    canvas.put("find ", in: line.cutLeft(5), .dim)
    pane.field.draw(on: &canvas, in: line)
    _ = room.cutTop(1)
    let list = list(in: rect)
    _ = room.cutLeft(list.columns)
    _ = room.cutLeft(1)
    drawList(pane, on: &canvas, in: list)
    canvas.verticalRule(at: Point(list.right, list.top), list.rows)
    drawPreview(pane, on: &canvas, in: room.inset(columns: 1))
  }

  /// Where its rows lie.
  static func list(in rect: Rect) -> Rect {
    var room = rect.inset(columns: 2, rows: 1)
    _ = room.cutTop(2)
    return room.cutLeft(rect.columns >= 100 ? 40 : 30)
  }

  private static func drawList(_ pane: TemplatesPane, on canvas: inout Canvas, in rect: Rect) {
    guard !pane.fitting.isEmpty else {
      canvas.put("none fits", in: rect, .dim)
      return
    }
    pane.list.draw(on: &canvas, in: rect) { index, isSelected, area, canvas in
      let suggestion = pane.fitting[index]
      let template = suggestion.choice.template.template
      let isLikely = !suggestion.why.isEmpty && suggestion.score > 2
      canvas.put(
        [
          Piece(isLikely ? "* " : "  ", .good),
          Piece(template.title, isSelected ? .title : .plain),
          Piece(suggestion.choice.isFallback ? " \(template.language)" : "", .dim),
        ], in: area)
    }
  }

  private static func drawPreview(
    _ pane: TemplatesPane, on canvas: inout Canvas, in rect: Rect
  ) {
    guard let suggestion = pane.selected, let rendering = pane.preview else { return }
    let lines = TextFlow.wrap(TextFlow.clean(rendering.text), to: max(1, rect.columns))
    var notes = notes(suggestion, rendering, inLines: true)
    if lines.count + notes.count > rect.rows {
      notes = self.notes(suggestion, rendering, inLines: false)
    }
    var rest = rect
    let foot = rest.cutBottom(min(notes.count, rect.rows / 2))
    DeskView.write(lines.map { [Piece($0)] }, on: &canvas, in: rest)
    ComposerView.highlightHoles(on: &canvas, in: rest)
    DeskView.write(notes, on: &canvas, in: foot)
  }

  /// What is missing, what to look at, why it was suggested, where values come from.
  ///
  /// - Parameter inLines: every source has a line of its own.
  private static func notes(
    _ suggestion: TemplateSuggestion, _ rendering: Rendering, inLines: Bool
  ) -> [[Piece]] {
    var notes: [[Piece]] = [[]]
    if rendering.holes.isEmpty {
      notes.append([Piece("nothing missing", .good)])
    } else {
      notes.append([Piece("\(Wording.count(rendering.holes.count, "value")) missing", .error)])
      notes += rendering.holes.prefix(4).map {
        [Piece("  \($0.name)", .error), Piece(" · \($0.why)", .dim)]
      }
    }
    notes += rendering.warnings.map { [Piece("! \($0.text)", .soon)] }
    let sources = sources(rendering)
    let width = inLines ? sources.map(\.name.count).max() ?? 0 : 0
    let lines = sources.map { source in
      let gap = String(repeating: " ", count: max(1, width + 2 - source.name.count))
      return [Piece(source.name + gap, .dim), Piece(source.values.joined(separator: " · "))]
    }
    notes += inLines ? lines : [Array(lines.joined(separator: [Piece("  ")]))]
    if !suggestion.why.isEmpty {
      notes.append([Piece(suggestion.why.joined(separator: ", "), .dim)])
    }
    return notes
  }

  /// What each source gave, in the text's order.
  private static func sources(_ rendering: Rendering) -> [(name: String, values: [String])] {
    var sources: [(name: String, values: [String])] = []
    let text = Array(rendering.text)
    for value in rendering.values {
      let words = TextFlow.clean(String(text[value.range])).split { $0.isNewline }
      let shown = words.joined(separator: ", ")
      let name = value.source.rawValue
      if let index = sources.firstIndex(where: { $0.name == name }) {
        if !sources[index].values.contains(shown) { sources[index].values.append(shown) }
      } else {
        sources.append((name, [shown]))
      }
    }
    return sources
  }
}
