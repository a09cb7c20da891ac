package import Foundation

/// A value within a JSON text, and the way to it, so that what is missing can be named.
package struct JSONNode: Sendable {
  /// The value; null where nothing is there.
  package let value: JSONValue
  /// The way to it from the top.
  package let path: String

  /// The top of a text.
  package init(_ value: JSONValue, path: String = "") {
    self.value = value
    self.path = path
  }

  /// A member; null where there is none.
  package subscript(_ name: String) -> JSONNode {
    let way = path.isEmpty ? name : "\(path).\(name)"
    guard case .object(let members) = value else { return JSONNode(.null, path: way) }
    return JSONNode(members[name] ?? .null, path: way)
  }

  /// Whether nothing is there.
  package var isNull: Bool { value == .null }

  /// Its text, or its number as it was written; `nil` where there is neither, or a blank one.
  package var optional: String? {
    switch value {
    case .string(let text):
      text.allSatisfy(\.isWhitespace) ? nil : text
    case .number(let text): text
    default: nil
    }
  }

  /// The same, and an empty text where there is none.
  package var words: String { optional ?? "" }

  /// Whether it is true, or says so.
  package var isTrue: Bool { value == .bool(true) || optional == "true" }

  /// Its elements; none where it is no list.
  package var elements: [JSONNode] {
    guard case .array(let values) = value else { return [] }
    return values.enumerated().map { JSONNode($1, path: "\(path)[\($0)]") }
  }

  /// Its members' names; none where it is no object.
  package var names: [String] {
    guard case .object(let members) = value else { return [] }
    return members.keys.sorted()
  }
}

// MARK: - What must be there

extension JSONNode {
  /// Its text, or its number as it was written.
  package func text() throws(JSONMistake) -> String {
    guard let text = optional else { throw mistake("is no text") }
    return text
  }

  /// Its number, exact, whether it stands in quotes or not.
  package func decimal() throws(JSONMistake) -> Decimal {
    guard let text = optional, text.wholeMatch(of: /-?[0-9]{1,20}(\.[0-9]{1,12})?/) != nil,
      let number = Decimal(string: text)
    else { throw mistake("is no decimal number") }
    return number
  }

  /// Its whole number.
  package func whole() throws(JSONMistake) -> Int {
    guard let text = optional, let number = Int(text) else { throw mistake("is no whole number") }
    return number
  }

  /// Its elements.
  package func list() throws(JSONMistake) -> [JSONNode] {
    guard case .array = value else { throw mistake("is no list") }
    return elements
  }

  /// A mistake at this place.
  package func mistake(_ reason: String) -> JSONMistake {
    JSONMistake(path: path.isEmpty ? "the answer" : path, reason: isNull ? "is missing" : reason)
  }
}
