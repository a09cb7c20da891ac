/// A key press with its modifiers, or a paste.
package struct Key: Hashable, Sendable {
  /// What was pressed, without modifiers.
  package enum Name: Hashable, Sendable {
    /// A key that writes something; the space bar is `" "`.
    case character(Character)
    /// Return or Enter.
    case enter
    /// Escape.
    case escape
    /// Tab; with shift it goes back.
    case tab
    /// Erase to the left.
    case backspace
    /// Erase to the right.
    case delete
    /// Insert.
    case insert
    /// Arrow up.
    case up
    /// Arrow down.
    case down
    /// Arrow left.
    case left
    /// Arrow right.
    case right
    /// To the beginning.
    case home
    /// To the end.
    case end
    /// A page up.
    case pageUp
    /// A page down.
    case pageDown
    /// F1 and its neighbours, counted from 1.
    case function(Int)
    /// Text that was pasted. It never means a command.
    case paste(String)
  }

  /// Keys held down meanwhile.
  package struct Modifiers: OptionSet, Hashable, Sendable {
    /// One bit for each modifier.
    package let rawValue: UInt8

    /// The modifiers whose bits are set in `rawValue`.
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Control, `C-`.
    package static let control = Modifiers(rawValue: 1)
    /// Alt or Meta, `M-`.
    package static let alt = Modifiers(rawValue: 2)
    /// Shift, `S-`; only on keys that write nothing, since `A` is a character of its own.
    package static let shift = Modifiers(rawValue: 4)
  }

  /// What was pressed.
  package var name: Name
  /// What was held down.
  package var modifiers: Modifiers

  /// The key `name` with `modifiers`.
  package init(_ name: Name, _ modifiers: Modifiers = []) {
    self.name = name
    self.modifiers = modifiers
  }

  /// The key that writes `character`.
  package init(_ character: Character) { self.init(.character(character)) }

  /// Control and `character`.
  package static func control(_ character: Character) -> Key {
    Key(.character(character), .control)
  }

  /// Alt and `character`.
  package static func alt(_ character: Character) -> Key { Key(.character(character), .alt) }

  /// A paste of `text`.
  package static func paste(_ text: String) -> Key { Key(.paste(text)) }

  /// The character it writes when nothing but shift is held; nil for all other keys.
  package var character: Character? {
    guard case .character(let character) = name, modifiers.isEmpty else { return nil }
    return character
  }

  /// What it puts into a text: its character or the pasted text; nil for all other keys.
  package var insertion: String? {
    switch name {
    case .character(let character) where modifiers.isEmpty: String(character)
    case .paste(let text) where modifiers.isEmpty: text
    default: nil
    }
  }
}
