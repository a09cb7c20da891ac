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
    let (text, links) = LinkList.apart(from: BodyText.withLineFeeds(text))
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
    return LinkList.attached(links, to: result)
  }

  private init(_ text: Substring) {
    lines = BodyText.lines(text)
    kinds = lines.map { line in
      QuoteSigns.isBlank(line) ? .blank : QuoteSigns.isQuoted(line) ? .quote : .text
    }
    for index in lines.indices.dropFirst()
    where kinds[index - 1] == .quote && kinds[index] == .text && QuoteSigns.isLink(lines[index]) {
      kinds[index] = .quote
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
      if QuoteSigns.isSeparator(lines[index]) || QuoteSigns.isHeadInOneLine(lines[index]) {
        if take(from: ruleBefore(index), head: index + 1) { break }
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

  /// The head of an earlier mail: its sender and another field or two, close together, and
  /// something that only mails have: an address, a subject.
  private func isHead(_ index: Int) -> Bool {
    guard let first = QuoteSigns.field(lines[index]) else { return false }
    var fields = [first]
    var isMail = Introduction.holdsAddress(lines[index])
    var isDated = first == .date && DateSigns(lines[index]).isDated
    var looked = 0
    var at = index + 1
    while at < lines.count, looked < 6, kinds[at] != .quote {
      if kinds[at] == .blank {
        if looked == 0 { at += 1 } else { break }
        looked += 1
        continue
      }
      isMail = isMail || Introduction.holdsAddress(lines[at])
      if let field = QuoteSigns.field(lines[at]) {
        fields.append(field)
        isDated = isDated || field == .date && DateSigns(lines[at]).isDated
      }
      looked += 1
      at += 1
    }
    guard isMail || fields.contains(.subject) || isBelowRule(index) else { return false }
    let kindsOfField = Set(fields)
    if isDated, isMail, kindsOfField.count >= 2, first == .sender || first == .date {
      return isApart(index)
    }
    guard fields.contains(.sender), kindsOfField.count >= 3 else { return false }
    return (first == .sender || fields.count >= 4) && isApart(index)
  }

  private func isBelowRule(_ index: Int) -> Bool {
    kinds[..<index].last { $0 != .blank } == .text
      && lines[..<index].last { !QuoteSigns.isBlank($0) }.map(QuoteSigns.isRule) ?? false
  }

  /// Whether a head is not the middle of a list such as a form sends: `Name: …`, `From: …`.
  private func isApart(_ index: Int) -> Bool {
    guard index > 0, kinds[index - 1] == .text else { return true }
    let above = lines[index - 1]
    return !QuoteSigns.isNamed(above) || QuoteSigns.field(above) != nil
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
    guard last.utf8.count <= Introduction.longest else { return nil }
    let opens = QuoteSigns.endsOpen(last)
    let isLikely =
      opens || last.hasSuffix(">") || last.utf8.first.map({ 0x30...0x39 ~= $0 }) ?? false
      || QuotePhrases.verbs.ends(inAnyCase: Substring(last.unicodeScalars.suffix(32)))
    guard isLikely else { return nil }
    let isFollowed = next(after: end).map { kinds[$0] == .quote } ?? false
    var joined = ""
    var (start, pieces) = (end, 0)
    while start >= 0, pieces < (opens ? 5 : 3), end - start < 7 {
      if kinds[start] == .text, lines[start].utf8.count <= Introduction.longest {
        joined = joined.isEmpty ? String(last) : "\(QuoteSigns.trim(lines[start])) \(joined)"
        pieces += 1
        if begins(start, end: end), Introduction.isOne(joined, isFollowedByQuote: isFollowed) {
          return firstPiece(before: start, of: joined, isFollowed: isFollowed)
        }
      } else if kinds[start] != .blank || start == end {
        break
      }
      start -= 1
    }
    return Introduction.isOne(String(last), isFollowedByQuote: isFollowed) ? end : nil
  }

  /// Whether an introduction that ends with line `end` may begin with line `start`; one that is
  /// broken by blank lines must begin as introductions do.
  private func begins(_ start: Int, end: Int) -> Bool {
    let opens = Introduction.opens(QuoteSigns.trim(lines[start]).lowercased())
    if kinds[start...end].contains(.blank) { return opens && start < end }
    let signs = DateSigns(lines[start])
    return signs.isDated ? start == end || signs.start < 30 : opens && signs.start < 30
  }

  /// The line above, where it holds the name that an introduction begins with: "Ana
  /// <ana@example.com> schrieb am So., 2." above "November 2026, 21:08:".
  private func firstPiece(before start: Int, of joined: String, isFollowed: Bool) -> Int {
    guard start > 0, kinds[start - 1] == .text, !Introduction.opens(joined.lowercased()) else {
      return start
    }
    let above = QuoteSigns.trim(lines[start - 1])
    let lower = above.lowercased()
    let isBroken =
      QuotePhrases.verbs.occurs(in: lower) && Introduction.holdsAddress(above)
      || Introduction.opens(lower) && !DateSigns(lines[start]).isDated
      || joined.utf8.count < 24 && Introduction.holdsAddress(above) && DateSigns(above).isDated
    let whole = "\(above) \(joined)"
    return isBroken && Introduction.isOne(whole, isFollowedByQuote: isFollowed) ? start - 1 : start
  }

  // MARK: - Signatures

  private mutating func findSignature() {
    var end = tail
    while end > 0, kinds[end - 1] != .text || roles[end - 1] != .visible { end -= 1 }
    let mark = lines[..<tail].indices.last(where: isSignatureMark)
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

  private func isSignatureMark(_ index: Int) -> Bool {
    let next = index + 1 < tail ? lines[index + 1] : ""
    guard kinds[index] == .text, QuoteSigns.isSignatureMark(lines[index], next: next) else {
      return false
    }
    // Two dashes between two rows of a table are its rule.
    return index == 0 || lines[index] == "-- "
      || !(QuoteSigns.isRow(lines[index - 1]) && QuoteSigns.isRow(next))
  }

  /// A signature is short and asks nothing; what else stands behind two dashes is text.
  private func hasNoAnswer(from start: Int) -> Bool {
    let texts = lines[start..<tail].indices.filter { kinds[$0] == .text }
    return texts.count <= 20
      && (lines[start - 1] == "-- "
        || !texts.contains {
          lines[$0].utf8.count > 30 && QuoteSigns.trim(lines[$0]).hasSuffix("?")
        })
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
      signature: text(of: .signature, without: QuoteSigns.isSignatureRule))
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
