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

  /// Each of these tickets once, with the time `at` of its newest message in which one of them is
  /// found; without a time where only its customer or orders bear them.
  var datedTickets: SQL {
    """
    SELECT ticket, max(at) AS at FROM (\(sources(dated: true))) GROUP BY ticket
    """
  }

  // MARK: Where they may be

  private func sources(dated: Bool) -> SQL {
    let noTime: SQL = dated ? ", NULL AS at" : ""
    let sources =
      [inMessages(dated ? "m.ticket AS ticket, m.at AS at" : "m.ticket")]
      + [inCustomers(noTime), inOrders(noTime)] + orderNumbers(noTime)
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

  private func inCustomers(_ noTime: SQL) -> SQL? {
    expression { $0 == .anywhere || $0 == .customer ? "words" : nil }.map { expression in
      """
      SELECT k.row AS ticket\(noTime) FROM customer_search
      CROSS JOIN customer c ON c.row = customer_search.rowid
      CROSS JOIN ticket k ON k.customer_id = c.id
      WHERE customer_search MATCH \(expression)
      """
    }
  }

  private func inOrders(_ noTime: SQL) -> SQL? {
    expression { $0 == .anywhere ? "words" : nil }.map { expression in
      """
      SELECT l.ticket\(noTime) FROM order_search
      CROSS JOIN order_cache o ON o.row = order_search.rowid
      CROSS JOIN order_link l ON l.number_key = o.number_key AND l.channel = o.channel
      WHERE order_search MATCH \(expression)
      """
    }
  }

  /// Orders that are linked, though nothing more may be known of them.
  private func orderNumbers(_ noTime: SQL) -> [SQL] {
    wanted.filter { $0.field == .anywhere }.map { wanted in
      "SELECT ticket\(noTime) FROM order_link WHERE \(wanted.pattern.holds(ofCode: "number_key"))"
    }
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
