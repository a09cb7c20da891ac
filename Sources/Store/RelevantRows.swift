internal import Domain
internal import Foundation
internal import GRDB

/// The tickets that answer a search for words best, among the newest that match.
///
/// The full-text table keeps no lengths of texts, by which bm25 goes; so what was found is read and
/// rated as `Relevance` rates it.
struct RelevantRows {
  /// So many of the newest that match are rated; older ones are not listed.
  static let most = 1_000
  /// So many of a ticket's messages that have the words, the newest, are read.
  private static let mostMessages = 3

  let db: Database
  let query: Query
  /// The newest tickets that match, the newest first.
  let newest: [Int64]

  /// The tickets, the most relevant first; of those that are as good the newest.
  func rated() throws -> [Int64] {
    let words = query.condition.soughtWords
    guard !words.isEmpty else { return newest }
    let found = SearchExpression(anyOf: words).messagesOfTicket(
      "w.content_id, w.is_reply, w.received_at")
    let rated = try newest.enumerated().map { place, ticket in
      (ticket: ticket, place: place, worth: try worth(of: ticket, found))
    }
    return rated.sorted { ($1.worth, $0.place) < ($0.worth, $1.place) }.map(\.ticket)
  }

  private func worth(of ticket: Int64, _ found: SearchExpression.InTicket?) throws -> Double {
    let row = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT subject, customer_id FROM ticket WHERE row = ?"),
      arguments: [ticket])
    guard let row else { return 0 }
    let customer = try (row[1] as Data?).flatMap {
      try ContactRows.person(try CustomerID(stored: $0), in: db)
    }
    let orders = try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT l.number, o.body FROM order_link l
          LEFT JOIN order_cache o ON o.number_key = l.number_key AND o.channel = l.channel
          WHERE l.ticket = ? ORDER BY l.position
          """), arguments: [ticket])
    let relevance = Relevance(
      of: query.condition, subject: row[0], messages: try messages(of: ticket, found),
      customer: customer,
      orders: try orders.compactMap {
        try ($0[1] as String?).map { try JSON.value(Order.self, from: $0) }
      },
      orderNumbers: orders.map { $0[0] })
    return relevance.worth
  }

  private func messages(of ticket: Int64, _ found: SearchExpression.InTicket?) throws -> [Message] {
    guard let found else { return [] }
    let statement = try db.cachedStatement(sql: "\(found.sql) LIMIT \(Self.mostMessages)")
    return try Row.fetchAll(statement, arguments: [ticket, found.expression]).map { row in
      let bytes = try Content.bytes(of: try Content.ID(stored: row[0]), in: db)
      return try row[1]
        ? Message(JSON.value(Reply.self, from: bytes), sentAt: Instant(milliseconds: row[2]))
        : JSON.value(Message.self, from: bytes)
    }
  }
}
