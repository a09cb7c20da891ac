import Domain
import Foundation
import GRDB
import Seal
import Testing

@testable import Store

/// A damaged store is noticed, and what undamaged pages hold comes back (R6).
struct RepairingTests {
  /// With `FAULTS=1` every page is damaged, one after the other.
  private static let step = ProcessInfo.processInfo.environment["FAULTS"] == "1" ? 1 : 12

  private let folder: Folder
  private let clock = HandClock()
  private var path: String { folder.path + "/store.sqlite" }

  init() throws { folder = try Folder() }

  // MARK: - A store, and what it says

  /// A shop that has lived, in one file.
  private func lived(events: Int = 200) async throws -> Contents {
    let tickets: [TicketID]
    do {
      var history = try await History(seed: 21, tickets: 30, place: folder.file)
      var customers: [CustomerID] = []
      for number in 0..<30 {
        let customer = Customer(
          id: history.shop.mint.id(at: clock.now), name: "Customer \(number)",
          identities: [Identity(channel: .email, address: "k\(number)@mail.example")],
          since: clock.now)
        customers.append(customer.id)
        history.ids.append(
          try await history.shop.arrive(
            from: "k\(number)@mail.example", subject: "Parcel \(number)",
            says: String(repeating: "Where is parcel \(number)? ", count: 60),
            customer: customer.id, facts: [.contact(customer)]))
      }
      for _ in 0..<events { try await history.live() }
      for (one, other) in [(0, 1), (1, 2), (3, 4)] {
        try await history.shop.join(customers[one], into: customers[other])
      }
      try await history.shop.store.undo(by: Shop.ana)
      tickets = history.ids
      for id in tickets {
        let messages = try await history.shop.sheet(id).messages
        let mails = messages.filter { $0.direction == .inbound }.compactMap { message in
          message.raw.map {
            let text = "\(message.id) \(message.body.visible)"
            return RawBytes(sha256: $0, contents: Data(text.utf8), isHashed: true)
          }
        }
        try await history.shop.store.commit([], facts: mails.map { .bytes($0) }, by: .system)
      }
    }
    // Closed: all of it lies in the file.
    let queue = try Connection.aside(path, patience: 5, readOnly: false)
    _ = try queue.writeWithoutTransaction {
      try Row.fetchOne($0, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
    try queue.close()
    return try await Contents(path, tickets, clock)
  }

  private static func mail() -> RawBytes {
    let bytes = Data("From: k@mail.example\r\nSubject: Parcel\r\n\r\nWhere is it?\r\n".utf8)
    return RawBytes(sha256: Digest.sha256(bytes).hex, contents: bytes, isHashed: true)
  }

  /// What a store says.
  private struct Contents {
    var lists: [String]
    var said: [String: String] = [:]
    var events: Int
    var raws: Int

    init(_ path: String, _ tickets: [TicketID], _ clock: HandClock) async throws {
      let shop = try Shop(.file(path), clock: clock, seed: 99)
      lists = try await shop.derived()
      for id in tickets {
        guard let sheet = try await shop.store.ticket(id, agent: Shop.ana) else { continue }
        for message in sheet.messages { said["\(message.id)"] = message.body.visible }
      }
      events = try await shop.number("SELECT count(*) FROM event") ?? 0
      raws = try await shop.number("SELECT count(*) FROM raw") ?? 0
    }
  }

  private struct Page {
    var number: Int
    var table: String
    var rows: Int
  }

  /// Whose every page is, as SQLite itself says.
  private func pages() throws -> [Page] {
    let queue = try Connection.aside(path, patience: 5, readOnly: true)
    defer { try? queue.close() }
    return try queue.read { db in
      try Row.fetchAll(db, sql: "SELECT pageno, name, pagetype, ncell FROM dbstat ORDER BY pageno")
        .map { row in
          Page(number: row[0], table: row[1], rows: row[2] == "leaf" ? row[3] : 0)
        }
    }
  }

  private func repair(at path: String? = nil) throws -> Repaired {
    let clock = clock
    return try Store.repair(path ?? self.path, clock: { clock.now }, seed: 5)
  }

  private func tickets() async throws -> [TicketID] {
    let shop = try Shop(.file(path), clock: clock, seed: 6)
    return try await shop.store.read { db in
      try Data.fetchAll(db, sql: "SELECT id FROM ticket").map { try TicketID(stored: $0) }
    }
  }

  /// The store holds together, and lists made again are the same.
  private func expectSound() async throws -> Contents {
    let shop = try Shop(.file(path), clock: clock, seed: 7)
    let findings = try await shop.store.checkIntegrity(full: true)
    #expect(findings.allSatisfy { $0.isFine }, "\(findings.filter { !$0.isFine })")
    let lists = try await shop.derived()
    try await shop.store.rebuild()
    #expect(try await shop.derived() == lists)
    return try await Contents(path, tickets(), clock)
  }

  private func put(_ file: Data) throws {
    let files = FileManager.default
    for name in try files.contentsOfDirectory(atPath: folder.path) {
      try files.removeItem(atPath: folder.path + "/" + name)
    }
    try file.write(to: URL(filePath: path))
    chmod(path, 0o600)
  }

  // MARK: - Whole

  @Test func whatHoldsTogetherIsLeftAsItIs() async throws {
    let before = try await lived()
    let bytes = FileManager.default.contents(atPath: path)
    let repaired = try repair()
    #expect(repaired.kept == nil && repaired.losses.isEmpty && repaired.tickets > 30)
    #expect(FileManager.default.contents(atPath: path) == bytes)
    #expect(try await expectSound().lists == before.lists)
  }

  /// Nothing is damaged but what can be made again: nothing is lost.
  @Test func aStoreIsMadeAgainFromItsPagesAlone() async throws {
    let before = try await lived()
    let whole = try #require(FileManager.default.contents(atPath: path))
    let index = try #require(try pages().first { $0.table == "event_ticket" })
    try put(Self.noise(in: whole, page: index.number))
    let repaired = try repair()
    #expect(repaired.losses == [] && repaired.mails == [])
    let after = try await expectSound()
    #expect(after.lists == before.lists)
    #expect(after.said == before.said && after.raws == before.raws)
    let kept = try #require(repaired.kept)
    #expect(
      FileManager.default.contents(atPath: kept) == Self.noise(in: whole, page: index.number))
  }

  /// Its ticket is gone without a trace: it can be imported again.
  @Test func aMailOfWhichNothingIsKnownBecomesAFile() async throws {
    _ = try await lived(events: 20)
    let mail = Self.mail()
    do {
      let shop = try Shop(.file(path), clock: clock, seed: 40)
      try await shop.store.commit([], facts: [.bytes(mail)], by: .system)
    }
    let copy = folder.path + "/copy.sqlite"
    do {
      let shop = try Shop(.file(path), clock: clock, seed: 41)
      try await shop.store.backup(to: copy)
    }
    let whole = try #require(FileManager.default.contents(atPath: copy))
    try put(whole)
    let index = try #require(try pages().first { $0.table == "event_ticket" })
    try put(Self.noise(in: whole, page: index.number))
    let repaired = try repair()
    let file = try #require(repaired.mails.first)
    #expect(repaired.mails.count == 1 && file.hasSuffix(".eml"))
    #expect(FileManager.default.contents(atPath: file) == mail.contents)
  }

  // MARK: - Page by page

  private static func noise(in file: Data, page: Int) -> Data {
    var chance = Mint(seed: UInt64(page))
    let start = (page - 1) * PageFile.pageSize
    var file = file
    for place in start..<start + PageFile.pageSize { file[place] = UInt8(chance.next() & 0xFF) }
    return file
  }

  /// Whatever page is noise: what lay on others is there, and no more is gone than lay on it.
  @Test func onePageThatIsNoiseCostsNoMoreThanItHeld() async throws {
    let before = try await lived()
    let whole = try #require(FileManager.default.contents(atPath: path))
    let pages = try pages()
    #expect(pages.count > 60)
    for page in pages where page.number.isMultiple(of: Self.step) || page.number == 1 {
      try put(Self.noise(in: whole, page: page.number))
      let repaired = try repair()
      #expect(repaired.kept != nil, "page \(page.number) of \(page.table) was not missed")
      let after = try await expectSound()
      let lost = before.said.count { after.said[$0.key] != $0.value }
      // A page of overflow, or one between, may hold a part of one row or of none.
      let most = page.rows + 1
      switch page.table {
      case "content": #expect(lost <= most, "page \(page): \(lost) lost")
      case "event": #expect(before.events - after.events <= most, "page \(page)")
      case "raw", "raw_piece": #expect(before.raws - after.raws <= most, "page \(page)")
      case "house": break
      default: #expect(lost == 0 && after.events >= before.events, "page \(page): \(lost) lost")
      }
      if lost > 0 || after.events < before.events || after.raws < before.raws {
        #expect(!repaired.losses.isEmpty, "page \(page) was lost without a word")
      }
    }
  }

  /// One byte here and there: never silently empty, never a crash.
  @Test func aByteThatChangedIsNoticedOrHarmless() async throws {
    let before = try await lived()
    let whole = try #require(FileManager.default.contents(atPath: path))
    var chance = Mint(seed: 4)
    for _ in 0..<(Self.step == 1 ? 400 : 15) {
      var file = whole
      let place = Int(chance.next() % UInt64(file.count))
      file[place] ^= UInt8(1 << (chance.next() % 8))
      try put(file)
      let repaired = try repair()
      if repaired.kept == nil { continue }
      let after = try await expectSound()
      #expect(after.said.count >= before.said.count - 60, "byte \(place)")
      #expect(after.events > 0)
    }
  }

  // MARK: - Larger damage

  @Test(arguments: [0.3, 0.6, 0.95])
  func ofAShortenedFileTheRestComesBack(_ part: Double) async throws {
    let before = try await lived()
    let whole = try #require(FileManager.default.contents(atPath: path))
    let left = Int(Double(whole.count) * part) / PageFile.pageSize
    let rows = { (table: String) in
      try pages().filter { $0.table == table && $0.number <= left }.reduce(0) { $0 + $1.rows }
    }
    let (events, texts) = (try rows("event"), try rows("content"))
    try put(whole.prefix(Int(Double(whole.count) * part)))
    guard events + texts > 0 else {
      #expect(throws: StoreError.self) { try repair() }
      return
    }
    let repaired = try repair()
    #expect(repaired.kept != nil && !repaired.losses.isEmpty)
    let after = try await expectSound()
    #expect(after.said.allSatisfy { before.said[$0.key] != nil })
    #expect(after.events >= events)
    #expect(texts < 20 || after.said.contains { before.said[$0.key] == $0.value })
  }

  @Test func withoutItsFirstPageEverythingIsKnownByItsFields() async throws {
    let before = try await lived()
    var file = try #require(FileManager.default.contents(atPath: path))
    file.replaceSubrange(0..<PageFile.pageSize, with: Data(count: PageFile.pageSize))
    try put(file)
    _ = try repair()
    let after = try await expectSound()
    #expect(after.said == before.said && after.events == before.events)
    #expect(after.raws == before.raws)
  }

  /// What lies in the WAL only is read from there, whatever became of the file's header.
  @Test func whatWasNotCopiedBackYetIsThere() async throws {
    _ = try await lived(events: 50)
    let more: TicketID
    do {
      var shop = try Shop(.file(path), clock: clock, seed: 50)
      more = try await shop.arrive(subject: "In the WAL only", says: "Not in the file")
      try FileManager.default.copyItem(atPath: path, toPath: folder.path + "/copy")
      try FileManager.default.copyItem(atPath: path + "-wal", toPath: folder.path + "/copy-wal")
    }
    var file = try #require(FileManager.default.contents(atPath: folder.path + "/copy"))
    let wal = try #require(FileManager.default.contents(atPath: folder.path + "/copy-wal"))
    // A page that the WAL does not bring anew.
    let orders = try #require(try pages().first { $0.table == "order_cache" })
    file.replaceSubrange(0..<200, with: Data(repeating: 0xA5, count: 200))
    try put(Self.noise(in: file, page: orders.number))
    // Half a frame at the end, as a cut leaves it.
    try (wal + wal.suffix(3_000)).write(to: URL(filePath: path + "-wal"))
    chmod(path + "-wal", 0o600)
    let repaired = try repair()
    _ = try await expectSound()
    let shop = try Shop(.file(path), clock: clock, seed: 51)
    #expect(try await shop.sheet(more).messages.map(\.body.visible) == ["Not in the file"])
    let kept = try #require(repaired.kept)
    #expect(FileManager.default.contents(atPath: kept + "-wal") == wal + wal.suffix(3_000))
  }

  // MARK: - Answers

  /// Whether a waiting answer left stood perhaps on the page that is gone.
  @Test func afterALossNothingIsSentUnasked() async throws {
    _ = try await lived(events: 50)
    do {
      var shop = try Shop(.file(path), clock: clock, seed: 60)
      let id = try await shop.arrive()
      try await shop.answer(id, window: .seconds(0))
      let aside = try Connection.aside(path, patience: 5, readOnly: false)
      shop.store.checkpoint?.close()
      try shop.store.writer.close()
      _ = try aside.writeWithoutTransaction {
        try Row.fetchOne($0, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
      }
      try aside.close()
    }
    let file = try #require(FileManager.default.contents(atPath: path))
    let page = try #require(try pages().first { $0.table == "event" && $0.rows > 0 })
    try put(Self.noise(in: file, page: page.number))
    let repaired = try repair()
    #expect(repaired.held > 0)
    let shop = try Shop(.file(path), clock: clock, seed: 61)
    let rows = try await shop.store.outbox()
    #expect(rows.allSatisfy { ![.accepted, .retry, .sending].contains($0.state) })
  }

  /// Frames of what was written last do not add up: nobody knows whether it was finished.
  @Test func afterATornEndNothingIsSentUnasked() async throws {
    _ = try await lived(events: 20)
    do {
      var shop = try Shop(.file(path), clock: clock, seed: 70 << 40)
      let id = try await shop.arrive()
      try await shop.answer(id, window: .seconds(0))
      try FileManager.default.copyItem(atPath: path, toPath: folder.path + "/copy")
      try FileManager.default.copyItem(atPath: path + "-wal", toPath: folder.path + "/copy-wal")
    }
    let file = try #require(FileManager.default.contents(atPath: folder.path + "/copy"))
    var wal = try #require(FileManager.default.contents(atPath: folder.path + "/copy-wal"))
    let orders = try #require(try pages().first { $0.table == "order_cache" })
    wal[wal.count - 100] ^= 1
    try put(Self.noise(in: file, page: orders.number))
    try wal.write(to: URL(filePath: path + "-wal"))
    chmod(path + "-wal", 0o600)
    let repaired = try repair()
    #expect(repaired.losses.contains { $0.contains("written last") }, "\(repaired.losses)")
    let shop = try Shop(.file(path), clock: clock, seed: 71)
    let rows = try await shop.store.outbox()
    #expect(rows.allSatisfy { ![.accepted, .retry, .sending].contains($0.state) })
    _ = try await expectSound()
  }

  /// What lies beside a gap is as it was written, and not called changed.
  @Test func onlyWhatIsGoneIsNamed() async throws {
    let before = try await lived()
    let whole = try #require(FileManager.default.contents(atPath: path))
    let page = try #require(try pages().first { $0.table == "event" && $0.rows > 0 })
    try put(Self.noise(in: whole, page: page.number))
    let repaired = try repair()
    #expect(!repaired.losses.isEmpty)
    let changed = repaired.losses.filter { $0.contains("may not be as written") }
    #expect(changed == [])
    let after = try await expectSound()
    #expect(after.raws == before.raws)
  }

  /// Nothing of whoever was erased comes back, wherever rows are looked for.
  @Test func whoWasErasedStaysErased() async throws {
    let world = try await ErasedWorld()
    _ = try #require(try world.erase("ada.canary@mail.example"))
    var file = try #require(FileManager.default.contents(atPath: world.path))
    file.replaceSubrange(0..<PageFile.pageSize, with: Data(count: PageFile.pageSize))
    try file.write(to: URL(filePath: world.path))
    let repaired = try repair(at: world.path)
    #expect(repaired.kept != nil)
    #expect(try world.found() == [])
    let shop = try Shop(world.folder.file, clock: world.clock, seed: 90)
    #expect(try await shop.number("SELECT count(*) FROM tombstone") ?? 0 > 0)
    #expect(try await shop.sheet(world.first).ticket.erasedAt != nil)
  }

  // MARK: - What is no store

  @Test(arguments: ["empty", "text", "noise", "foreign"])
  func whatIsNoStoreIsLeftAsItIs(_ what: String) async throws {
    let bytes: Data
    switch what {
    case "empty": bytes = Data()
    case "text": bytes = Data("a list of things to do\n".utf8)
    case "foreign":
      let queue = try DatabaseQueue(path: folder.path + "/foreign")
      try await queue.write { try $0.execute(sql: "CREATE TABLE things (name TEXT)") }
      try queue.close()
      bytes = try #require(FileManager.default.contents(atPath: folder.path + "/foreign"))
    default: bytes = Self.noise(in: Data(count: PageFile.pageSize * 4), page: 2)
    }
    try put(bytes)
    #expect(throws: StoreError.self) { try repair() }
    #expect(FileManager.default.contents(atPath: path) == bytes)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["store.sqlite"])
  }
}
