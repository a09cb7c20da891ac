internal import Domain
internal import Foundation
internal import GRDB

/// A fact made ready for the transaction: bytes are already packed.
enum ReadyFact: Sendable {
  case bytes(RawRows.Packed)
  case other(Fact)

  /// Makes a fact ready.
  init(_ fact: Fact) throws {
    guard case .bytes(let raw) = fact else {
      self = .other(fact)
      return
    }
    self = .bytes(try RawRows.pack(raw))
  }
}

/// Facts into their tables.
enum FactRows {
  /// Keeps a fact.
  static func keep(_ fact: ReadyFact, holder: Holder, in db: Database) throws {
    switch fact {
    case .bytes(let packed): try RawRows.keep(packed, in: db)
    case .other(.order(let order)): try OrderRows.keep(order, in: db)
    case .other(.contact(let customer)): try ContactRows.keep(customer, in: db)
    case .other(.listed(let entry)): try CustomerListRows.keep(entry, in: db)
    case .other(.told(let account, let news, let isDone)):
      try ListNewsRows.keep(news, to: account, isDone: isDone, in: db)
    case .other(.cursor(let account, let cursor)):
      try AccountRows.keep(cursor, of: account, in: db)
    case .other(.server(let account, let news)):
      try ServerMailRows.keep(news, of: account, in: db)
    case .other(.errandsDone(let errands)): try ErrandRows.keep(done: errands, in: db)
    case .other(.account(let state)): try AccountRows.keep(state, in: db)
    case .other(.draft(let draft)): try DraftRows.keep(draft, in: db)
    case .other(.draftDropped(let ticket, let agent)):
      try DraftRows.drop(ticket, of: agent, in: db)
    case .other(.read(let ticket, let agent, let event)):
      try DraftRows.read(ticket, by: agent, upTo: event, in: db)
    case .other(.present(let presence)):
      try PresenceRows.keep(presence, holder: holder, in: db)
    case .other(.absent(let agent)): try PresenceRows.drop(agent, holder: holder, in: db)
    case .other(.ingested(let entry)):
      try AccountRows.keep(entry, in: db)
      if let place = entry.place { try ServerMailRows.keep(place, of: entry, in: db) }
    case .other(.bytes(let raw)): try RawRows.keep(try RawRows.pack(raw), in: db)
    }
  }
}
