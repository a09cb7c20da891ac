/// What single lines of a mail look like: quotes, introductions, heads of earlier mails.
enum QuoteSigns {
  /// Lines longer than this are somebody's words, never an introduction.
  static let longestIntroduction = 400

  static func isBlank(_ line: Substring) -> Bool {
    for byte in line.utf8 where byte > 0x20 {
      return byte >= 0x80 && line.allSatisfy(\.isWhitespace)
    }
    return true
  }

  /// A line that carries the mark of a quote.
  static func isQuoted(_ line: Substring) -> Bool {
    let bare = line.utf8.drop { $0 == 0x20 }
    return bare.first == 0x3E && !isTail(line)
  }

  /// The end of an introduction that was broken before its bracket: `>:`.
  private static func isTail(_ line: Substring) -> Bool {
    let bare = trim(line)
    return bare == ">:"
      || bare.hasPrefix("> ") == false && bare.hasPrefix(">") && endsOpen(bare)
        && bare.utf8.count < 40
  }

  static func trim(_ line: Substring) -> Substring {
    var utf8 = line.utf8
    while let first = utf8.first, first <= 0x20 { utf8.removeFirst() }
    while let last = utf8.last, last <= 0x20 { utf8.removeLast() }
    guard let first = utf8.first, let last = utf8.last, first >= 0x80 || last >= 0x80 else {
      return Substring(utf8)
    }
    var scalars = Substring(utf8).unicodeScalars
    while let first = scalars.first, isFiller(first) { scalars.removeFirst() }
    while let last = scalars.last, isFiller(last) { scalars.removeLast() }
    return Substring(scalars)
  }

  /// White space, and the marks for the direction of writing around lines from right to left.
  private static func isFiller(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x200B...0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: scalar.properties.isWhitespace
    }
  }

  /// Whether a line ends as an introduction does.
  static func endsOpen(_ line: Substring) -> Bool {
    line.utf8.last == 0x3A || line.utf8.last == 0x9A && line.hasSuffix("：")
  }

  // MARK: - Introductions

  /// Whether `text` introduces a quote; `isFollowedByQuote` forgives what it leaves out.
  static func isIntroduction(_ text: String, isFollowedByQuote: Bool) -> Bool {
    guard text.utf8.count <= longestIntroduction else { return false }
    let text = trim(text.lowercased()[...])
    let signs = DateSigns(text)
    let hasAddress = holdsAddress(text)
    if endsOpen(text) {
      let bare = trim(text.dropLast())
      let hasVerb = QuotePhrases.verbs.ends(bare)
      if hasVerb { return signs.isDated || hasAddress || isFollowedByQuote }
      if signs.isDated && hasAddress { return true }
      let speaks = QuotePhrases.verbs.occurs(in: bare)
      return isFollowedByQuote && (signs.isDated || hasAddress) && (speaks || signs.start < 30)
    }
    guard signs.isDated, signs.start == 0 else { return false }
    // Gmail once wrote no verb: "2013/7/20 Ana <ana@example.com>", "… GMT+01:00 Ana".
    if text.hasSuffix(">") && hasAddress { return true }
    return signs.hasZone && text.utf8.count < 120
  }

  private static func holdsAddress(_ text: Substring) -> Bool {
    var before: UInt8 = 0x20
    var isAt = false
    for byte in text.utf8 {
      if isAt, byte > 0x20, byte != 0x3E, byte != 0x2C { return true }
      isAt = byte == 0x40 && before > 0x20 && before != 0x3C
      before = byte
    }
    return false
  }

  // MARK: - Heads of earlier mails

  /// A line between dashes that says "original message", or opens a forwarded mail.
  static func isSeparator(_ line: Substring) -> Bool {
    guard line.utf8.count < 200 else { return false }
    let bare = trim(line)
    guard let first = bare.utf8.first else { return false }
    if "-_=*".utf8.contains(first) || first == 0xE2 {
      let dashes = bare.prefix { "-_=*–— ".contains($0) }
      guard dashes.filter({ $0 != " " }).count >= 2 else { return false }
      let words = bare.lowercased()
      return QuotePhrases.separators.occurs(in: words) || isDashedIntroduction(words[...])
    }
    guard endsOpen(bare) else { return false }
    return QuotePhrases.forwards.contains(String(trim(bare.dropLast())).lowercased())
  }

  /// `---- On Monday, 2 November 2026 Ana <ana@example.com> wrote ----`.
  private static func isDashedIntroduction(_ line: Substring) -> Bool {
    var words = line
    while let last = words.last, "- ".contains(last) { words.removeLast() }
    return words.endIndex != line.endIndex && QuotePhrases.verbs.ends(words)
      && DateSigns(words).isDated
  }

  /// A line of nothing but dashes or underscores, as programs draw before the head of a mail.
  static func isRule(_ line: Substring) -> Bool {
    let text = trim(line)
    guard text.utf8.count >= 3, let first = text.utf8.first,
      "-_=*".utf8.contains(first) || first == 0xE2
    else { return false }
    return text.allSatisfy { "-_=*–—".contains($0) }
  }

  enum Field { case sender, other }

  /// The field that a line of a quoted head is, `From: …`, `*Sent:* …`.
  static func field(_ line: Substring) -> Field? {
    guard let name = fieldName(line) else { return nil }
    if QuotePhrases.senders.contains(name) { return .sender }
    return QuotePhrases.others.contains(name) ? .other : nil
  }

  private static func fieldName(_ line: Substring) -> String? {
    // Most lines are words: look for the colon before anything dearer.
    guard line.utf8.prefix(64).contains(where: { $0 == 0x3A || $0 == 0x9A }) else { return nil }
    let text = trim(line).drop { $0 == "*" || $0 == "_" }
    let end = text.prefix(32).firstIndex { $0 == ":" || $0 == "：" }
    guard let end else { return nil }
    var name = trim(text[..<end])
    while let last = name.last, last == "*" || last == "_" { name.removeLast() }
    return name.isEmpty ? nil : trim(name).lowercased()
  }

  // MARK: - Signatures

  /// The line that parts a signature from the text (RFC 3676 paragraph 4.3), and its relatives.
  static func isSignatureMark(_ line: Substring) -> Bool {
    if line.utf8.count >= 20, line.utf8.first == 0x5F {
      // Lists put their footer below such a line.
      return trim(line).utf8.allSatisfy { $0 == 0x5F }
    }
    return isShortMark(line)
  }

  private static func isShortMark(_ line: Substring) -> Bool {
    line.utf8.count < 12 && ["--", "—", "––", "__", "-- –"].contains(trim(line))
  }

  static func isDeviceSignature(_ line: Substring) -> Bool {
    guard line.utf8.count < 100 else { return false }
    let text = trim(line).drop { "*_[(<".contains($0) }.lowercased()
    return QuotePhrases.deviceSignatures.begins(text)
  }

  static func isReplyMark(_ line: Substring) -> Bool {
    line.utf8.count < 200 && QuotePhrases.replyMarks.occurs(in: line.lowercased())
  }
}

/// The dates and times in a line, whatever its language.
struct DateSigns {
  /// Whether it holds a year, a time or a date of numbers.
  private(set) var isDated = false
  /// Whether it names its distance from Greenwich.
  private(set) var hasZone = false
  /// How many characters stand before its first digit.
  private(set) var start = Int.max

  init(_ text: Substring) {
    var group = 0
    var groups: [(digits: Int, value: Int, after: UInt8)] = []
    var value = 0
    var index = 0
    for byte in text.utf8 {
      if 0x30...0x39 ~= byte {
        if start == .max { start = index }
        group += 1
        value = min(value * 10 + Int(byte - 0x30), 100_000)
      } else if group > 0 {
        groups.append((group, value, byte))
        (group, value) = (0, 0)
      }
      if byte & 0xC0 != 0x80 { index += 1 }
    }
    if group > 0 { groups.append((group, value, 0x20)) }
    hasZone = text.contains("gmt") || text.contains("utc")
    isDated =
      groups.contains { $0.digits == 4 && 1990...2099 ~= $0.value } || DateSigns.hasTime(groups)
      || DateSigns.hasNumericDate(groups)
  }

  /// `14:20`, `14.20`, `14h20`.
  private static func hasTime(_ groups: [(digits: Int, value: Int, after: UInt8)]) -> Bool {
    zip(groups, groups.dropFirst()).contains { first, second in
      first.digits <= 2 && first.value < 25 && second.digits == 2 && second.value < 60
        && (first.after == 0x3A || first.after == 0x68)
    }
  }

  /// `16.8.2014`, `6/16/16`.
  private static func hasNumericDate(
    _ groups: [(digits: Int, value: Int, after: UInt8)]
  ) -> Bool {
    guard groups.count >= 3 else { return false }
    return groups.indices.dropLast(2).contains { index in
      let (first, second) = (groups[index], groups[index + 1])
      return "./-".utf8.contains(first.after) && first.after == second.after
        && first.value <= 31 && second.value <= 31
    }
  }
}
