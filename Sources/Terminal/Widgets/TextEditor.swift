/// A text being written: letters, cursor, what was killed, what can be undone.
///
/// Positions count grapheme clusters from the start of the text. Long lines are wrapped for the
/// eye at the width of `size`, and only there.
package struct TextEditor: Hashable, Sendable {
  /// The room it has on the screen; its owner keeps it current.
  package var size: Size {
    didSet { if size != oldValue { reveal() } }
  }
  /// The first row in sight.
  package internal(set) var offset = 0
  private(set) var letters: [Character]
  private(set) var position: Int
  private(set) var killed = ""
  var goal: Int?
  private var past: [Edit] = []
  private var future: [Edit] = []
  private var mayJoin = false
  private var killedLast = false

  /// An editor that holds `text`, the cursor at its start.
  package init(_ text: String = "", size: Size = Size(72, 10)) {
    letters = Self.letters(text)
    position = 0
    self.size = size
  }

  /// The whole text.
  package var text: String {
    get { String(letters) }
    set { replaceAll(with: newValue, cursor: position) }
  }

  /// Where the cursor stands: grapheme clusters before it, 0 to `length`.
  package var cursor: Int {
    get { position }
    set {
      position = max(0, min(newValue, letters.count))
      moved()
    }
  }

  /// How many grapheme clusters the text has.
  package var length: Int { letters.count }

  /// Whether there is no text.
  package var isEmpty: Bool { letters.isEmpty }

  /// Whether `undo` would change something.
  package var canUndo: Bool { !past.isEmpty }

  /// Whether `redo` would change something.
  package var canRedo: Bool { !future.isEmpty }

  /// Line and column of the cursor, counted from 1, as an editor's status line says it.
  package var place: (line: Int, column: Int) {
    let before = letters[..<position]
    let start = before.lastIndex(of: "\n").map { $0 + 1 } ?? 0
    return (before.count { $0 == "\n" } + 1, position - start + 1)
  }

  /// Replaces the whole text as one step of undo and puts the cursor at `cursor`.
  package mutating func replaceAll(with text: String, cursor: Int) {
    replace(0..<letters.count, with: Self.letters(text))
    self.cursor = cursor
  }

  /// The letters of `text` with newlines of one kind, and tabs as four blanks.
  private static func letters(_ text: String) -> [Character] {
    text.flatMap { letter -> [Character] in
      switch letter {
      case "\r\n", "\r", "\u{2028}", "\u{2029}": ["\n"]
      case "\t": [" ", " ", " ", " "]
      default: [letter]
      }
    }
  }
}

// MARK: - Writing

extension TextEditor {
  /// Writes `text` at the cursor; marks join the letter before them.
  package mutating func insert(_ text: String) {
    let added = Self.letters(text)
    guard !added.isEmpty else { return }
    let isTyping = added.count == 1 && added != ["\n"]
    let start = position > 0 && letters[position - 1] != "\n" ? position - 1 : position
    let joined = Array(String(letters[start..<position] + added))
    if joined.count < position - start + added.count {
      replace(start..<position, with: joined)
    } else {
      replace(position..<position, with: added, joining: isTyping)
    }
  }

  /// Ends the line at the cursor.
  package mutating func newline() { insert("\n") }

  /// Erases the letter before the cursor.
  package mutating func eraseBackward() {
    if position > 0 { replace(position - 1..<position, with: []) }
  }

  /// Erases the letter under the cursor.
  package mutating func eraseForward() {
    if position < letters.count { replace(position..<position + 1, with: []) }
  }

  /// Cuts the line from the cursor on, or its newline when the cursor is at its end. Cuts that
  /// follow each other are yanked together.
  package mutating func killLine() {
    let end = lineEnd
    kill(position..<(end == position ? min(end + 1, letters.count) : end))
  }

  /// Cuts the line before the cursor.
  package mutating func killToLineStart() { kill(lineStart..<position) }

  /// Cuts the word after the cursor.
  package mutating func killWord() { kill(position..<wordEnd) }

  /// Cuts the word before the cursor.
  package mutating func killWordBackward() { kill(wordStart..<position) }

  /// Writes again what was cut last.
  package mutating func yank() { insert(killed) }

  /// Ends long lines at `width` with newlines, as a mail is sent.
  package mutating func fill(to width: Int = 72) {
    let filled = TextFlow.fill(text, to: width)
    guard filled != text else { return }
    let before = String(letters[..<position])
    let kept = TextFlow.fill(before, to: width).count
    replaceAll(with: filled, cursor: kept)
  }

  /// Writes `text` at the cursor with `> ` before every line, on lines of its own.
  package mutating func insertQuote(_ text: String) {
    let before = position > 0 && letters[position - 1] != "\n" ? "\n" : ""
    insert(before + TextFlow.quote(text) + "\n")
  }

  private mutating func kill(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    let text = String(letters[range])
    if killedLast {
      killed = range.upperBound == position ? text + killed : killed + text
    } else {
      killed = text
    }
    replace(range, with: [])
    killedLast = true
  }
}

// MARK: - Undo

extension TextEditor {
  /// One replacement, and where the cursor stood before it.
  private struct Edit: Hashable, Sendable {
    var start: Int
    var removed: [Character]
    var inserted: [Character]
    var cursor: Int
  }

  /// Takes back the last step; what is typed without a pause within a word is one step.
  package mutating func undo() {
    guard let edit = past.popLast() else { return }
    letters.replaceSubrange(edit.start..<edit.start + edit.inserted.count, with: edit.removed)
    future.append(edit)
    cursor = edit.cursor
  }

  /// Does again what was taken back last.
  package mutating func redo() {
    guard let edit = future.popLast() else { return }
    letters.replaceSubrange(edit.start..<edit.start + edit.removed.count, with: edit.inserted)
    past.append(edit)
    cursor = edit.start + edit.inserted.count
  }

  /// The only place where letters change.
  private mutating func replace(
    _ range: Range<Int>, with added: [Character], joining: Bool = false
  ) {
    let edit = Edit(
      start: range.lowerBound, removed: Array(letters[range]), inserted: added, cursor: position)
    letters.replaceSubrange(range, with: added)
    future = []
    if joining, mayJoin, let last = past.last,
      last.start + last.inserted.count == range.lowerBound, added != [" "]
    {
      past[past.count - 1].inserted += added
    } else {
      past.append(edit)
      if past.count > 1_000 { past.removeFirst() }
    }
    position = range.lowerBound + added.count
    moved()
    mayJoin = joining
  }

  private mutating func moved() {
    goal = nil
    mayJoin = false
    killedLast = false
    reveal()
  }
}
