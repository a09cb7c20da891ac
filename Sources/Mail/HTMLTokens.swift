import CXML

/// HTML as tags and text, in one pass over the bytes.
///
/// libxml2's parser is not used for this: a tag with many attributes or a run of end tags that
/// nothing opened costs it quadratic time (350 KB of `<b>` and `</i>` took 4.7 s in 2.9.14), and
/// a help desk reads HTML from strangers. Only the table of named characters is its own.
struct HTMLTokens {
  enum Token {
    /// Text with its entities still in it.
    case text(Range<Int>)
    case open(Tag)
    case close(String)
  }

  /// An opening tag, with the few attributes that matter to a reader of text.
  struct Tag {
    var name: String
    var attributes: [String: Range<Int>] = [:]
  }

  let bytes: [UInt8]
  private var at = 0
  /// Set once a search for the end of a comment has failed: it would fail again.
  private var hasCommentEnd = true

  init(_ html: String) {
    bytes = Array(html.utf8)
  }

  /// The next token, or `nil` at the end.
  mutating func next() -> Token? {
    while at < bytes.count {
      guard bytes[at] == 0x3C else { return text() }
      let second = at + 1 < bytes.count ? bytes[at + 1] : 0
      switch second {
      case 0x21, 0x3F: skipDeclaration()
      case 0x2F:
        if let name = closeTag() { return .close(name) }
      case 0x41...0x5A, 0x61...0x7A:
        let tag = openTag()
        if HTMLTokens.rawElements.contains(tag.name) { skipRaw(tag.name) }
        return .open(tag)
      default: return text()
      }
    }
    return nil
  }

  /// Elements whose contents are no text for a reader.
  private static let rawElements: Set<String> = [
    "script", "style", "title", "noembed", "iframe", "template", "noframes", "svg", "math",
    "object", "select", "textarea", "xmp", "audio", "video",
  ]

  private static let keptAttributes: Set<String> = [
    "href", "alt", "title", "style", "hidden", "class", "start", "cite", "type",
  ]

  // MARK: - Pieces

  private mutating func text() -> Token {
    let start = at
    at += 1
    while at < bytes.count, bytes[at] != 0x3C { at += 1 }
    return .text(start..<at)
  }

  private mutating func skipDeclaration() {
    if hasCommentEnd, bytes[at...].starts(with: Array("<!--".utf8)) {
      var end = at + 4
      while end + 2 < bytes.count {
        if bytes[end] == 0x2D, bytes[end + 1] == 0x2D, bytes[end + 2] == 0x3E {
          at = end + 3
          return
        }
        end += 1
      }
      hasCommentEnd = false
    }
    skip(to: 0x3E)
  }

  private mutating func skip(to byte: UInt8) {
    while at < bytes.count, bytes[at] != byte { at += 1 }
    at += 1
  }

  private mutating func closeTag() -> String? {
    at += 2
    let name = tagName()
    skip(to: 0x3E)
    return name.isEmpty ? nil : name
  }

  private mutating func tagName() -> String {
    let start = at
    while at < bytes.count, bytes[at] > 0x20, bytes[at] != 0x3E, bytes[at] != 0x2F { at += 1 }
    return lowercased(start..<min(at, start + 24))
  }

  private func lowercased(_ range: Range<Int>) -> String {
    String(decoding: bytes[range].map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self)
  }

  private mutating func openTag() -> Tag {
    at += 1
    var tag = Tag(name: tagName())
    while at < bytes.count {
      while at < bytes.count, bytes[at] <= 0x20 || bytes[at] == 0x2F { at += 1 }
      guard at < bytes.count, bytes[at] != 0x3E else { break }
      let start = at
      while at < bytes.count, bytes[at] > 0x20, !"=>/".utf8.contains(bytes[at]) { at += 1 }
      let name = lowercased(start..<min(at, start + 16))
      let value = attributeValue()
      if HTMLTokens.keptAttributes.contains(name), tag.attributes[name] == nil {
        tag.attributes[name] = value
      }
      if at == start { at += 1 }
    }
    at += 1
    return tag
  }

  private mutating func attributeValue() -> Range<Int> {
    var ahead = at
    while ahead < bytes.count, bytes[ahead] <= 0x20 { ahead += 1 }
    guard ahead < bytes.count, bytes[ahead] == 0x3D else { return at..<at }
    at = ahead + 1
    while at < bytes.count, bytes[at] <= 0x20 { at += 1 }
    guard at < bytes.count else { return at..<at }
    if bytes[at] == 0x22 || bytes[at] == 0x27 {
      let quote = bytes[at]
      let start = at + 1
      at = start
      while at < bytes.count, bytes[at] != quote { at += 1 }
      defer { at += 1 }
      return start..<min(at, bytes.count)
    }
    let start = at
    while at < bytes.count, bytes[at] > 0x20, bytes[at] != 0x3E { at += 1 }
    return start..<at
  }

  /// Goes on behind the end tag of `name`, or to the end of all where there is none.
  private mutating func skipRaw(_ name: String) {
    let wanted = Array(name.utf8)
    while at < bytes.count {
      while at < bytes.count, bytes[at] != 0x3C { at += 1 }
      let end = at + 2 + wanted.count
      if end <= bytes.count, at + 1 < bytes.count, bytes[at + 1] == 0x2F,
        zip(bytes[(at + 2)..<end], wanted).allSatisfy({ $0 | 0x20 == $1 })
      {
        return
      }
      at += 1
    }
  }
}

// MARK: - Entities

extension HTMLTokens {
  /// The text of `range` with its entities resolved.
  func resolved(_ range: Range<Int>) -> [UInt8] {
    guard bytes[range].contains(0x26) else { return Array(bytes[range]) }
    var out: [UInt8] = []
    out.reserveCapacity(range.count)
    var at = range.lowerBound
    while at < range.upperBound {
      if bytes[at] == 0x26, let (scalar, end) = entity(at, in: range) {
        out.append(contentsOf: String(scalar).utf8)
        at = end
      } else {
        out.append(bytes[at])
        at += 1
      }
    }
    return out
  }

  private func entity(_ start: Int, in range: Range<Int>) -> (Unicode.Scalar, Int)? {
    var at = start + 1
    if at < range.upperBound, bytes[at] == 0x23 { return number(start, in: range) }
    while at < range.upperBound, at < start + 16,
      0x30...0x39 ~= bytes[at] || 0x41...0x5A ~= bytes[at] || 0x61...0x7A ~= bytes[at]
    {
      at += 1
    }
    let value = bytes[(start + 1)..<at].withUnsafeBytes {
      cx_entity($0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
    }
    guard value != 0, let scalar = Unicode.Scalar(value) else { return nil }
    return (scalar, at < range.upperBound && bytes[at] == 0x3B ? at + 1 : at)
  }

  private func number(_ start: Int, in range: Range<Int>) -> (Unicode.Scalar, Int)? {
    var at = start + 2
    let isHex = at < range.upperBound && bytes[at] | 0x20 == 0x78
    if isHex { at += 1 }
    let first = at
    var value: UInt32 = 0
    while at < range.upperBound, let digit = Hex.value(bytes[at]), isHex || digit < 10 {
      value = min(value * (isHex ? 16 : 10) + UInt32(digit), 0x110000)
      at += 1
    }
    guard at > first else { return nil }
    if at < range.upperBound, bytes[at] == 0x3B { at += 1 }
    if 0x80...0x9F ~= value { value = Charset.windows1252Scalar(UInt8(value)) }
    return (value == 0 ? "\u{FFFD}" : Unicode.Scalar(value) ?? "\u{FFFD}", at)
  }
}
