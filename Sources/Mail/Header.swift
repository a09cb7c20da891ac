/// One header field as it arrived, and as a person would read it.
package struct Header: Hashable, Sendable {
  /// The name as written, without the colon.
  package var name: String
  /// The value as written, unfolded, neither decoded nor cleaned; bytes that are not UTF-8 are
  /// read as Windows-1252.
  package var raw: String
  /// The value with encoded words decoded (RFC 2047).
  package var decoded: String

  /// A field from its parts.
  package init(name: String, raw: String, decoded: String) {
    self.name = name
    self.raw = raw
    self.decoded = decoded
  }
}

extension Header {
  /// Whether it is the field `name`, whatever the case of either.
  package func isNamed(_ name: String) -> Bool {
    self.name.utf8.count == name.utf8.count
      && zip(self.name.utf8, name.utf8).allSatisfy { left, right in
        left == right || left ^ right == 0x20 && 0x61...0x7A ~= left | 0x20
      }
  }
}

extension [Header] {
  /// The first field of that name, whatever its case.
  package func first(_ name: String) -> Header? {
    for index in indices where self[index].isNamed(name) { return self[index] }
    return nil
  }

  /// All fields of that name, whatever its case, in order.
  package func all(_ name: String) -> [Header] {
    var found: [Header] = []
    for index in indices where self[index].isNamed(name) { found.append(self[index]) }
    return found
  }
}
