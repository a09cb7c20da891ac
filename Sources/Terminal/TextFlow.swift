/// Text and columns: measuring, cutting, wrapping, and cleaning what came from outside.
package enum TextFlow {
  /// Where text stands within more room than it needs.
  package enum Alignment: Hashable, Sendable {
    /// At the left edge, blanks behind it.
    case left
    /// At the right edge, blanks before it.
    case right
    /// In the middle.
    case centre
  }

  /// The columns `text` takes on a canvas.
  ///
  /// A cluster is measured as a whole: an emoji sequence takes two columns, however many scalars
  /// it is made of. Control characters take the column of the mark that is shown for them.
  package static func cells(_ text: String) -> Int {
    isPlain(text) ? text.utf8.count : text.reduce(0) { $0 + cells($1) }
  }

  /// Whether `text` is made of ASCII's letters, digits, signs and blanks alone, each of which takes
  /// one column.
  static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
  }

  /// The columns one grapheme cluster takes.
  package static func cells(_ grapheme: Character) -> Int {
    if let byte = grapheme.asciiValue, byte >= 0x20, byte < 0x7F { return 1 }
    if grapheme == "\r\n" { return 1 }
    var width = 0
    var base: Unicode.Scalar?
    var skipNext = false
    var indicators = 0
    for scalar in grapheme.unicodeScalars {
      if skipNext {
        skipNext = false
        continue
      }
      if scalar == "\u{200D}" {
        skipNext = !(base.map(isJoining) ?? false)
      } else if scalar == "\u{FE0F}" {
        if width == 1, let base, base.properties.isEmoji { width = 2 }
      } else if mark(for: scalar) != nil {
        if base == nil || !isTag(scalar) { width += 1 }
      } else if CellWidth.isRegionalIndicator(scalar) {
        indicators += 1
        if !indicators.isMultiple(of: 2) { width += 2 }
        base = scalar
      } else if tints(scalar, base) {
        continue
      } else {
        let columns = CellWidth.drawn(scalar)
        width += columns
        if columns > 0 { base = scalar }
      }
    }
    return width
  }

  /// How many grapheme clusters `text` has: what a person counts as characters.
  package static func clusters(_ text: String) -> Int { text.count }
}

// MARK: - Cutting and padding

extension TextFlow {
  /// `text`, or as much of its beginning as fits into `width` columns with `ellipsis` behind it.
  package static func cut(_ text: String, to width: Int, ellipsis: String = "…") -> String {
    guard width > 0 else { return "" }
    if text.utf8.count <= width || cells(text) <= width { return text }
    let room = width - cells(ellipsis)
    guard room >= 0 else { return head(text, width) }
    return head(text, room) + ellipsis
  }

  /// `text`, or as much of its end as fits into `width` columns with `ellipsis` before it.
  package static func cutStart(_ text: String, to width: Int, ellipsis: String = "…") -> String {
    guard width > 0 else { return "" }
    if text.utf8.count <= width || cells(text) <= width { return text }
    var room = width - cells(ellipsis)
    guard room >= 0 else { return "" }
    var tail: [Character] = []
    for grapheme in text.reversed() {
      room -= cells(grapheme)
      if room < 0 { break }
      tail.append(grapheme)
    }
    return ellipsis + String(tail.reversed())
  }

  /// `text` in exactly `width` columns: cut where it is too long, with blanks where too short.
  package static func pad(_ text: String, to width: Int, _ alignment: Alignment = .left) -> String {
    let text = cut(text, to: width)
    let spare = max(0, width - cells(text))
    switch alignment {
    case .left: return text + blanks(spare)
    case .right: return blanks(spare) + text
    case .centre: return blanks(spare / 2) + text + blanks(spare - spare / 2)
    }
  }

  /// The beginning of `text` that fits into `width` columns.
  private static func head(_ text: String, _ width: Int) -> String {
    if isPlain(text) { return String(text.prefix(width)) }
    var room = width
    var end = text.startIndex
    while end < text.endIndex {
      room -= cells(text[end])
      if room < 0 { break }
      end = text.index(after: end)
    }
    return String(text[..<end])
  }

  static func blanks(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
}
