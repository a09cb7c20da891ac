/// A picture as a terminal takes it: its own sequence, and nothing else.
///
/// It is made from what another program printed about a stranger's file. Every byte is looked at,
/// and what goes to the terminal is written anew from what was read.
package struct Picture: Hashable, Sendable {
  /// How a terminal takes pictures.
  package enum Form: String, Hashable, Sendable, CaseIterable {
    /// As kitty does, and others after it.
    case kitty
    /// As sixels, after DEC's terminals.
    case sixel
  }

  /// How it is written.
  package let form: Form
  /// What the terminal is sent where the picture begins; it answers nothing.
  package let bytes: [UInt8]

  /// Reads what a program printed; `nil` where anything in it is no part of one picture.
  ///
  /// Blanks, ends of lines, colours and movements of the cursor are left out: they place the
  /// picture, and we do that ourselves.
  package init?(reading printed: [UInt8], as form: Form) {
    var reader = PictureReader(rest: printed[...], form: form)
    guard reader.read(), reader.isWhole else { return nil }
    self.form = form
    bytes = reader.written
  }

  /// What takes it off the terminal again, where blanks do not.
  package var farewell: [UInt8] {
    switch form {
    case .kitty: Array("\u{1B}_Ga=d,d=A,q=2\u{1B}\\".utf8)
    case .sixel: []
    }
  }
}

/// Reads one picture, sequence by sequence.
private struct PictureReader {
  var rest: ArraySlice<UInt8>
  let form: Picture.Form
  var written: [UInt8] = []
  /// The picture has begun, and more of it must follow.
  private var isOpen = false
  /// All of it was read.
  private(set) var isWhole = false

  init(rest: ArraySlice<UInt8>, form: Picture.Form) {
    self.rest = rest
    self.form = form
  }

  /// Reads to the end; false where something else stands there.
  mutating func read() -> Bool {
    while let byte = rest.popFirst() {
      if [0x20, 0x0A, 0x0D].contains(byte) { continue }
      guard byte == 0x1B, let kind = rest.popFirst() else { return false }
      switch (Character(Unicode.Scalar(kind)), form) {
      case ("[", _): if !skipControl() { return false }
      case ("_", .kitty): if !readKitty() { return false }
      case ("P", .sixel): if !readSixel() { return false }
      default: return false
      }
    }
    return true
  }

  /// A colour, a movement of the cursor, a mode: never one that asks the terminal something.
  private mutating func skipControl() -> Bool {
    let parameters = rest.prefix { "0123456789;?".utf8.contains($0) }
    rest = rest.dropFirst(parameters.count)
    guard parameters.count <= 40, let final = rest.popFirst() else { return false }
    return "ABCDEFGHfmhl".utf8.contains(final)
  }

  /// The inside of a sequence, which ends with ESC \.
  private mutating func body() -> ArraySlice<UInt8>? {
    guard let end = rest.firstIndex(of: 0x1B), rest[end...].dropFirst().first == 0x5C else {
      return nil
    }
    defer { rest = rest[(end + 2)...] }
    return rest[..<end]
  }

  private mutating func write(_ text: String, _ bytes: ArraySlice<UInt8> = []) {
    written += text.utf8
    written += bytes
    written += [0x1B, 0x5C]
  }
}

// MARK: - Kitty

extension PictureReader {
  /// `G`, keys and values, `;` and a piece of the picture in base64: the first piece says what
  /// comes, the others only whether there are more.
  ///
  /// <https://sw.kovidgoyal.net/kitty/graphics-protocol/>
  private mutating func readKitty() -> Bool {
    guard !isWhole, let body = body(), body.first == UInt8(ascii: "G") else { return false }
    let head = body.dropFirst().prefix { $0 != UInt8(ascii: ";") }
    let piece = body.dropFirst(head.count + 2)
    guard let values = Self.values(head), piece.allSatisfy(Self.isBase64) else { return false }
    let isLast = values["m", default: "0"] == "0"
    if isOpen {
      guard values.keys.allSatisfy({ "mq".contains($0) }) else { return false }
      write("\u{1B}_Gq=2,m=\(isLast ? 0 : 1);", piece)
    } else {
      // The bytes come along (t=d): any other way names a file of whoever sits at the terminal.
      guard values["a"] == "T", values["t", default: "d"] == "d",
        values.keys.allSatisfy({ "atmqCfsvcr".contains($0) })
      else { return false }
      let measures = "fsvcr".compactMap { key in values[key].map { "\(key)=\($0)," } }
      write("\u{1B}_Ga=T,q=2,C=1,\(measures.joined())m=\(isLast ? 0 : 1);", piece)
    }
    (isOpen, isWhole) = (!isLast, isLast)
    return true
  }

  /// `f=32,s=160`: numbers, but for `a` and `t`.
  private static func values(_ head: ArraySlice<UInt8>) -> [Character: String]? {
    var values: [Character: String] = [:]
    for word in head.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      let text = String(decoding: word, as: UTF8.self)
      guard let key = text.first, text.dropFirst().first == "=", values[key] == nil else {
        return nil
      }
      let value = text.dropFirst(2)
      let isNumber = (1...5).contains(value.utf8.count) && value.utf8.allSatisfy(isDigit)
      guard isNumber || "at".contains(key) else { return nil }
      values[key] = String(value)
    }
    return values
  }

  private static func isBase64(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"),
      UInt8(ascii: "="):
      true
    default: false
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}

// MARK: - Sixels

extension PictureReader {
  /// Numbers, `q`, and sixels with their colours, repeats, sizes and line ends.
  ///
  /// <https://vt100.net/docs/vt3xx-gp/chapter14.html>
  private mutating func readSixel() -> Bool {
    guard !isWhole, let body = body() else { return false }
    let head = body.prefix { Self.isDigit($0) || $0 == UInt8(ascii: ";") }
    guard body.dropFirst(head.count).first == UInt8(ascii: "q") else { return false }
    var digits = 0
    for byte in body {
      digits = Self.isDigit(byte) ? digits + 1 : 0
      let isSixel = (0x3F...0x7E).contains(byte) || "!\"#$-;".utf8.contains(byte)
      // No terminal is a hundred thousand dots wide.
      guard digits > 0 || isSixel, digits <= 5 else { return false }
    }
    write("\u{1B}P", body)
    isWhole = true
    return true
  }
}
