internal import Domain
internal import Foundation
internal import GRDB
internal import Glibc

/// Making the derived tables again.
enum Rebuild {
  /// Empties them, and draws every event of the log into them in its order.
  static func run(in db: Database) throws -> Rebuilt {
    for table in Schema.derivedTables {
      try db.execute(sql: "DELETE FROM \(table)")
    }
    try SearchIndex.clear(in: db)
    var tickets = TicketRows(in: db)
    var words = SearchIndex.Waiting()
    var made = Rebuilt(tickets: 0, messages: 0, events: 0)
    try EventRows.forEach("1 ORDER BY seq", [], in: db) { logged in
      let event = logged.event
      made.events += 1
      if event.act.isOfCustomer { return try draw(event, in: db) }
      let before = try tickets.row(of: event.ticket)
      let number = before?.ticket.number ?? logged.payload.number ?? 0
      let after: Ticket
      do throws(Refusal) {
        after = try Ticket.applying(event, to: before?.ticket, number: number)
      } catch {
        throw Unreadable(what: "event \(event.number) cannot have happened: \(error.sentence)")
      }
      let key = try before?.row ?? tickets.claimRow()
      var row = before ?? TicketRow(row: key, ticket: after, updatedAt: event.occurredAt)
      let none = Content.ID(high: 0, low: 0)
      try Projection.apply(
        event, traces: nil, after: after, content: logged.payload.content ?? none, to: &row,
        words: &words, tickets: &tickets, in: db)
      tickets.put(row)
      if made.events.isMultiple(of: 5_000) {
        try tickets.forget()
        try words.file(in: db)
      }
    }
    try tickets.flush()
    try words.file(in: db)
    made.tickets = try Int.fetchOne(db, sql: "SELECT count(*) FROM ticket") ?? 0
    made.messages = try Int.fetchOne(db, sql: "SELECT count(*) FROM message") ?? 0
    return made
  }

  private static func draw(_ event: Event, in db: Database) throws {
    do {
      try JoinRows.apply(event, in: db)
    } catch let refusal as Refusal {
      throw Unreadable(what: "event \(event.number) cannot have happened: \(refusal.sentence)")
    }
  }
}

/// Looking whether the store holds together.
enum Examination {
  /// What was found, in the order in which it was looked at.
  static func run(in db: Database, path: String, full: Bool) throws -> [Finding] {
    var findings = [try pages(db), try log(db), try ends(db), try content(db), try version(db)]
    if path != Place.memory.path { findings += modes(path) }
    if full { findings.append(try raw(db)) }
    if try Sweep.isOwed(in: db) {
      findings.append(
        Finding(
          check: "erasure", isFine: false,
          detail: "an erasure was ended before it was through; run `shopbell erase` once more"))
    }
    return findings
  }

  private static func pages(_ db: Database) throws -> Finding {
    let words = try String.fetchAll(db, sql: "PRAGMA integrity_check(20)")
    return Finding(
      check: "pages", isFine: words == ["ok"],
      detail: words == ["ok"] ? "every page holds" : words.joined(separator: "; "))
  }

  private static func log(_ db: Database) throws -> Finding {
    let (broken, read) = try Chain.firstBreak(in: db)
    return Finding(
      check: "event chain", isFine: broken == nil,
      detail: broken.map { "event \($0) was changed after it was written" }
        ?? "\(read) events hold")
  }

  private static func ends(_ db: Database) throws -> Finding {
    let last = try EventNumber.fetchOne(db, sql: "SELECT max(seq) FROM event") ?? 0
    // A repair also looks at what an earlier version wrote.
    let drawn =
      try ["ticket", "customer_link"].filter { try db.tableExists($0) }
      .compactMap { try EventNumber.fetchOne(db, sql: "SELECT max(last_event) FROM \($0)") }
      .max() ?? 0
    return Finding(
      check: "event log", isFine: last == drawn,
      detail: last == drawn
        ? "the lists stand at its end"
        : "the lists stand at event \(drawn), the log ends at \(last)"
    )
  }

  private static func content(_ db: Database) throws -> Finding {
    let missing =
      try Int.fetchOne(
        db,
        sql: """
          SELECT count(*) FROM message
          WHERE NOT EXISTS (SELECT 1 FROM content WHERE content.id = message.content_id)
          """) ?? 0
    return Finding(
      check: "content", isFine: missing == 0,
      detail: missing == 0
        ? "every message has its words" : "\(missing) messages have lost their words")
  }

  private static func version(_ db: Database) throws -> Finding {
    let version = try String.fetchOne(db, sql: "SELECT sqlite_version()") ?? "unknown"
    let schema = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    return Finding(
      check: "versions", isFine: schema == Schema.migrations.count,
      detail: "SQLite \(version), schema \(schema)")
  }

  private static func modes(_ path: String) -> [Finding] {
    [path, path + "-wal", path + "-shm"].compactMap { file in
      var found = stat()
      guard stat(file, &found) == 0 else { return nil }
      let mode = String(found.st_mode & 0o777, radix: 8)
      return Finding(
        check: "mode", isFine: found.st_mode & 0o077 == 0, detail: "\(file) has mode \(mode)")
    }
  }

  private static func raw(_ db: Database) throws -> Finding {
    let (kept, broken) = try RawRows.check(in: db)
    return Finding(
      check: "raw messages", isFine: broken.isEmpty,
      detail: broken.isEmpty
        ? "all \(kept) have their hash"
        : "\(broken.count) of \(kept) are damaged, the first is \(broken[0])")
  }
}

/// Copies, and what a copy does when it wakes.
enum Backup {
  /// Writes a copy to a path where nothing is yet, readable by nobody else.
  static func write(_ db: Database, to path: String) throws {
    guard access(path, F_OK) != 0 else {
      throw StoreError.unsuitable(path: path, why: "there is a file already")
    }
    try Ground.prepare(path)
    do {
      try db.execute(sql: "VACUUM INTO ?", arguments: [path])
      let copy = try DatabaseQueue(path: path)
      try copy.write { try House.set("asleep", Data([1]), in: $0) }
      try copy.close()
    } catch {
      unlink(path)
      throw StoreError(error, path: path)
    }
  }

  /// Holds what a copy would otherwise send again, once, when it is first opened.
  static func wake(_ store: Store, in db: Database) throws {
    guard try House.value("asleep", in: db) != nil else { return }
    try db.inTransaction(.immediate) {
      guard try House.value("asleep", in: db) != nil else { return .rollback }
      try House.renew(in: db)
      var run = try store.run(in: db, by: .system, house: House(in: db))
      let waiting = try OutboxRows.states("state IN ('accepted', 'retry', 'sending')", [], in: db)
      for found in waiting {
        let ticket = try Data.fetchOne(
          db, sql: "SELECT id FROM ticket WHERE row = ?", arguments: [found.ticket])
        guard let ticket else { continue }
        let act: Act =
          found.state == .sending
          ? .replyUnsure(found.reply, reason: "it was on its way when this copy was made")
          : .replyHeld(found.reply)
        try run.perform(Change(try TicketID(stored: ticket), act))
      }
      try run.finish()
      try ListNewsRows.hold(in: db)
      try House.forget("asleep", in: db)
      return .commit
    }
  }
}
