/// One answer of an SMTP server, all its lines (RFC 5321, section 4.2).
package struct SMTPReply: Hashable, Sendable {
  /// 200 to 599.
  package var code: Int
  /// The text of each line, without control characters.
  package var lines: [String]

  /// A reply from its parts.
  package init(_ code: Int, _ lines: [String]) {
    self.code = code
    self.lines = lines
  }

  /// It did what was asked, or waits for the rest.
  package var isPositive: Bool { code < 400 }
  /// Not now; the same may work later.
  package var isTransient: Bool { 400..<500 ~= code }
  /// Never.
  package var isPermanent: Bool { code >= 500 }
  /// Code and lines in one.
  package var text: String { "\(code) \(lines.joined(separator: " "))" }
}

/// Turns the bytes of an SMTP server into replies, wherever the network may have cut them.
package struct SMTPReplyParser: Sendable {
  private static let longestLine = 2_000
  private static let mostLines = 200

  private var buffer: [UInt8] = []
  private var code: Int?
  private var lines: [String] = []
  private var fault: MailFault?

  /// A parser at the beginning of a connection.
  package init() {}

  /// Takes bytes as they arrived.
  package mutating func feed(_ bytes: [UInt8]) {
    if fault == nil { buffer.append(contentsOf: bytes) }
  }

  /// Bytes that are held because the reply they belong to is not whole yet.
  package var heldBytes: Int { lines.reduce(buffer.count) { $0 + $1.utf8.count } }

  /// Nothing of a further reply has arrived.
  package var isBetweenReplies: Bool { buffer.isEmpty && code == nil }

  /// The next whole reply; `nil` while more bytes are needed. After a fault it stays broken.
  package mutating func next() throws(MailFault) -> SMTPReply? {
    if let fault { throw fault }
    do {
      return try read()
    } catch {
      fault = error
      buffer = []
      lines = []
      throw error
    }
  }

  private mutating func read() throws(MailFault) -> SMTPReply? {
    var start = 0
    defer { buffer.removeFirst(start) }
    while let end = buffer[start...].firstIndex(of: 0x0A) {
      try check(end - start)
      let line = buffer[start..<end]
      start = end + 1
      if let reply = try take(line.last == 0x0D ? line.dropLast() : line) { return reply }
    }
    try check(buffer.count - start)
    return nil
  }

  private func check(_ count: Int) throws(MailFault) {
    guard count <= SMTPReplyParser.longestLine, lines.count < SMTPReplyParser.mostLines else {
      throw .tooLarge(reason: "the server's answer does not end")
    }
  }

  private mutating func take(_ line: ArraySlice<UInt8>) throws(MailFault) -> SMTPReply? {
    let digits = line.prefix(3)
    let mark = line.dropFirst(3).first
    guard digits.count == 3, digits.allSatisfy({ 0x30...0x39 ~= $0 }),
      let number = Int(String(decoding: digits, as: UTF8.self)), 200..<600 ~= number,
      mark == nil || mark == 0x20 || mark == 0x2D, code == nil || code == number
    else {
      throw .malformed(
        reason: "this is not an answer of an SMTP server", excerpt: readable(line, limit: 80))
    }
    lines.append(readable(line.dropFirst(4)))
    code = number
    guard mark != 0x2D else { return nil }
    let reply = SMTPReply(number, lines)
    code = nil
    lines = []
    return reply
  }
}
