import Foundation

/// The text of a mail with its fields: as it is where seven bits and short lines carry it, else
/// quoted-printable or base64, whichever leaves more of it readable (RFC 2045 paragraph 6).
struct TextPart {
  let bytes: Data

  init(_ text: String, subtype: String = "plain") {
    let head = { TextPart.head(subtype, $0) }
    let lines = TextPart.lines(text)
    let isASCII = lines.allSatisfy { $0.allSatisfy { $0 < 0x80 } }
    // Archives put a ">" before "From ", and servers may strip blanks from the ends of lines.
    let isShort = lines.allSatisfy { line in
      line.count <= 78 && !line.starts(with: Array("From ".utf8))
        && (line.last != 0x20 || line == Array("-- ".utf8)) && line.last != 0x09
    }
    let high = lines.reduce(0) { $0 + $1.lazy.filter { $0 >= 0x80 }.count }
    let total = lines.reduce(0) { $0 + $1.count }
    if isASCII && isShort {
      bytes = head("7bit") + Data(lines.map { $0 + TextPart.end }.joined())
    } else if high * 3 < total {
      bytes = head("quoted-printable") + QuotedPrintable.encode(lines)
    } else {
      bytes =
        head("base64") + Base64.encode(Data(lines.map { $0 + TextPart.end }.joined()))
    }
  }

  static let end: [UInt8] = [0x0D, 0x0A]

  private static func head(_ subtype: String, _ encoding: String) -> Data {
    Data(
      ("Content-Type: text/\(subtype); charset=utf-8\r\n"
        + "Content-Transfer-Encoding: \(encoding)\r\n\r\n").utf8)
  }

  /// The lines, whatever their ends were; NUL and other controls that no text needs are dropped.
  private static func lines(_ text: String) -> [[UInt8]] {
    let even = BodyText.withLineFeeds(text).utf8
    let lines = even.split(separator: 0x0A, omittingEmptySubsequences: false)
    var clean = lines.map { line in line.filter { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 } }
    if clean.last?.isEmpty == true { clean.removeLast() }
    return clean
  }
}

/// Lines as quoted-printable (RFC 2045 paragraph 6.7), at most 76 columns.
enum QuotedPrintable {
  static func encode(_ lines: [[UInt8]]) -> Data {
    var out = Data()
    for line in lines {
      var width = 0
      for (index, byte) in line.enumerated() {
        let isLast = index + 1 == line.count
        let piece = isPlain(byte, at: index, in: line, isLast: isLast) ? [byte] : escaped(byte)
        if width + piece.count > (isLast ? 76 : 75) {
          out += [0x3D, 0x0D, 0x0A]
          width = 0
        }
        out += piece
        width += piece.count
      }
      out += TextPart.end
    }
    return out
  }

  private static func isPlain(_ byte: UInt8, at index: Int, in line: [UInt8], isLast: Bool) -> Bool
  {
    switch byte {
    case 0x3D: false
    case 0x20, 0x09: !isLast
    // "From " and a lone dot mean something to programs on the way.
    case 0x46 where index == 0: !line.starts(with: Array("From ".utf8))
    case 0x2E where index == 0: false
    default: 0x21...0x7E ~= byte
    }
  }

  private static func escaped(_ byte: UInt8) -> [UInt8] {
    [0x3D] + Array(WordWriter.hex(byte).utf8)
  }
}

/// Bytes as base64 in lines of 76 columns.
enum Base64 {
  static func encode(_ bytes: Data) -> Data {
    let text = bytes.base64EncodedData(
      options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
    return text.isEmpty ? text : text + Data(TextPart.end)
  }
}

/// A file with its fields.
struct FilePart {
  let bytes: Data

  init(_ file: OutgoingMail.File) {
    let type = FilePart.type(file.contentType)
    let name = SafeName.name(for: file.filename, contentType: type)
    var fields = FieldWriter()
    fields.add("Content-Type", words: [type])
    fields.add("Content-Disposition", words: ["attachment;"] + FilePart.parameter(name))
    fields.add("Content-Transfer-Encoding", words: ["base64"])
    bytes = Data(fields.bytes) + Data(TextPart.end) + Base64.encode(file.contents)
  }

  /// A media type that may be written; mails and multiparts must not be base64 (RFC 2046
  /// paragraph 5.2.1), so they travel as bytes.
  private static func type(_ type: String) -> String {
    let pieces = type.lowercased().split(separator: "/", omittingEmptySubsequences: false)
    let isToken =
      pieces.count == 2
      && pieces.allSatisfy { piece in
        !piece.isEmpty && piece.utf8.count < 80
          && piece.utf8.allSatisfy { WordWriter.isAtom($0) || $0 == 0x2E }
      }
    guard isToken, pieces[0] != "message", pieces[0] != "multipart" else {
      return "application/octet-stream"
    }
    return type.lowercased()
  }

  /// The name as parameters (RFC 2231), in pieces that fit on a line.
  private static func parameter(_ name: String) -> [String] {
    let isPlain = name.utf8.allSatisfy { 0x20...0x7E ~= $0 && $0 != 0x22 && $0 != 0x5C }
    if isPlain, name.utf8.count <= 60 { return ["filename=\"\(name)\""] }
    var pieces: [String] = []
    var piece = "utf-8''"
    for scalar in name.unicodeScalars {
      let spelt = Array(String(scalar).utf8).map {
        isAttribute($0) ? String(UnicodeScalar($0)) : "%\(WordWriter.hex($0))"
      }.joined()
      if piece.utf8.count + spelt.utf8.count > 58 {
        pieces.append(piece)
        piece = ""
      }
      piece += spelt
    }
    pieces.append(piece)
    if pieces.count == 1 { return ["filename*=\(piece)"] }
    return pieces.enumerated().map { index, piece in
      "filename*\(index)*=\(piece)\(index + 1 < pieces.count ? ";" : "")"
    }
  }

  private static func isAttribute(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "-._~".utf8.contains(byte)
    }
  }
}
