import Domain
import Store

/// The people at the desk, in a process of their own that never syncs.
struct Agents {
  let store: Store
  private let clock: StageClock
  private var chance: Mint
  private var written = 0
  /// Replies that the store has accepted.
  private(set) var accepted: Set<ReplyID> = []

  /// People who write into a store.
  init(_ store: Store, _ clock: StageClock, seed: UInt64) {
    self.store = store
    self.clock = clock
    chance = Mint(seed: seed)
  }

  /// Does something.
  mutating func act() async throws {
    switch roll(12) {
    case 0..<9: try await reply()
    case 9: try await release()
    case 10: try await recall()
    default: try await solve()
    }
  }

  private mutating func roll(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &chance) }

  private mutating func someTicket() async throws -> TicketSheet? {
    let page = try await store.inbox(.everything, sort: .newest, limit: 15, agent: MailShop.agent)
    guard !page.rows.isEmpty else { return nil }
    return try await store.ticket(page.rows[roll(page.rows.count)].id, agent: MailShop.agent)
  }

  /// Answers some ticket.
  mutating func reply(window: Span? = nil) async throws {
    guard let sheet = try await someTicket(), let last = sheet.lastInbound else { return }
    written += 1
    let reply = Reply(
      id: chance.id(at: clock.now), ticket: sheet.ticket.id, channel: .email, account: "support",
      from: Party(name: "Northlight", address: MailShop.address), to: [last.from],
      subject: "Re: \(sheet.ticket.subject)", text: "This is answer number \(written).",
      inReplyTo: [last.externalID].compactMap { $0 },
      references: last.references + [last.externalID].compactMap { $0 }, author: MailShop.agent,
      window: window ?? .seconds(roll(2) == 0 ? 10 : 0))
    let outcome = try await store.commit(
      [Change(sheet.ticket.id, .replyQueued(reply))], by: .agent(MailShop.agent),
      seen: sheet.ticket.lastEvent)
    let isAccepted = outcome.events.contains { event in
      if case .replyQueued(let queued) = event.act { queued.id == reply.id } else { false }
    }
    if isAccepted { accepted.insert(reply.id) }
  }

  private mutating func release() async throws {
    try await change(.held) { .replyReleased($0) }
  }

  private mutating func recall() async throws {
    try await change(.accepted) { .replyRecalled($0) }
  }

  private mutating func change(_ state: Delivery, _ act: (ReplyID) -> Act) async throws {
    let rows = try await store.outbox(includingSent: false).filter { $0.state == state }
    guard !rows.isEmpty else { return }
    let reply = rows[roll(rows.count)].reply
    try await store.commit(
      [Change(reply.ticket, act(reply.id))], by: .agent(MailShop.agent))
  }

  private mutating func solve() async throws {
    guard let sheet = try await someTicket() else { return }
    try await store.commit(
      [Change(sheet.ticket.id, .moved(.solved, .asked))], by: .agent(MailShop.agent),
      seen: sheet.ticket.lastEvent)
  }
}

extension Agents {
  /// Does so many things.
  mutating func act(times: Int) async throws {
    for _ in 0..<times { try await act() }
  }
}
