import Domain
import Foundation
import GRDB
import Glibc
import Testing

@testable import Store

struct OpeningTests {
  private func mode(_ path: String) -> mode_t {
    var found = stat()
    return stat(path, &found) == 0 ? found.st_mode & 0o777 : 0
  }

  @Test func keepsOthersOutWhateverTheUmask() async throws {
    let folder = try Folder()
    let old = umask(0)
    defer { umask(old) }
    let path = folder.path + "/a/b/store.sqlite"
    var shop = try Shop(.file(path))
    try await shop.arrive()
    #expect(mode(folder.path + "/a") == 0o700)
    #expect(mode(folder.path + "/a/b") == 0o700)
    for file in [path, path + "-wal", path + "-shm"] { #expect(mode(file) == 0o600) }
  }

  @Test(arguments: [
    ("journal_mode", "wal"), ("synchronous", "2"), ("wal_autocheckpoint", "0"), ("mmap_size", "0"),
    ("secure_delete", "1"),
  ])
  func writesWithTheSettingsItPromises(pragma: String, wanted: String) async throws {
    let folder = try Folder()
    let shop = try Shop(folder.file)
    let found = try await shop.store.write { _, db in
      try Row.fetchOne(db, sql: "PRAGMA \(pragma)").map { ($0[0] as DatabaseValue).description }
    }
    #expect(found?.trimmingCharacters(in: ["\""]) == wanted)
    let aside = try Connection.aside(
      folder.path + "/store.sqlite", patience: 1, readOnly: false)
    let automatic = try await aside.read { try Int.fetchOne($0, sql: "PRAGMA wal_autocheckpoint") }
    #expect(automatic == 0)
  }

  @Test func refusesANewerSchemaAndLeavesItAsItIs() async throws {
    let folder = try Folder()
    let shop = try Shop(folder.file)
    try await shop.tamper("PRAGMA user_version = 999")
    #expect {
      _ = try Shop(folder.file)
    } throws: { error in
      guard case .newer(_, 999, let known)? = error as? StoreError else { return false }
      return known == Schema.migrations.count
    }
    #expect(try await shop.number("PRAGMA user_version") == 999)
  }

  @Test func leavesAnotherProgramsFileAlone() throws {
    let folder = try Folder()
    let path = folder.path + "/other.sqlite"
    let other = try DatabaseQueue(path: path)
    try other.write { try $0.execute(sql: "CREATE TABLE theirs (a)") }
    try other.close()
    let before = try Data(contentsOf: URL(filePath: path))
    #expect(throws: StoreError.self) { _ = try Shop(.file(path)) }
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
  }

  @Test func saysWhatIsNoDatabase() throws {
    let folder = try Folder()
    let path = folder.path + "/notes.txt"
    try Data(repeating: 65, count: 20_000).write(to: URL(filePath: path))
    #expect {
      _ = try Shop(.file(path))
    } throws: { error in
      guard case .damaged(path, _)? = error as? StoreError else { return false }
      return true
    }
  }

  @Test func aFolderIsNoStore() throws {
    let folder = try Folder()
    #expect(throws: StoreError.unsuitable(path: folder.path, why: "that is not a plain file")) {
      _ = try Shop(.file(folder.path))
    }
  }

  @Test func readsOnlyWhatIsThere() async throws {
    let folder = try Folder()
    let place = folder.file
    #expect(throws: StoreError.missing(path: place.path)) {
      _ = try Store.open(place, as: .readOnly, clock: { Instant(milliseconds: 0) }, seed: 1)
    }
    var shop = try Shop(place)
    let ticket = try await shop.arrive()
    let clock = shop.clock
    let reader = try Store.open(place, as: .readOnly, clock: { clock.now }, seed: 1)
    #expect(try await reader.ticket(ticket, agent: Shop.ana)?.messages.count == 1)
    await #expect(throws: StoreError.readOnly(path: place.path)) {
      try await reader.commit([Change(ticket, .tagged(tag("a")))], by: .agent(Shop.ana))
    }
  }

  @Test(arguments: [
    ("/home/ana/shop", "nfs4" as String?), ("/home/ben", nil), ("/mnt/win/x", "9p"),
    ("/home/ana2", nil), ("/srv/my disk/a", "cifs"), ("/over", "fuse.sshfs"), ("/under/x", nil),
  ])
  func knowsNetworkFileSystems(folder: String, kind: String?) {
    let mounts = """
      22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
      40 22 0:45 / /home/ana rw shared:2 - nfs4 server:/ana rw
      41 22 0:46 / /mnt/win rw - 9p drvfs rw
      42 22 0:47 / /srv/my\\040disk rw shared:3 - cifs //a/b rw
      43 22 0:48 / /over rw - ext4 /dev/sdb1 rw
      44 43 0:49 / /over rw - fuse.sshfs a:/b rw
      45 22 0:50 / /under rw - nfs a:/b rw
      46 45 0:51 / /under rw - ext4 /dev/sdc1 rw
      """
    #expect(Ground.network(holding: folder, mounts: mounts) == kind)
  }

  @Test func aBusyStoreSaysSo() async throws {
    let folder = try Folder()
    var shop = try Shop(folder.file, patience: 0.05)
    let ticket = try await shop.arrive()
    var settings = Configuration()
    settings.allowsUnsafeTransactions = true
    let other = try DatabaseQueue(path: folder.path + "/store.sqlite", configuration: settings)
    try other.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
    await #expect(throws: StoreError.busy(path: folder.file.path)) {
      try await shop.act(ticket, .tagged(tag("late")))
    }
    #expect(try await shop.ticket(ticket).tags.isEmpty)
    try other.inDatabase { try $0.execute(sql: "ROLLBACK") }
    try await shop.act(ticket, .tagged(tag("late")))
    #expect(try await shop.ticket(ticket).tags == [tag("late")])
  }

  @Test func aFullStoreSaysSoAndWorksAgain() async throws {
    let folder = try Folder()
    var shop = try Shop(folder.file)
    let ticket = try await shop.arrive()
    try await shop.tamper("PRAGMA max_page_count = 10")
    let note = shop.message(.note, says: String(repeating: "long ", count: 200_000))
    await #expect(throws: StoreError.full(path: folder.file.path)) {
      try await shop.act(ticket, .noted(note))
    }
    try await shop.tamper("PRAGMA max_page_count = 1000000")
    try await shop.act(ticket, .noted(note))
    #expect(try await shop.sheet(ticket).messages.count == 2)
  }

  @Test(arguments: [
    StoreError.busy(path: "/a"), .inUse(path: "/a", by: ["x (process 1)"]),
    .full(path: "/a"), .readOnly(path: "/a"), .missing(path: "/a"),
    .unsuitable(path: "/a", why: "x"), .newer(path: "/a", found: 2, known: 1),
    .damaged(path: "/a", what: "x"), .failing(path: "/a", cause: "x"),
    .broken(path: "/a", what: "x"),
  ])
  func everySentenceNamesThePath(error: StoreError) {
    #expect(error.sentence.contains("/a"))
  }
}
