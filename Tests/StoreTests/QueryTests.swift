import Domain
import Foundation
import Store
import TestKit
import Testing

/// Whatever is searched for, SQL and a plain look at every ticket must find the same.
@Suite struct QueryTests {
  @Test func theStoreFindsWhatALookAtEveryTicketFinds() async throws {
    let world = try await SearchWorld(seed: 2026, tickets: 200)
    let zone = try #require(TimeZone(identifier: "Europe/Dublin"))
    var generator = QueryGenerator(seed: 7, SearchWorld.vocabulary)
    var telling = 0
    for _ in 0..<2000 {
      let condition = generator.next()
      let query = Query(text: condition.text, condition: condition, zone: zone)
      let expected = world.scan(query)
      let found = try await world.ask(query)
      if !expected.isEmpty, expected.count < 150 { telling += 1 }
      #expect(
        found == expected,
        """
        \(query.text): \(found.subtracting(expected).count) too many, \
        \(expected.subtracting(found).count) missing
        """)
    }
    #expect(telling > 900, "\(telling) searches found some and not all")
  }

  @Test func everyTermAloneAndDenied() async throws {
    let world = try await SearchWorld(seed: 3, tickets: 120)
    var terms: Set<String> = []
    for field in QueryField.allCases {
      terms.formUnion(field.values.map { "\(field.rawValue):\($0)" })
    }
    let more = [
      "order:112-1234567-7654321", "order:1002", "order:1*", "sku:nl-tent-2", "sku:a*",
      "tracking:rx123456785gb", "tracking:0*", "from:jonas", "to:support@northlight.example",
      "customer:weber", "subject:late", "body:refund", "quoted:refund", "lang:de", "type:wismo",
      "account:SUPPORT", "account:amazon*", "id:5", "tag:re*", "refund", "退款", "x9", "55*", "",
    ]
    for text in terms.union(more).sorted() {
      for typed in text.isEmpty
        ? [text] : [text, "-\(text)", "\(text) is:open", "-(\(text) OR is:open)"]
      {
        let query = try Query.parse(typed, zone: .gmt)
        let expected = world.scan(query)
        #expect(try await world.ask(query) == expected, "\(typed)")
        let page = try await world.store.inbox(
          query, sort: .newest, limit: 7, agent: SearchWorld.agent)
        #expect(page.total == expected.count, "\(typed)")
        #expect(page.rows.count == min(7, expected.count), "\(typed)")
      }
    }
  }

  @Test(arguments: Sort.allCases)
  func everySortListsTheSameTicketsInPages(_ sort: Sort) async throws {
    let world = try await SearchWorld(seed: 5, tickets: 60)
    for text in ["", "refund", "refund OR tent", "is:open late"] {
      let query = try Query.parse(text, zone: .gmt)
      var listed: [TicketID] = []
      for offset in stride(from: 0, to: 60, by: 9) {
        let page = try await world.store.inbox(
          query, sort: sort, offset: offset, limit: 9, agent: SearchWorld.agent)
        listed += page.rows.map(\.id)
      }
      #expect(Set(listed).count == listed.count, "\(text)")
      #expect(Set(listed) == world.scan(query), "\(text)")
    }
  }
}
