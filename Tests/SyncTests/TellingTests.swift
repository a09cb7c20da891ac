import ChannelKit
import Domain
import Foundation
import HubSpot
import Klaviyo
import Mailchimp
import Store
import TestKit
import Testing
import Wire

@testable import Sync

/// A list that knows whoever writes as ada@example.com.
private func people() -> SmallShop {
  var state = SmallShop.State(now: noon)
  state.put(
    Order(
      id: OrderID(channel: .woocommerce, number: "1001"), createdAt: noon - .days(3),
      state: .shipped, customerName: "Ada Byron", customerEmail: "ada@example.com",
      customerPhone: "+15550199", address: ["4 Harbour Lane", "Dublin"],
      total: Money(20, "EUR"), items: [], asOf: noon))
  return SmallShop(state)
}

/// An account whose owner wants its list told, or does not.
private func list(
  _ simulator: any Simulator.Type, _ shop: SmallShop, tells: Bool = true
) -> SyncAccount {
  var account = simulator.account
  if tells { account.settings["tell-tickets"] = "true" }
  let told = account
  return SyncAccount(account: told) { () throws(ChannelError) in
    simulator.channel.init(
      account: told, transport: SimulatedTransport(simulator, shop),
      credentials: simulator.credentials)
  }
}

/// Requests that change something there.
private func changes(_ shop: SmallShop) async -> [HTTPRequest] {
  await shop.requests.filter { $0.method != .get && !$0.url.hasSuffix("/search") }
}

extension Desk {
  /// A letter of Ada's comes in a minute later, and is left alone for two.
  fileprivate func hear(_ subject: String = "Where is it?", id: String = "a@example.com")
    async throws
  {
    clock.advance(.minutes(1))
    var letter = Letter(subject: subject, id: id)
    letter.at = clock.now
    try await receive([letter])
    clock.advance(.minutes(2))
  }

  fileprivate func move(_ status: Status, _ number: Int = 1) async throws {
    let ticket = try await ticket(number).ticket.id
    try await store.commit([Change(ticket, .moved(status, .asked))], by: .agent(ana))
  }
}

@Suite struct TellingTests {
  static let lists: [any Simulator.Type] = [
    KlaviyoSimulator.self, HubSpotSimulator.self, MailchimpSimulator.self,
  ]

  /// A desk whose list is told from now on.
  private func begun(
    _ shop: SmallShop, _ simulator: any Simulator.Type = KlaviyoSimulator.self
  ) async throws -> (Desk, SyncEngine, SyncAccount) {
    let desk = try Desk()
    let account = list(simulator, shop)
    let engine = desk.engine(nil, [account])
    await engine.tellList(of: account)
    return (desk, engine, account)
  }

  @Test(arguments: 0..<lists.count)
  func aListIsToldWhenATicketOpensAndWhenItIsSolvedOnceEach(_ index: Int) async throws {
    let shop = people()
    let (desk, engine, account) = try await begun(shop, Self.lists[index])
    try await desk.hear()
    for _ in 0..<3 { await engine.tellList(of: account) }
    #expect(await changes(shop).count == 1)
    #expect(await shop.state.waiting == ["ada@example.com": true])
    try await desk.move(.solved)
    await engine.tellList(of: account)
    #expect(await changes(shop).count == 1, "whoever solves it by mistake takes it back")
    desk.clock.advance(.minutes(2))
    for _ in 0..<3 { await engine.tellList(of: account) }
    #expect(await changes(shop).count == 2)
    #expect(await shop.state.waiting == ["ada@example.com": false])
    #expect(await engine.standing.map(\.error) == [""])
  }

  /// R: what anybody said never leaves, and neither does what they are called.
  @Test(arguments: 0..<lists.count)
  func nothingThatAnybodySaidLeaves(_ index: Int) async throws {
    let shop = people()
    let (desk, engine, account) = try await begun(shop, Self.lists[index])
    desk.clock.advance(.minutes(1))
    var letter = Letter(
      from: "Countess Lovelace <ada@example.com>", subject: "My subjectcanary",
      text: "A bodycanary")
    letter.at = desk.clock.now
    try await desk.receive([letter])
    try await desk.reply("A replycanary")
    desk.clock.advance(.minutes(2))
    await engine.tellList(of: account)
    try await desk.move(.solved)
    desk.clock.advance(.minutes(2))
    await engine.tellList(of: account)
    #expect(await changes(shop).count == 2)
    for request in await shop.requests {
      let said = request.url + String(decoding: request.body, as: UTF8.self)
      for word in ["canary", "Countess", "Lovelace", "support@"] {
        #expect(!said.lowercased().contains(word.lowercased()), "\(said)")
      }
    }
  }

  @Test func withoutBeingAskedForNothingIsTold() async throws {
    let (desk, shop) = (try Desk(), people())
    let account = list(KlaviyoSimulator.self, shop, tells: false)
    let engine = desk.engine(nil, [account])
    await engine.tellList(of: account)
    try await desk.hear()
    await engine.tellList(of: account)
    _ = try await engine.runOnce(waitingForWindowsUpTo: .seconds(0))
    #expect(await changes(shop).isEmpty)
  }

  @Test func whatWasOpenedBeforeOrBroughtInIsNotTold() async throws {
    let (desk, shop) = (try Desk(), people())
    try await desk.hear()
    let account = list(KlaviyoSimulator.self, shop)
    let engine = desk.engine(nil, [account])
    await engine.tellList(of: account)
    desk.clock.advance(.minutes(9))
    await engine.tellList(of: account)
    #expect(await changes(shop).isEmpty)
    var reception = Reception(
      store: desk.store, account: support, relays: relays, mint: Mint(seed: 97 << 40),
      from: .archive)
    var letter = Letter(subject: "Old", id: "old@example.com")
    letter.at = desk.clock.now
    letter.place = .archive
    _ = try await reception.take([letter.mail()])
    desk.clock.advance(.minutes(5))
    await engine.tellList(of: account)
    #expect(await changes(shop).isEmpty)
  }

  @Test func whoTheListDoesNotKnowIsNotMadeKnownToIt() async throws {
    let shop = SmallShop(now: noon)
    let (desk, engine, account) = try await begun(shop)
    try await desk.hear()
    await engine.tellList(of: account)
    await engine.tellList(of: account)
    #expect(await changes(shop).isEmpty)
    #expect(await shop.requests.count == 1, "and is asked for once")
  }

  @Test func aRelaysAddressIsNeitherAskedForNorTold() async throws {
    let shop = people()
    let (desk, engine, account) = try await begun(shop)
    desk.clock.advance(.minutes(1))
    var letter = Letter(from: "Ada <x9@marketplace.amazon.de>")
    letter.at = desk.clock.now
    try await desk.receive([letter])
    desk.clock.advance(.minutes(2))
    await engine.tellList(of: account)
    #expect(await shop.requests.isEmpty)
  }

  /// The answer is lost, or the process ends behind it: what is told again is the same.
  @Test func whatMayHaveBeenToldIsToldAgainUnderTheSameName() async throws {
    let shop = people()
    let (desk, engine, account) = try await begun(shop)
    try await desk.hear()
    await shop.planForChange(.lostAnswer)
    await engine.tellList(of: account)
    #expect(await engine.standing.map(\.state) == [.waiting])
    let sheet = try await desk.ticket()
    try await desk.store.commit(
      [Change(sheet.ticket.id, .tagged(try #require(Tag("late"))))], by: .agent(desk.ana))
    desk.clock.advance(.minutes(30))
    // Another process goes on.
    let other = desk.engine(nil, [account])
    await other.tellList(of: account)
    #expect(await changes(shop).count == 2)
    #expect(await shop.state.events.count == 1)
    await other.tellList(of: account)
    #expect(await changes(shop).count == 2)
  }

  @Test func aListThatAsksToWaitIsToldLater() async throws {
    let shop = people()
    let (desk, engine, account) = try await begun(shop)
    try await desk.hear()
    await shop.planForChange(.slowDown(retryAfter: "300"))
    await engine.tellList(of: account)
    desk.clock.advance(.minutes(4))
    await engine.tellList(of: account)
    #expect(await changes(shop).count == 1)
    desk.clock.advance(.minutes(2))
    await engine.tellList(of: account)
    #expect(await changes(shop).count == 2)
    #expect(await shop.state.events.count == 1)
    #expect(await engine.standing.map(\.error) == [""])
  }

  @Test(arguments: 0..<lists.count)
  func aKeyThatMayNotTellIsToldAndWhatIsOwedIsKept(_ index: Int) async throws {
    let shop = people()
    let (desk, engine, account) = try await begun(shop, Self.lists[index])
    try await desk.hear()
    await shop.planForChange(.signedOut)
    await engine.tellList(of: account)
    let report = try #require(await engine.standing.first)
    #expect(report.state == .failed && report.error.contains("look at"), "\(report.error)")
    await engine.tellList(of: account)
    #expect(await changes(shop).count == 1)
    _ = try await engine.runOnce(waitingForWindowsUpTo: .seconds(0))
    #expect(await changes(shop).count == 2)
    #expect(await shop.state.waiting == ["ada@example.com": true])
  }

  @Test func whatIsRefusedForGoodHoldsNothingElseUp() async throws {
    let shop = people()
    let (desk, engine, account) = try await begun(shop)
    try await desk.hear()
    await shop.planForChange(.status(400))
    await engine.tellList(of: account)
    await engine.tellList(of: account)
    #expect(await changes(shop).count == 1)
    guard case .accounts(let states) = try await desk.store.ask(.accounts) else { return }
    #expect(states.compactMap(\.notice?.text).contains { $0.contains("was not told of #1") })
  }

  @Test func oneOfTwoProcessesTells() async throws {
    let folder = try TestFolder()
    defer { folder.remove() }
    let (desk, shop) = (try Desk(.file(folder["store.sqlite"])), people())
    let account = list(KlaviyoSimulator.self, shop)
    let engines = [
      desk.engine(folder["sync.lock"], [account]), desk.engine(folder["sync.lock"], [account]),
    ]
    _ = try await engines[0].runOnce(waitingForWindowsUpTo: .seconds(0))
    try await desk.hear()
    await withTaskGroup(of: Void.self) { group in
      for engine in engines {
        group.addTask { _ = try? await engine.runOnce(waitingForWindowsUpTo: .seconds(0)) }
      }
    }
    for engine in engines { _ = try await engine.runOnce(waitingForWindowsUpTo: .seconds(0)) }
    #expect(await changes(shop).count == 1)
  }

  @Test func aCopyTellsNothingUntilItIsLetGo() async throws {
    let shop = people()
    let (desk, engine, account) = try await begun(shop)
    let place = TellingPlace.name(of: account.account.name)
    try await desk.store.commit(
      [], facts: [.cursor(place, TellingPlace.isHeld.cursor)], by: .system)
    try await desk.hear()
    await engine.tellList(of: account)
    #expect(await changes(shop).isEmpty)
    guard case .accounts(let states) = try await desk.store.ask(.accounts) else { return }
    #expect(states.compactMap(\.notice?.text).contains { $0.contains("outbox release") })
    let since = TellingPlace.since(desk.clock.now)
    try await desk.store.commit([], facts: [.cursor(place, since.cursor)], by: .system)
    await engine.tellList(of: account)
    #expect(await changes(shop).isEmpty, "what happened meanwhile is no news")
    try await desk.hear("Another", id: "b@example.com")
    await engine.tellList(of: account)
    #expect(await changes(shop).count == 1)
  }
}
