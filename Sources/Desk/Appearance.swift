package import Terminal

/// How the desk looks and what it listens to: all that `:set` changes while it is open.
package struct Appearance: Hashable, Sendable {
  /// Colours, and which rows and words are set apart.
  package var theme: DeskTheme
  /// What lines and bars are drawn with.
  package var signs: Signs
  /// Whether panes stand beside or below each other.
  package var split: Split
  /// The mouse works here; text is then marked with shift held down.
  package var hearsMouse: Bool
  /// In which language the words of answers are looked up.
  package var spelling: SpellingChoice
  /// The columns of every view that has none of its own.
  package var columns: ListColumns

  /// How a desk looks at first.
  package init(
    theme: DeskTheme = .terminal, signs: Signs = .unicode, split: Split = .auto,
    hearsMouse: Bool = false, spelling: SpellingChoice = .auto, columns: ListColumns = .usual
  ) {
    self.theme = theme
    self.signs = signs
    self.split = split
    self.hearsMouse = hearsMouse
    self.spelling = spelling
    self.columns = columns
  }
}

/// What `:set` can change, by the name that is typed and that config.toml uses.
package enum DeskOption: String, Hashable, Sendable, CaseIterable {
  /// The theme.
  case theme
  /// What lines and bars are drawn with.
  case signs
  /// Whether panes stand beside or below each other.
  case split
  /// Whether the mouse works here.
  case mouse
  /// In which language the words of answers are looked up.
  case spelling
  /// The columns of the list.
  case columns

  /// What it does, as a phrase.
  package var help: String {
    switch self {
    case .theme: "the colours, by a theme's name"
    case .signs: "lines and bars of unicode or ascii"
    case .split: "panes beside or below each other, or auto"
    case .mouse: "click, wheel and drag: on or off"
    case .spelling: "misspelt words are underlined: auto, off or a dictionary"
    case .columns: "what lists show of each ticket, in which order"
    }
  }

  /// The values it takes; themes are known by their files.
  func values(themes: [String], dictionaries: [String]) -> [String] {
    switch self {
    case .theme: themes
    case .signs: Signs.allCases.map(\.rawValue)
    case .split: Split.allCases.map(\.rawValue)
    case .mouse: ["on", "off"]
    case .spelling: ["auto", "off"] + dictionaries
    case .columns: [ListColumns.standard] + ListColumn.allCases.map(\.rawValue)
    }
  }
}
