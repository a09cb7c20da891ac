package import Foundation

/// Bytes kept exactly as they came, found by their hash.
///
/// Large ones are handed out piece by piece, so that what is sent as text (base64) need never lie
/// in memory as the file that it is.
package struct RawBytes: Sendable {
  /// Hands out all bytes, in order.
  package typealias Pieces = @Sendable ((UnsafeRawBufferPointer) throws -> Void) throws -> Void

  private enum Source: Sendable {
    case whole(Data)
    case pieces(Pieces)
  }

  /// SHA-256 in hex.
  package let sha256: String
  /// How many there are.
  package let count: Int
  /// The hash was worked out from these very bytes, here: nobody need do it again.
  package let isHashed: Bool
  private let source: Source

  /// Raw bytes under their hash.
  package init(sha256: String, contents: Data, isHashed: Bool = false) {
    self.sha256 = sha256
    self.isHashed = isHashed
    count = contents.count
    source = .whole(contents)
  }

  /// So many bytes under their hash, handed out anew as often as they are asked for.
  package init(sha256: String, count: Int, pieces: @escaping Pieces) {
    self.sha256 = sha256
    self.count = count
    isHashed = false
    source = .pieces(pieces)
  }

  /// All bytes in one.
  package var contents: Data {
    if case .whole(let contents) = source { return contents }
    var contents = Data(capacity: count)
    try? eachPiece { contents.append(contentsOf: $0) }
    return contents
  }

  /// Hands out all bytes, in order; ends with the error of `take`.
  package func eachPiece(_ take: (UnsafeRawBufferPointer) throws -> Void) throws {
    switch source {
    case .whole(let contents): try contents.withUnsafeBytes(take)
    case .pieces(let pieces): try pieces(take)
    }
  }
}

extension RawBytes: Hashable {
  package static func == (left: RawBytes, right: RawBytes) -> Bool {
    left.sha256 == right.sha256 && left.count == right.count
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(sha256) }
}
