internal import Domain
internal import Foundation
internal import GRDB

/// How accounts are doing, where their pulls left off, and what became of what they fetched.
enum AccountRows {
  /// Keeps where an account's pull left off.
  static func keep(_ cursor: Domain.Cursor, of account: AccountName, in db: Database) throws {
    try db.cachedStatement(sql: "INSERT OR REPLACE INTO cursor (account, text) VALUES (?, ?)")
      .execute(arguments: [account, cursor.text])
  }

  /// Where an account's pull left off.
  static func cursor(of account: AccountName, in db: Database) throws -> Domain.Cursor? {
    try String.fetchOne(
      db.cachedStatement(sql: "SELECT text FROM cursor WHERE account = ?"), arguments: [account]
    ).map { Domain.Cursor($0) }
  }

  /// Keeps how an account is doing, and when it last did well.
  static func keep(_ state: AccountState, in db: Database) throws {
    var state = state
    state.goodAt = try state.phase == .synced ? state.at : goodAt(of: state.account, in: db)
    try db.cachedStatement(
      sql: "INSERT OR REPLACE INTO account_state (account, body) VALUES (?, ?)"
    ).execute(arguments: [state.account, try JSON.text(state)])
  }

  private static func goodAt(of account: AccountName, in db: Database) throws -> Instant? {
    let text = try String.fetchOne(
      db.cachedStatement(sql: "SELECT body FROM account_state WHERE account = ?"),
      arguments: [account])
    return try text.map { try JSON.value(AccountState.self, from: $0) }?.goodAt
  }

  /// How every account is doing, by name.
  static func states(in db: Database) throws -> [AccountState] {
    try String.fetchAll(db, sql: "SELECT body FROM account_state ORDER BY account")
      .map { try JSON.value(AccountState.self, from: $0) }
  }

  /// Writes down what became of a fetched message; the first word on it stands.
  static func keep(_ entry: LedgerEntry, in db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT OR IGNORE INTO ledger (account, source, fate, external_id, raw, reason, at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """)
    statement.setUncheckedArguments([
      entry.account, entry.source, entry.fate.rawValue, entry.externalID, Data(hex: entry.raw),
      entry.reason, entry.at.milliseconds,
    ])
    try statement.execute()
  }

  /// How many fetched messages met which fate.
  static func fates(in db: Database) throws -> [LedgerEntry.Fate: Int] {
    var counts: [LedgerEntry.Fate: Int] = [:]
    let rows = try Row.fetchAll(db, sql: "SELECT fate, count(*) FROM ledger GROUP BY fate")
    for row in rows {
      guard let fate = LedgerEntry.Fate(rawValue: row[0]) else { continue }
      counts[fate] = row[1]
    }
    return counts
  }

  /// The ledger by account and day. Quarters of an hour are counted by the database, for no zone
  /// begins its days at any other time.
  static func days(since: Instant, _ zone: TimeZone, in db: Database) throws -> [LedgerDay] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT account, fate, reason, max(at), count(*) FROM ledger WHERE at >= ?
        GROUP BY account, fate, reason, at / 900000
        """, arguments: [since.milliseconds])
    var days: [AccountDay: LedgerDay] = [:]
    for row in rows {
      guard let fate = LedgerEntry.Fate(rawValue: row[1]) else { continue }
      let at = Instant(milliseconds: row[3])
      let offset = Int64(zone.secondsFromGMT(for: at.date))
      let key = AccountDay(
        account: row[0], number: (at.milliseconds / 1000 + offset) / 86_400)
      var day = days[key] ?? LedgerDay(account: key.account, latest: at, fates: [:])
      day.latest = max(day.latest, at)
      day.fates[fate, default: 0] += row[4] as Int
      if fate == .quarantined { day.reasons[row[2], default: 0] += row[4] as Int }
      days[key] = day
    }
    return days.sorted { ($1.key.number, $0.key.account) < ($0.key.number, $1.key.account) }
      .map(\.value)
  }

  private struct AccountDay: Hashable {
    var account: String
    var number: Int64
  }
}
