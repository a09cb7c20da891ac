import Terminal

/// An address in a message's words, and where it really leads.
package struct Link: Hashable, Sendable {
  /// The address, whole, as a program is handed it: no blank and no control character is in it.
  package let address: String
  /// The name of the computer it leads to, in small letters, without login and port.
  package let host: String
  /// What one should know before one opens it.
  package let warnings: [String]

  /// Reads `http://` or `https://` and what belongs to it; `nil` where no host follows.
  package init?(_ text: some StringProtocol) {
    guard let start = text.firstRange(of: "://")?.upperBound else { return nil }
    // A browser takes a backslash for a slash (WHATWG URL, 4.4).
    let authority = text[start...].prefix { !"/\\?#".contains($0) }
    let login = authority.lastIndex(of: "@")
    let place = login.map { authority[authority.index(after: $0)...] } ?? authority[...]
    let host = Self.withoutPort(String(place)).lowercased()
    guard !host.isEmpty else { return nil }
    address = String(text)
    self.host = host
    var warnings: [String] = []
    if let login {
      let before = TextFlow.clean(String(authority[..<login]), lines: false)
      warnings.append("“\(before)” is only a login: it leads to \(host)")
    }
    if !host.utf8.allSatisfy({ $0 < 0x80 }) || host.contains("xn--") {
      warnings.append("its name is spelt with letters that may look like others")
    }
    if Self.isNumber(host) { warnings.append("it leads to a bare number, not to a name") }
    self.warnings = warnings
  }

  private static func withoutPort(_ place: String) -> String {
    if place.hasPrefix("["), let end = place.firstIndex(of: "]") { return String(place[...end]) }
    return String(place.prefix { $0 != ":" })
  }

  private static func isNumber(_ host: String) -> Bool {
    host.hasPrefix("[") || host.hasPrefix("0x")
      || host.split(separator: ".").allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
  }
}

// MARK: - Finding

extension Link {
  /// The most links that are looked for in one text.
  static let most = 200

  /// The links in a text, in its order, each once.
  package static func all(in text: String) -> [Link] {
    var links: [Link] = []
    var seen: Set<String> = []
    var rest = text[...]
    while links.count < most, let start = nextStart(in: rest) {
      let word = rest[start...].prefix { !endsAddress($0) }
      rest = word.isEmpty ? rest[rest.index(after: start)...] : rest[word.endIndex...]
      guard let link = Link(trimmed(word)), seen.insert(link.address).inserted else { continue }
      links.append(link)
    }
    return links
  }

  private static func nextStart(in text: Substring) -> String.Index? {
    var from = text.startIndex
    while let found = text[from...].firstRange(of: "://") {
      let scheme = text[..<found.lowerBound].suffix(5).lowercased()
      for name in ["https", "http"] where scheme.hasSuffix(name) {
        return text.index(found.lowerBound, offsetBy: -name.count)
      }
      from = found.upperBound
    }
    return nil
  }

  private static func endsAddress(_ letter: Character) -> Bool {
    letter.isWhitespace || "<>\"“”„«»".contains(letter)
      || letter.unicodeScalars.contains(where: TextFlow.isForbidden)
  }

  /// Without what belongs to the sentence around it.
  private static func trimmed(_ word: Substring) -> Substring {
    var word = word
    while let last = word.last {
      let isStop = ".,;:!?'’*_|".contains(last)
      let isOpen = { (open: Character, close: Character) in
        last == close && word.count { $0 == close } > word.count { $0 == open }
      }
      guard isStop || isOpen("(", ")") || isOpen("[", "]") || isOpen("{", "}") else { break }
      word.removeLast()
    }
    return word
  }
}
