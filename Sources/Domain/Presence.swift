/// Someone at a desk who has a ticket in front of them, for colleagues to see.
package struct Presence: Hashable, Sendable, Codable {
  /// Who.
  package var agent: AgentID
  /// The ticket.
  package var ticket: TicketID
  /// They write an answer or a note in it, rather than read it.
  package var isWriting: Bool
  /// Since when.
  package var since: Instant

  /// A presence.
  package init(agent: AgentID, ticket: TicketID, isWriting: Bool, since: Instant) {
    self.agent = agent
    self.ticket = ticket
    self.isWriting = isWriting
    self.since = since
  }
}
