/// Reads the value of an address field (RFC 5322 paragraph 3.4), as people and programs write it.
///
/// One pass over the bytes; commas in names, missing brackets, comments and groups are all taken
/// as what they were meant to be.
struct AddressParser {
  private let bytes: [UInt8]
  private let limit: Int
  private var at = 0
  private var mailboxes: [Mailbox] = []
  private var group: String?
  private var pending = Pending()

  /// The mailboxes of a field value, at most `limit`.
  static func mailboxes(_ value: [UInt8], limit: Int) -> [Mailbox] {
    var parser = AddressParser(bytes: value, limit: limit)
    return parser.read()
  }

  private init(bytes: [UInt8], limit: Int) {
    self.bytes = bytes
    self.limit = limit
  }

  /// What has been read since the last comma.
  private struct Pending {
    /// Words and quoted strings outside brackets, still encoded, with their white space.
    var words: [UInt8] = []
    var isQuoted = false
    var address: [UInt8]?
    var comment: [UInt8] = []
    var isEmpty: Bool { words.isEmpty && address == nil && comment.isEmpty }
  }

  private mutating func read() -> [Mailbox] {
    while at < bytes.count, mailboxes.count < limit {
      let byte = bytes[at]
      switch byte {
      case 0x22: readQuoted()
      case 0x28: readComment()
      case 0x3C: readAngle()
      case 0x2C: finish(at: 1)
      case 0x3B:
        finish(at: 1)
        group = nil
      case 0x3A where opensGroup: openGroup()
      default:
        pending.words.append(byte)
        at += 1
      }
    }
    if mailboxes.count < limit { finish(at: 0) }
    return mailboxes
  }

  // MARK: - Pieces

  /// A quoted string goes to the words without its quotes; a missing end is forgiven.
  private mutating func readQuoted() {
    at += 1
    pending.isQuoted = true
    while at < bytes.count, bytes[at] != 0x22 {
      if bytes[at] == 0x5C, at + 1 < bytes.count { at += 1 }
      pending.words.append(bytes[at])
      at += 1
    }
    at += 1
  }

  private mutating func readComment() {
    var depth = 0
    var text: [UInt8] = []
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      if byte == 0x5C, at < bytes.count {
        text.append(bytes[at])
        at += 1
        continue
      }
      if byte == 0x28 { depth += 1 }
      if byte == 0x29 { depth -= 1 }
      if depth == 0 { break }
      if !(byte == 0x28 && depth == 1) { text.append(byte) }
    }
    if pending.comment.isEmpty { pending.comment = text } else { pending.comment += [0x20] + text }
  }

  private mutating func readAngle() {
    var end = at + 1
    var isQuoted = false
    while end < bytes.count {
      let byte = bytes[end]
      if byte == 0x22 { isQuoted.toggle() }
      if !isQuoted && (byte == 0x3E || byte == 0x3C) { break }
      end += 1
    }
    let inside = bytes[(at + 1)..<end]
    at = end
    while at < bytes.count, bytes[at] == 0x3E { at += 1 }
    if pending.address != nil, !pending.words.allSatisfy(isSpace) { finish(at: 0) }
    if pending.address == nil || !inside.isEmpty { pending.address = withoutRoute(inside) }
  }

  /// Old mail names the hosts on the way: `<@one,@two:someone@home>`.
  private func withoutRoute(_ inside: ArraySlice<UInt8>) -> [UInt8] {
    guard inside.first == 0x40, let colon = inside.firstIndex(of: 0x3A) else {
      return Array(inside)
    }
    return Array(inside[(colon + 1)...])
  }

  private var opensGroup: Bool {
    pending.address == nil && group == nil && !pending.words.contains(0x40)
      && !pending.words.isEmpty
  }

  private mutating func openGroup() {
    group = text(pending.words)
    pending = Pending()
    at += 1
  }

  // MARK: - Putting a mailbox together

  private mutating func finish(at step: Int) {
    at += step
    defer { pending = Pending() }
    guard !pending.isEmpty else { return }
    let comment = text(pending.comment)
    if let address = pending.address {
      add(name: text(pending.words, isQuoted: pending.isQuoted) ?? comment, address: trim(address))
      return
    }
    var words = trim(pending.words)
    var name = comment
    // An encoded word may hold name and address together, brackets and all.
    if !words.contains(0x40) {
      let decoded = Array(EncodedWords.decode(words).utf8)
      if decoded.count != words.count, decoded.contains(0x40), decoded.contains(0x3C) {
        mailboxes += Self.mailboxes(decoded, limit: limit - mailboxes.count)
        return
      }
    }
    if let split = words.lastIndex(where: isSpace), words.contains(0x40), !pending.isQuoted {
      let last = words[(split + 1)...]
      if last.contains(0x40), last.first != 0x40, !words[..<split].contains(0x40) {
        name = text(Array(words[..<split])) ?? comment
        words = Array(last)
      } else {
        words.removeAll(where: isSpace)
      }
    }
    if words.isEmpty && name == nil { return }
    if words.isEmpty || words.contains(0x40) || !words.contains(where: isSpace) && group == nil {
      add(name: name, address: words)
    } else {
      add(name: text(words), address: [])
    }
  }

  private mutating func add(name: String?, address: [UInt8]) {
    var address = EncodedWords.decode(address)
    // An encoded word may hide a line break, which no address has (RFC 5321 paragraph 4.1.2).
    address.unicodeScalars.removeAll { $0.properties.generalCategory == .control }
    guard name != nil || !address.isEmpty else { return }
    mailboxes.append(Mailbox(name: name, address: address, group: group))
  }

  private func text(_ words: [UInt8], isQuoted: Bool = false) -> String? {
    let words = isQuoted ? words : collapse(words)
    let text = EncodedWords.decode(words)
    return text.utf8.allSatisfy(isSpace) ? nil : trimEnd(text)
  }

  private func collapse(_ words: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(words.count)
    for byte in words {
      if isSpace(byte), out.isEmpty || out.last == 0x20 { continue }
      out.append(isSpace(byte) ? 0x20 : byte)
    }
    return out
  }

  private func trimEnd(_ text: String) -> String {
    var text = Substring(text)
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return String(text)
  }

  private func trim(_ bytes: [UInt8]) -> [UInt8] {
    guard let first = bytes.firstIndex(where: { !isSpace($0) }),
      let last = bytes.lastIndex(where: { !isSpace($0) })
    else { return [] }
    return Array(bytes[first...last])
  }

  private func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09
  }
}
