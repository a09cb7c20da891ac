/// What single lines of a mail look like: quotes, introductions, heads of earlier mails.
enum QuoteSigns {
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

  /// The end of an introduction that was broken before its bracket: `>:`, `> wrote:`.
  private static func isTail(_ line: Substring) -> Bool {
    let bare = trim(line)
    guard bare.utf8.count < 40, endsOpen(bare) else { return false }
    let words = trim(bare.dropFirst().dropLast()).lowercased()
    return words.isEmpty || QuotePhrases.verbs.isOne(words)
      || !bare.hasPrefix("> ") && QuotePhrases.verbs.begins(words)
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

  /// A link on a line of its own, as programs put them between the lines of a quote.
  static func isLink(_ line: Substring) -> Bool {
    let bare = trim(line)
    return bare.utf8.count < 2_000 && (bare.hasPrefix("(http") || bare.hasPrefix("<http"))
  }

  // MARK: - Heads of earlier mails

  /// A line between dashes that says "original message", or opens a forwarded mail.
  static func isSeparator(_ line: Substring) -> Bool {
    guard line.utf8.count < 200 else { return false }
    let bare = trim(line)
    guard let first = bare.utf8.first else { return false }
    if "-_=*".utf8.contains(first) || first == 0xE2 {
      let words = bare.drop { "-_=*–— ".contains($0) }
      let dashes = bare[..<words.startIndex].filter { $0 != " " }.count
      return dashes >= 2 && (isSeparating(words) || Introduction.isDashed(words))
    }
    guard endsOpen(bare) else { return false }
    return QuotePhrases.forwards.contains(String(trim(bare.dropLast())).lowercased())
  }

  /// Whether the words behind a line's dashes are "original message", and dashes again or nothing.
  private static func isSeparating(_ words: Substring) -> Bool {
    // The dot that a Turkish "İ" leaves above its small letter is in no phrase.
    let scalars = words.lowercased().unicodeScalars.filter { $0.value != 0x307 }
    let lower = String(String.UnicodeScalarView(scalars))
    guard let count = QuotePhrases.separators.beginning(of: lower) else { return false }
    let rest = trim(lower[lower.utf8.index(lower.startIndex, offsetBy: count)...])
    return rest.isEmpty || "-_=*–—:".contains(rest.first ?? " ")
      || lower.hasPrefix("forwarded by")
  }

  /// A line of nothing but dashes or underscores, as programs draw before the head of a mail.
  static func isRule(_ line: Substring) -> Bool {
    let text = trim(line)
    guard text.utf8.count >= 3, let first = text.utf8.first,
      "-_=*".utf8.contains(first) || first == 0xE2
    else { return false }
    return text.allSatisfy { "-_=*–— ".contains($0) }
  }

  /// What a line of a quoted head tells.
  enum Field: Hashable { case sender, recipient, date, subject, other }

  /// The field that a line of a quoted head is, `From: …`, `*Sent:* …`.
  static func field(_ line: Substring) -> Field? {
    fieldName(line).flatMap { QuotePhrases.fields[$0] }
  }

  /// Whether a line is `Name: value`, whatever the name.
  static func isNamed(_ line: Substring) -> Bool {
    fieldName(line).map { $0.split(separator: " ").count <= 3 } ?? false
  }

  private static func fieldName(_ line: Substring) -> String? {
    // Most lines are words: look for the colon before anything dearer.
    guard line.utf8.prefix(64).contains(where: { $0 == 0x3A || $0 == 0x9A }) else { return nil }
    let text = trim(line).drop { $0 == "*" || $0 == "_" || $0 == "|" || $0 == " " }
    let end = text.prefix(32).firstIndex { $0 == ":" || $0 == "：" }
    guard let end else { return nil }
    var name = trim(text[..<end])
    while let last = name.last, last == "*" || last == "_" { name.removeLast() }
    return name.isEmpty ? nil : trim(name).lowercased()
  }

  /// A whole head on one line: `Date: … From: … To: … Subject: …`.
  static func isHeadInOneLine(_ line: Substring) -> Bool {
    guard line.utf8.count < 1_000, field(line) != nil else { return false }
    let words = line.split(separator: " ").filter { $0.hasSuffix(":") }
    let fields = Set(words.compactMap { QuotePhrases.fields[$0.dropLast().lowercased()] })
    return fields.count >= 3 && fields.contains(.sender)
  }

  // MARK: - Signatures

  /// The line that parts a signature from the text (RFC 3676 paragraph 4.3), and its relatives;
  /// `next` is the line below it.
  static func isSignatureMark(_ line: Substring, next: Substring) -> Bool {
    if line.utf8.count >= 20, line.utf8.first == 0x5F {
      // Lists put their footer right below such a line; people part their paragraphs with it.
      return !isBlank(next) && trim(line).utf8.allSatisfy { $0 == 0x5F }
    }
    return isShortMark(line)
  }

  /// A line that only parts, and is no word of a signature.
  static func isSignatureRule(_ line: Substring) -> Bool {
    isSignatureMark(line, next: "x")
  }

  private static func isShortMark(_ line: Substring) -> Bool {
    line.utf8.count < 12 && ["--", "—", "––", "__", "-- –", "- --"].contains(trim(line))
  }

  /// A row of a table, or of something drawn like one.
  static func isRow(_ line: Substring) -> Bool {
    let bare = trim(line)
    return bare.contains("  ") || bare.contains("\t") || bare.contains("|")
  }

  /// A line that a telephone or a program signs with by itself: "Sent from my iPhone".
  static func isDeviceSignature(_ line: Substring) -> Bool {
    guard line.utf8.count < 160 else { return false }
    var text = trim(line).drop { "*_[(<-~«\"".contains($0) || $0 == " " }.lowercased()
    let starts = SignaturePhrases.beginnings.begins(text)
    if starts { return line.utf8.count < 100 || text.contains("http") }
    guard line.utf8.count < 80 else { return false }
    if let end = text.firstIndex(where: { "<([".contains($0) }) { text = String(text[..<end]) }
    let bare = trim(text[...].prefix { $0 != "." && $0 != "。" })
    return SignaturePhrases.ends.ends(bare)
      || text.hasPrefix("sent from ") && !text.hasPrefix("sent from the ") && text.utf8.count < 60
  }

  static func isReplyMark(_ line: Substring) -> Bool {
    line.utf8.count < 200 && QuotePhrases.replyMarks.occurs(inAnyCase: line)
  }
}
