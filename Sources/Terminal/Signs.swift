/// What lines, bars and other signs of our own are drawn with.
package enum Signs: String, Hashable, Sendable, CaseIterable {
  /// Lines that join, bars, bullets and arrows.
  case unicode
  /// Only what is on every keyboard, for fonts and links that know no more.
  case ascii
}

extension Canvas {
  /// Draws lines, bars, arrows and typographers' signs with ASCII instead, cell by cell, whoever
  /// put them there. Letters stay as they are, of whatever script.
  package mutating func useASCIISigns() {
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        let point = Point(column, row)
        if let sign = Self.plainSign(for: self[point].grapheme) { replace(sign, at: point) }
      }
    }
  }

  /// What stands for a sign, and for the pictures of control characters; `nil` for a letter.
  private static func plainSign(for sign: Character) -> Character? {
    if sign.isASCII { return nil }
    return plainSigns[sign] ?? (("\u{2400}"..."\u{2426}").contains(sign) ? "?" : nil)
  }

  /// Every sign takes one column, and so does what stands for it.
  private static let plainSigns: [Character: Character] = [
    "─": "-", "│": "|", "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+", "┤": "+", "┬": "+",
    "┴": "+", "┼": "+", "═": "=", "║": "|",
    "▌": ">", "▐": "<", "█": "#", "▓": "#", "▒": "#", "░": ".", "▏": "|", "▎": "|", "▍": "|",
    "▋": "#", "▊": "#", "▉": "#",
    "▁": "_", "▂": "_", "▃": "-", "▄": "-", "▅": "=", "▆": "=", "▇": "#",
    "●": "*", "•": "*", "○": "o", "◦": "o", "◆": "*", "■": "#", "□": "o",
    "✓": "+", "✔": "+", "✗": "x", "✘": "x", "▸": ">", "▾": "v", "▶": ">", "▼": "v",
    "→": ">", "←": "<", "↑": "^", "↓": "v", "↵": "<", "⏎": "<",
    "·": "-", "…": "~", "−": "-", "–": "-", "—": "-", "×": "x",
    "‘": "'", "’": "'", "“": "\"", "”": "\"", "«": "<", "»": ">", "‹": "<", "›": ">",
    "\u{FFFD}": "?", "\u{A0}": " ",
  ]
}
