import Curses
import Terminal
import Testing

@Suite struct KeyDecoderTests {
  private func strokes(_ text: String) -> [Stroke] { text.unicodeScalars.map { .scalar($0) } }

  private func keys(_ strokes: [Stroke]) -> [Key] {
    var decoder = KeyDecoder()
    return decoder.decode(strokes).compactMap(\.key)
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
    let keys = decoder.decode([.pasteBegins] + strokes("one ")).compactMap(\.key)
    #expect(keys == [])
    let keys2 = decoder.decode(strokes("two")).compactMap(\.key)
    #expect(keys2 == [])
    let keys3 = decoder.decode([.pasteEnds] + strokes("x")).compactMap(\.key)
    #expect(keys3 == [.paste("one two"), "x"])
  }

  // MARK: The mouse

  private func inputs(_ parts: [Stroke]...) -> [ScreenInput] {
    var decoder = KeyDecoder()
    return parts.flatMap { decoder.decode($0) }
  }

  @Test(arguments: [
    ("0;1;1M", MouseEvent(.press, Point(0, 0))), ("0;80;24M", MouseEvent(.press, Point(79, 23))),
    ("0;300;80m", MouseEvent(.release, Point(299, 79))),
    ("32;10;5M", MouseEvent(.drag, Point(9, 4))), ("64;3;4M", MouseEvent(.wheelUp, Point(2, 3))),
    ("65;3;4M", MouseEvent(.wheelDown, Point(2, 3))),
    // Shift, alt and control held meanwhile.
    ("28;3;4M", MouseEvent(.press, Point(2, 3))), ("85;3;4M", MouseEvent(.wheelDown, Point(2, 3))),
  ])
  func whatTheMouseDidIsRead(report: String, event: MouseEvent) {
    #expect(
      inputs(strokes("j") + [.mouseBegins] + strokes(report + "k"))
        == [.key("j"), .mouse(event), .key("k")])
  }

  @Test(arguments: ["1;3;4M", "2;3;4M", "35;3;4M", "0;0;4M", "0;3M", ";;M", "0;3;4;5M", "66;1;1M"])
  func otherReportsMeanNothing(report: String) {
    #expect(inputs([.mouseBegins] + strokes(report + "k")) == [.key("k")])
  }

  @Test func aReportMayArriveInParts() {
    #expect(
      inputs([.mouseBegins] + strokes("0;1"), strokes("2;"), strokes("7Mx"))
        == [.mouse(MouseEvent(.press, Point(11, 6))), .key("x")])
  }

  @Test func aReportThatBreaksOffActsAsNoKey() {
    #expect(
      inputs([.mouseBegins] + strokes("0;12\u{1B}"), strokes("j")) == [.key("Esc"), .key("j")])
  }
}

extension ScreenInput {
  fileprivate var key: Key? {
    if case .key(let key) = self { key } else { nil }
  }
}
