internal import Domain
internal import Foundation
internal import GRDB

/// What customer lists are to be told: how tickets stand, less what each list was told.
enum ListNewsRows {
  /// The news for an account's list, the longest unchanged ticket first.
  ///
  /// A ticket is news when it was opened, or opened again, since a moment, and when it is open no
  /// longer though the list was told so. What was brought in from old mail opens nothing.
  static func news(
    for account: AccountName, since: Instant, quietSince moment: Instant, limit: Int,
    in db: Database
  ) throws -> [TicketNews] {
    let statement = try db.cachedStatement(
      sql: """
        WITH standing AS (
          SELECT t.id, t.number, t.channel, t.status, t.customer_id, t.last_event, t.updated_at,
            t.is_open AND t.in_sight AND t.merged_into IS NULL AS open,
            n.is_open AS told, n.step, n.is_done, ifnull(n.event, 0) AS event
          FROM ticket t LEFT JOIN list_news n ON n.account = :account AND n.ticket_id = t.id
          WHERE t.customer_id IS NOT NULL AND t.erased_at IS NULL AND t.updated_at <= :quiet
            AND (n.ticket_id IS NOT NULL OR t.last_message_at >= :since)
        )
        SELECT id, number, channel, status, customer_id,
          CASE WHEN told = open AND NOT is_done THEN event ELSE last_event END, updated_at, open,
          step, told = open AND NOT is_done
        FROM standing s
        WHERE CASE
          WHEN told = open THEN NOT is_done
          WHEN told THEN 1
          ELSE open AND EXISTS (
            SELECT 1 FROM event e JOIN event r ON r.seq = e.root_seq
            WHERE e.ticket_id = s.id AND e.seq > s.event AND e.occurred_at >= :since
              AND r.actor_kind <> 'import' AND \(opens)) END
        ORDER BY updated_at, number LIMIT :limit
        """)
    let rows = try Row.fetchAll(
      statement,
      arguments: [
        "account": account, "since": since.milliseconds, "quiet": moment.milliseconds,
        "limit": max(0, limit),
      ])
    return try rows.compactMap { try news($0, in: db) }
  }

  /// What begins a ticket, or opens one that was solved, or brings it into sight.
  private static let opens = """
    (e.type IN ('ticket.created', 'ticket.released', 'ticket.unspam', 'ticket.restored')
      OR e.type = 'ticket.status' AND e.payload ->> '$.status' NOT IN ('solved', 'closed')
        AND (SELECT p.payload ->> '$.status' FROM event p
          WHERE p.ticket_id = e.ticket_id AND p.seq < e.seq AND p.type = 'ticket.status'
          ORDER BY p.seq DESC LIMIT 1) IN ('solved', 'closed'))
    """

  private static func news(_ row: Row, in db: Database) throws -> TicketNews? {
    guard let status = Status(rawValue: row[3]),
      let customer = try ContactRows.person(try CustomerID(stored: row[4]), in: db)
    else { return nil }
    let ticket = try TicketID(stored: row[0])
    let (step, isBegun): (Int?, Bool?) = (row[8], row[9])
    return TicketNews(
      ticket: ticket, number: row[1],
      channel: ChannelName(rawValue: row[2]), status: status, isOpen: row[7],
      step: isBegun == true ? step ?? 1 : (step ?? 0) + 1, isBegun: isBegun == true,
      customer: customer, hasOther: try isOpen(besides: ticket, of: customer.id, in: db),
      event: row[5], at: Instant(milliseconds: row[6]))
  }

  /// Whether a person, whichever of their customers it is, waits for us in another ticket.
  private static func isOpen(
    besides ticket: TicketID, of person: CustomerID, in db: Database
  ) throws -> Bool {
    let statement = try db.cachedStatement(
      sql: """
        SELECT EXISTS (SELECT 1 FROM ticket WHERE customer_id = ? AND id <> ?
          AND is_open AND in_sight AND merged_into IS NULL)
        """)
    for customer in try JoinRows.group(of: person, in: db) {
      let isOpen = try Bool.fetchOne(statement, arguments: [customer.blob, ticket.blob])
      if isOpen == true { return true }
    }
    return false
  }

  /// Notes that telling has begun, or that the list knows, or need not know.
  static func keep(
    _ news: TicketNews, to account: AccountName, isDone: Bool, in db: Database
  ) throws {
    try db.cachedStatement(
      sql: """
        INSERT INTO list_news (account, ticket_id, is_open, step, is_done, event)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (account, ticket_id) DO UPDATE SET is_open = excluded.is_open,
          step = excluded.step, is_done = excluded.is_done, event = excluded.event
        WHERE excluded.step >= list_news.step
        """
    ).execute(
      arguments: [
        account, news.ticket.blob, news.isOpen, news.step, isDone, news.event,
      ])
  }

  /// In a copy nothing is owed to anybody: whoever made it may have told it since. Each list waits
  /// until a person lets it be told again.
  static func hold(in db: Database) throws {
    try db.execute(sql: "UPDATE list_news SET is_done = 1")
    try db.execute(
      sql: "UPDATE cursor SET text = ? WHERE account LIKE '%' || ?",
      arguments: [TellingPlace.held, TellingPlace.ending])
  }
}
