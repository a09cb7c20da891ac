/// A configuration line by line: one value is put in, everything else stays as it was written.
struct SettingLines {
  private var lines: [String]
  private let ending: String

  /// What came of it.
  enum Outcome: Hashable {
    /// It stands in this line.
    case done(Int)
    /// The value there goes over several lines, the first of which is this.
    case spread(Int)
  }

  init(_ text: String) {
    let scalars = text.unicodeScalars
    lines = scalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    ending = lines.first?.unicodeScalars.last == "\r" ? "\r" : ""
  }

  /// The whole text.
  var text: String { lines.joined(separator: "\n") }

  /// Puts a value in the place of the one there is, behind the table's last line, or in a table of
  /// its own at the end.
  mutating func set(_ key: String, to value: String, in table: String) -> Outcome {
    guard let header = lines.firstIndex(where: { Self.header($0) == table }) else {
      if lines.last?.isEmpty == true { lines.removeLast() }
      if !lines.isEmpty { lines.append(ending) }
      lines += ["[\(table)]\(ending)", "\(key) = \(value)\(ending)", ""]
      return .done(lines.count - 1)
    }
    let end = lines[(header + 1)...].firstIndex { Self.header($0) != nil } ?? lines.count
    for index in (header + 1)..<end where Self.key(of: lines[index]) == key {
      guard let line = Self.replaced(lines[index], value) else { return .spread(index + 1) }
      lines[index] = line
      return .done(index + 1)
    }
    let last = lines[header..<end].lastIndex { !Self.isRemark($0) } ?? header
    let indent = last > header ? String(lines[last].prefix { $0 == " " || $0 == "\t" }) : ""
    let isClosing = Self.key(of: lines[last]) == nil
    lines.insert("\(isClosing ? "" : indent)\(key) = \(value)\(ending)", at: last + 1)
    return .done(last + 2)
  }

  private static func isRemark(_ line: String) -> Bool {
    let first = line.unicodeScalars.first { ![" ", "\t", "\r"].contains($0) }
    return first == nil || first == "#"
  }

  /// The name of the table that a line begins; for a list of tables a name that no table has.
  private static func header(_ line: String) -> String? {
    let text = line.drop { $0 == " " || $0 == "\t" }
    guard text.first == "[" else { return nil }
    let name = text.dropFirst().prefix { $0 != "]" }
    return String(name.filter { $0 != " " && $0 != "\t" })
  }

  private static func key(of line: String) -> String? {
    guard !isRemark(line), let equals = line.firstIndex(of: "=") else { return nil }
    return String(line[..<equals].filter { $0 != " " && $0 != "\t" })
  }

  /// A line with another value: what stands before it and the remark behind it stay, in its column
  /// where there is room; `nil` where the value does not end in this line.
  private static func replaced(_ line: String, _ value: String) -> String? {
    guard let equals = line.firstIndex(of: "=") else { return nil }
    let start = line[line.index(after: equals)...].firstIndex { $0 != " " && $0 != "\t" }
    guard let start, let end = end(of: line[start...]) else { return nil }
    let old = line[start..<end]
    var rest = line[end...]
    let blanks = rest.prefix { $0 == " " }.count
    if rest.contains("#") {
      let wanted = max(1, blanks + old.count - value.count)
      rest = String(repeating: " ", count: wanted) + rest.dropFirst(blanks)
    }
    return line[..<start] + value + rest
  }

  /// Where a value ends that begins here, without the blanks behind it.
  private static func end(of text: Substring) -> Substring.Index? {
    if text.hasPrefix("\"\"\"") || text.hasPrefix("'''") { return nil }
    var quote: Character?
    var isEscaped = false
    var depth = 0
    var end = text.startIndex
    for index in text.indices {
      let sign = text[index]
      if let open = quote {
        if isEscaped {
          isEscaped = false
        } else if sign == "\\", open == "\"" {
          isEscaped = true
        } else if sign == open {
          quote = nil
        }
      } else if sign == "#" {
        break
      } else if sign == "\"" || sign == "'" {
        quote = sign
      } else if sign == "[" || sign == "{" {
        depth += 1
      } else if sign == "]" || sign == "}" {
        depth -= 1
      }
      if ![" ", "\t", "\r"].contains(sign) { end = text.index(after: index) }
    }
    return quote == nil && depth == 0 && end > text.startIndex ? end : nil
  }
}
