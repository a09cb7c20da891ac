/// Header values as a person reads them: unfolded, encoded words decoded (RFC 2047).
///
/// The decoding is done here and not by GMime because 3.2.13 cuts a value off behind the padding
/// of a base64 word that another word follows, and because a character may be split between two
/// words.
enum EncodedWords {
  /// The bytes of a raw field value without its line breaks and the white space around it.
  static func unfold(_ raw: UnsafeBufferPointer<UInt8>, limit: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(raw.count, limit))
    for byte in raw.prefix(limit) where byte != 0x0A && byte != 0x0D && byte != 0 {
      if bytes.isEmpty && (byte == 0x20 || byte == 0x09) { continue }
      bytes.append(byte)
    }
    while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
    return bytes
  }

  /// Bytes that carry no word of their character set.
  static func plain(_ bytes: some Collection<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  /// The text of `bytes` with every encoded word in it decoded.
  static func decode(_ bytes: [UInt8]) -> String {
    guard holdsWord(bytes[...]) else { return plain(bytes) }
    return decode(bytes[...])
  }

  static func decode(_ bytes: ArraySlice<UInt8>) -> String {
    var reader = Reader(bytes: bytes)
    return reader.read()
  }

  static func decode(_ text: String) -> String {
    text.utf8.contains(0x3D) ? decode(Array(text.utf8)) : text
  }

  private static func holdsWord(_ bytes: ArraySlice<UInt8>) -> Bool {
    var last: UInt8 = 0
    for byte in bytes {
      if byte == 0x3F && last == 0x3D { return true }
      last = byte
    }
    return false
  }

  /// One pass over a value; holds back the bytes of a word in case the next one continues them.
  private struct Reader {
    let bytes: ArraySlice<UInt8>
    var text = ""
    var charset = ""
    var held: [UInt8] = []

    init(bytes: ArraySlice<UInt8>) {
      self.bytes = bytes
    }

    mutating func read() -> String {
      var at = bytes.startIndex
      var plainStart = at
      while at < bytes.endIndex {
        guard bytes[at] == 0x3D, let word = Word(bytes, at: at) else {
          at += 1
          continue
        }
        let between = bytes[plainStart..<at]
        let isJoined = !held.isEmpty && between.allSatisfy { $0 == 0x20 || $0 == 0x09 }
        if !isJoined {
          release()
          text += plain(between)
        }
        if charset != word.charset {
          release()
          charset = word.charset
        }
        held += word.contents
        at = word.end
        plainStart = at
      }
      release()
      text += plain(bytes[plainStart...])
      return text
    }

    private mutating func release() {
      guard !held.isEmpty else { return }
      text += held.withUnsafeBufferPointer { Charset.read($0, as: charset).text }
      held.removeAll()
    }
  }

  /// One word, `=?charset*language?encoding?text?=`.
  private struct Word {
    var charset: String
    var contents: [UInt8]
    var end: Int

    init?(_ bytes: ArraySlice<UInt8>, at start: Int) {
      let limit = bytes.endIndex
      guard start + 8 <= limit, bytes[start + 1] == 0x3F else { return nil }
      var at = start + 2
      while at < limit, bytes[at] > 0x20, bytes[at] < 0x7F, bytes[at] != 0x3F { at += 1 }
      guard at > start + 2, at + 2 < limit, bytes[at] == 0x3F, bytes[at + 2] == 0x3F else {
        return nil
      }
      let name = bytes[start + 2..<at].prefix { $0 != 0x2A }
      let encoding = bytes[at + 1] | 0x20
      at += 3
      guard let close = Word.close(bytes, from: at) else { return nil }
      charset = String(decoding: name, as: UTF8.self).lowercased()
      switch encoding {
      case 0x62: contents = Base64Text.decode(bytes[at..<close])
      case 0x71: contents = Word.unquote(bytes[at..<close])
      default: return nil
      }
      end = close + 2
    }

    /// Where `?=` stands; a word does not reach into another one.
    private static func close(_ bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
      var at = start
      while at + 1 < bytes.endIndex {
        if bytes[at] == 0x3F {
          if bytes[at + 1] == 0x3D { return at }
        } else if bytes[at] == 0x3D, bytes[at + 1] == 0x3F {
          // A Q word may begin with "=?", but then it has a charset and an encoding of its own.
          if Word.opens(bytes, at: at) { return nil }
        }
        at += 1
      }
      return nil
    }

    private static func opens(_ bytes: ArraySlice<UInt8>, at start: Int) -> Bool {
      let rest = bytes[(start + 2)...].prefix(40)
      guard let mark = rest.firstIndex(of: 0x3F), mark + 2 < bytes.endIndex else { return false }
      let encoding = bytes[mark + 1] | 0x20
      return mark > start + 2 && (encoding == 0x62 || encoding == 0x71) && bytes[mark + 2] == 0x3F
    }

    private static func unquote(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
      var contents: [UInt8] = []
      contents.reserveCapacity(bytes.count)
      var at = bytes.startIndex
      while at < bytes.endIndex {
        let byte = bytes[at]
        if byte == 0x3D, at + 2 < bytes.endIndex, let high = Hex.value(bytes[at + 1]),
          let low = Hex.value(bytes[at + 2])
        {
          contents.append(high << 4 | low)
          at += 3
        } else {
          contents.append(byte == 0x5F ? 0x20 : byte)
          at += 1
        }
      }
      return contents
    }
  }
}

/// Hexadecimal digits of percent signs and quoted-printable.
enum Hex {
  static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x41 + 10
    case 0x61...0x66: digit - 0x61 + 10
    default: nil
    }
  }
}

/// Base64 in headers: strays are skipped, padding may stand anywhere or nowhere.
enum Base64Text {
  static func decode(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var contents: [UInt8] = []
    contents.reserveCapacity(bytes.count * 3 / 4)
    var held: UInt32 = 0
    var count = 0
    for byte in bytes {
      guard let value = value(byte) else {
        // Padding ends a group; what follows starts anew.
        if byte == 0x3D { count = 0 }
        continue
      }
      held = held << 6 | UInt32(value)
      count += 1
      if count == 2 { contents.append(UInt8(truncatingIfNeeded: held >> 4)) }
      if count == 3 { contents.append(UInt8(truncatingIfNeeded: held >> 2)) }
      if count == 4 {
        contents.append(UInt8(truncatingIfNeeded: held))
        count = 0
      }
    }
    return contents
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x41...0x5A: digit - 0x41
    case 0x61...0x7A: digit - 0x61 + 26
    case 0x30...0x39: digit - 0x30 + 52
    case 0x2B, 0x2D: 62
    case 0x2F, 0x5F: 63
    default: nil
    }
  }
}
