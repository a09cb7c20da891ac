internal import Domain
internal import Foundation
internal import GRDB

/// Making one matter of two tickets, and two again (B3). Nothing is copied: what was said stays
/// where it was said, and the survivor shows it.
extension Run {
  /// Lets a merger in, or throws a `Refusal`.
  mutating func admitMerger(of source: Ticket?, into survivor: TicketID) throws {
    guard let source, let target = try tickets.row(of: survivor)?.ticket else {
      throw Refusal.noSuchTicket
    }
    if source.id == survivor {
      throw Refusal.cannotMerge("a ticket cannot be merged into itself")
    }
    if source.mergedInto != nil {
      throw Refusal.cannotMerge("#\(source.number) is merged already")
    }
    if target.mergedInto != nil {
      throw Refusal.cannotMerge("#\(target.number) is itself merged into another ticket")
    }
    guard target.status != .closed else { throw Refusal.isClosed }
    // A marketplace reads answers only in the thread it was asked in, and goes on counting there.
    guard source.channel == target.channel || source.channel == .email else {
      throw Refusal.cannotMerge(
        "#\(source.number) must be answered by \(source.channel.rawValue), "
          + "#\(target.number) by \(target.channel.rawValue)")
    }
  }

  /// The survivor takes in what the merged ticket brings: its waits, tags, orders and priority.
  mutating func absorb(_ event: Event, into survivor: TicketID, _ cause: Cause) throws {
    guard let source = try tickets.row(of: event.ticket)?.ticket,
      let target = try tickets.row(of: survivor)?.ticket
    else { return }
    var acts: [Act] = [.absorbed(Merger(of: source, into: target))]
    acts += source.tags.subtracting(target.tags).sorted().map { .tagged($0) }
    acts += source.orders.filter { !target.orders.contains($0) }.map { .linkedOrder($0) }
    if source.priority > target.priority { acts.append(.prioritised(source.priority)) }
    for act in acts {
      do {
        try happen(act, to: survivor, at: event.occurredAt, by: .system, cause: cause)
      } catch is Refusal {
        // What already stands so need not follow.
      }
    }
  }

  /// What takes back one thing that followed from a merger, as things stand now; `nil` for what
  /// stays. What was said in the survivor since, and what others have brought, it keeps.
  mutating func parting(_ one: LoggedEvent, of root: LoggedEvent) throws -> Act? {
    guard case .merged(let survivor) = root.event.act, one.event.ticket == survivor,
      let row = try tickets.row(of: survivor)
    else { return one.inverse }
    let heard = try MessageRows.heard(in: row.row, after: root.event.number, in: db)
    switch one.event.act {
    case .absorbed(var merger):
      var (waits, said) = ([merger.hadWaitedSince, heard.first], [heard.last])
      for other in row.ticket.absorbed where other != merger.source {
        let other = try tickets.row(of: other)?.ticket
        waits.append(other?.waitingSince)
        said.append(other?.lastMessageAt)
      }
      merger.hadWaitedSince = waits.compactMap(\.self).min()
      merger.hadLastMessageAt = said.compactMap(\.self).reduce(merger.hadLastMessageAt, max)
      return .parted(merger)
    case .moved:
      // The customer has written since, and would have opened it too.
      return heard.first == nil ? one.inverse : nil
    default:
      return one.inverse
    }
  }

  /// Takes a ticket out of the one it was merged into, with all that the merger had brought.
  mutating func unmerge(_ id: TicketID) throws {
    guard let ticket = try tickets.row(of: id)?.ticket else { throw Refusal.noSuchTicket }
    guard let survivor = ticket.mergedInto, let target = try tickets.row(of: survivor) else {
      throw Refusal.cannotMerge("#\(ticket.number) is not merged")
    }
    let merged = try EventNumber.fetchOne(
      db.cachedStatement(
        sql: "SELECT max(seq) FROM event WHERE ticket_id = ? AND type = 'ticket.merged'"),
      arguments: [id.blob])
    guard let merged else { throw Refusal.noSuchTicket }
    let answers = try db.cachedStatement(
      sql: "SELECT 1 FROM outbox WHERE ticket = ? AND queued_seq > ? AND state <> 'recalled'")
    if try Bool.fetchOne(answers, arguments: [target.row, merged]) ?? false {
      throw Refusal.cannotMerge("#\(target.ticket.number) was answered since they were merged")
    }
    let group = try EventRows.events(
      "ticket_id IN (?, ?) AND root_seq = ? ORDER BY seq", [id.blob, survivor.blob, merged], in: db)
    let wasTakingBack = isTakingBack
    isTakingBack = true
    defer { isTakingBack = wasTakingBack }
    try takeBack(group)
  }
}
