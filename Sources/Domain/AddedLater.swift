/// A list that values kept by an earlier version do not have yet: it is empty there, and empty it
/// is not written, so that what is kept stays as it was.
@propertyWrapper
package struct AddedLater<Element: Hashable & Sendable & Codable>: Hashable, Sendable, Codable {
  /// The list.
  package var wrappedValue: [Element]

  /// A list.
  package init(wrappedValue: [Element]) {
    self.wrappedValue = wrappedValue
  }

  /// Reads it where it stands.
  package init(from decoder: any Decoder) throws {
    wrappedValue = try decoder.singleValueContainer().decode([Element].self)
  }

  /// Writes it as the list it is.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}

extension KeyedDecodingContainer {
  /// The list under `key`; empty where there is none.
  func decode<Element>(
    _ type: AddedLater<Element>.Type, forKey key: Key
  ) throws -> AddedLater<Element> {
    try decodeIfPresent(type, forKey: key) ?? AddedLater(wrappedValue: [])
  }
}

extension KeyedEncodingContainer {
  /// Writes the list under `key`, unless it is empty.
  mutating func encode<Element>(_ value: AddedLater<Element>, forKey key: Key) throws {
    if !value.wrappedValue.isEmpty { try encodeIfPresent(value, forKey: key) }
  }
}
