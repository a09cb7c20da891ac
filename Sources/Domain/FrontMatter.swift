/// The lines between two `---` at the head of a text file: `key: value` and `key: [a, b]`.
///
/// Templates, articles and procedures all begin so; some files of data are nothing else. Every mistake is a `Problem` with its place;
/// what could be read is kept all the same.
package struct FrontMatter: Hashable, Sendable {
  /// One `key: value`.
  package struct Entry: Hashable, Sendable {
    /// The key, lower case.
    package var key: String
    /// The value; one element for plain text, any number for a list.
    package var values: [String]
    /// It was written in brackets.
    package var isList: Bool
    /// The line it stands on, from 1.
    package var line: Int
    /// The column its value begins in, from 1.
    package var column: Int
  }

  /// The file's path, as problems name it.
  package let file: String?
  /// The entries, in the file's order; of two with one key only the first.
  package private(set) var entries: [Entry] = []
  /// What follows the head, without the blank lines around it.
  package private(set) var body = ""
  /// The line the body begins on, from 1.
  package private(set) var bodyLine = 1
  /// The file begins with a head.
  package private(set) var isPresent = false
  /// What could not be read.
  package private(set) var problems: [Problem] = []

  /// Reads a whole file; line ends may be LF or CR LF, and a byte order mark is skipped.
  package init(_ text: String, file: String? = nil) {
    self.file = file
    let plain = text.replacing("\r\n", with: "\n").replacing(
      "\u{FEFF}", with: "", maxReplacements: 1)
    let lines = plain.split(separator: "\n", omittingEmptySubsequences: false)
    guard let first = lines.first, Self.isFence(first) else {
      keepBody(lines, from: 0)
      return
    }
    isPresent = true
    guard let end = lines.dropFirst().firstIndex(where: Self.isFence) else {
      problems.append(
        Problem(file: file, "the head that begins here has no end", remedy: "close it with ---"))
      keepBody(lines, from: 1)
      return
    }
    for index in 1..<end { readLine(lines[index], number: index + 1) }
    keepBody(lines, from: end + 1)
  }

  /// Reads a file that is all head: data of `key: value`, without `---` and without a body.
  package init(allOf text: String, file: String? = nil) {
    self.file = file
    isPresent = true
    let lines = text.replacing("\r\n", with: "\n").split(
      separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() { readLine(line, number: index + 1) }
  }

  private static func isFence(_ line: Substring) -> Bool {
    line.hasPrefix("---") && line.dropFirst(3).allSatisfy(\.isWhitespace)
  }

  private mutating func keepBody(_ lines: [Substring], from start: Int) {
    let isBlank = { (line: Substring) in line.allSatisfy(\.isWhitespace) }
    let rest = lines.indices.dropFirst(start)
    guard let first = rest.first(where: { !isBlank(lines[$0]) }),
      let last = rest.last(where: { !isBlank(lines[$0]) })
    else {
      bodyLine = start + 1
      return
    }
    body = lines[first...last].joined(separator: "\n")
    bodyLine = first + 1
  }
}

// MARK: - Asking

extension FrontMatter {
  /// The entry under a key.
  package subscript(key: String) -> Entry? { entries.first { $0.key == key } }

  /// The plain text under a key; `nil` where there is none or a list.
  package func text(_ key: String) -> String? {
    guard let entry = self[key], !entry.isList, let text = entry.values.first, !text.isEmpty else {
      return nil
    }
    return text
  }

  /// The list under a key; plain text counts as a list of one.
  package func list(_ key: String) -> [String] {
    self[key]?.values.filter { !$0.isEmpty } ?? []
  }

  /// The date `2027-03-01` under a key as its midnight UTC; `nil` where there is none.
  package func day(_ key: String) -> Instant? {
    text(key).flatMap { Instant(rfc3339: "\($0)T00:00:00Z") }
  }

  /// A problem at the place of a key's value, or at the head where the key is absent.
  package func problem(at key: String, _ what: String, remedy: String = "") -> Problem {
    let entry = self[key]
    return Problem(
      file: file, line: entry?.line ?? 1, column: entry?.column ?? 1, what, remedy: remedy)
  }

  /// A problem for every key that is not among the known ones, with the nearest of them.
  package func unknownKeys(besides known: [String]) -> [Problem] {
    entries.filter { !known.contains($0.key) }.map { entry in
      let near = Problem.nearest(to: entry.key, among: known).map { "did you mean \($0)?" }
      return Problem(
        file: file, line: entry.line, "there is no key “\(entry.key)” here",
        remedy: near ?? "known keys: \(known.joined(separator: ", "))")
    }
  }
}

// MARK: - Reading a line

extension FrontMatter {
  private mutating func readLine(_ line: Substring, number: Int) {
    let content = line.drop(while: \.isWhitespace)
    guard let first = content.first, first != "#" else { return }
    guard let colon = content.firstIndex(of: ":") else {
      problems.append(
        Problem(
          file: file, line: number, "this line has no colon", remedy: "write it as key: value"))
      return
    }
    let key = trimmed(content[..<colon]).lowercased()
    guard !key.isEmpty, key.allSatisfy({ $0.isLetter || $0.isNumber || "_-".contains($0) }) else {
      problems.append(
        Problem(
          file: file, line: number, "“\(key)” cannot be a key",
          remedy: "a key is one word of letters, digits, _ and -"))
      return
    }
    let value = line[line.index(after: colon)...].drop(while: \.isWhitespace)
    let column = line.distance(from: line.startIndex, to: value.startIndex) + 1
    guard self[key] == nil else {
      problems.append(
        Problem(file: file, line: number, "“\(key)” stands here twice", remedy: "keep one of them"))
      return
    }
    keep(key, value: trimmed(value), line: number, column: column)
  }

  private mutating func keep(_ key: String, value: Substring, line: Int, column: Int) {
    guard value.hasPrefix("[") else {
      entries.append(
        Entry(key: key, values: [unquoted(value)], isList: false, line: line, column: column))
      return
    }
    guard value.hasSuffix("]") else {
      problems.append(
        Problem(
          file: file, line: line, column: column, "this list is not closed",
          remedy: "end it with ] on the same line"))
      return
    }
    let values = elements(value.dropFirst().dropLast())
    entries.append(Entry(key: key, values: values, isList: true, line: line, column: column))
  }

  /// Splits at commas outside of double quotes.
  private func elements(_ text: Substring) -> [String] {
    var parts: [Substring] = []
    var isQuoted = false
    var start = text.startIndex
    for index in text.indices {
      if text[index] == "\"" { isQuoted.toggle() }
      if text[index] == ",", !isQuoted {
        parts.append(text[start..<index])
        start = text.index(after: index)
      }
    }
    parts.append(text[start...])
    return parts.map { unquoted(trimmed($0)) }.filter { !$0.isEmpty }
  }

  private func trimmed(_ text: Substring) -> Substring {
    var rest = text.drop(while: \.isWhitespace)
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return rest
  }

  private func unquoted(_ text: Substring) -> String {
    guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return String(text) }
    return String(text.dropFirst().dropLast())
  }
}
