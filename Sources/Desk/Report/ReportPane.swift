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
    all = Self.table(team).compactMap { group, label, text in
      (try? Query.parse(text, zone: zone)).map { Row(group: group, label: label, query: $0) }
    }
    all += tags.prefix(10).map(Self.row(of:))
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

  /// A tag may have signs that mean something in a search: its words are quoted, and not read again.
  private static func row(of tag: TagCount) -> Row {
    let word = tag.tag.word
    let isPlain = word.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
    return Row(
      group: .tag, label: "+\(word)",
      query: Query(
        text: "is:open tag:\(isPlain ? word : "\"\(word)\"")",
        condition: .all([.term(.is(.open)), .term(.tag(Pattern(word)))])))
  }

  private static func table(_ team: [Agent]) -> [(Group, String, String)] {
    let awake = "is:open -is:snoozed"
    var table: [(Group, String, String)] = [
      (.due, "overdue", "\(awake) is:overdue"),
      (.due, "within 1 hour", "\(awake) -is:overdue sla:<1h"),
      (.due, "within 4 hours", "\(awake) -is:overdue -sla:<1h sla:<4h"),
      (.due, "within 1 day", "\(awake) -is:overdue -sla:<4h sla:<1d"),
      (.due, "later", "\(awake) -is:overdue -sla:<1d"),
    ]
    for status in [Status.new, .open, .pending, .onHold] {
      table.append((.status, Wording.status(status), "status:\(status.rawValue)"))
    }
    table.append((.status, "snoozed", "is:snoozed"))
    for channel in ChannelName.all {
      table.append((.channel, channel.rawValue, "is:open channel:\(channel.rawValue)"))
    }
    for agent in team {
      table.append((.agent, agent.name, "is:open assignee:\(agent.id.handle)"))
    }
    table.append((.agent, "nobody", "is:open is:unassigned"))
    return table
  }
}
