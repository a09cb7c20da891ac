/// RTF as text, or as the HTML that a mail program wrapped into it (MS-OXRTFEX).
struct RTFText {
  private struct Group {
    var isHidden = false
    var isWrapped = false
    /// How many characters stand for one that old readers cannot show.
    var substitutes = 1
  }

  private let bytes: [UInt8]
  private var at = 0
  private var group = Group()
  private var groups: [Group] = []
  private var out = ""
  private var raw: [UInt8] = []
  private var codePage = "windows-1252"
  private var isHTML = false
  private var toSkip = 0

  /// The text of `rtf`.
  static func text(of rtf: [UInt8]) -> String {
    var reading = RTFText(rtf)
    reading.read()
    let text = reading.isHTML ? BodyText.text(fromHTML: reading.out) : reading.out
    return String(QuoteSigns.trim(text[...]))
  }

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  private mutating func read() {
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      switch byte {
      case 0x7B:
        if groups.count < 1_000 { groups.append(group) }
      case 0x7D:
        flush()
        group = groups.popLast() ?? Group()
      case 0x5C: control()
      case 0x0A, 0x0D: break
      default: add(byte)
      }
    }
    flush()
  }

  // MARK: - Characters

  private mutating func add(_ byte: UInt8) {
    if toSkip > 0 {
      toSkip -= 1
    } else if !group.isHidden && !group.isWrapped {
      raw.append(byte)
    }
  }

  private mutating func add(_ text: String) {
    guard !group.isHidden, !group.isWrapped else { return }
    flush()
    out += text
  }

  private mutating func flush() {
    guard !raw.isEmpty else { return }
    out += raw.withUnsafeBufferPointer { Charset.read($0, as: codePage).text }
    raw.removeAll(keepingCapacity: true)
  }

  // MARK: - Control words

  private mutating func control() {
    guard at < bytes.count else { return }
    let first = bytes[at]
    guard 0x41...0x5A ~= first || 0x61...0x7A ~= first else {
      at += 1
      symbol(first)
      return
    }
    let start = at
    while at < bytes.count, at - start < 32, bytes[at] | 0x20 >= 0x61, bytes[at] | 0x20 <= 0x7A {
      at += 1
    }
    let word = String(decoding: bytes[start..<at], as: UTF8.self)
    let number = number()
    if at < bytes.count, bytes[at] == 0x20 { at += 1 }
    obey(word, number)
  }

  private mutating func number() -> Int? {
    var end = at
    let isNegative = end < bytes.count && bytes[end] == 0x2D
    if isNegative { end += 1 }
    let first = end
    var value = 0
    while end < bytes.count, 0x30...0x39 ~= bytes[end], end - first < 9 {
      value = value * 10 + Int(bytes[end] - 0x30)
      end += 1
    }
    guard end > first else { return nil }
    at = end
    return isNegative ? -value : value
  }

  private mutating func symbol(_ byte: UInt8) {
    switch byte {
    case 0x27:
      guard at + 1 < bytes.count, let high = Hex.value(bytes[at]),
        let low = Hex.value(bytes[at + 1])
      else { return }
      at += 2
      add(UInt8(high) << 4 | UInt8(low))
    case 0x2A:
      // Readers leave out what they do not know, but for the tags of wrapped HTML.
      group.isHidden = group.isHidden || !bytes[at...].starts(with: Array("\\htmltag".utf8))
    case 0x7E: add("\u{A0}")
    case 0x5F: add("-")
    case 0x0A, 0x0D: add("\n")
    case 0x2D: break
    default: add(byte)
    }
  }

  private static let hidden: Set<String> = [
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "headerl",
    "headerr", "footerl", "footerr", "fldinst", "listtable", "listoverridetable", "rsidtbl",
    "generator", "themedata", "colorschememapping", "datastore", "latentstyles", "mhtmltag",
  ]

  private mutating func obey(_ word: String, _ number: Int?) {
    switch word {
    case "par", "line", "sect", "page", "row": add("\n")
    case "tab", "cell": add("\t")
    case "emdash": add("—")
    case "endash": add("–")
    case "lquote": add("‘")
    case "rquote": add("’")
    case "ldblquote": add("“")
    case "rdblquote": add("”")
    case "bullet": add("•")
    case "ansicpg": if let number, number > 0 { codePage = "windows-\(number)" }
    case "fromhtml": isHTML = true
    case "htmlrtf": group.isWrapped = number != 0
    case "uc": group.substitutes = max(0, min(number ?? 1, 100))
    case "u": unicode(number ?? 0)
    case "bin": at = min(bytes.count, at + max(0, number ?? 0))
    case _ where RTFText.hidden.contains(word): group.isHidden = true
    default: break
    }
  }

  private mutating func unicode(_ number: Int) {
    let value = UInt32(number < 0 ? number + 0x1_0000 : number)
    if let scalar = Unicode.Scalar(value), value > 0 { add(String(Character(scalar))) }
    toSkip = group.substitutes
  }
}
