internal import Domain
internal import Foundation
internal import GRDB

/// What the store knows that bears on incoming messages (B6).
struct MatchRows {
  let db: Database
  let tokens: Tokens

  /// What bears on each message, in their order.
  func contexts(of keys: [MatchKeys]) throws -> [MatchContext] {
    try keys.map { keys in
      let customer = try ContactRows.customer(at: keys.customer, on: keys.channel, in: db)
      return MatchContext(
        duplicate: try duplicate(keys), candidates: try candidates(keys, customer),
        customer: customer, orders: try orders(keys, customer))
    }
  }

  // MARK: - Here already

  private func duplicate(_ keys: MatchKeys) throws -> MatchContext.Duplicate? {
    if let erased = try Tombstones.duplicate(keys, tokens, in: db) { return erased }
    if let id = keys.externalID, let ours = try ourReply(id, keys) { return ours }
    if let raw = Data(hex: keys.raw), !raw.isEmpty {
      let statement = try db.cachedStatement(sql: "SELECT account FROM message WHERE raw = ?")
      if try String.fetchAll(statement, arguments: [raw]).contains(where: keys.isHere) {
        return .same
      }
    }
    let words = keys.said.isEmpty ? nil : Content.hash(of: keys.said)
    guard let id = keys.externalID, !id.isEmpty else {
      let statement = try db.cachedStatement(
        sql: "SELECT 1 FROM message WHERE words = ? AND external_id IS NULL LIMIT 1")
      guard let words else { return nil }
      return try Bool.fetchOne(statement, arguments: [words]) ?? false ? .same : nil
    }
    let statement = try db.cachedStatement(
      sql: "SELECT words, account FROM message WHERE external_id = ?")
    let namesakes = try Row.fetchAll(statement, arguments: [id]).filter { keys.isHere($0[1]) }
    if namesakes.contains(where: { ($0[0] as Data?) == words }) { return .same }
    if namesakes.isEmpty, let ours = keys.ours,
      let reply = try ourReply(said: ours, through: keys.account)
    {
      return reply
    }
    return namesakes.contains { ($0[1] as String) == keys.account } ? .sameIDOtherWords : nil
  }

  private func ourReply(_ id: String, _ keys: MatchKeys) throws -> MatchContext.Duplicate? {
    // One look into each index: sorted together they would cost ten times as much.
    let statement = try db.cachedStatement(
      sql: """
        SELECT o.reply_id, t.id, o.state, o.sent_at, t.account
        FROM outbox o JOIN ticket t ON t.row = o.ticket WHERE o.external_id = ?1
        UNION ALL
        SELECT o.reply_id, t.id, o.state, o.sent_at, t.account
        FROM outbox o JOIN ticket t ON t.row = o.ticket WHERE o.receipt_id = ?1
        """)
    guard !id.isEmpty,
      let row = try Row.fetchAll(statement, arguments: [id]).first(where: { keys.isHere($0[4]) }),
      let state = Delivery(rawValue: row[2])
    else { return nil }
    // Where some have it already, its copy says nothing about the others.
    let hasLeft = row[3] as Int64? != nil
    return .ourReply(
      try ReplyID(stored: row[0]), ticket: try TicketID(stored: row[1]),
      state == .unsure && hasLeft ? .sent : state)
  }

  /// A reply that may have left without anybody telling its id there.
  private func ourReply(
    said ours: MatchKeys.Ours, through account: AccountName
  ) throws -> MatchContext.Duplicate? {
    let waiting = try OutboxRows.states(
      "is_waiting = 1 AND state IN ('sending', 'unsure', 'held')", [], in: db)
    let sent = try OutboxRows.states(
      "state = 'sent' AND receipt_id IS NULL AND sent_at >= ?",
      [(ours.at - .hours(1)).milliseconds], in: db)
    for row in waiting + sent {
      let reply = try OutboxRows.reply(of: row, in: db)
      guard reply.account == account, ours.isSaid(by: reply) else { continue }
      return .ourReply(reply.id, ticket: reply.ticket, row.state)
    }
    return nil
  }

  // MARK: - Candidates

  private func candidates(_ keys: MatchKeys, _ customer: Customer?) throws -> [MatchCandidate] {
    var found: [(row: Int64, reason: MatchCandidate.Reason)] = []
    for answered in keys.answers {
      guard let ticket = tokens.ticket(messageID: answered) else { continue }
      let split = try rows(ofReply: answered)
      found += try (split.isEmpty ? rows(of: ticket) : split).map { ($0, .token) }
    }
    for address in keys.recipients {
      guard let ticket = tokens.ticket(address: address) else { continue }
      found += try rows(of: ticket).map { ($0, .addressToken) }
    }
    for neighbour in keys.conversation {
      found += try rows(holding: neighbour, keys).map { ($0, .conversation) }
    }
    for answered in keys.answers where !answered.isEmpty {
      found += try rows(holding: answered, keys).map { ($0, .reference) }
    }
    found += try marketplace(keys, customer)
    for mark in Tokens.marks(in: keys.subject) {
      found += try rows(mark).map { ($0, .subjectToken) }
    }
    var taken: Set<Int64> = []
    return try found.filter { taken.insert($0.row).inserted }.compactMap(candidate)
  }

  private func rows(of ticket: TicketID) throws -> [Int64] {
    try Int64.fetchAll(
      db.cachedStatement(sql: "SELECT row FROM ticket WHERE id = ?"), arguments: [ticket.blob])
  }

  /// Where a reply of ours lies, which may have been split off since it was written.
  private func rows(ofReply id: String) throws -> [Int64] {
    try Int64.fetchAll(
      db.cachedStatement(
        sql: "SELECT ticket FROM message WHERE external_id = ? AND is_reply = 1 ORDER BY seq DESC"),
      arguments: [id])
  }

  private func rows(holding id: String, _ keys: MatchKeys) throws -> [Int64] {
    let messages = try Row.fetchAll(
      db.cachedStatement(
        sql: "SELECT ticket, account FROM message WHERE external_id = ? ORDER BY seq DESC"),
      arguments: [id])
    let receipts = try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT ifnull(
            (SELECT m.ticket FROM message m WHERE m.external_id = o.external_id AND m.is_reply = 1),
            o.ticket), t.account
          FROM outbox o JOIN ticket t ON t.row = o.ticket WHERE o.receipt_id = ?
          """), arguments: [id])
    return (messages + receipts).filter { keys.isHere($0[1]) }.map { $0[0] }
  }

  private func rows(_ mark: (number: Int, code: String)) throws -> [Int64] {
    let statement = try db.cachedStatement(sql: "SELECT row, id FROM ticket WHERE number = ?")
    return try Row.fetchAll(statement, arguments: [mark.number]).compactMap { row in
      let ticket = try TicketID(stored: row[1])
      return tokens.holds(code: mark.code, number: mark.number, ticket: ticket) ? row[0] : nil
    }
  }

  /// The customer's tickets on the same marketplace: of the same order, else of the last 14 days
  /// unless they are plainly about another order.
  private func marketplace(_ keys: MatchKeys, _ customer: Customer?) throws -> [(
    Int64, MatchCandidate.Reason
  )] {
    guard keys.channel != .email, let customer else { return [] }
    let group = try JoinRows.group(of: customer.id, in: db).map(\.blob)
    let tickets: SQL = """
      SELECT row, last_message_at FROM ticket
      WHERE customer_id IN \(group) AND channel = \(keys.channel.rawValue)
        AND account NOT IN \(keys.elsewhere.sorted())
      ORDER BY last_message_at DESC, row DESC LIMIT 100
      """
    let wanted = Set(keys.orders.map(OrderRows.key))
    var sameOrder: [(Int64, MatchCandidate.Reason)] = []
    var sameCustomer: [(Int64, MatchCandidate.Reason)] = []
    for row in try SQLRequest<Row>(literal: tickets).fetchAll(db) {
      let key: Int64 = row[0]
      let orders = try String.fetchSet(
        db.cachedStatement(sql: "SELECT number_key FROM order_link WHERE ticket = ?"),
        arguments: [key])
      if !wanted.isDisjoint(with: orders) {
        sameOrder.append((key, .marketplaceOrder))
      } else if wanted.isEmpty || orders.isEmpty,
        Instant(milliseconds: row[1]) >= keys.receivedAt - .days(14)
      {
        sameCustomer.append((key, .marketplaceCustomer))
      }
    }
    return sameOrder + sameCustomer
  }

  /// The ticket that a merged one is shown within; itself where it is none. Where the way ends
  /// nowhere, the last one found.
  private func survivor(of row: Int64) throws -> Int64 {
    var known: Set<Int64> = []
    var row = row
    let statement = try db.cachedStatement(
      sql: "SELECT s.row FROM ticket t JOIN ticket s ON s.id = t.merged_into WHERE t.row = ?")
    while known.insert(row).inserted, let next = try Int64.fetchOne(statement, arguments: [row]) {
      row = next
    }
    return row
  }

  private func candidate(_ row: Int64, _ reason: MatchCandidate.Reason) throws -> MatchCandidate? {
    let source = row
    let row = try survivor(of: row)
    let statement = try db.cachedStatement(
      sql: """
        SELECT id, status, customer_id FROM ticket WHERE row = ?1
          AND NOT EXISTS (
            SELECT 1 FROM ticket e WHERE e.row IN (?1, ?2) AND e.erased_at IS NOT NULL)
        """)
    // Where somebody was erased, nothing of theirs is joined to it again.
    guard let found = try Row.fetchOne(statement, arguments: [row, source]) else { return nil }
    return MatchCandidate(
      ticket: try TicketID(stored: found[0]), reason: reason,
      status: try TicketRows.status(found[1]),
      customer: try (found[2] as Data?).map { try CustomerID(stored: $0) },
      participants: try MessageRows.participants(of: row, in: db).union(
        source == row ? [] : MessageRows.participants(of: source, in: db)))
  }

  // MARK: - Orders

  private func orders(_ keys: MatchKeys, _ customer: Customer?) throws -> [Order] {
    guard keys.orders.isEmpty else { return try OrderRows.orders(numbers: keys.orders, in: db) }
    let addresses = Set([keys.customer] + (customer?.identities ?? []).map(\.address))
    return Array(try OrderRows.orders(addresses: addresses.sorted(), in: db).prefix(20))
  }
}

extension MatchKeys {
  /// Whether what came through an account may be of this one's conversations.
  fileprivate func isHere(_ account: AccountName) -> Bool { !elsewhere.contains(account) }
}
