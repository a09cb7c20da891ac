/// Two customers who are one person: nothing is copied. Each keeps what is theirs, and the one who
/// stays shows all of it, until they are parted again.
///
/// The log tells it of the customer who was joined, whose identifier stands where else a ticket's
/// does.
extension Change {
  /// A customer is the same person as another, under whom all of theirs is shown from now on.
  package static func joined(_ customer: CustomerID, into other: CustomerID) -> Change {
    Change(TicketID(of: customer), .customerJoined(into: other))
  }

  /// A customer is a person of their own again.
  package static func parted(_ customer: CustomerID, from other: CustomerID) -> Change {
    Change(TicketID(of: customer), .customerParted(from: other))
  }
}

extension ID where Subject == Ticket {
  /// What stands in a ticket's place where something happens to a customer.
  package init(of customer: CustomerID) {
    self.init(high: customer.high, low: customer.low)
  }
}

extension Act {
  /// It happens to a customer, and to no ticket.
  package var isOfCustomer: Bool {
    switch self {
    case .customerJoined, .customerParted: true
    default: false
    }
  }
}

extension Event {
  /// The customer it happened to, where it happened to one.
  package var customer: CustomerID? {
    act.isOfCustomer ? CustomerID(high: ticket.high, low: ticket.low) : nil
  }
}

extension Outcome {
  /// The customers who were joined or parted.
  package var customers: Set<CustomerID> { Set(events.compactMap(\.customer)) }
}
