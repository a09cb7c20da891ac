import Foundation

/// The spelling of folder names in IMAP (RFC 3501, section 5.1.3).
package enum ModifiedUTF7 {
  /// `Entwürfe` becomes `Entw&APw-rfe`.
  package static func encoded(_ name: String) -> String {
    var result = ""
    var units: [UInt16] = []
    func flush() {
      guard !units.isEmpty else { return }
      let bytes = units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
      let base64 = Data(bytes).base64EncodedString()
      let text = base64.replacing("/", with: ",").prefix { $0 != "=" }
      result += "&\(text)-"
      units = []
    }
    for scalar in name.unicodeScalars {
      if 0x20...0x7E ~= scalar.value {
        flush()
        result += scalar == "&" ? "&-" : String(scalar)
      } else {
        units.append(contentsOf: scalar.utf16)
      }
    }
    flush()
    return result
  }

  /// The name as people read it; what is not spelt correctly stays as it came.
  package static func decoded(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    guard bytes.allSatisfy({ 0x20...0x7E ~= $0 }) else { return text }
    var result = ""
    var rest = text[...]
    while let mark = rest.firstIndex(of: "&") {
      result += rest[..<mark]
      guard let end = rest[mark...].firstIndex(of: "-") else { return text }
      let inner = rest[rest.index(after: mark)..<end]
      if inner.isEmpty {
        result += "&"
      } else {
        guard let piece = shifted(inner) else { return text }
        result += piece
      }
      rest = rest[rest.index(after: end)...]
    }
    result += rest
    return encoded(result) == text ? result : text
  }

  private static func shifted(_ inner: Substring) -> String? {
    var base64 = String(inner.replacing(",", with: "/"))
    while base64.utf8.count % 4 != 0 { base64 += "=" }
    guard let data = Data(base64Encoded: base64), data.count % 2 == 0 else { return nil }
    let bytes = [UInt8](data)
    let units = stride(from: 0, to: bytes.count, by: 2).map {
      UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
    }
    return String(validating: units, as: UTF16.self)
  }
}
