import Foundation

/// Takes the characters of a text one by one and puts them together into folded pieces.
struct PieceCutter {
  private var pieces: [TextPieces.Piece] = []
  /// In UTF-8.
  private var word: [UInt8] = []
  private var isUnspaced = false
  private var isPlain = true
  /// The word holds marks that may have to be put together with their letters again.
  private var isDecomposed = false
  private var hasDigit = false
  private var isCapital = true
  private var gap = TextPieces.Gap.wide
  /// Characters that are decomposed together.
  private var undecided = String.UnicodeScalarView()

  /// Takes all of a text.
  mutating func take(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var at = 0
      while at < bytes.count {
        let byte = bytes[at]
        if byte < 0x80 {
          decide()
          takePlain(byte)
          at += 1
        } else {
          let (scalar, length) = Self.scalar(at: at, in: bytes)
          take(scalar, bytes[at..<(at + length)])
          at += length
        }
      }
    }
    decide()
  }

  private mutating func take(_ scalar: Unicode.Scalar, _ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
    let fold = LetterFold.of(scalar)
    if case .other = fold {
      guard LetterFold.isWhole(scalar) else { return undecided.append(scalar) }
      decide()
      enter(unspaced: true)
      isPlain = false
      isCapital = false
      word.append(contentsOf: bytes)
      return
    }
    decide()
    take(fold, unspaced: false)
  }

  private mutating func take(_ fold: LetterFold, unspaced: Bool) {
    switch fold {
    case .nothing, .other: return
    case .end(let gap): end(gap)
    case .letters(var packed, let known):
      enter(unspaced: unspaced && !known.contains(.plain))
      if !known.contains(.plain) { isPlain = false }
      if !known.contains(.capital) { isCapital = false }
      if known.contains(.digit) { hasDigit = true }
      while packed != 0 {
        word.append(UInt8(truncatingIfNeeded: packed))
        packed >>= 8
      }
    }
  }

  /// Decomposes what waits for it.
  private mutating func decide() {
    guard !undecided.isEmpty else { return }
    let text = String(undecided).decomposedStringWithCompatibilityMapping
    undecided.removeAll()
    for scalar in text.unicodeScalars {
      take(Self.part(of: scalar), unspaced: scalar.isWrittenWithoutSpaces)
      isDecomposed = true
    }
  }

  /// What becomes of a scalar of a decomposed text.
  static func part(of scalar: Unicode.Scalar) -> LetterFold {
    if scalar.isASCII {
      return plain(UInt8(ascii: scalar))
    } else if let letters = spelledOut[scalar] {
      return LetterFold(letters.utf8, [.plain])
    } else if scalar.isAccent || scalar.properties.generalCategory == .format {
      return .nothing
    } else if let digit = scalar.decimalDigit {
      return plain(digit)
    } else if scalar.isWordPart {
      let folded = scalar.properties.lowercaseMapping.unicodeScalars.filter { !$0.isAccent }
      return LetterFold(folded.flatMap { String($0 == "ς" ? "σ" : $0).utf8 }, [])
    } else {
      return .end(dashes.contains(scalar) ? .joint : .wide)
    }
  }

  private static func plain(_ byte: UInt8) -> LetterFold {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): LetterFold([byte], [.plain])
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): LetterFold([byte | 0x20], [.plain, .capital])
    case UInt8(ascii: "0")...UInt8(ascii: "9"): LetterFold([byte], [.plain, .capital, .digit])
    case UInt8(ascii: " "): .end(.space)
    case UInt8(ascii: "-"), UInt8(ascii: "_"): .end(.joint)
    default: .end(.wide)
    }
  }

  /// The scalar that begins at a place of valid UTF-8, and its length.
  private static func scalar(
    at place: Int, in bytes: UnsafeBufferPointer<UInt8>
  ) -> (Unicode.Scalar, Int) {
    let first = UInt32(bytes[place])
    let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    var value = first & (0x7F >> UInt32(length))
    for offset in 1..<length { value = value << 6 | UInt32(bytes[place + offset]) & 0x3F }
    return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
  }

  /// The pieces; nothing may be taken afterwards.
  mutating func finished() -> [TextPieces.Piece] {
    flush()
    return pieces
  }

  /// Takes a character of ASCII.
  mutating func takePlain(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"):
      enter(unspaced: false)
      isCapital = false
      word.append(byte)
    case UInt8(ascii: "A")...UInt8(ascii: "Z"):
      enter(unspaced: false)
      word.append(byte | 0x20)
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      enter(unspaced: false)
      hasDigit = true
      word.append(byte)
    case UInt8(ascii: " "): end(.space)
    case UInt8(ascii: "-"), UInt8(ascii: "_"): end(.joint)
    default: end(.wide)
    }
  }

  /// A piece ends where the script changes, too.
  private mutating func enter(unspaced: Bool) {
    if unspaced != isUnspaced { flush() }
    isUnspaced = unspaced
  }

  private mutating func end(_ next: TextPieces.Gap) {
    if word.isEmpty {
      gap = .wide
    } else {
      flush()
      gap = next
    }
  }

  private mutating func flush() {
    guard !word.isEmpty else { return }
    defer {
      word.removeAll(keepingCapacity: true)
      (isPlain, isDecomposed, hasDigit, isCapital) = (true, false, false, true)
      gap = .none
    }
    var text = String(decoding: word, as: UTF8.self)
    if isDecomposed { text = text.precomposedStringWithCanonicalMapping }
    var count = isPlain ? word.count : text.unicodeScalars.count
    if !isUnspaced, count > SearchText.longestWord {
      text = String(String.UnicodeScalarView(text.unicodeScalars.prefix(SearchText.longestWord)))
      count = SearchText.longestWord
    }
    pieces.append(
      TextPieces.Piece(
        text: text, count: count, isUnspaced: isUnspaced, hasDigit: hasDigit,
        isCapital: isCapital, gap: gap))
  }

  /// Letters that no decomposition takes apart, as people without them on their keyboard write.
  private static let spelledOut: [Unicode.Scalar: String] = [
    "ß": "ss", "ẞ": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d",
    "Ð": "d", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th", "ı": "i",
    "ħ": "h", "Ħ": "h", "ŧ": "t", "Ŧ": "t",
  ]

  /// Dashes and minus signs beyond the keyboard's.
  private static let dashes: Set<Unicode.Scalar> = [
    "\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2014}", "\u{2212}",
  ]
}

extension Unicode.Scalar {
  /// A mark above or below a letter of an alphabet that is also read without it.
  fileprivate var isAccent: Bool {
    switch value {
    case 0x0300...0x036F, 0x0483...0x0489, 0x0591...0x05BD, 0x05BF, 0x05C1...0x05C2,
      0x05C4...0x05C5, 0x05C7, 0x0610...0x061A, 0x0640, 0x064B...0x065F, 0x0670,
      0x06D6...0x06DC, 0x06DF...0x06E4, 0x06E7...0x06E8, 0x06EA...0x06ED, 0x1AB0...0x1AFF,
      0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE00...0xFE0F, 0xFE20...0xFE2F:
      true
    default: false
    }
  }

  /// The keyboard's digit for another script's; `nil` for anything else.
  fileprivate var decimalDigit: UInt8? {
    guard properties.generalCategory == .decimalNumber, let value = properties.numericValue else {
      return nil
    }
    return UInt8(ascii: "0") + UInt8(value)
  }

  /// A letter, a digit or a mark that belongs to one.
  fileprivate var isWordPart: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
      true
    default: false
    }
  }

  /// A character of a script whose words no spaces part, or whose words hide behind particles.
  fileprivate var isWrittenWithoutSpaces: Bool {
    switch value {
    case 0x0E01...0x0E4E, 0x0E81...0x0ECF, 0x1000...0x109F, 0x1100...0x11FF, 0x1780...0x17D3,
      0x2E80...0x2FDF, 0x3005...0x3007, 0x3031...0x312F, 0x3130...0x318F, 0x31A0...0x31FF,
      0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA960...0xA97F, 0xAC00...0xD7FF, 0xF900...0xFAFF,
      0x1B000...0x1B16F, 0x20000...0x3FFFF:
      true
    default: false
    }
  }
}
