import Domain
import Terminal

extension Desk {
  /// Takes over what the store answers; answers to what is no longer asked are left aside.
  mutating func take(_ answer: Answer, to question: Question) -> [Effect] {
    switch answer {
    case .inbox(let page):
      switch question {
      case dueQuestion: return takeDue(page)
      case newsQuestion: return takeNews(page)
      default: return take(page, to: question)
      }
    case .ticket(let sheet):
      guard case .ticket(let id, _) = question else { return [] }
      return take(sheet, of: id)
    case .counts(let counts):
      self.counts = counts
    case .accounts(let accounts):
      return take(accounts)
    case .tags(let tags):
      self.tags = tags
    case .presence(let others):
      self.others = others
      // A desk that ended without a word is noticed by nobody else.
      return others.isEmpty ? [] : [.remind(.company, after: .seconds(5))]
    case .outbox(let rows):
      let before = outbox.isAnswered ? outbox.rows : rows
      outbox.answered(rows)
      let waiting = Set(rows.filter { $0.state == .accepted }.map(\.reply.id))
      leaving.removeAll { $0.until <= clock && !waiting.contains($0.reply.id) }
      return notify(failed: rows, before: before)
    case .found(let id) where merging != nil:
      return takeSurvivor(id)
    case .found(let id):
      guard let id else { return refuse("there is no such ticket") }
      return open(id, row: nil)
    case .ledgerDays(let days):
      ledger.answered(days)
      return pressAhead()
    case .channels(let found):
      channels.answered(found)
      return pressAhead()
    case .selected(let tickets):
      return take(tickets, to: question)
    case .count(let count):
      if case .count(let query, _) = question {
        views.answered(count, to: query)
        report.answered(count, to: query)
      }
      if line?.question == question { line?.matches = count }
    case .undoSteps(let steps):
      self.steps.answered(steps)
      return pressAhead()
    case .bytes(let bytes):
      return take(bytes, of: question)
    case .log(let events):
      log.answered(events, to: question, setting, now)
      return pressAhead()
    case .orders(let found):
      return take(found)
    case .customers(let found):
      return take(found)
    case .customer, .match, .cursor, .serverMail, .errands, .listNews, .events, .ledger:
      break
    }
    return []
  }

  /// What is new about a server is said once; what was found before this desk opened, in the log.
  private mutating func take(_ states: [AccountState]) -> [Effect] {
    var effects: [Effect] = []
    for state in states where !state.error.isEmpty {
      let known = accounts.first { $0.account == state.account }
      guard known?.error != state.error else { continue }
      // The line at the top says that something is wrong; the log says what, each time it changes.
      log.add(LogEntry(at: state.at, Notice("\(state.account): \(state.error)", .error)))
    }
    for state in states where state.phase == .synced && state.error.isEmpty {
      guard accounts.contains(where: { $0.account == state.account && !$0.error.isEmpty })
      else { continue }
      log.add(LogEntry(at: state.at, Notice("\(state.account): works again")))
    }
    for state in states {
      guard let notice = state.notice, notice.at > clock - .days(1),
        !accounts.contains(where: { $0.notice == notice })
      else { continue }
      let text = Notice("\(state.account): \(notice.text)")
      if accounts.isEmpty {
        log.add(LogEntry(at: notice.at, text))
      } else {
        effects += tell(text)
      }
    }
    accounts = states
    return effects
  }

  private mutating func take(_ page: InboxPage, to question: Question) -> [Effect] {
    inbox.answered(page, to: question)
    inbox.moved()
    return rest() + catchUp()
  }

  private mutating func take(_ sheet: TicketSheet?, of id: TicketID) -> [Effect] {
    if inbox.rested == id { inbox.peek = sheet }
    if place == .outbox { outbox.answered(sheet, of: id) }
    if place == .mailing { return takeForMailing(id, sheet) }
    guard ticket?.id == id else { return [] }
    guard let sheet else {
      leaveTicket()
      return refuse("that ticket is gone")
    }
    let news = ticket?.sheet.flatMap { sheet.news(since: $0) }
    if let survivor = sheet.ticket.mergedInto {
      leaveTicket()
      return open(survivor, row: nil) + tell("#\(sheet.ticket.number) was merged into this ticket")
    }
    ticket?.answered(sheet, at: clock)
    var effects: [Effect] = []
    // What comes in below the last line in sight would not be seen; a composer tells it itself.
    if let news, composer == nil {
      let who = TextFlow.clean(news.from.label, lines: false)
      let key = setting.keymap.spelling(of: CommandCall(.last), in: .everywhere) ?? ":last"
      effects += tell(Notice("\(who) has written · \(key) shows it", .hint))
    }
    if let seen = ticket?.readUpTo, seen < sheet.ticket.lastEvent {
      ticket?.readUpTo = sheet.ticket.lastEvent
      effects.append(.keep([.read(id, setting.agent.id, upTo: sheet.ticket.lastEvent)]))
    }
    if let draft = sheet.draft, composer == nil, sheet.hasSent(draft) {
      effects.append(.keep([.draftDropped(id, setting.agent.id)]))
    }
    if let call = ticket?.waiting {
      let keys = ticket?.keysAhead ?? []
      ticket?.waiting = nil
      ticket?.keysAhead = []
      effects += run(call)
      for key in keys { effects += press(key) }
    }
    return effects
  }
}

extension TicketSheet {
  /// What a person on the other side has said last, where that was not there before.
  fileprivate func news(since before: TicketSheet) -> Message? {
    let known = Set(before.messages.map(\.id))
    return messages.last { $0.isFromHumanCustomer && !known.contains($0.id) }
  }

  /// Whether a draft is on its way or there already: the program ended before it was dropped.
  func hasSent(_ draft: Draft) -> Bool {
    switch draft.kind {
    case .reply:
      outbox.contains { $0.reply.text == draft.text && $0.state != .recalled }
        || messages.contains { $0.direction == .outbound && $0.body.visible == draft.text }
    case .note: messages.contains { $0.direction == .note && $0.body.visible == draft.text }
    }
  }
}
