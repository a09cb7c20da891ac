import Domain
import Terminal

/// One thing that was said and what happened after it, cut into lines of one width; an empty line
/// parts it from the next.
struct Passage: Hashable, Sendable {
  /// The lines, from top to bottom.
  private(set) var lines: [[Piece]] = []
  private let width: Int

  /// No lines yet.
  init(width: Int) {
    self.width = width
  }

  /// All of its text.
  var said: String { lines.indices.map(text).joined(separator: "\n") }

  /// The text of a line.
  func text(_ line: Int) -> String {
    lines.indices.contains(line) ? lines[line].map(\.text).joined() : ""
  }
}

// MARK: - Messages

extension Passage {
  /// Which of a message's words are told.
  enum Words {
    /// Only how many are folded.
    case none
    /// All but what is quoted, and the signature.
    case folded
    /// All.
    case unfolded
  }

  /// Tells a message; `files` came before its own.
  mutating func tell(
    _ message: Message, of sheet: TicketSheet, _ setting: Setting, _ now: Instant, files: Int,
    isNew: Bool, words: Words
  ) {
    if isNew { rule([Piece("new since you last looked", .good)], .good) }
    heading(message, sheet, setting, now)
    self.words(message, words)
    attachments(message.attachments, after: files)
  }

  /// Leaves a line free before the next.
  mutating func end() { lines.append([]) }

  private mutating func heading(
    _ message: Message, _ sheet: TicketSheet, _ setting: Setting, _ now: Instant
  ) {
    let when = Wording.moment(message.receivedAt, at: now, in: setting.zone)
    let who = TextFlow.clean(message.from.label, lines: false)
    let origin = sheet.merged.first { $0.messages.contains(message.id) }
    if let origin { lines.append([Piece("from #\(origin.number), merged", .dim)]) }
    switch message.direction {
    case .note:
      rule([Piece("note · \(who) · \(when)", .note)], .note)
    case .outbound:
      rule([Piece("\(who) to \(recipients(message.to)) · \(when)", .heading)], .rule)
      if !message.cc.isEmpty { lines.append([Piece("cc \(recipients(message.cc))", .dim)]) }
      if !message.bcc.isEmpty { lines.append([Piece("bcc \(recipients(message.bcc))", .dim)]) }
    case .inbound:
      let kind = kind(message)
      let room = width - TextFlow.cells(kind) - TextFlow.cells(when) - 1
      let (name, address) = Wording.addressed(message.from, to: room)
      spread(
        [
          Piece(name.isEmpty ? address : name, .heading),
          Piece(name.isEmpty || address.isEmpty ? "" : " <\(address)>", .dim), Piece(kind, .soon),
        ], [Piece(when, .dim)])
      addressees("answers to", message.replyTo)
      addressees("cc", message.cc)
    }
    for warning in message.warnings {
      hanging("! ", clean(warning), .error)
    }
  }

  /// Names with their addresses, in as many lines as they need.
  private mutating func addressees(_ word: String, _ parties: [Party]) {
    guard !parties.isEmpty else { return }
    hanging("\(word) ", Wording.list(parties.map { Wording.party($0) }), .dim)
  }

  /// A text behind a sign, its further lines below its first word.
  private mutating func hanging(_ sign: String, _ text: String, _ style: Style) {
    let indent = TextFlow.cells(sign)
    for (index, line) in TextFlow.wrap(text, to: max(10, width - indent)).enumerated() {
      let start = index == 0 ? sign : String(repeating: " ", count: indent)
      lines.append([Piece(start + line, style)])
    }
  }

  private func kind(_ message: Message) -> String {
    switch message.kind {
    case .human: ""
    case .autoReply: "  automatic reply"
    case .bounce: "  did not arrive"
    case .feedbackReport: "  feedback report"
    case .readReceipt: "  read receipt"
    case .deliveryNotice: "  delivery notice"
    }
  }

  private mutating func words(_ message: Message, _ words: Words) {
    let style: Style = message.direction == .note ? .note : .plain
    if words != .none { paragraph(message.body.visible, style) }
    folded(message.body.quoted, "quoted line", .quote, words == .unfolded)
    folded(message.body.signature, "signature line", .dim, words == .unfolded)
  }

  private mutating func paragraph(_ text: String, _ style: Style) {
    for line in TextFlow.wrap(Self.trimmedLines(TextFlow.clean(text)), to: width) {
      lines.append([Piece(line, line.hasPrefix(">") ? .quote : style)])
    }
  }

  private mutating func folded(
    _ text: String, _ what: String, _ style: Style, _ isUnfolded: Bool
  ) {
    let text = Self.trimmedLines(TextFlow.clean(text))
    guard !text.isEmpty else { return }
    let count = text.split(separator: "\n", omittingEmptySubsequences: false).count
    let sign = isUnfolded ? "▾" : "▸"
    lines.append([Piece("\(sign) \(Wording.count(count, what))", .dim)])
    guard isUnfolded else { return }
    for line in TextFlow.wrap(text, to: width - 2) { lines.append([Piece("  " + line, style)]) }
  }

  private mutating func attachments(_ files: [Attachment], after before: Int) {
    guard !files.isEmpty else { return }
    var number = before
    var pieces: [Piece] = []
    for file in files {
      number += 1
      pieces.append(Piece(pieces.isEmpty ? "" : "  ", .plain))
      pieces.append(Piece("[\(number)] ", .key))
      pieces.append(Piece(clean(file.filename), .link))
      pieces.append(Piece(" \(Wording.size(file.bytes))", .dim))
    }
    lines.append(pieces)
  }
}

// MARK: - What happened in between

extension Passage {
  /// One line for all that happened between two messages, or a line for each where unfolded.
  mutating func happened(
    _ all: [Happening], _ setting: Setting, _ now: Instant, isUnfolded: Bool
  ) {
    guard let last = all.last else { return }
    lines.append([])
    guard all.count > 1, !isUnfolded else {
      if all.count > 1 { lines.append([Piece("▾ \(Wording.count(all.count, "change"))", .dim)]) }
      let indent = all.count > 1 ? "  " : ""
      for one in all { lines.append([piece(one, one.sentence, setting, now, indent)]) }
      return
    }
    let when = Wording.moment(last.at, at: now, in: setting.zone)
    let text = "▸ \(Wording.count(all.count, "change")) · \(Happening.summary(all)) · \(when)"
    let style: Style = all.contains(where: \.isAlarm) ? .soon : .dim
    lines.append([Piece(TextFlow.cut(text, to: width), style)])
  }

  private func piece(
    _ one: Happening, _ text: String, _ setting: Setting, _ now: Instant, _ indent: String
  ) -> Piece {
    let when = Wording.moment(one.at, at: now, in: setting.zone)
    let line = "\(indent)\(one.isAlarm ? "!" : "·") \(text) · \(when)"
    return Piece(TextFlow.cut(line, to: width), one.isAlarm ? .soon : .dim)
  }
}

// MARK: - Replies on their way

extension Passage {
  /// Tells an answer that has not arrived.
  mutating func waiting(
    _ row: OutboxRow, of sheet: TicketSheet, _ setting: Setting, _ now: Instant
  ) {
    let style: Style = row.state.needsAgent ? .error : .soon
    let sign = row.state.needsAgent ? "! " : ""
    let state = "\(sign)\(Wording.delivery(row.state))"
    rule(
      [
        Piece("reply to \(recipients(row.reply.to)) · ", .heading), Piece(state, style),
      ], .rule)
    for line in TextFlow.wrap(OutboxText.explanation(row, setting, now), to: width) {
      lines.append([Piece(line, row.state.needsAgent ? .error : .dim)])
    }
    lines += Meanwhile.lines(
      sheet.overtook(row, setting), "New since then", setting, now, columns: width)
    paragraph(row.reply.text, .plain)
  }

  /// Tells what was begun.
  mutating func began(_ draft: Draft) {
    let what =
      switch draft.kind {
      case .reply: "your reply, not sent yet"
      case .note: "your note, not kept yet"
      }
    rule([Piece(what, .soon)], .rule)
    paragraph(draft.text, .dim)
  }
}

// MARK: - Lines

extension Passage {
  /// A heading within a line: `── note · Ana · 14:20 ─────`.
  private mutating func rule(_ pieces: [Piece], _ style: Style) {
    let taken = pieces.reduce(0) { $0 + TextFlow.cells($1.text) }
    let rest = max(0, width - taken - 5)
    lines.append(
      [Piece("── ", style)] + pieces + [Piece(" " + String(repeating: "─", count: rest), style)])
  }

  /// Pieces at both edges.
  private mutating func spread(_ left: [Piece], _ right: [Piece]) {
    let wanted = right.reduce(0) { $0 + TextFlow.cells($1.text) }
    var room = width - wanted - 1
    var kept: [Piece] = []
    for piece in left where room > 0 {
      let text = TextFlow.cut(piece.text, to: room)
      room -= TextFlow.cells(text)
      kept.append(Piece(text, piece.style))
    }
    lines.append(kept + [Piece(String(repeating: " ", count: room + 1), .plain)] + right)
  }

  private func clean(_ text: String) -> String { TextFlow.clean(text, lines: false) }

  private func recipients(_ parties: [Party]) -> String {
    Wording.list(parties.map { clean($0.label) })
  }

  /// Without empty lines at both ends.
  private static func trimmedLines(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
    while lines.first?.allSatisfy(\.isWhitespace) == true { lines.removeFirst() }
    return lines.joined(separator: "\n")
  }
}
