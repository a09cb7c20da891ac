import Terminal

/// The lines around a cursor that belong together: of one depth of quotes, without an empty line
/// between them, from the beginning of a list's item on.
struct Paragraph: Hashable, Sendable {
  /// Its place in the text, in letters, without the newline behind it.
  let range: Range<Int>
  /// The text, joined and wrapped anew.
  let filled: String
  /// The letters before the cursor within `filled`, blanks and quote signs not counted.
  private let ink: Int

  /// The paragraph at a cursor, wrapped at `width`; `nil` on an empty line.
  init?(at cursor: Int, in text: String, width: Int = 72) {
    let lines = Line.all(in: Array(text))
    guard let here = lines.lastIndex(where: { $0.start <= cursor }), !lines[here].isBlank else {
      return nil
    }
    var first = here
    while first > 0, !lines[first].beginsItem, lines[first - 1].continues(lines[first]) {
      first -= 1
    }
    var last = here
    while last + 1 < lines.count, lines[last].continues(lines[last + 1]),
      !lines[last + 1].beginsItem
    {
      last += 1
    }
    let all = lines[first...last]
    range = lines[first].start..<lines[last].start + lines[last].letters.count
    let words = all.map(\.words).reduce("") { Self.joined($0, $1) }
    let quotes = String(repeating: ">", count: lines[first].depth)
    let prefix = quotes.isEmpty ? "" : quotes + " "
    let unbroken = TextFlow.fill(prefix + words, to: width)
    filled = unbroken
    let before = all.reduce(0) { count, line in
      count + line.ink(before: cursor - line.start)
    }
    ink = before
  }

  /// Where the cursor stands in the filled text, in letters from its beginning.
  var cursor: Int {
    var left = ink
    var isLineStart = true
    for (place, letter) in filled.enumerated() {
      let isSign = isLineStart && letter == ">"
      if letter == "\n" { isLineStart = true } else if !isSign { isLineStart = false }
      guard !letter.isWhitespace, !isSign else { continue }
      if left == 0 { return place }
      left -= 1
    }
    return filled.count
  }

  /// Between wide letters no blank is needed.
  private static func joined(_ left: String, _ right: String) -> String {
    guard let last = left.last, let first = right.first else { return left + right }
    let isWide = TextFlow.cells(String(last)) == 2 && TextFlow.cells(String(first)) == 2
    return isWide ? left + right : left + " " + right
  }

  /// One line of the text.
  private struct Line {
    var start: Int
    var letters: [Character]
    var depth: Int
    /// The letters of the quote signs and the blanks behind them.
    var margin: Int

    static func all(in text: [Character]) -> [Line] {
      var lines: [Line] = []
      var start = 0
      for letters in text.split(separator: "\n", omittingEmptySubsequences: false) {
        lines.append(Line(start: start, Array(letters)))
        start += letters.count + 1
      }
      return lines
    }

    init(start: Int, _ letters: [Character]) {
      self.start = start
      self.letters = letters
      let signs = letters.prefix { $0 == ">" || $0 == " " }
      depth = letters.first == ">" ? signs.count { $0 == ">" } : 0
      margin = depth > 0 ? signs.count : letters.prefix { $0 == " " }.count
    }

    var isBlank: Bool { margin == letters.count }

    /// Its words, one blank between them.
    var words: String {
      letters[margin...].split(separator: " ").map { String($0) }.joined(separator: " ")
    }

    func continues(_ other: Line) -> Bool { !isBlank && !other.isBlank && depth == other.depth }

    /// `- one`, `* one`, `1. one`
    var beginsItem: Bool {
      let text = letters[margin...]
      let number = text.prefix { $0.isNumber }
      let sign = text.dropFirst(number.count).prefix(2)
      guard sign.count == 2, sign.last == " ", let first = sign.first else { return false }
      return number.isEmpty ? "-*•".contains(first) : ".)".contains(first)
    }

    /// Letters other than blanks and quote signs before a place.
    func ink(before place: Int) -> Int {
      let end = max(margin, min(place, letters.count))
      return letters[margin..<end].count { !$0.isWhitespace }
    }
  }
}
