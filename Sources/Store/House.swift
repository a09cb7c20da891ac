internal import Domain
internal import Foundation
internal import GRDB
internal import Seal

/// What makes this store this one: its secret key, and the origin that its events bear.
struct House: Sendable {
  /// 32 random bytes: whoever holds them can mint tokens.
  var key: [UInt8]
  /// Whose events these are; a restored copy takes a new one.
  var origin: Data

  /// The keys of all values that a store keeps of its own.
  static let keys: Set<String> = ["key", "origin", "number", "asleep", "torn", "unswept"]

  /// Reads them.
  init(in db: Database) throws {
    guard let key = try Self.value("key", in: db), key.count == 32,
      let origin = try Self.value("origin", in: db), origin.count == 16
    else { throw Unreadable(what: "the store's key is missing") }
    self.key = [UInt8](key)
    self.origin = origin
  }

  /// Makes them, with a new store.
  static func found(in db: Database) throws {
    try set("key", Data(Keyed.randomBytes(32)), in: db)
    try renew(in: db)
  }

  /// Takes a new origin, so that two copies of one store never continue the same chain.
  static func renew(in db: Database) throws {
    try set("origin", Data(Keyed.randomBytes(16)), in: db)
  }

  /// One of the store's own values.
  static func value(_ key: String, in db: Database) throws -> Data? {
    try Data.fetchOne(
      db.cachedStatement(sql: "SELECT value FROM house WHERE key = ?"), arguments: [key])
  }

  /// Keeps one of the store's own values.
  static func set(_ key: String, _ value: Data, in db: Database) throws {
    precondition(keys.contains(key), "House.keys lacks \(key)")
    try db.cachedStatement(sql: "INSERT OR REPLACE INTO house (key, value) VALUES (?, ?)")
      .execute(arguments: [key, value])
  }

  /// Forgets one of the store's own values.
  static func forget(_ key: String, in db: Database) throws {
    try db.execute(sql: "DELETE FROM house WHERE key = ?", arguments: [key])
  }
}
