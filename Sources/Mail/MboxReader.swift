import Foundation

/// Cuts one file into messages at its `From ` lines; a file without them is one message.
///
/// Both common dialects are read: mboxrd undoes one `>` before every escaped `From `, and mboxo
/// escapes the same way once. A `From ` line counts where it begins the file or follows a blank
/// line or carries a date, and what follows it looks like a header. Where a file that is called
/// `.mbox` begins otherwise, its beginning is lost: what is left of that message comes as broken.
final class MboxReader {
  private let file: String
  private let handle: Int32
  private let messageBytes: Int
  private var buffer: [UInt8] = []
  private var cursor = 0
  /// Where in the file the buffer begins.
  private var base = 0
  private var isAtEnd = false
  private var isMbox = false
  private var hasBegun = false

  private static let chunk = 256 << 10
  /// Bytes in sight behind the cursor: enough for a `From ` line and the next one.
  private static let sight = 8 << 10

  init(path: String?, messageBytes: Int) throws(MailError) {
    file = path ?? "-"
    self.messageBytes = messageBytes
    handle = path.map { open($0, O_RDONLY | O_CLOEXEC) } ?? 0
    guard handle >= 0 else {
      throw .file(path: file, why: String(cString: strerror(errno)))
    }
    fill()
    // An initialiser that throws now still runs deinit, which closes the file.
    if buffer.starts(with: [0x1F, 0x8B]) {
      throw .file(path: file, why: "is compressed: unpack it first")
    }
  }

  deinit {
    if handle > 0 { close(handle) }
  }

  /// The next message, or `nil` at the end of the file.
  func next() -> ArchivedMessage? {
    fill()
    var isTorn = false
    if !hasBegun {
      hasBegun = true
      isMbox = isFromLine(isAfterBlank: true)
      isTorn = !isMbox && [".mbox", ".mbx"].contains { file.lowercased().hasSuffix($0) }
    }
    if isMbox { skipLine() }
    isMbox = isMbox || isTorn
    let start = base + cursor
    guard cursor < buffer.count else { return nil }
    var message = Data()
    var isCut = false
    var isAfterBlank = false
    // A line longer than what is in sight comes in pieces.
    var isLineStart = true
    while true {
      fill()
      guard cursor < buffer.count else { break }
      if isMbox, isLineStart, buffer[cursor] == 0x46, isFromLine(isAfterBlank: isAfterBlank) {
        break
      }
      // A file that is one message has no lines to look at.
      let end = isMbox ? lineEnd : buffer.count
      let line = buffer[(isLineStart ? unescaped(upTo: end) : cursor)..<end]
      isAfterBlank = line.count <= 2 && line.allSatisfy { $0 == 0x0A || $0 == 0x0D }
      let room = messageBytes - message.count
      if line.count > room { isCut = true }
      if room > 0 { message.append(contentsOf: line.prefix(room)) }
      isLineStart = buffer[end - 1] == 0x0A
      cursor = end
    }
    if isMbox { MboxReader.dropBlankLine(&message) }
    var fault = isTorn ? "the mailbox does not begin with a `From ` line" : nil
    if isCut { fault = "longer than \(messageBytes) bytes: only its beginning is kept" }
    return ArchivedMessage(file: file, position: start, bytes: message, fault: fault)
  }

  // MARK: - Bytes

  /// Reads on until enough is in sight.
  private func fill() {
    guard !isAtEnd, buffer.count - cursor < MboxReader.sight else { return }
    buffer.removeSubrange(..<cursor)
    base += cursor
    cursor = 0
    let had = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: MboxReader.chunk))
    var got = 0
    while got < MboxReader.chunk {
      let count = buffer.withUnsafeMutableBytes { bytes in
        let room = UnsafeMutableRawBufferPointer(rebasing: bytes[(had + got)...])
        return read(handle, room.baseAddress, room.count)
      }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 {
        isAtEnd = true
        break
      }
      got += count
    }
    buffer.removeLast(MboxReader.chunk - got)
  }

  /// Behind the line break of the line at the cursor; a line longer than the sight may be cut.
  private var lineEnd: Int {
    buffer.withUnsafeBytes { bytes in
      let rest = UnsafeRawBufferPointer(rebasing: bytes[cursor...])
      guard let base = rest.baseAddress, let found = memchr(base, 0x0A, rest.count) else {
        return bytes.count
      }
      return cursor + (UnsafeRawPointer(found) - base) + 1
    }
  }

  private func skipLine() {
    while cursor < buffer.count {
      let end = lineEnd
      cursor = end
      if buffer[end - 1] == 0x0A { return }
      fill()
    }
  }

  // MARK: - Lines

  /// Where the line at the cursor begins once one `>` before its `From ` is undone.
  private func unescaped(upTo end: Int) -> Int {
    guard isMbox, buffer[cursor] == 0x3E else { return cursor }
    let rest = buffer[cursor..<min(end, cursor + 64)].drop { $0 == 0x3E }
    return rest.starts(with: Array("From ".utf8)) ? cursor + 1 : cursor
  }

  private func isFromLine(isAfterBlank: Bool) -> Bool {
    guard buffer[cursor...].starts(with: Array("From ".utf8)) else { return false }
    let end = lineEnd
    let isDated = MboxReader.holdsTime(buffer[cursor..<min(end, cursor + 200)])
    guard isAfterBlank || isDated else { return false }
    guard end < buffer.count else { return isDated }
    let next = buffer[end..<min(buffer.count, end + 200)]
    if next.starts(with: Array("From ".utf8)) || next.starts(with: Array(">From ".utf8)) {
      return isDated
    }
    let name = next.prefix { $0 > 0x20 && $0 < 0x7F && $0 != 0x3A }
    let isField = !name.isEmpty && name.endIndex < next.endIndex && next[name.endIndex] == 0x3A
    let isEmptyMail = next.first == 0x0A || next.first == 0x0D
    return isField || isEmptyMail && isDated
  }

  /// Digits, a colon, digits: the time of day that ends a `From ` line.
  private static func holdsTime(_ line: ArraySlice<UInt8>) -> Bool {
    let isDigit: (UInt8) -> Bool = { 0x30...0x39 ~= $0 }
    return line.indices.dropFirst().dropLast(2).contains { index in
      line[index] == 0x3A && isDigit(line[index - 1]) && isDigit(line[index + 1])
        && isDigit(line[index + 2])
    }
  }

  /// The blank line before the next `From ` line belongs to the archive, not to the message.
  private static func dropBlankLine(_ message: inout Data) {
    if message.suffix(4).elementsEqual([0x0D, 0x0A, 0x0D, 0x0A]) {
      message.removeLast(2)
    } else if message.suffix(2).elementsEqual([0x0A, 0x0A]) {
      message.removeLast()
    }
  }
}
