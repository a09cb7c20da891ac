internal import Domain
internal import Foundation
internal import GRDB

/// Customers as a person names them: an address, a phone number, a ticket.
struct NamedCustomers {
  let db: Database

  /// Who is meant, each person once; none where nobody is known by that name.
  func found(_ text: String) throws -> [Customer] {
    let word = text.trimmingCharacters(in: .whitespaces)
    var ids = word.hasPrefix("#") ? try ofTicket(word.dropFirst()) : try of(word)
    var people: [Customer] = []
    while !ids.isEmpty {
      let survivor = try JoinRows.survivor(of: ids.removeFirst(), in: db)
      guard !people.contains(where: { $0.id == survivor }),
        let person = try ContactRows.person(survivor, in: db), !person.isErased
      else { continue }
      people.append(person)
    }
    return people
  }

  private func of(_ word: String) throws -> [CustomerID] {
    let exact = try ids(
      "SELECT DISTINCT customer_id FROM identity WHERE address = ? ORDER BY channel",
      word.lowercased())
    guard exact.isEmpty else { return exact }
    if let id = CustomerID(word) { return try ofTicket(word) + [id] }
    let isPhone = word.allSatisfy { $0.isNumber || " +-()./".contains($0) }
    guard isPhone, let end = OrderCandidate.phoneKey(word) else { return try ofTicket(word) }
    return try ids(
      """
      SELECT customer_id FROM identity
      WHERE channel IN ('sms', 'whatsapp', 'phone') AND substr(address, -8) = ? ORDER BY channel
      """, end)
      + ids(
        """
        SELECT i.customer_id FROM order_code k CROSS JOIN order_cache o ON o.row = k.order_row
        CROSS JOIN identity i ON i.address = o.email
        WHERE k.kind = 'phone' AND k.code = ? ORDER BY o.row DESC LIMIT 50
        """, end)
  }

  private func ofTicket(_ word: some StringProtocol) throws -> [CustomerID] {
    if let id = TicketID(word) {
      let sql = "SELECT customer_id FROM ticket WHERE id = ? AND customer_id IS NOT NULL"
      return try ids(sql, id.blob)
    }
    guard let number = Int(word) else { return [] }
    return try ids(
      "SELECT customer_id FROM ticket WHERE number = ? AND customer_id IS NOT NULL", number)
  }

  private func ids(_ sql: String, _ key: any DatabaseValueConvertible) throws -> [CustomerID] {
    try Data.fetchAll(db.cachedStatement(sql: sql), arguments: [key])
      .map { try CustomerID(stored: $0) }
  }
}
