internal import Domain
internal import Foundation
internal import GRDB

/// The full-text tables: a row for every message, customer and order, in the words of
/// `SearchText`.
///
/// SQLite's `ascii` tokenizer only parts them at spaces again, so that Swift alone says what a word
/// is. Messages never change: their table is contentless, and forgetting one takes its words again.
/// Its rows stand in the order of time (`MessageKey`), so that the newest are found first.
enum SearchIndex {
  /// The tables of the index.
  static let tables = """
    -- rowid is message.row
    CREATE VIRTUAL TABLE message_search USING fts5(
      subject, body, quoted, sender, recipient,
      content='', columnsize=0, tokenize='ascii'
    );
    -- where a message found is, and its time, without reading its long row
    CREATE TABLE message_place (
      row INTEGER PRIMARY KEY,         -- message.row
      ticket INTEGER NOT NULL,
      at INTEGER NOT NULL
    ) STRICT;
    -- all that lists are filtered by, the newest first, without reading tickets' long rows
    CREATE INDEX ticket_list ON ticket(
      in_sight, last_message_at DESC, is_open, status, channel, account, priority, assignee,
      snoozed_until, due_key, due, last_inbound, has_attachment, has_note, created_at, updated_at,
      customer_id, id
    );
    -- rowid is customer.row
    CREATE VIRTUAL TABLE customer_search USING fts5(words, columnsize=0, tokenize='ascii');
    -- rowid is order_cache.row
    CREATE VIRTUAL TABLE order_search USING fts5(words, columnsize=0, tokenize='ascii');
    -- SKUs and tracking numbers of an order, as SearchText.code, and the end of its phone number
    CREATE TABLE order_code (
      kind TEXT NOT NULL,              -- sku, tracking
      code TEXT NOT NULL,
      order_row INTEGER NOT NULL,
      PRIMARY KEY (kind, code, order_row)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX order_code_order ON order_code(order_row, kind);

    """

  // MARK: - Messages

  /// What a message is found by: a line of words for each column.
  struct Words: Sendable {
    fileprivate let columns: [String]

    /// The words of a message.
    init(_ message: Message) {
      let texts = SearchTexts(message: message)
      columns = [texts.subject, texts.body, texts.quoted, texts.from, texts.to].map(
        SearchIndex.line)
    }
  }

  /// Words of messages that a transaction brings, until its end: FTS5 begins a new segment with
  /// every row below the one before, so they are filed in the order of their rows.
  struct Waiting {
    private var list: [(row: Int64, words: Words)] = []

    /// Keeps a message's words until `file`.
    mutating func add(_ words: Words, row: Int64) {
      list.append((row, words))
    }

    /// Files them all.
    mutating func file(in db: Database) throws {
      for entry in list.sorted(by: { $0.row < $1.row }) {
        try SearchIndex.add(entry.words, row: entry.row, in: db)
      }
      list = []
    }
  }

  /// Says where a message is; its words follow with `add`.
  static func place(row: Int64, of ticket: Int64, at moment: Instant, in db: Database) throws {
    try db.cachedStatement(sql: "INSERT INTO message_place (row, ticket, at) VALUES (?, ?, ?)")
      .execute(arguments: [row, ticket, moment.milliseconds])
  }

  /// Files a message's words under its row.
  private static func add(_ words: Words, row: Int64, in db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO message_search (rowid, subject, body, quoted, sender, recipient)
        VALUES (?, ?, ?, ?, ?, ?)
        """)
    try statement.execute(arguments: [row] + StatementArguments(words.columns))
  }

  /// Forgets a message that `add` filed; it must be the same, to the letter.
  static func remove(_ message: Message, row: Int64, in db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO message_search
          (message_search, rowid, subject, body, quoted, sender, recipient)
        VALUES ('delete', ?, ?, ?, ?, ?, ?)
        """)
    try statement.execute(arguments: [row] + StatementArguments(Words(message).columns))
    try db.execute(sql: "DELETE FROM message_place WHERE row = ?", arguments: [row])
  }

  /// Forgets every message, before a rebuild.
  static func clear(in db: Database) throws {
    try db.execute(sql: "INSERT INTO message_search(message_search) VALUES ('delete-all')")
    try db.execute(sql: "DELETE FROM message_place")
  }

  /// Files the words of every message anew, after a migration that emptied the table.
  static func refill(in db: Database) throws {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT m.row, m.is_reply, m.received_at, c.bytes
        FROM message m JOIN content c ON c.id = m.content_id ORDER BY m.row
        """)
    while let row = try rows.next() {
      let message =
        try row[1]
        ? Message(
          JSON.value(Reply.self, from: row[3] as Data), sentAt: Instant(milliseconds: row[2]))
        : JSON.value(Message.self, from: row[3] as Data)
      try add(Words(message), row: row[0], in: db)
    }
  }

  // MARK: - Customers and orders

  /// Files a customer's name and addresses under its row, instead of older ones.
  static func put(_ customer: Customer, row: Int64, in db: Database) throws {
    try put(SearchTexts(customer: customer).customer, row: row, into: "customer_search", db)
  }

  /// Files an order's words and numbers under its row, instead of older ones.
  static func put(_ order: Order, row: Int64, in db: Database) throws {
    try put(SearchTexts(order: order).order, row: row, into: "order_search", db)
    try putCodes(of: order, row: row, in: db)
  }

  private static func putCodes(of order: Order, row: Int64, in db: Database) throws {
    try db.cachedStatement(sql: "DELETE FROM order_code WHERE order_row = ?")
      .execute(arguments: [row])
    let codes =
      order.items.map { ("sku", $0.sku) } + order.shipments.map { ("tracking", $0.trackingNumber) }
    let statement = try db.cachedStatement(
      sql: "INSERT OR IGNORE INTO order_code (kind, code, order_row) VALUES (?, ?, ?)")
    for (kind, number) in codes {
      let code = SearchText.code(number)
      if !code.isEmpty { try statement.execute(arguments: [kind, code, row]) }
    }
    if let end = OrderCandidate.phoneKey(order.customerPhone) {
      try statement.execute(arguments: ["phone", end, row])
    }
    if let home = CustomerCandidate.homeKey(of: order) {
      try statement.execute(arguments: ["home", home, row])
    }
  }

  /// Files the codes of every order anew, after a migration that knows more of them.
  static func refillOrders(in db: Database) throws {
    let rows = try Row.fetchCursor(db, sql: "SELECT row, body FROM order_cache ORDER BY row")
    while let row = try rows.next() {
      guard let order = try? JSON.value(Order.self, from: row[1] as String) else { continue }
      try putCodes(of: order, row: row[0], in: db)
    }
  }

  /// Forgets a customer.
  static func removeCustomer(row: Int64, in db: Database) throws {
    try db.execute(sql: "DELETE FROM customer_search WHERE rowid = ?", arguments: [row])
  }

  /// Forgets an order.
  static func removeOrder(row: Int64, in db: Database) throws {
    try db.execute(sql: "DELETE FROM order_search WHERE rowid = ?", arguments: [row])
    try db.execute(sql: "DELETE FROM order_code WHERE order_row = ?", arguments: [row])
  }

  private static func put(
    _ texts: [String], row: Int64, into table: String, _ db: Database
  ) throws {
    let statement = try db.cachedStatement(
      sql: "INSERT OR REPLACE INTO \(table) (rowid, words) VALUES (?, ?)")
    try statement.execute(arguments: [row, line(texts)])
  }

  private static func line(_ texts: [String]) -> String {
    SearchText.words(of: texts).joined(separator: " ")
  }
}
