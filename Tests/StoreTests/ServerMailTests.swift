import Domain
import Foundation
import GRDB
import Testing

@testable import Store

/// What mail servers say of mails that were fetched from them.
struct ServerMailTests {
  private func entry(_ uid: UInt32, _ flags: [String] = [], validity: UInt32 = 7) -> Fact {
    let place = ServerPlace(folder: "INBOX", validity: validity, uid: uid, flags: flags)
    return .ingested(
      LedgerEntry(
        account: "support", source: place.source, fate: .ticketed, externalID: nil,
        raw: sha256("\(uid)"), at: Instant(milliseconds: 0), place: place))
  }

  private func mails(_ shop: Shop) async throws -> [String: [String]?] {
    guard case .serverMail(let mails) = try await shop.store.ask(.serverMail("support"))
    else { return [:] }
    return Dictionary(
      uniqueKeysWithValues: mails.map { ($0.place.source, $0.isThere ? $0.place.flags : nil) })
  }

  @Test func newsOfAFolderIsKept() async throws {
    let shop = try Shop()
    try await shop.store.commit(
      [], facts: (1...5).map { entry($0, $0 == 2 ? ["\\Seen"] : []) }, by: .system)
    let news = FolderNews(
      folder: "INBOX", validity: 7,
      flags: [["Later", "\\Flagged"]: [1...1, 4...4], []: [2...2], ["x"]: [9...99]],
      gone: [3...3, 5...4_000_000_000])
    try await shop.store.commit([], facts: [.server("support", news)], by: .system)
    let wanted: [String: [String]?] = [
      "INBOX/7/1": ["Later", "\\Flagged"], "INBOX/7/2": [], "INBOX/7/3": nil,
      "INBOX/7/4": ["Later", "\\Flagged"], "INBOX/7/5": nil,
    ]
    #expect(try await mails(shop) == wanted)
    let answer = try await shop.store.ask(.places(sha256: [sha256("4"), sha256("none")]))
    guard case .serverMail(let places) = answer else { return #expect(Bool(false)) }
    #expect(places.map(\.place.uid) == [4])
  }

  @Test func anotherUIDVALIDITYEndsTheOld() async throws {
    let shop = try Shop()
    try await shop.store.commit([], facts: [entry(1), entry(2, validity: 9)], by: .system)
    let others = FolderNews(folder: "INBOX", validity: 9)
    let elsewhere = FolderNews(folder: "Returns", validity: 3, gone: [1...9])
    try await shop.store.commit(
      [], facts: [.server("support", others), .server("support", elsewhere)], by: .system)
    #expect(try await mails(shop) == ["INBOX/7/1": nil, "INBOX/9/2": []])
  }

  /// R17: a store of the first version learns from its ledger where its mails lie.
  @Test func anEarlierStoreKnowsWhereItsMailsLie() async throws {
    let folder = try Folder()
    let path = folder.path + "/store.sqlite"
    let old = try DatabaseQueue(path: path)
    try await old.write { db in
      try db.execute(sql: Schema.migrations[0])
      try House.found(in: db)
      try db.execute(
        sql: """
          PRAGMA application_id = \(Schema.applicationID);
          PRAGMA user_version = 1;
          INSERT INTO ledger (account, source, fate, external_id, raw, reason, at) VALUES
            ('support', 'INBOX/7/12', 'ticketed', NULL, x'01', '', 0),
            ('support', 'A/B c/4294967295/4000000000', 'duplicate', NULL, x'02', '', 0),
            ('old', 'mail.mbox#3', 'ticketed', NULL, x'03', '', 0);
          """)
    }
    try old.close()
    let shop = try Shop(folder.file)
    guard case .serverMail(let found) = try await shop.store.ask(.serverMail("support")) else {
      return #expect(Bool(false))
    }
    #expect(found.map(\.place.source) == ["A/B c/4294967295/4000000000", "INBOX/7/12"])
    #expect(found.map(\.raw) == ["02", "01"])
    #expect(try await shop.number("SELECT count(*) FROM server_mail") == 2)
  }
}
