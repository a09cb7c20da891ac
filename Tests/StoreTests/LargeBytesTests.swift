import Domain
import Foundation
import GRDB
import Seal
import Testing

@testable import Store

/// R14: what is large lies in pieces and is the same bytes.
struct LargeBytesTests {
  static let piece = RawRows.pieceBytes

  /// Bytes that are not alike from one place to the next.
  private static func bytes(_ count: Int) -> Data {
    var generator = SystemRandomNumberGenerator()
    let noise = (0..<5_003).map { _ in UInt8.random(in: 0...255, using: &generator) }
    var bytes = Data(capacity: count)
    var number = 0
    while bytes.count < count {
      bytes.append(contentsOf: noise.map { $0 &+ UInt8(truncatingIfNeeded: number) })
      number += 1
    }
    return bytes.prefix(count)
  }

  /// The bytes, handed out in pieces of `size`.
  private static func raw(_ bytes: Data, inPiecesOf size: Int) -> RawBytes {
    RawBytes(sha256: Digest.sha256(bytes).hex, count: bytes.count) { take in
      for start in stride(from: 0, to: bytes.count, by: size) {
        try bytes[start..<min(start + size, bytes.count)].withUnsafeBytes(take)
      }
    }
  }

  @Test(arguments: [piece - 1, piece, piece + 1, 2 * piece, 3 * piece + 77])
  func theyAreKeptOnceAndReadBack(_ count: Int) async throws {
    let shop = try Shop()
    let bytes = Self.bytes(count)
    for size in [count, 70_000] {
      let raw = Self.raw(bytes, inPiecesOf: size)
      try await shop.store.commit([], facts: [.bytes(raw)], by: .system)
      #expect(raw.contents == bytes)
      #expect(try await shop.store.bytes(sha256: raw.sha256) == bytes)
    }
    let pieces = count > Self.piece ? (count + Self.piece - 1) / Self.piece : 0
    #expect(try await shop.number("SELECT count(*) FROM raw_piece") == pieces)
    #expect(try await shop.number("SELECT count(*) FROM raw") == 1)
    #expect(try await shop.store.checkIntegrity(full: true).allSatisfy { $0.isFine })
  }

  /// Bytes that are not those of their hash leave nothing behind.
  @Test func wrongBytesAreRefusedWhole() async throws {
    let shop = try Shop()
    let bytes = Self.bytes(2 * Self.piece)
    let wrong = RawBytes(sha256: Digest.sha256("other").hex, count: bytes.count) { take in
      try bytes.withUnsafeBytes(take)
    }
    await #expect(throws: StoreError.self) {
      try await shop.store.commit(
        [], facts: [.cursor("support", Cursor("7")), .bytes(wrong)], by: .system)
    }
    #expect(try await shop.number("SELECT count(*) FROM raw_piece") == 0)
    #expect(try await shop.store.cursor(of: "support") == nil)
  }

  @Test(arguments: [
    "DELETE FROM raw_piece WHERE place = 1",
    "UPDATE raw_piece SET bytes = zeroblob(length(bytes)) WHERE place = 1",
    "UPDATE raw_piece SET place = 7 WHERE place = 0",
    "UPDATE raw_piece SET size = -1 WHERE place = 2",
    "UPDATE raw_piece SET size = 1 << 60, codec = 1 WHERE place = 2",
    "UPDATE raw_piece SET codec = 9 WHERE place = 0",
    "UPDATE raw SET size = -1, codec = 1",
    "DELETE FROM raw_piece",
  ])
  func damageIsNoticed(_ sql: String) async throws {
    let shop = try Shop()
    let raw = Self.raw(Self.bytes(3 * Self.piece), inPiecesOf: 1_000_000)
    try await shop.store.commit([], facts: [.bytes(raw)], by: .system)
    try await shop.tamper(sql)
    await #expect(throws: StoreError.self) { try await shop.store.bytes(sha256: raw.sha256) }
    #expect(try await shop.store.checkIntegrity(full: true).contains { !$0.isFine })
  }

  /// R17: what an earlier version kept whole is read as before.
  @Test func whatWasKeptWholeIsStillRead() async throws {
    let folder = try Folder()
    let bytes = Self.bytes(2 * Self.piece)
    let path = folder.path + "/store.sqlite"
    let old = try DatabaseQueue(path: path)
    try await old.write { db in
      for migration in Schema.migrations[..<4] { try db.execute(sql: migration) }
      try House.found(in: db)
      try db.execute(
        sql: """
          PRAGMA application_id = \(Schema.applicationID);
          PRAGMA user_version = 4;
          """)
      try db.execute(
        sql: "INSERT INTO raw (hash, size, codec, bytes) VALUES (?, ?, 0, ?)",
        arguments: [Data(Digest.sha256(bytes).bytes), bytes.count, bytes])
    }
    try old.close()
    #expect(chmod(path, 0o600) == 0)
    let shop = try Shop(folder.file)
    #expect(try await shop.store.bytes(sha256: Digest.sha256(bytes).hex) == bytes)
    try await shop.store.commit(
      [], facts: [.bytes(Self.raw(bytes, inPiecesOf: 9_999))], by: .system)
    #expect(try await shop.number("SELECT count(*) FROM raw_piece") == 0)
    let findings = try await shop.store.checkIntegrity(full: true)
    #expect(findings.allSatisfy { $0.isFine }, "\(findings)")
  }
}
