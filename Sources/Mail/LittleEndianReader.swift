/// Reads numbers and pieces from bytes whose lowest byte comes first; says `nil` at the end.
struct LittleEndianReader {
  let bytes: ArraySlice<UInt8>
  private(set) var at: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    at = bytes.startIndex
  }

  var left: Int { bytes.endIndex - at }

  mutating func byte() -> UInt8? {
    guard left > 0 else { return nil }
    defer { at += 1 }
    return bytes[at]
  }

  mutating func short() -> Int? {
    guard let piece = take(2) else { return nil }
    return piece.reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  mutating func long() -> Int? {
    guard let piece = take(4) else { return nil }
    return piece.reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, count <= left else { return nil }
    defer { at += count }
    return bytes[at..<at + count]
  }

  /// A piece and what fills it up to a multiple of four.
  mutating func takePadded(_ count: Int) -> ArraySlice<UInt8>? {
    guard let piece = take(count) else { return nil }
    _ = take(min(left, (4 - count % 4) % 4))
    return piece
  }
}
