import Domain
import Foundation
import GRDB
import Synchronization
import Testing

@testable import Store

/// No list and no search reads a whole table: each statement that is run for one is put to SQLite's
/// planner.
struct PlanTests {
  private static let terms =
    [QueryField.is, .has].flatMap { field in field.values.map { "\(field.rawValue):\($0)" } } + [
      "", "refund", "refund*", "\"late parcel\"", "退款", "refund tent", "refund OR tent",
      "refund OR tag:vip", "from:ada", "to:support", "subject:late", "body:late", "quoted:late",
      "customer:weber", "order:1002", "order:1*", "sku:a1", "tracking:1z*", "value:>20",
      "value:20", "tag:vip", "tag:re*", "channel:email", "account:support", "status:open",
      "priority:high", "assignee:me", "assignee:none", "lang:de", "type:wismo", "id:5",
      "before:2026-05", "after:2026-05", "on:2026-05", "updated:7d", "sla:<1h", "sla:>1h",
    ]

  /// What is out of sight is looked for seldom and has no index of its own. What is known of no
  /// ticket yet is `0` to SQLite, which then reads no row of what it names.
  private static func isAllowed(_ step: String, _ text: String) -> Bool {
    let isOutOfSight = text.contains("is:spam") || text.contains("is:quarantined")
    let isUnknown = text.contains("lang:") || text.contains("type:")
    return isUnknown || isOutOfSight && step == "SCAN t"
  }

  @Test func everyTermIsTried() {
    let fields = Set(Self.terms.compactMap { $0.split(separator: ":").first.map(String.init) })
    #expect(QueryField.allCases.allSatisfy { fields.contains($0.rawValue) })
  }

  @Test(arguments: Domain.Sort.allCases)
  func noTableIsReadWhole(_ sort: Domain.Sort) async throws {
    let shop = try Shop()
    for term in Set(Self.terms).sorted() {
      var variants = [term]
      if !term.isEmpty {
        variants.append("-(\(term))")
        if sort == .newest { variants += ["refund \(term)", "is:open \(term)"] }
      }
      for text in variants {
        let query = try Query.parse(text, zone: .gmt)
        for (statement, plan) in try await plans(query, sort, shop) {
          for step in plan where Self.isWhole(step) && !Self.isAllowed(step, text) {
            Issue.record("\(text) by \(sort): \(step) of \(statement)")
          }
        }
      }
    }
  }

  /// A table read from end to end, and neither along an index nor by an expression of FTS5.
  private static func isWhole(_ step: String) -> Bool {
    guard step.hasPrefix("SCAN ") else { return false }
    let made = ["h", "hit", "(subquery", "CONSTANT"]
    let name = step.dropFirst(5).prefix { $0 != " " && $0 != "-" }
    if step.contains("VIRTUAL TABLE INDEX") { return step.hasSuffix("INDEX 0:") }
    return !step.contains("USING") && !made.contains(String(name))
  }

  /// A row that a list by this may have.
  private func place(_ sort: Domain.Sort) -> ListPlace {
    let count = [Domain.Sort.due: 2, .priority: 3][sort] ?? 1
    return ListPlace(sort, Array(repeating: 5, count: count), TicketID(high: 1, low: 1))
  }

  private func plans(_ query: Query, _ sort: Domain.Sort, _ shop: Shop) async throws
    -> [(String, [String])]
  {
    try await shop.store.read { db in
      let seen = Mutex<[String]>([])
      db.trace { event in
        if case .statement(let statement) = event {
          seen.withLock { $0.append(statement.expandedSQL) }
        }
      }
      let rows = InboxRows(db: db, agent: Shop.ana, now: Instant(milliseconds: 1))
      _ = try rows.page(query, sort: sort, offset: 0, limit: 50)
      for near in [Landmark(nil, at: 50), Landmark(place(sort), at: 50)] {
        _ = try rows.page(query, sort: sort, offset: 10, limit: 50, near: near)
        _ = try rows.page(query, sort: sort, offset: 60, limit: 50, near: near)
      }
      _ = try rows.count(query)
      _ = try rows.selected(Selection(query: query))
      db.trace(nil)
      let statements = Set(seen.withLock { $0 }).filter {
        // FTS5 reads its own settings.
        $0.hasPrefix("SELECT") && !$0.contains("_config'")
      }
      return try statements.sorted().map { sql in
        (sql, try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(sql)").map { $0["detail"] })
      }
    }
  }
}
