import Mail
import Terminal

/// What strangers may write where a desk shows words: all that could drive a terminal, turn a line
/// about, or take other columns than it seems to.
package enum ForeignWords {
  /// Every control character and every control of direction between two plain words.
  package static let controls: [String] = {
    let ranges: [ClosedRange<UInt32>] = [
      0...0x1F, 0x7F...0x9F, 0x061C...0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F,
      0xFFF9...0xFFFB, 0xFEFF...0xFEFF, 0xE0000...0xE0002, 0xE0061...0xE0062, 0xE007F...0xE007F,
    ]
    return ranges.joined().compactMap(Unicode.Scalar.init).map { "AB\($0)[2JCD" }
  }()

  /// What the corpus of hostile mails puts into subjects, names, bodies and file names, each once.
  package static let injections: [String] = {
    var words: [String] = []
    for file in Corpora.files("terminal-injection") {
      let mail = MIMEParser.parse(file.bytes)
      let places =
        [mail.subject, mail.text] + (mail.from + mail.replyTo).map(\.name)
        + mail.attachments.map(\.filename)
      for word in places.compactMap(\.self) where word.contains("ALPHA") && !words.contains(word) {
        words.append(word)
      }
    }
    return words
  }()

  /// What the corpus of Unicode measures: emoji, marks, scripts of all kinds.
  package static let widths: [String] = (Corpora.cases("unicode") ?? []).compactMap {
    $0["value"] as? String
  }

  /// All of them.
  package static let all: [String] = controls + injections + widths

  /// A plain letter for each column that `text` takes once it is cleaned; blanks, tabs and line ends
  /// stay.
  package static func plain(_ text: String) -> String {
    TextFlow.clean(text).map { letter in
      " \n\t".contains(letter)
        ? String(letter) : String(repeating: "Q", count: TextFlow.cells(letter))
    }.joined()
  }

  /// Whether a scalar must not reach a terminal within a line: controls, line and paragraph
  /// separators, controls of direction and the tags that hide letters.
  package static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate: return true
    default: break
    }
    switch scalar.value {
    case 0x061C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFFF9...0xFFFB,
      0xE0000...0xE007F:
      return true
    default: return false
    }
  }
}
