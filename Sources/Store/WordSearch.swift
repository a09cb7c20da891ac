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
    isOnlyWay = ways.count == 1 && words.count == query.condition.wantedWords.count
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

  /// The rows of the tickets whose newest message with one of the words is the newest, from a place
  /// on; `nil` where too many were looked at for too few.
  func newest(offset: Int, limit: Int) throws -> [Int64]? {
    guard limit > 0 else { return [] }
    if let hits = way.hits { return try few(hits, offset: offset, limit: limit) }
    return try walk(offset: offset, limit: limit)
  }

  /// Where one word is rare: all tickets that have it, sorted.
  private func few(_ hits: Int, offset: Int, limit: Int) throws -> [Int64] {
    let wanted = SearchExpression(anyOf: query.condition.wantedWords)
    let sql: SQL = """
      SELECT t.row FROM (SELECT DISTINCT ticket FROM (\(way.expression.tickets))) h
      CROSS JOIN ticket t ON t.row = h.ticket
      WHERE \(try rest(of: way.rest, looks: hits))
      ORDER BY \(QueryCompiler.newestKey(wanted.newestInTicket)) DESC, t.row DESC
      LIMIT \(limit) OFFSET \(offset)
      """
    return try SQLRequest<Int64>(literal: sql).fetchAll(db)
  }

  /// Where none is: messages from the newest on, until the page is full. Between them stand the
  /// tickets that have the words in no message, but in the customer's name or an order.
  private func walk(offset: Int, limit: Int) throws -> [Int64]? {
    let wanted = SearchExpression(anyOf: query.condition.wantedWords)
    let condition = try rest(of: isOnlyWay ? way.rest : query.condition, looks: nil)
    guard let messages = wanted.newestMessages("t.row, m.row, \(condition)") else { return nil }
    let hits = try SQLRequest<Row>(literal: messages).fetchCursor(db)
    var others = try self.others(wanted)
    var page: [Int64] = []
    var known: Set<Int64> = []
    var looks = 0
    func take(_ ticket: Int64) -> Bool {
      if known.insert(ticket).inserted { page.append(ticket) }
      return page.count >= offset + limit
    }
    while let hit = try hits.next() {
      looks += 1
      guard hit[2] as Bool? ?? false else {
        guard looks < bounds.looks + offset else { return nil }
        continue
      }
      while let other = others.last, other.key > hit[1] as Int64 {
        others.removeLast()
        if take(other.ticket) { return Array(page.dropFirst(offset)) }
      }
      if take(hit[0]) { return Array(page.dropFirst(offset)) }
    }
    for other in others.reversed() where take(other.ticket) { break }
    return Array(page.dropFirst(offset))
  }

  /// The tickets that have the words in no message, the newest last.
  private func others(_ wanted: SearchExpression) throws -> [(ticket: Int64, key: Int64)] {
    guard let bearers = way.expression.bearers else { return [] }
    let key = MessageKey.last(of: "t.last_message_at")
    let sql: SQL = """
      SELECT t.row, \(key) AS place FROM (SELECT DISTINCT ticket FROM (\(bearers))) h
      CROSS JOIN ticket t ON t.row = h.ticket
      WHERE \(try rest(of: way.rest, looks: nil)) AND \(wanted.newestInTicket) IS NULL
      ORDER BY place, t.row
      """
    return try SQLRequest<Row>(literal: sql).fetchAll(db).map { ($0[0], $0[1]) }
  }
}
