import Domain
import Foundation
import GRDB
import Glibc
import Testing

@testable import Store

struct KeepingTests {
  @Test(arguments: 0..<8)
  func rebuildingGivesTheSameBytes(seed: UInt64) async throws {
    var history = try await History(seed: seed)
    for _ in 0..<120 { try await history.live() }
    let before = try await history.shop.derived()
    let rebuilt = try await history.shop.store.rebuild()
    #expect(rebuilt.tickets == history.ids.count)
    #expect(rebuilt.events == (try await history.shop.number("SELECT count(*) FROM event")))
    let after = try await history.shop.derived()
    #expect(before == after)
    let findings = try await history.shop.store.checkIntegrity(full: true)
    #expect(findings.allSatisfy { $0.isFine }, "\(findings.filter { !$0.isFine })")
  }

  @Test func rebuildingMendsWhatIsDerived() async throws {
    var history = try await History(seed: 40)
    for _ in 0..<40 { try await history.live() }
    let before = try await history.shop.derived()
    for table in Schema.derivedTables { try await history.shop.tamper("DELETE FROM \(table)") }
    try await history.shop.store.rebuild()
    #expect(try await history.shop.derived() == before)
  }

  @Test func factsOutlastARebuild() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    try await shop.store.commit(
      [], facts: [.cursor("support", Cursor("9")), .read(id, Shop.ana, upTo: 2)],
      by: .agent(Shop.ana))
    try await shop.act(id, .tagged(tag("a")))
    try await shop.store.rebuild()
    #expect(try await shop.store.cursor(of: "support") == Cursor("9"))
    #expect(try await shop.store.inbox(agent: Shop.ana).rows.first?.isUnread == false)
    try await shop.store.undo(by: Shop.ana)
    #expect(try await shop.ticket(id).tags.isEmpty)
  }

  // MARK: - Damage

  @Test(arguments: [
    "UPDATE event SET actor_id = 'ben' WHERE seq = 3",
    "UPDATE event SET payload = replace(payload, 'late', 'soon') WHERE seq = 3",
    "UPDATE event SET occurred_at = occurred_at + 1 WHERE seq = 2",
    "UPDATE event SET inverse = NULL WHERE seq = 3",
    "DELETE FROM event WHERE seq = 2",
    "DELETE FROM event WHERE seq = 4",
    "INSERT INTO event SELECT seq + 1000, id, occurred_at, recorded_at, ticket_id, actor_kind, "
      + "actor_id, type, cause_seq, root_seq, undo_id, origin, payload, inverse, hash "
      + "FROM event WHERE seq = 3",
  ])
  func aChangedLogIsNoticed(sql: String) async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    try await shop.act(id, .tagged(tag("late")))
    try await shop.act(id, .prioritised(.high))
    #expect(try await shop.store.checkIntegrity().allSatisfy { $0.isFine })
    try await shop.tamper(sql)
    #expect(try await shop.store.checkIntegrity().contains { !$0.isFine })
  }

  @Test func damagedBytesAreNoticed() async throws {
    let shop = try Shop()
    let raw = shop.raw("From: ada\r\n\r\n" + String(repeating: "hello ", count: 100))
    try await shop.store.commit([], facts: [.bytes(raw)], by: .system)
    #expect(try await shop.store.bytes(sha256: raw.sha256) == raw.contents)
    try await shop.tamper("UPDATE raw SET bytes = zeroblob(length(bytes))")
    await #expect(throws: StoreError.self) { try await shop.store.bytes(sha256: raw.sha256) }
    #expect(try await shop.store.checkIntegrity().allSatisfy { $0.isFine })
    #expect(try await shop.store.checkIntegrity(full: true).contains { !$0.isFine })
  }

  @Test(arguments: [4_096, 20_000, 60_000])
  func aTornFileIsNeverSilentlyEmpty(offset: Int) async throws {
    let folder = try Folder()
    let path = folder.path + "/torn.sqlite"
    var shop = try Shop(folder.file)
    for number in 0..<200 { try await shop.arrive(subject: "Matter \(number)") }
    try await shop.store.backup(to: path)
    let file = open(path, O_RDWR)
    let noise = [UInt8](repeating: 0xA5, count: 9_000)
    #expect(pwrite(file, noise, noise.count, off_t(offset)) == noise.count)
    close(file)
    do {
      let torn = try Shop(.file(path), clock: shop.clock, seed: 8)
      let findings = try await torn.store.checkIntegrity(full: true)
      #expect(findings.contains { !$0.isFine })
    } catch let error as StoreError {
      #expect(error.sentence.contains(path))
    }
  }

  // MARK: - Copies

  @Test func aCopyIsWholeAndHoldsItsReplies() async throws {
    let folder = try Folder()
    let clock = HandClock()
    var shop = try Shop(folder.file, clock: clock)
    let id = try await shop.arrive()
    let waiting = try await shop.answer(id, window: .seconds(0))
    let onItsWay = try await shop.answer(id, window: .seconds(0))
    try await shop.store.commit(
      [Change(id, .replySending(onItsWay, attempt: 1, parcel: "p"))], by: .system)
    let copy = folder.path + "/copies/copy.sqlite"
    try await shop.store.backup(to: copy)
    var found = stat()
    #expect(stat(copy, &found) == 0 && found.st_mode & 0o777 == 0o600)
    let restored = try Shop(.file(copy), clock: clock, seed: 9)
    #expect(try await restored.delivery(waiting) == .held)
    #expect(try await restored.delivery(onItsWay) == .unsure)
    #expect(restored.store.tokens.key == shop.store.tokens.key)
    let findings = try await restored.store.checkIntegrity(full: true)
    #expect(findings.allSatisfy { $0.isFine }, "\(findings.filter { !$0.isFine })")
    #expect(try await restored.number("SELECT count(DISTINCT origin) FROM event") == 2)
    try await restored.act(id, .replyReleased(waiting))
    let again = try Shop(.file(copy), clock: clock, seed: 10)
    #expect(try await again.delivery(waiting) == .accepted, "it wakes only once")
    #expect(try await shop.delivery(waiting) == .accepted)
    await #expect(throws: StoreError.self) { try await shop.store.backup(to: copy) }
  }

  @Test func aCopyIsMadeWhileOthersWrite() async throws {
    let folder = try Folder()
    let clock = HandClock()
    var shop = try Shop(folder.file, clock: clock)
    let id = try await shop.arrive()
    let store = shop.store
    let copies = (0..<3).map { folder.path + "/copy\($0).sqlite" }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for number in 0..<200 {
          try await store.commit(
            [Change(id, .tagged(tag("t\(number)")))], by: .agent(Shop.ana))
        }
      }
      for copy in copies { group.addTask { try await store.backup(to: copy) } }
      try await group.waitForAll()
    }
    for copy in copies {
      let restored = try Shop(.file(copy), clock: clock, seed: 4)
      let findings = try await restored.store.checkIntegrity(full: true)
      #expect(findings.allSatisfy { $0.isFine }, "\(findings.filter { !$0.isFine })")
    }
  }

  @Test func theLogDoesNotGrowForEver() async throws {
    let folder = try Folder()
    var shop = try Shop(folder.file)
    let id = try await shop.arrive()
    for number in 0..<900 { try await shop.act(id, .prioritised(number % 2 == 0 ? .high : .low)) }
    // Begun anew after each checkpoint, the WAL stays within a few hundred commits.
    #expect(Ground.size(of: folder.path + "/store.sqlite-wal") < 30_000_000)
    #expect(Ground.size(of: folder.path + "/store.sqlite") > 100_000)
  }

  /// As where `shopbell sync --once` runs every minute beside a desk that is only looked at.
  @Test func theLogDoesNotGrowForEverWhereMostProcessesEndSoon() async throws {
    let folder = try Folder()
    var desk = try Shop(folder.file)
    let id = try await desk.arrive()
    let text = String(repeating: "All of this is about one parcel. ", count: 5_000)
    for life in 0..<30 {
      var shop = try Shop(folder.file, seed: UInt64(life + 1) << 32)
      for _ in 0..<15 { try await shop.arrive(says: text + "\(life)") }
    }
    #expect(Ground.size(of: folder.path + "/store.sqlite-wal") < 2 * Checkpoint.usualSize)
    #expect(try await desk.store.ticket(id, agent: Shop.ana) != nil)
  }
}

extension Shop {
  func raw(_ text: String) -> RawBytes {
    RawBytes(sha256: sha256(text), contents: Data(text.utf8))
  }
}
