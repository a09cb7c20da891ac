/// Takes a mail's text apart, line by line, by what the lines look like.
///
/// Quotes under an introduction and whole earlier mails are taken out. Quotes between answers are
/// left where they are: without them the answers make no sense.
struct ReplySplit {
  private enum Kind { case blank, text, quote, introduction }
  private enum Role { case visible, quoted, signature }

  private let lines: [Substring]
  private var kinds: [Kind]
  private var roles: [Role]
  /// Where an earlier mail begins that is not marked line by line; all from there is quoted.
  private var tail: Int
  /// The first line looked at so far that holds somebody's own words.
  private var firstText: Int?

  /// Nobody writes more than this by hand; what comes behind it is not looked at line by line.
  private static let longest = 1 << 20

  static func split(_ text: String) -> BodyText.Split {
    let text = BodyText.withLineFeeds(text)
    let head = BodyText.firstLines(text, bytes: longest)
    var split = ReplySplit(head)
    split.findTail()
    split.findSignature()
    split.sortQuotes()
    var result = split.result
    let rest = text[head.endIndex...]
    if !rest.isEmpty, split.tail < split.lines.count {
      result.quoted += "\n\(rest)"
    } else if !rest.isEmpty {
      result.visible += "\n\(rest)"
    }
    return result
  }

  private init(_ text: Substring) {
    lines = BodyText.lines(text)
    kinds = lines.map { line in
      QuoteSigns.isBlank(line) ? .blank : QuoteSigns.isQuoted(line) ? .quote : .text
    }
    roles = Array(repeating: .visible, count: lines.count)
    tail = lines.count
  }

  // MARK: - Earlier mails

  private mutating func findTail() {
    for index in lines.indices where kinds[index] == .text {
      if QuoteSigns.isReplyMark(lines[index]) && hasText(before: index) {
        tail = index
        break
      }
      if QuoteSigns.isSeparator(lines[index]) {
        if take(from: index, head: index + 1) { break }
      } else if isHead(index) {
        if take(from: ruleBefore(index), head: index) { break }
      } else if let start = introductionStart(endingAt: index) {
        for line in start...index { kinds[line] = .introduction }
        if let text = firstText, text >= start { firstText = nil }
        if next(after: index).map({ kinds[$0] != .quote }) ?? true, hasText(before: start) {
          tail = start
          break
        }
      }
      if kinds[index] == .text, firstText == nil { firstText = index }
    }
    for index in tail..<lines.count { roles[index] = .quoted }
  }

  /// Makes everything from `start` the tail; where nothing stands before it, only the head of the
  /// forwarded mail goes, since its text is then all there is to read.
  private mutating func take(from start: Int, head: Int) -> Bool {
    if hasText(before: start) {
      tail = start
      return true
    }
    var index = start
    while index < lines.count, index < head || isHeadLine(index) {
      roles[index] = .quoted
      kinds[index] = .introduction
      index += 1
    }
    return false
  }

  private func hasText(before end: Int) -> Bool {
    firstText.map { $0 < end } ?? false
  }

  private func next(after index: Int) -> Int? {
    kinds[(index + 1)...].firstIndex { $0 != .blank }
  }

  /// The head of an earlier mail: its sender and another field, or three fields, close together.
  private func isHead(_ index: Int) -> Bool {
    guard let first = QuoteSigns.field(lines[index]) else { return false }
    var fields = [first]
    var looked = 0
    var at = index + 1
    while at < lines.count, looked < 6, kinds[at] != .quote {
      if kinds[at] == .blank {
        if looked == 0 { at += 1 } else { break }
        looked += 1
        continue
      }
      if let field = QuoteSigns.field(lines[at]) { fields.append(field) }
      looked += 1
      at += 1
    }
    let senders = fields.filter { $0 == .sender }.count
    return fields.count >= 3 && senders >= 1 && first == .sender
      || fields.count >= 4 && senders >= 1
  }

  /// A field of a forwarded head, or the next line of a long one.
  private func isHeadLine(_ index: Int) -> Bool {
    kinds[index] == .blank
      ? next(after: index).map { QuoteSigns.field(lines[$0]) != nil } ?? false
      : QuoteSigns.field(lines[index]) != nil
        || index + 1 < lines.count && QuoteSigns.field(lines[index + 1]) != nil
  }

  private func ruleBefore(_ index: Int) -> Int {
    var start = index
    while start > 0, kinds[start - 1] == .blank || QuoteSigns.isRule(lines[start - 1]) {
      start -= 1
    }
    return start
  }

  /// Where an introduction begins that ends with line `end`: it may be broken over four lines.
  private func introductionStart(endingAt end: Int) -> Int? {
    let last = QuoteSigns.trim(lines[end])
    let opens = QuoteSigns.endsOpen(last)
    guard opens || last.hasSuffix(">") || last.utf8.first.map({ 0x30...0x39 ~= $0 }) ?? false else {
      return nil
    }
    let isFollowed = next(after: end).map { kinds[$0] == .quote } ?? false
    var joined = ""
    for start in stride(from: end, through: max(0, end - (opens ? 3 : 1)), by: -1) {
      guard kinds[start] == .text, lines[start].utf8.count <= QuoteSigns.longestIntroduction else {
        break
      }
      joined = joined.isEmpty ? String(last) : "\(QuoteSigns.trim(lines[start])) \(joined)"
      let signs = DateSigns(lines[start])
      if signs.isDated, start == end || signs.start < 30,
        QuoteSigns.isIntroduction(joined, isFollowedByQuote: isFollowed)
      {
        return start
      }
    }
    return QuoteSigns.isIntroduction(String(last), isFollowedByQuote: isFollowed) ? end : nil
  }

  // MARK: - Signatures

  private mutating func findSignature() {
    var end = tail
    while end > 0, kinds[end - 1] != .text || roles[end - 1] != .visible { end -= 1 }
    let mark = lines[..<tail].indices.last { index in
      kinds[index] == .text && QuoteSigns.isSignatureMark(lines[index])
    }
    if let mark, hasNoAnswer(from: mark + 1) {
      for index in mark..<tail where kinds[index] != .quote && kinds[index] != .introduction {
        roles[index] = .signature
      }
      end = mark
    }
    var index = end
    while index > 0 {
      index -= 1
      if kinds[index] == .blank { continue }
      guard kinds[index] == .text, QuoteSigns.isDeviceSignature(lines[index]) else { break }
      roles[index] = .signature
    }
  }

  /// A signature is short; longer text behind two dashes is text.
  private func hasNoAnswer(from start: Int) -> Bool {
    kinds[start..<tail].filter { $0 == .text }.count <= 20
  }

  // MARK: - Quotes

  private mutating func sortQuotes() {
    let isAnswer: (Int) -> Bool = { kinds[$0] == .text && roles[$0] == .visible }
    let answers = lines.indices.filter(isAnswer)
    for index in lines.indices where kinds[index] == .introduction { roles[index] = .quoted }
    guard let first = answers.first, let last = answers.last else {
      for index in lines.indices where kinds[index] == .quote { roles[index] = .quoted }
      return
    }
    let isIntroduced = kinds[..<first].contains(.introduction)
    let isInterleaved = kinds[first...last].contains(.quote)
    for index in lines.indices where kinds[index] == .quote {
      if index > last || index < first && isIntroduced && !isInterleaved {
        roles[index] = .quoted
      }
    }
  }

  // MARK: - Result

  private var result: BodyText.Split {
    BodyText.Split(
      visible: text(of: .visible), quoted: text(of: .quoted),
      signature: text(of: .signature, without: QuoteSigns.isSignatureMark))
  }

  private func text(of role: Role, without: (Substring) -> Bool = { _ in false }) -> String {
    var picked = lines.indices.filter { roles[$0] == role && !without(lines[$0]) }[...]
    while let first = picked.first, kinds[first] == .blank { picked.removeFirst() }
    while let last = picked.last, kinds[last] == .blank { picked.removeLast() }
    var text = ""
    var blanks = 0
    for index in picked {
      // What was taken out leaves its blank lines behind.
      blanks = kinds[index] == .blank ? blanks + 1 : 0
      if blanks > 2 { continue }
      if !text.isEmpty { text += "\n" }
      text += lines[index]
    }
    return text
  }
}
