internal import Domain
internal import Foundation
internal import GRDB
internal import Glibc
internal import Seal

/// The files of a mail, where they stand in it as base64: kept once, whatever carries them.
///
/// A mail whose files are known is kept without their text; where each stood, and how its lines were
/// broken, is all that is needed to write the very same bytes again.
enum RawParts {
  /// Where a file stands in a mail.
  struct Place: Hashable, Sendable {
    /// SHA-256 of the file.
    var part: Data
    /// Where its text begins, and how long it is, in bytes of the mail.
    var range: Range<Int>
    /// Characters in a line.
    var width: Int
    /// What breaks its lines.
    var lineBreak: String
  }

  /// Smaller files are not worth a row.
  static let smallest = 1 << 10
  /// The bytes that a file is looked for by: they fit into the shortest usual line.
  private static let sign = 45
  private static let longestLine = 998

  /// The files that stand in a mail, in order, to the letter.
  static func places(of files: [RawBytes], in mail: UnsafeRawBufferPointer) -> [Place] {
    var places: [Place] = []
    for file in files where file.count >= smallest {
      let from = places.last?.range.upperBound ?? 0
      if let place = place(of: file, in: mail, from: from) { places.append(place) }
    }
    return places
  }

  /// A mail without the text of its files.
  static func rest(of mail: UnsafeRawBufferPointer, without places: [Place]) -> Data {
    var rest = Data(capacity: mail.count - places.reduce(0) { $0 + $1.range.count })
    var at = 0
    for place in places {
      rest.append(contentsOf: mail[at..<place.range.lowerBound])
      at = place.range.upperBound
    }
    rest.append(contentsOf: mail[at...])
    return rest
  }

  // MARK: - Finding

  private struct Other: Error {}

  private static func place(
    of file: RawBytes, in mail: UnsafeRawBufferPointer, from: Int
  ) -> Place? {
    guard let part = Data(hex: file.sha256), let start = start(of: file, in: mail, from: from),
      let (width, lineBreak) = line(at: start, in: mail)
    else { return nil }
    var lines = Base64Lines(width: width, lineBreak: lineBreak)
    var text: [UInt8] = []
    var end = start
    func compare() throws {
      guard text.withUnsafeBytes({ stands($0, at: end, in: mail) }) else { throw Other() }
      end += text.count
      text.removeAll(keepingCapacity: true)
    }
    do {
      try file.eachPiece {
        lines.add($0, to: &text)
        try compare()
      }
      lines.end(to: &text)
      try compare()
    } catch {
      return nil
    }
    return Place(part: part, range: start..<end, width: width, lineBreak: lineBreak)
  }

  private static func start(
    of file: RawBytes, in mail: UnsafeRawBufferPointer, from: Int
  ) -> Int? {
    var first: [UInt8] = []
    try? file.eachPiece { piece in
      first.append(contentsOf: piece.prefix(sign - first.count))
      if first.count == sign { throw Other() }
    }
    var lines = Base64Lines(width: sign / 3 * 4, lineBreak: "")
    var wanted: [UInt8] = []
    first.withUnsafeBytes { lines.add($0, to: &wanted) }
    guard !wanted.isEmpty else { return nil }
    return wanted.withUnsafeBytes { wanted in
      var line = from
      while !stands(wanted, at: line, in: mail) {
        guard line < mail.count, let base = mail.baseAddress,
          let end = memchr(base + line, 0x0A, mail.count - line)
        else { return nil }
        line = UnsafeRawPointer(end) - base + 1
      }
      return line
    }
  }

  private static func stands(
    _ text: UnsafeRawBufferPointer, at place: Int, in mail: UnsafeRawBufferPointer
  ) -> Bool {
    guard let first = text.baseAddress, let base = mail.baseAddress else { return text.isEmpty }
    return place + text.count <= mail.count && memcmp(first, base + place, text.count) == 0
  }

  /// How the lines of a text are broken, told from its first.
  private static func line(
    at start: Int, in mail: UnsafeRawBufferPointer
  ) -> (width: Int, lineBreak: String)? {
    let line = mail[start...].prefix(longestLine + 2)
    guard let end = line.firstIndex(of: 0x0A), end > start else { return nil }
    let isCRLF = mail[end - 1] == 0x0D
    let width = end - start - (isCRLF ? 1 : 0)
    return width > 0 && width.isMultiple(of: 4) ? (width, isCRLF ? "\r\n" : "\n") : nil
  }
}

// MARK: - In the tables

extension RawParts {
  /// Writes down where a mail's files stand.
  static func keep(_ places: [Place], of whole: Data, in db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO raw_part (whole, place, part, start, length, width, line_break)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """)
    for (index, place) in places.enumerated() {
      try statement.execute(arguments: [
        whole, index, place.part, place.range.lowerBound, place.range.count, place.width,
        place.lineBreak,
      ])
    }
  }

  /// Where a mail's files stand, in order.
  static func places(of whole: Data, in db: Database) throws -> [Place] {
    let statement = try db.cachedStatement(
      sql: """
        SELECT part, start, length, width, line_break FROM raw_part
        WHERE whole = ? ORDER BY place
        """)
    return try Row.fetchAll(statement, arguments: [whole]).map { row in
      let (start, length, width): (Int, Int, Int) = (row[1], row[2], row[3])
      guard start >= 0, length >= 0, width > 0, width.isMultiple(of: 4) else {
        throw Unreadable(what: "where a file stands in \(Spelling.hex(whole))")
      }
      return Place(
        part: row[0], range: start..<(start + length), width: width, lineBreak: row[4])
    }
  }
}
