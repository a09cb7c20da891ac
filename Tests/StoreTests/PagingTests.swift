import Domain
import Foundation
import GRDB
import TestKit
import Testing

@testable import Store

// The C function by its name: GRDB hands out the connection and not SQLite's module.
@_silgen_name("sqlite3_progress_handler")
private func setProgressHandler(
  _ connection: OpaquePointer?, _ every: Int32,
  _ handler: (@convention(c) (UnsafeMutableRawPointer?) -> Int32)?,
  _ count: UnsafeMutableRawPointer?)

/// Pages of a list beside a row that is known: the same rows as counted from the top, at the same
/// price wherever they stand.
struct PagingTests {
  /// The whole list, counted from the top.
  private func whole(_ rows: InboxRows, _ query: Query, _ sort: Domain.Sort) throws -> [TicketID] {
    try rows.page(query, sort: sort, offset: 0, limit: 1000).rows.map(\.id)
  }

  /// The whole list, page by page, each beside the one before; and back again from the end.
  private func paged(
    _ rows: InboxRows, _ query: Query, _ sort: Domain.Sort, by size: Int
  ) throws -> (down: [TicketID], up: [TicketID]) {
    var down: [InboxRow] = []
    while true {
      let near = down.last.map { Landmark($0.place, at: down.count - 1) }
      let page = try rows.page(query, sort: sort, offset: down.count, limit: size, near: near)
      guard !page.rows.isEmpty else { break }
      down += page.rows
    }
    var up: [InboxRow] = []
    var near = Landmark(nil, at: down.count)
    while up.count < down.count {
      let first = down.count - up.count
      let offset = max(0, first - size)
      let page = try rows.page(
        query, sort: sort, offset: offset, limit: first - offset, near: near)
      guard let top = page.rows.first else { break }
      up = page.rows + up
      near = Landmark(top.place, at: offset)
    }
    return (down.map(\.id), up.map(\.id))
  }

  @Test(arguments: Domain.Sort.allCases.filter { $0 != .relevance })
  func everyPageBesideAnotherIsThatOfTheWholeList(_ sort: Domain.Sort) async throws {
    let world = try await SearchWorld(seed: 121 << 40, tickets: 120)
    var generator = QueryGenerator(seed: 9, SearchWorld.vocabulary)
    var queries = [Query.everything, .inbox]
    for _ in 0..<(sort == .newest ? 60 : 25) {
      let condition = generator.next()
      queries.append(Query(text: condition.text, condition: condition))
    }
    for bounds in [WordSearch.Bounds.usual, .init(common: 8, ratio: 1, looks: 40)] {
      for query in queries {
        let (expected, found) = try await world.store.read { db in
          var rows = InboxRows(db: db, agent: SearchWorld.agent, now: SearchWorld.now)
          rows.bounds = bounds
          return (
            try whole(rows, query, sort), try paged(rows, query, sort, by: 7)
          )
        }
        #expect(found.down == expected, "\(query.text) by \(sort)")
        #expect(found.up == expected, "\(query.text) by \(sort), from the end")
      }
    }
  }

  @Test func aPageAroundALandmarkHasItInItsPlace() async throws {
    let world = try await SearchWorld(seed: 122 << 40, tickets: 60)
    try await world.store.read { db in
      let rows = InboxRows(db: db, agent: SearchWorld.agent, now: SearchWorld.now)
      let all = try rows.page(.everything, sort: .due, offset: 0, limit: 100).rows
      let near = Landmark(all[20].place, at: 20)
      for offset in [0, 15, 19, 20, 21, 30, 55, 59, 60] {
        let page = try rows.page(.everything, sort: .due, offset: offset, limit: 10, near: near)
        #expect(page.rows.map(\.id) == all.dropFirst(offset).prefix(10).map(\.id), "\(offset)")
        #expect(page.total == all.count)
      }
      // Who takes a landmark of another list has none.
      let strange = try rows.page(.everything, sort: .created, offset: 5, limit: 5, near: near)
      let plain = try rows.page(.everything, sort: .created, offset: 5, limit: 5)
      #expect(strange.rows == plain.rows)
    }
  }

  @Test func whatComesBeforeARowDoesNotMoveWhatStandsBehindIt() async throws {
    var shop = try Shop(seed: 123 << 40)
    for number in 0..<12 {
      try await shop.arrive(says: "refund \(number)")
      shop.clock.pass(.minutes(1))
    }
    for text in ["", "refund"] {
      let query = try Query.parse(text, zone: .gmt)
      let first = try await shop.store.inbox(query, sort: .newest, limit: 5, agent: Shop.ana)
      let near = Landmark(first.rows.last?.place, at: 4)
      let expected = try await shop.store.inbox(
        query, sort: .newest, offset: 5, limit: 5, agent: Shop.ana)
      try await shop.arrive(says: "refund at once")
      shop.clock.pass(.minutes(1))
      let next = try await shop.store.inbox(
        query, sort: .newest, offset: 5, limit: 5, agent: Shop.ana, near: near)
      #expect(next.rows.map(\.id) == expected.rows.map(\.id))
    }
  }

  /// Steps of SQLite's machine that a page takes: as many as it looks at rows.
  private func steps(_ db: Database, _ act: () throws -> Void) rethrows -> Int {
    var count: Int32 = 0
    try withUnsafeMutablePointer(to: &count) { count in
      setProgressHandler(
        db.sqliteConnection, 1,
        { count in
          count?.assumingMemoryBound(to: Int32.self).pointee += 1
          return 0
        }, count)
      defer { setProgressHandler(db.sqliteConnection, 0, nil, nil) }
      try act()
    }
    return Int(count)
  }

  @Test(arguments: ["is:open", "", "refund", "refund is:open"])
  func pageAThousandCostsNoMoreThanTheFirst(_ text: String) async throws {
    var shop = try Shop(seed: 124 << 40, reactions: [])
    var changes: [Change] = []
    for number in 0..<2100 {
      let opening = shop.opening()
      var message = shop.message(says: "refund \(number)")
      message.receivedAt = shop.clock.now
      changes.append(.created(opening, at: shop.clock.now))
      changes.append(Change(opening.id, .received(message)))
      if number % 2 == 0 {
        let clock = Clock(
          kind: .first, cycle: 1, startedAt: shop.clock.now, due: shop.clock.now + .hours(2))
        changes.append(Change(opening.id, .clockStarted(clock)))
      }
      shop.clock.pass(.seconds(61))
    }
    try await shop.store.commit(changes, by: .customer)
    let now = shop.clock.now
    let query = try Query.parse(text, zone: .gmt)
    let sorts: [Domain.Sort] = text.contains("refund") ? [.newest] : [.due, .newest, .oldest]
    for sort in sorts where !(sort == .due && text.isEmpty) {
      try await shop.store.read { db in
        var rows = InboxRows(db: db, agent: Shop.ana, now: now)
        rows.bounds = WordSearch.Bounds(common: 100)
        let all = try rows.page(query, sort: sort, offset: 0, limit: 2100).rows
        #expect(all.count == 2100)
        let near = Landmark(all[1997].place, at: 1997)
        var (first, last) = (InboxPage?.none, InboxPage?.none)
        let cost = try steps(db) {
          first = try rows.glimpse(query, sort: sort, offset: 0, limit: 2)
        }
        let far = try steps(db) {
          last = try rows.glimpse(query, sort: sort, offset: 1998, limit: 2, near: near)
        }
        let end = try steps(db) {
          last = try rows.glimpse(
            query, sort: sort, offset: 2098, limit: 2, near: Landmark(nil, at: 2100))
        }
        let counted = try steps(db) {
          _ = try rows.glimpse(query, sort: sort, offset: 1998, limit: 2)
        }
        #expect(first?.rows.map(\.id) == all.prefix(2).map(\.id))
        #expect(last?.rows.map(\.id) == all.suffix(2).map(\.id))
        #expect(far < cost * 3 / 2 + 300, "\(sort): \(far) steps, the first page \(cost)")
        #expect(end < cost * 3 / 2 + 300, "\(sort): \(end) steps, the first page \(cost)")
        #expect(counted > 4 * far, "or nothing would be gained")
      }
    }
  }

  @Test(arguments: Domain.Sort.allCases)
  func aCursorIsReadAsItIsWritten(_ sort: Domain.Sort) {
    let keys: [Int64] = sort == .due ? [.max, -1] : sort == .priority ? [3, 2, 1] : [0]
    let place = ListPlace(sort, keys, TicketID(high: 7, low: 9))
    #expect(ListPlace(place.text) == (sort == .relevance ? nil : place))
    for text in ["", "due", "due.1.2", "newest.x.\(place.ticket)", "newest..\(place.ticket)"] {
      #expect(ListPlace(text) == nil, "\(text)")
    }
    #expect(ListPlace("newest.1.2.\(place.ticket)") == nil, "a key too many")
  }
}
