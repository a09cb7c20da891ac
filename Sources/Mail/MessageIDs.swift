/// Message-IDs out of header fields (RFC 5322 paragraph 3.6.4), without their brackets.
enum MessageIDs {
  /// All ids of a field; where none has brackets, every word that could be one.
  static func list(_ value: String, limit: Int = 1_000) -> [String] {
    var ids: [String] = []
    var start: String.UTF8View.Index?
    let bytes = value.utf8
    var index = bytes.startIndex
    while index < bytes.endIndex, ids.count < limit {
      if bytes[index] == 0x3C {
        start = bytes.index(after: index)
      } else if bytes[index] == 0x3E, let from = start {
        let id = trim(value[from..<index])
        if !id.isEmpty { ids.append(id) }
        start = nil
      }
      index = bytes.index(after: index)
    }
    if ids.isEmpty, !bytes.contains(0x3C) {
      ids = value.split { $0 == " " || $0 == "\t" || $0 == "," }.map(trim)
        .filter { $0.contains("@") || !value.contains(" ") }
    }
    return Array(ids.prefix(limit))
  }

  /// The one id of a Message-ID field.
  static func one(_ value: String) -> String? {
    if let id = list(value, limit: 1).first { return id }
    let bare = trim(value[...].drop { $0 == "<" })
    return bare.isEmpty || bare == ">" ? nil : bare
  }

  /// Without white space around it, and without anything that ends a line.
  private static func trim(_ text: Substring) -> String {
    var text = text
    if text.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 >= 0x7F }) {
      text.unicodeScalars.removeAll { $0.value < 0x20 && $0 != "\t" || isLineEnd($0) }
    }
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    text = text.drop(while: isSpace)
    while let last = text.last, isSpace(last) { text.removeLast() }
    return String(text)
  }

  private static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
    [0x7F, 0x85, 0x2028, 0x2029].contains(scalar.value)
  }
}
