internal import CCrypto
package import Foundation

/// A SHA-256 hash: the name under which bytes are kept and found again.
package struct Digest: Hashable, Sendable, CustomStringConvertible {
  /// The 32 bytes of the hash.
  package let bytes: [UInt8]

  /// Takes over a hash kept elsewhere; `nil` unless it is exactly 32 bytes.
  package init?(bytes: some Sequence<UInt8>) {
    let bytes = Array(bytes)
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// Reads the 64 hexadecimal digits of `hex`; `nil` for anything else.
  package init?(hex: String) {
    guard let bytes = Spelling.bytes(hex: hex) else { return nil }
    self.init(bytes: bytes)
  }

  fileprivate init(finished bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The hash as 64 lower-case hexadecimal digits.
  package var hex: String { Spelling.hex(bytes) }

  /// The same as `hex`.
  package var description: String { hex }
}

// MARK: - Hashing in one step

extension Digest {
  /// The SHA-256 of all of `bytes`.
  package static func sha256(_ bytes: UnsafeRawBufferPointer) -> Digest {
    var running = RunningDigest()
    running.add(bytes)
    return running.digest
  }

  /// The SHA-256 of all of `bytes`.
  package static func sha256(_ bytes: [UInt8]) -> Digest {
    bytes.withUnsafeBytes { sha256($0) }
  }

  /// The SHA-256 of all of `bytes`.
  package static func sha256(_ bytes: Data) -> Digest {
    bytes.withUnsafeBytes { sha256($0) }
  }

  /// The SHA-256 of the UTF-8 bytes of `text`.
  package static func sha256(_ text: String) -> Digest {
    sha256(Array(text.utf8))
  }
}

/// A SHA-256 that grows piece by piece; copying it copies what it has seen so far.
package struct RunningDigest: Sendable {
  private var state = cc_sha256()

  /// A hash that has seen nothing yet.
  package init() {
    cc_sha256_begin(&state)
  }

  /// Goes on with `bytes`.
  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    cc_sha256_add(&state, bytes.baseAddress, bytes.count)
  }

  /// Goes on with `bytes`.
  package mutating func add(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { cc_sha256_add(&state, $0.baseAddress, $0.count) }
  }

  /// Goes on with `bytes`.
  package mutating func add(_ bytes: Data) {
    bytes.withUnsafeBytes { cc_sha256_add(&state, $0.baseAddress, $0.count) }
  }

  /// The hash of everything added so far; more may be added afterwards.
  package var digest: Digest {
    var copy = state
    var bytes = [UInt8](repeating: 0, count: 32)
    cc_sha256_end(&copy, &bytes)
    return Digest(finished: bytes)
  }
}
