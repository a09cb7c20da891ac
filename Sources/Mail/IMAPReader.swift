import Foundation

/// Reads one framed response, piece by piece, without recursion.
struct IMAPReader {
  private var pieces: [IMAPParser.Piece]
  private let nesting: Int
  private var piece = 0
  private var text: [UInt8] = []
  private var at = 0

  /// A reader at the beginning; texts and literals alternate, a text comes first and last.
  init(_ pieces: [IMAPParser.Piece], nesting: Int) {
    self.pieces = pieces
    self.nesting = nesting
    if case .text(let first)? = pieces.first { text = first }
  }
}

// MARK: - Bytes and words

extension IMAPReader {
  /// The next byte of the text; `nil` where a literal follows or nothing at all.
  var byte: UInt8? { at < text.count ? text[at] : nil }

  private var isAtLiteral: Bool { at == text.count && piece + 1 < pieces.count }

  /// Nothing is left.
  var isAtEnd: Bool { at == text.count && piece + 1 >= pieces.count }

  mutating func take(_ wanted: UInt8) -> Bool {
    guard byte == wanted else { return false }
    at += 1
    return true
  }

  mutating func need(_ wanted: UInt8) throws(MailFault) {
    guard take(wanted) else {
      throw fault("\"\(Character(Unicode.Scalar(wanted)))\" is missing")
    }
  }

  mutating func skipSpaces() {
    while byte == 0x20 { at += 1 }
  }

  /// An atom: up to a space, parenthesis, quote or the end; `stops` may hold further bytes.
  mutating func word(stops: [UInt8] = []) throws(MailFault) -> String {
    let begin = at
    while let byte, byte > 0x20, byte != 0x28, byte != 0x29, byte != 0x22, byte != 0x7F,
      !stops.contains(byte)
    {
      at += 1
    }
    guard at > begin else { throw fault("a word is missing") }
    return String(decoding: text[begin..<at], as: UTF8.self)
  }

  mutating func number() throws(MailFault) -> UInt32 {
    let word = try word(stops: [0x5D])
    guard word.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = UInt32(word) else {
      throw fault("\(readable(word.utf8, limit: 30)) is not a number of 32 bits")
    }
    return number
  }

  mutating func largeNumber() throws(MailFault) -> UInt64 {
    let word = try word(stops: [0x5D])
    guard word.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = UInt64(word) else {
      throw fault("\(readable(word.utf8, limit: 30)) is not a number")
    }
    return number
  }

  /// A UID or place in a folder: never 0.
  mutating func positive() throws(MailFault) -> UInt32 {
    let number = try number()
    guard number > 0 else { throw fault("0 is not a message's number") }
    return number
  }

  mutating func set() throws(MailFault) -> IMAPSet {
    let word = try word(stops: [0x5D])
    guard let set = IMAPSet(word) else {
      throw fault("\(readable(word.utf8, limit: 30)) is not a set of numbers")
    }
    return set
  }

  /// A quoted string or a literal; `nil` for NIL.
  mutating func string() throws(MailFault) -> [UInt8]? {
    try data().map { Array($0) }
  }

  /// The same; a literal, which may be large, is not copied.
  mutating func data() throws(MailFault) -> Data? {
    if isAtLiteral { return takeLiteral() }
    if byte == 0x22 { return Data(try quoted()) }
    let word = try word()
    guard word.uppercased() == "NIL" else { throw fault("a string is missing") }
    return nil
  }

  /// A string or an atom.
  mutating func name() throws(MailFault) -> [UInt8] {
    if isAtLiteral { return Array(takeLiteral()) }
    if byte == 0x22 { return try quoted() }
    return Array(try word().utf8)
  }

  private mutating func quoted() throws(MailFault) -> [UInt8] {
    at += 1
    var result: [UInt8] = []
    while let next = byte {
      at += 1
      if next == 0x22 { return result }
      if next == 0x5C {
        guard let escaped = byte else { break }
        at += 1
        result.append(escaped)
      } else {
        result.append(next)
      }
    }
    throw fault("a quoted string has no end")
  }

  private mutating func takeLiteral() -> Data {
    var result = Data()
    if case .literal(let bytes) = pieces[piece + 1] { result = bytes }
    pieces[piece + 1] = .literal(Data())
    piece += 2
    at = 0
    text = []
    if piece < pieces.count, case .text(let next) = pieces[piece] { text = next }
    return result
  }

  /// `(word word …)`.
  mutating func words() throws(MailFault) -> [String] {
    try need(0x28)
    var result: [String] = []
    skipSpaces()
    while !take(0x29) {
      result.append(try word())
      skipSpaces()
    }
    return result
  }

  /// The same of strings or atoms.
  mutating func names() throws(MailFault) -> [[UInt8]] {
    try need(0x28)
    var result: [[UInt8]] = []
    skipSpaces()
    while !take(0x29) {
      result.append(try name())
      skipSpaces()
    }
    return result
  }

  /// Skips one value of any kind, lists in lists included, up to the nesting limit.
  mutating func skipValue() throws(MailFault) {
    var depth = 0
    repeat {
      skipSpaces()
      if take(0x28) {
        depth += 1
        guard depth <= nesting else {
          throw .tooLarge(reason: "the server nests more than \(nesting) parentheses")
        }
      } else if take(0x29) {
        depth -= 1
        guard depth >= 0 else { throw fault("a parenthesis closes nothing") }
      } else if isAtLiteral {
        _ = takeLiteral()
      } else if byte == 0x22 {
        _ = try quoted()
      } else {
        _ = try word()
      }
    } while depth > 0
  }

  /// All that is left of the text, for people.
  mutating func rest() -> String {
    let rest = readable(text[at...])
    at = text.count
    return rest
  }

  /// Text up to `end`, which is taken too.
  mutating func text(until end: UInt8) throws(MailFault) -> [UInt8] {
    guard let stop = text[at...].firstIndex(of: end) else {
      throw fault("\"\(Character(Unicode.Scalar(end)))\" is missing")
    }
    let result = Array(text[at..<stop])
    at = stop + 1
    return result
  }

  func fault(_ reason: String) -> MailFault {
    .malformed(
      reason: "the server's answer cannot be read (\(reason))", excerpt: readable(text, limit: 80))
  }
}
