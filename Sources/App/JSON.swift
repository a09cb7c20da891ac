import Domain
import Foundation

/// A JSON value as the command line's contract spells it: keys in snake case, absent things `null`.
indirect enum JSON: Encodable, Hashable {
  case null
  case bool(Bool)
  case int(Int)
  case number(Double)
  case text(String)
  case list([JSON])
  case object([String: JSON])

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .null:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    case .bool(let value): try Self.encode(value, to: encoder)
    case .int(let value): try Self.encode(value, to: encoder)
    case .number(let value): try Self.encode(value, to: encoder)
    case .text(let value): try Self.encode(value, to: encoder)
    case .list(let values): try Self.encode(values, to: encoder)
    case .object(let values):
      var container = encoder.container(keyedBy: Name.self)
      for (key, value) in values { try container.encode(value, forKey: Name(stringValue: key)) }
    }
  }

  private static func encode(_ value: some Encodable, to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }

  private struct Name: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}

extension JSON {
  /// An object with more keys.
  func adding(_ more: [String: JSON]) -> JSON {
    guard case .object(let values) = self else { return self }
    return .object(values.merging(more) { $1 })
  }
}

// MARK: - From the house's values

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
  init(stringLiteral value: String) { self = .text(value) }
  init(integerLiteral value: Int) { self = .int(value) }
  init(booleanLiteral value: Bool) { self = .bool(value) }
  init(nilLiteral: ()) { self = .null }
  init(arrayLiteral elements: JSON...) { self = .list(elements) }
  init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(Dictionary(elements) { $1 })
  }

  /// A text, or `null`.
  init(_ text: String?) { self = text.map { .text($0) } ?? .null }

  /// A list of texts.
  init(_ texts: some Sequence<String>) { self = .list(texts.map { .text($0) }) }

  /// A moment as RFC 3339 with the zone's offset, or `null`.
  init(_ moment: Instant?, in zone: TimeZone) {
    self = moment.map { .text($0.rfc3339(in: zone)) } ?? .null
  }

  /// A sum of money: its amount a decimal text, never a float.
  init(_ money: Money?) {
    self = money.map { ["amount": .text($0.decimalText), "currency": .text($0.currency)] } ?? .null
  }

  /// Someone's name and address.
  init(_ party: Party) {
    self = ["name": .text(party.name), "address": .text(party.address)]
  }

  /// An attachment without its bytes.
  init(_ attachment: Attachment) {
    self = [
      "filename": .text(attachment.filename), "content_type": .text(attachment.contentType),
      "bytes": .int(attachment.bytes), "sha256": .text(attachment.sha256),
    ]
  }
}
