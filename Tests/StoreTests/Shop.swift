import Domain
import Foundation
import GRDB
import Seal
import Synchronization
import Testing

@testable import Store

/// A clock that a test moves by hand.
final class HandClock: Sendable {
  private let moment: Mutex<Instant>

  init(_ moment: Instant = Instant(milliseconds: 1_795_000_000_000)) {
    self.moment = Mutex(moment)
  }

  var now: Instant { moment.withLock { $0 } }

  func pass(_ span: Span) {
    moment.withLock { $0 = $0 + span }
  }
}

/// A folder that is gone when the test is.
final class Folder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "shopbell-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  var file: Place { .file(path + "/store.sqlite") }
}

/// A small shop with a store, a clock and a mint, for tests to talk to.
struct Shop {
  static let ana = AgentID("ana")
  static let ben = AgentID("ben")

  let store: Store
  let clock: HandClock
  var mint = Mint(seed: 11)

  init(
    _ place: Place = .memory, clock: HandClock = HandClock(), seed: UInt64 = 3,
    reactions: [any Reaction] = [], holder: Holder = .thisProcess, patience: Double = 5
  ) throws {
    self.clock = clock
    mint = Mint(seed: seed &+ 1000)
    store = try Store.open(
      place, as: .readWrite, clock: { clock.now }, seed: seed, reactions: reactions,
      holder: holder, patience: patience)
  }

  // MARK: - Making things

  mutating func message(
    _ direction: Message.Direction = .inbound, from address: String = "ada@mail.example",
    subject: String = "Where is my kettle?", says text: String = "It has not come yet.",
    externalID: String? = nil, channel: ChannelName = .email
  ) -> Message {
    let id: MessageID = mint.id(at: clock.now)
    var message = Message(
      id: id, direction: direction, channel: channel, account: "support",
      from: Party(name: "Ada", address: address), subject: subject, receivedAt: clock.now,
      body: Body(visible: text))
    message.to = [Party(address: "support@shop.example")]
    message.externalID = externalID ?? "\(id)@mail.example"
    message.raw = direction == .note ? nil : Digest.sha256("\(id) \(text)").hex
    return message
  }

  mutating func opening(
    _ subject: String = "Where is my kettle?", channel: ChannelName = .email,
    customer: CustomerID? = nil
  ) -> Opening {
    Opening(
      id: mint.id(at: clock.now), channel: channel, account: "support", customer: customer,
      subject: subject)
  }

  mutating func reply(
    to ticket: TicketID, by agent: AgentID = ana, text: String = "It is on its way.",
    then status: Status = .pending, window: Span = .seconds(10)
  ) -> Reply {
    Reply(
      id: mint.id(at: clock.now), ticket: ticket, channel: .email, account: "support",
      from: Party(name: "Ana", address: "support@shop.example"),
      to: [Party(name: "Ada", address: "ada@mail.example")], subject: "Re: Where is my kettle?",
      text: text, author: agent, thenStatus: status, window: window)
  }

  // MARK: - Doing things

  /// A new ticket with one customer message.
  @discardableResult
  mutating func arrive(
    from address: String = "ada@mail.example", subject: String = "Where is my kettle?",
    says text: String = "It has not come yet.", externalID: String? = nil,
    channel: ChannelName = .email, customer: CustomerID? = nil, facts: [Fact] = []
  ) async throws -> TicketID {
    let opening = opening(subject, channel: channel, customer: customer)
    let message = message(
      from: address, subject: subject, says: text, externalID: externalID, channel: channel)
    try await store.commit(
      [.created(opening, at: clock.now), Change(opening.id, .received(message))], facts: facts,
      by: .customer)
    return opening.id
  }

  /// A customer with one address, who is known from now on.
  mutating func meet(
    _ name: String, _ address: String, on channel: ChannelName = .email
  ) async throws -> CustomerID {
    let id: CustomerID = mint.id(at: clock.now)
    let customer = Customer(
      id: id, name: name, identities: [Identity(channel: channel, address: address)],
      since: clock.now)
    try await store.commit([], facts: [.contact(customer)], by: .system)
    return id
  }

  /// Joins a customer into another, or tells why not.
  @discardableResult
  func join(
    _ customer: CustomerID, into other: CustomerID, by agent: AgentID = ana
  ) async throws -> Outcome {
    try await store.commit([.joined(customer, into: other)], by: .agent(agent))
  }

  /// A further customer message.
  mutating func hear(_ ticket: TicketID, says text: String = "Hello again?") async throws {
    let message = message(says: text)
    try await store.commit([Change(ticket, .received(message))], by: .customer)
  }

  @discardableResult
  func act(
    _ ticket: TicketID, _ acts: Act..., by agent: AgentID = ana, seen: EventNumber? = nil
  ) async throws -> Outcome {
    try await store.commit(acts.map { Change(ticket, $0) }, by: .agent(agent), seen: seen)
  }

  /// A reply, queued.
  @discardableResult
  mutating func answer(
    _ ticket: TicketID, by agent: AgentID = ana, seen: EventNumber? = nil,
    window: Span = .seconds(10), then status: Status = .pending
  ) async throws -> ReplyID {
    let reply = reply(to: ticket, by: agent, then: status, window: window)
    try await store.commit([.replyQueued(reply)], by: .agent(agent), seen: seen)
    return reply.id
  }

  // MARK: - Looking

  func ticket(_ id: TicketID) async throws -> Ticket {
    try #require(try await store.ticket(id, agent: Self.ana)).ticket
  }

  func sheet(_ id: TicketID, _ agent: AgentID = ana) async throws -> TicketSheet {
    try #require(try await store.ticket(id, agent: agent))
  }

  func delivery(_ reply: ReplyID) async throws -> Delivery? {
    try await store.outbox(includingSent: true).first { $0.reply.id == reply }?.state
  }

  func steps(_ agent: AgentID = ana) async throws -> [UndoStep] {
    guard case .undoSteps(let steps) = try await store.ask(.undoSteps(agent: agent)) else {
      return []
    }
    return steps
  }

  /// Every derived table as text, and the index as its words.
  func derived() async throws -> [String] {
    try await store.write { _, db in
      var lines: [String] = []
      for table in Schema.derivedTables + ["message_place"] {
        lines.append("-- \(table)")
        lines += try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map(\.description).sorted()
      }
      lines.append("-- customer_search")
      lines += try Row.fetchAll(db, sql: "SELECT rowid, words FROM customer_search ORDER BY rowid")
        .map(\.description)
      lines.append("-- message_search")
      try db.execute(
        sql: """
          CREATE VIRTUAL TABLE IF NOT EXISTS temp.words
          USING fts5vocab(main, message_search, instance)
          """)
      lines += try Row.fetchAll(db, sql: "SELECT * FROM temp.words").map(\.description)
      return lines
    }
  }

  /// SQL by which a test does what no shopbell would.
  func tamper(_ sql: String) async throws {
    try await store.write { _, db in try db.execute(sql: sql) }
  }

  func number(_ sql: String) async throws -> Int? {
    try await store.read { try Int.fetchOne($0, sql: sql) }
  }

  func texts(_ sql: String) async throws -> [String] {
    try await store.read { try String.fetchAll($0, sql: sql) }
  }
}

extension Outcome {
  var types: [String] { events.map(\.act.type) }
  var refusals: [Refusal] { leftAlone.map(\.why) }
}

func tag(_ word: String) -> Domain.Tag {
  guard let tag = Domain.Tag(word) else { preconditionFailure("\(word) is no tag") }
  return tag
}
