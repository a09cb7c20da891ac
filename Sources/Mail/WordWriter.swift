import Foundation

/// Text as words of a header field: plain where it is ASCII, encoded words otherwise (RFC 2047).
enum WordWriter {
  /// The words of free text, such as a subject; control characters become spaces.
  static func words(_ text: String) -> [String] {
    let text = onOneLine(text)
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let isPlain = text.utf8.allSatisfy { $0 < 0x80 } && !text.contains("=?")
    // Several spaces in a row may meet at a fold, where readers make one of them.
    guard isPlain, words.allSatisfy({ $0.utf8.count <= 75 && !$0.isEmpty }) || text.isEmpty else {
      return encodedWords(text)
    }
    return words
  }

  /// The words of a display name: atoms, one quoted string, or encoded words.
  static func phrase(_ name: String) -> [String] {
    let name = onOneLine(name)
    guard name.utf8.allSatisfy({ $0 < 0x80 }), !name.contains("=?"), name.utf8.count <= 70 else {
      return encodedWords(name)
    }
    let isAtoms = !name.contains("  ") && name.utf8.allSatisfy { isAtom($0) || $0 == 0x20 }
    if isAtoms { return name.split(separator: " ").map(String.init) }
    let escaped = name.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
    return ["\"\(String(escaped))\""]
  }

  /// Text without line breaks and control characters, and without blanks around it.
  static func onOneLine(_ text: String) -> String {
    var line = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isBreak =
        scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value
        || scalar == "\u{2028}" || scalar == "\u{2029}"
      if !isBreak {
        line.append(scalar)
      } else if line.last != " " {
        line.append(" ")
      }
    }
    return String(line).trimmingCharacters(in: .whitespaces)
  }

  /// A byte that may stand in an atom (RFC 5322 paragraph 3.2.3).
  static func isAtom(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }
  }

  // MARK: - Encoded words

  /// Words of at most 75 bytes that never split a character.
  private static func encodedWords(_ text: String) -> [String] {
    let high = text.utf8.lazy.filter { $0 >= 0x80 }.count
    let isMostlyASCII = high * 3 < text.utf8.count
    var words: [String] = []
    var chunk: [UInt8] = []
    var cost = 0
    for scalar in text.unicodeScalars {
      let bytes = Array(String(scalar).utf8)
      let more = isMostlyASCII ? bytes.reduce(0) { $0 + quoted($1).utf8.count } : bytes.count
      // "=?utf-8?q?" and "?=" take 12 columns, 39 bytes of base64 take 52: with the name of the
      // field before it, the first word still ends before column 78.
      if cost + more > (isMostlyASCII ? 52 : 39) {
        words.append(word(chunk, isMostlyASCII))
        (chunk, cost) = ([], 0)
      }
      chunk += bytes
      cost += more
    }
    if !chunk.isEmpty { words.append(word(chunk, isMostlyASCII)) }
    return words
  }

  private static func word(_ bytes: [UInt8], _ isQuoted: Bool) -> String {
    guard isQuoted else { return "=?utf-8?b?\(Data(bytes).base64EncodedString())?=" }
    return "=?utf-8?q?\(bytes.map(quoted).joined())?="
  }

  /// Only letters, digits and four signs stand for themselves everywhere (RFC 2047 paragraph 5).
  private static func quoted(_ byte: UInt8) -> String {
    switch byte {
    case 0x20: "_"
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x21, 0x2A, 0x2B, 0x2D, 0x2F:
      String(UnicodeScalar(byte))
    default: "=\(hex(byte))"
    }
  }

  /// Two upper-case hexadecimal digits.
  static func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.utf8.count == 1 ? "0\(digits)" : digits
  }
}
