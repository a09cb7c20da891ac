internal import Domain
internal import Foundation
internal import GRDB

/// What is to be done on the servers because of what happened here: what the tickets ask for, less
/// what is done.
enum ErrandRows {
  /// The errands of an account, oldest mail first.
  static func errands(
    of account: AccountName, _ kinds: Set<ServerErrand.Kind>, quietSince moment: Instant,
    limit: Int, in db: Database
  ) throws -> [ServerErrand] {
    var errands: [ServerErrand] = []
    for kind in ServerErrand.Kind.allCases where kinds.contains(kind) && errands.count < limit {
      // A mail that goes away is marked first.
      let statement = try db.cachedStatement(
        sql: """
          SELECT s.account, s.folder, s.validity, s.uid, s.raw, s.flags, s.is_there,
            min(m.external_id), ifnull(max(r.size), -1)
          FROM server_mail s JOIN message m ON m.raw = s.raw JOIN ticket t ON t.row = m.ticket
            LEFT JOIN raw r ON r.hash = s.raw
          WHERE s.account = ? AND s.is_there = 1 AND s.done & \(kind.bit) = 0
            AND m.direction = 'inbound' AND t.updated_at <= ? AND \(kind.condition)
          GROUP BY s.account, s.folder, s.validity, s.uid LIMIT ?
          """)
      let rows = try Row.fetchAll(
        statement, arguments: [account, moment.milliseconds, limit - errands.count])
      errands += try rows.map {
        ServerErrand(
          mail: try ServerMailRows.mail($0), kind: kind, externalID: $0[7], size: $0[8])
      }
    }
    return errands
  }

  /// Notes what is done.
  static func keep(done errands: [ServerErrand], in db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        UPDATE server_mail SET done = done | ?, is_there = is_there AND ?
        WHERE account = ? AND folder = ? AND validity = ? AND uid = ?
        """)
    for errand in errands {
      let place = errand.mail.place
      statement.setUncheckedArguments([
        errand.kind.bit, errand.kind != .archived, errand.mail.account, place.folder,
        Int64(place.validity), Int64(place.uid),
      ])
      try statement.execute()
    }
  }
}

extension ServerErrand.Kind {
  /// Its bit in the table.
  fileprivate var bit: Int {
    switch self {
    case .answered: 1
    case .seen: 2
    case .archived: 4
    }
  }

  /// When a ticket's mails ask for it.
  fileprivate var condition: String {
    switch self {
    case .answered:
      """
      EXISTS (SELECT 1 FROM message o
        WHERE o.ticket = m.ticket AND o.direction = 'outbound' AND o.seq > m.seq)
      """
    case .seen, .archived:
      // A merged ticket is done when the one it is shown within is.
      """
      CASE WHEN t.merged_into IS NULL THEN t.is_open = 0 ELSE EXISTS (
        WITH RECURSIVE way(id) AS (
          SELECT t.merged_into UNION SELECT s.merged_into FROM way JOIN ticket s ON s.id = way.id)
        SELECT 1 FROM way JOIN ticket s ON s.id = way.id
        WHERE s.is_open = 0 AND s.merged_into IS NULL) END
      """
    }
  }
}
