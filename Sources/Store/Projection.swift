internal import Domain
internal import Foundation
internal import GRDB

/// An event's traces in the derived tables; the same for a commit and for a rebuild.
enum Projection {
  /// Draws an event into the rows; `traces` are those of the message that it brings, `row` is the
  /// ticket's, written by whoever holds it, as `words` are filed by whoever keeps them.
  static func apply(
    _ event: Event, traces: ReadyMessage.Traces?, after: Ticket, content: Content.ID,
    to row: inout TicketRow, words: inout SearchIndex.Waiting, in db: Database
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
      note(message, traces, event, in: &row)
    case .replyQueued(let reply):
      try OutboxRows.put(
        OutboxState(
          reply: reply.id, ticket: row.row, queued: event.number, state: .accepted,
          notBefore: (reply.acceptedAt ?? event.recordedAt) + reply.window,
          externalID: reply.externalID, content: content), in: db)
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
    note(message, traces, event, in: &row)
  }

  /// What lists show of a message without reading it.
  private static func note(
    _ message: Message, _ traces: ReadyMessage.Traces, _ event: Event, in row: inout TicketRow
  ) {
    row.hasAttachment = row.hasAttachment || !message.attachments.isEmpty
    if message.isFromHumanCustomer { row.lastInbound = event.number }
    if row.sender.isEmpty, message.direction == .inbound { row.sender = message.from.label }
    if message.direction == .note {
      row.hasNote = true
    } else {
      row.preview = traces.preview
    }
  }
}
