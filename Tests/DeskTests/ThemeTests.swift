import Desk
import Domain
import Foundation
import Terminal
import TestKit
import Testing

private func read(
  _ text: String, _ included: [String: String] = ["my": ""]
) -> (theme: DeskTheme, problems: [String]) {
  let (theme, problems) = ThemeText.read(text, name: "my", file: "my.theme") { name, reading in
    let path = "\(name).theme"
    return reading.contains(path) ? nil : included[name].map { (path, $0) }
  }
  return (theme, problems.map(\.description))
}

@Suite struct ThemeTests {
  static let shipped: [String] = {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: DeskFixture.path(of: "Share/themes"))
    return (names ?? []).filter { $0.hasSuffix(".theme") }.map { String($0.dropLast(6)) }.sorted()
  }()

  static func shipped(_ name: String) -> DeskTheme {
    let path = "Share/themes/\(name).theme"
    return ThemeText.read(DeskFixture.text(of: path), name: name, file: path).theme
  }

  @Test(arguments: shipped)
  func theShippedThemesHaveNoProblems(_ name: String) {
    let path = "Share/themes/\(name).theme"
    let problems = ThemeText.read(DeskFixture.text(of: path), name: name, file: path).problems
    #expect(problems.map(\.description) == [])
  }

  @Test func thereAreThemesForEveryEye() {
    for name in ["terminal", "dark", "light", "mono", "high-contrast", "high-contrast-light"] {
      #expect(Self.shipped.contains(name))
    }
  }

  @Test func theFilesOfTheBuiltInThemesSayTheSame() {
    #expect(Self.shipped("terminal").looks == .terminal)
    #expect(Self.shipped("mono").looks == .mono)
  }

  /// Whoever sees no colours loses nothing: roles that share a row differ by their letters' setting,
  /// or have a sign or a word (`−2h`, `!`, `✓`).
  @Test(arguments: shipped)
  func whatPressesDiffersWithoutColour(_ name: String) {
    let looks = Self.shipped(name).looks.withoutColours
    #expect(looks[.hole] != looks[.plain])
    #expect(looks[.error] != looks[.plain])
    #expect(looks[.unread] != looks[.plain])
    #expect(looks[.match] != looks[.plain])
    for role in Role.allCases {
      #expect(looks[role].foreground == .terminal && looks[role].background == .terminal)
    }
  }

  /// WCAG 2.2, 1.4.6: seven to one.
  @Test(arguments: ["high-contrast", "high-contrast-light"])
  func highContrastIsHigh(_ name: String) {
    let looks = Self.shipped(name).looks
    for role in Role.allCases {
      let ratio = contrast(looks[role].foreground.rgb, looks[role].background.rgb)
      #expect(ratio >= 7, "\(name): \(role.rawValue) \(ratio)")
    }
  }

  /// WCAG 2.2, 1.4.3: four and a half to one, but for lines.
  @Test(arguments: ["dark", "light"])
  func textCanBeRead(_ name: String) {
    let looks = Self.shipped(name).looks
    for role in Role.allCases where role != .rule {
      let ratio = contrast(looks[role].foreground.rgb, looks[role].background.rgb)
      #expect(ratio >= 4.5, "\(name): \(role.rawValue) \(ratio)")
    }
  }

  private func contrast(_ left: Int, _ right: Int) -> Double {
    func light(_ rgb: Int) -> Double {
      func part(_ shift: Int) -> Double {
        let value = Double(rgb >> shift & 0xFF) / 255
        return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
    }
    let (a, b) = (light(left), light(right))
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  // MARK: Mistakes

  @Test(arguments: [
    ("overdeu = red", "my.theme:1:1: there is no role named overdeu; did you mean overdue"),
    (
      "overdue = redd",
      "my.theme:1:11: redd is no colour and no attribute; did you mean red"
    ),
    (
      "# all\n  soon = yellow blod",
      "my.theme:2:17: blod is no attribute; did you mean bold"
    ),
    (
      "soon = 256", "my.theme:1:8: there is no colour 256; 0 to 255"
    ),
    (
      "soon = red/#ff00zz",
      "my.theme:1:12: #ff00zz is no colour; write # and six digits: #ffaf00"
    ),
    (
      "soon = red/blue",
      "my.theme:1:12: blue says the same kind of colour twice; one name, one number, one #rrggbb"
    ),
    ("soon = red on", "my.theme:1:13: no colour behind “on”; write on COLOUR"),
    (
      "soon red",
      "my.theme:1:1: no look; write ROLE = COLOUR, a part in brackets or include NAME"
    ),
    ("[tgas]", "my.theme:1:2: there is no part named tgas; did you mean [tags]"),
    ("[ages]\n3y = red", "my.theme:2:1: 3y is no age; write 90m, 12h, 3d or 2w"),
    (
      "[channels]\namazn = red",
      "my.theme:2:1: there is no channel named amazn; did you mean amazon"
    ),
    (
      "[rows]\ntga vip = red",
      "my.theme:2:1: a row is known by its tag, its channel or its age; did you mean tag"
    ),
    ("dim = faint\ndim = bold", "my.theme:2:1: dim already has a look on line 1; keep one"),
    ("include drak", "my.theme:1:9: there is no theme named drak; :theme lists them"),
    ("include my", "my.theme:1:9: my includes itself"),
  ])
  func mistakesHaveAPlace(_ text: String, _ problem: String) {
    #expect(read(text).problems == [problem])
  }

  @Test func mistakesOfAnIncludedThemeNameItsFile() {
    #expect(
      read("include ground", ["ground": "\nsoon = rde"]).problems
        == ["ground.theme:2:8: rde is no colour and no attribute; did you mean red"])
  }

  // MARK: Looks

  @Test(arguments: [
    ("red bold", Look(Colour(basic: 1), on: .terminal, .bold)),
    ("default on blue", Look(.terminal, on: Colour(basic: 4))),
    ("bold underline", Look(.terminal, on: .terminal, [.bold, .underline])),
    ("214", Look(Colour(palette: 214))),
    ("yellow/214/#ff9900", Look(Colour(basic: 3, palette: 214, rgb: 0xFF9900))),
    ("#ff0000", Look(Colour(basic: 9, palette: 196, rgb: 0xFF0000))),
    ("#000000", Look(Colour(basic: 0, palette: 16, rgb: 0x080808))),
    ("plain", Look()),
  ])
  func looksAreReadForEveryKindOfTerminal(_ text: String, _ look: Look) {
    let (theme, problems) = read("soon = \(text)")
    #expect(problems == [])
    #expect(theme.looks[.soon] == look)
  }

  @Test func whatALookLeavesOutIsTheOrdinaryTexts() {
    let theme = read("plain = white on black\nsoon = yellow\nbar = on blue").theme
    #expect(theme.looks[.soon].background == Colour(basic: 0))
    #expect(theme.looks[.bar].foreground == Colour(basic: 7))
    #expect(theme.looks[.dim].background == Colour(basic: 0))
  }

  @Test func anIncludedThemeIsTheGround() {
    let theme = read("include ground\nsoon = red", ["ground": "soon = blue\ndim = green"]).theme
    #expect(theme.name == "my")
    #expect(theme.looks[.soon].foreground == Colour(basic: 1))
    #expect(theme.looks[.dim].foreground == Colour(basic: 2))
  }
}

// MARK: - At the desk

@Suite struct ThemeAtTheDeskTests {
  private static let rules = """
    [tags]
    refund* = yellow
    [channels]
    amazon = cyan
    [ages]
    1h = blue
    1d = red
    [rows]
    tag exchange = bold
    age 2d = faint
    """

  private func accents(_ desk: DeskDriver, _ name: String) -> [String] {
    let canvas = desk.canvas
    let rows = (0..<canvas.size.rows).filter { row in
      String(canvas.row(row).map(\.grapheme)).contains(name)
    }
    guard let row = rows.first else { return [] }
    var seen: [String] = []
    for cell in canvas.row(row) where cell.style.accent > 0 {
      let text = String(cell.grapheme)
      if let last = seen.last, last.hasPrefix("\(cell.style.accent):") {
        seen[seen.count - 1] = last + text
      } else {
        seen.append("\(cell.style.accent):\(text)")
      }
    }
    return seen.map { String($0.reversed().drop { $0 == " " }.reversed()) }
  }

  @Test func rulesSetWordsAndRowsApart() {
    var desk = DeskDriver(.morning)
    desk.send(.themed(read(Self.rules).theme, []))
    // Amazon's word, and an age over a day.
    #expect(accents(desk, "Jonas Weber") == ["2:amazon", "4:1d"])
    // The whole row, and an age over an hour.
    let exchange = accents(desk, "tom_collector")
    #expect(exchange.first?.hasPrefix("5:tom_collector") == true)
    #expect(exchange.last == "3:2h")
    #expect(accents(desk, "Ola").contains("1:refund"))
    #expect(accents(desk, "Ola").contains { $0.hasPrefix("6:Ola") })
    // What is marked looks as marked rows look.
    desk.press("j", "j", "x")
    #expect(accents(desk, "tom_collector") == ["3:2h"])
  }

  @Test func aThemeIsReadAgainWheneverItIsChosen() {
    var desk = DeskDriver(.morning)
    desk.press(":")
    desk.type("theme dark")
    desk.press("Enter")
    #expect(desk.effects == [.readTheme("dark")])
    let dark = ThemeTests.shipped("dark")
    desk.send(.themed(dark, []))
    #expect(desk.effects == [.use(dark.looks)])
    #expect(desk.bottom.contains("theme is dark"))
    desk.press(":")
    desk.type("set theme light")
    desk.press("Enter")
    #expect(desk.effects == [.readTheme("light")])
  }

  @Test func aThemeWithMistakesIsNotTaken() {
    var desk = DeskDriver(.morning)
    let (theme, problems) = ThemeText.read("soon = rde\ndmi = red", name: "my", file: "my.theme")
    desk.send(.themed(theme, problems))
    #expect(desk.effects == [])
    #expect(desk.desk.appearance.theme == .terminal)
    #expect(desk.bottom.contains("my.theme:1:8: rde is no colour"))
    desk.press("g", "l")
    #expect(desk.canvas.text.contains("my.theme:2:1: there is no role named dmi"))
  }

  @Test func namesAndValuesAreCompleted() {
    var fixture = DeskFixture.morning
    fixture.setting.themes = ["dark", "light", "mono"]
    var desk = DeskDriver(fixture)
    desk.press(":")
    desk.type("theme li")
    desk.press("Tab")
    #expect(desk.desk.palette?.field.text == "theme light ")
    desk.press("Esc", ":")
    desk.type("set th")
    desk.press("Tab")
    #expect(desk.desk.palette?.field.text == "set theme ")
    desk.type("mo")
    desk.press("Tab")
    #expect(desk.desk.palette?.field.text == "set theme mono ")
    desk.press("Esc", ":")
    desk.type("set mouse o")
    #expect(desk.desk.palette?.candidates.map(\.text) == ["on", "off"])
    desk.press("Esc", ":")
    desk.type("theme")
    desk.press("Enter")
    #expect(desk.bottom.contains("there are dark, light and mono"))
  }

  @Test func whatCannotBeSetNamesTheNearest() {
    var desk = DeskDriver(.morning)
    for (line, answer) in [
      ("set signs", "signs is unicode"), ("set sings ascii", "did you mean signs?"),
      ("set signs asci", "did you mean ascii?"), ("set mouse yes", "mouse is one of on and off"),
    ] {
      desk.press(":")
      desk.type(line)
      desk.press("Enter")
      #expect(desk.bottom.contains(answer), "\(line)")
    }
  }

  @Test func signsOfASCIILeaveNoOtherSignAndNoCellOutOfPlace() {
    var desk = DeskDriver(.morning, size: Size(120, 36))
    desk.press("j")
    desk.wait(.seconds(1), .rest)
    let before = desk.canvas
    desk.press(":")
    desk.type("set signs ascii")
    desk.press("Enter")
    desk.wait(.seconds(7), .notice)
    let after = desk.canvas
    for row in 1..<before.size.rows - 1 {
      #expect(before.row(row).map(\.columns) == after.row(row).map(\.columns))
      #expect(before.row(row).map(\.style) == after.row(row).map(\.style))
    }
    let rest = after.text.filter { !$0.isASCII && !$0.isLetter && !"€£¥".contains($0) }
    #expect(rest == "")
    #expect(after.text.contains("田中 美咲"))
  }
}
