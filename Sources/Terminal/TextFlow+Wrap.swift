extension TextFlow {
  /// The lines of `text` in at most `width` columns each.
  ///
  /// Lines end at blanks, after hyphens within words, and between wide characters (not before
  /// closing or after opening punctuation); a word longer than a line is broken. Newlines stay
  /// line ends; tabs go to the next column that is a multiple of eight.
  package static func wrap(_ text: String, to width: Int) -> [String] {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).flatMap { line in
      let letters = expandTabs(line)
      return rows(of: letters, letters.startIndex..<letters.endIndex, width: width).map { row in
        let end = letters[row].lastIndex { $0 != " " }.map { $0 + 1 } ?? row.lowerBound
        return String(
          letters[row.lowerBound..<(row.upperBound < letters.count ? end : row.upperBound)])
      }
    }
  }

  /// `text` with line ends put into lines longer than `width`, as a mail is sent.
  ///
  /// Short lines stay as they are. A quoted line is continued with its own `>` signs. A word
  /// longer than a line (an address) is never broken.
  package static func fill(_ text: String, to width: Int = 72) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      fillLine(String(line), width)
    }.joined(separator: "\n")
  }

  /// `text` with `> ` before every line, `>` before lines that are quoted already.
  package static func quote(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? ">" : $0.hasPrefix(">") ? ">" + $0 : "> " + $0 }
      .joined(separator: "\n")
  }

  /// The rows that `range` of `letters` (one line, no newline) makes at `width` columns.
  ///
  /// Every letter is in exactly one row; blanks at the end of a row may hang over its edge.
  static func rows(
    of letters: [Character], _ range: Range<Int>, width: Int, breakingWords: Bool = true
  ) -> [Range<Int>] {
    let width = max(1, width)
    var rows: [Range<Int>] = []
    var start = range.lowerBound
    var column = 0
    var opportunity: Int?
    var index = start
    while index < range.upperBound {
      let letter = letters[index]
      let cells = max(0, cells(letter))
      if letter != " " {
        if index > start, mayBreak(letters[index - 1], letter) { opportunity = index }
        if column + cells > width, index > start,
          let cut = opportunity ?? (breakingWords ? index : nil)
        {
          rows.append(start..<cut)
          (start, index, column, opportunity) = (cut, cut, 0, nil)
          continue
        }
      }
      column += cells
      index += 1
    }
    rows.append(start..<range.upperBound)
    return rows
  }

  private static func mayBreak(_ before: Character, _ after: Character) -> Bool {
    if before == " " { return true }
    if before == "-" { return after.isLetter }
    if before.isASCII, after.isASCII { return false }
    guard cells(before) == 2 || cells(after) == 2 else { return false }
    return !"（「『【〔《〈“‘([".contains(before) && !"。、，．！？：；）」』】〕》〉”’…ー)]!?,.:;".contains(after)
  }

  private static func expandTabs(_ line: Substring) -> [Character] {
    guard line.contains("\t") else { return Array(line) }
    var letters: [Character] = []
    var column = 0
    for letter in line {
      if letter == "\t" {
        let blanks = 8 - column % 8
        letters.append(contentsOf: repeatElement(" ", count: blanks))
        column += blanks
      } else {
        letters.append(letter)
        column += cells(letter)
      }
    }
    return letters
  }

  private static func fillLine(_ line: String, _ width: Int) -> String {
    if cells(line) <= width { return line }
    let quoted = line.prefix { $0 == ">" }
    let prefix = quoted.isEmpty ? "" : quoted + " "
    let letters = Array(line.dropFirst(quoted.count).drop { !quoted.isEmpty && $0 == " " })
    return rows(
      of: letters, 0..<letters.count, width: max(1, width - cells(prefix)), breakingWords: false
    ).map { row in
      let text = String(letters[row])
      let isLast = row.upperBound == letters.count
      return prefix + (isLast ? text : String(text.trimmingBlanks))
    }.joined(separator: "\n")
  }
}

extension String {
  fileprivate var trimmingBlanks: Substring {
    var end = endIndex
    while end > startIndex, self[index(before: end)] == " " { end = index(before: end) }
    return self[..<end]
  }
}
