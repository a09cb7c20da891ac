import ChannelKit
import Domain
import Foundation
import Mailbox
import Sockets
import Store
import TestKit
import Testing

/// The same days with the real program: two of them sync one store in turns, each ended by the
/// system from one moment to the next. Customers live through the days at once; what the programs
/// wait for, they wait for by the computer's own clock.
struct Programs {
  let shop: MailShop
  private let scale: FortnightScale
  private let loops: Loops
  private let doors: [Listener]
  private var chance: Mint
  private var customers: Customers
  private var agents: Agents
  private var weather: Weather
  private var running: Running?
  private(set) var shown: Set<String> = []
  private(set) var ended = 0
  /// Bytes resident in the last program when it had seen a fifth of its letters, and at its end.
  private(set) var resident = (then: 0, now: 0)

  private static let rounds = 400
  /// From then on nobody is ended.
  private static let lastLife = 300

  init(_ shop: MailShop, _ scale: FortnightScale) async throws {
    self.shop = shop
    self.scale = scale
    chance = Mint(seed: scale.seed)
    let server = shop.server
    let loops = Loops()
    self.loops = loops
    doors = [
      try await Listener.open(on: loops) { await server.serveIMAP($0) },
      try await Listener.open(on: loops) { await server.serveSMTP($0) },
    ]
    let start = shop.clock.elapsed
    customers = Customers(
      shop.server, seed: chance.next(), letters: scale.letters, from: start,
      to: start + .days(scale.days))
    try shop.folder.folder("home", mode: 0o700)
    let store = try Store.open(
      .file(shop.folder["home/store.sqlite"]), clock: { Instant(Date()) }, seed: 5)
    agents = Agents(store, shop.clock, seed: chance.next())
    weather = Weather(seed: chance.next())
    try shop.folder.file("home/secret", MailShop.password + "\n", mode: 0o600)
    try shop.folder.file("home/config.toml", configuration, mode: 0o600)
  }

  /// Ends everything.
  func close() async {
    running?.send(SIGKILL)
    for door in doors { await door.close() }
    await loops.shutDown()
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

extension Programs {
  /// Lives through all of it, with quiet moments.
  mutating func pass() async throws {
    await shop.server.fileHalfOfWhatIsKept()
    let step = Span(milliseconds: Span.days(scale.days).milliseconds / Int64(Self.rounds))
    for round in 1...Self.rounds {
      shop.clock.pass(step)
      let isLastLife = round > Self.lastLife
      if !isLastLife { _ = weather.change(to: shop.clock.elapsed) }
      await shop.server.set(weather.faults)
      await customers.act(until: shop.clock.elapsed)
      if round % 150 == 0 { await shop.server.renumber(MailShop.folders[roll(2)]) }
      try await agents.act(times: scale.letters / Self.rounds / 2)
      if running == nil { try begin() }
      try await waitForSomeMoment()
      if isLastLife {
        if round == Self.lastLife + (Self.rounds - Self.lastLife) / 5 { resident.then = size }
        if round == Self.rounds { resident.now = size }
      } else if roll(10) < 7 {
        try await kill()
      }
      if round % 50 == 0, round <= Self.lastLife { try await beQuiet("round \(round)") }
    }
    try await beQuiet("the end")
  }

  /// The moment at which the server has said some bytes more, or two seconds have passed.
  private mutating func waitForSomeMoment() async throws {
    let server = shop.server
    let before = await server.bytesServed
    let more = 1 << roll(16)
    try? await eventually("it goes on", within: .seconds(2)) {
      await server.bytesServed >= before + more
    }
  }

  private mutating func begin() throws {
    weather.changeServer()
    running = try start("sync", "--watch")
  }

  private mutating func kill() async throws {
    guard let running else { return }
    running.send(SIGKILL)
    let ending = try await running.ended()
    #expect(ending.isKilled, "\(ending)")
    ended += 1
    self.running = nil
  }

  private func start(_ words: String...) throws -> Running {
    let home = shop.folder["home"]
    return try Running(
      ShopbellProgram.path,
      words + ["--config", "\(home)/config.toml", "--store", "\(home)/store.sqlite"],
      environment: ShopbellProgram.environment(home: home))
  }

  /// Nothing goes wrong, nobody does anything: one sync, and all is as on the server.
  private mutating func beQuiet(_ when: String) async throws {
    try await kill()
    weather.clear()
    weather.changeServer()
    await shop.server.set(weather.faults)
    try await eventually("nothing waits any more", within: .seconds(1_000)) {
      let ending = try await start("sync", "--once").ended(within: .seconds(300))
      let waiting = try await agents.store.outbox().contains {
        [.accepted, .retry, .sending].contains($0.state)
      }
      return ending.status == 0 && !waiting
    }
    // The run that sent the last reply had read before it filed its copy.
    #expect(try await start("sync", "--once").ended(within: .seconds(300)).status == 0)
    shown.formUnion(
      try await Verdict.expectEquality(of: agents.store, and: shop.server, when))
  }

  /// Bytes resident in the program that runs.
  private var size: Int { running.map { Resident.bytes(of: "\($0.process)") } ?? 0 }
}

// MARK: - Configuration

extension Programs {
  private var configuration: String {
    """
    [shop]
    name = "Northlight Outfitters"
    timezone = "Europe/Dublin"

    [agent]
    name = "Ana Reyes"
    address = "\(MailShop.address)"

    [[account]]
    name = "support"
    type = "mail"
    address = "\(MailShop.address)"
    imap = "imap://support%40shop.example@127.0.0.1:\(doors[0].port)"
    smtp = "smtp://support%40shop.example@127.0.0.1:\(doors[1].port)"
    folders = ["INBOX", "Returns"]
    secret = { file = "secret" }

    """
  }
}
