/// What a file of S/MIME is (RFC 5652): a signed mail, which anybody can read, or an encrypted one.
enum CMSContents: Equatable {
  case signed(ArraySlice<UInt8>)
  case encrypted
  /// A signature whose mail stands elsewhere, or something that cannot be read.
  case other

  init(_ bytes: [UInt8]) {
    var reader = BERReader(bytes[...])
    guard let outer = reader.next(), outer.tag == 0x30 else {
      self = .other
      return
    }
    var info = BERReader(outer.contents)
    guard let type = info.next(), type.tag == 0x06 else {
      self = .other
      return
    }
    switch Array(type.contents) {
    case CMSContents.signedData: self = CMSContents.signedContents(&info)
    case CMSContents.envelopedData, CMSContents.authEnvelopedData: self = .encrypted
    default: self = .other
    }
  }

  private static let signedData: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02]
  private static let envelopedData: [UInt8] = [
    0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x03,
  ]
  private static let authEnvelopedData: [UInt8] = [
    0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x01, 0x17,
  ]

  /// SignedData: version, digest algorithms, then the contents with their type.
  private static func signedContents(_ info: inout BERReader) -> CMSContents {
    guard let explicit = info.next(), explicit.tag == 0xA0 else { return .other }
    var wrapped = BERReader(explicit.contents)
    guard let signed = wrapped.next(), signed.tag == 0x30 else { return .other }
    var fields = BERReader(signed.contents)
    guard fields.next()?.tag == 0x02, fields.next()?.tag == 0x31, let inner = fields.next(),
      inner.tag == 0x30
    else { return .other }
    var contents = BERReader(inner.contents)
    guard contents.next()?.tag == 0x06, let box = contents.next(), box.tag == 0xA0 else {
      return .other
    }
    var boxed = BERReader(box.contents)
    guard let octets = boxed.next(), octets.tag & 0x1F == 0x04 else { return .other }
    return .signed(BERReader.joined(octets))
  }
}

/// Reads values with a tag and a length (X.690), lengths that come at the end included.
struct BERReader {
  struct Value {
    var tag: UInt8
    var contents: ArraySlice<UInt8>
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) {
    rest = bytes
  }

  /// The next value; what is cut off at the end is read as far as it goes.
  mutating func next() -> Value? {
    guard let (tag, length, start) = BERReader.head(rest) else { return nil }
    if let length {
      let end = min(rest.endIndex, start + length)
      defer { rest = rest[end...] }
      return Value(tag: tag, contents: rest[start..<end])
    }
    let end = BERReader.end(of: rest[start...])
    defer { rest = rest[min(rest.endIndex, end + 2)...] }
    return Value(tag: tag, contents: rest[start..<end])
  }

  /// Octets that came in pieces, put together.
  static func joined(_ value: Value) -> ArraySlice<UInt8> {
    guard value.tag & 0x20 != 0 else { return value.contents }
    var reader = BERReader(value.contents)
    var out: [UInt8] = []
    while let piece = reader.next() {
      // Pieces in pieces are written by nobody.
      if piece.tag == 0x04 { out += piece.contents }
    }
    return out[...]
  }

  /// The tag, the length where it is given, and where the contents begin.
  private static func head(
    _ bytes: ArraySlice<UInt8>
  ) -> (tag: UInt8, length: Int?, start: Int)? {
    guard bytes.count >= 2, let tag = bytes.first, tag & 0x1F != 0x1F else { return nil }
    let first = bytes[bytes.startIndex + 1]
    let start = bytes.startIndex + 2
    if first < 0x80 { return (tag, Int(first), start) }
    if first == 0x80 { return (tag, nil, start) }
    let count = Int(first & 0x7F)
    guard count <= 4, start + count <= bytes.endIndex else { return nil }
    let length = bytes[start..<start + count].reduce(0) { $0 << 8 | Int($1) }
    return (tag, length, start + count)
  }

  /// Where contents of open length end: at two zero bytes on their own level.
  private static func end(of bytes: ArraySlice<UInt8>) -> Int {
    var at = bytes.startIndex
    var depth = 0
    while let (tag, length, start) = head(bytes[at...]) {
      if tag == 0, length == 0 {
        if depth == 0 { return at }
        depth -= 1
        at = start
      } else if let length {
        at = min(bytes.endIndex, start + length)
      } else {
        depth += 1
        at = start
      }
    }
    return bytes.endIndex
  }
}
