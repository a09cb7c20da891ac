import Domain
import Foundation
import Mailbox
import Store
import Sync
import TestKit
import Testing

/// Days in the life of a mailbox: customers and another client, nights without a line, agents, and
/// two processes that sync in turns, each ended in the middle of something.
struct Fortnight {
  let shop: MailShop
  let end: Instant
  private let scale: FortnightScale
  private var chance: Mint
  private(set) var customers: Customers
  private(set) var agents: Agents
  private var weather: Weather
  private var process: SyncProcess
  /// When the process is ended although its line has not stood still yet.
  private var retirement: Instant
  /// When the computer's clock is set, and by how much.
  private var jumps: [(at: Instant, by: Span)]
  /// When a folder gets new numbers.
  private var repairs: [Instant]

  /// The hash of every mail that lay on the server at a quiet moment.
  private(set) var shown: Set<String> = []
  /// How many processes were ended, and in how many hours since 1970 one began.
  private(set) var ended = 0
  private(set) var birthsByHour: [Int64: Int] = [:]
  /// Steps after which something was still going on.
  private(set) var restless = 0
  /// Bytes resident after the first fifth.
  private(set) var residentThen = 0

  private static let step = Span.minutes(10)

  init(_ shop: MailShop, _ scale: FortnightScale) throws {
    self.shop = shop
    self.scale = scale
    chance = Mint(seed: scale.seed)
    let start = shop.clock.elapsed
    end = start + .days(scale.days)
    customers = Customers(
      shop.server, seed: chance.next(), letters: scale.letters, from: start, to: end)
    agents = Agents(try shop.store(seed: 5), shop.clock, seed: chance.next())
    weather = Weather(seed: chance.next())
    process = try SyncProcess(of: shop, seed: chance.next())
    let length = end - start
    func moment(_ percent: Int64) -> Instant {
      start + Span(milliseconds: length.milliseconds / 100 * percent)
    }
    retirement = moment(2)
    jumps = [
      (moment(25), .days(3)), (moment(40), .days(-3)), (moment(55), .minutes(-10)),
      (moment(70), .minutes(10)), (moment(85), .days(3)), (moment(95), .days(-3)),
    ]
    repairs = [moment(30), moment(75)]
  }

  /// To be judged when it is over.
  var verdict: Verdict {
    Verdict(
      store: agents.store, server: shop.server, shown: shown, mails: customers.mails,
      accepted: agents.accepted)
  }

  private mutating func roll(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &chance) }
}

// MARK: - Time passing

extension Fortnight {
  /// Lives through all of it, with a quiet moment every noon and at the end.
  mutating func pass() async throws {
    let start = shop.clock.elapsed
    await shop.server.fileHalfOfWhatIsKept()
    var noon = start + .hours(12)
    while shop.clock.elapsed < end {
      try await step()
      if shop.clock.elapsed >= noon {
        noon = noon + .days(1)
        try await beQuiet()
      }
      let isFirstFifth = (shop.clock.elapsed - start).milliseconds * 5 >= (end - start).milliseconds
      if residentThen == 0, isFirstFifth { residentThen = Resident.bytes() }
    }
    try await beQuiet()
    try await beQuiet()
    try await process.end()
  }

  private mutating func step() async throws {
    shop.clock.pass(Self.step)
    let now = shop.clock.elapsed
    while let jump = jumps.first, jump.at <= now {
      jumps.removeFirst()
      shop.clock.jump(jump.by)
    }
    let breaks = weather.change(to: now)
    await shop.server.set(weather.faults)
    process.line.set(isDown: weather.isDown)
    if breaks { await process.line.cut() }
    await customers.act(until: now)
    if repairs.first.map({ $0 <= now }) == true {
      repairs.removeFirst()
      await shop.server.renumber(MailShop.folders[roll(2)])
      await process.line.cut()
    }
    if (8..<19).contains(now.hour % 24) { try await agents.act(times: workload) }
    await settle()
    if process.line.isFrozen || now >= retirement { try await succeed() }
  }

  /// So many replies that they are about two for five letters.
  private var workload: Int { 1 + scale.letters / (Int(scale.days) * 300) }

  /// Waits until the process has done what there is to do.
  private mutating func settle() async {
    var calm = 0
    do {
      let (shop, process) = (shop, process)
      try await eventually("all is done", within: .seconds(5)) {
        let isCalm = shop.book.isIdle && shop.clock.sleeping > 1
        calm = isCalm || process.line.isFrozen ? calm + 1 : 0
        return calm > 1
      }
    } catch {
      restless += 1
      let calls = shop.book.isIdle ? "nothing asked" : "something asked"
      print("restless at \(shop.clock.elapsed.rfc3339()): \(calls), \(shop.clock.sleeping) asleep")
    }
  }

  /// The process is ended, and the other one goes on.
  private mutating func succeed() async throws {
    await expectToldThatSomebodySyncs()
    try await process.end()
    ended += 1
    try await begin()
  }

  private mutating func begin() async throws {
    weather.changeServer()
    await shop.server.set(weather.faults)
    process = try SyncProcess(of: shop, seed: chance.next())
    process.line.set(isDown: weather.isDown)
    process.line.freeze(after: 1_000 << roll(10))
    retirement = shop.clock.elapsed + .hours(Int64(1 + roll(12)))
    birthsByHour[shop.clock.elapsed.hour, default: 0] += 1
  }

  private func expectToldThatSomebodySyncs() async {
    let engine = shop.engine(agents.store, over: shop.line(), seed: 1)
    await #expect(throws: SyncError.self) {
      try await engine.runOnce(waitingForWindowsUpTo: .zero)
    }
  }
}

// MARK: - Quiet moments

extension Fortnight {
  /// Nothing goes wrong, nobody does anything: one sync, and all is as on the server.
  private mutating func beQuiet() async throws {
    try await process.end()
    weather.clear()
    weather.changeServer()
    await shop.server.set(weather.faults)
    // What was put off is due by then.
    shop.clock.pass(.minutes(20))
    let day = shop.clock.elapsed.rfc3339()
    let store = try shop.store(seed: chance.next())
    let engine = shop.engine(store, over: shop.line(), seed: chance.next())
    let reports = try await inTime("all is synced") {
      try await engine.runOnce(waitingForWindowsUpTo: .zero)
    }
    #expect(reports.map(\.error) == [""], "\(day)")
    shown.formUnion(
      try await Verdict.expectEquality(of: store, and: shop.server, day))
    if FortnightScale.isLong { print("\(day): \(shown.count) mails shown, \(ended) ended") }
    try await begin()
  }
}
