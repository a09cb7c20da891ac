import Curses
import Terminal
import Testing

@Suite struct KeyDecoderTests {
  private func strokes(_ text: String) -> [Stroke] { text.unicodeScalars.map { .scalar($0) } }

  private func keys(_ strokes: [Stroke]) -> [Key] {
    var decoder = KeyDecoder()
    return decoder.decode(strokes)
  }

  @Test(arguments: [
    ("j", ["j"]), ("dd", ["d", "d"]), ("\r", ["Enter"]), ("\t", ["Tab"]), ("\u{7F}", ["Backspace"]),
    ("\u{18}e", ["C-x", "e"]), ("\u{0}", ["C-Space"]), ("\u{1F}", ["C-_"]), ("\u{1C}", ["C-\\"]),
    ("\u{1B}", ["Esc"]), ("\u{1B}x", ["M-x"]), ("\u{1B}\u{1B}", ["Esc", "Esc"]),
    ("a\u{1B}xb", ["a", "M-x", "b"]), ("\u{1B}\r", ["M-Enter"]), ("\u{1B}\u{7F}", ["M-Backspace"]),
    ("é日", ["é", "日"]), ("e\u{301}x", ["e\u{301}", "x"]), (" ", ["Space"]), ("\n", ["C-j"]),
  ])
  func scalarsBecomeKeys(text: String, spelt: [String]) {
    #expect(keys(strokes(text)).map(\.spelling) == spelt)
  }

  @Test(arguments: [
    ("KEY_UP", "Up"), ("KEY_NPAGE", "PageDown"), ("KEY_BTAB", "S-Tab"), ("KEY_DC", "Delete"),
    ("KEY_BACKSPACE", "Backspace"), ("KEY_F(1)", "F1"), ("KEY_F(13)", "S-F1"),
    ("KEY_F(29)", "C-F5"),
    ("kUP5", "C-Up"), ("kRIT3", "M-Right"), ("kEND6", "C-S-End"), ("kDC5", "C-Delete"),
    ("KEY_SLEFT", "S-Left"), ("kLFT8", "C-M-S-Left"),
  ])
  func namedKeysBecomeKeys(name: String, spelt: String) {
    #expect(keys([.named(name)]).map(\.spelling) == [spelt])
  }

  @Test(arguments: ["KEY_MOUSE", "KEY_F(99)", "kUP", "kXX5", "", "KEY_F(x)"])
  func unknownNamesAreIgnored(name: String) {
    #expect(keys([.named(name), .scalar("j")]) == ["j"])
  }

  @Test func escapeBeforeANamedKeyIsAlt() {
    #expect(keys([.scalar("\u{1B}"), .named("KEY_UP")]).map(\.spelling) == ["M-Up"])
  }

  @Test(arguments: [
    ("\u{1B}[A", ["Up"]), ("\u{1B}OB", ["Down"]), ("\u{1B}[1;5C", ["C-Right"]),
    ("\u{1B}[3~", ["Delete"]),
    ("\u{1B}[5;3~x", ["M-PageUp", "x"]), ("\u{1B}[Z", ["S-Tab"]), ("\u{1B}[15~", ["F5"]),
    ("\u{1B}OP", ["F1"]), ("\u{1B}[", ["M-["]), ("\u{1B}O", ["M-O"]),
    ("\u{1B}\u{1B}[A", ["Esc", "Up"]),
  ])
  func sequencesTheTerminalsDescriptionLacksAreUnderstood(text: String, spelt: [String]) {
    #expect(keys(strokes(text)).map(\.spelling) == spelt)
  }

  @Test(arguments: [
    "\u{1B}[?1;2c", "\u{1B}[24;80R", "\u{1B}[I", "\u{1B}[<0;10;5M", "\u{1B}[>41;354;0c",
    "\u{1B}[?2026;2$y",
    "\u{1B}]11;rgb:0000/0000/0000\u{07}", "\u{1B}]10;rgb:ff/ff/ff\u{1B}\\",
    "\u{1B}P>|xterm(380)\u{1B}\\",
    "\u{1B}_Gi=31;OK\u{1B}\\", "\u{1B}[12;34;56t",
  ])
  func answersOfATerminalAreNeverKeys(answer: String) {
    #expect(keys(strokes("j" + answer + "k")).map(\.spelling) == ["j", "k"])
  }

  @Test func aPasteIsOneKeyAndNeverACommand() {
    let pasted = [Stroke.pasteBegins] + strokes("d\rq\u{1B}x") + [.named("KEY_UP"), .pasteEnds]
    #expect(keys(strokes("a") + pasted + strokes("b")) == ["a", .paste("d\nq\u{1B}x"), "b"])
  }

  @Test func aPasteMayArriveInParts() {
    var decoder = KeyDecoder()
    let keys = decoder.decode([.pasteBegins] + strokes("one "))
    #expect(keys == [])
    let keys2 = decoder.decode(strokes("two"))
    #expect(keys2 == [])
    let keys3 = decoder.decode([.pasteEnds] + strokes("x"))
    #expect(keys3 == [.paste("one two"), "x"])
  }
}
