/// Something an agent did that can be taken back, or be done again.
package struct UndoStep: Hashable, Sendable {
  /// Its identifier.
  package var id: UndoID
  /// Who did it.
  package var agent: AgentID
  /// When.
  package var at: Instant
  /// What, in a few words: `tagged 41 tickets refund`.
  package var what: String
  /// How many tickets it touched.
  package var tickets: Int
  /// It has been taken back.
  package var isUndone: Bool
  /// It stays as it is: it cannot be taken back, or not be done again.
  package var isFinal: Bool

  /// A step.
  package init(
    id: UndoID, agent: AgentID, at: Instant, what: String, tickets: Int, isUndone: Bool,
    isFinal: Bool = false
  ) {
    self.id = id
    self.agent = agent
    self.at = at
    self.what = what
    self.tickets = tickets
    self.isUndone = isUndone
    self.isFinal = isFinal
  }
}
