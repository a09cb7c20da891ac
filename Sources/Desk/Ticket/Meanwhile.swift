import Domain
import Terminal

/// What others said in a ticket since an answer was begun or accepted: whoever sends it reads that
/// first.
enum Meanwhile {
  /// The last few of what was said, each behind `words` with its moment and its author, in at most
  /// so many rows.
  static func lines(
    _ said: [Message], _ words: String, _ setting: Setting, _ now: Instant, columns: Int,
    rows: Int = 3
  ) -> [[Piece]] {
    said.suffix(3).flatMap { message in
      let when = Wording.moment(message.receivedAt, at: now, in: setting.zone)
      let who = TextFlow.clean(message.from.label, lines: false)
      let head = "\(words), \(when) \(who): "
      let text = head + TextFlow.clean(message.body.visible, lines: false)
      var wrapped = TextFlow.wrap(text, to: max(10, columns - 2))
      if wrapped.count > rows {
        wrapped = Array(wrapped.prefix(rows - 1)) + [wrapped[rows - 1] + "…"]
      }
      return wrapped.enumerated().map { index, line in
        guard index == 0 else { return [Piece("  " + line)] }
        let rest = line.hasPrefix(head) ? String(line.dropFirst(head.count)) : ""
        return [Piece("! " + (rest.isEmpty ? line : head), .soon), Piece(rest)]
      }
    }
  }
}

extension TicketSheet {
  /// What was said by others than an agent after an event, oldest first.
  func said(since base: EventNumber, butBy agent: AgentID, _ setting: Setting) -> [Message] {
    let recalled = Set(events.compactMap(\.act.recalled))
    let new = events.filter { $0.number > base && $0.actor != .agent(agent) }
    return new.compactMap { event in
      switch event.act {
      case .replyQueued(let reply) where !recalled.contains(reply.id):
        reply.said(at: event.occurredAt, by: setting.firstName(of: reply.author))
      case .received(let message), .answeredElsewhere(let message), .noted(let message),
        .bounced(let message):
        message
      default: nil
      }
    }
  }

  /// What came to the ticket before a held answer; nothing before any other.
  func overtook(_ row: OutboxRow, _ setting: Setting) -> [Message] {
    guard row.state == .held, let seen = row.reply.seen else { return [] }
    return said(since: seen, butBy: row.reply.author, setting)
  }
}

extension Reply {
  /// An answer as something that was said, whether or not it has left yet.
  fileprivate func said(at moment: Instant, by name: String) -> Message {
    Message(
      id: MessageID(high: id.high, low: id.low), direction: .outbound, channel: channel,
      account: account, from: Party(name: name, address: ""), subject: subject,
      receivedAt: moment, body: Body(visible: text))
  }
}
