import Domain
import Foundation

@testable import Store

/// A shop in which things happen at random, the same for the same seed.
struct History {
  var shop: Shop
  var chance: Mint
  var ids: [TicketID] = []
  var replies: [(ticket: TicketID, reply: ReplyID)] = []

  init(seed: UInt64, tickets: Int = 5, place: Place = .memory) async throws {
    shop = try Shop(place, seed: seed, reactions: [Timing()])
    chance = Mint(seed: seed &* 31 &+ 7)
    for number in 0..<tickets {
      ids.append(
        try await shop.arrive(from: "c\(number)@mail.example", subject: "Matter \(number)"))
    }
  }

  /// Starts a clock with every wait and stops it with the answer, so that clocks move too.
  struct Timing: Reaction {
    func following(_ event: Event, before: Ticket?, after: Ticket) -> [Act] {
      let running = after.clocks.filter(\.isRunning)
      switch event.act {
      case .received where running.isEmpty:
        return [
          .clockStarted(
            Clock(
              kind: .next, cycle: after.clocks.count + 1, startedAt: event.occurredAt,
              due: event.occurredAt + .hours(2)))
        ]
      case .replySent, .markedSpam:
        return running.map {
          .clockStopped($0.kind, cycle: $0.cycle, .met, at: event.occurredAt)
        }
      default:
        return []
      }
    }
  }

  mutating func pick<Value>(_ values: [Value]) -> Value {
    values[Int.random(in: values.indices, using: &chance)]
  }

  func tickets() async throws -> [TicketID: Ticket] {
    var found: [TicketID: Ticket] = [:]
    for id in ids { found[id] = try await shop.ticket(id) }
    return found
  }

  /// Something that only this agent's undo will meet.
  mutating func actAlone() async throws {
    shop.clock.pass(.seconds(Int64.random(in: 1...100, using: &chance)))
    let acts = [randomAct(), randomAct()].prefix(Int.random(in: 1...2, using: &chance))
    let targets = ids.filter { _ in Bool.random(using: &chance) }
    let changes = targets.flatMap { id in acts.map { Change(id, $0) } }
    try await shop.store.commit(changes, by: .agent(Shop.ana))
  }

  mutating func randomAct() -> Act {
    let word = tag(pick(["a", "b", "c", "d"]))
    let order = OrderID(channel: .email, number: pick(["1", "2", "3"]))
    return pick([
      .tagged(word), .untagged(word), .moved(pick([.open, .pending, .onHold, .solved]), .asked),
      .assigned(pick([nil, Shop.ana, Shop.ben])), .prioritised(pick(Priority.allCases)),
      .snoozed(until: shop.clock.now + .hours(Int64.random(in: 1...9, using: &chance))), .woken,
      .markedSpam, .unmarkedSpam, .trashed, .restored, .linkedOrder(order),
      .unlinkedOrder(order), .quarantined, .released,
    ])
  }

  /// Anything at all: mail, notes, replies and what becomes of them, undo and redo.
  mutating func live() async throws {
    shop.clock.pass(.seconds(Int64.random(in: 0...4_000, using: &chance)))
    let id = pick(ids)
    let agent = pick([Shop.ana, Shop.ben])
    switch Int.random(in: 0..<10, using: &chance) {
    case 0:
      ids.append(try await shop.arrive(from: pick(["x@mail.example", "y@mail.example"])))
    case 1: try await shop.hear(id, says: pick(["Hello?", "Grüße aus Köln", "重要 🚚", "ok"]))
    case 2:
      let note = shop.message(.note, from: "ana@shop.example", says: "A note")
      try await shop.act(id, .noted(note), by: agent)
    case 3:
      replies.append((id, try await shop.answer(id, by: agent, window: .seconds(0))))
    case 4, 5: try await moveReply()
    case 6: try await shop.store.undo(by: agent)
    case 7: try await shop.store.redo(by: agent)
    default: try await shop.act(id, randomAct(), by: agent)
    }
  }

  private mutating func moveReply() async throws {
    guard !replies.isEmpty else { return }
    let (ticket, reply) = pick(replies)
    let now = shop.clock.now
    let act: Act = pick([
      .replySending(reply, attempt: 1, parcel: "p"), .replySending(reply, attempt: 2, parcel: "p"),
      .replySent(reply, Receipt(at: now, answer: "250 ok", externalID: "r-\(reply)")),
      .replyDeferred(reply, until: now, reason: "450 later"),
      .replyRefused(reply, reason: "550 never"), .replyUnsure(reply, reason: "cut"),
      .replyHeld(reply), .replyReleased(reply), .replyRepeated(reply), .replyFiled(reply),
      .replySettled(reply, Receipt(at: now, answer: "found")),
    ])
    try await shop.store.commit([Change(ticket, act)], by: .system)
  }
}
