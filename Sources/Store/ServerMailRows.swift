internal import Domain
internal import Foundation
internal import GRDB
internal import Seal

/// What the mail servers say of the mails that were fetched from them.
enum ServerMailRows {
  /// Notes where a fetched mail lies.
  static func keep(_ place: ServerPlace, of entry: LedgerEntry, in db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO server_mail (account, folder, validity, uid, raw, flags, is_there)
        VALUES (?, ?, ?, ?, ?, ?, 1)
        ON CONFLICT DO UPDATE SET flags = excluded.flags, is_there = 1
        """)
    statement.setUncheckedArguments([
      entry.account, place.folder, Int64(place.validity), Int64(place.uid), Data(hex: entry.raw),
      try JSON.text(place.flags),
    ])
    try statement.execute()
  }

  /// Takes in what a server says of a folder's mails.
  static func keep(_ news: FolderNews, of account: AccountName, in db: Database) throws {
    let folder: [any DatabaseValueConvertible] = [account, news.folder, Int64(news.validity)]
    for other in ["validity < ?", "validity > ?"] {
      try db.cachedStatement(
        sql: """
          UPDATE server_mail SET is_there = 0 WHERE account = ? AND folder = ? AND \(other)
          AND is_there = 1
          """
      ).execute(arguments: StatementArguments(folder))
    }
    let mails = "WHERE account = ? AND folder = ? AND validity = ? AND uid BETWEEN ? AND ?"
    let flag = try db.cachedStatement(
      sql:
        "UPDATE server_mail SET flags = ?, is_there = 1 \(mails) AND (flags <> ? OR is_there = 0)")
    for (flags, ranges) in news.flags {
      let text = try JSON.text(flags)
      for range in ranges {
        try flag.execute(
          arguments: StatementArguments([text] + folder + ends(of: range) + [text]))
      }
    }
    let drop = try db.cachedStatement(
      sql: "UPDATE server_mail SET is_there = 0 \(mails) AND is_there = 1")
    for range in news.gone {
      try drop.execute(arguments: StatementArguments(folder + ends(of: range)))
    }
  }

  /// Every mail of an account that is there or was, by folder and UID.
  static func all(of account: AccountName, in db: Database) throws -> [ServerMail] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT account, folder, validity, uid, raw, flags, is_there FROM server_mail
        WHERE account = ? ORDER BY folder, validity, uid
        """, arguments: [account]
    ).map(mail)
  }

  /// Where mails with these bytes lie or lay.
  static func places(of raws: [String], in db: Database) throws -> [ServerMail] {
    try raws.flatMap { raw in
      try Row.fetchAll(
        db,
        sql: """
          SELECT account, folder, validity, uid, raw, flags, is_there FROM server_mail
          WHERE raw = ? ORDER BY account, folder, validity, uid
          """, arguments: [Data(hex: raw)]
      ).map(mail)
    }
  }

  /// A mail from the columns in the order above.
  static func mail(_ row: Row) throws -> ServerMail {
    let raw: Data = row[4]
    let flags: String = row[5]
    return ServerMail(
      account: row[0],
      place: ServerPlace(
        folder: row[1], validity: row[2], uid: row[3],
        flags: try JSON.value([String].self, from: flags)),
      raw: Spelling.hex(raw), isThere: row[6])
  }

  private static func ends(of range: ClosedRange<UInt32>) -> [any DatabaseValueConvertible] {
    [Int64(range.lowerBound), Int64(range.upperBound)]
  }
}
