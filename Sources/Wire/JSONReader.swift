/// Takes a JSON text apart, byte by byte, within a budget of depth and number.
struct JSONReader {
  private let bytes: [UInt8]
  private var at = 0
  private var count = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
  }

  mutating func whole() throws(JSONMistake) -> JSONValue {
    let value = try value(depth: 0)
    skipSpace()
    guard at == bytes.count else { throw mistake("something stands behind the end") }
    return value
  }

  private func mistake(_ reason: String) -> JSONMistake {
    JSONMistake(path: "", reason: "\(reason) (byte \(at))")
  }

  private mutating func skipSpace() {
    while at < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[at]) { at += 1 }
  }

  private mutating func value(depth: Int) throws(JSONMistake) -> JSONValue {
    count += 1
    guard depth <= JSONValue.deepest else { throw mistake("it nests too deep") }
    guard count <= JSONValue.most else { throw mistake("it holds too many values") }
    skipSpace()
    guard at < bytes.count else { throw mistake("it is cut off") }
    switch bytes[at] {
    case UInt8(ascii: "{"): return try object(depth)
    case UInt8(ascii: "["): return try array(depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), 0x30...0x39: return try number()
    default: throw mistake("it is no JSON")
    }
  }

  private mutating func word(
    _ word: String, _ value: JSONValue
  ) throws(JSONMistake) -> JSONValue {
    guard bytes[at...].starts(with: word.utf8) else { throw mistake("it is no JSON") }
    at += word.utf8.count
    return value
  }

  /// Whether a sign stands next; it is passed by.
  private mutating func passes(_ sign: UInt8) -> Bool {
    skipSpace()
    guard at < bytes.count, bytes[at] == sign else { return false }
    at += 1
    return true
  }

  private mutating func object(_ depth: Int) throws(JSONMistake) -> JSONValue {
    at += 1
    var members: [String: JSONValue] = [:]
    if passes(UInt8(ascii: "}")) { return .object(members) }
    repeat {
      skipSpace()
      guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else {
        throw mistake("a name is missing")
      }
      let name = try string()
      guard passes(UInt8(ascii: ":")) else { throw mistake("a colon is missing") }
      members[name] = try value(depth: depth + 1)
    } while passes(UInt8(ascii: ","))
    guard passes(UInt8(ascii: "}")) else { throw mistake("an object is cut off") }
    return .object(members)
  }

  private mutating func array(_ depth: Int) throws(JSONMistake) -> JSONValue {
    at += 1
    var values: [JSONValue] = []
    if passes(UInt8(ascii: "]")) { return .array(values) }
    repeat {
      values.append(try value(depth: depth + 1))
    } while passes(UInt8(ascii: ","))
    guard passes(UInt8(ascii: "]")) else { throw mistake("a list is cut off") }
    return .array(values)
  }

  private mutating func number() throws(JSONMistake) -> JSONValue {
    let start = at
    while at < bytes.count, Self.isOfNumber(bytes[at]) { at += 1 }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    let form = /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/
    guard text.utf8.count <= 64, text.wholeMatch(of: form) != nil else {
      throw mistake("a number cannot be read")
    }
    return .number(text)
  }

  private static func isOfNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
      UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }
}

// MARK: - Strings

extension JSONReader {
  private mutating func string() throws(JSONMistake) -> String {
    at += 1
    var text: [UInt8] = []
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): try escape(into: &text)
      case ..<0x20: throw mistake("a control character stands in a text")
      default: text.append(byte)
      }
    }
    throw mistake("a text is cut off")
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONMistake) {
    guard at < bytes.count else { throw mistake("a text is cut off") }
    let byte = bytes[at]
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): text += Array(String(Character(try scalar())).utf8)
    default: throw mistake("a text holds an unknown escape")
    }
  }

  /// One scalar behind `\u`, or two halves of one (section 7); U+FFFD for half of one.
  private mutating func scalar() throws(JSONMistake) -> Unicode.Scalar {
    let first = try unit()
    if let scalar = Unicode.Scalar(UInt32(first)) { return scalar }
    let replacement: Unicode.Scalar = "\u{FFFD}"
    guard 0xD800...0xDBFF ~= first, bytes[at...].starts(with: [0x5C, 0x75]) else {
      return replacement
    }
    let before = at
    at += 2
    let second = try unit()
    guard 0xDC00...0xDFFF ~= second else {
      at = before
      return replacement
    }
    let joined = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
    return Unicode.Scalar(joined) ?? replacement
  }

  private mutating func unit() throws(JSONMistake) -> UInt16 {
    let digits = bytes[at...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw mistake("an escape is cut off") }
    at += 4
    return unit
  }
}
