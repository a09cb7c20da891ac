package import Domain

extension Party {
  /// Reads `Ada Byron <ada@example.com>, bob@example.com`; throws the first that is no address.
  package static func list(reading text: String) throws(Problem) -> [Party] {
    var parties: [Party] = []
    for (piece, column) in pieces(of: text) {
      let words = piece.trimmed
      guard !words.isEmpty else { continue }
      guard let party = Party(reading: words) else {
        throw Problem(
          column: column + piece.prefix(while: \.isWhitespace).count,
          "“\(words)” is no mail address", remedy: "write it as name@example.com")
      }
      let key = party.address.lowercased()
      if !parties.contains(where: { $0.address.lowercased() == key }) { parties.append(party) }
    }
    return parties
  }

  /// As it is typed: the name, and the address behind it.
  package var written: String {
    guard !name.isEmpty else { return address }
    return name.contains(where: { ",<>\"".contains($0) })
      ? "\"\(name.filter { $0 != "\"" })\" <\(address)>" : "\(name) <\(address)>"
  }

  private init?(reading words: Substring) {
    var name: Substring = ""
    var address = words
    if words.last == ">" {
      guard let open = words.lastIndex(of: "<") else { return nil }
      name = words[..<open].trimmed
      address = words[words.index(after: open)...].dropLast()
      if name.count > 1, name.first == "\"", name.last == "\"" {
        name = name.dropFirst().dropLast()
      }
    }
    guard Self.isAddress(address), !name.contains(where: Self.isControl) else { return nil }
    self.init(name: String(name), address: String(address))
  }

  /// `local@domain` without anything that could end it early.
  private static func isAddress(_ text: Substring) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, text.utf8.count <= 320 else { return false }
    return parts.allSatisfy { part in
      !part.isEmpty
        && !part.contains { $0.isWhitespace || isControl($0) || "<>(),;:\\\"[]".contains($0) }
    }
  }

  private static func isControl(_ character: Character) -> Bool {
    character.unicodeScalars.contains { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: true
      default: false
      }
    }
  }

  /// The pieces between commas that stand outside quotes, each with its column.
  private static func pieces(of text: String) -> [(Substring, Int)] {
    var pieces: [(Substring, Int)] = []
    var start = text.startIndex
    var (column, from, isQuoted) = (1, 1, false)
    for index in text.indices {
      if text[index] == "\"" { isQuoted.toggle() }
      if text[index] == ",", !isQuoted {
        pieces.append((text[start..<index], from))
        start = text.index(after: index)
        from = column + 1
      }
      column += 1
    }
    return pieces + [(text[start...], from)]
  }
}
