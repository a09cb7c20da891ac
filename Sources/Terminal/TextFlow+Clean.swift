extension TextFlow {
  /// `foreign` without anything that could drive a terminal or hide in a line.
  ///
  /// Control characters, bidirectional controls, line separators and tags become one visible mark
  /// (`␛`, `�`), a run of equal marks becomes one; invisible characters and the parts of emoji
  /// sequences on which terminals disagree go. The words around stay. Newline and tab stay where
  /// `lines` is true, CRLF becomes newline; they become a blank where it is false.
  package static func clean(_ foreign: String, lines: Bool = true) -> String {
    if foreign.utf8.allSatisfy({ isHarmless($0, lines: lines) }) { return foreign }
    let scalars = Array(foreign.unicodeScalars)
    var clean = String.UnicodeScalarView()
    var marks = 0
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      let next = index + 1 < scalars.count ? scalars[index + 1] : nil
      index += 1
      if scalar == "\r", next == "\n" { continue }
      if scalar == "\n" || scalar == "\t" || (scalar == "\r" && !lines) {
        clean.append(lines ? scalar : " ")
      } else if let mark = mark(for: scalar) {
        if isTag(scalar), let last = clean.last, last.properties.isEmojiPresentation { continue }
        append(mark, to: &clean)
      } else if isInvisible(scalar) {
        if joins(clean.last, scalar, next) { clean.append(scalar) }
      } else if tints(scalar, clean.last) {
        continue
      } else {
        marks = CellWidth.isMark(scalar) ? marks + 1 : 0
        if marks <= 4 { clean.append(scalar) }
      }
    }
    return String(clean)
  }

  /// Whether `scalar` must never reach a terminal from outside: all that `clean` marks, which is
  /// everything but newline and tab among the control characters.
  package static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    scalar != "\n" && scalar != "\t" && mark(for: scalar) != nil
  }

  /// What is shown in place of a scalar that must never reach a terminal; nil for all others.
  static func mark(for scalar: Unicode.Scalar) -> Character? {
    let value = scalar.value
    switch value {
    case 0..<0x20: return Unicode.Scalar(0x2400 + value).map(Character.init)
    case 0x20..<0x7F: return nil
    case 0x7F: return "\u{2421}"
    case 0x80..<0xA0, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069,
      0xFDD0...0xFDEF, 0xFFF9...0xFFFB, 0xE0000...0xE007F:
      return "\u{FFFD}"
    default: return value & 0xFFFE == 0xFFFE ? "\u{FFFD}" : nil
    }
  }

  /// Whether `scalar` shows nothing and takes no room by itself.
  static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0xAD: false
    case 0xAD, 0x034F, 0x115F, 0x17B4...0x17B5, 0x180B...0x180F, 0x200B...0x200D,
      0x2060...0x2065, 0x206A...0x206F, 0x3164, 0xFE00...0xFE0F, 0xFEFF, 0xFFA0,
      0xFFF0...0xFFF8, 0x1D173...0x1D17A, 0xE0080...0xE0FFF:
      true
    default: false
    }
  }

  /// Whether `scalar` is one of the letters of an emoji tag sequence (the flag of Wales).
  static func isTag(_ scalar: Unicode.Scalar) -> Bool {
    (0xE0020...0xE007F).contains(scalar.value)
  }

  /// Whether `scalar` colours the skin of the emoji `base` before it.
  static func tints(_ scalar: Unicode.Scalar, _ base: Unicode.Scalar?) -> Bool {
    guard CellWidth.isSkinTone(scalar), let base else { return false }
    return base.value > 0xFF && base.properties.isEmoji
  }

  /// Whether `scalar` belongs to the scripts that spell with joiners (Arabic, Indic).
  static func isJoining(_ scalar: Unicode.Scalar) -> Bool {
    (0x0620...0x109F).contains(scalar.value)
  }

  private static func isHarmless(_ byte: UInt8, lines: Bool) -> Bool {
    (0x20..<0x7F).contains(byte) || (lines && (byte == 0x0A || byte == 0x09))
  }

  /// A joiner is spelling between two such letters, and a trick anywhere else.
  private static func joins(
    _ before: Unicode.Scalar?, _ scalar: Unicode.Scalar, _ after: Unicode.Scalar?
  ) -> Bool {
    guard scalar == "\u{200C}" || scalar == "\u{200D}", let before, let after else { return false }
    return isJoining(before) && isJoining(after)
  }

  private static func append(_ mark: Character, to clean: inout String.UnicodeScalarView) {
    for scalar in mark.unicodeScalars where clean.last != scalar { clean.append(scalar) }
  }
}
