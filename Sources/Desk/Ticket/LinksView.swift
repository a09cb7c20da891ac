import Domain
import Terminal

/// Draws the choice of what to open, and below it where a link leads or what a file is.
enum LinksView {
  /// How many rows of a body are left for the list.
  static func listRows(_ body: Rect) -> Int { max(1, body.rows - 2 - storyRows) }

  private static let storyRows = 6

  static func draw(_ pane: LinksPane, _ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    var room = Popup("links and files").draw(on: &canvas, in: box(pane, in: rect))
    let story = room.cutBottom(min(storyRows, room.rows / 2))
    pane.list.draw(on: &canvas, in: room) { index, isSelected, area, canvas in
      row(pane.items[index], isSelected, desk, on: &canvas, in: area)
    }
    if let item = pane.selected { draw(item, on: &canvas, in: story) }
  }

  private static func box(_ pane: LinksPane, in rect: Rect) -> Rect {
    let wanted = pane.items.count + storyRows + 2
    var box = rect
    return wanted < rect.rows ? box.cutBottom(wanted) : box
  }

  /// Where its rows lie.
  static func list(_ pane: LinksPane, in rect: Rect) -> Rect {
    var room = box(pane, in: rect).inset(columns: 2, rows: 1)
    _ = room.cutBottom(min(storyRows, room.rows / 2))
    return room
  }

  private static func row(
    _ item: LinksPane.Item, _ isSelected: Bool, _ desk: Desk, on canvas: inout Canvas, in area: Rect
  ) {
    let when = Wording.moment(item.at, at: desk.now, in: desk.setting.zone)
    var rest = area
    let origin = "\(item.from) · \(when)"
    let room = min(TextFlow.cells(origin) + 1, area.columns / 3)
    canvas.put(origin, in: rest.cutRight(room), .dim, .right)
    canvas.put(item.pieces(isSelected: isSelected), in: rest)
  }

  private static func draw(_ item: LinksPane.Item, on canvas: inout Canvas, in rect: Rect) {
    var lines: [[Piece]] = [[]]
    for line in item.story {
      for (index, part) in TextFlow.wrap(line.text, to: max(10, rect.columns - 10)).enumerated() {
        lines.append([
          Piece(TextFlow.pad(index == 0 ? line.word : "", to: 10), .dim), Piece(part, line.style),
        ])
      }
    }
    DeskView.write(Array(lines), on: &canvas, in: rect)
  }
}

extension LinksPane.Item {
  /// It in one line: the host before the rest of the address, the file with its size.
  func pieces(isSelected: Bool = false) -> [Piece] {
    switch what {
    case .link(let link):
      let path = TextFlow.clean(link.address, lines: false)
      return [
        Piece(link.warnings.isEmpty ? "  " : "! ", .error),
        Piece(TextFlow.clean(link.host, lines: false), isSelected ? .title : .link),
        Piece("  \(path)", .dim),
      ]
    case .file(let file):
      let nature = FileNature(file)
      return [
        Piece(nature.warning == nil ? "  " : "! ", .error), Piece("[\(number ?? 0)] ", .key),
        Piece(TextFlow.clean(file.filename, lines: false), isSelected ? .title : .link),
        Piece("  \(nature.words), \(Wording.size(file.bytes))", .dim),
      ]
    }
  }

  /// What one should see before one opens it.
  var story: [(word: String, text: String, style: Style)] {
    switch what {
    case .link(let link):
      let host = TextFlow.clean(link.host, lines: false)
      return [("leads to", host, .title)]
        + link.warnings.map { ("", "! \($0)", .error) }
        + [("whole", TextFlow.clean(link.address, lines: false), .plain)]
    case .file(let file):
      let nature = FileNature(file)
      return [("is", "\(nature.words), \(Wording.size(file.bytes))", .title)]
        + (nature.warning.map { [("", "! \($0)", .error)] } ?? [])
        + [("named", TextFlow.clean(file.filename, lines: false), .plain)]
    }
  }
}
