internal import Domain
internal import GRDB

/// Making one person of two customers, and two again. Nothing is copied: identities, tickets and
/// names stay where they are, and whoever stays shows them.
extension Run {
  /// Makes something happen to a customer; throws a `Refusal` where it cannot.
  mutating func happenToCustomer(_ change: Change) throws {
    let event = Event(
      number: lastEvent + 1, ticket: change.ticket, act: change.act, actor: actor,
      occurredAt: change.occurredAt ?? now, recordedAt: now, undo: step)
    guard let customer = event.customer else { return }
    switch change.act {
    case .customerJoined(let other), .customerParted(let other):
      for one in [customer, other] { try admit(one) }
    default: break
    }
    try JoinRows.apply(event, in: db)
    try record(event)
  }

  private func admit(_ id: CustomerID) throws {
    guard let customer = try ContactRows.customer(id, in: db) else {
      throw Refusal.cannotJoin("there is no such customer")
    }
    guard !customer.isErased else {
      throw Refusal.cannotJoin("a customer who is erased can be neither joined nor parted")
    }
  }
}
