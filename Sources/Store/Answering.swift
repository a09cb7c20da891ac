internal import Domain
internal import Foundation
internal import GRDB

/// A question put to the tables.
struct Answering {
  let db: Database
  let tokens: Tokens
  let now: Instant
  let holder: Holder

  /// The answer, as the tables stand.
  func answer(_ question: Question) throws -> Answer {
    switch question {
    case .inbox(let query, let sort, let offset, let limit, let agent, let near):
      .inbox(
        try lists(agent).page(query, sort: sort, offset: offset, limit: limit, near: near))
    case .count(let query, let agent): .count(try lists(agent).count(query))
    case .ticket(let id, let agent): .ticket(try sheet(id, agent))
    case .find(let text): .found(try find(text))
    case .customer(let id, let agent): .customer(try customer(id, agent))
    case .customers(let text): .customers(try NamedCustomers(db: db).found(text))
    case .counts: .counts(try counts())
    case .outbox(let all):
      .outbox(try OutboxRows.rows(all ? "1" : "is_waiting = 1", [], in: db))
    case .accounts: .accounts(try AccountRows.states(in: db))
    case .tags: .tags(try tags())
    case .presence(let agent):
      .presence(try PresenceRows.others(than: agent, holder: holder, in: db))
    case .orders(let numbers, let addresses, let tracking):
      .orders(
        try OrderRows.orders(numbers: numbers, addresses: addresses, tracking: tracking, in: db))
    case .selected(let selection, let agent):
      .selected(try lists(agent).selected(selection))
    case .stretch(let query, let sort, let offset, let limit, let agent):
      .selected(try lists(agent).stretch(query, sort: sort, offset: offset, limit: limit))
    case .undoSteps(let agent): .undoSteps(try UndoRows.steps(of: agent, in: db))
    case .match(let keys): .match(try MatchRows(db: db, tokens: tokens).contexts(of: keys))
    case .cursor(let account): .cursor(try AccountRows.cursor(of: account, in: db))
    case .serverMail(let account): .serverMail(try ServerMailRows.all(of: account, in: db))
    case .errands(let account, let kinds, let moment, let limit):
      .errands(
        try ErrandRows.errands(of: account, kinds, quietSince: moment, limit: limit, in: db))
    case .listNews(let account, let since, let moment, let limit):
      .listNews(
        try ListNewsRows.news(
          for: account, since: since, quietSince: moment, limit: limit, in: db))
    case .places(let hashes): .serverMail(try ServerMailRows.places(of: hashes, in: db))
    case .bytes(let hash): .bytes(try RawRows.bytes(sha256: hash, in: db))
    case .events(let number, let limit):
      .events(
        try EventRows.events(
          "seq > ? ORDER BY seq LIMIT ?", [number, max(0, limit)], in: db
        ).map(\.event))
    case .log(let before, let limit): .log(try log(before: before ?? .max, limit: limit))
    case .ledger: .ledger(try AccountRows.fates(in: db))
    case .ledgerDays(let since, let zone):
      .ledgerDays(try AccountRows.days(since: since, zone, in: db))
    case .channels(let since): .channels(try HealthRows(db: db, since: since).all())
    }
  }

  /// The part of an answer that is there at once, where the rest takes its time.
  func glimpse(_ question: Question) throws -> Answer? {
    guard case .inbox(let query, let sort, let offset, let limit, let agent, let near) = question
    else { return nil }
    let page = try lists(agent).glimpse(
      query, sort: sort, offset: offset, limit: limit, near: near)
    return page.isCounted ? nil : .inbox(page)
  }

  private func lists(_ agent: AgentID) -> InboxRows {
    InboxRows(db: db, agent: agent, now: now)
  }

  // MARK: - One ticket

  private func sheet(_ id: TicketID, _ agent: AgentID) throws -> TicketSheet? {
    guard let row = try TicketRows.read(id, in: db) else { return nil }
    let customer = row.ticket.customer
    var sheet = TicketSheet(
      ticket: row.ticket,
      customer: try customer.flatMap { try ContactRows.person($0, in: db) },
      messages: try MessageRows.messages(of: row.row, in: db),
      outbox: try OutboxRows.rows("ticket = ? AND is_waiting = 1", [row.row], in: db),
      orders: try OrderRows.orders(of: row.ticket, in: db),
      earlier: try customer.map { try lists(agent).earlier(of: $0, than: row.row) } ?? [],
      draft: try DraftRows.draft(id, of: agent, in: db),
      events: try EventRows.events("ticket_id = ? ORDER BY seq", [id.blob], in: db).map(\.event))
    sheet.readUpTo = try DraftRows.readUpTo(id, by: agent, in: db)
    if !row.ticket.absorbed.isEmpty { try addMerged(to: &sheet) }
    sheet.contacts = try CustomerListRows.entries(of: sheet.customer, in: db)
    sheet.candidates = try OrderCandidates(db: db).found(for: sheet)
    if let person = sheet.customer, !person.isErased {
      let group = try JoinRows.group(of: person.id, in: db)
      sheet.dealings = try DealingRows(db: db, group: group).dealings()
      var candidates = CustomerCandidates(of: person, group, in: db)
      sheet.doubles = try candidates.all()
    }
    return sheet
  }

  // MARK: - One customer

  private func customer(_ id: CustomerID, _ agent: AgentID) throws -> CustomerSheet? {
    let group = try JoinRows.group(of: id, in: db)
    guard let person = try ContactRows.person(group[0], in: db) else { return nil }
    let rows = DealingRows(db: db, group: group)
    var candidates = CustomerCandidates(of: person, group, in: db)
    return CustomerSheet(
      customer: person, members: try group.compactMap { try ContactRows.customer($0, in: db) },
      dealings: try rows.dealings(),
      tickets: try lists(agent).earlier(of: person.id, than: 0), orders: try rows.orders(),
      candidates: try candidates.all())
  }

  /// What was said in the tickets that were merged into it, and in those merged into them.
  private func addMerged(to sheet: inout TicketSheet) throws {
    var waiting = sheet.ticket.absorbed
    var known: Set<TicketID> = [sheet.ticket.id]
    while let id = waiting.popLast() {
      guard known.insert(id).inserted, let row = try TicketRows.read(id, in: db) else { continue }
      waiting += row.ticket.absorbed
      let messages = try MessageRows.messages(of: row.row, in: db)
      sheet.messages += messages
      sheet.outbox += try OutboxRows.rows("ticket = ? AND is_waiting = 1", [row.row], in: db)
      sheet.merged.append(
        MergedTicket(
          id: id, number: row.ticket.number, subject: row.ticket.subject,
          messages: Set(messages.map(\.id))))
    }
    sheet.merged.sort { $0.number < $1.number }
    // Equal moments keep the order in which their tickets began.
    sheet.messages = sheet.messages.enumerated().sorted {
      ($0.element.receivedAt, $0.offset) < ($1.element.receivedAt, $1.offset)
    }.map(\.element)
  }

  // MARK: - What happened

  /// The last events before one that tell somebody something, newest first, with their tickets.
  private func log(before number: EventNumber, limit: Int) throws -> [TicketEvent] {
    let quiet = Act.quietTypes.sorted().map { "'\($0)'" }.joined(separator: ", ")
    let events = try EventRows.events(
      "seq < ? AND type NOT IN (\(quiet)) ORDER BY seq DESC LIMIT ?", [number, max(0, limit)],
      in: db)
    var tickets: [TicketID: Row] = [:]
    func ticket(_ id: TicketID) throws -> Row? {
      if let known = tickets[id] { return known }
      let statement = try db.cachedStatement(
        sql: "SELECT number, subject, sender FROM ticket WHERE id = ?")
      tickets[id] = try Row.fetchOne(statement, arguments: [id.blob])
      return tickets[id]
    }
    return try events.compactMap { logged in
      if let customer = logged.event.customer { return try told(logged.event, of: customer) }
      guard let row = try ticket(logged.event.ticket) else { return nil }
      var told = TicketEvent(logged.event, number: row[0], subject: row[1], customer: row[2])
      if case .merged(let survivor) = logged.event.act {
        told.other = try ticket(survivor).map { $0[0] }
      }
      if case .split(let split) = logged.event.act { told.other = split.number }
      if case .rejoined(let split) = logged.event.act { told.other = split.number }
      return told
    }
  }

  /// What happened to a customer is told of the newest of their tickets; of nobody's it is not told.
  private func told(_ event: Event, of customer: CustomerID) throws -> TicketEvent? {
    let statement = try db.cachedStatement(
      sql: """
        SELECT id, number, subject FROM ticket WHERE customer_id = ?
        ORDER BY last_message_at DESC, row DESC LIMIT 1
        """)
    guard let row = try Row.fetchOne(statement, arguments: [customer.blob]) else { return nil }
    var event = event
    event.ticket = try TicketID(stored: row[0])
    let name = { (id: CustomerID) in try ContactRows.customer(id, in: db)?.label ?? "" }
    var told = TicketEvent(event, number: row[1], subject: row[2], customer: try name(customer))
    switch event.act {
    case .customerJoined(let other), .customerParted(let other):
      told.otherCustomer = try name(other)
    default: break
    }
    return told
  }

  private func find(_ text: String) throws -> TicketID? {
    let word = text.trimmingCharacters(in: .whitespaces)
    if let id = TicketID(word) {
      let known = try Data.fetchOne(
        db.cachedStatement(sql: "SELECT id FROM ticket WHERE id = ?"), arguments: [id.blob])
      return known == nil ? nil : id
    }
    guard let number = Int(word.hasPrefix("#") ? String(word.dropFirst()) : word) else {
      return nil
    }
    return try Data.fetchOne(
      db.cachedStatement(sql: "SELECT id FROM ticket WHERE number = ?"), arguments: [number]
    ).map { try TicketID(stored: $0) }
  }

  // MARK: - Numbers

  private func counts() throws -> Counts {
    var counts = Counts()
    let tickets = try db.cachedStatement(
      sql: """
        SELECT count(*), ifnull(sum(due_key < ?1), 0),
          ifnull(sum(due_key >= ?1 AND due_key <= ?2), 0)
        FROM ticket
        WHERE in_sight = 1 AND is_open = 1 AND ifnull(snoozed_until, ?1) <= ?1
        """)
    let soon = now + .hours(24)
    if let row = try Row.fetchOne(tickets, arguments: [now.milliseconds, soon.milliseconds]) {
      (counts.open, counts.overdue, counts.dueSoon) = (row[0], row[1], row[2])
    }
    let states = try String.fetchAll(
      db.cachedStatement(sql: "SELECT state FROM outbox WHERE is_waiting = 1"))
    for state in states.compactMap({ Delivery(rawValue: $0) }) {
      if state.needsAgent { counts.stuck += 1 } else { counts.toSend += 1 }
    }
    return counts
  }

  private func tags() throws -> [TagCount] {
    try Row.fetchAll(
      db,
      sql: "SELECT tag, count(*) AS n FROM ticket_tag GROUP BY tag ORDER BY n DESC, tag"
    ).compactMap { row in
      Tag(row[0] as String).map { TagCount(tag: $0, count: row[1]) }
    }
  }
}
