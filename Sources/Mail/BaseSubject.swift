/// What a subject is about, without the marks of answering and forwarding (RFC 5256, 2.1).
struct BaseSubject: Hashable {
  /// The rest, in lower case, with single blanks.
  let text: String

  init(_ subject: String) {
    var rest = Self.words(subject)[...]
    while true {
      let before = rest
      Self.dropTrailer(&rest)
      Self.dropLeaders(&rest)
      if rest.hasPrefix("[fwd:"), rest.hasSuffix("]") { rest = rest.dropFirst(5).dropLast() }
      rest = Self.trimmed(rest)
      if rest == before { break }
    }
    text = String(rest)
  }

  private static func words(_ subject: String) -> String {
    subject.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }

  private static func dropTrailer(_ text: inout Substring) {
    while text.hasSuffix("(fwd)") { text = trimmed(text.dropLast(5)) }
  }

  /// `re:`, `re[2]:`, `fw:`, `fwd:`, and `[list]` where something follows it.
  private static func dropLeaders(_ text: inout Substring) {
    while true {
      if let end = blob(text), let rest = nonEmpty(text[end...]) {
        text = rest
      } else if let rest = answered(text) {
        text = rest
      } else {
        return
      }
    }
  }

  private static func answered(_ text: Substring) -> Substring? {
    for word in ["re", "fwd", "fw"] where text.hasPrefix(word) {
      var rest = trimmed(text.dropFirst(word.count))
      if let end = blob(rest) { rest = rest[end...] }
      if rest.first == ":" { return trimmed(rest.dropFirst()) }
    }
    return nil
  }

  /// Behind `[…]` at the start, which holds no bracket.
  private static func blob(_ text: Substring) -> Substring.Index? {
    guard text.first == "[", let end = text.dropFirst().firstIndex(where: { "[]".contains($0) }),
      text[end] == "]"
    else { return nil }
    return text.index(after: end)
  }

  private static func nonEmpty(_ text: Substring) -> Substring? {
    let rest = trimmed(text)
    return rest.isEmpty ? nil : rest
  }
}
