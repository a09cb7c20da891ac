/// The numbered addresses below a text, `[1] https://…`: they belong to the words that refer to
/// them, wherever those end up.
enum LinkList {
  /// The text without its list, and the lines of the list.
  static func apart(from text: String) -> (text: String, lines: [Substring]) {
    var bytes = text.utf8[...]
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    var lines: [Substring] = []
    var end = bytes.endIndex
    while lines.count <= HTMLLink.most {
      let start = bytes[..<end].lastIndex(of: 0x0A).map { bytes.index(after: $0) }
      guard let start, let line = Optional(Substring(bytes[start..<end])), number(of: line) != nil
      else { break }
      lines.append(line)
      end = bytes.index(before: start)
    }
    guard !lines.isEmpty, bytes[..<end].last == 0x0A else { return (text, []) }
    return (String(text[..<end]), lines.reversed())
  }

  /// The list below the words that refer to it: the new ones, the signature, or the quoted ones.
  static func attached(_ lines: [Substring], to split: BodyText.Split) -> BodyText.Split {
    guard !lines.isEmpty else { return split }
    var (visible, signature, quoted): ([Substring], [Substring], [Substring]) = ([], [], [])
    let hasOthers = !split.quoted.isEmpty || !split.signature.isEmpty
    let (seen, signed) = (references(in: split.visible), references(in: split.signature))
    for line in lines {
      let number = number(of: line) ?? 0
      if !hasOthers || seen.contains(number) {
        visible.append(line)
      } else if signed.contains(number) || split.quoted.isEmpty {
        signature.append(line)
      } else {
        quoted.append(line)
      }
    }
    return BodyText.Split(
      visible: joined(split.visible, visible), quoted: joined(split.quoted, quoted),
      signature: joined(split.signature, signature))
  }

  private static func joined(_ text: String, _ lines: [Substring]) -> String {
    guard !lines.isEmpty else { return text }
    return text + (text.isEmpty ? "" : "\n\n") + lines.joined(separator: "\n")
  }

  /// The number of a line such as `[12] https://…`.
  private static func number(of line: Substring) -> Int? {
    guard line.utf8.count < 2_100, line.utf8.first == 0x5B,
      let end = line.utf8.prefix(6).firstIndex(of: 0x5D)
    else { return nil }
    let rest = line[line.index(after: end)...]
    guard rest.hasPrefix(" http"), !rest.dropFirst().contains(" ") else { return nil }
    return Int(line[line.index(after: line.startIndex)..<end])
  }

  /// The numbers in brackets that a text holds.
  private static func references(in text: String) -> Set<Int> {
    var found: Set<Int> = []
    var (value, digits, isOpen) = (0, 0, false)
    for byte in text.utf8 {
      switch byte {
      case 0x5B: (value, digits, isOpen) = (0, 0, true)
      case 0x30...0x39 where isOpen && digits < 4:
        value = value * 10 + Int(byte - 0x30)
        digits += 1
      case 0x5D where isOpen && digits > 0:
        found.insert(value)
        isOpen = false
      default: isOpen = false
      }
    }
    return found
  }
}
