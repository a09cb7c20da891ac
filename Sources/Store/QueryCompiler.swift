internal import Domain
internal import GRDB

/// A search as SQL over `ticket t`; every value is an argument, none is pasted into the text.
///
/// SQL is never asked about unknowns: each term is compiled to a plain yes or no, either of "it
/// holds" or of "it does not hold", and `NOT` is carried down to the terms. So a term about what a
/// ticket lacks is false both ways, and positive terms keep their index.
struct QueryCompiler {
  private let vantage: Vantage
  /// Whether words are looked up for each ticket alone instead of all tickets that have them.
  private let looksAtEach: (SearchExpression) -> Bool

  /// The condition of a `WHERE` over `ticket t`: what matches and is in sight or asked for.
  static func condition(
    of query: Query, me: AgentID?, now: Instant,
    lookingAtEach looksAtEach: (SearchExpression) -> Bool = { _ in false }
  ) -> SQL {
    withoutActuallyEscaping(looksAtEach) { looksAtEach in
      let compiler = QueryCompiler(
        vantage: query.vantage(now: now, agent: me), looksAtEach: looksAtEach)
      return "\(sight(query.condition)) AND \(compiler.sql(query.condition, isDenied: false))"
    }
  }

  /// A list: which tickets, and what they are sorted by.
  struct List {
    /// What stands behind a `SELECT`'s columns: `FROM ticket t … WHERE …`.
    var source: SQL
    /// What follows `ORDER BY`.
    var keys: [SortKey]
  }

  /// The tickets that match.
  static func list(_ query: Query, by sort: Sort, me: AgentID?, now: Instant) -> List {
    let words = query.condition.soughtWords
    guard sort == .newest, !words.isEmpty else {
      let condition = condition(of: query, me: me, now: now)
      return List(source: "FROM ticket t WHERE \(condition)", keys: SortKey.keys(of: sort))
    }
    let hits = SearchExpression(anyOf: words).datedTickets
    let keys = SortKey.keys(ofWords: newestKey("hit.hit"))
    guard words.count == 1, let rest = query.condition.withoutWords else {
      let condition = condition(of: query, me: me, now: now)
      return List(
        source: "FROM ticket t LEFT JOIN (\(hits)) hit ON hit.ticket = t.row WHERE \(condition)",
        keys: keys)
    }
    // One word is looked up once: for its tickets and for their order.
    var remaining = query
    remaining.condition = rest
    return List(
      source: """
        FROM (\(hits)) hit CROSS JOIN ticket t ON t.row = hit.ticket
        WHERE \(condition(of: remaining, me: me, now: now))
        """, keys: keys)
  }

  /// What a search for words is sorted by: the row of the newest message that has one, else the end
  /// of the second of the newest message.
  static func newestKey(_ hit: SQL) -> SQL {
    "ifnull(\(hit), \(MessageKey.last(of: "t.last_message_at")))"
  }

  private static func sight(_ condition: Condition) -> SQL {
    switch (condition.asksFor(.spam), condition.asksFor(.quarantined)) {
    case (false, false): "t.in_sight = 1"
    case (true, false): "t.trashed_at IS NULL AND t.is_quarantined = 0"
    case (false, true): "t.trashed_at IS NULL AND t.is_spam = 0"
    case (true, true): "t.trashed_at IS NULL"
    }
  }

  // MARK: - The tree

  private func sql(_ condition: Condition, isDenied: Bool) -> SQL {
    switch condition {
    case .everything: isDenied ? "0" : "1"
    case .term(let term): isDenied ? doesNotHold(term) : holds(term)
    case .not(let part): sql(part, isDenied: !isDenied)
    case .all(let parts): joined(parts.map { sql($0, isDenied: isDenied) }, byAnd: !isDenied)
    case .any(let parts): any(of: parts, isDenied: isDenied)
    }
  }

  /// Alternatives; those that are words are looked up together.
  private func any(of parts: [Condition], isDenied: Bool) -> SQL {
    let words = parts.compactMap(\.words)
    guard words.count > 1 else {
      return joined(parts.map { sql($0, isDenied: isDenied) }, byAnd: isDenied)
    }
    let found = found(SearchExpression(anyOf: words))
    let others = parts.filter { $0.words == nil }.map { sql($0, isDenied: isDenied) }
    return joined([isDenied ? "NOT (\(found))" : found] + others, byAnd: isDenied)
  }

  private func found(_ expression: SearchExpression) -> SQL {
    looksAtEach(expression) ? expression.isInTicket : "t.row IN (\(expression.tickets))"
  }

  private func joined(_ parts: [SQL], byAnd: Bool) -> SQL {
    guard !parts.isEmpty else { return byAnd ? "1" : "0" }
    return "(\(parts.joined(separator: byAnd ? " AND " : " OR ")))"
  }

  // MARK: - Terms

  private func doesNotHold(_ term: Term) -> SQL {
    switch term {
    case .order, .sku, .tracking, .value, .language, .type, .sla:
      "(\(isKnown(term)) AND NOT (\(holds(term))))"
    case .text, .tag, .channel, .account, .status, .assignee, .priority, .has, .is, .before, .after,
      .on, .updated, .id:
      "NOT (\(holds(term)))"
    }
  }

  /// Whether a ticket has what a term asks about.
  private func isKnown(_ term: Term) -> SQL {
    switch term {
    case .order: "t.row IN (SELECT ticket FROM order_link)"
    case .sku: "t.row IN (\(withOrderCode("sku", nil)))"
    case .tracking: "t.row IN (\(withOrderCode("tracking", nil)))"
    case .value: "t.row IN (\(withOrder("1")))"
    case .sla: "t.due IS NOT NULL"
    default: "0"
    }
  }

  private func holds(_ term: Term) -> SQL {
    switch term {
    case .text(let pattern, let field): found(SearchExpression(anyOf: [(pattern, field)]))
    case .tag(let pattern):
      "t.row IN (SELECT ticket FROM ticket_tag WHERE \(pattern.holds(of: "tag")))"
    case .channel(let pattern): pattern.holds(of: "t.channel")
    case .account(let pattern): pattern.holds(ofName: "t.account")
    case .status(let status): "t.status = \(status.rawValue)"
    case .priority(let priority): "t.priority = \(Priority.allCases.firstIndex(of: priority) ?? 0)"
    case .assignee(let wanted): belongs(to: wanted)
    case .has(let having): has(having)
    case .is(let being): `is`(being)
    case .before, .after, .on, .updated: dated(term)
    case .id(.number(let number)): "t.number = \(number)"
    case .id(.id(let id)): "t.id = \(id.blob)"
    case .order(let pattern):
      "t.row IN (SELECT ticket FROM order_link WHERE \(pattern.holds(ofCode: "number_key")))"
    case .sku(let pattern): "t.row IN (\(withOrderCode("sku", pattern)))"
    case .tracking(let pattern): "t.row IN (\(withOrderCode("tracking", pattern)))"
    case .value(let comparison, let amount):
      "t.row IN (\(withOrder("o.total \(sql: comparison.rawValue) \(Money(amount, "").tenThousandths)")))"
    case .sla(let wanted): clock(wanted)
    case .language, .type: "0"
    }
  }

  private func belongs(to wanted: Term.AssigneeTerm) -> SQL {
    switch wanted {
    case .me: vantage.agent.map { "t.assignee IS \($0.handle)" } ?? "0"
    case .nobody: "t.assignee IS NULL"
    case .agent(let agent): "t.assignee IS \(agent.handle)"
    }
  }

  private func has(_ having: Term.Having) -> SQL {
    switch having {
    case .attachment: "t.has_attachment = 1"
    case .note: "t.has_note = 1"
    case .order: "t.row IN (SELECT ticket FROM order_link)"
    case .draft: "t.id IN (SELECT ticket_id FROM draft WHERE agent = \(vantage.agent?.handle))"
    }
  }

  private func `is`(_ being: Term.Being) -> SQL {
    switch being {
    case .open: "t.is_open = 1"
    case .overdue: "t.due_key < \(vantage.now.milliseconds)"
    case .snoozed: "ifnull(t.snoozed_until > \(vantage.now.milliseconds), 0)"
    case .quarantined: "t.is_quarantined = 1"
    case .spam: "t.is_spam = 1"
    case .mine: belongs(to: .me)
    case .unassigned: "t.assignee IS NULL"
    case .unread:
      """
      t.last_inbound > ifnull((SELECT seq FROM read_mark
        WHERE ticket_id = t.id AND agent = \(vantage.agent?.handle)), 0)
      """
    }
  }

  private func clock(_ wanted: Term.SLATerm) -> SQL {
    switch wanted {
    case .breached: "t.due_key < \(vantage.now.milliseconds)"
    case .dueWithin(let span): "t.due_key < \((vantage.now + span).milliseconds)"
    case .dueAfter(let span): "(t.due IS NOT NULL AND t.due > \((vantage.now + span).milliseconds))"
    }
  }

  private func dated(_ term: Term) -> SQL {
    switch term {
    case .before(let date): "t.last_message_at < \(date.start(vantage).milliseconds)"
    case .after(let date): "t.last_message_at >= \(date.start(vantage).milliseconds)"
    case .on(let date): within("t.last_message_at", date.span(vantage))
    case .updated(let date): within("t.updated_at", date.change(vantage))
    default: "0"
    }
  }

  private func within(_ column: String, _ span: (from: Instant, upTo: Instant?)) -> SQL {
    guard let upTo = span.upTo else { return "\(sql: column) >= \(span.from.milliseconds)" }
    return """
      (\(sql: column) >= \(span.from.milliseconds) AND \(sql: column) < \(upTo.milliseconds))
      """
  }

  // MARK: - Orders

  private func withOrder(_ condition: SQL) -> SQL {
    """
    SELECT l.ticket FROM order_cache o JOIN order_link l
      ON l.number_key = o.number_key AND l.channel = o.channel
    WHERE \(condition)
    """
  }

  private func withOrderCode(_ kind: String, _ pattern: Pattern?) -> SQL {
    """
    SELECT l.ticket FROM order_code k JOIN order_cache o ON o.row = k.order_row JOIN order_link l
      ON l.number_key = o.number_key AND l.channel = o.channel
    WHERE k.kind = \(kind) AND \(pattern?.holds(ofCode: "k.code") ?? "1")
    """
  }
}

extension Condition {
  /// What it looks for, where it is words.
  fileprivate var words: SearchExpression.Wanted? {
    guard case .term(.text(let pattern, let field)) = self else { return nil }
    return (pattern, field)
  }

  /// Words of which one must be found in any case, group by group, each with what else must hold.
  var neededWords: [(words: [SearchExpression.Wanted], rest: Condition)] {
    if let group { return [(group, .everything)] }
    guard case .all(let parts) = self else { return [] }
    return parts.indices.compactMap { index in
      var rest = parts
      rest.remove(at: index)
      return parts[index].group.map { ($0, .all(rest)) }
    }
  }

  /// Words that are alternatives and nothing else is.
  private var group: [SearchExpression.Wanted]? {
    guard case .any(let parts) = self else { return words.map { [$0] } }
    let words = parts.compactMap(\.words)
    return words.count == parts.count && !words.isEmpty ? words : nil
  }

  /// What else must hold, where its words must be found in any case; `nil` where they need not.
  fileprivate var withoutWords: Condition? {
    switch self {
    case .term: words == nil ? nil : .everything
    case .all(let parts):
      parts.contains { $0.words != nil } ? .all(parts.filter { $0.words == nil }) : nil
    case .everything, .any, .not: nil
    }
  }
}
