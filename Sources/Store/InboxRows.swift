internal import Domain
internal import Foundation
internal import GRDB

/// Lists of tickets, a page at a time, and their counts.
struct InboxRows {
  let db: Database
  let agent: AgentID
  let now: Instant
  var bounds = WordSearch.Bounds.usual

  /// A page of the tickets that match, and how many those are in all.
  func page(
    _ query: Query, sort: Sort, offset: Int, limit: Int, near: Landmark? = nil
  ) throws -> InboxPage {
    var page = try glimpse(query, sort: sort, offset: offset, limit: limit, near: near)
    guard !page.isCounted else { return page }
    let most = isRated(query, sort) ? RelevantRows.most : InboxPage.mostCounted
    let counted = try count(query, upTo: most + 1)
    page.isCounted = true
    page.hasMore = counted > most
    page.total =
      page.hasMore ? max(most, page.rows.isEmpty ? 0 : page.offset + page.rows.count) : counted
    return page
  }

  /// A page of the tickets that match, counted only where its end is theirs: a page comes as fast
  /// from a million tickets as from ten, a count does not.
  func glimpse(
    _ query: Query, sort: Sort, offset: Int, limit: Int, near: Landmark? = nil
  ) throws -> InboxPage {
    let found = try rows(query, sort: sort, offset: offset, limit: limit, near: near)
    let last = try EventNumber.fetchOne(db.cachedStatement(sql: "SELECT max(seq) FROM event"))
    // What a landmark says of its own index is hearsay.
    let isEnd = near == nil && found.count < max(0, limit) && (!found.isEmpty || offset <= 0)
    return InboxPage(
      rows: try found.compactMap { try row($0.ticket, in: sort, key: $0.key) },
      offset: max(0, offset), total: max(0, offset) + found.count, seen: last ?? 0,
      isCounted: isEnd)
  }

  /// How many tickets match, counted no further than `limit`.
  func count(_ query: Query, upTo limit: Int = .max) throws -> Int {
    if let words = try words(query) { return try words.count(upTo: limit) }
    let condition = QueryCompiler.condition(of: query, me: agent, now: now)
    let sql: SQL = """
      SELECT count(*) FROM (SELECT 1 FROM ticket t WHERE \(condition) LIMIT \(limit))
      """
    return try SQLRequest<Int>(literal: sql).fetchOne(db) ?? 0
  }

  private func rows(
    _ query: Query, sort: Sort, offset: Int, limit: Int, near: Landmark? = nil
  ) throws -> [TicketList.Found] {
    guard isRated(query, sort) else {
      return try list(query, sort: sort).rows(offset: offset, limit: limit, near: near)
    }
    let newest = try list(query, sort: .newest).rows(offset: 0, limit: RelevantRows.most)
    let rated = try RelevantRows(db: db, query: query, newest: newest.map(\.ticket)).rated()
    return rated.dropFirst(max(0, offset)).prefix(max(0, limit)).map {
      TicketList.Found(ticket: $0)
    }
  }

  private func isRated(_ query: Query, _ sort: Sort) -> Bool {
    sort == .relevance && !query.condition.soughtWords.isEmpty
  }

  private func list(_ query: Query, sort: Sort) throws -> TicketList {
    TicketList(
      db: db, source: QueryCompiler.list(query, by: sort, me: agent, now: now), sort: sort,
      words: sort == .newest ? try words(query) : nil)
  }

  private func words(_ query: Query) throws -> WordSearch? {
    try WordSearch(query, in: db, agent: agent, now: now, bounds: bounds)
  }

  /// The tickets of a list from a place on.
  func stretch(_ query: Query, sort: Sort, offset: Int, limit: Int) throws -> [TicketID] {
    let statement = try db.cachedStatement(sql: "SELECT id FROM ticket WHERE row = ?")
    return try rows(query, sort: sort, offset: offset, limit: limit).compactMap { found in
      try Data.fetchOne(statement, arguments: [found.ticket]).map { try TicketID(stored: $0) }
    }
  }

  /// The tickets of a selection, oldest first.
  func selected(_ selection: Selection) throws -> [TicketID] {
    var ids: [TicketID] = []
    if let query = selection.query {
      let condition = QueryCompiler.condition(of: query, me: agent, now: now)
      let sql: SQL = "SELECT t.id FROM ticket t WHERE \(condition) ORDER BY t.row"
      ids = try SQLRequest<Data>(literal: sql).fetchAll(db).map { try TicketID(stored: $0) }
    }
    let matched = Set(ids)
    let added = selection.plus.subtracting(matched).sorted()
    return (ids + added).filter { !selection.minus.contains($0) }
  }

  /// A customer's other tickets, newest first.
  func earlier(of customer: CustomerID, than ticket: Int64) throws -> [InboxRow] {
    let group = try JoinRows.group(of: customer, in: db).map(\.blob)
    let rows: SQL = """
      SELECT row FROM ticket WHERE customer_id IN \(group) AND row <> \(ticket)
      ORDER BY last_message_at DESC, row DESC LIMIT 50
      """
    return try SQLRequest<Int64>(literal: rows).fetchAll(db).compactMap { try row($0) }
  }

  // MARK: - Parts

  private static let details = """
    SELECT t.id, t.number, t.subject,
      coalesce(nullif(c.name, ''),
        (SELECT m.name FROM customer_link l JOIN customer m ON m.id = l.customer_id
          WHERE l.survivor_id = c.id AND m.name <> '' ORDER BY l.customer_id LIMIT 1),
        (SELECT address FROM identity WHERE customer_id = t.customer_id
          ORDER BY channel, address LIMIT 1),
        t.sender),
      t.channel, t.account, t.status, t.priority, t.assignee, t.due, t.last_message_at,
      t.message_count,
      t.last_inbound > ifnull(
        (SELECT seq FROM read_mark WHERE ticket_id = t.id AND agent = ?), 0),
      EXISTS (SELECT 1 FROM draft WHERE ticket_id = t.id AND agent = ?),
      t.has_attachment, t.snoozed_until,
      (SELECT state FROM outbox WHERE ticket = t.row AND is_waiting = 1
        ORDER BY state IN ('held', 'refused', 'unsure') DESC, queued_seq DESC LIMIT 1),
      t.preview,
      coalesce(
        (SELECT address FROM identity WHERE customer_id = t.customer_id AND channel = t.channel
          ORDER BY address LIMIT 1),
        (SELECT address FROM identity WHERE customer_id = t.customer_id
          ORDER BY channel, address LIMIT 1),
        ''),
      t.merged_into, t.created_at, t.due_key
    FROM ticket AS t LEFT JOIN customer AS c ON c.id = coalesce(
      (SELECT survivor_id FROM customer_link WHERE customer_id = t.customer_id), t.customer_id)
    WHERE t.row = ?
    """

  private func row(
    _ key: Int64, in sort: Sort? = nil, key place: Int64? = nil
  ) throws -> InboxRow? {
    let statement = try db.cachedStatement(sql: Self.details)
    let arguments: StatementArguments = [agent.handle, agent.handle, key]
    guard let row = try Row.fetchOne(statement, arguments: arguments) else { return nil }
    let tags = try String.fetchAll(
      db.cachedStatement(sql: "SELECT tag FROM ticket_tag WHERE ticket = ? ORDER BY tag"),
      arguments: [key])
    let orders = try String.fetchAll(
      db.cachedStatement(sql: "SELECT number FROM order_link WHERE ticket = ? ORDER BY position"),
      arguments: [key])
    let moment = { (index: Int) in (row[index] as Int64?).map { Instant(milliseconds: $0) } }
    var line = InboxRow(
      id: try TicketID(stored: row[0]), number: row[1], subject: row[2], customer: row[3],
      address: row[18],
      channel: ChannelName(rawValue: row[4]), account: row[5],
      status: try TicketRows.status(row[6]), priority: try TicketRows.priority(row[7]),
      tags: tags.compactMap { Tag($0) }, assignee: (row[8] as String?).map { AgentID($0) },
      orders: orders, due: moment(9), lastMessageAt: Instant(milliseconds: row[10]),
      messages: row[11], isUnread: row[12], hasDraft: row[13], hasAttachment: row[14],
      snoozedUntil: moment(15), outbox: (row[16] as String?).flatMap { Delivery(rawValue: $0) },
      preview: row[17])
    line.mergedInto = try (row[19] as Data?).map { try TicketID(stored: $0) }
    if let sort, sort != .relevance {
      let keys = { (index: Int) in row[index] as Int64 }
      let values =
        switch sort {
        case .due: [keys(21), keys(10)]
        case .newest, .relevance: [place ?? keys(10)]
        case .oldest: [keys(10)]
        case .created: [keys(20)]
        case .priority: [keys(7), keys(21), keys(10)]
        }
      line.place = ListPlace(sort, values, line.id)
    }
    return line
  }
}
