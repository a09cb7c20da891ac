import Testing

@testable import App

struct CSVWritingTests {
  @Test(arguments: [
    ("plain", "plain"), ("=1+1", "'=1+1"), ("+1", "'+1"), ("-5.00", "'-5.00"), ("@x", "'@x"),
    ("  =1", "'  =1"), ("\tx", "'\tx"), ("\rx", "'\rx"), ("\u{A0}=1", "'\u{A0}=1"),
    ("\u{200B}=1", "'\u{200B}=1"), ("\u{FF1D}1", "'\u{FF1D}1"), ("\u{FF0B}1", "'\u{FF0B}1"),
    ("\u{FF0D}1", "'\u{FF0D}1"), ("\u{FF20}1", "'\u{FF20}1"), ("'=1", "''=1"), ("'tis", "'tis"),
    ("", ""), ("a=1", "a=1"), ("=\u{301}1", "'=\u{301}1"),
  ])
  func formulasAreDefused(_ cell: String, _ written: String) {
    #expect(CSV.defused(cell) == written)
  }

  @Test func aLineIsQuotedWhereItMustBe() {
    #expect(
      CSV.line(["a", "b,c", "say \"x\"", "two\nlines", "", " edge"])
        == "a,\"b,c\",\"say \"\"x\"\"\",\"two\nlines\",,\" edge\"\r\n")
  }
}
