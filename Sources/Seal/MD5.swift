internal import CCrypto

/// MD5 (RFC 1321), for names that others make with it. It protects nothing.
package enum MD5 {
  /// The 32 hexadecimal digits of the UTF-8 bytes of `text`.
  package static func hex(_ text: String) -> String {
    var digest = [UInt8](repeating: 0, count: 16)
    let bytes = Array(text.utf8)
    cc_md5(bytes, bytes.count, &digest)
    return Spelling.hex(digest)
  }
}
