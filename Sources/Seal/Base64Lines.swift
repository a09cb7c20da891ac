import CCrypto

/// Bytes as base64 in lines of one width, as mails carry files (RFC 2045 paragraph 6.8); taken piece
/// by piece, without a break behind the last line.
package struct Base64Lines {
  private let lineBytes: Int
  private let lineBreak: [UInt8]
  private var held: [UInt8] = []
  private var hasBegun = false

  /// Lines of `width` characters, a multiple of four.
  package init(width: Int, lineBreak: String) {
    precondition(width > 0 && width.isMultiple(of: 4), "lines hold whole groups")
    lineBytes = width / 4 * 3
    self.lineBreak = Array(lineBreak.utf8)
  }

  /// Adds the lines that are full now.
  package mutating func add(_ bytes: UnsafeRawBufferPointer, to text: inout [UInt8]) {
    var rest = bytes[...]
    if !held.isEmpty {
      let part = rest.prefix(lineBytes - held.count)
      held.append(contentsOf: part)
      rest = rest.dropFirst(part.count)
      guard held.count == lineBytes else { return }
      held.withUnsafeBytes { write($0, to: &text) }
      held.removeAll(keepingCapacity: true)
    }
    let whole = rest.count / lineBytes * lineBytes
    write(UnsafeRawBufferPointer(rebasing: rest.prefix(whole)), to: &text)
    held.append(contentsOf: rest.dropFirst(whole))
  }

  /// Adds the last line, which need not be full.
  package mutating func end(to text: inout [UInt8]) {
    guard !held.isEmpty else { return }
    held.withUnsafeBytes { write($0, to: &text) }
    held.removeAll()
  }

  /// Writes lines, of which only the last may be short.
  private mutating func write(_ lines: UnsafeRawBufferPointer, to text: inout [UInt8]) {
    let count = (lines.count + lineBytes - 1) / lineBytes
    guard count > 0 else { return }
    // What writes a line also writes a NUL behind it.
    let room = (lines.count + 2) / 3 * 4 + count * lineBreak.count + 1
    text += [UInt8](unsafeUninitializedCapacity: room) { room, used in
      for start in stride(from: 0, to: lines.count, by: lineBytes) {
        if hasBegun {
          for byte in lineBreak {
            room[used] = byte
            used += 1
          }
        }
        hasBegun = true
        let line = UnsafeRawBufferPointer(rebasing: lines[start...].prefix(lineBytes))
        UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(room)[used...])
          .withMemoryRebound(to: CChar.self) {
            cc_base64(line.baseAddress, line.count, $0.baseAddress)
          }
        used += (line.count + 2) / 3 * 4
      }
    }
  }
}
