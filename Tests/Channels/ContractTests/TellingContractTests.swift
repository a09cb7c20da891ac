import ChannelKit
import Domain
import Foundation
import Testing
import Wire

@testable import App

/// What every list that is told of tickets passes against its double.
@Suite struct TellingContractTests {
  static let lists = ListDouble.all.filter { $0.simulator.channel is any ContactTeller.Type }

  private static let key = ContactKey.mail("ada1002@example.com")

  private func news(_ isOpen: Bool, step: Int = 1, hasOther: Bool = false) -> TicketNews {
    var mint = Mint(seed: 98 << 40)
    return TicketNews(
      ticket: mint.id(at: opening), number: 12, channel: .email,
      status: isOpen ? .open : .solved, isOpen: isOpen, step: step, isBegun: false,
      customer: Customer(
        id: mint.id(at: opening), name: "Countess Lovelace",
        identities: [Identity(channel: .email, address: Self.key.text)], since: opening),
      hasOther: hasOther, event: 7, at: opening)
  }

  private func teller(_ double: ListDouble, _ shop: SmallShop) throws -> any ContactTeller {
    try #require(double.book(at: shop) as? any ContactTeller)
  }

  @Test(arguments: lists)
  func marketingWaitsWhileATicketIsOpen(_ double: ListDouble) async throws {
    let shop = sampleShop()
    let teller = try teller(double, shop)
    try await teller.tell(news(true), of: Self.key)
    #expect(await shop.state.waiting == [Self.key.text: true])
    try await teller.tell(news(false, step: 2, hasOther: true), of: Self.key)
    #expect(await shop.state.waiting == [Self.key.text: true])
    try await teller.tell(news(false, step: 3), of: Self.key)
    #expect(await shop.state.waiting == [Self.key.text: false])
  }

  @Test(arguments: lists)
  func whatIsToldTwiceCountsOnce(_ double: ListDouble) async throws {
    let shop = sampleShop()
    let teller = try teller(double, shop)
    await shop.planForChange(.lostAnswer)
    let error = await #expect(throws: ChannelError.self) {
      try await teller.tell(news(true), of: Self.key)
    }
    guard case .unreachable = error else {
      Issue.record("\(error as Any): it may be told again")
      return
    }
    try await teller.tell(news(true), of: Self.key)
    #expect(await shop.state.events.count <= 1)
    #expect(await shop.state.waiting == [Self.key.text: true])
  }

  @Test(arguments: lists)
  func whoIsNotThereIsNoFailureOrIsRefused(_ double: ListDouble) async throws {
    let shop = sampleShop()
    let teller = try teller(double, shop)
    do throws(ChannelError) {
      try await teller.tell(news(true), of: .mail("ben@example.com"))
    } catch {
      guard case .refused = error else { throw error }
    }
    let state = await shop.state
    #expect(state.waiting.isEmpty && state.events.isEmpty)
  }

  @Test(arguments: lists)
  func aKeyThatMayNotTellIsSignedOutAndOneThatComesTooOftenWaits(
    _ double: ListDouble
  ) async throws {
    for (mishap, isKey) in [
      (SmallShop.Mishap.signedOut, true), (.slowDown(retryAfter: "9"), false),
    ] {
      let shop = sampleShop()
      await shop.planForChange(mishap)
      let error = await #expect(throws: ChannelError.self) {
        try await teller(double, shop).tell(news(true), of: Self.key)
      }
      switch error {
      case .signedOut(let reason): #expect(isKey && reason.contains("look at"), "\(reason)")
      case .slowDown(let span): #expect(!isKey && span == .seconds(9))
      default: Issue.record("\(error as Any)")
      }
    }
  }

  @Test(arguments: lists)
  func nothingIsSaidButTheNumberTheChannelAndTheStatus(_ double: ListDouble) async throws {
    let shop = sampleShop()
    try await teller(double, shop).tell(news(true), of: Self.key)
    for request in await shop.requests where request.method != .get {
      #expect(!String(decoding: request.body, as: UTF8.self).contains("Lovelace"))
    }
  }

  @Test func onlyWhoAsksForItIsTold() {
    for double in Self.lists {
      for (value, tells) in [("true", true), ("false", false), (nil, false)] {
        var account = double.simulator.account
        account.settings["tell-tickets"] = value
        let channel = double.simulator.channel.init(
          account: account, transport: FixedTransport(answers: []),
          credentials: double.simulator.credentials)
        #expect((channel as? any ContactTeller)?.tells == tells)
      }
    }
  }
}
