internal import Domain
internal import Foundation
internal import GRDB
internal import Seal

/// What lies elsewhere: in others' tickets, in the ledger, among the orders.
extension ErasePlan {
  /// Finds all of it; to be called once, when everybody and every ticket is taken.
  mutating func complete() throws {
    try takeOrders()
    try takeContacts()
    var size = -1
    var named: Set<Data> = []
    // What is found in others' tickets has bytes and Message-IDs of its own, which may lead on.
    while size != raws.count + externalIDs.count + rewritten.count {
      size = raws.count + externalIDs.count + rewritten.count
      try takeLedger()
      named = try takeContent()
    }
    raws.subtract(named)
  }

  /// The numbers of tickets that must be kept because they bear a tag.
  func held(by tag: Tag) throws -> [Int] {
    let statement = try db.cachedStatement(
      sql: """
        SELECT 1 FROM ticket t JOIN ticket_tag g ON g.ticket = t.row WHERE t.id = ? AND g.tag = ?
        """)
    return try tickets.merging(shared) { own, _ in own }.filter { id, _ in
      try Bool.fetchOne(statement, arguments: [id.blob, tag.word]) ?? false
    }.map(\.value).sorted()
  }

  // MARK: - Orders

  private mutating func takeOrders() throws {
    guard !people.isEmpty || !addresses.isEmpty else { return }
    var found: [Row] = []
    let columns = "SELECT row, email, phone, body FROM order_cache"
    for address in addresses.sorted() {
      found += try Row.fetchAll(
        db, sql: "\(columns) WHERE email = ?1 OR phone = ?1", arguments: [address])
    }
    let known = Set(names.map { $0.lowercased() })
    for order in linked.sorted() {
      // Without an address of its own it is the customer's who asked for it.
      found += try Row.fetchAll(
        db, sql: "\(columns) WHERE number_key = ? AND channel = ? AND email = ''",
        arguments: [OrderRows.key(order.number), order.channel.rawValue]
      ).filter { row in
        let order = try JSON.value(Order.self, from: row[3] as String)
        return order.customerName.isEmpty || known.contains(order.customerName.lowercased())
      }
    }
    for row in found where orders.insert(row[0]).inserted {
      let order = try JSON.value(Order.self, from: row[3] as String)
      linked.insert(order.id)
      canaries.add(order.number)
      for text in [order.customerName, order.customerPhone] + order.address { canaries.add(text) }
      for shipment in order.shipments { canaries.add(shipment.trackingNumber) }
      for claim in order.claims { canaries.add(wordsOf: claim.wanted) }
      for note in order.notes { canaries.add(wordsOf: note.text) }
      if let buyer = order.buyer { canaries.add(wordsOf: buyer.note) }
      for text in order.extra.values { canaries.add(wordsOf: text) }
    }
  }

  // MARK: - Customer lists

  /// What lists said of them goes with their addresses.
  private mutating func takeContacts() throws {
    for entry in try CustomerListRows.entries(of: addresses.sorted(), in: db) {
      guard let contact = entry.contact else { continue }
      canaries.add(contact.name)
      for property in contact.properties { canaries.add(wordsOf: property.text) }
    }
  }

  // MARK: - The ledger

  private mutating func takeLedger() throws {
    ledger = []
    let needles = Needles(addresses.filter(Redaction.isTelling))
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT account, source, external_id, raw, reason, fate,
          EXISTS (SELECT 1 FROM message WHERE message.raw = ledger.raw) FROM ledger
        """)
    while let row = try rows.next() {
      let raw = row[3] as Data? ?? Data()
      let text = "\(row[1] as String) \(row[4] as String)"
      var isTheirs =
        raws.contains(raw) || (row[2] as String?).map(externalIDs.contains) ?? false
        || !needles.hits(in: Data(text.utf8)).isEmpty
      if !isTheirs, !needles.texts.isEmpty, !(row[6] as Bool), !raw.isEmpty {
        // No ticket has it: whose it is stands in it.
        let bytes = try? RawRows.bytes(sha256: Spelling.hex(raw), in: db)
        isTheirs = bytes.map { !needles.hits(in: $0).isEmpty } ?? false
      }
      guard isTheirs else { continue }
      ledger.append((row[0], row[1]))
      take(raw: raw)
    }
  }

  // MARK: - Others' tickets

  /// Takes what content outside the erased tickets says of them, and gives back the bytes that it
  /// names.
  private mutating func takeContent() throws -> Set<Data> {
    // More is known of them than when these were found.
    for id in redacted { rewritten[id] = nil }
    redacted = []
    let words = Needles(addresses.union(externalIDs).filter(Redaction.isTelling))
    // By way of a merger others' tickets may be linked to their orders.
    let numbers = Needles(addresses.isEmpty ? [] : linked.map(\.number))
    let hashes = Needles(raws.map { Spelling.hex($0) })
    var named: Set<Data> = []
    var hits: Set<Content.ID> = []
    let rows = try Row.fetchCursor(db, sql: "SELECT id, bytes FROM content")
    while let row = try rows.next() {
      let id = try Content.ID(stored: row[0])
      let bytes: Data = row[1]
      let isShort = bytes.count <= Self.longestOrder
      if rewritten[id] == nil,
        !words.hits(in: bytes).isEmpty || isShort && !numbers.hits(in: bytes).isEmpty
      {
        hits.insert(id)
      }
      for hit in hashes.hits(in: rewritten[id] ?? bytes) {
        if let hash = Data(hex: String(decoding: hashes.texts[hit.text], as: UTF8.self)) {
          named.insert(hash)
        }
      }
    }
    for text in try String.fetchAll(db, sql: "SELECT body FROM draft") {
      let draft = try JSON.value(Draft.self, from: text)
      guard tickets[draft.ticket] == nil else { continue }
      named.formUnion(draft.attachments.compactMap { Data(hex: $0.sha256) })
    }
    if !hits.isEmpty { try takeEvents(naming: hits) }
    return named
  }

  /// No content that names an order is longer.
  private static let longestOrder = 400

  private mutating func takeEvents(naming hits: Set<Content.ID>) throws {
    var numbers: [EventNumber] = []
    let rows = try Row.fetchCursor(
      db, sql: "SELECT seq, payload FROM event WHERE payload LIKE '%\"content\":%'")
    while let row = try rows.next() {
      let payload = try JSON.value(Payload.self, from: row[1] as String)
      if let content = payload.content, hits.contains(content) { numbers.append(row[0]) }
    }
    let redaction = redaction
    for number in numbers {
      for logged in try EventRows.events("seq = ?", [number], in: db) {
        try redact(logged, redaction)
      }
    }
  }

  private mutating func redact(_ logged: LoggedEvent, _ redaction: Redaction) throws {
    guard let content = logged.payload.content, rewritten[content] == nil else { return }
    let ticket = try home(of: logged)
    let before = rewritten.count
    let bytes = try Content.bytes(of: content, in: db)
    switch logged.event.act {
    case .linkedOrder(let order), .unlinkedOrder(let order):
      if linked.contains(order), try isTheirs(order, in: ticket) { try erase(logged) }
    case .orderAsked(let errand)
    where linked.contains(errand.order) || redaction.isNamed(in: bytes):
      try erase(logged)
    case _ where !redaction.isNamed(in: bytes): break
    case .received(let message), .bounced(let message):
      let isTheirs =
        redaction.areTheirs([message.from]) || redaction.areTheirs(message.replyTo)
      if isTheirs { try erase(logged) } else { try keep(message, redaction, content) }
    case .answeredElsewhere(let message):
      let isTheirs = redaction.areTheirs(message.to + message.cc + message.bcc)
      if isTheirs { try erase(logged) } else { try keep(message, redaction, content) }
    case .noted(let message):
      redact(content, as: try redaction.taken(outOf: message))
    case .replyQueued(let reply):
      if reply.recipients.contains(where: redaction.isTheirs),
        let state = try OutboxRows.state(of: reply.id, in: db), state.state.isWaiting
      {
        waiting[reply.id] = ticket
      }
      if redaction.areTheirs(reply.recipients) {
        try erase(logged)
      } else {
        redact(content, as: try redaction.taken(outOf: reply))
      }
    case .replySent(_, let receipt), .replySettled(_, let receipt):
      redact(content, as: try redaction.taken(outOf: receipt))
    default:
      redact(content, as: redaction.taken(outOf: bytes))
    }
    guard rewritten.count > before else { return }
    shared[ticket] = try TicketRows.read(ticket, in: db)?.ticket.number
  }

  /// Somebody else's message that names them: its words stay, its bytes cannot.
  private mutating func keep(_ message: Message, _ redaction: Redaction, _ content: Content.ID)
    throws
  {
    if let raw = message.raw.flatMap({ Data(hex: $0) }) { take(raw: raw) }
    if !message.said.isEmpty {
      let hash = Content.hash(of: message.said)
      marks.insert(Tombstones.code(.words(hash, message.externalID), tokens))
    }
    redact(content, as: try redaction.taken(outOf: message))
  }

  private mutating func redact(_ content: Content.ID, as bytes: Data) {
    rewritten[content] = bytes
    redacted.insert(content)
  }

  /// An order that somebody else is known to have made is not theirs, whoever asked about it; one
  /// that nobody is known to have made came along with a ticket of theirs.
  private func isTheirs(_ order: OrderID, in ticket: TicketID) throws -> Bool {
    let statement = try db.cachedStatement(
      sql: "SELECT row FROM order_cache WHERE number_key = ? AND channel = ?")
    let row = try Int64.fetchOne(
      statement, arguments: [OrderRows.key(order.number), order.channel.rawValue])
    if let row { return orders.contains(row) }
    let absorbed = try TicketRows.read(ticket, in: db)?.ticket.absorbed ?? []
    return absorbed.contains { tickets[$0] != nil }
  }
}
