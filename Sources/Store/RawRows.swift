internal import CZstd
internal import Domain
internal import Foundation
internal import GRDB
internal import Seal

/// Bytes kept exactly as they came, each once, in a table of their own; read only when asked for.
enum RawRows {
  /// Bytes made ready before the transaction, so that nobody waits for the packing.
  struct Packed: Sendable {
    var hash: Data
    var size: Int
    var codec: Int
    var bytes: Data
  }

  /// Bytes came under a hash that is not theirs.
  struct WrongHash: Error {
    var hash: String
  }

  /// Packs bytes; throws where their hash is not theirs.
  static func pack(_ raw: RawBytes) throws -> Packed {
    let hash = Data(Digest.sha256(raw.contents).bytes)
    guard hash == Data(hex: raw.sha256) else {
      throw WrongHash(hash: raw.sha256)
    }
    if let small = compressed(raw.contents), small.count < raw.contents.count {
      return Packed(hash: hash, size: raw.contents.count, codec: 1, bytes: small)
    }
    return Packed(hash: hash, size: raw.contents.count, codec: 0, bytes: raw.contents)
  }

  /// Keeps bytes, once.
  static func keep(_ packed: Packed, in db: Database) throws {
    // Arguments that are given along are not copied.
    try db.cachedStatement(
      sql: "INSERT OR IGNORE INTO raw (hash, size, codec, bytes) VALUES (?, ?, ?, ?)"
    ).execute(arguments: [packed.hash, packed.size, packed.codec, packed.bytes])
  }

  /// The bytes under a hash, checked against it; `nil` where there are none.
  static func bytes(sha256 hex: String, in db: Database) throws -> Data? {
    guard let hash = Data(hex: hex) else { return nil }
    let statement = try db.cachedStatement(
      sql: "SELECT size, codec, bytes FROM raw WHERE hash = ?")
    guard let row = try Row.fetchOne(statement, arguments: [hash]) else { return nil }
    return try unpack(row[2], size: row[0], codec: row[1], hash: hash)
  }

  /// How many bytes are kept, and the hashes of those that no longer have theirs.
  static func check(in db: Database) throws -> (kept: Int, broken: [String]) {
    var kept = 0
    var broken: [String] = []
    let rows = try Row.fetchCursor(db, sql: "SELECT hash, size, codec, bytes FROM raw")
    while let row = try rows.next() {
      kept += 1
      let hash: Data = row[0]
      if (try? unpack(row[3], size: row[1], codec: row[2], hash: hash)) == nil {
        broken.append(Spelling.hex(hash))
      }
    }
    return (kept, broken)
  }

  // MARK: - Packing

  private static func unpack(_ bytes: Data, size: Int, codec: Int, hash: Data) throws -> Data {
    let whole = codec == 0 ? bytes : decompressed(bytes, size: size)
    guard let whole, Data(Digest.sha256(whole).bytes) == hash else {
      throw Unreadable(what: "the bytes under \(Spelling.hex(hash))")
    }
    return whole
  }

  private static func compressed(_ bytes: Data) -> Data? {
    guard bytes.count > 128 else { return nil }
    var room = Data(count: czstd_bound(bytes.count))
    let written = room.withUnsafeMutableBytes { into in
      bytes.withUnsafeBytes {
        czstd_compress(into.baseAddress, into.count, $0.baseAddress, $0.count, 1)
      }
    }
    return written > 0 ? room.prefix(written) : nil
  }

  private static func decompressed(_ bytes: Data, size: Int) -> Data? {
    var room = Data(count: size)
    let isDone = room.withUnsafeMutableBytes { into in
      bytes.withUnsafeBytes {
        czstd_decompress(into.baseAddress, into.count, $0.baseAddress, $0.count)
      }
    }
    return isDone == 1 ? room : nil
  }
}
