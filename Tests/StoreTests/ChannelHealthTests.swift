import Domain
import Foundation
import Testing

@testable import Store

/// How channels do, counted.
struct ChannelHealthTests {
  private func health(_ shop: Shop, days: Int64 = 30) async throws -> [ChannelHealth] {
    try await shop.store.channels(since: shop.clock.now - .days(days))
  }

  @Test func whatCameWhatWaitsAndHowSoonItWasAnswered() async throws {
    var shop = try Shop()
    #expect(try await health(shop).isEmpty)
    let begin = shop.clock.now
    for minutes: Int64 in [10, 30, 50] {
      let ticket = try await shop.arrive(subject: "After \(minutes)")
      let clock = Clock(
        kind: .first, cycle: 1, startedAt: shop.clock.now, due: shop.clock.now + .minutes(40))
      try await shop.act(ticket, .clockStarted(clock))
      let state: Clock.State = minutes > 40 ? .breached : .met
      try await shop.act(
        ticket,
        .clockStopped(.first, cycle: 1, state, at: shop.clock.now + .minutes(minutes)),
        .needsNoReply)
      try await shop.act(ticket, .linkedOrder(OrderID(channel: .shopify, number: "\(minutes)")))
    }
    shop.clock.pass(.hours(2))
    let waiting = try await shop.arrive(subject: "Still waiting", channel: .ebay)
    shop.clock.pass(.hours(1))
    try await shop.hear(waiting)
    let found = try await health(shop)
    #expect(found.map(\.channel) == [.ebay, .email])
    let (ebay, mail) = (found[0], found[1])
    #expect(mail.tickets == 3 && mail.linked == 3 && mail.linkedShare == 100)
    #expect(mail.messages == 3 && mail.answered == 3 && mail.firstAnswer == .minutes(30))
    #expect(mail.slowAnswer == .minutes(50))
    #expect(mail.waiting == 0 && mail.oldest == nil && mail.lastAt == begin)
    #expect(mail.accounts == ["support"])
    #expect(ebay.tickets == 1 && ebay.linked == 0 && ebay.messages == 2)
    #expect(ebay.waiting == 1 && ebay.oldest == begin + .hours(2))
    #expect(ebay.lastAt == begin + .hours(3) && ebay.firstAnswer == nil)
    try await shop.act(waiting, .markedSpam)
    #expect(try await health(shop).map(\.channel) == [.email])
  }

  /// An answer counts when it is given, however old its ticket; one to spam never.
  @Test func firstAnswersCountWhenTheyAreGiven() async throws {
    var shop = try Shop(seed: 71 << 40)
    for subject in ["One", "Another"] {
      let ticket = try await shop.arrive(subject: subject)
      let clock = Clock(
        kind: .first, cycle: 1, startedAt: shop.clock.now, due: shop.clock.now + .days(60))
      try await shop.act(ticket, .clockStarted(clock))
      let answer = shop.clock.now + .days(40)
      try await shop.act(ticket, .clockStopped(.first, cycle: 1, .met, at: answer))
      if subject == "Another" { try await shop.act(ticket, .markedSpam) }
    }
    shop.clock.pass(.days(45))
    let late = try #require(try await health(shop).first)
    #expect(late.tickets == 0 && late.answered == 1 && late.firstAnswer == .days(40))
    shop.clock.pass(.days(30))
    #expect(try await health(shop).first?.answered == 0)
  }

  @Test func aChannelThatGoesQuietIsSilentOnlyWhereThatIsOdd() async throws {
    var shop = try Shop()
    for number in 0..<ChannelHealth.fewest {
      try await shop.arrive(subject: "Number \(number)")
      shop.clock.pass(.hours(10))
    }
    let busy = try #require(try await health(shop).first)
    #expect(busy.usualGap == .hours(10))
    #expect(!busy.isSilent(at: shop.clock.now + .hours(19)))
    #expect(busy.isSilent(at: shop.clock.now + .hours(21)))
    // A month later nothing is counted any more, but when it last spoke is known.
    let last = shop.clock.now - .hours(10)
    shop.clock.pass(.days(60))
    let gone = try #require(try await health(shop).first)
    #expect(gone.tickets == 0 && gone.messages == 0 && gone.lastAt == last)
    #expect(gone.usualGap == nil && gone.linkedShare == nil)
  }

  @Test func whatWorkedLastIsRememberedThroughTroubles() async throws {
    let shop = try Shop()
    let good = shop.clock.now
    for phase in [AccountState.Phase.synced, .syncing, .failed, .waiting] {
      let state = AccountState(account: "support", phase: phase, at: shop.clock.now)
      try await shop.store.commit([], facts: [.account(state)], by: .system)
      #expect(try await shop.store.accounts().map(\.goodAt) == [good], "\(phase)")
      shop.clock.pass(.hours(1))
    }
  }
}
