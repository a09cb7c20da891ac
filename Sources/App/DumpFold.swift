import Domain
import Foundation

/// The log folded into what a dump says, ticket by ticket.
struct DumpFold {
  private var tickets: [TicketID: Ticket] = [:]
  private var said: [TicketID: [Said]] = [:]
  private var notes: [TicketID: [Noted]] = [:]
  /// Who was joined into whom, in the order in which that happened.
  private(set) var joins: [(customer: CustomerID, into: CustomerID)] = []

  private struct Said {
    var message: MessageID
    var name: Dump.Name
    var isFromCustomer: Bool
  }

  private struct Noted {
    var message: MessageID
    var note: Dump.Note
  }

  /// Nothing has happened yet.
  init() {}

  /// Takes in what happened next.
  mutating func apply(_ event: Event) {
    if let customer = event.customer { return apply(event.act, to: customer) }
    do throws(Refusal) {
      tickets[event.ticket] = try Ticket.applying(event, to: tickets[event.ticket], number: 0)
    } catch {
      return
    }
    switch event.act {
    case .received(let message): add(message, to: event.ticket, isFromCustomer: true)
    case .answeredElsewhere(let message), .bounced(let message):
      add(message, to: event.ticket, isFromCustomer: false)
    case .noted(let note):
      let told = Dump.Note(
        at: note.receivedAt.toTheSecond, author: note.from, text: note.body.visible)
      notes[event.ticket, default: []].append(Noted(message: note.id, note: told))
    case .splitFrom(let split): move(split.messages, from: split.origin, to: split.ticket)
    case .dissolved(let split): move(split.messages, from: split.ticket, to: split.origin)
    default: break
    }
  }

  private mutating func apply(_ act: Act, to customer: CustomerID) {
    joins.removeAll { $0.customer == customer }
    if case .customerJoined(let other) = act { joins.append((customer, other)) }
  }

  private mutating func move(
    _ messages: [MessageID], from source: TicketID, to target: TicketID
  ) {
    let going = Set(messages)
    said[target, default: []] += said[source, default: []].filter { going.contains($0.message) }
    said[source]?.removeAll { going.contains($0.message) }
    notes[target, default: []] += notes[source, default: []].filter { going.contains($0.message) }
    notes[source]?.removeAll { going.contains($0.message) }
  }

  private mutating func add(_ message: Message, to ticket: TicketID, isFromCustomer: Bool) {
    let name = message.externalID.map { Dump.Name.id($0) } ?? message.raw.map { .bytes($0) }
    guard let name else { return }
    said[ticket, default: []].append(
      Said(message: message.id, name: name, isFromCustomer: isFromCustomer))
  }
}

// MARK: - What stands at its end

extension DumpFold {
  /// The tickets that have a name, as a dump.
  var dump: Dump {
    let entries = tickets.keys.map { entry(of: $0) }.filter { !$0.names.isEmpty }
    return Dump(entries: entries.sorted { $0.names.lexicographicallyPrecedes($1.names) })
  }

  /// One ticket.
  func entry(of id: TicketID) -> Dump.Entry {
    var entry = Dump.Entry()
    let said = said[id] ?? []
    let asked = said.filter(\.isFromCustomer)
    entry.names = Set((asked.isEmpty ? said : asked).map(\.name)).sorted()
    entry.notes = (notes[id] ?? []).map(\.note).sorted()
    guard let ticket = tickets[id] else { return entry }
    entry.status = ticket.mergedInto == nil ? ticket.status : nil
    entry.priority = ticket.priority
    entry.assignee = ticket.assignee
    entry.tags = ticket.tags
    entry.snoozedUntil = ticket.snoozedUntil?.toTheSecond
    entry.isSpam = ticket.isSpam
    return entry
  }

  /// The ticket itself.
  func ticket(_ id: TicketID) -> Ticket? { tickets[id] }

  /// Which tickets a message of each name lies in.
  var places: [Dump.Name: Set<TicketID>] {
    var places: [Dump.Name: Set<TicketID>] = [:]
    for (ticket, said) in said {
      for one in said { places[one.name, default: []].insert(ticket) }
    }
    return places
  }
}

extension Instant {
  /// Cut to whole seconds, as texts spell it.
  fileprivate var toTheSecond: Instant {
    Instant(milliseconds: milliseconds - ((milliseconds % 1000) + 1000) % 1000)
  }
}
