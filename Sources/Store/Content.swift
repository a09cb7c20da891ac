internal import Domain
internal import Foundation
internal import GRDB
internal import Seal

/// A piece of content, as an identifier's subject.
enum Content {
  typealias ID = Domain.ID<Content>

  /// Keeps a piece of content under an identifier; `hash` finds true copies of a message.
  static func add(_ bytes: Data, hash: Data?, as id: ID, in db: Database) throws {
    try db.cachedStatement(sql: "INSERT INTO content (id, hash, bytes) VALUES (?, ?, ?)")
      .execute(arguments: [id.blob, hash, bytes])
  }

  /// A piece of content.
  static func bytes(of id: ID, in db: Database) throws -> Data {
    let statement = try db.cachedStatement(sql: "SELECT bytes FROM content WHERE id = ?")
    guard let bytes = try Data.fetchOne(statement, arguments: [id.blob]) else {
      throw Unreadable(what: "content \(id) is missing")
    }
    return bytes
  }

  /// A hash of what `Message.said` holds: the same for two deliveries of one mail.
  static func hash(of said: [String]) -> Data {
    var digest = RunningDigest()
    for part in said {
      digest.add(Array(part.utf8))
      digest.add([0])
    }
    return Data(digest.digest.bytes.prefix(16))
  }
}

/// A few words that stand outside the log: a subject, a reason.
struct Words: Decodable {
  /// The words.
  var text: String

  /// As content: JSON, what its `Codable` reads.
  var content: Data {
    var fields = JSONFields()
    fields.add("text", text)
    return fields.data
  }
}
