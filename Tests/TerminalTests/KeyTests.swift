import Terminal
import Testing

@Suite struct KeyTests {
  @Test(
    arguments: [
      ("x", Key("x")), ("A", Key(.character("A"))), ("C-x", .control("x")), ("M-x", .alt("x")),
      ("Enter", Key(.enter)), ("Esc", Key(.escape)), ("Tab", Key(.tab)),
      ("S-Tab", Key(.tab, .shift)), ("PageDown", Key(.pageDown)), ("Space", Key(.character(" "))),
      ("F1", Key(.function(1))), ("C-Space", .control(" ")),
      ("C-M-f", Key(.character("f"), [.control, .alt])),
      ("-", Key(.character("-"))), ("C--", .control("-")), ("日", Key(.character("日"))),
      ("M-A", .alt("A")),
      ("C-S-Up", Key(.up, [.control, .shift])), ("é", Key(.character("é"))),
      ("Backspace", Key(.backspace)),
    ] as [(String, Key)])
  func keysAreSpelt(spelling: String, key: Key) {
    #expect(Key(spelling: spelling) == key)
    #expect(key.spelling == spelling)
  }

  @Test func everyKeySurvivesBeingSpeltAndRead() {
    var names: [Key.Name] = [
      .enter, .escape, .tab, .backspace, .delete, .insert, .up, .down, .left, .right, .home, .end,
      .pageUp, .pageDown,
    ]
    names += (1...24).map { .function($0) }
    names += "abzABZ09!?/:-_.,;<>äß@[] 日👍".map { .character($0) }
    for name in names {
      for bits in 0..<8 as Range<UInt8> {
        let modifiers = Key.Modifiers(rawValue: bits)
        if case .character(let letter) = name {
          // Shift and control change letters; only what a terminal can tell is a key.
          if modifiers.contains(.shift), letter != " " { continue }
          if modifiers.contains(.control), letter.isUppercase { continue }
        }
        let key = Key(name, modifiers)
        #expect(Key(spelling: key.spelling) == key)
      }
    }
  }

  @Test(arguments: [
    "", "xy", "C-", "F0", "F64", "Entr", "S-a", " ", "\t", "<paste>", "C-C-x", "\u{200B}",
  ])
  func whatIsNoKeyIsRefused(spelling: String) {
    #expect(Key(spelling: spelling) == nil)
  }

  @Test func otherSpellingsAreUnderstood() {
    #expect(Key(spelling: "pgdn") == Key(.pageDown))
    #expect(Key(spelling: "return") == Key(.enter))
    #expect(Key(spelling: "C-X") == .control("x"))
    #expect(Key(spelling: "A-x") == .alt("x"))
    #expect(Key(spelling: "ESC") == Key(.escape))
  }

  @Test func sequencesAreKeysBetweenBlanks() {
    #expect(Key.sequence("C-x e") == [.control("x"), Key("e")])
    #expect(Key.sequence("g g") == ["g", "g"])
    #expect(Key.sequence("C-x nokey") == nil)
    #expect(Key.sequence("") == nil)
  }

  @Test func onlyWritingKeysInsert() {
    #expect(Key("x").insertion == "x")
    #expect(Key.paste("two\nlines").insertion == "two\nlines")
    #expect(Key.control("x").insertion == nil)
    #expect(Key(.enter).insertion == nil)
    #expect(Key.paste("x").character == nil)
  }
}
