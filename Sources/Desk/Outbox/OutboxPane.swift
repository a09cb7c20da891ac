package import Domain
package import Terminal

/// Replies on their way, those that need someone first.
package struct OutboxPane: Hashable, Sendable {
  /// The rows.
  package private(set) var rows: [OutboxRow] = []
  /// Where the cursor is.
  package var list = List()
  /// The ticket of a held reply under the cursor: it has what came before that reply.
  package private(set) var sheet: TicketSheet?
  /// The answer is here.
  package private(set) var isAnswered = false

  /// Nothing is on its way.
  package init() {}

  /// The row under the cursor.
  package var selected: OutboxRow? { list.selected.map { rows[$0] } }

  /// Takes over what is on its way now; the row under the cursor stays there.
  package mutating func answered(_ rows: [OutboxRow]) {
    let chosen = selected?.reply.id
    isAnswered = true
    self.rows = rows.filter(\.state.needsAgent) + rows.filter { !$0.state.needsAgent }
    list.follow(
      chosen.flatMap { id in self.rows.firstIndex { $0.reply.id == id } }, count: rows.count)
  }

  /// The ticket that tells why the reply under the cursor is held.
  package var heldIn: TicketID? { selected.flatMap { $0.state == .held ? $0.reply.ticket : nil } }

  /// Takes over that ticket.
  package mutating func answered(_ sheet: TicketSheet?, of id: TicketID) {
    if id == heldIn { self.sheet = sheet }
  }

  /// What can be done to a reply as it stands.
  package static func commands(for row: OutboxRow) -> [Command] {
    switch row.state {
    // What some have cannot be taken back.
    case .retry where row.sentAt != nil: [.retry, .arrived]
    case .accepted: [.recall]
    case .held: [.release, .recall]
    case .sending: []
    case .retry: [.retry, .recall]
    case .unsure: [.arrived, .sendAgain]
    case .refused: [.recall]
    case .sent, .recalled: []
    }
  }

  /// The act behind a command on the reply under the cursor; `nil` where it makes no sense.
  package func act(_ command: Command, at moment: Instant) -> Act? {
    guard let row = selected, Self.commands(for: row).contains(command) else { return nil }
    let id = row.reply.id
    switch command {
    case .recall: return .replyRecalled(id)
    case .release: return .replyReleased(id)
    case .retry: return .replyDeferred(id, until: moment, reason: "asked to try again now")
    case .arrived:
      return .replySettled(id, Receipt(at: moment, answer: "an agent has seen that it arrived"))
    case .sendAgain: return .replyRepeated(id)
    default: return nil
    }
  }
}
