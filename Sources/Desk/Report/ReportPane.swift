package import Domain
import Foundation
package import Terminal

/// How things stand: tickets counted by what presses, each number a search that can be opened.
package struct ReportPane: Hashable, Sendable {
  /// What a number is about.
  package enum Group: String, Hashable, Sendable, CaseIterable {
    case due = "when due"
    case status
    case channel
    case agent
    case tag
  }

  /// One number.
  package struct Row: Hashable, Sendable {
    /// What it is about.
    package var group: Group
    /// What is counted: `overdue`, `ebay`, `Ana`.
    package var label: String
    /// The tickets that are counted.
    package var query: Query
  }

  /// The numbers that are shown, group by group.
  package private(set) var rows: [Row] = []
  /// Where the cursor is.
  package var list = List()
  private var all: [Row] = []
  private var counts: [Query: Int] = [:]

  /// Nothing is counted yet.
  package init() {}

  /// The row under the cursor.
  package var selected: Row? { list.selected.map { rows[$0] } }

  /// How many tickets a row has; `nil` until that is known.
  package func count(of row: Row) -> Int? { counts[row.query] }

  /// The largest number of a group; at least 1.
  package func most(in group: Group) -> Int {
    max(1, rows.filter { $0.group == group }.compactMap(count).max() ?? 1)
  }

  /// Every number is known.
  package var isAnswered: Bool { all.allSatisfy { counts[$0.query] != nil } }

  /// What must be known of the store.
  func questions(agent: AgentID) -> [Question] { all.map { .count($0.query, agent: agent) } }

  /// Takes over what there is to count: agents and tags.
  mutating func prepare(team: [Agent], tags: [TagCount], zone: TimeZone) {
    all = Self.table(team, tags).compactMap { group, label, text in
      (try? Query.parse(text, zone: zone)).map { Row(group: group, label: label, query: $0) }
    }
    let queries = Set(all.map(\.query))
    counts = counts.filter { queries.contains($0.key) }
    arrange()
  }

  /// Takes over how many tickets a query matches.
  mutating func answered(_ count: Int, to query: Query) {
    guard all.contains(where: { $0.query == query }), counts[query] != count else { return }
    counts[query] = count
    arrange()
  }

  /// Channels and tags without an open ticket are left out; the cursor keeps its row.
  private mutating func arrange() {
    let chosen = selected
    rows = all.filter { ![.channel, .tag].contains($0.group) || counts[$0.query] ?? 0 > 0 }
    list.follow(chosen.flatMap { row in rows.firstIndex(of: row) }, count: rows.count)
  }

  private static func table(
    _ team: [Agent], _ tags: [TagCount]
  ) -> [(Group, String, String)] {
    let awake = "is:open -is:snoozed"
    let due = [
      ("overdue", "is:overdue"), ("within 1 hour", "-is:overdue sla:<1h"),
      ("within 4 hours", "-is:overdue -sla:<1h sla:<4h"),
      ("within 1 day", "-is:overdue -sla:<4h sla:<1d"), ("later", "-is:overdue -sla:<1d"),
    ]
    let status = [Status.new, .open, .pending, .onHold]
    return due.map { (.due, $0.0, "\(awake) \($0.1)") }
      + status.map { (.status, Wording.status($0), "status:\($0.rawValue)") }
      + [(.status, "snoozed", "is:snoozed")]
      + ChannelName.all.map { (.channel, $0.rawValue, "is:open channel:\($0.rawValue)") }
      + team.map { (.agent, $0.name, "is:open assignee:\($0.id.handle)") }
      + [(.agent, "nobody", "is:open is:unassigned")]
      + tags.prefix(10).map { (.tag, "+\($0.tag.word)", "is:open tag:\($0.tag.word)") }
  }
}
