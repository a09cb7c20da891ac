import Domain
import Foundation

/// Reads a dump; all of it, or the mistakes in it.
struct DumpReading {
  private let file: String
  private var entries: [Dump.Entry] = []
  private var joins: [Dump.Join] = []
  /// What is read belongs to the last of the joins, and to no ticket.
  private var isInJoin = false
  private var problems: [Problem] = []
  private var line = 0
  /// The line on which the note began whose words may follow; 0 outside of one.
  private var noteLine = 0

  /// The dump that a text is; throws a problem for every line that cannot be read.
  static func read(_ text: String, file: String) throws(Failure) -> Dump {
    var reading = DumpReading(file: file)
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    for line in lines { reading.take(Substring(line)) }
    guard reading.problems.isEmpty else {
      throw Failure(.malformedInput, Array(reading.problems.prefix(20)))
    }
    return Dump(entries: reading.entries, joins: reading.joins)
  }

  private init(file: String) { self.file = file }

  private mutating func take(_ text: Substring) {
    line += 1
    let text = text.unicodeScalars.last == "\r" ? Substring(text.unicodeScalars.dropLast()) : text
    guard line > 1 else {
      if text != Dump.head { wrong("a dump begins with the line `\(Dump.head)`") }
      return
    }
    if text.utf8.first == UInt8(ascii: "|") { return takeWords(text) }
    noteLine = 0
    guard !text.allSatisfy(\.isWhitespace), !text.hasPrefix("#") else { return }
    let scalars = text.unicodeScalars
    let space = scalars.firstIndex(of: " ") ?? scalars.endIndex
    let key = String(text[..<space])
    let value = Substring(scalars[space...].dropFirst())
    if ["ticket", "joined"].contains(key), value.isEmpty {
      isInJoin = key == "joined"
      if isInJoin {
        joins.append(Dump.Join(line: line))
      } else {
        entries.append(Dump.Entry(line: line))
      }
      return
    }
    guard !isInJoin else { return takeSide(key, value) }
    guard !entries.isEmpty else { return wrong("a line `ticket` must come before this one") }
    takeField(key, value)
  }

  private mutating func takeField(_ key: String, _ value: Substring) {
    let index = entries.count - 1
    switch key {
    case "message": if let id = plain(value) { entries[index].names.append(.id(id)) }
    case "bytes": if let hash = plain(value) { entries[index].names.append(.bytes(hash)) }
    case "status": entries[index].status = known(value)
    case "priority": entries[index].priority = known(value) ?? .normal
    case "assignee": entries[index].assignee = plain(value).map { AgentID($0) }
    case "tag":
      guard let word = plain(value) else { return }
      guard let tag = Tag(word) else { return wrong("`\(word)` is no tag: a tag is one word") }
      entries[index].tags.insert(tag)
    case "snoozed": entries[index].snoozedUntil = moment(value)
    case "spam" where value.isEmpty: entries[index].isSpam = true
    case "note": takeNote(value)
    default:
      let keys = [
        "ticket", "message", "bytes", "status", "priority", "assignee", "tag", "snoozed", "spam",
        "note",
      ]
      let near = Problem.nearest(to: key, among: keys).map { "did you mean `\($0)`?" }
      wrong("a ticket has no `\(key)`", near ?? "there are \(keys.joined(separator: ", "))")
    }
  }

  /// One of the identities by which a customer is named.
  private mutating func takeSide(_ key: String, _ value: Substring) {
    let parts = value.split(separator: " ", maxSplits: 1).compactMap { plain($0) }
    guard ["from", "into"].contains(key), parts.count == 2 else {
      return wrong("below `joined` stand lines such as: from email ada@mail.example, into …")
    }
    let identity = Identity(channel: ChannelName(rawValue: parts[0]), address: parts[1])
    if key == "from" {
      joins[joins.count - 1].from.append(identity)
    } else {
      joins[joins.count - 1].into.append(identity)
    }
  }

  private mutating func takeNote(_ value: Substring) {
    let parts = value.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count >= 2 else {
      return wrong("a note has a time and an address: note 2026-01-31T10:00:00Z ana@shop.example")
    }
    guard let at = moment(parts[0]), let address = plain(parts[1]),
      let name = plain(parts.count > 2 ? parts[2] : "")
    else { return }
    let author = Party(name: name, address: address == "-" ? "" : address)
    entries[entries.count - 1].notes.append(Dump.Note(at: at, author: author, text: ""))
    noteLine = line
  }

  private mutating func takeWords(_ text: Substring) {
    guard noteLine > 0, let entry = entries.indices.last,
      let note = entries[entry].notes.indices.last
    else {
      return wrong("a line that begins with | belongs below a line `note`")
    }
    let scalars = text.unicodeScalars.dropFirst()
    let words = scalars.first == " " ? scalars.dropFirst() : scalars
    guard let words = plain(Substring(words)) else { return }
    entries[entry].notes[note].text += noteLine == line - 1 ? words : "\n" + words
  }
}

// MARK: - Values

extension DumpReading {
  private mutating func plain(_ text: Substring) -> String? {
    guard let plain = DumpText.plain(text) else {
      wrong("a backslash is written \\\\, and what cannot be seen as \\u{9}")
      return nil
    }
    return plain
  }

  private mutating func moment(_ text: Substring) -> Instant? {
    guard let moment = Instant(rfc3339: String(text)) else {
      wrong("`\(text)` is no time", "write it so: 2026-01-31T10:00:00Z")
      return nil
    }
    return moment
  }

  private mutating func known<Word: RawRepresentable & CaseIterable>(_ text: Substring) -> Word?
  where Word.RawValue == String {
    if let word = Word(rawValue: String(text)) { return word }
    let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
    wrong("`\(text)` is not one of \(words)")
    return nil
  }

  private mutating func wrong(_ what: String, _ remedy: String = "") {
    problems.append(Problem(file: file, line: line, what, remedy: remedy))
  }
}
