package import Domain
internal import Foundation
internal import GRDB
internal import Glibc
internal import Seal

/// What a repair has put in place, and what it could not bring back.
package struct Repaired: Hashable, Sendable {
  /// Tickets in the store.
  package var tickets = 0
  /// Messages in it.
  package var messages = 0
  /// Where the damaged store lies now; `nil` where nothing was damaged and nothing was touched.
  package var kept: String?
  /// What is gone or has something else in its place, a sentence each.
  package var losses: [String] = []
  /// Mails that no ticket of the store speaks of any more, as files to be imported.
  package var mails: [String] = []
  /// Replies that were waiting, held until a person lets them go.
  package var held = 0
}

extension Store {
  /// Makes a store that holds together out of what can be read of a damaged one, which is kept
  /// beside it under a name with the date.
  ///
  /// The damaged file is read page by page and not written to. All of it happens or (where it
  /// throws) nothing. Where anything of the log is gone, every reply that was waiting is held: it
  /// may have left. Nobody else may have the store open.
  package static func repair(
    _ path: String, clock: @escaping @Sendable () -> Instant, seed: UInt64,
    reactions: [any Reaction] = []
  ) throws(StoreError) -> Repaired {
    do {
      try Ground.find(path)
      if let whole = try Repairing.whole(path) { return whole }
      let place = Replacing(path: path, draft: path + ".repairing", moment: clock())
      let repairing = Repairing(path: path, place: place)
      defer { place.clear() }
      return try place.holdingDamaged { file in
        let losses = try repairing.salvage(file, at: clock(), seed: seed)
        var repaired = try repairing.wake(clock: clock, seed: seed, reactions: reactions)
        repaired.losses = losses.sentences
        let mails = try repairing.strays()
        try place.settle()
        repaired.kept = try place.moveIn()
        do {
          if let kept = repaired.kept { repaired.mails = try repairing.write(mails, beside: kept) }
        } catch {
          let reason = StoreError(error, path: path).sentence
          repaired.losses.append("mails without a ticket could not be written out: \(reason)")
        }
        return repaired
      }
    } catch {
      throw StoreError(error, path: path)
    }
  }
}

/// The steps of a repair: what can be read is laid into a new store beside the damaged one, made to
/// hold together there, and moved in.
struct Repairing {
  let path: String
  let place: Replacing

  /// What there is to tell of a store that needs no repair; `nil` where it does.
  static func whole(_ path: String) throws -> Repaired? {
    do {
      let queue = try Connection.aside(path, patience: 5, readOnly: true)
      let found = try queue.read { db -> Repaired? in
        let version = try Connection.identify(db, path: path)
        guard version > 0 else { return nil }
        // An earlier version's is brought up to date when it is opened.
        let isNew = version == Schema.migrations.count
        let findings = try Examination.run(in: db, path: Place.memory.path, full: isNew)
          .filter { $0.check != "versions" }
        guard findings.allSatisfy(\.isFine) else { return nil }
        return try Self.count(in: db)
      }
      try queue.close()
      return found
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
      throw error
    } catch let error as StoreError {
      if case .newer = error { throw error }
      // A header that is damaged may look like another program's.
      guard case .unsuitable = error, try isForeign(path) else { return nil }
      throw error
    } catch {
      return nil
    }
  }

  /// A whole database of another program.
  private static func isForeign(_ path: String) throws -> Bool {
    let queue = try Connection.aside(path, patience: 5, readOnly: true)
    return try queue.read { db in
      try String.fetchAll(db, sql: "PRAGMA integrity_check(1)") == ["ok"]
        && Bool.fetchOne(db, sql: "SELECT 1 FROM sqlite_schema WHERE name = 'event'") != true
    }
  }

  fileprivate static func count(in db: Database) throws -> Repaired {
    let count = { (sql: String) in try Int.fetchOne(db, sql: "SELECT count(*) FROM \(sql)") ?? 0 }
    return Repaired(
      tickets: try count("ticket"), messages: try count("message"),
      held: try count("outbox WHERE state = 'held'"))
  }

  /// Lays what can be read into a new store, and makes that hold together.
  func salvage(_ file: Int32, at now: Instant, seed: UInt64) throws -> Losses {
    place.clear()
    let wal = open(path + "-wal", O_RDONLY | O_CLOEXEC)
    defer { if wal >= 0 { close(wal) } }
    let pages = PageFile(file: file, wal: wal >= 0 ? wal : nil)
    let writer = try Connection.open(.file(place.draft), as: .readWrite, patience: 5)
    let losses = try writer.write { db -> Losses in
      var salvage = try Salvage(pages, into: db)
      try salvage.run()
      var mending = Mending(db, after: salvage, at: now, seed: seed)
      try mending.run()
      _ = try Rebuild.run(in: db)
      mending.losses.missing = try missing(in: db)
      try forget(mending.losses, in: db)
      return mending.losses
    }
    try writer.close()
    return losses
  }

  /// How many messages name bytes that are not there.
  private func missing(in db: Database) throws -> Int {
    try Int.fetchOne(
      db,
      sql: """
        SELECT count(*) FROM message WHERE raw IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM raw WHERE raw.hash = message.raw)
        """) ?? 0
  }

  /// What the log does not speak of any more is fetched again, and nothing is sent before a person
  /// has looked.
  private func forget(_ losses: Losses, in db: Database) throws {
    try db.execute(
      sql: """
        DELETE FROM ledger WHERE fate = 'ticketed' AND raw IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM message WHERE message.raw = ledger.raw);
        DELETE FROM server_mail
        WHERE NOT EXISTS (SELECT 1 FROM ledger WHERE ledger.raw = server_mail.raw)
          AND NOT EXISTS (SELECT 1 FROM message WHERE message.raw = server_mail.raw);
        """)
    guard !losses.isEmpty else { return }
    try db.execute(sql: "DELETE FROM cursor")
    try House.set("asleep", Data([1]), in: db)
  }

  /// Opens the new store as any other is, and looks whether it holds together.
  func wake(
    clock: @escaping @Sendable () -> Instant, seed: UInt64, reactions: [any Reaction]
  ) throws -> Repaired {
    let store = try Store.open(
      .file(place.draft), as: .readWrite, clock: clock, seed: seed, reactions: reactions)
    defer { try? store.writer.close() }
    return try store.writer.read { db in
      let findings = try Examination.run(in: db, path: place.draft, full: true)
      if let bad = findings.first(where: { !$0.isFine }) {
        throw StoreError.damaged(path: path, what: "\(bad.check): \(bad.detail)")
      }
      return try Self.count(in: db)
    }
  }

  // MARK: - Mails without a ticket

  /// SHA-256 of kept mails of which neither a message nor the ledger speaks.
  func strays() throws -> [(hash: String, bytes: Data)] {
    let queue = try Connection.aside(place.draft, patience: 5, readOnly: true)
    defer { try? queue.close() }
    return try queue.read { db in
      let hashes = try Data.fetchAll(
        db,
        sql: """
          SELECT hash FROM raw
          WHERE NOT EXISTS (SELECT 1 FROM message WHERE message.raw = raw.hash)
            AND NOT EXISTS (SELECT 1 FROM ledger WHERE ledger.raw = raw.hash)
            AND NOT EXISTS (SELECT 1 FROM raw_part WHERE raw_part.part = raw.hash)
          """)
      return try hashes.compactMap { hash in
        let hex = Spelling.hex(hash)
        guard let bytes = try RawRows.bytes(sha256: hex, in: db), Self.isMail(bytes) else {
          return nil
        }
        return (hex, bytes)
      }
    }
  }

  /// Begins with header fields, one of them a sender's (RFC 5322, 3.6.2).
  private static func isMail(_ bytes: Data) -> Bool {
    let head = String(decoding: bytes.prefix(16 << 10), as: UTF8.self)
    let fields = head.split(whereSeparator: \.isNewline)
    guard let first = fields.first, first.contains(":") else { return false }
    return fields.contains { $0.lowercased().hasPrefix("from:") }
  }

  /// Writes mails into a folder of their own, for their owner alone.
  func write(_ mails: [(hash: String, bytes: Data)], beside kept: String) throws -> [String] {
    guard !mails.isEmpty else { return [] }
    let folder = kept + "-mails"
    guard mkdir(folder, 0o700) == 0 else { throw Ground.failure(errno, folder) }
    return try mails.map { mail in
      let name = "\(folder)/\(mail.hash).eml"
      let file = open(name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
      guard file >= 0 else { throw Ground.failure(errno, name) }
      let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
      try handle.write(contentsOf: mail.bytes)
      try handle.synchronize()
      return name
    }
  }
}
