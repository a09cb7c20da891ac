internal import Domain
internal import Foundation
internal import GRDB

/// One write transaction at work: changes in, events and rows out.
///
/// Everything that numbers and chains events is read once at its beginning and lives only as long
/// as the transaction, so that any number of processes can write in turn.
struct Run {
  let db: Database
  let house: House
  let reactions: [any Reaction]
  let holder: Holder
  let now: Instant
  /// Who asks.
  let actor: Actor
  /// The last event they had seen of the tickets they change, where they say so.
  var seen: EventNumber?
  /// The step of undo that this belongs to, if it is one.
  var step: UndoID?
  /// Messages that were made ready before the transaction.
  var messages: [MessageID: ReadyMessage] = [:]
  /// Taking back: what a closed ticket forbids is allowed.
  var isTakingBack = false

  var mint: Mint
  var tickets: TicketRows
  var words = SearchIndex.Waiting()
  var lastEvent: EventNumber
  var lastHash: Data
  var lastNumber: Int
  var skipped: Set<TicketID> = []

  private(set) var events: [Event] = []
  var leftAlone: [LeftAlone] = []

  /// How deep reactions to reactions may go.
  static let depth = 10

  init(
    in db: Database, house: House, reactions: [any Reaction], holder: Holder, seed: UInt64,
    now: Instant, actor: Actor
  ) throws {
    self.db = db
    self.house = house
    self.reactions = reactions
    self.holder = holder
    self.now = now
    self.actor = actor
    tickets = TicketRows(in: db)
    (lastEvent, lastHash) = try EventRows.end(of: house.origin, in: db)
    lastNumber = try NumberRows.last(in: db)
    // Mixed with the log's length, so that no two transactions of one seed mint the same.
    var mixer = Mint(seed: seed ^ UInt64(bitPattern: lastEvent))
    mint = Mint(seed: mixer.next())
  }

  /// Writes what the run has gathered; to be called once, at its end.
  mutating func finish() throws {
    try tickets.flush()
    try words.file(in: db)
    try NumberRows.keep(lastNumber, in: db)
  }
}

// MARK: - Making something happen

extension Run {
  /// What an event follows from.
  struct Cause {
    var event: EventNumber
    var root: EventNumber
    var undo: UndoID?
    var depth: Int
  }

  /// Makes a change happen, with all that follows; a refusal is told in `leftAlone`.
  mutating func perform(_ change: Change) throws {
    guard !skipped.contains(change.ticket) else {
      leftAlone.append(LeftAlone(ticket: change.ticket, why: .alreadySo))
      return
    }
    do {
      if case .unmerged = change.act { return try unmerge(change.ticket) }
      if change.act.isOfCustomer { return try happenToCustomer(change) }
      try happen(change.act, to: change.ticket, at: change.occurredAt ?? now, by: actor, cause: nil)
    } catch let refusal as Refusal {
      leftAlone.append(LeftAlone(ticket: change.ticket, why: refusal))
    }
  }

  /// Makes one act happen; throws a `Refusal` where it cannot.
  mutating func happen(
    _ asked: Act, to id: TicketID, at moment: Instant, by actor: Actor, cause: Cause?
  ) throws {
    let before = try tickets.row(of: id)
    if case .merged(let survivor) = asked { try admitMerger(of: before?.ticket, into: survivor) }
    var asked = asked
    if case .split(let split) = asked { asked = .split(try weighed(split, of: id)) }
    let admission = try admit(asked, to: before, isRoot: cause == nil)
    let act = admission.act
    let number = before?.ticket.number ?? lastNumber + 1
    let root = cause?.root ?? lastEvent + 1
    var event = Event(
      number: lastEvent + 1, ticket: id, act: act, actor: actor, occurredAt: moment,
      recordedAt: now, cause: cause?.event,
      undo: cause == nil ? step : cause?.undo)
    let inverse = event.undo == nil ? nil : act.undoing(before?.ticket)
    if cause == nil, inverse == nil, !isTakingBack { event.undo = nil }
    let after = try Ticket.applying(event, to: before?.ticket, number: number)
    if case .created = act { lastNumber = number }
    let message = readied(act)
    let content = try append(event, message, number: number, root: root, inverse: inverse)
    try project(event, message, before: before, after: after, content: content)
    try keepFacts(of: event, after: after)
    events.append(event)
    let further = Cause(
      event: event.number, root: root, undo: event.undo, depth: (cause?.depth ?? 0) + 1)
    try follow(event, before: before?.ticket, further, isHeld: admission.isHeld)
  }

  /// Writes down what happened to a customer, from which nothing follows.
  mutating func record(_ event: Event) throws {
    let inverse = event.undo == nil ? nil : event.act.undoing(nil)
    _ = try append(event, nil, number: 0, root: event.number, inverse: inverse)
    events.append(event)
  }

  private mutating func append(
    _ event: Event, _ message: ReadyMessage?, number: Int, root: EventNumber, inverse: Act?
  ) throws -> Content.ID {
    let content: Content.ID = mint.id(at: now)
    let written = try WrittenAct(event.act, message, content: content, number: number)
    if let words = written.content {
      try Content.add(words, hash: written.hash, as: content, in: db)
    }
    let line = EventRows.Line(
      id: mint.id(at: now), root: root, origin: house.origin, written: written,
      inverse: try inverse.map { try WrittenAct($0, nil, content: content, number: number) })
    lastHash = try EventRows.append(event, line, after: lastHash, in: db)
    lastEvent = event.number
    return content
  }

  private mutating func project(
    _ event: Event, _ message: ReadyMessage?, before: TicketRow?, after: Ticket,
    content: Content.ID
  ) throws {
    let key = try before?.row ?? tickets.claimRow()
    var row = before ?? TicketRow(row: key, ticket: after, updatedAt: event.occurredAt)
    try Projection.apply(
      event, traces: message?.traces, after: after, content: content, to: &row, words: &words,
      tickets: &tickets, in: db)
    tickets.put(row)
  }

  // MARK: - What follows

  private mutating func follow(_ event: Event, before: Ticket?, _ cause: Cause, isHeld: Bool) throws
  {
    if isHeld, case .replyQueued(let reply) = event.act {
      // A held answer has not answered anybody yet: nothing follows from it until it is released.
      return try react(.replyHeld(reply.id), event, cause)
    }
    if case .replyReleased(let id) = event.act, let reply = try queuedReply(id) {
      try react(.moved(reply.thenStatus, .answered), event, cause)
    }
    guard cause.depth <= Self.depth else { return }
    if case .merged(let survivor) = event.act { try absorb(event, into: survivor, cause) }
    if case .split(let split) = event.act { try begin(split, event, cause) }
    for reaction in reactions {
      guard let now = try tickets.row(of: event.ticket)?.ticket else { return }
      for act in reaction.following(event, before: before, after: now) {
        try react(act, event, cause)
      }
    }
  }

  private mutating func react(_ act: Act, _ event: Event, _ cause: Cause) throws {
    do {
      try happen(act, to: event.ticket, at: event.occurredAt, by: .system, cause: cause)
    } catch is Refusal {
      // What already stands so need not follow.
    }
  }

  private func queuedReply(_ id: ReplyID) throws -> Reply? {
    try OutboxRows.state(of: id, in: db).map { try OutboxRows.reply(of: $0, in: db) }
  }

  // MARK: - Facts that go with an event

  private mutating func keepFacts(of event: Event, after: Ticket) throws {
    switch event.act {
    case .replySending(let id, _, _):
      try LeaseRows.take(id, holder: holder, at: now, in: db)
    case .replySent(let id, _), .replyRefused(let id, _), .replyDeferred(let id, _, _),
      .replyUnsure(let id, _), .replySettled(let id, _):
      try LeaseRows.drop(id, in: db)
    case .merged(let survivor):
      let seen = try tickets.row(of: survivor)?.ticket.lastEvent ?? event.number
      try DraftRows.move(from: event.ticket, to: survivor, seen: seen, in: db)
    case .splitFrom(let split):
      try DraftRows.readAlike(split.ticket, as: split.origin, in: db)
    case .dissolved(let split):
      let seen = try tickets.row(of: split.origin)?.ticket.lastEvent ?? event.number
      try DraftRows.move(from: event.ticket, to: split.origin, seen: seen, in: db)
    case .replyRecalled(let id):
      guard let found = try OutboxRows.state(of: id, in: db) else { return }
      // What came meanwhile is new to its author, however long it lay in the outbox.
      let reply = try OutboxRows.reply(of: found, in: db)
      let seen = reply.seen ?? found.queued - 1
      // Its author's again, and whoever took it back for them can go on with it.
      for agent in Set([reply.author, event.actor.agent ?? reply.author]) {
        try DraftRows.giveBack(reply, to: agent, seen: seen, at: now, in: db)
      }
    default:
      break
    }
  }
}

/// The last ticket number given; it only ever grows.
enum NumberRows {
  static func last(in db: Database) throws -> Int {
    guard let bytes = try House.value("number", in: db) else { return 0 }
    return Int(String(decoding: bytes, as: UTF8.self)) ?? 0
  }

  static func keep(_ number: Int, in db: Database) throws {
    guard number > (try last(in: db)) else { return }
    try House.set("number", Data("\(number)".utf8), in: db)
  }
}
