import Domain
import Terminal

/// What is told by bell, title and command, each by its own rule.
extension Desk {
  /// The most letters of customers' words in one line that leaves the desk.
  private static let most = 160

  /// Tells of something in the ways that are wanted for any of these occasions.
  mutating func notify(_ occasions: Set<Occasion>, _ text: String) -> [Effect] {
    let wishes = setting.notifications
    let isQuiet = wishes.quiet?.contains(clock, in: setting.zone) ?? false
    let line = TextFlow.cut(TextFlow.clean(text, lines: false), to: Self.most)
    var effects: [Effect] = []
    if !isQuiet, !wishes.bell.isDisjoint(with: occasions) { effects.append(.bell) }
    if !wishes.title.isDisjoint(with: occasions) {
      isTitled = true
      effects.append(.title(line))
    }
    if !isQuiet, !wishes.desktop.isDisjoint(with: occasions) { effects.append(.notify(line)) }
    return effects
  }

  /// The title has been seen once a key is pressed.
  mutating func takeTitleDown() -> [Effect] {
    guard isTitled else { return [] }
    isTitled = false
    return [.title("")]
  }

  /// The tickets in which something unread came last, whatever the list shows.
  var newsQuestion: Question {
    let query = Query(
      text: "is:open is:unread after:1d",
      condition: .all([.term(.is(.open)), .term(.is(.unread)), .term(.after(.ago(days: 1)))]))
    return .inbox(query, sort: .newest, offset: 0, limit: 50, agent: setting.agent.id)
  }

  /// Tells of what was said since the last look, in new tickets and in old ones.
  mutating func takeNews(_ page: InboxPage) -> [Effect] {
    let latest = Dictionary(page.rows.map { ($0.id, $0.lastMessageAt) }) { first, _ in first }
    guard let heard else {
      self.heard = latest
      return []
    }
    let new = page.rows.filter { row in heard[row.id].map { $0 < row.lastMessageAt } ?? true }
    self.heard = heard.merging(latest) { max($0, $1) }.filter { $0.value > clock - .days(2) }
    return notify(new: new)
  }

  private mutating func notify(new rows: [InboxRow]) -> [Effect] {
    let fresh = rows.filter { $0.isUnread && $0.lastMessageAt > clock - .minutes(10) }
    guard !fresh.isEmpty else { return [] }
    let urgent = fresh.filter { $0.priority == .urgent }
    var occasions: Set<Occasion> = [.new]
    if !urgent.isEmpty { occasions.insert(.newUrgent) }
    let what = urgent.isEmpty ? "new" : "urgent"
    guard fresh.count == 1 || urgent.count == 1, let row = urgent.first ?? fresh.first else {
      let count = urgent.isEmpty ? fresh.count : urgent.count
      return notify(occasions, "\(Wording.count(count, "\(what) ticket"))")
    }
    return notify(occasions, "\(what): \(row.customer), \(row.subject)")
  }

  /// Answers of this agent that need someone, and did not before.
  mutating func notify(failed rows: [OutboxRow], before: [OutboxRow]) -> [Effect] {
    let known = Set(before.filter(\.state.needsAgent).map(\.reply.id))
    let new = rows.filter {
      $0.state.needsAgent && $0.reply.author == setting.agent.id && !known.contains($0.reply.id)
    }
    guard let row = new.first else { return [] }
    let more = new.count > 1 ? ", and \(new.count - 1) more" : ""
    return notify(
      [.replyFailed], "answer to #\(row.ticketNumber) \(Wording.delivery(row.state))\(more)")
  }
}

// MARK: - About to be overdue

extension Desk {
  /// The tickets that are due next, of this agent's own and of nobody's.
  var dueQuestion: Question {
    let query = Query(
      text: "is:open -is:overdue -is:snoozed (is:mine OR is:unassigned)",
      // Those that are overdue would come first and leave no room.
      condition: .all([
        .term(.is(.open)), .not(.term(.is(.overdue))), .not(.term(.is(.snoozed))),
        .any([.term(.is(.mine)), .term(.is(.unassigned))]),
      ]))
    return .inbox(query, sort: .due, offset: 0, limit: 100, agent: setting.agent.id)
  }

  /// Asks for them each minute, where someone wants to hear of them.
  func lookAhead() -> [Effect] {
    setting.notifications.wants(.dueSoon) ? [.ask(dueQuestion)] : []
  }

  /// Tells of those that are about to be overdue, each once for a due time.
  mutating func takeDue(_ page: InboxPage) -> [Effect] {
    let end = clock + setting.notifications.soon
    var new: [InboxRow] = []
    for row in page.rows {
      guard let due = row.due, due > clock, due <= end, toldDue[row.id] != due else { continue }
      toldDue[row.id] = due
      new.append(row)
    }
    toldDue = toldDue.filter { $0.value > clock }
    guard let row = new.first else { return [] }
    guard new.count == 1 else {
      let minutes = setting.notifications.soon.milliseconds / 60_000
      return notify(
        [.dueSoon], "\(Wording.count(new.count, "ticket")) due within \(minutes) minutes")
    }
    let when = Wording.duePhrase(row.due, at: clock)
    return notify([.dueSoon], "#\(row.number) \(when): \(row.customer), \(row.subject)")
  }
}
