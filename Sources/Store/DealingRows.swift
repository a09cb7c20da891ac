internal import Domain
internal import Foundation
internal import GRDB

/// What we had to do with a person.
struct DealingRows {
  let db: Database
  /// All customers who are this person.
  let group: [CustomerID]

  /// No more orders are shown.
  static let mostOrders = 50
  private static let mostTags = 20

  private var ids: [Data] { group.map(\.blob) }

  /// In numbers.
  func dealings() throws -> Dealings {
    var dealings = Dealings()
    let tickets: SQL = """
      SELECT count(*), ifnull(sum(is_open), 0) FROM ticket
      WHERE customer_id IN \(ids) AND trashed_at IS NULL AND is_spam = 0 AND merged_into IS NULL
      """
    if let row = try SQLRequest<Row>(literal: tickets).fetchOne(db) {
      (dealings.tickets, dealings.openTickets) = (row[0], row[1])
    }
    let sums: SQL = """
      SELECT currency, count(*),
        sum(CASE WHEN state IN ('cancelled', 'refunded') THEN 0 ELSE total END)
      FROM order_cache WHERE row IN (\(orderRows)) GROUP BY currency ORDER BY currency
      """
    for row in try SQLRequest<Row>(literal: sums).fetchAll(db) {
      dealings.orders += row[1]
      dealings.value.append(Money(tenThousandths: row[2], row[0]))
    }
    let tags: SQL = """
      SELECT g.tag, count(*) AS n FROM ticket t CROSS JOIN ticket_tag g ON g.ticket = t.row
      WHERE t.customer_id IN \(ids) AND t.trashed_at IS NULL
      GROUP BY g.tag ORDER BY n DESC, g.tag LIMIT \(Self.mostTags)
      """
    dealings.tags = try SQLRequest<Row>(literal: tags).fetchAll(db).compactMap { row in
      Tag(row[0] as String).map { TagCount(tag: $0, count: row[1]) }
    }
    return dealings
  }

  /// Their orders, newest first.
  func orders(atMost limit: Int = mostOrders) throws -> [Order] {
    let newest: SQL = """
      SELECT body FROM order_cache WHERE row IN (\(orderRows))
      ORDER BY created_at DESC, row DESC LIMIT \(limit)
      """
    return try SQLRequest<String>(literal: newest).fetchAll(db).map {
      try JSON.value(Order.self, from: $0)
    }
  }

  /// The rows of the orders that are theirs: placed from an address of theirs, or asked about in a
  /// ticket of theirs and not known to be somebody else's.
  private var orderRows: SQL {
    """
    SELECT o.row FROM identity i CROSS JOIN order_cache o ON o.email = i.address
    WHERE i.customer_id IN \(ids)
    UNION
    SELECT o.row FROM ticket t CROSS JOIN order_link l ON l.ticket = t.row
    CROSS JOIN order_cache o ON o.number_key = l.number_key AND o.channel = l.channel
    WHERE t.customer_id IN \(ids) AND NOT EXISTS (
      SELECT 1 FROM identity i WHERE i.address = o.email AND i.customer_id NOT IN \(ids))
    """
  }
}

extension Money {
  /// A sum as tables keep it.
  init(tenThousandths: Int64, _ currency: String) {
    self.init(Decimal(tenThousandths) / 10_000, currency)
  }
}
