package import Foundation

extension BodyText {
  /// All line ends as `\n`, no NUL.
  static func withLineFeeds(_ text: String) -> String {
    var text = text
    let mended = text.withUTF8 { bytes -> String? in
      guard holds(0x0D, in: bytes) || holds(0, in: bytes) else { return nil }
      return String(unsafeUninitializedCapacity: bytes.count) { out in
        var (count, last) = (0, UInt8(0))
        for byte in bytes {
          if byte != 0, !(byte == 0x0A && last == 0x0D) {
            out[count] = byte == 0x0D ? 0x0A : byte
            count += 1
          }
          last = byte
        }
        return count
      }
    }
    return mended ?? text
  }

  private static func holds(_ byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.baseAddress.map { memchr($0, Int32(byte), bytes.count) != nil } ?? false
  }

  /// The lines of a text whose line ends are all `\n`.
  static func lines(_ text: some StringProtocol) -> [Substring] {
    let text = Substring(text)
    var lines: [Substring] = []
    var start = text.startIndex
    while let end = text.utf8[start...].firstIndex(of: 0x0A) {
      lines.append(text[start..<end])
      start = text.utf8.index(after: end)
    }
    lines.append(text[start...])
    return lines
  }

  /// As many whole lines of `text` as fit into `bytes`, and no more than 50,000; a first line that
  /// is longer is cut.
  static func firstLines(_ text: String, bytes: Int) -> Substring {
    // So few bytes are not so many lines.
    if text.utf8.count <= min(bytes, 50_000) { return text[...] }
    var end = text.utf8.startIndex
    var (count, lines, fits) = (0, 0, text.utf8.startIndex)
    while end < text.utf8.endIndex, count < bytes, lines < 50_000 {
      let byte = text.utf8[end]
      end = text.utf8.index(after: end)
      count += 1
      if byte == 0x0A {
        lines += 1
        fits = end
      }
    }
    if end == text.utf8.endIndex { return text[...] }
    if fits == text.utf8.startIndex { fits = text.index(before: text.index(after: end)) }
    return text[..<fits]
  }

  /// The text of a file in an unknown character set; HTML may name its own.
  package static func read(_ bytes: Data, isHTML: Bool = false) -> String {
    let bytes = [UInt8](bytes)
    let charset = isHTML ? metaCharset(bytes) : nil
    return withLineFeeds(bytes.withUnsafeBufferPointer { Charset.read($0, as: charset).text })
  }

  /// The character set that an HTML text names in its head, where its part names none.
  static func metaCharset(_ bytes: some Collection<UInt8>) -> String? {
    let head = String(decoding: bytes.prefix(2_048), as: UTF8.self).lowercased()
    guard let mark = head.range(of: "charset=") else { return nil }
    let name = head[mark.upperBound...].drop { "\"' ".contains($0) }
      .prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }
    return name.isEmpty ? nil : String(name)
  }
}
