/// A page of plain text being written: words flow into lines, blank lines part paragraphs, quotes
/// carry their marks.
struct TextPage {
  private var page: [UInt8] = []
  private var line: [UInt8] = []
  private var quote = 0
  private var owesSpace = false
  private var owesBlank = false
  private var lastIsBlank = true
  private var marker: [UInt8] = []
  /// Columns before each line, inside lists.
  var indent = 0
  /// Whether a line break that comes first is left out, as at the start of `<pre>`.
  var dropsLineBreak = false

  /// Bytes written so far.
  var written: Int { page.count + line.count }

  /// What has been written since `written` was `start`.
  func text(since start: Int) -> String {
    if start >= page.count {
      return String(decoding: line.dropFirst(start - page.count), as: UTF8.self)
    }
    return String(decoding: page[start...].suffix(4_096) + line, as: UTF8.self)
  }

  // MARK: - Words

  /// Adds text; outside preformatted text, white space only parts words.
  mutating func add(_ words: [UInt8], isPreformatted: Bool) {
    var index = 0
    while index < words.count {
      let byte = words[index]
      index += 1
      if isPreformatted && byte == 0x0A {
        if !dropsLineBreak { breakLine() }
        dropsLineBreak = false
      } else if byte <= 0x20 && !(isPreformatted && (byte == 0x20 || byte == 0x09)) {
        owesSpace = owesSpace || !isPreformatted
      } else if let skipped = invisible(words, index - 1) {
        if skipped.isSpace { addByte(0x20) }
        index += skipped.count - 1
      } else {
        addByte(byte)
      }
    }
  }

  private mutating func addByte(_ byte: UInt8) {
    if owesSpace, !line.isEmpty, line.last != 0x20 { line.append(0x20) }
    owesSpace = false
    dropsLineBreak = false
    line.append(byte)
  }

  /// A no-break space, or one of the characters that only fill previews: soft hyphen, U+034F,
  /// U+200B, U+FEFF.
  private func invisible(_ words: [UInt8], _ at: Int) -> (count: Int, isSpace: Bool)? {
    guard words[at] >= 0xC2, at + 1 < words.count else { return nil }
    switch (words[at], words[at + 1]) {
    case (0xC2, 0xA0): return (2, true)
    case (0xC2, 0xAD), (0xCD, 0x8F): return (2, false)
    case (0xE2, 0x80) where at + 2 < words.count && words[at + 2] == 0x8B: return (3, false)
    case (0xEF, 0xBB) where at + 2 < words.count && words[at + 2] == 0xBF: return (3, false)
    default: return nil
    }
  }

  /// The space between two cells of a table, until its columns are known; no text holds that byte.
  mutating func addGap() {
    if !line.isEmpty { line.append(TextPage.gap) }
    owesSpace = false
  }

  static let gap: UInt8 = 0x1F

  /// Sets the cells of a table that began at `start` under each other, where it has columns of
  /// short cells; else two spaces part them.
  mutating func alignCells(since start: Int) {
    guard start < page.count, page[start...].contains(TextPage.gap) else { return }
    page.replaceSubrange(start..., with: TableLayout.aligned(page[start...]))
  }

  /// The mark of a list's item, put before its first line.
  mutating func mark(_ mark: String) {
    marker = Array(mark.utf8)
  }

  // MARK: - Lines

  /// Ends the line, if there is one.
  mutating func endLine() {
    owesSpace = false
    if !line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == TextPage.gap }) {
      writeLine()
    } else {
      line.removeAll()
    }
  }

  /// Ends the line and leaves a blank one before what comes next.
  mutating func endParagraph() {
    endLine()
    owesBlank = true
  }

  /// Ends the line, or leaves a blank one where there is none.
  mutating func breakLine() {
    owesSpace = false
    if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == TextPage.gap }) {
      line.removeAll()
      owesBlank = true
    } else {
      writeLine()
    }
  }

  mutating func openQuote() {
    endParagraph()
    writeBlank()
    quote += 1
  }

  mutating func closeQuote() {
    endLine()
    guard quote > 0 else { return }
    quote -= 1
    owesBlank = true
  }

  private var prefix: [UInt8] {
    let marks = min(quote, 20)
    return marks == 0 ? [] : Array(repeating: 0x3E, count: marks) + [0x20]
  }

  private mutating func writeBlank() {
    owesBlank = false
    guard !lastIsBlank else { return }
    var marks = prefix
    _ = marks.popLast()
    page += marks + [0x0A]
    lastIsBlank = true
  }

  private mutating func writeLine() {
    if owesBlank { writeBlank() }
    while let last = line.last, last == 0x20 || last == 0x09 || last == TextPage.gap {
      line.removeLast()
    }
    page += prefix
    let columns = min(indent, 32) - marker.count
    if columns > 0 { page += Array(repeating: 0x20, count: columns) }
    page += marker + line + [0x0A]
    marker.removeAll()
    line.removeAll(keepingCapacity: true)
    lastIsBlank = false
  }

  /// The whole page, without blank lines around it.
  mutating func finish() -> String {
    endLine()
    while page.last == 0x0A || page.last == 0x20 { page.removeLast() }
    // Cells of a table that was never closed.
    alignCells(since: 0)
    let start = page.firstIndex { $0 != 0x0A } ?? page.endIndex
    return String(decoding: page[start...], as: UTF8.self)
  }
}
