internal import Domain
internal import GRDB

/// Words that are looked for, as expressions of FTS5 and as a list of `ticket.row`.
///
/// Words come from `SearchText`, which leaves only letters and digits, so nothing in them can be an
/// operator of FTS5.
struct SearchExpression {
  /// A pattern and where it is looked for.
  typealias Wanted = (pattern: Pattern, field: Term.TextField)

  private let wanted: [Wanted]

  /// Any of these.
  init(anyOf wanted: [Wanted]) {
    self.wanted = wanted
  }

  /// The rows of the tickets in which one of them is found.
  var tickets: SQL { sources(dated: false) }

  /// Each of these tickets once, with the row `hit` of its newest message in which one of them is
  /// found; without one where only its customer or orders bear them.
  var datedTickets: SQL {
    """
    SELECT ticket, max(hit) AS hit FROM (\(sources(dated: true))) GROUP BY ticket
    """
  }

  /// The messages in which one of them is found, newest first, or oldest first where `isBackwards`,
  /// from a row on: columns of `message_place m` and `ticket t`; `nil` where they are looked for in no
  /// message.
  func messages(_ columns: SQL, from row: Int64?, isBackwards: Bool) -> SQL? {
    let bound: SQL =
      row.map { row in
        isBackwards
          ? "AND message_search.rowid >= \(row)" : "AND message_search.rowid <= \(row)"
      } ?? ""
    let order: SQL = isBackwards ? "ASC" : "DESC"
    return messagesFound(columns, bound, order)
  }

  private func messagesFound(_ columns: SQL, _ bound: SQL, _ order: SQL) -> SQL? {
    messages.map { expression in
      """
      SELECT \(columns) FROM message_search
      CROSS JOIN message_place m ON m.row = message_search.rowid
      CROSS JOIN ticket t ON t.row = m.ticket
      WHERE message_search MATCH \(expression) \(bound) ORDER BY message_search.rowid \(order)
      """
    }
  }

  /// The rows of the tickets whose customer or orders bear one of them; `nil` where those are not
  /// looked at.
  var bearers: SQL? {
    let sources = [inCustomers(""), inOrders("")].compactMap(\.self) + orderNumbers("")
    return sources.isEmpty ? nil : sources.joined(separator: " UNION ALL ")
  }

  /// The row of the newest message of `ticket t` in which one of them is found, else NULL.
  var newestInTicket: SQL {
    messages.map { expression in
      """
      (SELECT max(w.row) FROM message w CROSS JOIN message_search ON message_search.rowid = w.row
       WHERE w.ticket = t.row AND message_search MATCH \(expression))
      """
    } ?? "NULL"
  }

  /// The messages of one ticket in which one of them is found, newest first.
  struct InTicket {
    /// A statement with two arguments: the ticket's row and the expression.
    var sql: String
    /// What is looked for, for FTS5.
    var expression: String
  }

  /// These, as columns of `message w`; `nil` where they are looked for in no message.
  func messagesOfTicket(_ columns: String) -> InTicket? {
    messages.map { expression in
      InTicket(
        sql: """
          SELECT \(columns) FROM message w
          CROSS JOIN message_search ON message_search.rowid = w.row
          WHERE w.ticket = ? AND message_search MATCH ? ORDER BY w.row DESC
          """, expression: expression)
    }
  }

  /// Whether one of them is found in `ticket t`, looked up for this ticket alone: the way for words
  /// that stand in very many tickets, where few tickets are looked at.
  var isInTicket: SQL {
    var places: [SQL] = []
    if let expression = messages {
      places.append(
        """
        EXISTS (SELECT 1 FROM message w
          CROSS JOIN message_search ON message_search.rowid = w.row
          WHERE w.ticket = t.row AND message_search MATCH \(expression))
        """)
    }
    if let expression = customers {
      places.append(
        """
        EXISTS (SELECT 1 FROM customer c
          CROSS JOIN customer_search ON customer_search.rowid = c.row
          WHERE c.id = t.customer_id AND customer_search MATCH \(expression))
        """)
    }
    if let expression = orders {
      places.append(
        """
        EXISTS (SELECT 1 FROM order_link l
          CROSS JOIN order_cache o ON o.number_key = l.number_key AND o.channel = l.channel
          CROSS JOIN order_search ON order_search.rowid = o.row
          WHERE l.ticket = t.row AND order_search MATCH \(expression))
        """)
    }
    places += numbered.map { pattern in
      """
      EXISTS (SELECT 1 FROM order_link
        WHERE ticket = t.row AND \(pattern.holds(ofCode: "number_key")))
      """
    }
    return places.isEmpty ? "0" : "(\(places.joined(separator: " OR ")))"
  }

  // MARK: Where they may be

  private func sources(dated: Bool) -> SQL {
    let noHit: SQL = dated ? ", NULL AS hit" : ""
    let sources =
      [inMessages(dated ? "m.ticket AS ticket, m.row AS hit" : "m.ticket AS ticket")]
      + [inCustomers(noHit), inOrders(noHit)] + orderNumbers(noHit)
    return sources.compactMap(\.self).joined(separator: " UNION ALL ")
  }

  private func inMessages(_ columns: SQL) -> SQL? {
    messages.map { expression in
      """
      SELECT \(columns) FROM message_search
      CROSS JOIN message_place m ON m.row = message_search.rowid
      WHERE message_search MATCH \(expression)
      """
    }
  }

  private func inCustomers(_ noHit: SQL) -> SQL? {
    customers.map { expression in
      """
      SELECT k.row AS ticket\(noHit) FROM customer_search
      CROSS JOIN customer c ON c.row = customer_search.rowid
      CROSS JOIN ticket k ON k.customer_id = c.id
      WHERE customer_search MATCH \(expression)
      """
    }
  }

  private func inOrders(_ noHit: SQL) -> SQL? {
    orders.map { expression in
      """
      SELECT l.ticket AS ticket\(noHit) FROM order_search
      CROSS JOIN order_cache o ON o.row = order_search.rowid
      CROSS JOIN order_link l ON l.number_key = o.number_key AND l.channel = o.channel
      WHERE order_search MATCH \(expression)
      """
    }
  }

  /// Orders that are linked, though nothing more may be known of them.
  private func orderNumbers(_ noHit: SQL) -> [SQL] {
    numbered.map { pattern in
      "SELECT ticket\(noHit) FROM order_link WHERE \(pattern.holds(ofCode: "number_key"))"
    }
  }

  private var numbered: [Pattern] {
    wanted.filter { $0.field == .anywhere }.map(\.pattern)
  }

  private var customers: String? {
    expression { $0 == .anywhere || $0 == .customer ? "words" : nil }
  }

  private var orders: String? {
    expression { $0 == .anywhere ? "words" : nil }
  }

  private var messages: String? {
    expression { field in
      switch field {
      case .anywhere: "subject body"
      case .subject: "subject"
      case .body: "body"
      case .quoted: "quoted"
      case .from: "sender"
      case .to: "recipient"
      case .customer: nil
      }
    }
  }

  /// The FTS5 expression over the columns that each field has in one table.
  private func expression(_ columns: (Term.TextField) -> String?) -> String? {
    let parts = wanted.compactMap { wanted in
      columns(wanted.field).map { "{\($0)} : (\(Self.phrase(WordPattern(wanted.pattern))))" }
    }
    return parts.isEmpty ? nil : parts.joined(separator: " OR ")
  }

  private static func phrase(_ wanted: WordPattern) -> String {
    let phrases = [wanted.words.joined(separator: " ")] + [wanted.joined].compactMap(\.self)
    return phrases.map { "\"\($0)\"" + (wanted.lastIsBegun ? " *" : "") }.joined(separator: " OR ")
  }
}

extension Pattern {
  /// Whether a column of lower-case words holds this one, as SQL.
  func holds(of column: String) -> SQL {
    Self.holds(of: column, text, isBeginning)
  }

  /// The same for a column of `SearchText.code`.
  func holds(ofCode column: String) -> SQL {
    Self.holds(of: column, SearchText.code(text), isBeginning)
  }

  /// The same where case does not count in ASCII.
  func holds(ofName column: String) -> SQL {
    let lower = String(decoding: text.utf8.map { 65...90 ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self)
    return Self.holds(of: "lower(\(column))", lower, isBeginning)
  }

  private static func holds(of column: String, _ text: String, _ isBeginning: Bool) -> SQL {
    isBeginning
      ? "(\(sql: column) >= \(text) AND \(sql: column) < \(text + "\u{10FFFF}"))"
      : "\(sql: column) = \(text)"
  }
}
