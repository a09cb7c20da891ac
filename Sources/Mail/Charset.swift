import CGMime

/// Bytes of some character set as text; never fails, what does not fit becomes U+FFFD.
enum Charset {
  /// The text, and whether every byte made sense.
  struct Reading {
    var text: String
    var isSound: Bool
  }

  /// Reads `bytes` as `name` says, or as UTF-8 where that is missing, unknown or plainly wrong.
  static func read(_ bytes: UnsafeBufferPointer<UInt8>, as name: String?) -> Reading {
    let isASCII = bytes.allSatisfy { $0 < 0x80 }
    let name = (name ?? "").lowercased()
    if isASCII && !isShifting(name) {
      return Reading(text: String(decoding: bytes, as: UTF8.self), isSound: true)
    }
    switch name {
    case "", "us-ascii", "ascii", "utf-8", "utf8", "x-unknown", "unknown", "unknown-8bit", "8bit",
      "ansi_x3.4-1968", "default":
      return readUnmarked(bytes, claimsUTF8: name.hasPrefix("utf"))
    case "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "l1", "windows-1252",
      "cp1252", "x-cp1252", "cp-1252", "x-ansi":
      return Reading(text: windows1252(bytes), isSound: true)
    default:
      return convert(bytes, from: name) ?? unknown(bytes)
    }
  }

  /// Character sets whose bytes are all below 128 and yet are not ASCII.
  private static func isShifting(_ name: String) -> Bool {
    name.hasPrefix("iso-2022") || name.hasPrefix("hz") || name.hasSuffix("utf-7")
      || name.hasPrefix("utf-16") || name.hasPrefix("utf-32") || name.hasPrefix("ucs")
      || name.hasPrefix("csiso2022") || name.hasPrefix("ibm") || name.hasPrefix("cp037")
  }

  private static func convert(
    _ bytes: UnsafeBufferPointer<UInt8>, from name: String
  ) -> Reading? {
    var written = 0
    var wrong = 0
    guard let text = cg_to_utf8(name, bytes.baseAddress, bytes.count, &written, &wrong) else {
      return nil
    }
    defer { cg_text_free(text) }
    let utf8 = UnsafeRawBufferPointer(start: text, count: written)
    return Reading(text: String(decoding: utf8, as: UTF8.self), isSound: wrong == 0)
  }

  private static func unknown(_ bytes: UnsafeBufferPointer<UInt8>) -> Reading {
    Reading(text: readUnmarked(bytes, claimsUTF8: false).text, isSound: false)
  }

  /// UTF-8 where the bytes are that, else what most old Western software wrote.
  static func readUnmarked(
    _ bytes: UnsafeBufferPointer<UInt8>, claimsUTF8: Bool
  ) -> Reading {
    if let text = String(validating: bytes, as: UTF8.self) {
      return Reading(text: text, isSound: true)
    }
    if claimsUTF8 && holdsSequences(bytes) {
      return Reading(text: String(decoding: bytes, as: UTF8.self), isSound: false)
    }
    return Reading(text: windows1252(bytes), isSound: false)
  }

  /// Whether some bytes above 127 do form UTF-8 sequences: damaged UTF-8, then, not another set.
  private static func holdsSequences(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var sequences = 0
    var strays = 0
    var index = 0
    while index < bytes.count {
      let lead = bytes[index]
      index += 1
      guard lead >= 0x80 else { continue }
      let length = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC2 ? 1 : 0
      var found = 0
      while found < length, index < bytes.count, bytes[index] & 0xC0 == 0x80 {
        found += 1
        index += 1
      }
      if length > 0 && found == length { sequences += 1 } else { strays += 1 }
    }
    return sequences > strays
  }

  private static let high: [UInt32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
  ]

  /// The code point that a byte stands for in Windows-1252; pages also use it for numbers.
  static func windows1252Scalar(_ byte: UInt8) -> UInt32 {
    0x80...0x9F ~= byte ? high[Int(byte) - 0x80] : UInt32(byte)
  }

  /// What Western senders mean by ISO-8859-1 and by no character set at all.
  private static func windows1252(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    // No character of it takes more than three bytes in UTF-8.
    String(unsafeUninitializedCapacity: bytes.count * 3) { out in
      var count = 0
      for byte in bytes {
        let scalar = windows1252Scalar(byte)
        if scalar < 0x80 {
          out[count] = byte
          count += 1
          continue
        }
        if scalar < 0x800 {
          out[count] = UInt8(0xC0 | scalar >> 6)
          count += 1
        } else {
          out[count] = UInt8(0xE0 | scalar >> 12)
          out[count + 1] = UInt8(0x80 | scalar >> 6 & 0x3F)
          count += 2
        }
        out[count] = UInt8(0x80 | scalar & 0x3F)
        count += 1
      }
      return count
    }
  }
}
