import Domain
import Foundation
import GRDB
import TestKit
import Testing

@testable import Store

/// Lists of searches for words, along whichever word is the rarest, newest first.
struct WordSearchTests {
  /// However early words count as common, and however soon a walk is given up, the list is that of
  /// one statement over all tickets.
  @Test(arguments: [
    WordSearch.Bounds.usual, WordSearch.Bounds(common: 8, ratio: 1, looks: 4),
    WordSearch.Bounds(common: 30, ratio: 3, looks: 60), WordSearch.Bounds(common: 1),
  ])
  func everyWayListsTheSameInTheSameOrder(_ bounds: WordSearch.Bounds) async throws {
    let world = try await SearchWorld(seed: 12, tickets: 150)
    var generator = QueryGenerator(seed: 8, SearchWorld.vocabulary)
    var queries: [Query] = []
    while queries.count < 400 {
      let condition = generator.next()
      guard !condition.neededWords.isEmpty else { continue }
      queries.append(Query(text: condition.text, condition: condition))
    }
    for query in queries {
      let expected = world.scan(query).count
      let (whole, pages, count, some) = try await world.store.read { [queries = [query]] db in
        let query = queries[0]
        var rows = InboxRows(db: db, agent: SearchWorld.agent, now: SearchWorld.now)
        rows.bounds = bounds
        let list = QueryCompiler.list(
          query, by: .newest, me: SearchWorld.agent, now: SearchWorld.now)
        let order = SortKey.order(list.keys)
        let whole = try SQLRequest<Data>(
          literal: "SELECT t.id \(list.source) ORDER BY \(order)"
        ).fetchAll(db)
          .map { try TicketID(stored: $0) }
        let pages = try stride(from: 0, to: 160, by: 40).flatMap {
          try rows.stretch(query, sort: .newest, offset: $0, limit: 40)
        }
        return (whole, pages, try rows.count(query), try rows.count(query, upTo: 5))
      }
      #expect(pages == whole, "\(query.text)")
      #expect(count == expected, "\(query.text)")
      #expect(some == min(5, expected), "\(query.text)")
    }
  }

  @Test func whatArrivesLateStandsWhereItBelongs() async throws {
    var shop = try Shop()
    var ids: [TicketID] = []
    for hours in [5, 1, 3, 1, 5, 2] {
      let opening = shop.opening()
      var message = shop.message(says: "refund")
      message.receivedAt = shop.clock.now - .hours(Int64(hours))
      message.date = message.receivedAt
      try await shop.store.commit(
        [
          .created(opening, at: message.receivedAt),
          Change(opening.id, .received(message), occurredAt: message.receivedAt),
        ], by: .customer)
      ids.append(opening.id)
    }
    let expected = [3, 1, 5, 2, 4, 0].map { ids[$0] }
    let query = try Query.parse("refund", zone: .gmt)
    let page = try await shop.store.inbox(query, sort: .newest, agent: Shop.ana)
    #expect(page.rows.map(\.id) == expected)
    let derived = try await shop.derived()
    try await shop.store.rebuild()
    #expect(try await shop.derived() == derived)
  }

  @Test func aWatchedListIsRightWhenAMessageArrivesLate() async throws {
    var shop = try Shop()
    let first = try await shop.arrive(says: "refund")
    shop.clock.pass(.hours(2))
    let second = try await shop.arrive(says: "refund")
    let query = try Query.parse("refund", zone: .gmt)
    var answers = shop.store.watch(
      .inbox(query, sort: .newest, offset: 0, limit: 10, agent: Shop.ana)
    ).makeAsyncIterator()
    func next() async -> [TicketID]? {
      guard case .inbox(let page) = await answers.next() else { return nil }
      return page.rows.map(\.id)
    }
    #expect(await next() == [second, first])
    let opening = shop.opening()
    var late = shop.message(says: "refund, please")
    late.receivedAt = shop.clock.now - .hours(1)
    try await shop.store.commit(
      [
        .created(opening, at: late.receivedAt),
        Change(opening.id, .received(late), occurredAt: late.receivedAt),
      ], by: .customer)
    #expect(await next() == [second, opening.id, first])
  }

  @Test func aSecondThatIsFullGoesOnInTheNext() async throws {
    var shop = try Shop()
    try await shop.arrive(says: "refund")
    let second = shop.clock.now.milliseconds / 1000
    #expect(try await shop.number("SELECT row FROM message") == Int(second * MessageKey.room))
    try await shop.tamper("UPDATE message SET row = row + \(MessageKey.room - 1)")
    try await shop.arrive(says: "refund")
    #expect(
      try await shop.number("SELECT max(row) FROM message") == Int((second + 1) * MessageKey.room))
  }

  @Test func longListsAreCountedSoFar() async throws {
    var shop = try Shop()
    for _ in 0..<12 { try await shop.arrive(says: "refund") }
    let counted = try await shop.store.read { db in
      let rows = InboxRows(db: db, agent: Shop.ana, now: Instant(milliseconds: 0))
      return try [5, 12, 20].map { try rows.count(.everything, upTo: $0) }
    }
    #expect(counted == [5, 12, 12])
    let page = try await shop.store.inbox(.everything, limit: 3, agent: Shop.ana)
    #expect(page.total == 12 && !page.hasMore)
  }
}
