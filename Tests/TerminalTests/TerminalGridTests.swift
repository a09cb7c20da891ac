import TestKit
import Testing

/// The terminal that the stories are judged by: what it shows, and that it takes note of what does
/// not belong there.
@Suite struct TerminalGridTests {
  private func grid(_ text: String, columns: Int = 10, rows: Int = 3) -> TerminalGrid {
    var grid = TerminalGrid(columns: columns, rows: rows, widths: TerminalGrid.libraryWidth)
    // Sequences and letters arrive in pieces.
    for byte in text.utf8 { grid.feed([byte]) }
    return grid
  }

  private func lines(_ grid: TerminalGrid) -> [String] {
    grid.text.split(separator: "\n").map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  @Test(arguments: [
    ("ab\r\ncd", ["ab", "cd", ""]),
    ("\u{1B}[2;3Hx\u{1B}[1dy\u{1B}[Gz", ["z  y", "  x", ""]),
    ("abcdefghijk", ["abcdefghij", "k", ""]),
    ("abcdefghij\u{1B}[Dx", ["abcdefghxj", "", ""]),
    ("a日b\u{1B}[2Gx", ["ax b", "", ""]),
    ("abcdefghi日", ["abcdefghi", "日", ""]),
    ("e\u{301}x", ["e\u{301}x", "", ""]),
    ("abcde\u{1B}[2G\u{1B}[2P\u{1B}[@x", ["axde", "", ""]),
    ("ab\u{1B}[3b", ["abbbb", "", ""]),
    ("abc\u{1B}[2G\u{1B}[Kx", ["ax", "", ""]),
    ("1\r\n2\r\n3\u{1B}[2;3r\u{1B}[3;1H\n4", ["1", "3", "4"]),
    ("1\r\n2\u{1B}[H\u{1B}M0", ["0", "1", "2"]),
    ("\u{1B}[4hb\ra\u{1B}[4l", ["ab", "", ""]),
  ])
  func itShowsWhatATerminalShows(_ text: String, _ wanted: [String]) {
    let grid = grid(text)
    #expect(lines(grid) == wanted)
    #expect(grid.foreign.isEmpty)
  }

  @Test(arguments: [
    "\u{1B}]0;title\u{7}", "\u{1B}]52;c;eA==\u{7}", "\u{1B}P1$r\u{1B}\\", "\u{1B}_Gx\u{1B}\\",
    "\u{1B}c",
    "\u{1B}[6n", "\u{1B}[?1003h", "\u{1B}[21t", "\u{1B}[5i", "\u{9B}2J", "a\u{202E}b", "\u{1}",
    "\u{7F}",
    "\u{2028}", "\u{1B}[1\u{18}m", "\u{1B}]2;a\u{9C}b",
  ])
  func whatNoTerminalLibrarySendsIsForeign(_ text: String) {
    #expect(!grid(text).foreign.isEmpty)
  }

  @Test func theTitleIsKept() {
    let grid = grid("\u{1B}[22;2t\u{1B}]2;new: Kim\u{1B}\\a\u{1B}]2;\u{1B}\\")
    #expect(grid.titles == ["new: Kim", ""])
    #expect(grid.title.isEmpty && grid.foreign.isEmpty)
    #expect(lines(grid)[0] == "a")
  }

  /// Half a letter is never left behind, and bytes that are none are told.
  @Test func bytesThatAreNoLetterAreForeign() {
    var grid = grid("日日")
    grid.feed([0x1B, 0x5B, 0x32, 0x47, 0x78, 0xFF])
    #expect(lines(grid)[0] == " x日")
    #expect(grid.foreign.count == 1)
  }
}
