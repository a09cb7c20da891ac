import Domain
import Foundation
import GRDB
import Testing

@testable import Store

/// What customer lists are to be told follows from the tickets.
struct ListNewsTests {
  /// A customer of the shop, and a ticket of theirs.
  private func arrive(
    _ shop: inout Shop, _ customer: Customer? = nil
  ) async throws -> (ticket: TicketID, customer: Customer) {
    let ada =
      customer
      ?? Customer(
        id: shop.mint.id(at: shop.clock.now), name: "Ada",
        identities: [Identity(channel: .email, address: "ada@mail.example")],
        since: shop.clock.now)
    return (try await shop.arrive(customer: ada.id, facts: [.contact(ada)]), ada)
  }

  private func news(
    _ shop: Shop, since: Instant = Instant(milliseconds: 0), limit: Int = 100
  ) async throws -> [TicketNews] {
    let question = Question.listNews(
      "news", since: since, quietSince: shop.clock.now, limit: limit)
    guard case .listNews(let news) = try await shop.store.ask(question) else { return [] }
    return news
  }

  /// Told, as the engine notes it.
  private func tell(_ shop: Shop, isDone: Bool = true) async throws {
    let facts = try await news(shop).map { Fact.told("news", $0, isDone: isDone) }
    try await shop.store.commit([], facts: facts, by: .system)
  }

  @Test func aTicketIsNewsWhenItOpensAndWhenItIsSolvedOnceEach() async throws {
    var shop = try Shop(seed: 86 << 40)
    let (ticket, ada) = try await arrive(&shop)
    let first = try #require(try await news(shop).first)
    #expect(first.ticket == ticket && first.number == 1 && first.channel == .email)
    #expect(first.isOpen && first.step == 1 && !first.isBegun && first.customer == ada)
    try await tell(shop)
    #expect(try await news(shop) == [])
    try await shop.act(ticket, .tagged(tag("late")), .moved(.pending, .asked))
    #expect(try await news(shop) == [], "it is as open as before")
    try await shop.act(ticket, .moved(.solved, .asked))
    let second = try #require(try await news(shop).first)
    #expect(!second.isOpen && second.step == 2 && second.status == .solved)
    #expect(second.key != first.key)
    try await tell(shop)
    try await shop.act(ticket, .moved(.closed, .asked))
    #expect(try await news(shop) == [])
  }

  @Test func aTicketThatIsOpenedAgainIsNewsAgain() async throws {
    var shop = try Shop(seed: 87 << 40)
    let (ticket, _) = try await arrive(&shop)
    try await tell(shop)
    try await shop.act(ticket, .moved(.solved, .asked))
    try await tell(shop)
    try await shop.hear(ticket)
    let again = try #require(try await news(shop).first)
    #expect(again.isOpen && again.step == 3)
    try await tell(shop)
    #expect(try await news(shop) == [])
  }

  @Test func whatWasOpenedAndSolvedInBetweenIsNone() async throws {
    var shop = try Shop(seed: 88 << 40)
    let (ticket, _) = try await arrive(&shop)
    try await shop.act(ticket, .moved(.solved, .asked))
    #expect(try await news(shop) == [])
    // Nor is a mistake that is taken back.
    try await shop.act(ticket, .moved(.open, .asked))
    try await tell(shop)
    try await shop.act(ticket, .moved(.solved, .asked))
    try await shop.act(ticket, .moved(.open, .asked))
    #expect(try await news(shop) == [])
  }

  @Test func whoWasInterruptedTellsTheSameOnceMore() async throws {
    var shop = try Shop(seed: 89 << 40)
    let (ticket, _) = try await arrive(&shop)
    let first = try #require(try await news(shop).first)
    try await tell(shop, isDone: false)
    try await shop.act(ticket, .tagged(tag("late")))
    let again = try #require(try await news(shop).first)
    #expect(again.isBegun && again.key == first.key && again.isOpen)
    // The list may know that it is open: so it must know that it is not any more.
    try await shop.act(ticket, .moved(.solved, .asked))
    let solved = try #require(try await news(shop).first)
    #expect(!solved.isOpen && !solved.isBegun && solved.step == 2)
  }

  @Test func whatIsOutOfSightOrBroughtInIsNone() async throws {
    var shop = try Shop(seed: 91 << 40)
    let (spam, ada) = try await arrive(&shop)
    try await shop.act(spam, .markedSpam)
    let (quarantined, _) = try await arrive(&shop, ada)
    try await shop.act(quarantined, .quarantined)
    let (trashed, _) = try await arrive(&shop, ada)
    try await shop.act(trashed, .trashed)
    let old = shop.opening(customer: ada.id)
    let message = shop.message()
    try await shop.store.commit(
      [.created(old, at: shop.clock.now), Change(old.id, .received(message))], by: .importer)
    let nobody = shop.opening()
    try await shop.store.commit([.created(nobody, at: shop.clock.now)], by: .customer)
    #expect(try await news(shop) == [])
    // What turns out to be none of that is.
    try await shop.act(spam, .unmarkedSpam)
    #expect(try await news(shop).map(\.ticket) == [spam])
    try await tell(shop)
    // An imported ticket to which its customer writes after it was solved is news like any other.
    try await shop.act(old.id, .moved(.solved, .asked))
    try await shop.hear(old.id)
    #expect(try await news(shop).map(\.ticket) == [old.id])
    try await tell(shop)
    // Whatever the list was told is open must not stay so for ever.
    try await shop.act(spam, .markedSpam)
    #expect(try await news(shop).map(\.isOpen) == [false])
  }

  @Test func whatWasOpenedBeforeIsLeftAlone() async throws {
    var shop = try Shop(seed: 92 << 40)
    let (ticket, ada) = try await arrive(&shop)
    shop.clock.pass(.hours(1))
    let since = shop.clock.now
    #expect(try await news(shop, since: since) == [])
    try await shop.act(ticket, .moved(.solved, .asked))
    #expect(try await news(shop, since: since) == [])
    let (later, _) = try await arrive(&shop, ada)
    #expect(try await news(shop, since: since).map(\.ticket) == [later])
  }

  @Test func anotherOpenTicketKeepsMarketingAway() async throws {
    var shop = try Shop(seed: 93 << 40)
    let (first, ada) = try await arrive(&shop)
    let (second, _) = try await arrive(&shop, ada)
    try await tell(shop)
    try await shop.act(first, .moved(.solved, .asked))
    #expect(try await news(shop).map(\.isWaiting) == [true])
    try await tell(shop)
    try await shop.act(second, .moved(.solved, .asked))
    #expect(try await news(shop).map(\.isWaiting) == [false])
  }

  @Test func aTicketOfSomebodyJoinedKeepsMarketingAwayToo() async throws {
    var shop = try Shop(seed: 980 << 40)
    let (first, ada) = try await arrive(&shop)
    let lovelace = Customer(
      id: shop.mint.id(at: shop.clock.now), name: "A. Lovelace",
      identities: [Identity(channel: .email, address: "al@work.example")], since: shop.clock.now)
    let (second, _) = try await arrive(&shop, lovelace)
    try await shop.store.commit([.joined(lovelace.id, into: ada.id)], by: .agent(AgentID("jo")))
    try await tell(shop)
    try await shop.act(first, .moved(.solved, .asked))
    let solved = try #require(try await news(shop).first)
    #expect(!solved.isOpen && solved.isWaiting)
    #expect(
      solved.customer.identities.map(\.address) == ["ada@mail.example", "al@work.example"],
      "their own address first, and all that the list may know them by")
    try await tell(shop)
    try await shop.act(second, .moved(.solved, .asked))
    #expect(try await news(shop).map(\.isWaiting) == [false])
    #expect(try await news(shop).first?.customer.identities.count == 2)
  }

  @Test func aMergedTicketWaitsNoLonger() async throws {
    var shop = try Shop(seed: 94 << 40)
    let (first, ada) = try await arrive(&shop)
    let (second, _) = try await arrive(&shop, ada)
    try await tell(shop)
    try await shop.act(second, .merged(into: first))
    let merged = try #require(try await news(shop).first)
    #expect(merged.ticket == second && !merged.isOpen && merged.isWaiting)
  }

  @Test func aRebuildChangesNothingAndACopyOwesNothing() async throws {
    let folder = try Folder()
    var shop = try Shop(folder.file, seed: 95 << 40)
    let (_, ada) = try await arrive(&shop)
    try await tell(shop, isDone: false)
    let place = TellingPlace.name(of: "news")
    try await shop.store.commit(
      [], facts: [.cursor(place, TellingPlace.since(shop.clock.now).cursor)], by: .system)
    let before = try await news(shop)
    try await shop.store.rebuild()
    #expect(try await news(shop) == before && before.map(\.isBegun) == [true])
    _ = try await arrive(&shop, ada)
    let copy = folder.path + "/copy.sqlite"
    try await shop.store.backup(to: copy)
    let other = try Shop(.file(copy), clock: shop.clock, seed: 96 << 40)
    #expect(try await other.store.ask(.cursor(place)) == .cursor(TellingPlace.isHeld.cursor))
    #expect(try await news(other).map(\.isBegun) == [false], "only what nobody began")
    #expect(try await shop.store.ask(.cursor(place)) != .cursor(TellingPlace.isHeld.cursor))
  }
}
