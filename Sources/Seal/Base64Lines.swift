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
    while rest.count >= lineBytes {
      write(UnsafeRawBufferPointer(rebasing: rest.prefix(lineBytes)), to: &text)
      rest = rest.dropFirst(lineBytes)
    }
    held.append(contentsOf: rest)
  }

  /// Adds the last line, which need not be full.
  package mutating func end(to text: inout [UInt8]) {
    guard !held.isEmpty else { return }
    held.withUnsafeBytes { write($0, to: &text) }
    held.removeAll()
  }

  private mutating func write(_ line: UnsafeRawBufferPointer, to text: inout [UInt8]) {
    if hasBegun { text += lineBreak }
    hasBegun = true
    let count = (line.count + 2) / 3 * 4
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: count + 1) { room in
      cc_base64(line.baseAddress, line.count, room.baseAddress)
      text.append(contentsOf: UnsafeRawBufferPointer(room).prefix(count))
    }
  }
}
