/// One line of text being written, with what was written there before.
package struct TextField: Hashable, Sendable {
  /// What was entered before, oldest first.
  package private(set) var history: [String]
  private var editor: TextEditor
  private var recalled: Int?
  private var unfinished = ""

  /// A field that holds `text`, the cursor at its end.
  package init(_ text: String = "", history: [String] = []) {
    editor = TextEditor(size: Size(Int(Int32.max), 1))
    self.history = history
    self.text = text
  }

  /// The text; line ends become blanks.
  package var text: String {
    get { editor.text }
    set {
      let line = Self.oneLine(newValue)
      editor = TextEditor(line, size: editor.size)
      editor.moveToEnd()
    }
  }

  /// Where the cursor stands: grapheme clusters before it.
  package var cursor: Int {
    get { editor.cursor }
    set { editor.cursor = newValue }
  }

  /// Writes `text` at the cursor; line ends become blanks.
  package mutating func insert(_ text: String) { editor.insert(Self.oneLine(text)) }

  /// Goes to an earlier entry, or a later one when `steps` is positive; what was being written
  /// comes back after the last.
  package mutating func recall(_ steps: Int) {
    let here = recalled ?? history.count
    let there = max(0, min(here + steps, history.count))
    guard there != here else { return }
    if recalled == nil { unfinished = text }
    text = there == history.count ? unfinished : history[there]
    recalled = there == history.count ? nil : there
  }

  /// Empties the field and remembers what it held, unless that was nothing or the last entry.
  /// - Returns: what it held.
  @discardableResult
  package mutating func commit() -> String {
    let entry = text
    if !entry.isEmpty, history.last != entry { history.append(entry) }
    recalled = nil
    text = ""
    return entry
  }

  /// Does what `key` means in a line: writing, moving, cutting, and up and down for the history.
  /// - Returns: false when the key means nothing here (Enter, Tab, Esc are its owner's).
  @discardableResult
  package mutating func handle(_ key: Key) -> Bool {
    if let text = key.insertion {
      insert(text)
      return true
    }
    switch key {
    case Key(.enter), Key(.pageUp), Key(.pageDown): return false
    case Key(.up), .control("p"):
      recall(-1)
    case Key(.down), .control("n"):
      recall(1)
    default: return editor.handle(key)
    }
    return true
  }

  /// Draws the part around the cursor into the first row of `rect`, and the cursor where
  /// `isActive`.
  package func draw(
    on canvas: inout Canvas, in rect: Rect, _ style: Style = .plain, isActive: Bool = true
  ) {
    guard !rect.isEmpty else { return }
    canvas.fill(rect.row(0), " ", style)
    let letters = editor.letters
    var start = 0
    var before = letters[..<cursor].reduce(0) { $0 + TextFlow.cells($1) }
    while before > rect.columns - 1, start < cursor {
      before -= TextFlow.cells(letters[start])
      start += 1
    }
    canvas.put(
      String(letters[start...]), at: Point(rect.left, rect.top), style, max: rect.columns)
    if isActive { canvas.cursor = Point(rect.left + before, rect.top) }
  }

  private static func oneLine(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }
}
