import ChannelKit
import Domain
import Foundation
import HubSpot
import Klaviyo
import Mailchimp
import Store
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

private func list(_ simulator: any Simulator.Type, _ shop: SmallShop) -> SyncAccount {
  SyncAccount(account: simulator.account) { () throws(ChannelError) in
    simulator.channel(at: shop)
  }
}

@Suite struct ContactRefreshTests {
  static let lists: [any Simulator.Type] = [
    KlaviyoSimulator.self, HubSpotSimulator.self, MailchimpSimulator.self,
  ]

  /// A ticket of whoever wrote this letter.
  private func open(_ desk: Desk, _ letter: Letter = Letter()) async throws -> TicketID {
    try await desk.receive([letter])
    return try await desk.ticket().ticket.id
  }

  @Test func whoOpensATicketSeesWhatListsSayOfItsCustomer() async throws {
    let desk = try Desk()
    let ticket = try await open(desk)
    let engine = desk.engine(nil, Self.lists.map { list($0, people()) })
    #expect(try await desk.ticket().contacts == [])
    await engine.refreshContacts(of: ticket)
    let contacts = try await desk.ticket().contacts
    #expect(contacts.map(\.title) == ["HubSpot", "Mailchimp", "Klaviyo"])
    #expect(contacts.map(\.account) == ["crm", "letters", "news"])
    #expect(contacts.allSatisfy { $0.contact?.name == "Ada Byron" && $0.asOf == desk.clock.now })
    #expect(contacts.allSatisfy { $0.address == "ada@example.com" })
  }

  @Test func whoIsKnownIsAskedForAgainAfterAQuarterOfAnHour() async throws {
    let (desk, shop) = (try Desk(), people())
    let ticket = try await open(desk)
    let engine = desk.engine(nil, [list(KlaviyoSimulator.self, shop)])
    await engine.refreshContacts(of: ticket)
    desk.clock.advance(.minutes(14))
    await engine.refreshContacts(of: ticket)
    #expect(await shop.requests.count == 1)
    desk.clock.advance(.minutes(2))
    await engine.refreshContacts(of: ticket)
    #expect(await shop.requests.count == 2)
    #expect(try await desk.ticket().contacts.map(\.asOf) == [desk.clock.now])
  }

  @Test func whoIsUnknownIsAskedForAgainAfterAnHour() async throws {
    let (desk, shop) = (try Desk(), SmallShop(now: noon))
    let ticket = try await open(desk)
    let engine = desk.engine(nil, [list(KlaviyoSimulator.self, shop)])
    await engine.refreshContacts(of: ticket)
    #expect(try await desk.ticket().contacts.map(\.contact) == [nil])
    desk.clock.advance(.minutes(59))
    await engine.refreshContacts(of: ticket)
    #expect(await shop.requests.count == 1)
    desk.clock.advance(.minutes(2))
    await engine.refreshContacts(of: ticket)
    #expect(await shop.requests.count == 2)
  }

  @Test(arguments: [
    "Ada <x9k2@marketplace.amazon.de>", "Ada <x9k2+a@eu.marketplace.amazon.de>",
    "Ada <hello+me@shop.example>",
  ])
  func relayAddressesAndOurOwnAreNeverAsked(_ from: String) async throws {
    let (desk, shop) = (try Desk(), people())
    var letter = Letter()
    letter.from = from
    try await desk.receive([letter])
    let all = Self.lists.map { list($0, shop) }
    let engine = desk.engine(
      nil,
      all + [
        SyncAccount(account: support) { () throws(ChannelError) in ScriptedChannel(Outside()) }
      ])
    guard
      case .selected(let tickets) = try await desk.store.ask(
        .stretch(.everything, sort: .newest, offset: 0, limit: 9, agent: desk.ana))
    else { throw Desk.Missing() }
    for ticket in tickets { await engine.refreshContacts(of: ticket) }
    #expect(await shop.requests.isEmpty)
  }

  @Test func aNumberIsAskedForWhereThatCanBe() async throws {
    let (desk, shop) = (try Desk(), people())
    var mint = Mint(seed: 80 << 40)
    let customer = Customer(
      id: mint.id(at: noon), name: "Ada",
      identities: [
        Identity(channel: .phone, address: "+15550199"),
        Identity(channel: .mastodon, address: "ada@social.example"),
      ], since: noon)
    let opening = Opening(
      id: mint.id(at: noon), channel: .phone, account: "support", customer: customer.id,
      subject: "Call")
    try await desk.store.commit(
      [.created(opening, at: noon)], facts: [.contact(customer)], by: .system)
    let engine = desk.engine(nil, Self.lists.map { list($0, shop) })
    await engine.refreshContacts(of: opening.id)
    #expect(try await desk.ticket().contacts.map(\.account) == ["crm", "news"])
    #expect(try await desk.ticket().contacts.allSatisfy { $0.contact?.name == "Ada Byron" })
    #expect(await shop.requests.allSatisfy { !$0.url.contains("social.example") })
  }

  @Test func whatWasSaidStaysWhileAListIsAway() async throws {
    let (desk, shop) = (try Desk(), people())
    let ticket = try await open(desk)
    let engine = desk.engine(nil, [list(KlaviyoSimulator.self, shop)])
    await engine.refreshContacts(of: ticket)
    let before = try await desk.ticket().contacts
    desk.clock.advance(.hours(9))
    await shop.plan(.away)
    await engine.refreshContacts(of: ticket)
    #expect(try await desk.ticket().contacts == before)
    // An engine of another process finds it there, too.
    let other = desk.engine(nil, [])
    await other.refreshContacts(of: ticket)
    #expect(try await desk.ticket().contacts == before)
  }

  @Test func aListThatAsksToWaitIsLeftAloneThatLong() async throws {
    let (desk, shop) = (try Desk(), people())
    let ticket = try await open(desk)
    let engine = desk.engine(nil, [list(KlaviyoSimulator.self, shop)])
    await shop.plan(.slowDown(retryAfter: "120"))
    await engine.refreshContacts(of: ticket)
    #expect(await engine.standing.map(\.state) == [.waiting])
    desk.clock.advance(.seconds(100))
    await engine.refreshContacts(of: ticket)
    // Nor does its own look ask for anything.
    let waiting = try await engine.runOnce(waitingForWindowsUpTo: .seconds(0))
    #expect(waiting.map(\.state) == [.waiting] && waiting.map(\.isPassing) == [true])
    #expect(await shop.requests.count == 1)
    desk.clock.advance(.seconds(60))
    await engine.refreshContacts(of: ticket)
    #expect(await shop.requests.count == 2)
    #expect(try await desk.ticket().contacts.first?.contact?.name == "Ada Byron")
    #expect(await engine.standing.map(\.state) == [.synced])
    #expect(await engine.standing.map(\.error) == [""])
  }

  @Test(arguments: 0..<lists.count)
  func aKeyThatWorksNoLongerIsToldByItsAccount(_ index: Int) async throws {
    let (desk, shop) = (try Desk(), people())
    let ticket = try await open(desk)
    let engine = desk.engine(nil, [list(Self.lists[index], shop)])
    await shop.change { $0.isKeyGood = false }
    let reports = try await engine.runOnce(waitingForWindowsUpTo: .seconds(0))
    #expect(reports.map(\.state) == [.failed] && reports.map(\.isPassing) == [false])
    #expect(reports[0].error.contains("look at"), "\(reports[0].error)")
    let asked = await shop.requests.count
    await engine.refreshContacts(of: ticket)
    #expect(await shop.requests.count == asked, "nobody asks with a key that is refused")
    await shop.change { $0.isKeyGood = true }
    let good = try await engine.runOnce(waitingForWindowsUpTo: .seconds(0))
    #expect(good.map(\.state) == [.synced] && good.map(\.error) == [""])
    await engine.refreshContacts(of: ticket)
    #expect(try await desk.ticket().contacts.count == 1)
  }

  @Test func oneListsFaultHindersNoOther() async throws {
    let (desk, broken, good) = (try Desk(), people(), people())
    let ticket = try await open(desk)
    let engine = desk.engine(
      nil, [list(HubSpotSimulator.self, broken), list(KlaviyoSimulator.self, good)])
    await broken.plan(.page(status: 502))
    await engine.refreshContacts(of: ticket)
    #expect(try await desk.ticket().contacts.map(\.title) == ["Klaviyo"])
  }
}
