/// Comma-separated values (RFC 4180), forgiving where exports are: any line ending, a byte order
/// mark, `;` or tabs instead of commas where the header has more of them.
struct CSV {
  /// One record: its first line in the file, from 1, and its fields.
  struct Record: Hashable {
    var line: Int
    var fields: [String]
  }

  /// The header's fields.
  let header: [String]
  /// The records below it.
  let records: [Record]

  /// Reads a whole text; a quote that is never closed ends with the text.
  init(_ text: String) {
    var rest = Substring(text)
    if rest.first == "\u{FEFF}" { rest = rest.dropFirst() }
    let head = rest.prefix { !$0.isNewline }
    let counts = [",", ";", "\t"].map { mark in head.filter { String($0) == mark }.count }
    let separator: Character =
      counts[1] > counts[0] ? ";" : counts[2] > max(counts[0], counts[1]) ? "\t" : ","
    var all = Self.records(rest, separator)
    header = all.isEmpty ? [] : all.removeFirst().fields
    records = all.filter { $0.fields.contains { !$0.isEmpty } }
  }

  private static func records(_ text: Substring, _ separator: Character) -> [Record] {
    var records: [Record] = []
    var fields: [String] = []
    var field = ""
    var line = 1
    var start = 1
    var isQuoted = false
    var index = text.startIndex
    func ended() {
      fields.append(field)
      records.append(Record(line: start, fields: fields))
      (fields, field) = ([], "")
    }
    while index < text.endIndex {
      let character = text[index]
      let next = text.index(after: index)
      if character.isNewline { line += 1 }
      if isQuoted {
        if character != "\"" {
          field.append(character)
        } else if next < text.endIndex, text[next] == "\"" {
          field.append("\"")
          index = next
        } else {
          isQuoted = false
        }
      } else if character == "\"", field.isEmpty {
        isQuoted = true
      } else if character == separator {
        fields.append(field)
        field = ""
      } else if character.isNewline {
        ended()
        start = line
      } else {
        field.append(character)
      }
      index = text.index(after: index)
    }
    if !field.isEmpty || !fields.isEmpty { ended() }
    return records
  }
}
