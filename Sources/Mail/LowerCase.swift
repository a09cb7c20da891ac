/// Lower case of the letters of most mails, in place and without making strings: Latin, Cyrillic, and
/// scripts that have no case.
enum LowerCase {
  /// Writes UTF-8 in lower case, as many bytes as there are; false where it holds other letters, whose
  /// lower case must be looked up.
  static func write(
    _ bytes: UnsafeBufferPointer<UInt8>, to room: UnsafeMutableBufferPointer<UInt8>
  ) -> Bool {
    var at = 0
    while at < bytes.count {
      let lead = bytes[at]
      switch lead {
      case 0..<0x80:
        room[at] = 0x41...0x5A ~= lead ? lead | 0x20 : lead
        at += 1
      case 0xC2...0xDF:
        guard let value = letter(UInt16(lead & 0x1F) << 6 | UInt16(bytes[at + 1] & 0x3F)) else {
          return false
        }
        room[at] = 0xC0 | UInt8(truncatingIfNeeded: value >> 6)
        room[at + 1] = 0x80 | UInt8(value & 0x3F)
        at += 2
      case 0xE0, 0xE3...0xE9, 0xEB...0xED:
        for offset in 0..<3 { room[at + offset] = bytes[at + offset] }
        at += 3
      case 0xE2 where bytes[at + 1] == 0x80:
        for offset in 0..<3 { room[at + offset] = bytes[at + offset] }
        at += 3
      default:
        return false
      }
    }
    return true
  }

  /// The small letter of one below U+0800; `nil` where that is no simple matter.
  private static func letter(_ value: UInt16) -> UInt16? {
    switch value {
    case 0x80...0xBF, 0xD7, 0xDF...0xFF: value
    case 0xC0...0xDE: value + 0x20
    case 0x100...0x12F, 0x132...0x137, 0x14A...0x177: value | 1
    case 0x139...0x148, 0x179...0x17E: value + (value & 1)
    case 0x400...0x40F: value + 0x50
    case 0x410...0x42F: value + 0x20
    case 0x430...0x45F, 0x590...0x7BF: value
    default: nil
    }
  }
}
