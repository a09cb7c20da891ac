/// Plain text as a small page of HTML: paragraphs, quotes, a signature, and links that can be
/// clicked. Nothing in the text can become anything else.
package enum HTMLWriter {
  /// The page. Only addresses that begin with `http://` or `https://` become links.
  package static func page(of text: String) -> String {
    let lines = BodyText.withLineFeeds(text).split(
      separator: "\n", omittingEmptySubsequences: false)
    let end = lines.lastIndex { $0 == "-- " } ?? lines.endIndex
    var blocks = paragraphs(lines[..<end])
    if end < lines.endIndex {
      let signature = lines[lines.index(after: end)...].map(inline).joined(separator: "<br>\n")
      blocks.append("<p style=\"color:#666666\">-- <br>\n\(signature)</p>")
    }
    return """
      <!DOCTYPE html>
      <html>
      <head><meta charset="utf-8"></head>
      <body>
      \(blocks.joined(separator: "\n"))
      </body>
      </html>

      """
  }

  // MARK: - Blocks

  /// Lines that belong together, parted by blank lines and by where a quote begins or ends.
  private static func paragraphs(_ lines: ArraySlice<Substring>) -> [String] {
    var blocks: [String] = []
    var block: [Substring] = []
    var isQuote = false
    func close() {
      guard !block.isEmpty else { return }
      let words = block.map(inline).joined(separator: "<br>\n")
      blocks.append(
        isQuote ? "<blockquote type=\"cite\"><p>\(words)</p></blockquote>" : "<p>\(words)</p>")
      block = []
    }
    for line in lines {
      let quotes = line.first == ">"
      if line.allSatisfy(\.isWhitespace) || quotes != isQuote { close() }
      isQuote = quotes
      guard !line.allSatisfy(\.isWhitespace) else { continue }
      let words = quotes ? line.dropFirst() : line
      block.append(quotes && words.first == " " ? words.dropFirst() : words)
    }
    close()
    return blocks
  }

  // MARK: - Words

  /// One line: its links as links, everything else as it stands.
  private static func inline(_ line: Substring) -> String {
    var result = ""
    var rest = line
    while let start = linkStart(in: rest) {
      let address = link(rest[start...])
      result += escaped(rest[..<start])
      result += "<a href=\"\(escaped(address))\">\(escaped(address))</a>"
      rest = rest[address.endIndex...]
    }
    return spaced(result + escaped(rest))
  }

  /// Where the next link begins: not in the middle of a word, and with something behind `//`.
  private static func linkStart(in text: Substring) -> Substring.Index? {
    var from = text.startIndex
    while let start = text[from...].firstIndex(where: { $0 == "h" || $0 == "H" }) {
      let words = text[start...]
      let isWord = start > text.startIndex && text[text.index(before: start)].isLetter
      let scheme = ["https://", "http://"].first { words.prefix($0.count).lowercased() == $0 }
      if let scheme, !isWord, let host = words.dropFirst(scheme.count).first,
        host.isLetter || host.isNumber || host == "["
      {
        return start
      }
      from = text.index(after: start)
    }
    return nil
  }

  /// The link that begins here, without what ends the sentence around it.
  private static func link(_ text: Substring) -> Substring {
    var link = text.prefix { character in
      !character.isWhitespace && !"<>\"'`{}|\\^“”„«»".contains(character)
        && character.unicodeScalars.allSatisfy { !isUnsafe($0) }
    }
    while let last = link.last {
      let isOpen = last == ")" && link.contains("(")
      guard ".,;:!?)]…*".contains(last), !isOpen else { break }
      link = link.dropLast()
    }
    return link
  }

  /// Text that cannot become a tag, an entity or the end of an attribute.
  private static func escaped(_ text: Substring) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t": result += "    "
      default: if !isUnsafe(scalar) { result.unicodeScalars.append(scalar) }
      }
    }
    return result
  }

  /// A control character, or one that no page may hold.
  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value || 0xFFFE...0xFFFF ~= scalar.value
      || scalar == "\u{2028}" || scalar == "\u{2029}"
  }

  /// Blanks at the beginning and in a row stay: a page would make one of them.
  private static func spaced(_ line: String) -> String {
    var result = ""
    var wasBlank = true
    for character in line {
      result += character == " " && wasBlank ? "&nbsp;" : String(character)
      wasBlank = character == " "
    }
    return result
  }
}
