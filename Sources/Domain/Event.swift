/// The place of an event in this store's log, from 1.
package typealias EventNumber = Int64

/// A change that has happened.
package struct Event: Hashable, Sendable {
  /// Its place in the log.
  package var number: EventNumber
  /// The ticket it happened to; see `Event.customer` for what happens to none.
  package var ticket: TicketID
  /// What happened.
  package var act: Act
  /// Who made it happen.
  package var actor: Actor
  /// When it happened.
  package var occurredAt: Instant
  /// When the store wrote it down.
  package var recordedAt: Instant
  /// The event that it follows from, if it does.
  package var cause: EventNumber?
  /// The step of undo it belongs to; `nil` for what nobody may undo.
  package var undo: UndoID?

  /// An event.
  package init(
    number: EventNumber, ticket: TicketID, act: Act, actor: Actor, occurredAt: Instant,
    recordedAt: Instant, cause: EventNumber? = nil, undo: UndoID? = nil
  ) {
    self.number = number
    self.ticket = ticket
    self.act = act
    self.actor = actor
    self.occurredAt = occurredAt
    self.recordedAt = recordedAt
    self.cause = cause
    self.undo = undo
  }
}
