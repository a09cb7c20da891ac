internal import Domain
internal import GRDB

/// A query tree to SQL.
enum QueryCompiler {
  /// A condition as an SQL expression over the table `ticket` under the alias `t`.
  ///
  /// Tickets out of sight (spam, quarantine, trash) match only where the condition asks for them.
  static func compile(_ condition: Condition, me: AgentID, now: Instant) -> (
    sql: String, arguments: StatementArguments
  ) {
    let (sql, arguments) = expression(condition, now)
    return ("t.in_sight = 1 AND (\(sql))", arguments)
  }

  private static func expression(_ condition: Condition, _ now: Instant) -> (
    String, StatementArguments
  ) {
    switch condition {
    case .everything: ("1", [])
    case .all(let parts): joined(parts, by: " AND ", orElse: "1", now)
    case .any(let parts): joined(parts, by: " OR ", orElse: "0", now)
    case .not(let part):
      { ("NOT (\($0.0))", $0.1) }(expression(part, now))
    case .term(.is(.open)): ("t.is_open = 1", [])
    case .term(.is(.snoozed)): ("ifnull(t.snoozed_until > ?, 0)", [now.milliseconds])
    case .term(.is(.overdue)): ("ifnull(t.due < ?, 0)", [now.milliseconds])
    case .term(.status(let status)): ("t.status = ?", [status.rawValue])
    case .term(.tag(let word)):
      ("t.row IN (SELECT ticket FROM ticket_tag WHERE tag = ?)", [word.lowercased()])
    case .term: ("0", [])
    }
  }

  private static func joined(
    _ parts: [Condition], by word: String, orElse empty: String, _ now: Instant
  ) -> (String, StatementArguments) {
    guard !parts.isEmpty else { return (empty, []) }
    var arguments = StatementArguments()
    let pieces = parts.map { part in
      let (sql, more) = expression(part, now)
      arguments += more
      return "(\(sql))"
    }
    return (pieces.joined(separator: word), arguments)
  }
}
