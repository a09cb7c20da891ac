import BigCommerce
import ChannelKit
import Domain
import Etsy
import Foundation
import Store
import Synchronization
import Testing
import Wire

@testable import Sync

/// Little is left of what a shop may be asked: what nobody waits for waits.
@Suite struct QuotaTests {
  private func shop(
    _ simulator: any Simulator.Type, left: Int, of full: Int, again: Domain.Span = .minutes(4)
  ) -> SmallShop {
    var state = SmallShop.State(now: noon)
    state.pageLimit = 2
    for number in 1001...1006 {
      state.put(
        Order(
          id: OrderID(channel: .email, number: "\(number)"), createdAt: noon - .days(1),
          state: .shipped, customerName: "Ada Byron", customerEmail: "ada@example.com",
          total: Money(20, "EUR"), items: [], shipments: [], asOf: noon))
    }
    (state.allowance.left, state.allowance.full) = (left, full)
    (state.allowance.fullIn, state.allowance.isCounted) = (again, true)
    return SmallShop(state)
  }

  private func account(
    _ simulator: any Simulator.Type, at shop: SmallShop, _ desk: Desk
  ) throws -> SyncAccount {
    let clock = desk.clock
    let mark = try #require(simulator.channel.profile.quota)
    let meter = QuotaMeter(mark, now: { clock.now })
    return SyncAccount(account: simulator.account, meter: meter) { () throws(ChannelError) in
      simulator.metered(at: shop, meter)
    }
  }

  private func run(_ desk: Desk, _ account: SyncAccount) async throws -> AccountReport {
    let engine = desk.engine(nil, [account])
    return try #require(
      try await engine.runOnce(waitingForWindowsUpTo: .seconds(0)).first)
  }

  private func state(_ desk: Desk) async throws -> AccountState {
    try #require(try await desk.store.accounts().first)
  }

  @Test func whatTheShopTellsIsKeptWithThePull() async throws {
    let desk = try Desk()
    let shop = shop(BigCommerceSimulator.self, left: 450, of: 500)
    let report = try await run(desk, account(BigCommerceSimulator.self, at: shop, desk))
    #expect(report.orders == 6 && report.state == .synced)
    let quota = try #require(try await state(desk).quota)
    #expect(await quota.left == 450 - shop.requests.count)
    #expect(quota.full == 500 && quota.fullAt == noon + .minutes(4))
    #expect(desk.clock.slept == [])
  }

  /// A short wait is waited for where the pull is.
  @Test func aPullWaitsUntilThereIsMore() async throws {
    let desk = try Desk()
    let shop = shop(BigCommerceSimulator.self, left: 105, of: 500, again: .seconds(30))
    let report = try await run(desk, account(BigCommerceSimulator.self, at: shop, desk))
    #expect(report.orders == 6 && report.state == .synced)
    #expect(!desk.clock.slept.isEmpty && desk.clock.slept.allSatisfy { $0 == .seconds(30) })
  }

  /// A long one is put off, and is no failure: what an agent asks for goes through.
  @Test func aPullIsPutOffAndAnAgentsOwnQuestionIsNot() async throws {
    let desk = try Desk()
    let shop = shop(EtsySimulator.self, left: 1002, of: 5000)
    let account = try account(EtsySimulator.self, at: shop, desk)
    let engine = desk.engine(nil, [account])
    let report = try #require(
      try await engine.runOnce(waitingForWindowsUpTo: .seconds(0)).first)
    #expect(report.error == "" && report.orders == 2)
    #expect(report.notices.contains { $0.contains("put off") }, "\(report)")
    let state = try await state(desk)
    #expect(state.goodAt == nil && state.notice?.text.contains("put off") == true)
    let asked = await shop.requests.count
    _ = try await engine.runOnce(waitingForWindowsUpTo: .seconds(0))
    #expect(await shop.requests.count == asked)
    // Ada's mail names an order that the pull has not come to.
    try await desk.receive([Letter(from: "Ada <ada@example.com>", subject: "Order 1006")])
    await engine.refreshOrders(of: try await desk.ticket().ticket.id)
    #expect(await shop.requests.count > asked)
    guard
      case .orders(let orders) = try await desk.store.ask(
        .orders(numbers: ["1006"], addresses: [], tracking: []))
    else { throw Desk.Missing() }
    #expect(orders.map(\.number) == ["1006"])
    // After a while it looks again, and where there is enough by then it goes on to the end.
    desk.clock.advance(.minutes(15))
    await shop.change { $0.allowance.left = 5000 }
    let later = try #require(
      try await engine.runOnce(waitingForWindowsUpTo: .seconds(0)).first)
    #expect(later.state == .synced && later.error == "")
    #expect(try await self.state(desk).goodAt != nil)
    #expect(try await self.state(desk).quota?.isLow == false)
  }
}
