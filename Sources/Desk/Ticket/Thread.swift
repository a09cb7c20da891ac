package import Domain
import Foundation
package import Terminal

/// A piece of a line in one style.
package typealias Piece = Terminal.Span

/// What was said in a ticket, cut into lines of one width.
///
/// Only what was looked at is cut: a ticket of ten thousand messages opens as one of ten.
package struct Thread: Hashable, Sendable {
  /// A line: so many below the first of a passage.
  package struct Place: Hashable, Comparable, Sendable {
    /// The passage, by its place: the messages first, then answers on their way, then the draft.
    package var passage: Int
    /// The lines below its first.
    package var line: Int

    /// The first line of a passage, or one below it.
    package init(_ passage: Int, _ line: Int = 0) {
      self.passage = passage
      self.line = line
    }

    package static func < (left: Place, right: Place) -> Bool {
      (left.passage, left.line) < (right.passage, right.line)
    }
  }

  /// Which message begins what is new since its reader last looked, by its place.
  package private(set) var firstNew: Int?

  private var source: Source?
  /// What was cut so far.
  private var passages: [Passage?] = []
  /// What each message reads, in lower case and as bytes, where something was looked for in it.
  private var looked: [[UInt8]?] = []
  /// How many files came before each message.
  private var files: [Int] = []
  /// What happened after each message.
  private var happenings: [ArraySlice<Happening>] = []

  /// What the lines are made of.
  private struct Source: Hashable, Sendable {
    var sheet: TicketSheet
    var width: Int
    var setting: Setting
    var now: Instant
    var isUnfolded: Bool
    var draft: Draft?
  }

  /// Nothing was said.
  package init() {}

  /// The lines of a ticket in `width` columns.
  package init(
    _ sheet: TicketSheet, width: Int, setting: Setting, now: Instant, isUnfolded: Bool,
    showsDraft: Bool = true, readBefore: EventNumber = 0
  ) {
    let draft = showsDraft ? sheet.draft.flatMap { $0.text.isEmpty ? nil : $0 } : nil
    source = Source(
      sheet: sheet, width: max(10, width), setting: setting, now: now, isUnfolded: isUnfolded,
      draft: draft)
    firstNew = sheet.firstNew(since: readBefore, for: setting.agent.id)
    let count = sheet.messages.count + sheet.outbox.count + (draft == nil ? 0 : 1)
    passages = Array(repeating: nil, count: count)
    var number = 0
    var rest = Happening.told(of: sheet.events, setting, at: now)[...]
    for (place, message) in sheet.messages.enumerated() {
      files.append(number)
      number += message.attachments.count
      let next = place + 1 < sheet.messages.count ? sheet.messages[place + 1].receivedAt : nil
      let here = rest.prefix { happening in next.map { happening.at < $0 } ?? true }
      rest = rest.dropFirst(here.count)
      happenings.append(here)
    }
  }

  /// How many passages there are.
  package var count: Int { passages.count }
}

// MARK: - Lines

extension Thread {
  /// So many lines from a place on, or fewer where the thread ends.
  package func lines(from place: Place, _ count: Int) -> [[Piece]] {
    var lines: [[Piece]] = []
    var next = place
    while lines.count < count, passages.indices.contains(next.passage) {
      let passage = passage(next.passage)
      lines += passage.lines.dropFirst(next.line).prefix(count - lines.count)
      next = Place(next.passage + 1)
    }
    return lines
  }

  /// How many lines a passage has.
  package func height(of passage: Int) -> Int {
    passages.indices.contains(passage) ? self.passage(passage).lines.count : 0
  }

  /// Keeps what is in sight cut, so many lines from a place on.
  package mutating func keep(from place: Place, _ count: Int) {
    var left = count + place.line
    var index = place.passage
    while left > 0, passages.indices.contains(index) {
      left -= cut(index).lines.count
      index += 1
    }
  }

  /// The place so many lines further down, or up when negative; never before the first line nor
  /// behind the last.
  package mutating func place(_ lines: Int, from place: Place) -> Place {
    guard !passages.isEmpty else { return Place(0) }
    var passage = max(0, min(place.passage, count - 1))
    var line = min(place.line, cut(passage).lines.count - 1) + lines
    while line < 0, passage > 0 {
      passage -= 1
      line += cut(passage).lines.count
    }
    while line >= cut(passage).lines.count, passage < count - 1 {
      line -= cut(passage).lines.count
      passage += 1
    }
    return Place(passage, max(0, min(line, cut(passage).lines.count - 1)))
  }

  /// The first of the last lines that fit into so many rows.
  package mutating func last(_ rows: Int) -> Place {
    place(1 - rows, from: Place(count - 1, .max / 2))
  }

  private mutating func cut(_ index: Int) -> Passage {
    let passage = passage(index)
    if passages[index] == nil { passages[index] = passage }
    return passage
  }

  private func passage(_ index: Int) -> Passage {
    passages[index] ?? made(index)
  }

  private func made(_ index: Int, withoutWords: Bool = false) -> Passage {
    guard let source else { return Passage(width: 0) }
    let sheet = source.sheet
    var passage = Passage(width: source.width)
    let waiting = index - sheet.messages.count
    if waiting < 0 {
      passage.tell(
        sheet.messages[index], of: sheet, source.setting, source.now, files: files[index],
        isNew: index == firstNew,
        words: withoutWords ? .none : source.isUnfolded ? .unfolded : .folded)
      passage.happened(
        Array(happenings[index]), source.setting, source.now, isUnfolded: source.isUnfolded)
    } else if waiting < sheet.outbox.count {
      passage.waiting(sheet.outbox[waiting], of: sheet, source.setting, source.now)
    } else if let draft = source.draft {
      passage.began(draft)
    }
    if index < count - 1 { passage.end() }
    return passage
  }
}

// MARK: - Finding

extension Thread {
  /// The next line below a place that has these words, or above it when `step` is negative; around
  /// the end where there is none. Case does not matter.
  package mutating func match(_ words: String, _ step: Int, from place: Place?) -> Place? {
    let words = words.lowercased()
    guard !words.isEmpty, count > 0 else { return nil }
    let start = place ?? (step > 0 ? Place(0, -1) : Place(count - 1, .max))
    let bytes = Self.bytes(words)
    // The passage where it begins comes twice: its one half first, its other half last.
    for distance in 0...count {
      let index = (start.passage + (step > 0 ? distance : count * 2 - distance)) % count
      guard mayHave(bytes, index) else { continue }
      let passage = cut(index)
      let found = passage.lines.indices.filter {
        passage.text($0).lowercased().contains(words)
      }
      let isBehind = distance == 0
      let match =
        step > 0
        ? found.first { !isBehind || $0 > start.line }
        : found.last { !isBehind || $0 < start.line }
      if let match { return Place(index, match) }
    }
    return nil
  }

  /// The bytes by which words are looked for: equal for letters that are equal, however their marks
  /// are written.
  private static func bytes(_ text: String) -> [UInt8] {
    text.utf8.allSatisfy { $0 < 0x80 }
      ? Array(text.utf8) : Array(text.precomposedStringWithCanonicalMapping.utf8)
  }

  /// Whether a passage may have words, without cutting all that was said into lines.
  private mutating func mayHave(_ words: [UInt8], _ index: Int) -> Bool {
    guard let source, passages[index] == nil, index < source.sheet.messages.count else {
      return true
    }
    if looked.isEmpty { looked = Array(repeating: nil, count: count) }
    if let before = looked[index] { return before.has(words) }
    let body = source.sheet.messages[index].body
    let said = source.isUnfolded ? [body.visible, body.quoted, body.signature] : [body.visible]
    guard said.allSatisfy(Self.readsAsWritten) else { return true }
    let text = made(index, withoutWords: true).said + "\n" + said.joined(separator: "\n")
    let bytes = Self.bytes(text.lowercased())
    looked[index] = bytes
    return bytes.has(words)
  }

  /// Whether a text is on the screen as it was written, apart from the ends of lines: nothing in it
  /// is cleaned away.
  private static func readsAsWritten(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      switch scalar.value {
      case 0x0A, 0x20..<0x7F, 0xA0..<0xAD, 0xAE..<0x300, 0x370..<0x483, 0x2010..<0x2028,
        0x2030..<0x2060, 0x20A0..<0x20D0, 0x3000..<0x3130, 0x4E00..<0xA000, 0xAC00..<0xD7A4:
        true
      default: false
      }
    }
  }
}

extension [UInt8] {
  /// Whether these bytes stand in it, one behind the other.
  fileprivate func has(_ wanted: [UInt8]) -> Bool {
    withUnsafeBufferPointer { all in
      wanted.withUnsafeBufferPointer { wanted in
        guard let word = wanted.baseAddress else { return true }
        guard let text = all.baseAddress, all.count >= wanted.count else { return false }
        for start in 0...all.count - wanted.count where text[start] == word[0] {
          var length = 1
          while length < wanted.count, text[start + length] == word[length] { length += 1 }
          if length == wanted.count { return true }
        }
        return false
      }
    }
  }
}

extension TicketSheet {
  /// The first message of somebody else's that came after an event; `nil` where there is none, or
  /// where nothing was read before.
  package func firstNew(since event: EventNumber, for agent: AgentID) -> Int? {
    guard event > 0 else { return nil }
    var new: Set<MessageID> = []
    for happened in events where happened.number > event && happened.actor != .agent(agent) {
      switch happened.act {
      case .received(let message), .answeredElsewhere(let message), .noted(let message),
        .bounced(let message):
        new.insert(message.id)
      default: break
      }
    }
    return messages.firstIndex { new.contains($0.id) }
  }
}
