import ChannelKit
import Domain
import Testing
import Wire

@testable import App

/// What every shop's channel passes against its double.
@Suite struct ContractTests {
  // MARK: All of it, once

  @Test(arguments: ShopDouble.all)
  func pullsAllThereIs(_ double: ShopDouble) async throws {
    let shop = shop()
    let pulled = try await double.pullAll(at: shop)
    #expect(await Set(pulled.facts) == double.facts(of: shop))
    #expect(pulled.facts.count == Set(pulled.facts).count)
  }

  @Test(arguments: ShopDouble.all)
  func pullingTwiceBringsNothingNew(_ double: ShopDouble) async throws {
    let shop = shop()
    let first = try await double.pullAll(at: shop)
    #expect(!first.facts.isEmpty)
    let second = try await double.pullAll(at: shop, after: first.cursor)
    #expect(second.facts == [])
  }

  @Test(arguments: ShopDouble.all)
  func whatChangedIsTheOnlyThingThatComesAgain(_ double: ShopDouble) async throws {
    let shop = shop()
    let first = try await double.pullAll(at: shop)
    await shop.change { state in
      state.now = state.now + .hours(1)
      state.put(sample(1003, price: "17.05", scan: "Sorted"))
    }
    let second = try await double.pullAll(at: shop, after: first.cursor)
    #expect(second.facts == double.facts(of: [sample(1003, price: "17.05", scan: "Sorted")]))
  }

  @Test(arguments: ShopDouble.all)
  func nothingAtAllIsNoFailure(_ double: ShopDouble) async throws {
    let shop = SmallShop(now: opening)
    let pulled = try await double.pullAll(at: shop)
    #expect(pulled.facts == [])
    await shop.change { $0.put(sample(1001)) }
    #expect(try await double.pullAll(at: shop, after: pulled.cursor).facts.count == 1)
  }

  @Test(arguments: ShopDouble.all)
  func aCursorThatCannotBeReadBeginsAnew(_ double: ShopDouble) async throws {
    let shop = shop()
    let pulled = try await double.pullAll(at: shop, after: Cursor("of another version"))
    #expect(await Set(pulled.facts) == double.facts(of: shop))
  }

  // MARK: Lists that move

  /// Between two pages an order leaves the list, comes back changed, or is new.
  @Test(arguments: ShopDouble.all, Move.allCases)
  func whatMovesBetweenPagesIsNotLost(_ double: ShopDouble, _ move: Move) async throws {
    let shop = shop()
    await shop.plan(.changes(move.change), at: double.signInCalls)
    let first = try await double.pullAll(at: shop)
    let second = try await double.pullAll(at: shop, after: first.cursor)
    let all = Set(first.facts + second.facts)
    #expect(await double.facts(of: shop).subtracting(all) == [])
  }

  @Test(arguments: ShopDouble.all)
  func aPageThatRepeatsItselfEndsAndNothingIsLost(_ double: ShopDouble) async throws {
    let shop = shop()
    await shop.change { $0.repeatsItself = true }
    let first = try await double.pullAll(at: shop)
    #expect(!first.notices.isEmpty)
    await shop.change { $0.repeatsItself = false }
    let second = try await double.pullAll(at: shop, after: first.cursor)
    #expect(await Set(first.facts + second.facts) == double.facts(of: shop))
  }

  // MARK: Being asked to wait

  @Test(arguments: ShopDouble.all, Waiting.all)
  func everyFormOfSlowDownIsUnderstood(_ double: ShopDouble, _ waiting: Waiting) async throws {
    let shop = shop()
    await shop.plan(.slowDown(retryAfter: waiting.field), at: double.signInCalls)
    let error = await double.failure(at: shop)
    guard case .slowDown(let span) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    if waiting.field != nil { #expect(span == waiting.span) }
    #expect(span.map { $0 <= .seconds(6 * 3600) } ?? true)
    #expect(await Set(try double.pullAll(at: shop).facts) == double.facts(of: shop))
  }

  // MARK: Keys

  @Test(arguments: ShopDouble.all)
  func aWrongKeyIsSignedOutAndSaysWhereToLook(_ double: ShopDouble) async throws {
    let shop = shop()
    await shop.change { $0.isKeyGood = false }
    guard case .signedOut(let reason) = await double.failure(at: shop) else {
      Issue.record("not signed out")
      return
    }
    #expect(reason.contains("look at"), "\(reason)")
    for secret in double.secrets { #expect(!reason.contains(secret), "\(reason)") }
    let testable = try #require(double.channel(at: shop) as? any Testable)
    await #expect(throws: ChannelError.self) { try await testable.test() }
    await shop.change { $0.isKeyGood = true }
    try await testable.test()
  }

  @Test(arguments: ShopDouble.all)
  func aKeyThatEndsInTheMiddleKeepsWhatIsThere(_ double: ShopDouble) async throws {
    let shop = shop()
    let channel = double.source(at: shop)
    let first = try await channel.orders(after: nil)
    await shop.change { $0.isKeyGood = false }
    await #expect(throws: ChannelError.self) { try await channel.orders(after: first.next) }
    await shop.change { $0.isKeyGood = true }
    let rest = try await double.pullAll(at: shop, after: first.next)
    #expect(await Set(double.facts(first) + rest.facts) == double.facts(of: shop))
  }

  // MARK: What comes back is none

  @Test(arguments: ShopDouble.all, Broken.all)
  func whatCannotBeReadIsTriedAgainAndNothingIsLost(_ double: ShopDouble, _ broken: Broken)
    async throws
  {
    for request in 0..<3 {
      let shop = shop()
      await shop.plan(broken.mishap, at: request)
      var facts: [String] = []
      var cursor: Cursor?
      do {
        let pulled = try await double.pullAll(at: shop)
        (facts, cursor) = (pulled.facts, pulled.cursor)
      } catch let error as Interrupted {
        (facts, cursor) = (error.facts, error.cursor)
        switch error.error {
        case .unreachable, .unreadable: break
        default: Issue.record("\(error.error)")
        }
        #expect(error.error.wait(after: 1, chance: 0) != nil)
        for secret in double.secrets + ["Ada", "@example.com"] {
          #expect(!error.error.sentence.contains(secret), "\(error.error.sentence)")
        }
      }
      let rest = try await double.pullAll(at: shop, after: cursor)
      #expect(await Set(facts + rest.facts) == double.facts(of: shop))
    }
  }

  @Test(arguments: ShopDouble.all.filter { $0.simulator.errorInside != nil })
  func aFailureInsideAGoodAnswerIsOne(_ double: ShopDouble) async throws {
    let shop = shop()
    await shop.plan(.errorInside, at: double.signInCalls)
    guard case .unreadable = await double.failure(at: shop) else {
      Issue.record("read as if it were good")
      return
    }
  }

  @Test(arguments: ShopDouble.all)
  func cancelledIsUnreachable(_ double: ShopDouble) async throws {
    let shop = shop()
    let error = await Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return await double.failure(at: shop)
    }.value
    guard case .unreachable = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(await shop.requests.count <= double.signInCalls)
  }

  // MARK: Looking up

  @Test(arguments: ShopDouble.all.filter { $0.simulator.channel is any OrderBook.Type })
  func anOrderIsFoundByItsNumber(_ double: ShopDouble) async throws {
    let shop = shop()
    let book = try #require(double.channel(at: shop) as? any OrderBook)
    for number in ["1004", "#1004", " 1004"] {
      #expect(try await book.order(number)?.number == "1004")
    }
    #expect(try await book.order("9999") == nil)
    #expect(try await book.order("100") == nil)
    #expect(try await book.order("") == nil)
  }

  @Test(arguments: ShopDouble.all.filter { $0.simulator.channel is any ParcelBook.Type })
  func aParcelIsFoundByItsTrackingNumber(_ double: ShopDouble) async throws {
    let shop = shop()
    let book = try #require(double.channel(at: shop) as? any ParcelBook)
    let found = try await book.parcels(["TRACK1002", "TRACK9999"])
    #expect(found.map(\.shipment.trackingNumber) == ["TRACK1002"])
    // Not every one of them knows whose it is.
    #expect(found.compactMap(\.orderNumber).allSatisfy { $0 == "1002" })
  }

  @Test func everyShopOfTheCatalogueHasADouble() {
    let doubled = Catalogue.simulators.map { $0.channel.profile.type }
    // The mailbox has a double of its own.
    let others = Catalogue.channels.map { $0.profile.type }.filter { $0 != "mail" }
    #expect(others == doubled)
    for simulator in Catalogue.simulators {
      #expect(simulator.account.type == simulator.channel.profile.type)
    }
  }

  private func shop() -> SmallShop { sampleShop() }
}
