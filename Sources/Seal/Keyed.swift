internal import CCrypto
package import Foundation

/// Message authentication: only someone who holds the key can make or check a code.
package enum Keyed {
  /// The 32 bytes of HMAC-SHA256 over `message` (RFC 2104).
  package static func hmacSHA256(key: [UInt8], message: [UInt8]) -> [UInt8] {
    var code = [UInt8](repeating: 0, count: 32)
    let done = cc_hmac_sha256(key, key.count, message, message.count, &code)
    precondition(done == 1, "libcrypto cannot compute an HMAC: it is out of memory")
    return code
  }

  /// The 32 bytes of HMAC-SHA256 over `message` (RFC 2104).
  package static func hmacSHA256(key: Data, message: Data) -> [UInt8] {
    hmacSHA256(key: [UInt8](key), message: [UInt8](message))
  }

  /// Whether both hold the same bytes; takes the same time wherever they differ.
  package static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && cc_equal(left, right, left.count) == 1
  }

  /// `count` bytes nobody can foresee, from the system's generator; for keys and identifiers.
  package static func randomBytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let done = cc_random(&bytes, count)
    precondition(done == 1, "the system's random generator gives no bytes")
    return bytes
  }
}
