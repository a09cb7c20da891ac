/// What a piece of text means; a theme decides what that looks like.
package enum Role: String, CaseIterable, Hashable, Sendable {
  /// Ordinary text.
  case plain
  /// Text that stands back: ages, counts, hints.
  case dim
  /// The title line of a screen or a popup.
  case title
  /// A heading inside a text or a report.
  case heading
  /// The row under the cursor.
  case selected
  /// A row the agent has marked.
  case marked
  /// A due time that has passed.
  case overdue
  /// A due time that comes soon.
  case soon
  /// Something that went well.
  case good
  /// What colleagues tell each other; the customer never sees it.
  case note
  /// What failed, or is missing.
  case error
  /// An address one can open.
  case link
  /// Something nobody has read yet.
  case unread
  /// The name of a key in a hint.
  case key
  /// Lines between panes, and frames.
  case rule
  /// A tag.
  case tag
  /// Text quoted from an earlier message.
  case quote
  /// The part of a text that a search found.
  case match
  /// A placeholder that could not be filled.
  case hole
  /// The bar of the status line.
  case bar

  /// The letter that stands for it on a golden screen.
  package var letter: Character {
    switch self {
    case .plain: "."
    case .dim: "d"
    case .title: "t"
    case .heading: "h"
    case .selected: "s"
    case .marked: "m"
    case .overdue: "o"
    case .soon: "w"
    case .good: "g"
    case .note: "n"
    case .error: "e"
    case .link: "l"
    case .unread: "u"
    case .key: "k"
    case .rule: "r"
    case .tag: "a"
    case .quote: "q"
    case .match: "f"
    case .hole: "x"
    case .bar: "b"
    }
  }
}

/// How letters are set, apart from their colour.
package struct Attributes: OptionSet, Hashable, Sendable {
  /// One bit for each attribute.
  package let rawValue: UInt8

  /// The attributes whose bits are set in `rawValue`.
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Heavier or brighter.
  package static let bold = Attributes(rawValue: 1)
  /// Underlined.
  package static let underline = Attributes(rawValue: 2)
  /// Foreground and background exchanged.
  package static let reverse = Attributes(rawValue: 4)
  /// Fainter than usual; some terminals ignore it.
  package static let faint = Attributes(rawValue: 8)
  /// Slanted; some terminals ignore it.
  package static let italic = Attributes(rawValue: 16)
}

/// What a cell means and how it is set: a role, with attributes added to the theme's own.
package struct Style: Hashable, Sendable {
  /// What the text means.
  package var role: Role
  /// Attributes added to those the theme gives to the role.
  package var attributes: Attributes
  /// The theme's accent that lies over the role's look, counted from 1; 0 for none.
  package var accent: UInt8

  /// The style of `role`, with `attributes` added, and an accent of the theme over it.
  package init(_ role: Role, _ attributes: Attributes = [], accent: UInt8 = 0) {
    self.role = role
    self.attributes = attributes
    self.accent = accent
  }

  /// Ordinary text.
  package static let plain = Style(.plain)
  /// Text that stands back.
  package static let dim = Style(.dim)
  /// The title line.
  package static let title = Style(.title)
  /// A heading inside a text.
  package static let heading = Style(.heading)
  /// The row under the cursor.
  package static let selected = Style(.selected)
  /// A marked row.
  package static let marked = Style(.marked)
  /// A due time that has passed.
  package static let overdue = Style(.overdue)
  /// A due time that comes soon.
  package static let soon = Style(.soon)
  /// Something that went well.
  package static let good = Style(.good)
  /// A colleague's note.
  package static let note = Style(.note)
  /// What failed.
  package static let error = Style(.error)
  /// An address one can open.
  package static let link = Style(.link)
  /// Something nobody has read.
  package static let unread = Style(.unread)
  /// The name of a key.
  package static let key = Style(.key)
  /// Lines and frames.
  package static let rule = Style(.rule)
  /// A tag.
  package static let tag = Style(.tag)
  /// Quoted text.
  package static let quote = Style(.quote)
  /// What a search found.
  package static let match = Style(.match)
  /// A placeholder that could not be filled.
  package static let hole = Style(.hole)
  /// The status line.
  package static let bar = Style(.bar)

  /// The same style with `attributes` added.
  package func with(_ attributes: Attributes) -> Style {
    Style(role, self.attributes.union(attributes), accent: accent)
  }

  /// The same style under an accent of the theme; 0 leaves the one it has.
  package func under(_ accent: UInt8) -> Style {
    accent == 0 ? self : Style(role, attributes, accent: accent)
  }

  /// The letter on a golden screen: the accent's number, else the role's letter, upper case when
  /// attributes are added.
  package var letter: Character {
    if accent > 0 { return Character(String(accent % 10)) }
    if attributes.isEmpty { return role.letter }
    return role == .plain ? "P" : Character(role.letter.uppercased())
  }
}
