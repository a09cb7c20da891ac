import Terminal
import Testing

@Suite struct TextFlowTests {
  @Test(arguments: [
    ("Wo ist mein Paket", 10, "Wo ist me…"), ("short", 10, "short"), ("exactly", 7, "exactly"),
    ("日本語の件名", 7, "日本語…"), ("日本語の件名", 6, "日本…"), ("ab", 1, "…"), ("ab", 0, ""),
    ("👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 5, "👨‍👩‍👧👨‍👩‍👧…"), ("cafe\u{301}s", 5, "cafe\u{301}s"),
  ])
  func textIsCutByGrapheme(text: String, width: Int, cut: String) {
    #expect(TextFlow.cut(text, to: width) == cut)
    #expect(TextFlow.cells(TextFlow.cut(text, to: width)) <= max(0, width))
  }

  @Test(arguments: [("path/to/file.png", 9, "…file.png"), ("日本語", 4, "…語"), ("ab", 5, "ab")])
  func textIsCutAtItsStart(text: String, width: Int, cut: String) {
    #expect(TextFlow.cutStart(text, to: width) == cut)
  }

  @Test(arguments: [
    ("ab", 5, TextFlow.Alignment.left, "ab   "), ("ab", 5, .right, "   ab"),
    ("ab", 5, .centre, " ab  "), ("日本語", 5, .left, "日本…"), ("日本語", 4, .right, " 日…"),
  ])
  func textIsPadded(text: String, width: Int, alignment: TextFlow.Alignment, padded: String) {
    #expect(TextFlow.pad(text, to: width, alignment) == padded)
  }

  @Test(arguments: [
    ("", 10, [""]), ("one two three", 7, ["one two", "three"]), ("one  two", 4, ["one", "two"]),
    ("abcdefghij", 4, ["abcd", "efgh", "ij"]), ("a\n\nb", 5, ["a", "", "b"]),
    ("日本語の文章です。", 6, ["日本語", "の文章", "です。"]),
    ("日本語。文", 6, ["日本", "語。文"]), ("well-known word", 6, ["well-", "known", "word"]),
    ("x\ty", 20, ["x       y"]), ("  indented text", 10, ["  indented", "text"]),
    ("crlf\r\nline", 9, ["crlf", "line"]), ("日本", 1, ["日", "本"]),
  ])
  func textIsWrapped(text: String, width: Int, lines: [String]) {
    #expect(TextFlow.wrap(text, to: width) == lines)
  }

  @Test(arguments: 1...40)
  func noWrappedLineIsTooLongAndNoLetterIsLost(width: Int) {
    let text =
      "Hello Ana, das Paket 302-1184 是昨天到的。It's broken — 👨‍👩‍👧 sad! "
      + "https://example.com/a/very/long"
    let lines = TextFlow.wrap(text, to: width)
    #expect(lines.allSatisfy { TextFlow.cells($0) <= max(width, 2) })
    #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
  }

  @Test func fillingBreaksLongLinesOnly() {
    #expect(TextFlow.fill("short\none two three four", to: 9) == "short\none two\nthree\nfour")
    #expect(TextFlow.fill("> one two three four", to: 9) == "> one two\n> three\n> four")
    #expect(TextFlow.fill("see https://example.com/long", to: 9) == "see\nhttps://example.com/long")
    let filled = TextFlow.fill("a b c d e f g h", to: 5)
    #expect(TextFlow.fill(filled, to: 5) == filled)
  }

  @Test func quotingMarksEveryLine() {
    #expect(TextFlow.quote("Hi\n\n> before") == "> Hi\n>\n>> before")
  }
}
