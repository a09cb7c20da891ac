import Domain
import Terminal

/// The line at the top: where one is, what presses, how the house is doing.
enum TopBar {
  static func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let isInTicket = desk.place == .ticket && !Frame.isWide(desk.size)
    let line =
      isInTicket
      ? ticket(desk, in: rect.columns - 2)
      : StatusLine(left: place(desk), right: numbers(desk))
    line.draw(on: &canvas, in: rect.inset(columns: 1))
  }

  /// What a ticket is called, on a line of its own.
  static func drawHeading(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    guard desk.ticket != nil || desk.previewRow != nil else { return }
    ticket(desk, in: rect.columns - 2).draw(on: &canvas, in: rect.inset(columns: 1))
  }

  // MARK: - The list

  private static func place(_ desk: Desk) -> [StatusLine.Segment] {
    switch desk.place {
    case .outbox: return [apart("Outbox", desk)]
    case .ledger: return [apart("Ledger", desk)]
    case .channels: return [apart("Channels", desk)]
    case .log:
      let words = TextFlow.clean(desk.log.words, lines: false)
      return [apart(words.isEmpty ? "Log" : "Log · lines with “\(words)”", desk)]
    case .views: return [apart("Views", desk)]
    case .report: return [apart("How things stand", desk)]
    case .knowledge: return [apart("Templates", desk)]
    case .steps: return [apart("What was done", desk)]
    case .settings: return [apart("Settings", desk)]
    case .rehearsal:
      let acts = desk.rehearsal.map { RehearsalText.acts($0.acts, at: desk.now, desk.setting) }
      return [apart("Dry run: \(acts ?? "")", desk)]
    case .mailing:
      let name = desk.mailing?.template.map { ": \($0)" } ?? ""
      return [apart("Answer many\(name)", desk)]
    case .inbox, .ticket: break
    }
    let inbox = desk.inbox
    let isKnown = !inbox.isStale && inbox.page?.isCounted == true
    let total = isKnown ? inbox.totalText : "…"
    var segments = [
      StatusLine.Segment(
        name(of: inbox.source) + [
          Piece(total, .title), Piece(" · sort \(inbox.sort.rawValue)", .dim),
        ], importance: 9)
    ]
    if inbox.fresh > 0 {
      let key = desk.setting.keymap.spelling(of: CommandCall(.first), in: .inbox) ?? ":first"
      segments.append(
        StatusLine.Segment("\(inbox.fresh) new · \(key)", .good, importance: 8))
    }
    return segments
  }

  /// A place beside the list, behind the way that led there and leads back.
  private static func apart(_ name: String, _ desk: Desk) -> StatusLine.Segment {
    var way = "\(short(desk.inbox.source)) ▸ "
    if desk.lastPlace == .ticket, let number = desk.ticket?.number { way += "#\(number) ▸ " }
    return StatusLine.Segment([Piece(way, .dim), Piece(name, .title)], importance: 9)
  }

  /// A view's name; of a search, its filters one by one.
  private static func name(of source: InboxPane.Source) -> [Piece] {
    switch source {
    case .view(let view): [Piece("\(view.name) ", .title)]
    case .search(let query):
      query.filters.map { Piece("[\(TextFlow.clean($0.text, lines: false))] ", .tag) }
    }
  }

  private static func numbers(_ desk: Desk) -> [StatusLine.Segment] {
    var segments: [StatusLine.Segment] = []
    if let counts = desk.counts {
      if counts.overdue > 0 {
        segments.append(.init("\(counts.overdue) overdue", .overdue, importance: 7))
      }
      if counts.dueSoon > 0 {
        segments.append(.init("\(counts.dueSoon) today", .soon, importance: 4))
      }
      if counts.stuck > 0 {
        let verb = counts.stuck == 1 ? "needs" : "need"
        segments.append(
          .init(
            "! \(Wording.count(counts.stuck, "reply", "replies")) \(verb) you", .error,
            importance: 8))
      }
      if counts.toSend > 0 { segments.append(.init("\(counts.toSend) to send", importance: 5)) }
    }
    if let sync = sync(desk) { segments.append(sync) }
    return segments
  }

  /// How the accounts are doing, the worst first.
  private static func sync(_ desk: Desk) -> StatusLine.Segment? {
    let accounts = desk.accounts
    if let failed = accounts.first(where: { $0.phase == .failed }) {
      return .init(
        "! \(failed.account) needs you · \(desk.way(to: .log))", .error, importance: 8)
    }
    if let waiting = accounts.first(where: { $0.phase == .waiting }) {
      let toSend = desk.counts?.toSend ?? 0
      let what =
        toSend > 0
        ? "\(Wording.count(toSend, "reply", "replies")) \(toSend == 1 ? "waits" : "wait")"
        : waiting.account + " waits"
      return .init("! \(what) for the network", .soon, importance: 6)
    }
    if let busy = accounts.first(where: { $0.phase == .syncing }) {
      let left = busy.remaining.map { ", \(Wording.grouped($0)) to come" } ?? ""
      return .init("syncing\(left)", .dim, importance: 3)
    }
    if accounts.contains(where: { $0.phase == .synced }) {
      return .init("✓ synced", .good, importance: 3)
    }
    return accounts.isEmpty ? nil : .init("not synced yet", .dim, importance: 3)
  }

  // MARK: - The ticket

  private static func ticket(_ desk: Desk, in columns: Int) -> StatusLine {
    let sheet = desk.ticket?.sheet?.ticket
    let row = desk.ticket == nil ? desk.previewRow : desk.ticket?.row
    var subject = TextFlow.clean(sheet?.subject ?? row?.subject ?? "", lines: false)
    let number = (sheet?.number ?? row?.number).map { "#\($0) " } ?? ""
    let through = desk.origin == .outbox ? "Outbox ▸ " : desk.origin == .log ? "Log ▸ " : ""
    let way = "\(short(desk.inbox.source)) ▸ \(through)"
    let back = Frame.isWide(desk.size) ? "" : way
    var right: [StatusLine.Segment] = []
    if let colleague = (desk.ticket?.id ?? row?.id).flatMap({ desk.colleague(at: $0) }) {
      right.append(
        .init(
          desk.sign(of: colleague), colleague.isWriting ? .soon : .dim, importance: 8))
    }
    let status = sheet?.status ?? row?.status
    let due = sheet.map(\.due) ?? row?.due
    if let colleague = (desk.ticket?.id ?? row?.id).flatMap({ desk.colleague(at: $0) }) {
      // Whoever is here is seen, and when it is due: a long subject gives way to them.
      let phrase = status?.isOpen == true ? due.map { Wording.duePhrase($0, at: desk.now) } : nil
      let taken = back + number + desk.sign(of: colleague) + (phrase.map { " · \($0)" } ?? "")
      subject = TextFlow.cut(subject, to: max(12, columns - TextFlow.cells(taken) - 3))
    }
    if let due, status?.isOpen == true {
      let text = Wording.duePhrase(due, at: desk.now)
      right.append(.init(text, InboxView.style(due: due, at: desk.now), importance: 7))
    }
    if let status, status != .open { right.append(.init(Wording.status(status), importance: 6)) }
    if let until = sheet?.snoozedUntil ?? row?.snoozedUntil, until > desk.now {
      let when = Wording.wake(until, at: desk.now, in: desk.setting.zone)
      right.append(.init("asleep until \(when)", .soon, importance: 6))
    }
    if let agent = sheet?.assignee ?? row?.assignee {
      right.append(.init(desk.firstName(of: agent), importance: 3))
    }
    let tags = (sheet?.tags.sorted() ?? row?.tags ?? []).map { "+\($0)" }
    right.append(.init(tags.joined(separator: " "), .tag, importance: 2))
    return StatusLine(
      left: [
        .init(
          [Piece(back, .dim), Piece(number, .title), Piece(subject, .title)], importance: 9)
      ], right: right, separator: " · ")
  }

  private static func short(_ source: InboxPane.Source) -> String {
    switch source {
    case .view(let view): view.name
    case .search: "Search"
    }
  }
}

extension Desk {
  /// An agent's first name, or the handle where the name is not known.
  func firstName(of agent: AgentID) -> String {
    setting.firstName(of: agent)
  }
}
