/// Bytes spelt as text that survives headers, file names and shells: hex, base32, base64url.
package enum Spelling {
  private static let hexDigits = Array("0123456789abcdef".utf8)
  private static let base32Digits = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
  private static let base64Digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  // MARK: - Hexadecimal

  /// Two lower-case hexadecimal digits for each byte.
  package static func hex(_ bytes: some Sequence<UInt8>) -> String {
    var digits: [UInt8] = []
    for byte in bytes {
      digits.append(hexDigits[Int(byte >> 4)])
      digits.append(hexDigits[Int(byte & 15)])
    }
    return String(decoding: digits, as: UTF8.self)
  }

  /// Reads hexadecimal digits of either case; `nil` for an odd number or any other character.
  package static func bytes(hex: String) -> [UInt8]? {
    let digits = Array(hex.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = hexValue(digits[index]), let low = hexValue(digits[index + 1]) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func hexValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x41 + 10
    case 0x61...0x66: digit - 0x61 + 10
    default: nil
    }
  }

  // MARK: - Base32 and base64url

  /// Lower-case base32 without padding (RFC 4648 paragraph 6): safe where case gets lost.
  package static func base32(_ bytes: some Sequence<UInt8>) -> String {
    spell(bytes, bits: 5, digits: base32Digits)
  }

  /// Reads base32 of either case, padded or not; `nil` for any other character.
  package static func bytes(base32: String) -> [UInt8]? {
    read(base32, bits: 5) { digit in
      switch digit {
      case 0x41...0x5A: digit - 0x41
      case 0x61...0x7A: digit - 0x61
      case 0x32...0x37: digit - 0x32 + 26
      default: nil
      }
    }
  }

  /// Base64 with `-` and `_`, without padding (RFC 4648 paragraph 5).
  package static func base64URL(_ bytes: some Sequence<UInt8>) -> String {
    spell(bytes, bits: 6, digits: base64Digits)
  }

  /// Reads base64url, padded or not; `nil` for any other character.
  package static func bytes(base64URL: String) -> [UInt8]? {
    read(base64URL, bits: 6) { digit in
      switch digit {
      case 0x41...0x5A: digit - 0x41
      case 0x61...0x7A: digit - 0x61 + 26
      case 0x30...0x39: digit - 0x30 + 52
      case 0x2D: 62
      case 0x5F: 63
      default: nil
      }
    }
  }

  private static func spell(
    _ bytes: some Sequence<UInt8>, bits: Int, digits: [UInt8]
  ) -> String {
    var text: [UInt8] = []
    var held = 0
    var count = 0
    for byte in bytes {
      held = (held << 8 | Int(byte)) & 0xFFFF
      count += 8
      while count >= bits {
        count -= bits
        text.append(digits[held >> count & (1 << bits - 1)])
      }
    }
    if count > 0 { text.append(digits[held << (bits - count) & (1 << bits - 1)]) }
    return String(decoding: text, as: UTF8.self)
  }

  private static func read(
    _ text: String, bits: Int, value: (UInt8) -> UInt8?
  ) -> [UInt8]? {
    var bytes: [UInt8] = []
    var held = 0
    var count = 0
    var digits = Substring(text).utf8
    while digits.last == 0x3D { digits.removeLast() }
    for digit in digits {
      guard let value = value(digit) else { return nil }
      held = (held << bits | Int(value)) & 0xFFFF
      count += bits
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: held >> count))
      }
    }
    // What is left over are padding bits: fewer than a digit, and all zero.
    guard count < bits, held & (1 << count - 1) == 0 else { return nil }
    return bytes
  }
}
