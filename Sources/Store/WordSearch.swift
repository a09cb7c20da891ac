internal import Domain
internal import GRDB

/// A search in which words must be found, answered along the rarest of them.
///
/// Words of one search may stand in different messages, so each is asked of the ticket. Which of
/// them is rare is not kept anywhere: all are followed for a little way, and then further, until one
/// ends (`Bounds`).
struct WordSearch {
  /// How far words are followed before something else is tried.
  struct Bounds: Sendable {
    /// Words that are found so often are followed no further, and none of them is rare.
    var common = 2_048
    /// So many times as often as the rarest, and a word is looked up for each ticket alone.
    var ratio = 32
    /// So many messages are looked at for a page before all tickets are looked up.
    var looks = 6_000

    /// The usual ones.
    static let usual = Bounds()
  }

  /// A way to the tickets: words of which each has one, and what else must hold.
  private struct Way {
    var expression: SearchExpression
    var rest: Condition
    /// How often they are found; `nil` where that is more than anybody wants to know.
    var hits: Int?
  }

  let db: Database
  let agent: AgentID
  let now: Instant
  let bounds: Bounds
  private let query: Query
  private let way: Way
  private let isOnlyWay: Bool

  /// `nil` where the search can do without words.
  init?(
    _ query: Query, in db: Database, agent: AgentID, now: Instant, bounds: Bounds = .usual
  ) throws {
    self.db = db
    self.agent = agent
    self.now = now
    self.bounds = bounds
    self.query = query
    let ways = query.condition.neededWords.map {
      Way(expression: SearchExpression(anyOf: $0.words), rest: $0.rest)
    }
    guard let first = ways.first else { return nil }
    let words = query.condition.neededWords[0].words
    isOnlyWay = ways.count == 1 && words.count == query.condition.soughtWords.count
    way = ways.count == 1 ? first : try Self.rarest(ways, in: db, bounds)
  }

  private static func rarest(_ ways: [Way], in db: Database, _ bounds: Bounds) throws -> Way {
    var limit = min(128, bounds.common)
    while true {
      for var way in ways {
        let hits = try count(way.expression, upTo: limit, in: db)
        guard hits < limit else { continue }
        way.hits = hits
        return way
      }
      guard limit < bounds.common else { return ways[0] }
      limit = min(limit * 4, bounds.common)
    }
  }

  /// How often one of these is found, in messages, customers and orders.
  private static func count(
    _ expression: SearchExpression, upTo limit: Int, in db: Database
  ) throws -> Int {
    let sql: SQL = "SELECT count(*) FROM (SELECT 1 FROM (\(expression.tickets)) LIMIT \(limit))"
    return try SQLRequest<Int>(literal: sql).fetchOne(db) ?? 0
  }

  // MARK: - What else must hold

  /// What else must hold of `ticket t`; words far more common than the tickets that are looked at
  /// are looked up one by one.
  private func rest(of condition: Condition, looks: Int?) throws -> SQL {
    var failure: (any Error)?
    var remaining = query
    remaining.condition = condition
    let sql = QueryCompiler.condition(of: remaining, me: agent, now: now) { expression in
      guard let looks else { return true }
      let limit = max(1, looks) * bounds.ratio
      do {
        return try Self.count(expression, upTo: limit, in: db) >= limit
      } catch {
        failure = error
        return false
      }
    }
    if let failure { throw failure }
    return sql
  }

  // MARK: - How many

  /// How many tickets match, counted no further than `limit`.
  func count(upTo limit: Int) throws -> Int {
    let sql: SQL = """
      SELECT count(*) FROM (
        SELECT DISTINCT h.ticket FROM (\(way.expression.tickets)) h
        CROSS JOIN ticket t ON t.row = h.ticket
        WHERE \(try way.hits == nil ? plainRest : rest(of: way.rest, looks: way.hits))
        LIMIT \(limit))
      """
    return try SQLRequest<Int>(literal: sql).fetchOne(db) ?? 0
  }

  private var plainRest: SQL {
    var remaining = query
    remaining.condition = way.rest
    return QueryCompiler.condition(of: remaining, me: agent, now: now)
  }

  // MARK: - The newest

  /// The tickets by their newest message with one of the words, the newest first; `nil` where too
  /// many were looked at for too few.
  func newest(_ stretch: TicketList.Stretch) throws -> [TicketList.Found]? {
    if let hits = way.hits { return try few(hits, stretch) }
    return try walk(stretch)
  }

  /// Where one word is rare: all tickets that have it, sorted.
  private func few(_ hits: Int, _ stretch: TicketList.Stretch) throws -> [TicketList.Found] {
    let wanted = SearchExpression(anyOf: query.condition.soughtWords)
    let order = ["h.key", "h.row"].map { SortKey(expression: $0, isDescending: true) }
    let keys = stretch.isBackwards ? order.map(\.reversed) : order
    let beyond =
      stretch.values.map {
        SortKey.beyond($0, keys, isIncluding: stretch.isIncluding, isStepped: false)[0]
      } ?? "1"
    let sql: SQL = """
      SELECT h.row, h.key FROM (
        SELECT t.row AS row, \(QueryCompiler.newestKey(wanted.newestInTicket)) AS key
        FROM (SELECT DISTINCT ticket FROM (\(way.expression.tickets))) h
        CROSS JOIN ticket t ON t.row = h.ticket
        WHERE \(try rest(of: way.rest, looks: hits))) h
      WHERE \(beyond) ORDER BY \(SortKey.order(keys))
      LIMIT \(stretch.limit) OFFSET \(stretch.skip)
      """
    return try SQLRequest<Row>(literal: sql).fetchAll(db).map {
      TicketList.Found(ticket: $0[0], key: $0[1])
    }
  }

  /// Where none is: messages from the newest on, until the page is full. Between them stand the
  /// tickets that have the words in no message, but in the customer's name or an order.
  private func walk(_ stretch: TicketList.Stretch) throws -> [TicketList.Found]? {
    let wanted = SearchExpression(anyOf: query.condition.soughtWords)
    var condition = try rest(of: isOnlyWay ? way.rest : query.condition, looks: nil)
    // From the top a ticket's newest is come upon first; from elsewhere it may have gone by.
    if !stretch.isFromTop { condition = "(\(condition)) AND m.row = \(wanted.newestInTicket)" }
    let found = wanted.messages(
      "t.row, m.row, \(condition)", from: stretch.values?.first, isBackwards: stretch.isBackwards)
    guard let found else { return nil }
    let hits = try SQLRequest<Row>(literal: found).fetchCursor(db)
    var others = try self.others(wanted, stretch)
    var page = Page(wanted: stretch.skip + stretch.limit)
    var looks = 0
    while !page.isFull, let hit = try hits.next() {
      looks += 1
      guard hit[2] as Bool? ?? false, stretch.reaches(key: hit[1], row: hit[0]) else {
        guard looks < bounds.looks + stretch.skip else { return nil }
        continue
      }
      while let other = others.last, let key = other.key,
        stretch.isBackwards ? key < hit[1] as Int64 : key > hit[1] as Int64
      {
        others.removeLast()
        page.take(other)
      }
      page.take(TicketList.Found(ticket: hit[0], key: hit[1]))
    }
    for other in others.reversed() { page.take(other) }
    return Array(page.rows.dropFirst(stretch.skip))
  }

  /// Rows that are wanted, each ticket once.
  private struct Page {
    let wanted: Int
    var rows: [TicketList.Found] = []
    private var known: Set<Int64> = []

    init(wanted: Int) { self.wanted = wanted }

    var isFull: Bool { rows.count >= wanted }

    mutating func take(_ row: TicketList.Found) {
      if !isFull, known.insert(row.ticket).inserted { rows.append(row) }
    }
  }

  /// The tickets of a stretch that have the words in no message, the first of it last.
  private func others(
    _ wanted: SearchExpression, _ stretch: TicketList.Stretch
  ) throws -> [TicketList.Found] {
    guard let bearers = way.expression.bearers else { return [] }
    let key = MessageKey.last(of: "t.last_message_at")
    let sql: SQL = """
      SELECT t.row, \(key) AS place FROM (SELECT DISTINCT ticket FROM (\(bearers))) h
      CROSS JOIN ticket t ON t.row = h.ticket
      WHERE \(try rest(of: way.rest, looks: nil)) AND \(wanted.newestInTicket) IS NULL
      ORDER BY place, t.row
      """
    let all = try SQLRequest<Row>(literal: sql).fetchAll(db).map {
      TicketList.Found(ticket: $0[0], key: $0[1])
    }.filter { stretch.reaches(key: $0.key ?? 0, row: $0.ticket) }
    return stretch.isBackwards ? all.reversed() : all
  }
}

extension TicketList.Stretch {
  /// Whether a row of a search for words stands beyond the place.
  fileprivate func reaches(key: Int64, row: Int64) -> Bool {
    guard let values, values.count == 2 else { return true }
    let (place, own) = ((values[0], values[1]), (key, row))
    if own == place { return isIncluding }
    return isBackwards ? own > place : own < place
  }
}
