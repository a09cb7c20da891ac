import Terminal
import Testing

@Suite struct CleanTests {
  /// S1: what must never reach a terminal from outside.
  private func isForbidden(_ scalar: Unicode.Scalar, lines: Bool = true) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: !lines
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069,
      0xFFF9...0xFFFB, 0xE0000...0xE007F:
      true
    default: false
    }
  }

  /// All planes in which something is assigned, apart from private use.
  private var allScalars: some Sequence<Unicode.Scalar> {
    [0...0x1FFFF as ClosedRange<UInt32>, 0x2FF00...0x30100, 0xE0000...0xE0FFF].joined().lazy
      .compactMap(Unicode.Scalar.init)
  }

  @Test func noForbiddenScalarComesOutAndTheWordsAroundStay() {
    var wrong: [String] = []
    for scalar in allScalars where isForbidden(scalar, lines: false) {
      for lines in [true, false] {
        let clean = TextFlow.clean("ALPHA\(scalar)OMEGA", lines: lines)
        let isGone = !clean.unicodeScalars.contains { isForbidden($0, lines: lines) }
        let isMarked = clean.unicodeScalars.count == 11
        if !isGone || !isMarked || !clean.hasPrefix("ALPHA") || !clean.hasSuffix("OMEGA") {
          wrong.append(String(scalar.value, radix: 16))
        }
      }
    }
    #expect(wrong.isEmpty)
  }

  @Test func noForbiddenScalarStandsOnACanvas() {
    var wrong: [String] = []
    for scalar in allScalars where isForbidden(scalar, lines: false) {
      var canvas = Canvas(Size(12, 1))
      canvas.put("A\(scalar)B", at: .zero)
      canvas.fill(Rect(6, 0, 2, 1), Character(scalar))
      if canvas.text.unicodeScalars.contains(where: { isForbidden($0, lines: false) }) {
        wrong.append(String(scalar.value, radix: 16))
      }
    }
    #expect(wrong.isEmpty)
  }

  @Test func cleaningTwiceChangesNothing() {
    var wrong: [String] = []
    for scalar in allScalars {
      let once = TextFlow.clean("a\(scalar)b")
      if TextFlow.clean(once) != once { wrong.append(String(scalar.value, radix: 16)) }
    }
    #expect(wrong.isEmpty)
  }

  @Test(arguments: [
    ("plain text", "plain text"), ("two\r\nlines\tand tab", "two\nlines\tand tab"),
    ("\u{1B}[2Jred", "␛[2Jred"), ("bell\u{7}\u{7}\u{7}", "bell␇"), ("\u{9B}31m", "�31m"),
    ("user\u{202E}gpj.exe", "user�gpj.exe"), ("zero\u{200B}width\u{FEFF}", "zerowidth"),
    ("soft\u{AD}hyphen", "softhyphen"), ("👨‍👩‍👧", "👨👩👧"), ("👍🏽!", "👍!"), ("☀️", "☀"),
    ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴"), ("hidden\u{E0041}\u{E0042}", "hidden�"), ("می‌خواهم", "می‌خواهم"),
    ("क्‍ष", "क्‍ष"), ("Grüße, 日本語", "Grüße, 日本語"), ("a\rb", "a␍b"), ("x\u{2028}y", "x�y"),
  ])
  func foreignTextIsMadeHarmless(foreign: String, clean: String) {
    #expect(TextFlow.clean(foreign) == clean)
  }

  @Test func aLineBecomesOneLine() {
    #expect(
      TextFlow.clean("one\r\ntwo\nthree\tfour\rfive", lines: false) == "one two three four five")
  }

  @Test func aTowerOfMarksIsCutToFour() {
    let tower = "a" + String(repeating: "\u{301}", count: 200) + "b"
    #expect(TextFlow.clean(tower).unicodeScalars.count == 6)
    var canvas = Canvas(Size(5, 1))
    canvas.put(tower, at: .zero)
    #expect(canvas[.zero].grapheme.unicodeScalars.count == 5)
    #expect(canvas[Point(1, 0)].grapheme == "b")
  }
}
