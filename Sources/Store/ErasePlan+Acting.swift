internal import Domain
internal import Foundation
internal import GRDB
internal import Seal

/// Carrying a plan out, within one transaction.
extension ErasePlan {
  /// The bytes that go and are there.
  func presentRaws() throws -> [Data] {
    let statement = try db.cachedStatement(sql: "SELECT 1 FROM raw WHERE hash = ?")
    return try raws.filter { try Bool.fetchOne(statement, arguments: [$0]) ?? false }
  }

  /// Erases everything; gives back how many mails and files went.
  func carryOut(for store: Store, by actor: Actor) throws -> Int {
    let now = store.clock()
    try happen(for: store, by: actor)
    let rewrite = try db.cachedStatement(
      sql: "UPDATE content SET bytes = ?, hash = NULL WHERE id = ?")
    for (id, bytes) in rewritten { try rewrite.execute(arguments: [bytes, id.blob]) }
    let count = try dropRaws()
    try dropFacts()
    try redactFacts()
    try Tombstones.put(marks, at: now, in: db)
    // What lists show is made again of what the log says now: the same as any later rebuild makes.
    _ = try Rebuild.run(in: db)
    for table in ["customer_search", "order_search"] {
      try db.execute(sql: "INSERT INTO \(table)(\(table)) VALUES ('rebuild')")
    }
    return count
  }

  // MARK: - The log

  private func happen(for store: Store, by actor: Actor) throws {
    var run = try store.run(in: db, by: actor)
    for (reply, ticket) in waiting.sorted(by: { $0.key < $1.key }) {
      guard let state = try OutboxRows.state(of: reply, in: db) else { continue }
      try run.perform(Change(ticket, stopping(state, at: run.now)))
    }
    for ticket in tickets.keys.sorted() { try run.perform(Change(ticket, .erased)) }
    for ticket in shared.keys.sorted() where tickets[ticket] == nil {
      try run.perform(Change(ticket, .redacted))
    }
    try run.finish()
  }

  /// What ends a reply's way: it is taken back where that can be, else nobody looks for it again.
  private func stopping(_ state: OutboxState, at now: Instant) -> Act {
    if (try? state.admit(.replyRecalled(state.reply), at: now)) != nil {
      return .replyRecalled(state.reply)
    }
    // A process that was sending it is gone, for the store is ours alone.
    if state.state == .sending { return .replyUnsure(state.reply, reason: Erased.text) }
    return .replySettled(state.reply, Receipt(at: now, answer: Erased.text))
  }

  // MARK: - Bytes

  private func dropRaws() throws -> Int {
    var count = 0
    let hashes = raws.sorted { $0.lexicographicallyPrecedes($1) }
    for hash in hashes {
      try db.cachedStatement(sql: "DELETE FROM raw_part WHERE whole = ?").execute(arguments: [hash])
    }
    for hash in hashes {
      // A file stays where a mail that stays is put together with it.
      let isPart = try Bool.fetchOne(
        db.cachedStatement(sql: "SELECT 1 FROM raw_part WHERE part = ?"), arguments: [hash])
      if isPart == true { continue }
      try db.cachedStatement(sql: "DELETE FROM raw WHERE hash = ?").execute(arguments: [hash])
      count += db.changesCount
      try db.cachedStatement(sql: "DELETE FROM raw_piece WHERE hash = ?")
        .execute(arguments: [hash])
      try db.cachedStatement(sql: "DELETE FROM server_mail WHERE raw = ?")
        .execute(arguments: [hash])
    }
    return count
  }

  // MARK: - Facts

  private func dropFacts() throws {
    for ticket in tickets.keys {
      for table in ["draft", "read_mark", "presence", "list_news"] {
        try db.execute(sql: "DELETE FROM \(table) WHERE ticket_id = ?", arguments: [ticket.blob])
      }
    }
    for row in orders {
      try SearchIndex.removeOrder(row: row, in: db)
      try db.execute(sql: "DELETE FROM order_cache WHERE row = ?", arguments: [row])
    }
    for customer in people {
      let id = customer.id.blob
      let row = try Int64.fetchOne(
        db, sql: "SELECT row FROM customer WHERE id = ?", arguments: [id])
      if let row { try SearchIndex.removeCustomer(row: row, in: db) }
      try db.execute(
        sql: "UPDATE customer SET name = ? WHERE id = ?", arguments: [Erased.name, id])
      try db.execute(sql: "DELETE FROM identity WHERE customer_id = ?", arguments: [id])
    }
    for address in addresses {
      try db.execute(sql: "DELETE FROM contact_cache WHERE address = ?", arguments: [address])
    }
    try blankLedger()
  }

  /// The fate stays, for what was fetched must add up; a source that names them is replaced.
  private func blankLedger() throws {
    let needles = Needles(canaries.exact.union(names))
    for (account, source) in ledger {
      let names = !needles.hits(in: Data(source.utf8), isWhole: false).isEmpty
      let other =
        names ? "\(Erased.text)/\(Spelling.hex(Tombstones.code(.reply(source), tokens)))" : source
      try db.execute(
        sql: """
          UPDATE ledger SET source = ?, external_id = NULL, raw = NULL, reason = ?
          WHERE account = ? AND source = ?
          """, arguments: [other, Erased.text, account, source])
    }
  }

  private func redactFacts() throws {
    let redaction = redaction
    for row in try Row.fetchAll(db, sql: "SELECT ticket_id, agent, body FROM draft") {
      let text: String = row[2]
      let taken = try redaction.taken(outOf: JSON.value(Draft.self, from: text))
      try update("draft", "body", text, taken, "ticket_id = ? AND agent = ?", [row[0], row[1]])
    }
    for row in try Row.fetchAll(db, sql: "SELECT account, body FROM account_state") {
      let text: String = row[1]
      let taken = redaction.taken(outOf: Data(text.utf8))
      try update("account_state", "body", text, taken, "account = ?", [row[0]])
    }
    for row in try Row.fetchAll(db, sql: "SELECT account, address, body FROM contact_cache") {
      let text: String = row[2]
      let taken = redaction.taken(outOf: Data(text.utf8))
      try update(
        "contact_cache", "body", text, taken, "account = ? AND address = ?", [row[0], row[1]])
    }
    for row in try Row.fetchAll(db, sql: "SELECT id, what FROM undo_step") {
      let text: String = row[1]
      let taken = redaction.taken(outOf: Data(text.utf8))
      try update("undo_step", "what", text, taken, "id = ?", [row[0]])
    }
    // A step of which nothing is left to take back is not offered any more.
    try db.execute(
      sql: """
        UPDATE undo_step SET is_final = 1 WHERE NOT EXISTS (
          SELECT 1 FROM event JOIN ticket ON ticket.id = event.ticket_id
          WHERE event.undo_id = undo_step.id AND ticket.erased_at IS NULL)
        AND NOT EXISTS (
          SELECT 1 FROM event JOIN customer ON customer.id = event.ticket_id
          WHERE event.undo_id = undo_step.id AND customer.name <> ?)
        """, arguments: [Erased.name])
  }

  private func update(
    _ table: String, _ column: String, _ old: String, _ new: Data, _ condition: String,
    _ arguments: StatementArguments
  ) throws {
    let text = String(decoding: new, as: UTF8.self)
    guard text != old else { return }
    try db.execute(
      sql: "UPDATE \(table) SET \(column) = ? WHERE \(condition)", arguments: [text] + arguments)
  }
}
