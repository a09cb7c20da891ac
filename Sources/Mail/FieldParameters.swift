/// A value with parameters: `text/plain; charset=utf-8`, `attachment; filename="a.pdf"`.
///
/// Reads what RFC 2045 and RFC 2231 say, and what is written instead: encoded words in quoted or
/// bare values, values with spaces but no quotes, missing quotes at the end.
struct FieldParameters: Hashable, Sendable {
  /// The value before the first parameter, in lower case, without comments.
  var value: String
  /// The parameters, names in lower case, values decoded; the first of two equal names counts.
  var parameters: [String: String] = [:]

  init(_ bytes: [UInt8]) {
    var at = 0
    var head: [UInt8] = []
    while at < bytes.count, bytes[at] != 0x3B {
      if bytes[at] == 0x28 {
        at = FieldParameters.skipComment(bytes, at)
        continue
      }
      if bytes[at] > 0x20 { head.append(bytes[at]) }
      at += 1
    }
    value = EncodedWords.plain(head).lowercased()
    guard at < bytes.count else { return }
    var pieces: [Piece] = []
    while at < bytes.count, pieces.count < 1_000 {
      at += 1
      if let piece = FieldParameters.readPiece(bytes, &at) { pieces.append(piece) }
      while at < bytes.count, bytes[at] != 0x3B { at += 1 }
    }
    join(pieces)
  }

  /// One `name*0*=value` as it stands.
  private struct Piece {
    var name: String
    var section: Int?
    var isPercentEncoded: Bool
    var value: [UInt8]
    var isQuoted: Bool
  }

  // MARK: - Reading

  private static func skipComment(_ bytes: [UInt8], _ start: Int) -> Int {
    var depth = 0
    var at = start
    while at < bytes.count {
      if bytes[at] == 0x28 { depth += 1 }
      if bytes[at] == 0x29 { depth -= 1 }
      at += 1
      if depth == 0 { break }
    }
    return at
  }

  private static func readPiece(_ bytes: [UInt8], _ at: inout Int) -> Piece? {
    var name: [UInt8] = []
    while at < bytes.count, bytes[at] != 0x3D, bytes[at] != 0x3B {
      if bytes[at] == 0x28 {
        at = skipComment(bytes, at)
        continue
      }
      if bytes[at] > 0x20 { name.append(bytes[at]) }
      at += 1
    }
    guard at < bytes.count, bytes[at] == 0x3D, !name.isEmpty else { return nil }
    at += 1
    while at < bytes.count, bytes[at] <= 0x20 { at += 1 }
    let isQuoted = at < bytes.count && bytes[at] == 0x22
    let value = isQuoted ? readQuoted(bytes, &at) : readBare(bytes, &at)
    guard isQuoted || !value.isEmpty else { return nil }
    return piece(named: EncodedWords.plain(name).lowercased(), value: value, isQuoted: isQuoted)
  }

  private static func piece(named name: String, value: [UInt8], isQuoted: Bool) -> Piece {
    var pieces = name.split(separator: "*", omittingEmptySubsequences: false)
    let isPercentEncoded = pieces.count > 1 && pieces.last == ""
    if isPercentEncoded { pieces.removeLast() }
    let section = pieces.count == 2 ? Int(pieces[1]) : nil
    return Piece(
      name: String(pieces[0]), section: section, isPercentEncoded: isPercentEncoded, value: value,
      isQuoted: isQuoted)
  }

  private static func readQuoted(_ bytes: [UInt8], _ at: inout Int) -> [UInt8] {
    at += 1
    var value: [UInt8] = []
    while at < bytes.count, bytes[at] != 0x22 {
      // A backslash before anything but a quote or itself is a Windows path, not a quoting.
      if bytes[at] == 0x5C, at + 1 < bytes.count, bytes[at + 1] == 0x22 || bytes[at + 1] == 0x5C {
        at += 1
      }
      value.append(bytes[at])
      at += 1
    }
    at += 1
    return value
  }

  private static func readBare(_ bytes: [UInt8], _ at: inout Int) -> [UInt8] {
    var value: [UInt8] = []
    while at < bytes.count, bytes[at] != 0x3B {
      value.append(bytes[at])
      at += 1
    }
    while let last = value.last, last <= 0x20 { value.removeLast() }
    if value.last == 0x29, let open = value.lastIndex(of: 0x28), open > 0, value[open - 1] == 0x20 {
      value.removeSubrange(open...)
      while let last = value.last, last <= 0x20 { value.removeLast() }
    }
    return value
  }

  // MARK: - Joining sections (RFC 2231)

  private mutating func join(_ pieces: [Piece]) {
    for piece in pieces where piece.section == nil {
      let isBetter = piece.isPercentEncoded || parameters[piece.name] == nil
      if isBetter { parameters[piece.name] = FieldParameters.text([piece]) }
    }
    let sections = Dictionary(grouping: pieces.filter { $0.section != nil }, by: \.name)
    for (name, parts) in sections {
      let ordered = parts.sorted { ($0.section ?? 0) < ($1.section ?? 0) }
      parameters[name] = FieldParameters.text(ordered)
    }
  }

  private static func text(_ pieces: [Piece]) -> String {
    guard pieces.contains(where: \.isPercentEncoded) else {
      return EncodedWords.decode(Array(pieces.map(\.value).joined()))
    }
    var charset = ""
    var contents: [UInt8] = []
    for (index, piece) in pieces.enumerated() {
      var value = piece.value[...]
      if index == 0, piece.isPercentEncoded {
        let marks = value.indices.filter { value[$0] == 0x27 }
        if marks.count >= 2 {
          charset = String(decoding: value[..<marks[0]], as: UTF8.self)
          value = value[(marks[1] + 1)...]
        }
      }
      contents += piece.isPercentEncoded ? unpercent(value) : Array(value)
    }
    return contents.withUnsafeBufferPointer { Charset.read($0, as: charset).text }
  }

  private static func unpercent(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var contents: [UInt8] = []
    var at = bytes.startIndex
    while at < bytes.endIndex {
      if bytes[at] == 0x25, at + 2 < bytes.endIndex, let high = Hex.value(bytes[at + 1]),
        let low = Hex.value(bytes[at + 2])
      {
        contents.append(high << 4 | low)
        at += 3
      } else {
        contents.append(bytes[at])
        at += 1
      }
    }
    return contents
  }
}
