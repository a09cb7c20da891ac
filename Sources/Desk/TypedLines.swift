import Terminal

/// A line that was typed behind a sign, to be recalled another day.
package struct TypedLine: Hashable, Sendable {
  /// `:` before a command, `/` before a search.
  package var sign: String
  /// What was typed.
  package var text: String

  /// A line; `nil` where nobody would want it back: it is empty, or begins with a blank.
  package init?(_ sign: String, _ text: String) {
    guard Self.signs.contains(sign), let first = text.first, !first.isWhitespace,
      text.count <= Self.longest, !text.contains(where: \.isNewline)
    else { return nil }
    self.sign = sign
    self.text = text
  }

  static let signs = [":", "/"]
  private static let longest = 500
}

/// The commands and searches that were typed, oldest first, each on a line behind its sign.
package struct TypedLines: Hashable, Sendable {
  /// How many of each are kept.
  package static let most = 200

  /// What was typed, by the sign before it.
  package private(set) var bySign: [String: [String]] = [:]

  /// Reads them; what is no such line is left out.
  package init(_ text: String = "") {
    for line in text.split(whereSeparator: \.isNewline) {
      if let typed = TypedLine(String(line.prefix(1)), String(line.dropFirst())) { add(typed) }
    }
  }

  /// Adds a line behind the others, once.
  package mutating func add(_ line: TypedLine) {
    var lines = bySign[line.sign, default: []]
    lines.removeAll { $0 == line.text }
    lines.append(line.text)
    bySign[line.sign] = lines.suffix(Self.most)
  }

  /// As they are written down.
  package var text: String {
    TypedLine.signs.flatMap { sign in (bySign[sign] ?? []).map { "\(sign)\($0)\n" } }.joined()
  }
}
