import Domain
import Foundation
import GRDB
import Glibc
import Testing

@testable import Store

/// A backup in the place of a store (R16).
struct RestoringTests {
  private let folder: Folder
  private let clock = HandClock()
  private var backup: String { folder.path + "/backup.sqlite" }
  private var place: String { folder.path + "/elsewhere/store.sqlite" }

  init() throws { folder = try Folder() }

  /// A store with a waiting reply in its file, and a backup of it.
  @discardableResult
  private func backedUp() async throws -> (shop: Shop, waiting: ReplyID) {
    var shop = try Shop(folder.file, clock: clock)
    let id = try await shop.arrive()
    let waiting = try await shop.answer(id, window: .seconds(0))
    try await shop.store.backup(to: backup)
    return (shop, waiting)
  }

  @discardableResult
  private func restore(
    _ from: String? = nil, to path: String? = nil, replacing: Bool = false
  ) throws -> Restored {
    let clock = clock
    return try Store.restore(
      from ?? backup, to: path ?? place, replacing: replacing, clock: { clock.now }, seed: 77)
  }

  private func expectSound(_ shop: Shop) async throws {
    let findings = try await shop.store.checkIntegrity(full: true)
    #expect(findings.allSatisfy { $0.isFine }, "\(findings.filter { !$0.isFine })")
    let lists = try await shop.derived()
    try await shop.store.rebuild()
    #expect(try await shop.derived() == lists)
  }

  private func files(_ path: String) -> [String] {
    let folder = URL(filePath: path).deletingLastPathComponent().path
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  // MARK: - Where nothing is yet

  @Test func aBackupMadeWhileEightWriteIsRestoredOnAnEmptyHost() async throws {
    let tickets = try await backedUp()
    let path = folder.path + "/busy.sqlite"
    let (backup, file, clock) = (path, folder.file, clock)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<8 {
        group.addTask {
          var shop = try Shop(file, clock: clock, seed: UInt64(writer + 1) << 40, patience: 60)
          for number in 0..<12 {
            let id = try await shop.arrive(subject: "Matter \(writer)-\(number)")
            try await shop.act(id, .tagged(tag("t\(number)")), .assigned(Shop.ana))
            try await shop.answer(id, window: .seconds(0))
          }
        }
      }
      group.addTask { try await tickets.shop.store.backup(to: backup) }
      try await group.waitForAll()
    }
    let restored = try restore(path)
    let shop = try Shop(.file(place), clock: clock, seed: 5)
    #expect(restored.kept == nil && restored.tickets >= 1)
    #expect(try await shop.number("SELECT count(*) FROM ticket") == restored.tickets)
    let rows = try await shop.store.outbox()
    #expect(rows.count == restored.held && rows.allSatisfy { $0.state == .held })
    try await expectSound(shop)
  }

  @Test func whatWaitedIsHeldAndMayBeReleased() async throws {
    let (shop, waiting) = try await backedUp()
    let restored = try restore()
    #expect(restored.tickets == 1 && restored.held == 1 && restored.unsure == 0)
    let back = try Shop(.file(place), clock: clock, seed: 5)
    #expect(try await back.delivery(waiting) == .held)
    #expect(try await shop.delivery(waiting) == .accepted)
    let ticket = try #require(try await back.store.outbox().first).reply.ticket
    try await back.act(ticket, .replyReleased(waiting))
    let again = try Shop(.file(place), clock: clock, seed: 6)
    #expect(try await again.delivery(waiting) == .accepted)
    try await expectSound(again)
  }

  /// As somebody does who copies the file of a store that nobody has open.
  @Test func aPlainCopyOfAStoreSendsNothingEither() async throws {
    try await backedUp()
    let copy = folder.path + "/copy.sqlite"
    do {
      let shop = try Shop(folder.file, clock: clock, seed: 8)
      try await shop.store.backup(to: copy)
      // Opened once, it is awake.
      let woken = try Shop(.file(copy), clock: clock, seed: 9)
      let reply = try #require(try await woken.store.outbox().first).reply
      try await woken.act(reply.ticket, .replyReleased(reply.id))
    }
    let restored = try restore(copy)
    #expect(restored.held == 1)
  }

  @Test func nobodyElseMayReadItAndNothingLiesBeside() async throws {
    try await backedUp()
    try restore()
    var found = stat()
    #expect(stat(place, &found) == 0 && found.st_mode & 0o777 == 0o600)
    #expect(files(place) == ["store.sqlite"])
    #expect(stat(folder.path + "/elsewhere", &found) == 0 && found.st_mode & 0o777 == 0o700)
  }

  // MARK: - Where a store is

  @Test func aStoreThatIsThereStaysUnlessItIsToBeReplaced() async throws {
    try await backedUp()
    do {
      var other = try Shop(.file(place), clock: clock, seed: 9)
      try await other.arrive(subject: "Another shop's")
      try await other.arrive(subject: "Another shop's second")
    }
    #expect(throws: StoreError.unsuitable(path: place, why: "there is a store already")) {
      try restore()
    }
    let restored = try restore(replacing: true)
    let kept = try #require(restored.kept)
    #expect(kept.hasSuffix("/store-2026-11-18T110640Z.sqlite"), "\(kept)")
    #expect(files(place) == ["store-2026-11-18T110640Z.sqlite", "store.sqlite"])
    let old = try Shop(.file(kept), clock: clock, seed: 10)
    #expect(try await old.number("SELECT count(*) FROM ticket") == 2)
    try await expectSound(old)
    try await expectSound(try Shop(.file(place), clock: clock, seed: 11))
  }

  @Test func twoInOneSecondAreBothKept() async throws {
    try await backedUp()
    try restore()
    let kept = try (0..<3).map { _ in try restore(replacing: true).kept }
    #expect(Set(kept).count == 3 && !kept.contains(nil), "\(kept)")
  }

  @Test func aStoreThatSomebodyHasOpenIsLeftAlone() async throws {
    let (shop, _) = try await backedUp()
    let path = shop.store.place.path
    let before = files(path)
    #expect(throws: StoreError.busy(path: path)) { try restore(to: path, replacing: true) }
    #expect(files(path) == before)
    var more = shop
    try await more.arrive(subject: "Later")
    try await expectSound(more)
  }

  @Test func aDamagedStoreIsReplacedAndKept() async throws {
    try await backedUp()
    try FileManager.default.createDirectory(
      atPath: folder.path + "/elsewhere", withIntermediateDirectories: true)
    let noise = Data(repeating: 0xA5, count: 30_000)
    try noise.write(to: URL(filePath: place))
    try noise.write(to: URL(filePath: place + "-wal"))
    let kept = try #require(try restore(replacing: true).kept)
    #expect(FileManager.default.contents(atPath: kept) == noise)
    #expect(FileManager.default.contents(atPath: kept + "-wal") == noise)
    try await expectSound(try Shop(.file(place), clock: clock, seed: 11))
  }

  /// Somebody deleted a store, and not the two files beside it.
  @Test func aLogWithoutItsStoreNeverMeetsAnother() async throws {
    try await backedUp()
    do {
      let other = try Shop(.file(place), clock: clock, seed: 9)
      var more = other
      for _ in 0..<20 { try await more.arrive() }
      try FileManager.default.copyItem(atPath: place + "-wal", toPath: folder.path + "/wal")
    }
    unlink(place)
    try FileManager.default.copyItem(atPath: folder.path + "/wal", toPath: place + "-wal")
    #expect(try restore().kept == nil)
    let shop = try Shop(.file(place), clock: clock, seed: 11)
    #expect(try await shop.number("SELECT count(*) FROM ticket") == 1)
    try await expectSound(shop)
    #expect(files(place).contains("store-2026-11-18T110640Z.sqlite-wal"), "\(files(place))")
  }

  /// What a restore that was killed left behind is in nobody's way.
  @Test func aRestoreThatWasKilledIsDoneAgain() async throws {
    try await backedUp()
    try FileManager.default.createDirectory(
      atPath: folder.path + "/elsewhere", withIntermediateDirectories: true)
    for ending in ["", "-wal", "-shm"] {
      try Data("half".utf8).write(to: URL(filePath: "\(place).restoring\(ending)"))
    }
    try restore()
    #expect(files(place) == ["store.sqlite"])
  }

  // MARK: - What is no backup

  @Test(arguments: ["missing", "text", "empty", "torn", "newer", "changed", "foreign"])
  func whatIsNoWholeBackupIsRefused(_ what: String) async throws {
    try await backedUp()
    let path = folder.path + "/other.sqlite"
    try await spoil(what, at: path)
    let error = #expect(throws: StoreError.self) { try restore(path) }
    #expect(error?.sentence.contains(path) == true, "\(error?.sentence ?? "")")
    #expect(files(place) == [])
  }

  private func spoil(_ what: String, at path: String) async throws {
    let files = FileManager.default
    switch what {
    case "text":
      try Data("no store, but a list of things to do\n".utf8).write(to: URL(filePath: path))
    case "empty": _ = files.createFile(atPath: path, contents: nil)
    case "torn":
      var whole = files.contents(atPath: backup) ?? Data()
      whole.replaceSubrange(40_000..<60_000, with: Data(repeating: 0xA5, count: 20_000))
      try whole.write(to: URL(filePath: path))
    case "newer", "changed", "foreign":
      try files.copyItem(atPath: backup, toPath: path)
      let queue = try Connection.aside(path, patience: 1, readOnly: false)
      let sql = [
        "newer": "PRAGMA user_version = 9999", "foreign": "PRAGMA application_id = 7",
        "changed": "UPDATE event SET occurred_at = occurred_at + 1 WHERE seq = 2",
      ]
      try await queue.write { [sql] in try $0.execute(sql: sql[what] ?? "") }
      try queue.close()
    default: break
    }
  }

  @Test func aStoreIsNotRestoredFromItself() async throws {
    let (shop, _) = try await backedUp()
    let path = shop.store.place.path
    #expect(throws: StoreError.self) { try restore(path, to: path, replacing: true) }
  }
}
