import Domain
import Terminal

/// What a desk without a screen says: sentences that make sense read aloud, no drawn lines.
enum LinearText {
  static let howToEnd = "Type it line by line; a line with only a full stop ends it."

  /// Where one is, as the prompt says it.
  static func name(of desk: Desk) -> String {
    switch desk.place {
    case .ticket: desk.ticket?.number.map { "#\($0)" } ?? "ticket"
    case .outbox: "outbox"
    case .log: "log"
    case .ledger: "ledger"
    case .channels: "channels"
    case .views: "views"
    case .report: "report"
    case .knowledge: "templates"
    case .steps: "undo list"
    case .settings: "settings"
    case .rehearsal: "dry run"
    case .mailing: "answers"
    case .inbox:
      switch desk.inbox.source {
      case .view(let view): view.name
      case .search: "search"
      }
    }
  }

  /// What just happened.
  static func notice(_ notice: Notice) -> String {
    let text = clean(notice.text)
    return notice.kind == .error ? "No: \(text)" : sentence(text)
  }

  /// All that stands where one is.
  static func place(_ desk: Desk, all: Bool) -> [String] {
    switch desk.place {
    case .inbox: inbox(desk)
    case .ticket: ticket(desk, all: all)
    case .outbox: outbox(desk)
    case .log: log(desk)
    case .ledger: ledger(desk)
    case .channels: channels(desk)
    case .views: views(desk)
    case .report: report(desk)
    case .knowledge: knowledge(desk)
    case .steps: steps(desk)
    case .settings: settings(desk)
    case .rehearsal: rehearsal(desk)
    case .mailing: mailing(desk)
    }
  }

  /// The commands that work here, with what may follow their names.
  static func commands(_ desk: Desk) -> [String] {
    let here = desk.context
    var lines = ["Commands here:"]
    for entry in Command.table where entry.command.works(in: here) {
      let needsScreen: [Command] = [.accept, .complete, .command, .palette, .help, .columns]
      if needsScreen.contains(entry.command) { continue }
      let sign = entry.argument.sign.isEmpty ? "" : " \(entry.argument.sign)"
      lines.append("\(entry.command.rawValue)\(sign): \(entry.help)")
    }
    lines.append("A number opens that row; “3 tag +refund” does it to row 3.")
    lines.append(
      "more: the next rows. all: the whole ticket. again, or an empty line: say it again.")
    return lines
  }

  /// What a command did to the cursor or the marks.
  static func cursor(from before: Desk, to desk: Desk) -> [String] {
    guard desk.place == .inbox, !desk.inbox.isStale else { return [] }
    var lines: [String] = []
    if before.inbox.markCount != desk.inbox.markCount {
      lines.append("\(Wording.grouped(desk.inbox.markCount)) marked.")
    } else if before.place == .inbox, !before.inbox.isStale,
      before.inbox.list.selection != desk.inbox.list.selection,
      before.inbox.page == desk.inbox.page, let row = desk.inbox.selected
    {
      lines.append(self.row(row, desk.inbox.list.selection + 1, desk))
    }
    return lines
  }

  static func clean(_ text: String) -> String { TextFlow.clean(text, lines: false) }

  /// With a capital and a full stop, as a sentence is read.
  static func sentence(_ text: String) -> String {
    let start = text.prefix(1).uppercased() + text.dropFirst()
    return start.last.map { ".!?:".contains($0) } ?? true ? start : start + "."
  }

  /// The pieces of drawn lines as plain words.
  static func plain(_ lines: [[Piece]]) -> [String] {
    lines.map { line in
      line.map(\.text).joined().split(separator: " ").joined(separator: " ")
    }
  }
}

// MARK: - Lists

extension LinearText {
  private static func inbox(_ desk: Desk) -> [String] {
    let pane = desk.inbox
    let total = pane.hasMore ? "\(pane.totalText) tickets" : Wording.count(pane.total, "ticket")
    var head = "\(sourceName(pane.source)): \(total)"
    if pane.markCount > 0 { head += ", \(Wording.grouped(pane.markCount)) marked" }
    guard pane.total > 0 else { return [head + "."] + InboxView.emptyText(desk).map(\.0) }
    var lines = ["\(head), sorted by \(pane.sort.rawValue)."]
    if let counts = desk.counts, counts.overdue > 0 {
      lines[0] += " In all \(counts.overdue) overdue."
    }
    let start = pane.list.selection / LinearDesk.page * LinearDesk.page
    let shown = start..<min(pane.total, start + LinearDesk.page)
    for index in shown {
      guard let row = pane.row(index) else { continue }
      lines.append(self.row(row, index + 1, desk))
    }
    if shown.upperBound < pane.total {
      let rest = Wording.grouped(pane.total - shown.upperBound) + (pane.hasMore ? "+" : "")
      lines.append("\(rest) more: “more” reads on.")
    }
    return lines
  }

  private static func sourceName(_ source: InboxPane.Source) -> String {
    switch source {
    case .view(let view): view.name
    case .search(let query): "Search \(clean(query.text))"
    }
  }

  /// One ticket of a list.
  static func row(_ row: InboxRow, _ number: Int, _ desk: Desk) -> String {
    var parts: [String] = []
    let index = number - 1
    if desk.inbox.isMarked(row, at: index) { parts.append("marked") }
    if row.isUnread { parts.append("unread") }
    if row.priority == .urgent { parts.append("urgent") }
    if let due = row.due, row.status.isOpen { parts.append(Wording.duePhrase(due, at: desk.now)) }
    if let state = row.outbox, state.needsAgent {
      parts.append("answer \(Wording.delivery(state))")
    }
    if row.hasDraft { parts.append("draft") }
    if row.hasAttachment { parts.append("with file") }
    if row.status != .new, row.status != .open { parts.append(Wording.status(row.status)) }
    if let agent = row.assignee { parts.append("for \(desk.firstName(of: agent))") }
    parts += row.tags.map { "+\($0)" }
    let age = Wording.age(of: row.lastMessageAt, at: desk.now)
    let about = "\(clean(row.customer)), \(row.channel.rawValue): \(clean(row.subject))"
    return "\(number). \(about) (\((parts + [age]).joined(separator: ", ")))"
  }

  private static func outbox(_ desk: Desk) -> [String] {
    guard !desk.outbox.rows.isEmpty else {
      return ["Outbox: nothing is on its way, every reply has arrived."]
    }
    return ["Outbox: \(Wording.count(desk.outbox.rows.count, "reply", "replies"))."]
      + desk.outbox.rows.enumerated().map { index, row in
        let who = clean(row.reply.to.first?.label ?? "")
        return
          "\(index + 1). \(Wording.delivery(row.state)): to \(who), #\(row.ticketNumber), "
          + clean(row.reply.subject)
      }
  }

  static func outboxStory(_ desk: Desk) -> [String] {
    guard let row = desk.outbox.selected else { return [] }
    let commands = OutboxPane.commands(for: row).map(\.rawValue) + ["open"]
    return [
      OutboxText.explanation(row, desk.setting, desk.now),
      "Possible: \(Wording.list(commands)).",
    ]
  }

  private static func log(_ desk: Desk) -> [String] {
    let pane = desk.log
    guard !pane.lines.isEmpty else { return ["Log: nothing has happened yet."] }
    let start = pane.list.selection / LinearDesk.page * LinearDesk.page
    let isLast = pane.isWhole && pane.lines.count <= start + LinearDesk.page
    return ["Log, the newest first\(isLast ? "" : "; “more” reads on"):"]
      + pane.lines.enumerated().dropFirst(start).prefix(LinearDesk.page).map { index, line in
        let when = Wording.moment(line.at, at: desk.now, in: desk.setting.zone)
        let words = [line.number.map { "#\($0)" } ?? "", line.who, line.what]
        return "\(index + 1). \(when) \(line.isAlarm ? "! " : "")"
          + words.filter { !$0.isEmpty }.joined(separator: " ")
      }
  }

  static func logStory(_ desk: Desk) -> [String] {
    desk.log.selected.map { $0.story.split(separator: "\n").map(String.init) } ?? []
  }

  private static func channels(_ desk: Desk) -> [String] {
    guard !desk.channels.channels.isEmpty else { return ["Channels: there is no ticket yet."] }
    return ["Channels, the last \(ChannelsPane.span) days:"]
      + desk.channels.channels.enumerated().map { index, health in
        let waiting =
          health.waiting == 0
          ? "none waits"
          : "\(Wording.grouped(health.waiting)) wait, the oldest for "
            + (health.oldest.map { Wording.age(of: $0, at: desk.now) } ?? "long")
        return "\(index + 1). \(clean(health.channel.rawValue)): "
          + "\(Wording.count(health.tickets, "ticket")), \(Wording.count(health.messages, "message")), "
          + "\(waiting), last message \(Wording.silence(of: health, at: desk.now))"
      }
      + desk.accounts.map { state in
        let error = state.error.isEmpty ? "" : ": \(clean(state.error))"
        return "\(clean(state.account)), last pull "
          + "\(Wording.ago(state.goodAt, at: desk.now))\(error)"
      }
  }

  private static func ledger(_ desk: Desk) -> [String] {
    guard !desk.ledger.days.isEmpty else { return ["Ledger: nothing was fetched yet."] }
    return ["Ledger, what was fetched:"]
      + desk.ledger.days.prefix(LinearDesk.page).enumerated().map { index, day in
        let date = Wording.date(day.latest, at: desk.now, in: desk.setting.zone)
        return "\(index + 1). \(date), \(clean(day.account)): "
          + "\(Wording.grouped(day.fetched)) fetched, \(Wording.grouped(day[.ticketed])) in tickets, "
          + "\(Wording.grouped(day[.duplicate])) known, "
          + "\(Wording.grouped(day[.quarantined])) in quarantine"
      }
  }
}

// MARK: - What comes in

extension LinearText {
  /// What the world changed while nothing was asked.
  static func news(from before: Desk, to desk: Desk, isTold: Bool) -> [String] {
    var lines: [String] = []
    if isTold, before.inbox.question == desk.inbox.question, !before.inbox.isStale,
      let old = before.inbox.page, let new = desk.inbox.page, old != new
    {
      let known = Set(old.rows.map(\.id))
      let fresh = new.rows.enumerated().filter { !known.contains($1.id) && $1.isUnread }
      lines += fresh.prefix(3).map { "New: \(row($1, new.offset + $0 + 1, desk))" }
      if fresh.count > 3 { lines.append("\(fresh.count - 3) more are new.") }
    }
    for row in desk.outbox.rows where row.state.needsAgent {
      let was = before.outbox.rows.first { $0.reply.id == row.reply.id }?.state
      guard let was, was != row.state else { continue }
      lines.append(
        "The answer to #\(row.ticketNumber): \(Wording.delivery(row.state)); see outbox.")
    }
    for leaving in desk.leaving where !before.leaving.contains(leaving) {
      let seconds = max(0, ((leaving.until - desk.clock).milliseconds + 999) / 1000)
      lines.append(
        "Your answer to \(desk.name(of: leaving.reply.ticket)) leaves in \(seconds) seconds; "
          + "“undo” takes it back.")
    }
    return lines + said(from: before, to: desk)
  }

  /// Answers of this agent that waited before and do no longer, but for those taken back.
  static func sent(
    from before: Desk, to desk: Desk, but recalled: Set<ReplyID>
  ) -> [String] {
    let waiting = Set(desk.outbox.rows.map(\.reply.id)).union(recalled)
    return before.outbox.rows.filter {
      $0.reply.author == desk.setting.agent.id && !waiting.contains($0.reply.id)
    }.map { "The answer to #\($0.ticketNumber) is sent." }
  }

  /// What is asked in a line, and what could be typed; who must be meant before an answer goes out.
  static func asked(from before: Desk, to desk: Desk) -> [String] {
    if before.line == nil, let line = desk.line, !line.candidates.isEmpty {
      return ["Possible: \(Wording.list(line.candidates.map { clean($0.text) }))."]
    }
    guard let composer = desk.composer, composer.phase == .reviewing,
      let old = before.composer
    else { return [] }
    if composer.meansPublic, !old.meansPublic {
      return ["Everybody may read it, as what it answers. Send again to mean that."]
    }
    guard old.meantNewcomers != composer.meantNewcomers else { return [] }
    let who = Wording.list(desk.newcomers.map { Wording.party($0) })
    return ["\(who): nothing of this ticket has gone there before. Send again to mean it."]
  }

  /// What was said in the open ticket since.
  private static func said(from before: Desk, to desk: Desk) -> [String] {
    guard let old = before.ticket?.sheet, let new = desk.ticket?.sheet,
      old.ticket.id == new.ticket.id
    else { return [] }
    let known = Set(old.messages.map(\.id))
    let count = new.messages.count
    return new.messages.enumerated().flatMap { index, message in
      known.contains(message.id) || message.direction == .outbound
        ? [] : self.message(message, index + 1, of: count, desk, firstFile: firstFile(new, index))
    }
  }

  private static func firstFile(_ sheet: TicketSheet, _ index: Int) -> Int {
    sheet.messages.prefix(index).reduce(0) { $0 + $1.attachments.count }
  }
}
