import ChannelKit
import Desk
import Domain
import Foundation
import Rules
import Store
import Sync
import TestKit
import Testing

@testable import App

/// Days in the life of a shop on every channel there is: customers write and orders change, agents
/// answer, each shop has its mishaps, and whoever syncs is ended in the middle of something.
struct ChannelSoak {
  /// One channel with its shop, where such numbers are used that nobody else has.
  struct Place: Sendable {
    let simulator: any Simulator.Type
    let shop: SmallShop
    let number: Int

    var account: Account { simulator.account }
    var hearsCustomers: Bool {
      simulator.channel is any MessageSource.Type && simulator.channel is any ReplySink.Type
    }
    var hasOrders: Bool {
      simulator.channel is any OrderSource.Type && simulator.channel is any OrderBook.Type
    }
  }

  let places: [Place]
  let clock: StageClock
  private let folder: TestFolder
  private let rules: AnswerRules
  private var chance: Mint
  private var store: Store
  private var written = 0
  /// Replies that the store has accepted, with their words.
  private(set) var accepted: [ReplyID: String] = [:]
  /// How many answers an agent had to look for.
  private(set) var settled = 0
  /// How many processes were ended.
  private(set) var ended = 0
  /// The most that each shop was asked in one go.
  private(set) var busiest: [AccountName: Int] = [:]

  static let agent = AgentID("ana")
  /// What may be asked for in a minute or less, where a shop says so: no time passes while it is
  /// asked here.
  private static let quotas: [AccountName: Int] = [
    "amazon": 20, "big": 150, "ebay": 75, "labels": 200, "toots": 60, "bot": 30,
  ]

  init(_ folder: TestFolder, seed: UInt64) throws {
    self.folder = folder
    chance = Mint(seed: seed)
    let clock = StageClock(at: Stage.morning)
    self.clock = clock
    places = Catalogue.simulators.enumerated().map { index, simulator in
      Place(
        simulator: simulator, shop: SmallShop(SmallShop.State(now: clock.now)), number: index + 1)
    }
    let profiles = Catalogue.channels.map { $0.profile }
    rules = AnswerRules(
      types: Dictionary(profiles.map { ($0.type, $0.terms) }) { first, _ in first })
    store = try Self.open(folder, clock, seed: chance.next())
  }

  private static func open(_ folder: TestFolder, _ clock: StageClock, seed: UInt64) throws -> Store
  {
    // Every process opens the file anew; where time is short they share what lies in memory.
    try Store.open(
      FortnightScale.isLong ? .file(folder["store.sqlite"]) : .memory, clock: { clock.now },
      seed: seed, reactions: [SLAClock()])
  }

  private mutating func roll(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &chance) }
}

// MARK: - Time passing

extension ChannelSoak {
  /// Lives through so many steps of so long, and then some in which nothing goes wrong.
  mutating func pass(_ steps: Int, of span: Domain.Span) async throws {
    for _ in 0..<steps {
      try await tick(span)
      for place in places { await happen(at: place) }
      for place in places where roll(4) == 0 { await goWrong(at: place) }
      for _ in 0..<3 { try await answer() }
      try await settleWhatIsUnsure()
      try await sync(dies: roll(5) == 0)
    }
    for place in places { await place.shop.calm() }
    for _ in 0..<6 {
      try await tick(.hours(7))
      try await settleWhatIsUnsure()
      try await sync(dies: false)
    }
  }

  private func tick(_ span: Domain.Span) async throws {
    clock.pass(span)
    let now = clock.now
    for place in places { await place.shop.change { $0.now = now } }
  }

  /// Customers write, and orders are placed and change.
  private mutating func happen(at place: Place) async {
    let customer = "4\(place.number)0\(roll(4))"
    if roll(3) == 0 {
      written += 1
      let words = "Word \(written) of \(customer)."
      await place.shop.change { state in
        state.say(words, in: customer, customer: Party(name: "Ada \(customer)", address: customer))
      }
    }
    if roll(4) == 0 {
      let order = order(of: place)
      await place.shop.change { $0.put(order) }
    }
  }

  /// An order of the shop, new or with another sum.
  private mutating func order(of place: Place) -> Order {
    let number = "\(place.number)\(100 + roll(30))"
    return Order(
      id: OrderID(channel: .email, number: number), createdAt: Stage.morning, state: .shipped,
      customerName: "Ada Byron", customerEmail: "ada\(number)@example.com",
      customerPhone: "+353 1 555 \(number)", address: ["4 Harbour Lane", "Dublin"],
      total: Money(Decimal(roll(90_000) + 100) / 100, "EUR"),
      items: [
        OrderItem(
          title: "Mug", sku: "MUG-\(number)", quantity: 2, price: Money(Decimal(12.5), "EUR"))
      ],
      shipments: [
        Shipment(
          carrier: "dhl", trackingNumber: "TRACK\(number)", state: .inTransit,
          shippedAt: Stage.morning, lastScanAt: clock.now, lastScan: "Scan \(roll(1000))")
      ], asOf: clock.now)
  }

  private mutating func goWrong(at place: Place) async {
    let fields = ["1", "120", nil, "soon", "Fri, 27 Nov 2026 09:00:00 GMT"]
    let customer = "4\(place.number)0\(roll(4))"
    written += 1
    let words = "Word \(written) of \(customer)."
    let mishaps: [SmallShop.Mishap] = [
      .signedOut, .slowDown(retryAfter: fields[roll(fields.count)]), .status(500), .status(503),
      .page(status: 200), .page(status: 502), .cut, .short, .errorInside, .away, .lostAnswer,
      .changes { state in
        state.say(words, in: customer, customer: Party(name: "Ada \(customer)", address: customer))
      },
    ]
    await place.shop.plan(mishaps[roll(mishaps.count)], at: roll(5))
    guard roll(3) == 0 else { return }
    let losses: [SmallShop.Mishap] = [.lostAnswer, .status(500), .away, .cut, .page(status: 200)]
    await place.shop.planForChange(losses[roll(losses.count)])
  }
}

// MARK: - At the desk

extension ChannelSoak {
  private var accounts: [Account] { places.map(\.account) }

  /// Answers some ticket, as the desk would.
  private mutating func answer() async throws {
    let page = try await store.inbox(.everything, sort: .newest, limit: 60, agent: Self.agent)
    guard !page.rows.isEmpty,
      let sheet = try await store.ticket(page.rows[roll(page.rows.count)].id, agent: Self.agent),
      let envelope = Envelope(sheet, accounts: accounts, rules: rules),
      envelope.obstacle(at: clock.now) == nil
    else { return }
    let text = "Answer \(accepted.count + 1) of ours."
    let reply = envelope.reply(
      id: chance.id(at: clock.now), text: text, author: Self.agent, template: nil,
      thenStatus: [.pending, .solved][roll(2)], window: .seconds(0))
    let outcome = try await store.commit(
      [Change(sheet.ticket.id, .replyQueued(reply))], by: .agent(Self.agent),
      seen: sheet.ticket.lastEvent)
    let isAccepted = outcome.events.contains { event in
      if case .replyQueued(let queued) = event.act { queued.id == reply.id } else { false }
    }
    if isAccepted { accepted[reply.id] = text }
  }
}

extension ChannelSoak {
  /// An agent looks at the shop whether an answer arrived, and says so.
  private mutating func settleWhatIsUnsure() async throws {
    let rows = try await store.outbox(includingSent: false).filter { $0.state == .unsure }
    for row in rows where roll(3) != 0 {
      guard let place = places.first(where: { $0.account.name == row.reply.account }) else {
        continue
      }
      let words = await place.shop.state.talks.flatMap(\.words)
      let isThere = words.contains { $0.author == .us && $0.text.contains(row.reply.text) }
      let receipt = Receipt(at: clock.now, answer: "an agent has seen that it arrived")
      let act: Act = isThere ? .replySettled(row.reply.id, receipt) : .replyRepeated(row.reply.id)
      try await store.commit([Change(row.reply.ticket, act)], by: .agent(Self.agent))
      settled += 1
    }
  }
}

// MARK: - Whoever syncs

extension ChannelSoak {
  /// A process syncs everything once; one that dies stops wherever it is, with all it has open.
  private mutating func sync(dies: Bool) async throws {
    let engine = SyncEngine(
      store: store,
      accounts: places.map { place in
        SyncAccount(account: place.account) { () throws(ChannelError) in
          place.simulator.channel(at: place.shop)
        }
      }, relays: Relays(), lock: nil, seed: chance.next(), timepiece: clock.timepiece)
    let before = await asked()
    let (ends, end) = AsyncStream<Bool>.makeStream()
    if dies {
      let place = places[roll(places.count)]
      await place.shop.fallSilent(at: roll(3), heard: roll(2) == 0) { end.yield(true) }
    }
    let task = Task {
      _ = try? await engine.runOnce(waitingForWindowsUpTo: .zero)
      end.yield(false)
    }
    var isDead = false
    for await died in ends {
      isDead = died
      break
    }
    guard isDead else {
      for place in places { await place.shop.speakAgain() }
      _ = await task.value
      for (name, count) in await asked() {
        busiest[name] = max(busiest[name] ?? 0, count - (before[name] ?? 0))
      }
      return
    }
    for place in places { await place.shop.fallSilent() }
    // What was on its way to the store arrives there, or does not: then nothing more comes.
    try await settle()
    ended += 1
    if FortnightScale.isLong { store = try Self.open(folder, clock, seed: chance.next()) }
    for place in places { await place.shop.speakAgain() }
  }

  /// Waits until the store hears nothing any more.
  private func settle() async throws {
    var (last, calm) = (EventNumber(0), 0)
    try await eventually("the store hears nothing any more") {
      let heard = try await store.events(after: last, limit: 5000).last?.number ?? last
      calm = heard == last ? calm + 1 : 0
      last = heard
      return calm > 4
    }
  }

  private func asked() async -> [AccountName: Int] {
    var counts: [AccountName: Int] = [:]
    for place in places { counts[place.account.name] = await place.shop.requests.count }
    return counts
  }
}

// MARK: - The verdict

extension ChannelSoak {
  /// What must be so in the end, whatever has happened.
  func expectAllIsWell() async throws {
    let messages = try await store.messages()
    var kept: [Substring: Int] = [:]
    for message in messages {
      for match in message.body.visible.matches(
        of: /Word [0-9]+ of [0-9]+\.|Answer [0-9]+ of ours\./)
      {
        kept[match.output, default: 0] += 1
      }
    }
    var said: [String: Int] = [:]
    for place in places where place.hearsCustomers {
      let words = await place.shop.state.talks.flatMap(\.words)
      let title = place.simulator.channel.profile.title
      for word in words where word.author == .customer {
        #expect(kept[word.text[...]] == 1, "\(title): “\(word.text)” is not here once")
      }
      for word in words where word.author == .us {
        let text = word.text.firstMatch(of: /Answer [0-9]+ of ours\./)
        said[text.map { String($0.output) } ?? word.text, default: 0] += 1
      }
    }
    try await expectEveryReplyAtMostOnce(said, kept)
    try await expectEveryOrder()
    try await expectNoTicketOfTwo()
    let fates = try await store.ledger()
    print("\(messages.count) messages, \(fates), \(ended) processes ended, \(settled) looked for")
    print("asked at most in one go: \(busiest.sorted { $0.key < $1.key }.map { "\($0) \($1)" })")
    for (name, quota) in Self.quotas {
      #expect(busiest[name] ?? 0 <= quota, "\(name) was asked too often in one go")
    }
    #expect(fates[.quarantined] == nil)
    #expect(try await store.checkIntegrity(full: true).filter { !$0.isFine } == [])
  }

  private func expectEveryReplyAtMostOnce(
    _ said: [String: Int], _ kept: [Substring: Int]
  ) async throws {
    let rows = try await store.outbox(includingSent: true)
    #expect(Set(rows.map(\.reply.id)).isSuperset(of: accepted.keys))
    for row in rows {
      let count = said[row.reply.text] ?? 0
      switch row.state {
      case .sent:
        #expect(count == 1, "\(row)")
        #expect(kept[row.reply.text[...]] ?? 1 == 1, "\(row)")
      case .unsure: #expect(count <= 1, "\(row)")
      case .held, .refused, .recalled: #expect(count == 0, "\(row)")
      case .accepted, .retry, .sending: Issue.record("still waiting: \(row)")
      }
    }
    print("replies: \(Dictionary(grouping: rows) { $0.state.rawValue }.mapValues(\.count))")
  }

  private func expectEveryOrder() async throws {
    for place in places where place.hasOrders {
      let orders = await place.shop.state.orders.map(\.order)
      let answer = try await store.ask(
        .orders(numbers: orders.map(\.number), addresses: [], tracking: []))
      guard case .orders(let known) = answer else { continue }
      for order in orders {
        let here = known.first {
          $0.id.channel == place.account.channel && $0.isCalled(order.number)
        }
        #expect(here?.total == order.total, "\(place.account.name): \(order.number)")
      }
    }
  }

  /// What customers of different conversations say never stands in one ticket.
  private func expectNoTicketOfTwo() async throws {
    let page = try await store.inbox(.everything, sort: .newest, limit: 5000, agent: Self.agent)
    for row in page.rows {
      guard let sheet = try await store.ticket(row.id, agent: Self.agent) else { continue }
      let customers = sheet.messages.compactMap { message in
        message.body.visible.firstMatch(of: /Word [0-9]+ of ([0-9]+)\./).map { $0.output.1 }
      }
      #expect(Set(customers).count <= 1, "#\(sheet.ticket.number)")
    }
  }
}
