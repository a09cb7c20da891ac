/// One colour, in the three forms that terminals understand; `-1` is the terminal's own.
package struct Colour: Hashable, Sendable {
  /// Its number among the 16 that every terminal has and users set to their taste.
  package var basic: Int
  /// Its number among the 256 of xterm.
  package var palette: Int
  /// Red, green and blue as `0xRRGGBB`.
  package var rgb: Int

  /// A colour with a number for each kind of terminal.
  package init(basic: Int, palette: Int, rgb: Int) {
    self.basic = basic
    self.palette = palette
    self.rgb = rgb
  }

  /// One of the terminal's own 16 (0 to 15), the same number on a terminal with 256.
  ///
  /// On a direct-colour terminal only 0 to 7 name the palette, so the bright eight become RGB.
  package init(basic: Int) {
    let bright = [
      0x7F7F7F, 0xFF5555, 0x55FF55, 0xFFFF55, 0x5C5CFF, 0xFF55FF, 0x55FFFF, 0xFFFFFF,
    ]
    self.init(
      basic: basic, palette: basic, rgb: (8..<16).contains(basic) ? bright[basic - 8] : basic)
  }

  /// The terminal's own foreground or background.
  package static let terminal = Colour(basic: -1, palette: -1, rgb: -1)
}

/// What a role looks like.
package struct Look: Hashable, Sendable {
  /// The colour of the letters.
  package var foreground: Colour
  /// The colour behind them.
  package var background: Colour
  /// How they are set.
  package var attributes: Attributes

  /// A look; what is left out is the terminal's own.
  package init(
    _ foreground: Colour = .terminal, on background: Colour = .terminal,
    _ attributes: Attributes = []
  ) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }
}

/// What every role looks like, as data.
package struct Theme: Hashable, Sendable {
  /// The name by which the settings choose it.
  package var name: String
  /// Looks that rules lay over those of roles; a style names one by its place, from 1.
  package var accents: [Look]
  private var looks: [Role: Look]

  /// A theme; roles without a look are ordinary text.
  package init(name: String, _ looks: [Role: Look], accents: [Look] = []) {
    self.name = name
    self.looks = looks
    self.accents = accents
  }

  /// The look of `role`: where it leaves a colour to the terminal, that of ordinary text.
  package subscript(role: Role) -> Look {
    get { (looks[role] ?? Look()).over(looks[.plain] ?? Look(), keepingAttributes: false) }
    set { looks[role] = newValue }
  }

  /// The look of a cell: its role's under its accent, with the attributes added to it.
  package func look(of style: Style) -> Look {
    var look = self[style.role]
    if style.accent > 0, style.accent <= accents.count {
      look = accents[Int(style.accent) - 1].over(look, keepingAttributes: true)
    }
    look.attributes.formUnion(style.attributes)
    return look
  }

  /// The same theme in attributes only, for `NO_COLOR` and terminals without colours: what the
  /// mono theme says, because a colour that is gone cannot tell two roles apart.
  package var withoutColours: Theme {
    Theme(
      name: name, Theme.mono.looks,
      accents: accents.map { Look(.terminal, on: .terminal, $0.attributes) })
  }
}

extension Look {
  /// This look, with what it leaves to the terminal taken from another one.
  fileprivate func over(_ other: Look, keepingAttributes: Bool) -> Look {
    Look(
      foreground == .terminal ? other.foreground : foreground,
      on: background == .terminal ? other.background : background,
      keepingAttributes ? attributes.union(other.attributes) : attributes)
  }
}

// MARK: - The themes that are built in

extension Theme {
  /// The themes that need no file, by name.
  package static let builtIn: [Theme] = [.terminal, .mono]

  /// The default: the terminal's own palette, right on light and on dark backgrounds.
  package static let terminal = Theme(
    name: "terminal",
    [
      .dim: Look(attributes: .faint),
      .title: Look(attributes: .bold),
      .heading: Look(attributes: .bold),
      .selected: Look(attributes: [.bold, .reverse]),
      .marked: Look(Colour(basic: 5), .terminal, .bold),
      .overdue: Look(Colour(basic: 1), .terminal, .bold),
      .soon: Look(Colour(basic: 3)),
      .good: Look(Colour(basic: 2)),
      .note: Look(Colour(basic: 3)),
      .error: Look(Colour(basic: 1), .terminal, .bold),
      .link: Look(Colour(basic: 4), .terminal, .underline),
      .unread: Look(attributes: .bold),
      .key: Look(Colour(basic: 6)),
      .rule: Look(attributes: .faint),
      .tag: Look(Colour(basic: 6)),
      .quote: Look(Colour(basic: 2)),
      .match: Look(attributes: [.bold, .underline]),
      .hole: Look(Colour(basic: 1), .terminal, .reverse),
      .bar: Look(attributes: .reverse),
    ])

  /// No colour at all: every role that matters differs by its attributes.
  package static let mono = Theme(
    name: "mono",
    [
      .dim: Look(attributes: .faint),
      .title: Look(attributes: .bold),
      .heading: Look(attributes: .bold),
      .selected: Look(attributes: .reverse),
      .marked: Look(attributes: .bold),
      .overdue: Look(attributes: .bold),
      .note: Look(attributes: .italic),
      .error: Look(attributes: [.bold, .underline]),
      .link: Look(attributes: .underline),
      .unread: Look(attributes: .bold),
      .key: Look(attributes: .bold),
      .rule: Look(attributes: .faint),
      .quote: Look(attributes: .faint),
      .match: Look(attributes: [.bold, .underline]),
      .hole: Look(attributes: [.reverse, .bold]),
      .bar: Look(attributes: .reverse),
    ])
}

extension Look {
  fileprivate init(attributes: Attributes) { self.init(.terminal, on: .terminal, attributes) }

  fileprivate init(_ foreground: Colour, _ background: Colour, _ attributes: Attributes) {
    self.init(foreground, on: background, attributes)
  }
}
