import CGMime
import Foundation
import Seal

/// How a part's bytes were made fit for transport (RFC 2045 paragraph 6).
enum TransferEncoding: Hashable, Sendable {
  case identity, base64, quotedPrintable, uuencode

  init(_ encoding: cg_encoding) {
    switch encoding {
    case cg_base64: self = .base64
    case cg_quoted_printable: self = .quotedPrintable
    case cg_uuencode: self = .uuencode
    default: self = .identity
    }
  }

  private var code: cg_encoding {
    switch self {
    case .identity: cg_identity
    case .base64: cg_base64
    case .quotedPrintable: cg_quoted_printable
    case .uuencode: cg_uuencode
    }
  }

  /// Decodes `bytes` piece by piece, so that a large file never lies in memory decoded.
  func stream(
    _ bytes: UnsafeBufferPointer<UInt8>, limit: Int = .max,
    into take: (UnsafeRawBufferPointer) throws -> Void
  ) rethrows {
    if self == .identity {
      try take(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes.prefix(limit))))
      return
    }
    let bytes = self == .uuencode ? TransferEncoding.withoutBeginLine(bytes) : bytes
    let decoder = cg_decoder_new(code)
    defer { cg_decoder_free(decoder) }
    let step = min(max(bytes.count, 1), 64 << 10)
    try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: cg_decoded_room(step)) { room in
      var at = 0
      var left = limit
      while at < bytes.count, left > 0 {
        let count = min(step, bytes.count - at)
        let piece = UnsafeBufferPointer(rebasing: bytes[at..<at + count])
        let written = cg_decode(decoder, piece.baseAddress, count, room.baseAddress)
        try take(
          UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room)[..<min(written, left)]))
        left -= min(written, left)
        at += count
      }
    }
  }

  /// Lends all of `bytes` decoded, at most `limit` of the result.
  func withDecoded<Value>(
    _ bytes: UnsafeBufferPointer<UInt8>, limit: Int, _ read: (UnsafeBufferPointer<UInt8>) -> Value
  ) -> Value {
    if self == .identity { return read(UnsafeBufferPointer(rebasing: bytes.prefix(limit))) }
    return decode(bytes, limit: limit).withUnsafeBufferPointer(read)
  }

  /// All of `bytes` decoded, at most `limit` of the result.
  func decode(_ bytes: UnsafeBufferPointer<UInt8>, limit: Int = .max) -> [UInt8] {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(min(bytes.count, limit))
    stream(bytes, limit: limit) { decoded.append(contentsOf: $0) }
    return decoded
  }

  /// All of `bytes` decoded.
  func decode(_ bytes: Data) -> Data {
    if self == .identity { return bytes }
    var decoded = Data(capacity: bytes.count)
    bytes.withUnsafeBytes { raw in
      stream(raw.bindMemory(to: UInt8.self)) { decoded.append(contentsOf: $0) }
    }
    return decoded
  }

  /// The number and the SHA-256 of the bytes that `bytes` decode to.
  func measure(_ bytes: UnsafeBufferPointer<UInt8>) -> (bytes: Int, sha256: Digest) {
    var count = 0
    var running = RunningDigest()
    stream(bytes) { piece in
      count += piece.count
      running.add(piece)
    }
    return (count, running.digest)
  }

  private static func withoutBeginLine(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) -> UnsafeBufferPointer<UInt8> {
    let start = bytes.drop { $0 == 0x0A || $0 == 0x0D }
    guard start.starts(with: Array("begin ".utf8)), let end = start.firstIndex(of: 0x0A) else {
      return bytes
    }
    return UnsafeBufferPointer(rebasing: bytes[(end + 1)...])
  }
}
