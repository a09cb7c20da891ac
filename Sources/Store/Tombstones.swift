internal import Domain
internal import Foundation
internal import GRDB
internal import Seal

/// What must not come back after it was erased, known again only with the store's key.
enum Tombstones {
  /// By what something is known again.
  enum Mark {
    /// The SHA-256 of the bytes as they came.
    case bytes(Data)
    /// The hash of what a message says, and its Message-ID.
    case words(Data, String?)
    /// The Message-ID of a reply of ours.
    case reply(String)
  }

  /// Sixteen bytes that say nothing to whoever lacks the key.
  static func code(_ mark: Mark, _ tokens: Tokens) -> Data {
    var message: [UInt8]
    switch mark {
    case .bytes(let hash): message = Array("bytes\0".utf8) + hash
    case .words(let hash, let id): message = Array("words\0\(id ?? "")\0".utf8) + hash
    case .reply(let id): message = Array("reply\0\(id)".utf8)
    }
    return Data(Keyed.hmacSHA256(key: tokens.key, message: message).prefix(16))
  }

  /// Sets them up.
  static func put(_ codes: some Sequence<Data>, at now: Instant, in db: Database) throws {
    let statement = try db.cachedStatement(
      sql: "INSERT OR IGNORE INTO tombstone (mark, at) VALUES (?, ?)")
    for code in codes { try statement.execute(arguments: [code, now.milliseconds]) }
  }

  /// In which way an incoming message was erased before, if it was.
  static func duplicate(_ keys: MatchKeys, _ tokens: Tokens, in db: Database) throws
    -> MatchContext.Duplicate?
  {
    let any = try db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM tombstone)")
    guard try Bool.fetchOne(any) ?? false else { return nil }
    let statement = try db.cachedStatement(sql: "SELECT 1 FROM tombstone WHERE mark = ?")
    func stands(_ mark: Mark) throws -> Bool {
      try Bool.fetchOne(statement, arguments: [code(mark, tokens)]) ?? false
    }
    if let raw = Data(hex: keys.raw), !raw.isEmpty, try stands(.bytes(raw)) { return .erased }
    if !keys.said.isEmpty, try stands(.words(Content.hash(of: keys.said), keys.externalID)) {
      return .erased
    }
    if let id = keys.externalID, !id.isEmpty, try stands(.reply(id)) { return .erasedReply }
    return nil
  }
}
