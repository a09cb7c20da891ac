import Domain
import Foundation

/// What has to happen so that tickets stand as a dump says.
struct DumpPlan {
  /// What has to happen, in order.
  private(set) var changes: [Change] = []
  /// The entries of which no message is here.
  private(set) var missing: [Dump.Entry] = []
  /// The entries that name a ticket which an earlier one has named.
  private(set) var repeated: [Dump.Entry] = []
  /// How many tickets were found.
  private(set) var found = 0

  private var mint: Mint

  /// Compares a dump with what stands; `seed` makes the notes' identifiers.
  init(_ dump: Dump, over fold: DumpFold, seed: UInt64) {
    mint = Mint(seed: seed)
    let places = fold.places
    var taken: Set<TicketID> = []
    for entry in dump.entries {
      guard let id = Self.ticket(entry, in: places), let ticket = fold.ticket(id) else {
        missing.append(entry)
        continue
      }
      guard taken.insert(id).inserted else {
        repeated.append(entry)
        continue
      }
      found += 1
      compare(entry, with: fold.entry(of: id), of: ticket)
    }
  }

  /// The ticket that most of its messages lie in; the oldest of several.
  private static func ticket(
    _ entry: Dump.Entry, in places: [Dump.Name: Set<TicketID>]
  ) -> TicketID? {
    var counts: [TicketID: Int] = [:]
    for name in entry.names {
      for ticket in places[name] ?? [] { counts[ticket, default: 0] += 1 }
    }
    return counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key
  }

  /// The status comes last: others have it follow from them.
  private mutating func compare(
    _ wanted: Dump.Entry, with standing: Dump.Entry, of ticket: Ticket
  ) {
    func change(_ act: Act) { changes.append(Change(ticket.id, act)) }
    var acts: [Act] = []
    var notes = standing.notes
    for note in wanted.notes {
      if let index = notes.firstIndex(of: note) {
        notes.remove(at: index)
      } else {
        changes.append(
          Change(ticket.id, .noted(message(note, of: ticket)), occurredAt: note.at))
      }
    }
    for tag in standing.tags.subtracting(wanted.tags).sorted() { acts.append(.untagged(tag)) }
    for tag in wanted.tags.subtracting(standing.tags).sorted() { acts.append(.tagged(tag)) }
    if wanted.isSpam != standing.isSpam { acts.append(wanted.isSpam ? .markedSpam : .unmarkedSpam) }
    if wanted.priority != standing.priority { acts.append(.prioritised(wanted.priority)) }
    if wanted.assignee != standing.assignee { acts.append(.assigned(wanted.assignee)) }
    if wanted.snoozedUntil != standing.snoozedUntil {
      acts.append(wanted.snoozedUntil.map { .snoozed(until: $0) } ?? .woken)
    }
    if let status = wanted.status, ticket.mergedInto == nil,
      status != standing.status || wanted.assignee != standing.assignee
    {
      acts.append(.moved(status, .asked))
    }
    changes += acts.map { Change(ticket.id, $0) }
  }

  private mutating func message(_ note: Dump.Note, of ticket: Ticket) -> Message {
    Message(
      id: mint.id(at: note.at), direction: .note, channel: ticket.channel,
      account: ticket.account, from: note.author, subject: ticket.subject, receivedAt: note.at,
      body: Body(visible: note.text))
  }
}
