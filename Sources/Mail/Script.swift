/// The writing systems that matter for judging a host's name (UAX #24), told by block.
enum Script: Hashable, Sendable {
  case latin, greek, cyrillic, armenian, georgian, cherokee, coptic, lisu, ethiopic, syllabics, yi
  case han, hiragana, katakana, bopomofo, hangul
  /// Another one, by the place of its block.
  case other(UInt32)

  /// The script of a letter; `nil` for what stands in texts of every script.
  init?(_ scalar: Unicode.Scalar) {
    let value = scalar.value
    if value < 0x80 {
      guard scalar.properties.isAlphabetic else { return nil }
      self = .latin
      return
    }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .modifierLetter,
      .letterNumber:
      break
    default: return nil
    }
    // The long-vowel mark and the repetition mark stand in several scripts.
    guard value != 0x30FC, value != 0x3005, !(0x2B0...0x2FF ~= value) else { return nil }
    self = Self.blocks.first { $0.0 ~= value }?.1 ?? .other(value >> 8)
  }

  /// Whether a name in one script may use these together (UTS #39, section 5.2, simplified).
  static func belongTogether(_ scripts: Set<Script>) -> Bool {
    guard scripts.count > 1 else { return true }
    let beside = scripts.subtracting([.latin])
    let east: [Set<Script>] = [
      [.han, .hiragana, .katakana], [.han, .bopomofo], [.han, .hangul],
    ]
    if east.contains(where: beside.isSubset) { return true }
    return beside.count == 1 && beside.isDisjoint(with: resembling)
  }

  /// Scripts with letters that look like Latin ones.
  private static let resembling: Set<Script> = [
    .greek, .cyrillic, .armenian, .georgian, .cherokee, .coptic, .lisu,
  ]

  private static let blocks: [(ClosedRange<UInt32>, Script)] = [
    (0xAA...0x2AF, .latin), (0x370...0x3E1, .greek), (0x3E2...0x3EF, .coptic),
    (0x3F0...0x3FF, .greek), (0x400...0x52F, .cyrillic), (0x531...0x58F, .armenian),
    (0x10A0...0x10FF, .georgian), (0x1100...0x11FF, .hangul), (0x1200...0x139F, .ethiopic),
    (0x13A0...0x13FF, .cherokee), (0x1400...0x167F, .syllabics), (0x1C80...0x1C8F, .cyrillic),
    (0x1C90...0x1CBF, .georgian), (0x1D00...0x1DBF, .latin), (0x1E00...0x1EFF, .latin),
    (0x1F00...0x1FFF, .greek), (0x2C60...0x2C7F, .latin), (0x2C80...0x2CFF, .coptic),
    (0x2D00...0x2D2F, .georgian), (0x2D80...0x2DDF, .ethiopic), (0x2DE0...0x2DFF, .cyrillic),
    (0x3006...0x3029, .han), (0x3040...0x309F, .hiragana), (0x30A0...0x30FF, .katakana),
    (0x3100...0x312F, .bopomofo), (0x3130...0x318F, .hangul), (0x31A0...0x31BF, .bopomofo),
    (0x31F0...0x31FF, .katakana), (0x3400...0x9FFF, .han), (0xA000...0xA4CF, .yi),
    (0xA4D0...0xA4FF, .lisu), (0xA640...0xA69F, .cyrillic), (0xA720...0xA7FF, .latin),
    (0xA960...0xA97F, .hangul), (0xAB30...0xAB6F, .latin), (0xAB70...0xABBF, .cherokee),
    (0xAC00...0xD7FF, .hangul), (0xF900...0xFAFF, .han), (0xFB00...0xFB06, .latin),
    (0xFF21...0xFF5A, .latin), (0xFF66...0xFF9F, .katakana), (0x20000...0x323AF, .han),
  ]
}
