extension Key {
  /// The key spelt as in a keymap file: `x`, `C-x`, `M-x`, `S-Tab`, `PageDown`, `Space`, `F1`.
  ///
  /// Names may be written in any case; nil when it is no key. A paste has no spelling that can be
  /// read: a keymap cannot bind one.
  package init?(spelling: String) {
    var rest = Substring(spelling)
    var modifiers: Modifiers = []
    while rest.count > 2, rest.dropFirst().first == "-", let modifier = Self.modifier(rest.first) {
      guard !modifiers.contains(modifier) else { return nil }
      modifiers.insert(modifier)
      rest = rest.dropFirst(2)
    }
    guard let name = Self.name(rest) else { return nil }
    if case .character(let character) = name {
      if modifiers.contains(.shift), character != " " { return nil }
      let lower = character.lowercased()
      let isLetter = modifiers.contains(.control) && lower.count == 1
      self.init(.character(isLetter ? Character(lower) : character), modifiers)
    } else {
      self.init(name, modifiers)
    }
  }

  /// Keys pressed one after another, separated by blanks: `C-x e`, `g g`; nil when one is no key.
  package static func sequence(_ spelling: String) -> [Key]? {
    let words = spelling.split(separator: " ")
    let keys = words.compactMap { Key(spelling: String($0)) }
    return keys.count == words.count && !keys.isEmpty ? keys : nil
  }

  /// As it is written in keymap files and hints.
  package var spelling: String {
    var prefix = ""
    if modifiers.contains(.control) { prefix += "C-" }
    if modifiers.contains(.alt) { prefix += "M-" }
    if modifiers.contains(.shift) { prefix += "S-" }
    switch name {
    case .character(" "): return prefix + "Space"
    case .character(let character): return prefix + String(character)
    case .function(let number): return prefix + "F\(number)"
    case .paste: return "<paste>"
    default: return prefix + (Self.names.first { $0.name == name }?.spelling ?? "")
    }
  }

  private static func modifier(_ letter: Character?) -> Modifiers? {
    switch letter {
    case "C": .control
    case "M", "A": .alt
    case "S": .shift
    default: nil
    }
  }

  private static func name(_ text: Substring) -> Name? {
    if text.count == 1, let character = text.first {
      return character.isWhitespace || TextFlow.cells(character) == 0 ? nil : .character(character)
    }
    let word = text.lowercased()
    if word == "space" { return .character(" ") }
    if word.first == "f", let number = Int(word.dropFirst()) {
      return (1...63).contains(number) ? .function(number) : nil
    }
    return names.first { $0.spelling.lowercased() == word || $0.other == word }?.name
  }

  private static let names: [(spelling: String, other: String, name: Name)] = [
    ("Enter", "return", .enter), ("Esc", "escape", .escape), ("Tab", "tab", .tab),
    ("Backspace", "bs", .backspace), ("Delete", "del", .delete), ("Insert", "ins", .insert),
    ("Up", "up", .up), ("Down", "down", .down), ("Left", "left", .left),
    ("Right", "right", .right), ("Home", "home", .home), ("End", "end", .end),
    ("PageUp", "pgup", .pageUp), ("PageDown", "pgdn", .pageDown),
  ]
}

extension Key: CustomStringConvertible {
  /// Its spelling.
  package var description: String { spelling }
}

extension Key: ExpressibleByStringLiteral {
  /// A key written in the source as it is spelt; anything else is a mistake of the programmer.
  package init(stringLiteral spelling: String) {
    guard let key = Key(spelling: spelling) else {
      preconditionFailure("\(spelling) is not the spelling of a key")
    }
    self = key
  }
}
