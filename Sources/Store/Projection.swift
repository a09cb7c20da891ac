internal import Domain
internal import Foundation
internal import GRDB

/// An event's traces in the derived tables; the same for a commit and for a rebuild.
enum Projection {
  /// Draws an event into the rows; `traces` are those of the message that it brings, `row` is the
  /// ticket's, written by whoever holds it, as `words` are filed by whoever keeps them; `tickets` are
  /// the others.
  static func apply(
    _ event: Event, traces: ReadyMessage.Traces?, after: Ticket, content: Content.ID,
    to row: inout TicketRow, words: inout SearchIndex.Waiting, tickets: inout TicketRows,
    in db: Database
  ) throws {
    row.ticket = after
    row.updatedAt = max(row.updatedAt, event.occurredAt)
    switch event.act {
    case .received(let message), .answeredElsewhere(let message), .noted(let message),
      .bounced(let message):
      let traces = traces ?? ReadyMessage.Traces(message)
      try MessageRows.add(
        message, traces, to: row.row, by: event.number, content: content, isReply: false,
        words: &words, in: db)
      row.tell(message, preview: traces.preview, event: event.number)
    case .replyQueued(let reply):
      try OutboxRows.put(
        OutboxState(
          reply: reply.id, ticket: row.row, queued: event.number, state: .accepted,
          notBefore: (reply.acceptedAt ?? event.recordedAt) + reply.window,
          externalID: reply.externalID, content: content), in: db)
    case .split, .rejoined, .splitFrom, .dissolved:
      try SplitRows.apply(event.act, to: &row, &tickets, in: db)
    default:
      guard let reply = event.act.reply else { return }
      try move(reply, event, in: &row, &words, db)
    }
  }

  private static func move(
    _ id: ReplyID, _ event: Event, in row: inout TicketRow, _ words: inout SearchIndex.Waiting,
    _ db: Database
  ) throws {
    guard var state = try OutboxRows.state(of: id, in: db) else { return }
    let hadLeft = state.sentAt != nil
    state.follow(event.act, at: event.recordedAt)
    try OutboxRows.put(state, in: db)
    guard state.state == .sent, !hadLeft, let sentAt = state.sentAt else { return }
    let message = Message(try OutboxRows.reply(of: state, in: db), sentAt: sentAt)
    let traces = ReadyMessage.Traces(message)
    try MessageRows.add(
      message, traces, to: row.row, by: event.number, content: state.content, isReply: true,
      words: &words, in: db)
    row.tell(message, preview: traces.preview, event: event.number)
  }
}

extension TicketRow {
  /// Says what lists show of a further message without reading it.
  mutating func tell(_ message: Message, preview: String, event: EventNumber) {
    hasAttachment = hasAttachment || !message.attachments.isEmpty
    if message.isFromHumanCustomer { lastInbound = event }
    if sender.isEmpty, message.direction == .inbound { sender = message.from.label }
    if message.direction == .note {
      hasNote = true
    } else {
      self.preview = preview
    }
  }
}
