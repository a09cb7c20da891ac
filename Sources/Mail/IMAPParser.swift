import Foundation

/// Turns the bytes of an IMAP server into responses, wherever the network may have cut them.
///
/// A response is a line; while a line ends in `{n}` the next n bytes and the next line belong to it
/// (RFC 3501, section 4.3). After a fault the parser stays broken: the connection must be closed.
package struct IMAPParser: Sendable {
  /// What a server may make us hold.
  package struct Limits: Hashable, Sendable {
    /// Bytes of one response that stand outside literals.
    package var lineBytes = 8 << 20
    /// Bytes of one response's literals.
    package var literalBytes = 256 << 20
    /// Literals of one response.
    package var literals = 1_000
    /// Parentheses inside parentheses.
    package var nesting = 32

    /// 8 MB of lines, 256 MB in 1,000 literals, 32 levels.
    package init() {}
  }

  enum Piece: Hashable, Sendable {
    case text([UInt8])
    case literal(Data)
  }

  private let limits: Limits
  private var buffer: [UInt8] = []
  private var start = 0
  private var scanned = 0
  private var pieces: [Piece] = []
  private var lineBytes = 0
  private var literalBytes = 0
  private var literal = Data()
  private var missing: Int?
  private var fault: MailFault?

  /// A parser at the beginning of a connection.
  package init(limits: Limits = Limits()) { self.limits = limits }

  /// Takes bytes as they arrived.
  package mutating func feed(_ bytes: [UInt8]) {
    guard fault == nil else { return }
    if start == buffer.count {
      buffer = bytes
      start = 0
      scanned = 0
    } else {
      buffer.append(contentsOf: bytes)
    }
  }

  /// Nothing of a further response has arrived.
  package var isBetweenResponses: Bool {
    start == buffer.count && pieces.isEmpty && missing == nil
  }

  /// Bytes that are held because the response they belong to is not whole yet.
  package var heldBytes: Int {
    buffer.count + literal.count
      + pieces.reduce(0) { sum, piece in
        switch piece {
        case .text(let bytes): sum + bytes.count
        case .literal(let bytes): sum + bytes.count
        }
      }
  }

  /// The next whole response; `nil` while more bytes are needed.
  package mutating func next() throws(MailFault) -> IMAPResponse? {
    if let fault { throw fault }
    do {
      return try framed()
    } catch {
      fault = error
      buffer = []
      pieces = []
      literal = Data()
      throw error
    }
  }
}

// MARK: - Framing

extension IMAPParser {
  private mutating func framed() throws(MailFault) -> IMAPResponse? {
    while true {
      if missing != nil {
        guard takeLiteral() else { return nil }
      }
      guard let line = try takeLine() else { return nil }
      if let size = try literalSize(endOf: line) {
        pieces.append(.text(Array(line[..<size.mark])))
        literal = Data(capacity: size.bytes)
        missing = size.bytes
        continue
      }
      pieces.append(.text(line))
      let whole = pieces
      pieces = []
      lineBytes = 0
      literalBytes = 0
      if whole == [.text([])] { continue }
      var reader = IMAPReader(whole, nesting: limits.nesting)
      return try reader.response()
    }
  }

  private mutating func takeLiteral() -> Bool {
    guard let wanted = missing else { return true }
    let count = min(wanted, buffer.count - start)
    literal.append(contentsOf: buffer[start..<start + count])
    start += count
    scanned = start
    compact()
    missing = wanted - count
    guard missing == 0 else { return false }
    pieces.append(.literal(literal))
    literal = Data()
    missing = nil
    return true
  }

  private mutating func takeLine() throws(MailFault) -> [UInt8]? {
    guard let end = buffer[scanned...].firstIndex(of: 0x0A) else {
      scanned = buffer.count
      try checkLine(buffer.count - start)
      return nil
    }
    try checkLine(end - start)
    var line = buffer[start..<end]
    lineBytes += line.count
    if line.last == 0x0D { line.removeLast() }
    guard !line.contains(0) else {
      throw .malformed(reason: "the server sent a NUL", excerpt: readable(line, limit: 60))
    }
    let result = Array(line)
    start = end + 1
    scanned = start
    compact()
    return result
  }

  private func checkLine(_ count: Int) throws(MailFault) {
    guard lineBytes + count <= limits.lineBytes else {
      throw .tooLarge(reason: "the server sent a line of more than \(limits.lineBytes) bytes")
    }
  }

  /// `{n}` at the end of `line`; a status is text for people and never continues.
  private mutating func literalSize(
    endOf line: [UInt8]
  ) throws(MailFault) -> (mark: Int, bytes: Int)? {
    guard line.last == 0x7D, let open = line.lastIndex(of: 0x7B) else { return nil }
    if pieces.isEmpty, IMAPParser.isStatus(line) { return nil }
    var digits = line[(open + 1)..<(line.count - 1)]
    if digits.last == 0x2B { digits.removeLast() }
    guard !digits.isEmpty, digits.allSatisfy({ 0x30...0x39 ~= $0 }) else {
      guard digits.first == 0x2D else { return nil }
      throw .malformed(reason: "a literal of negative size", excerpt: readable(line, limit: 60))
    }
    guard digits.count <= 12, let bytes = Int(String(decoding: digits, as: UTF8.self)),
      literalBytes + bytes <= limits.literalBytes
    else {
      throw .tooLarge(
        reason: "the server announced \(String(decoding: digits.prefix(20), as: UTF8.self)) bytes "
          + "at once; at most \(limits.literalBytes) are taken")
    }
    guard pieces.count < 2 * limits.literals else {
      throw .tooLarge(reason: "the server sent more than \(limits.literals) literals at once")
    }
    literalBytes += bytes
    let isBinary = open > 0 && line[open - 1] == 0x7E
    return (isBinary ? open - 1 : open, bytes)
  }

  private static func isStatus(_ line: [UInt8]) -> Bool {
    if line.first == 0x2B { return true }
    let words = line.prefix(80).split(separator: 0x20, maxSplits: 2)
    guard words.count > 1 else { return false }
    let word = String(decoding: words[1], as: UTF8.self).uppercased()
    return IMAPStatus.Kind(rawValue: word) != nil
  }

  private mutating func compact() {
    if start == buffer.count {
      buffer.removeAll(keepingCapacity: buffer.capacity <= 1 << 20)
    } else if start > 1 << 18, start > buffer.count / 2 {
      buffer.removeFirst(start)
    } else {
      return
    }
    scanned = 0
    start = 0
  }
}
