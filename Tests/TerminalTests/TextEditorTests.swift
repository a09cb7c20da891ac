import Terminal
import Testing

@Suite struct TextEditorTests {
  private func editor(_ text: String, at cursor: Int, _ size: Size = Size(20, 5)) -> TextEditor {
    var editor = TextEditor(text, size: size)
    editor.cursor = cursor
    return editor
  }

  /// The text with `|` at the cursor, after keys were pressed in a text given the same way.
  private func press(_ keys: [String], in text: String, _ size: Size = Size(20, 5)) -> String {
    let cursor = text.firstIndex(of: "|").map { text.distance(from: text.startIndex, to: $0) }
    var editor = editor(text.filter { $0 != "|" }, at: cursor ?? 0, size)
    for key in keys {
      let isHandled = Key(spelling: key).map { editor.handle($0) }
      #expect(isHandled == true, "\(key)")
    }
    var letters = Array(editor.text)
    letters.insert("|", at: editor.cursor)
    return String(letters)
  }

  @Test(arguments: [
    ("|", ["a", "Space", "b", "Enter", "c"], "a b\nc|"),
    ("ab|c", ["Backspace"], "a|c"), ("a|bc", ["Delete"], "a|c"),
    ("|", ["Backspace", "Delete"], "|"),
    ("👨‍👩‍👧e\u{301}|x", ["Backspace"], "👨‍👩‍👧|x"), ("👨‍👩‍👧|x", ["Backspace"], "|x"),
    ("ab|", ["Left", "Left", "Left"], "|ab"), ("|ab", ["Right", "Right", "Right"], "ab|"),
    ("one two| x", ["M-b"], "one |two x"), ("one| two", ["M-f"], "one two|"),
    ("don't stop|", ["M-b", "M-b"], "|don't stop"),
    ("one\ntw|o", ["C-a"], "one\n|two"), ("o|ne\ntwo", ["C-e"], "one|\ntwo"),
    ("one\ntwo|", ["M-<"], "|one\ntwo"), ("|one\ntwo", ["M->"], "one\ntwo|"),
    ("o|ne\ntwo", ["C-k"], "o|\ntwo"), ("o|ne\ntwo", ["C-k", "C-k"], "o|two"),
    ("o|ne\ntwo", ["C-k", "C-k", "C-y"], "one\n|two"),
    ("one two|", ["C-w", "C-w", "C-y"], "one two|"),
    ("one two|", ["C-w"], "one |"), ("one |two", ["M-d"], "one |"), ("abc|d", ["C-u"], "|d"),
    ("a|b", ["C-k", "Left", "C-k", "C-y"], "a|"),
  ])
  func keysEdit(before: String, keys: [String], after: String) {
    #expect(press(keys, in: before) == after)
  }

  @Test(arguments: [
    ("long|er\nab\nlonger", ["Down", "Down"], "longer\nab\nlong|er"),
    ("longer|\nab", ["Down"], "longer\nab|"), ("ab\nc|d", ["Down"], "ab\ncd|"),
    ("a|b\ncd", ["Up"], "|ab\ncd"),
    ("one two |three four", ["Down"], "one two three four|"),
    ("one two three f|our", ["Up"], "o|ne two three four"),
    ("日本|語\nabcdef", ["Down"], "日本語\nabcd|ef"), ("日本語\nabc|def", ["Up"], "日|本語\nabcdef"),
  ])
  func upAndDownGoByRowsAsSeenAndKeepTheColumn(before: String, keys: [String], after: String) {
    #expect(press(keys, in: before, Size(14, 5)) == after)
  }

  @Test func aMarkJoinsTheLetterBeforeIt() {
    var editor = editor("e", at: 1)
    editor.insert("\u{301}")
    #expect(editor.length == 1 && editor.cursor == 1 && editor.text == "e\u{301}")
    editor.undo()
    #expect(editor.text == "e")
  }

  @Test func typingAWordIsOneStepOfUndo() {
    var editor = TextEditor()
    for letter in "one two" { editor.handle(Key(letter)) }
    editor.undo()
    #expect(editor.text == "one")
    editor.undo()
    #expect(editor.text == "")
    editor.undo()
    editor.redo()
    editor.redo()
    #expect(editor.text == "one two" && editor.cursor == 7)
    #expect(!editor.canRedo && editor.canUndo)
  }

  @Test func movingEndsAStepAndWritingEndsRedo() {
    var editor = TextEditor()
    editor.insert("a")
    editor.moveLeft()
    editor.insert("b")
    editor.undo()
    #expect(editor.text == "a" && editor.cursor == 0)
    editor.insert("c")
    editor.redo()
    #expect(editor.text == "ca")
  }

  @Test func everyEditCanBeTakenBackAndDoneAgain() {
    let keys = [
      "C-k", "x", "C-y", "Enter", "C-w", "M-d", "日", "Backspace", "C-u", "C-y", "Delete", "M-b",
      "z",
    ]
    var editor = editor("one two three\nfour five\nsix", at: 6)
    let before = editor.text
    for _ in 0..<4 { for key in keys { Key(spelling: key).map { _ = editor.handle($0) } } }
    let after = editor.text
    while editor.canUndo { editor.undo() }
    #expect(editor.text == before)
    while editor.canRedo { editor.redo() }
    #expect(editor.text == after)
  }

  @Test func aPasteIsTextAndItsLineEndsAreOfOneKind() {
    var editor = TextEditor()
    let isHandled = editor.handle(.paste("one\r\ntwo\rthree\tx"))
    #expect(isHandled)
    #expect(editor.text == "one\ntwo\nthree    x")
    editor.undo()
    #expect(editor.isEmpty)
  }

  @Test func keysWithoutMeaningChangeNothing() {
    var editor = editor("abc", at: 1)
    let before = editor
    for key in [Key(.escape), Key(.tab), Key(.function(1)), .control("x"), .alt("z")] {
      let isHandled = editor.handle(key)
      #expect(!isHandled)
    }
    #expect(editor == before)
  }

  @Test func theCursorStaysInSight() {
    var editor = TextEditor(
      (1...50).map { "line \($0)" }.joined(separator: "\n"), size: Size(10, 5))
    editor.moveRows(4)
    #expect(editor.offset == 0)
    editor.moveRows(1)
    #expect(editor.offset == 1)
    editor.moveToEnd()
    #expect(editor.offset == 45)
    editor.movePages(-1)
    #expect(editor.cursorPlace.row == 45 && editor.offset == 45)
    editor.size.rows = 3
    #expect((editor.offset..<editor.offset + 3).contains(editor.cursorPlace.row))
    #expect(editor.place == (46, 8))
  }

  @Test func itDrawsWrappedRowsQuotesAndTheCursor() {
    var editor = TextEditor("> quoted text here\nHi 日本語", size: Size(12, 4))
    editor.moveToEnd()
    var canvas = Canvas(Size(14, 5))
    editor.draw(on: &canvas, in: Rect(1, 1, 12, 4))
    #expect(canvas.text == "\n > quoted\n text here\n Hi 日本語\n")
    #expect(canvas.styles.split(separator: "\n").prefix(2) == [".qqqqqqqqq", ".qqqqqqqqq"])
    #expect(canvas.cursor == Point(10, 3))
  }

  @Test func aFullRowPutsTheCursorAtItsEndNotOutside() {
    var editor = TextEditor("abcdef", size: Size(6, 2))
    editor.moveToEnd()
    var canvas = Canvas(Size(6, 2))
    editor.draw(on: &canvas, in: canvas.bounds)
    #expect(canvas.cursor == Point(5, 0))
  }

  @Test func fillingKeepsTheCursorAtItsWordAndCanBeUndone() {
    var editor = editor("one two three four", at: 14)
    editor.fill(to: 9)
    #expect(editor.text == "one two\nthree\nfour" && editor.cursor == 14)
    editor.undo()
    #expect(editor.text == "one two three four")
  }

  @Test func aQuoteStandsOnLinesOfItsOwn() {
    var editor = editor("Hi", at: 2)
    editor.insertQuote("Where\nis it?")
    #expect(editor.text == "Hi\n> Where\n> is it?\n")
  }
}
