import ChannelKit
import Domain
import Foundation
import Rules
import Store
import Sync
import Testing

/// A store, an outside and an agent, as the tests of sending and syncing need them.
struct Desk {
  let store: Store
  let outside = Outside()
  let clock = TestClock()
  let ana = AgentID("ana")

  init(_ place: Place = .memory) throws {
    let clock = clock
    store = try Store.open(
      place, clock: { clock.now }, seed: 11, reactions: [SLAClock()])
  }

  var timepiece: Timepiece {
    let clock = clock
    return Timepiece(
      now: { clock.now }, sleep: { clock.sleep($0) }, chance: { 1 })
  }

  /// A fresh outbox, as after a restart.
  func outbox() -> Outbox { Outbox(store: store, account: support, timepiece: timepiece) }
  var channel: ScriptedChannel { ScriptedChannel(outside) }

  func engine(_ lock: String? = nil, _ accounts: [SyncAccount]? = nil) -> SyncEngine {
    let outside = outside
    return SyncEngine(
      store: store,
      accounts: accounts
        ?? [
          SyncAccount(account: support) { () throws(ChannelError) in ScriptedChannel(outside) }
        ],
      relays: relays, lock: lock, seed: 5, timepiece: timepiece)
  }

  /// Takes letters in, as a pull would.
  @discardableResult
  func receive(_ letters: [Letter]) async throws -> Reception.Tally {
    var reception = Reception(
      store: store, account: support, relays: relays, mint: Mint(seed: .random(in: .min ... .max)),
      from: .server)
    return try await reception.take(letters.map { $0.mail() })
  }

  /// The only ticket of a search.
  func ticket(_ number: Int = 1) async throws -> TicketSheet {
    guard case .found(let id?) = try await store.ask(.find("\(number)")),
      case .ticket(let sheet?) = try await store.ask(.ticket(id, agent: ana))
    else { throw Missing() }
    return sheet
  }

  struct Missing: Error {}

  /// Ana answers a ticket.
  @discardableResult
  func reply(
    to number: Int = 1, _ text: String = "It is on its way", window: Span = .seconds(0),
    attachments: [Domain.Attachment] = [], cc: [String] = []
  ) async throws -> ReplyID {
    let sheet = try await ticket(number)
    var mint = Mint(seed: UInt64(truncatingIfNeeded: text.hashValue) ^ clock.now.seed)
    let reply = Reply(
      id: mint.id(at: clock.now), ticket: sheet.ticket.id, channel: .email, account: "support",
      from: Party(address: "support@shop.example"), to: [Party(address: "ada@example.com")],
      cc: cc.map { Party(address: $0) }, subject: "Re: \(sheet.ticket.subject)", text: text,
      attachments: attachments, author: ana,
      window: window)
    try await store.commit(
      [.replyQueued(reply)], by: .agent(ana), seen: sheet.ticket.lastEvent)
    return reply.id
  }

  func row(_ id: ReplyID) async throws -> OutboxRow {
    guard case .outbox(let rows) = try await store.ask(.outbox(includingSent: true)),
      let row = rows.first(where: { $0.reply.id == id })
    else { throw Missing() }
    return row
  }

  func ledger() async throws -> [LedgerEntry.Fate: Int] {
    guard case .ledger(let counts) = try await store.ask(.ledger) else { throw Missing() }
    return counts
  }
}

extension Instant {
  fileprivate var seed: UInt64 { UInt64(bitPattern: milliseconds) }
}
