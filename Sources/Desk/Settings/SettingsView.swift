import Domain
import Terminal

/// Draws the settings, and what the one under the cursor means.
enum SettingsView {
  static func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let pane = desk.settings
    let upper = DeskView.upper(rect)
    pane.list.draw(on: &canvas, in: upper) { index, isSelected, area, canvas in
      let option = pane.options[index]
      let columns = Layout.columns(
        [.fixed(12), .share(3), .share(2)], in: area.inset(columns: 1), gap: 2)
      canvas.put(option.rawValue, in: columns[0], isSelected ? .title : .plain)
      canvas.put(value(of: option, desk), in: columns[1])
      let origin = pane.origin(of: option)
      canvas.put(short(origin), in: columns[2], origin == .session ? .soon : .dim)
    }
    canvas.horizontalRule(at: Point(rect.left, upper.bottom), rect.columns)
    let story = Rect(rect.left, upper.bottom + 1, rect.columns, rect.bottom - upper.bottom - 1)
    guard let option = pane.selected else { return }
    drawStory(of: option, desk, on: &canvas, in: story.inset(columns: 1))
  }

  private static func drawStory(
    of option: DeskOption, _ desk: Desk, on canvas: inout Canvas, in rect: Rect
  ) {
    var rest = rect
    canvas.put(
      [
        Piece("\(option.rawValue)  ", .title), Piece(value(of: option, desk)),
      ], in: rest.cutTop(1))
    rest = DeskView.paragraph(meaning(of: option, desk), .plain, on: &canvas, in: rest)
    rest = DeskView.paragraph(
      sentence(desk.settings.origin(of: option)), .dim, on: &canvas, in: rest)
    canvas.put(ways(option, desk), in: rest.cutTop(1))
  }

  /// `Enter` changes it, and a key keeps it, where there is something to keep.
  private static func ways(_ option: DeskOption, _ desk: Desk) -> [Piece] {
    let keymap = desk.setting.keymap
    func key(_ command: Command) -> Piece { Piece(keymap.shown(command, in: .settings), .key) }
    let change = [key(.open), Piece(option.isCycled ? " takes the next value" : " changes it")]
    guard desk.settings.origin(of: option) == .session else { return change }
    return change
      + [Piece("  "), key(.keepSetting), Piece(" keeps it"), Piece("  "), key(.undo)]
      + [Piece(" takes it back")]
  }

  /// Its value as it is typed.
  static func value(of option: DeskOption, _ desk: Desk) -> String {
    TextFlow.clean(desk.value(of: option), lines: false)
  }

  /// What it does, and what it can be.
  static func meaning(of option: DeskOption, _ desk: Desk) -> String {
    let setting = desk.setting
    let known = option.values(themes: setting.themes, dictionaries: setting.dictionaries)
    let help = option.help.prefix(1).uppercased() + option.help.dropFirst() + "."
    guard known.count > 1 else { return help }
    return help + " There are \(Wording.list(known))."
  }

  /// Where a value comes from, in a column.
  static func short(_ origin: Origin) -> String {
    switch origin {
    case .builtIn: "built in"
    case .file(let path, let line): "\(path.split(separator: "/").last ?? ""):\(line)"
    case .session: "set here"
    }
  }

  /// The same as a sentence.
  static func sentence(_ origin: Origin) -> String {
    switch origin {
    case .builtIn: "Nothing else is said in the configuration."
    case .file(let path, let line): "Line \(line) of \(path) says so."
    case .session: "Set here: it is so until you leave."
    }
  }
}
