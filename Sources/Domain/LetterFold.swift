import Foundation

/// What cutting a text into words makes of one letter beyond ASCII, worked out once: most letters
/// of most languages need no decomposition of the whole text.
enum LetterFold: Sendable {
  /// An accent, or a mark that is not seen.
  case nothing
  /// Letters or digits of a word, in UTF-8, the first in the lowest byte.
  case letters(UInt32, Letters)
  /// A word ends.
  case end(TextPieces.Gap)
  /// Something else: it is decomposed with what stands beside it.
  case other

  /// What is known of the letters.
  struct Letters: OptionSet, Sendable {
    let rawValue: UInt8

    /// All of them are ASCII.
    static let plain = Letters(rawValue: 1)
    /// Capitals, as the text has them.
    static let capital = Letters(rawValue: 2)
    /// At least one is a digit.
    static let digit = Letters(rawValue: 4)
  }

  /// What becomes of a scalar.
  static func of(_ scalar: Unicode.Scalar) -> LetterFold {
    let value = Int(scalar.value)
    if alphabets.contains(value) { return table[value - alphabets.lowerBound] }
    if punctuation.contains(value) {
      return table[value - punctuation.lowerBound + alphabets.count]
    }
    return .other
  }

  /// A character of a script without spaces that decomposition only takes apart to be put together
  /// again: kana, ideographs, Hangul.
  static func isWhole(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FFF, 0xAC00...0xD7A3: true
    default: false
    }
  }

  // MARK: - The table

  /// Latin, Greek, Cyrillic and their accents.
  private static let alphabets = 0x80..<0x530
  /// Typographers' quotes, dashes and spaces.
  private static let punctuation = 0x2000..<0x2070

  private static let table: [LetterFold] = (Array(alphabets) + Array(punctuation)).map { value in
    Unicode.Scalar(UInt32(value)).map(worked) ?? .other
  }

  private static func worked(_ scalar: Unicode.Scalar) -> LetterFold {
    let parts = String(scalar).decomposedStringWithCompatibilityMapping.unicodeScalars
      .map(PieceCutter.part(of:))
    let seen = parts.filter { if case .nothing = $0 { false } else { true } }
    guard let first = seen.first else { return .nothing }
    var bytes: [UInt8] = []
    var all: Letters = [.plain, .capital]
    for part in seen {
      guard case .letters(let packed, let known) = part else {
        return seen.count == 1 ? first : .other
      }
      bytes += LetterFold.bytes(packed)
      if known.contains(.digit) { all.insert(.digit) }
      all.formIntersection(known.union(.digit))
    }
    return LetterFold(bytes, all)
  }

  /// Letters in UTF-8; `other` where they are more than fit.
  init(_ bytes: some Collection<UInt8>, _ known: Letters) {
    guard !bytes.isEmpty, bytes.count <= 4 else {
      self = bytes.isEmpty ? .nothing : .other
      return
    }
    self = .letters(bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }, known)
  }

  /// The bytes of letters, in order.
  static func bytes(_ packed: UInt32) -> [UInt8] {
    var (bytes, rest) = ([UInt8](), packed)
    while rest != 0 {
      bytes.append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
    return bytes
  }
}
