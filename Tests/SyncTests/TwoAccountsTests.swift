import ChannelKit
import Domain
import Foundation
import Mirakl
import Store
import Telegram
import Testing
import Wire

@testable import Sync

/// Two accounts on one channel, which call different conversations by the same id.
@Suite struct TwoAccountsTests {
  /// What is the same on both sides: the channel, the conversation, the customer's address there and
  /// the ids of messages.
  struct Pair: Sendable, CustomTestStringConvertible {
    let simulator: any Simulator.Type
    let talk: String
    let customer: String

    var testDescription: String { simulator.channel.profile.title }
    var first: Account { simulator.account }
    var second: Account {
      var account = simulator.account
      account.name = "second"
      return account
    }

    static let all = [
      Pair(simulator: TelegramSimulator.self, talk: "555", customer: "555"),
      Pair(simulator: MiraklSimulator.self, talk: "t1", customer: "C-9"),
    ]

    func shop(_ words: String) -> SmallShop {
      var state = SmallShop.State(now: noon)
      state.say(
        words, in: talk, subject: "Mugs", customer: Party(name: "Ada Byron", address: customer))
      return SmallShop(state)
    }

    func account(_ account: Account, at shop: SmallShop) -> SyncAccount {
      SyncAccount(account: account) { () throws(ChannelError) in
        simulator.channel.init(
          account: account, transport: SimulatedTransport(simulator, shop),
          credentials: simulator.credentials)
      }
    }
  }

  @Test(arguments: Pair.all, ["Do you sell mugs?", "Where is my order?"])
  func theirTicketsStayApartAndAnswersGoTheirWay(_ pair: Pair, _ words: String) async throws {
    let desk = try Desk()
    let (one, other) = (pair.shop("Do you sell mugs?"), pair.shop(words))
    let accounts = [pair.account(pair.first, at: one), pair.account(pair.second, at: other)]
    try await desk.go(accounts)
    let sheets = [try await desk.ticket(1), try await desk.ticket(2)]
    #expect(Set(sheets.map(\.ticket.account)) == [pair.first.name, "second"])
    #expect(sheets.allSatisfy { $0.messages.count == 1 })
    // Each goes on in its own, and is answered there.
    for shop in [one, other] {
      await shop.change { state in
        state.now = state.now + .minutes(5)
        state.say("And today?", in: pair.talk)
      }
    }
    try await desk.go(accounts)
    for (number, sheet) in zip(1...2, sheets) {
      #expect(try await desk.ticket(number).messages.map(\.body.visible).last == "And today?")
      let text = "Answer of \(sheet.ticket.account)"
      try await desk.answer(number, text)
    }
    for _ in 0..<3 { try await desk.go(accounts) }
    #expect(await one.ours(in: pair.talk) == ["Answer of \(pair.first.name)"])
    #expect(await other.ours(in: pair.talk) == ["Answer of second"])
    #expect(try await desk.store.outbox(includingSent: true).allSatisfy { $0.state == .sent })
    for number in 1...2 {
      #expect(try await desk.ticket(number).messages.count == 3)
    }
    #expect(try await desk.ledger()[.ticketed] == 4)
  }

  /// Only one of them is synced by hand: the other is known of nevertheless.
  @Test(arguments: Pair.all)
  func whoIsSyncedAloneKnowsOfTheOther(_ pair: Pair) async throws {
    let desk = try Desk()
    let all = [pair.first, pair.second]
    for account in all {
      let engine = SyncEngine(
        store: desk.store,
        accounts: [pair.account(account, at: pair.shop("Do you sell mugs?"))], among: all,
        relays: relays, lock: nil, seed: account.name == "second" ? 5 << 40 : 6 << 40,
        timepiece: desk.timepiece)
      _ = try await engine.runOnce(waitingForWindowsUpTo: .seconds(0))
    }
    #expect(try await desk.ticket(1).ticket.account == pair.first.name)
    #expect(try await desk.ticket(2).ticket.account == "second")
  }

  /// An account that is given another name finds all that came under the old one.
  @Test(arguments: Pair.all)
  func anAccountOfAnotherNameTearsNoTicketApart(_ pair: Pair) async throws {
    let desk = try Desk()
    let shop = pair.shop("Do you sell mugs?")
    try await desk.go([pair.account(pair.first, at: shop)])
    await shop.change { state in
      state.now = state.now + .minutes(5)
      state.say("And today?", in: pair.talk)
    }
    try await desk.go([pair.account(pair.second, at: shop)])
    let sheet = try await desk.ticket()
    #expect(sheet.messages.map(\.body.visible) == ["Do you sell mugs?", "And today?"])
    let page = try await desk.store.inbox(.everything, sort: .newest, limit: 9, agent: desk.ana)
    #expect(page.total == 1)
  }
}

extension SmallShop {
  fileprivate func ours(in talk: String) -> [String] {
    state.talks.first { $0.id == talk }?.words.filter { $0.author == .us }.map(\.text) ?? []
  }
}

extension Desk {
  fileprivate func go(_ accounts: [SyncAccount]) async throws {
    let reports = try await engine(nil, accounts).runOnce(waitingForWindowsUpTo: .seconds(0))
    #expect(reports.filter { !$0.error.isEmpty } == [])
    clock.advance(.minutes(5))
  }

  /// Ana answers by the account that the ticket came through.
  fileprivate func answer(_ number: Int, _ text: String) async throws {
    let sheet = try await ticket(number)
    let last = try #require(sheet.messages.last { $0.direction == .inbound })
    var mint = Mint(seed: UInt64(90 + number) << 40)
    let reply = Reply(
      id: mint.id(at: clock.now), ticket: sheet.ticket.id, channel: sheet.ticket.channel,
      account: sheet.ticket.account, from: Party(address: ""), to: [last.from],
      subject: "Re: \(sheet.ticket.subject)", text: text,
      inReplyTo: last.externalID.map { [$0] } ?? [],
      references: last.references + (last.externalID.map { [$0] } ?? []), author: ana)
    try await store.commit([.replyQueued(reply)], by: .agent(ana), seen: sheet.ticket.lastEvent)
  }
}
