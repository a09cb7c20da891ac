extension TextEditor {
  /// Does what `key` means in a text where no keymap says otherwise: writing, arrows, and the
  /// control keys of Emacs and readline.
  /// - Returns: false when the key means nothing here; then nothing has changed.
  @discardableResult
  package mutating func handle(_ key: Key) -> Bool {
    if let text = key.insertion {
      insert(text)
      return true
    }
    guard let act = Self.act(key) else { return false }
    act(&self)
    return true
  }

  private static func act(_ key: Key) -> ((inout TextEditor) -> Void)? {
    switch key.modifiers {
    case []: plain(key.name)
    case .control: control(key.name)
    case .alt: alt(key.name)
    default: nil
    }
  }

  private static func plain(_ name: Key.Name) -> ((inout TextEditor) -> Void)? {
    switch name {
    case .enter: { $0.newline() }
    case .backspace: { $0.eraseBackward() }
    case .delete: { $0.eraseForward() }
    case .left: { $0.moveLeft() }
    case .right: { $0.moveRight() }
    case .up: { $0.moveRows(-1) }
    case .down: { $0.moveRows(1) }
    case .home: { $0.moveToLineStart() }
    case .end: { $0.moveToLineEnd() }
    case .pageUp: { $0.movePages(-1) }
    case .pageDown: { $0.movePages(1) }
    default: nil
    }
  }

  private static func control(_ name: Key.Name) -> ((inout TextEditor) -> Void)? {
    switch name {
    case .character("a"): { $0.moveToLineStart() }
    case .character("e"): { $0.moveToLineEnd() }
    case .character("b"): { $0.moveLeft() }
    case .character("f"): { $0.moveRight() }
    case .character("p"): { $0.moveRows(-1) }
    case .character("n"): { $0.moveRows(1) }
    case .character("d"): { $0.eraseForward() }
    case .character("h"): { $0.eraseBackward() }
    case .character("k"): { $0.killLine() }
    case .character("u"): { $0.killToLineStart() }
    case .character("w"): { $0.killWordBackward() }
    case .character("y"): { $0.yank() }
    case .character("_"): { $0.undo() }
    case .left: { $0.moveWordLeft() }
    case .right: { $0.moveWordRight() }
    case .home: { $0.moveToStart() }
    case .end: { $0.moveToEnd() }
    default: nil
    }
  }

  private static func alt(_ name: Key.Name) -> ((inout TextEditor) -> Void)? {
    switch name {
    case .character("b"), .left: { $0.moveWordLeft() }
    case .character("f"), .right: { $0.moveWordRight() }
    case .character("d"): { $0.killWord() }
    case .backspace: { $0.killWordBackward() }
    case .character("<"): { $0.moveToStart() }
    case .character(">"): { $0.moveToEnd() }
    case .character("_"): { $0.redo() }
    default: nil
    }
  }
}
