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
  /// The form in which this terminal takes pictures; none are shown where it is `nil`.
  package var pictures: Picture.Form?
  /// In which language the words of answers are looked up.
  package var spelling: SpellingChoice
  /// The columns of every view that has none of its own.
  package var columns: ListColumns

  /// How a desk looks at first.
  package init(
    theme: DeskTheme = .terminal, signs: Signs = .unicode, split: Split = .auto,
    hearsMouse: Bool = false, pictures: Picture.Form? = nil, spelling: SpellingChoice = .auto,
    columns: ListColumns = .usual
  ) {
    self.theme = theme
    self.signs = signs
    self.split = split
    self.hearsMouse = hearsMouse
    self.pictures = pictures
    self.spelling = spelling
    self.columns = columns
  }
}
