import Domain
import Terminal

/// What `:set` can change, by the name that is typed and that config.toml uses.
package enum DeskOption: String, Hashable, Sendable, CaseIterable {
  /// The theme.
  case theme
  /// What lines and bars are drawn with.
  case signs
  /// Whether panes stand beside or below each other.
  case split
  /// The columns of the list.
  case columns
  /// Whether the mouse works here.
  case mouse
  /// The form in which this terminal takes pictures.
  case pictures
  /// In which language the words of answers are looked up.
  case spelling
  /// How long a reply can still be taken back.
  case sendWindow = "send_window"
  /// What the bell rings for.
  case bell
  /// What the terminal's title tells.
  case title
  /// What the notification command is run for.
  case desktop
  /// When bell and command are silent.
  case quiet
  /// How long before its time a ticket is about to be overdue.
  case dueSoon = "due_soon"

  /// What it does, as a phrase.
  package var help: String {
    switch self {
    case .theme: "the colours, by a theme's name"
    case .signs: "lines and bars of unicode or ascii"
    case .split: "panes beside or below each other, or auto"
    case .columns: "what lists show of each ticket, in which order"
    case .mouse: "click, wheel and drag: on or off"
    case .pictures: "pictures of customers in the form this terminal takes, or off"
    case .spelling: "misspelt words are underlined: auto, off or a dictionary"
    case .sendWindow: "seconds in which a reply can be taken back"
    case .bell: "what the bell rings for, or never"
    case .title: "what the terminal's title tells, or never"
    case .desktop: "what the notification command is run for, or never"
    case .quiet: "hours without bell and command, as 20:00-08:00, or off"
    case .dueSoon: "minutes before its time in which a ticket is told of"
    }
  }

  /// The table of config.toml that it stands in.
  package var table: String {
    switch self {
    case .theme, .signs, .split, .columns, .mouse, .pictures, .spelling, .sendWindow, .bell:
      "desk"
    case .title, .desktop, .quiet, .dueSoon: "notify"
    }
  }

  /// The values it takes, or the words of which they are made; themes are known by their files.
  func values(themes: [String], dictionaries: [String]) -> [String] {
    switch self {
    case .theme: themes
    case .signs: Signs.allCases.map(\.rawValue)
    case .split: Split.allCases.map(\.rawValue)
    case .mouse: ["on", "off"]
    case .pictures: ["off"] + Picture.Form.allCases.map(\.rawValue)
    case .spelling: ["auto", "off"] + dictionaries
    case .columns: [ListColumns.standard] + ListColumn.allCases.map(\.rawValue)
    case .bell, .title, .desktop: ["never"] + Occasion.allCases.map(\.rawValue)
    case .quiet: ["off"]
    case .sendWindow, .dueSoon: []
    }
  }

  /// One key goes from each of its few values to the next; others are asked for.
  var isCycled: Bool {
    switch self {
    case .theme, .signs, .split, .mouse, .pictures, .spelling: true
    case .columns, .sendWindow, .bell, .title, .desktop, .quiet, .dueSoon: false
    }
  }

  /// Its value is a list of words.
  package var isList: Bool {
    switch self {
    case .columns, .bell, .title, .desktop: true
    case .theme, .signs, .split, .mouse, .pictures, .spelling, .sendWindow, .quiet, .dueSoon:
      false
    }
  }
}

/// Where the value of a setting comes from.
package enum Origin: Hashable, Sendable {
  /// Nobody has said anything else.
  case builtIn
  /// A line of the configuration.
  case file(String, line: Int)
  /// It was set here and is gone when the desk is left.
  case session
}

extension Occasion {
  /// Some of them as they are typed; `never` for none.
  static func words(_ occasions: Set<Occasion>) -> String {
    let named = allCases.filter(occasions.contains).map(\.rawValue)
    return named.isEmpty ? "never" : named.joined(separator: " ")
  }
}
