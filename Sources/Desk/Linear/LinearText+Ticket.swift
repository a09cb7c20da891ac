import Domain
import Templating
import Terminal

// MARK: - A ticket

extension LinearText {
  /// A ticket: what it is, and what was said from what is new or what the customer said last.
  static func ticket(_ desk: Desk, all: Bool) -> [String] {
    guard let pane = desk.ticket, let sheet = pane.sheet else { return [] }
    var lines = [heading(sheet.ticket, desk)]
    let count = sheet.messages.count
    let new = sheet.firstNew(since: pane.readBefore ?? 0, for: desk.setting.agent.id)
    let last = sheet.messages.lastIndex { $0.direction == .inbound } ?? 0
    let start = all ? 0 : new ?? last
    if start > 0 {
      lines.append("\(Wording.count(start, "earlier message")) not read: “all” reads everything.")
    }
    var files = 0
    for (index, message) in sheet.messages.enumerated() {
      if index >= start {
        if index == new { lines.append("New since you last looked:") }
        lines += self.message(message, index + 1, of: count, desk, firstFile: files)
      }
      files += message.attachments.count
    }
    let told = Happening.told(of: sheet.events, desk.setting, at: desk.now)
    if !told.isEmpty {
      lines.append(
        pane.isUnfolded
          ? "Changes: \(Happening.summary(told))."
          : "\(Wording.count(told.count, "change")): “unfold” reads them and what is quoted.")
    }
    for row in sheet.outbox {
      lines.append(
        "A reply \(Wording.delivery(row.state)). "
          + OutboxText.explanation(row, desk.setting, desk.now))
      lines += plain(
        Meanwhile.lines(
          sheet.overtook(row, desk.setting), "New since then", desk.setting, desk.now, columns: 100)
      )
    }
    if desk.composer == nil, let draft = sheet.draft, !draft.isEmpty {
      lines.append(
        "You have begun \(draft.kind == .reply ? "an answer: reply" : "a note: note") goes on.")
    }
    return lines
  }

  private static func heading(_ ticket: Ticket, _ desk: Desk) -> String {
    var parts = ["#\(ticket.number) \(clean(ticket.subject))", Wording.status(ticket.status)]
    if ticket.status.isOpen, let due = ticket.due {
      parts.append(Wording.duePhrase(due, at: desk.now))
    }
    if let agent = ticket.assignee { parts.append("for \(desk.firstName(of: agent))") }
    parts += ticket.tags.sorted().map { "+\($0)" }
    return parts.joined(separator: ", ") + "."
  }

  /// One message as it is read.
  static func message(
    _ message: Message, _ number: Int, of count: Int, _ desk: Desk, firstFile: Int
  ) -> [String] {
    let when = Wording.moment(message.receivedAt, at: desk.now, in: desk.setting.zone)
    let who = Wording.party(message.from)
    let kind =
      switch message.direction {
      case .inbound: "from \(who)"
      case .outbound: "from us to \(Wording.list(message.to.map { Wording.party($0) }))"
      case .note: "note by \(clean(message.from.label))"
      }
    var lines = ["", "Message \(number) of \(count), \(kind), \(when):"]
    lines += message.warnings.map { "Warning: \(clean($0))" }
    lines += text(message.body.visible)
    let isUnfolded = desk.ticket?.isUnfolded ?? false
    for (part, name) in [
      (message.body.quoted, "quoted line"), (message.body.signature, "signature line"),
    ] {
      let folded = text(part)
      guard !folded.isEmpty else { continue }
      if isUnfolded {
        lines += ["\(Wording.count(folded.count, name)):"] + folded
      } else {
        lines.append("\(Wording.count(folded.count, name)) left out.")
      }
    }
    for (index, file) in message.attachments.enumerated() {
      let nature = FileNature(file)
      let warning = nature.warning.map { "; \($0)" } ?? ""
      lines.append(
        "File \(firstFile + index + 1): \(clean(file.filename)), \(nature.words), "
          + "\(Wording.size(file.bytes))\(warning)")
    }
    return lines
  }

  private static func text(_ foreign: String) -> [String] {
    var lines = TextFlow.clean(foreign).split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
    while lines.first?.allSatisfy(\.isWhitespace) == true { lines.removeFirst() }
    return lines
  }

  static func orders(_ desk: Desk) -> [String] {
    guard let sheet = desk.ticket?.sheet else { return [] }
    return plain(
      OrderText.lines(
        sheet, plan: desk.plan, width: 72, setting: desk.setting, now: desk.now))
  }

  static func source(_ desk: Desk) -> [String] {
    guard let source = desk.ticket?.source, source.isHere else { return [] }
    return [source.title + ":"] + source.lines + ["“back” goes back to the ticket."]
  }
}

// MARK: - Lists in front

extension LinearText {
  static func options(_ choice: Choice) -> [String] {
    [sentence("\(choice.prompt):")]
      + choice.options.enumerated().map { "\($0 + 1). \($1.label)" }
  }

  static func templates(_ desk: Desk) -> [String] {
    guard let pane = desk.templates else { return [] }
    guard !pane.fitting.isEmpty else { return ["No template fits; an empty line leaves."] }
    return ["Templates; a number inserts one, words look for others, an empty line leaves:"]
      + pane.fitting.prefix(LinearDesk.page).enumerated().map { index, suggestion in
        "\(index + 1). \(clean(suggestion.choice.template.template.title))"
      }
  }

  static func links(_ desk: Desk) -> [String] {
    guard let pane = desk.links else { return [] }
    return ["Links and files; a number tells where one leads or what it is:"]
      + pane.items.enumerated().map { "\($0 + 1). " + (plain([$1.pieces()]).first ?? "") }
      + ["“open” or “copy” takes number \(pane.list.selection + 1); an empty line leaves."]
  }

  static func link(_ desk: Desk) -> [String] {
    guard let item = desk.links?.selected else { return [] }
    return item.story.map { sentence("\($0.word) \($0.text)".trimmed.description) }
  }
}

// MARK: - Writing

extension LinearText {
  /// What is being written, to whom, and how.
  static func composer(_ desk: Desk) -> [String] {
    guard let pane = desk.composer else { return [] }
    var lines: [String] = []
    if pane.kind == .note {
      lines.append("Note to colleagues; it never leaves the house.")
    } else if let sheet = desk.ticket?.sheet, let envelope = desk.envelope(sheet) {
      let to = Wording.list(envelope.to.map { Wording.party($0) })
      lines.append(
        "Reply to \(to), by \(Wording.channel(sheet.ticket.channel)), "
          + "from \(clean(envelope.from.address)). Subject: \(clean(pane.subject))")
      if let obstacle = envelope.obstacle(at: desk.now) {
        lines.append(obstacle + ".")
      } else if let closes = envelope.closes {
        lines.append("There is \(Wording.due(closes, at: desk.now)) left to answer.")
      }
    }
    if !pane.editor.isEmpty { lines += words(desk) }
    return lines
  }

  /// The words so far, and the holes in them.
  static func words(_ desk: Desk) -> [String] {
    guard let pane = desk.composer else { return [] }
    var lines = ["It says so far:"] + text(pane.editor.text)
    let holes = pane.holes.count
    if holes > 0 {
      lines.append("\(Wording.count(holes, "hole")) left; “hole TEXT” fills the first.")
    }
    return lines
  }

  /// What can be done with what is written, numbered.
  static func choices(_ pane: ComposerPane) -> [(call: CommandCall, label: String)] {
    switch pane.phase {
    case .handedOver: []
    case .reviewing:
      [(CommandCall(.confirm), "send it"), (CommandCall(.cancel), "go back to writing")]
    case .writing:
      pane.kind == .note
        ? [
          (CommandCall(.send), "keep it"), (CommandCall(.edit), "write on in your editor"),
          (CommandCall(.back), "leave, the draft is kept"),
          (CommandCall(.discard), "throw it away"),
        ]
        : [
          (CommandCall(.send), "look at it once more, then send it"),
          (CommandCall(.edit), "write on in your editor"),
          (CommandCall(.template), "insert a template"), (CommandCall(.attach), "attach a file"),
          (CommandCall(.quote), "quote the last message"),
          (CommandCall(.back), "leave, the draft is kept"),
          (CommandCall(.discard), "throw it away"),
        ]
    }
  }

  static func menu(_ desk: Desk) -> [String] {
    guard let pane = desk.composer else { return [] }
    let words = pane.editor.text.split { $0.isWhitespace }.count
    return ["\(Wording.count(words, "word")). What now? “write” goes on writing; or:"]
      + choices(pane).enumerated().map { "\($0 + 1). \($1.label)" }
  }

  /// All that should be seen before it goes out.
  static func review(_ desk: Desk) -> [String] {
    guard let pane = desk.composer else { return [] }
    return ["Before it goes out:"]
      + plain(ComposerView.review(pane, desk, 100)) + text(pane.editor.text)
      + choices(pane).enumerated().map { "\($0 + 1). \($1.label)" }
      + ["“then solved” and the like change where the ticket goes."]
  }
}
