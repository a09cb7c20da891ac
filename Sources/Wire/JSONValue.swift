/// A JSON text as a value (RFC 8259); numbers are kept as they were written, so that money stays
/// exact.
package enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  /// As it was written, such as `129.90` or `1e3`.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// A whole number.
  package static func int(_ number: some BinaryInteger) -> JSONValue { .number("\(number)") }

  /// A text, or null.
  package static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

  /// How deep a text may nest (RFC 8259, section 9).
  package static let deepest = 64
  /// How many values a text may hold.
  package static let most = 2_000_000

  /// Reads a whole text; throws where it is none, nests too deep or holds too much.
  package init(parsing bytes: [UInt8]) throws(JSONMistake) {
    var reader = JSONReader(bytes)
    self = try reader.whole()
  }
}

/// Why a JSON text cannot be used, and where.
package struct JSONMistake: Error, Hashable, Sendable {
  /// The way to it from the top: `orders[2].total`; empty for the text itself.
  package var path: String
  /// What is wrong there, without its full stop.
  package var reason: String

  /// A mistake.
  package init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// Both in one sentence.
  package var sentence: String { path.isEmpty ? reason : "\(path) \(reason)" }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByNilLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .number("\(value)") }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  package init(nilLiteral: ()) { self = .null }
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements) { $1 })
  }
}

// MARK: - Writing

extension JSONValue {
  /// The value as text on one line, the keys of objects in order.
  package var written: String {
    var text = ""
    write(to: &text)
    return text
  }

  /// The same as bytes.
  package var bytes: [UInt8] { Array(written.utf8) }

  private func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let flag): text += flag ? "true" : "false"
    case .number(let number): text += number
    case .string(let string): Self.write(string, to: &text)
    case .array(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += "," }
        value.write(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
        if index > 0 { text += "," }
        Self.write(member.key, to: &text)
        text += ":"
        member.value.write(to: &text)
      }
      text += "}"
    }
  }

  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
