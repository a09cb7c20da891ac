/// What a customer list is to be told of a ticket. There is no place in it for anything that anybody
/// said.
package struct TicketNews: Hashable, Sendable {
  /// The ticket.
  package var ticket: TicketID
  /// Its number.
  package var number: Int
  /// The customer's channel.
  package var channel: ChannelName
  /// Where it stands.
  package var status: Status
  /// It was opened, or opened again; else it is solved, or out of sight for good.
  package var isOpen: Bool
  /// How many times the list will have been told of this ticket then: what one piece of news is known
  /// by, however often it is told.
  package var step: Int
  /// Telling it has begun before: the list may know it already.
  package var isBegun: Bool
  /// Whose ticket it is.
  package var customer: Customer
  /// They have another ticket that is open.
  package var hasOther: Bool
  /// The last event of the ticket when it became news.
  package var event: EventNumber
  /// When that occurred.
  package var at: Instant

  /// News of a ticket.
  package init(
    ticket: TicketID, number: Int, channel: ChannelName, status: Status, isOpen: Bool, step: Int,
    isBegun: Bool, customer: Customer, hasOther: Bool, event: EventNumber, at: Instant
  ) {
    self.ticket = ticket
    self.number = number
    self.channel = channel
    self.status = status
    self.isOpen = isOpen
    self.step = step
    self.isBegun = isBegun
    self.customer = customer
    self.hasOther = hasOther
    self.event = event
    self.at = at
  }

  /// What it is known by: the same however often it is told.
  package var key: String { "\(ticket)-\(step)-\(event)" }
  /// Whether the customer waits for us in any ticket.
  package var isWaiting: Bool { isOpen || hasOther }
}
