internal import Domain
internal import Foundation
internal import GRDB

/// All that an erasure takes, found before anything is changed.
///
/// What was said in a customer's own tickets goes, whoever said it: it is about them. In the
/// tickets of others what they wrote themselves and what we wrote to them alone goes, and from the
/// rest their names and addresses.
struct ErasePlan {
  let db: Database
  let tokens: Tokens

  /// Whose identities go.
  var people: [Customer] = []
  /// Their addresses, lower case.
  var addresses: Set<String> = []
  /// The names under which they wrote, where they are told from other words.
  var names: Set<String> = []
  /// Tickets that are erased, by identifier, with their numbers.
  var tickets: [TicketID: Int] = [:]
  /// Tickets of others in which something is erased.
  var shared: [TicketID: Int] = [:]
  /// What content says from now on.
  var rewritten: [Content.ID: Data] = [:]
  /// Of these, what others said and only names them.
  var redacted: Set<Content.ID> = []
  /// Messages, notes and replies that are erased.
  var messages = 0
  /// Bytes that nothing names any more, once the content is rewritten.
  var raws: Set<Data> = []
  /// Message-IDs of what is erased.
  var externalIDs: Set<String> = []
  /// What must not come back.
  var marks: Set<Data> = []
  /// Replies that are still on their way out.
  var waiting: [ReplyID: TicketID] = [:]
  /// Rows of orders that go.
  var orders: Set<Int64> = []
  /// Places in the ledger that are blanked.
  var ledger: [(account: String, source: String)] = []
  /// Words by which it is proved that nothing is left.
  var canaries = Canaries()

  /// Erased orders as their tickets name them from now on.
  private var pseudonyms: [TicketID: [OrderID: OrderID]] = [:]
  /// The orders that erased tickets were about.
  var linked: Set<OrderID> = []

  init(in db: Database, tokens: Tokens) {
    self.db = db
    self.tokens = tokens
  }

  /// What takes them out of what others said.
  var redaction: Redaction {
    Redaction(addresses: addresses, names: names, externalIDs: externalIDs)
  }
}

// MARK: - Whose

extension ErasePlan {
  /// Takes a customer with all their identities and tickets.
  mutating func take(_ customer: Customer) throws {
    people.append(customer)
    take(name: customer.name)
    let statement = try db.cachedStatement(
      sql: "SELECT id FROM ticket WHERE customer_id = ? AND erased_at IS NULL ORDER BY number")
    for id in try Data.fetchAll(statement, arguments: [customer.id.blob]) {
      try take(ticket: try TicketID(stored: id))
    }
    for identity in customer.identities { try take(address: identity.address) }
  }

  /// Takes an address, and the tickets without a customer in which nobody else wrote.
  mutating func take(address: String) throws {
    let folded = address.lowercased()
    guard !folded.isEmpty, addresses.insert(folded).inserted else { return }
    canaries.add(exact: folded)
    let statement = try db.cachedStatement(
      sql: """
        SELECT t.id FROM party p JOIN ticket t ON t.row = p.ticket
        WHERE p.address = ?1 AND p.role = 'from' AND t.customer_id IS NULL
          AND t.erased_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM party o WHERE o.ticket = p.ticket AND o.role = 'from'
              AND o.address <> ?1)
        ORDER BY t.number
        """)
    for id in try Data.fetchAll(statement, arguments: [folded]) {
      try take(ticket: try TicketID(stored: id))
    }
    let called = try db.cachedStatement(
      sql: "SELECT DISTINCT name FROM party WHERE address = ? AND name <> ''")
    for name in try String.fetchAll(called, arguments: [folded]) { take(name: name) }
  }

  /// A single short word may be anybody's.
  private mutating func take(name: String) {
    let name = name.trimmingCharacters(in: .whitespaces)
    guard name.contains(" "), Redaction.isTelling(name), name.lowercased() != Erased.name else {
      return
    }
    names.insert(name)
    canaries.add(name)
  }
}

// MARK: - Whole tickets

extension ErasePlan {
  /// Takes a whole ticket.
  mutating func take(ticket: TicketID) throws {
    guard tickets[ticket] == nil, let row = try TicketRows.read(ticket, in: db),
      row.ticket.erasedAt == nil
    else { return }
    tickets[ticket] = row.ticket.number
    shared[ticket] = nil
    for source in try MessageRows.sources(of: ticket, in: db) {
      for logged in try EventRows.events("ticket_id = ? ORDER BY seq", [source.blob], in: db) {
        // What was split off is that ticket's, and maybe somebody else's.
        let home = try home(of: logged)
        if home == ticket { try erase(logged) }
      }
    }
    for state in try OutboxRows.states("ticket = ? AND is_waiting = 1", [row.row], in: db) {
      waiting[state.reply] = ticket
    }
    let drafts = try db.cachedStatement(sql: "SELECT body FROM draft WHERE ticket_id = ?")
    for text in try String.fetchAll(drafts, arguments: [ticket.blob]) {
      let draft = try JSON.value(Draft.self, from: text)
      canaries.add(wordsOf: draft.text)
      take(draft.attachments)
    }
  }

  /// The ticket in which lies what an event says.
  func home(of logged: LoggedEvent) throws -> TicketID {
    let act = logged.event.act
    let reply = act.reply.map { MessageID(high: $0.high, low: $0.low) }
    guard let message = act.message?.id ?? reply else { return logged.event.ticket }
    return try MessageRows.home(of: message, from: logged.event.ticket, in: db)
  }

  /// Takes what an event says.
  mutating func erase(_ logged: LoggedEvent) throws {
    let act = logged.event.act
    if case .replySending(_, _, let parcel) = act, let hash = Data(hex: parcel) { take(raw: hash) }
    guard let content = logged.payload.content, rewritten[content] == nil else { return }
    switch act {
    case .created(let opening):
      canaries.add(wordsOf: opening.subject)
      rewritten[content] = Words(text: Erased.text).content
    case .received(let message), .answeredElsewhere(let message), .noted(let message),
      .bounced(let message):
      take(message)
      rewritten[content] = try JSON.data(message.erased)
    case .linkedOrder(let order), .unlinkedOrder(let order):
      linked.insert(order)
      canaries.add(order.number)
      rewritten[content] = try JSON.data(
        pseudonym(of: order, in: logged.event.ticket, after: content))
    case .orderAsked(let errand):
      for answer in errand.answers { canaries.add(wordsOf: answer.words) }
      rewritten[content] = try JSON.data(
        errand.erased(as: pseudonym(of: errand.order, in: logged.event.ticket, after: content)))
    case .orderAnswered(_, let answer):
      canaries.add(wordsOf: answer.words)
      rewritten[content] = Words(text: Erased.text).content
    case .replyQueued(let reply):
      take(reply)
      rewritten[content] = try JSON.data(reply.erased)
    case .replySent(_, let receipt), .replySettled(_, let receipt):
      take(externalID: receipt.externalID, isOurs: true)
      rewritten[content] = try JSON.data(receipt.erased)
    case .replyRefused(_, let reason), .replyUnsure(_, let reason),
      .replyDeferred(_, _, let reason):
      canaries.add(wordsOf: reason)
      rewritten[content] = Words(text: Erased.text).content
    default:
      break
    }
  }

  private mutating func take(_ message: Message) {
    messages += 1
    if let raw = message.raw.flatMap({ Data(hex: $0) }) { take(raw: raw) }
    take(externalID: message.externalID, isOurs: false)
    let hash = Content.hash(of: message.said)
    if !message.said.isEmpty {
      marks.insert(Tombstones.code(.words(hash, message.externalID), tokens))
    }
    take(message.attachments)
    canaries.add(wordsOf: message.subject)
    canaries.add(wordsOf: message.body.visible)
    canaries.add(wordsOf: message.body.quoted)
    canaries.add(wordsOf: message.body.signature)
  }

  private mutating func take(_ reply: Reply) {
    messages += 1
    take(externalID: reply.externalID, isOurs: true)
    take(reply.attachments)
    canaries.add(wordsOf: reply.subject)
    canaries.add(wordsOf: reply.text)
  }

  private mutating func take(_ attachments: [Attachment]) {
    for attachment in attachments {
      canaries.add(attachment.filename)
      // The same file may come again with somebody else's mail: it is not kept out.
      if let hash = Data(hex: attachment.sha256) { raws.insert(hash) }
    }
  }

  /// Takes the bytes of a mail, which are kept out from now on.
  mutating func take(raw hash: Data) {
    guard !hash.isEmpty else { return }
    raws.insert(hash)
    marks.insert(Tombstones.code(.bytes(hash), tokens))
  }

  private mutating func take(externalID: String?, isOurs: Bool) {
    guard let externalID, !externalID.isEmpty else { return }
    if isOurs { marks.insert(Tombstones.code(.reply(externalID), tokens)) }
    guard Redaction.isTelling(externalID) else { return }
    externalIDs.insert(externalID)
    canaries.add(exact: externalID)
  }

  /// What an order is called in a ticket from now on: never the same as another one there.
  mutating func pseudonym(
    of order: OrderID, in ticket: TicketID, after content: Content.ID
  ) -> OrderID {
    if let known = pseudonyms[ticket]?[order] { return known }
    let digits = String(content.low, radix: 16)
    let other = OrderID(channel: order.channel, number: "\(Erased.text)-\(digits)")
    pseudonyms[ticket, default: [:]][order] = other
    return other
  }
}
