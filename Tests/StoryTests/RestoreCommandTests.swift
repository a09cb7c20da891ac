import Foundation
import TestKit
import Testing

/// Backup and restore as an owner does them.
@Suite(.enabled(if: ShopbellProgram.isHere))
struct RestoreCommandTests {
  private let shop: FileShop

  init() throws { shop = try FileShop("restore") }

  /// Two tickets, one of them answered; the answer waits.
  private func fill() async throws {
    try await shop.importMails(["My lamp", "My chair"])
    let ending = try await shop.run(
      "reply", "1", "--body-file", try shop.folder.file("body.txt", "Soon."), "--send")
    try #require(ending.status == 0, "\(ending)")
  }

  @Test func aBackupMadeWhileEightProcessesWriteComesBack() async throws {
    defer { shop.folder.remove() }
    try await fill()
    let backup = shop.folder["backup"]
    let writers = try (0..<8).map { try shop.start("tag", "+w\($0)", "--", "is:open") }
    let copied = try await shop.run("backup", backup)
    #expect(copied.status == 0, "\(copied)")
    for writer in writers {
      let ending = try await writer.ended()
      #expect(ending.status == 0, "\(ending)")
    }
    let there = shop.elsewhere("host/deep")
    let restored = try await there.run("restore", backup, "--json")
    #expect(
      restored.out == "{\"held\":1,\"kept\":null,\"messages\":2,\"tickets\":2,\"unsure\":0}\n",
      "\(restored)")
    #expect(restored.status == 0)
    let doctor = try await there.run("doctor", "--full")
    #expect(doctor.status == 0 && !doctor.out.contains("FAIL"), "\(doctor)")
    let lists = try await there.run("search", "--json").out
    #expect(try await there.run("rebuild").status == 0)
    #expect(try await there.run("search", "--json").out == lists)
    let outbox = try await there.run("outbox", "--json").out
    #expect(outbox.contains("\"state\":\"held\""), "\(outbox)")
    let early = try await there.run("outbox", "release", "--all")
    #expect(early.status == 75 && early.complaints.contains("was not synced since"), "\(early)")
    let released = try await there.run("outbox", "release", "--all", "--anyway")
    #expect(
      released.status == 0 && released.out == "1 reply released; the next sync sends them\n",
      "\(released)")
    #expect(try await there.run("outbox", "--json").out.contains("\"state\":\"accepted\""))
    let nothing = try await there.run("outbox", "release", "--all")
    #expect(nothing.status == 1 && nothing.complaints.contains("no reply is held"), "\(nothing)")
  }

  @Test func aStoreIsReplacedOnlyWhenToldTo() async throws {
    defer { shop.folder.remove() }
    try await fill()
    let backup = shop.folder["backup"]
    #expect(try await shop.run("backup", backup).status == 0)
    try await shop.importMails(["My table"])
    let refused = try await shop.run("restore", backup)
    #expect(refused.status == 73 && refused.complaints.contains("With --replace"), "\(refused)")
    #expect(try await shop.run("count").out == "3\n")
    let restored = try await shop.run("restore", backup, "--replace")
    #expect(restored.status == 0 && restored.complaints.contains("the store that was there is now"))
    #expect(try await shop.run("count").out == "2\n")
    let files = try FileManager.default.contentsOfDirectory(atPath: shop.folder.path)
    let kept = try #require(files.first { $0.hasPrefix("store-") }, "\(files)")
    let old = try await run(
      ShopbellProgram.path, ["count", "--store", shop.folder[kept]],
      environment: ShopbellProgram.environment(home: shop.folder.path))
    #expect(old.out == "3\n", "\(old)")
  }

  @Test func whoeverHasTheStoreOpenIsNotDisturbed() async throws {
    defer { shop.folder.remove() }
    try await fill()
    let backup = shop.folder["backup"]
    #expect(try await shop.run("backup", backup).status == 0)
    let pipe = Pipe()
    let desk = try shop.start(
      "open", "--plain", "--offline", input: pipe.fileHandleForReading.fileDescriptor)
    try await eventually("the desk is open") { desk.words.contains("lamp") }
    let refused = try await shop.run("restore", backup, "--replace")
    #expect(
      refused.status == 75 && refused.complaints.contains("nothing was changed"), "\(refused)")
    try pipe.fileHandleForWriting.close()
    try await desk.ended()
    #expect(try await shop.run("restore", backup, "--replace").status == 0)
  }

  @Test func whatIsMissingIsSaid() async throws {
    defer { shop.folder.remove() }
    try await fill()
    let text = try shop.folder.file("notes.txt", "no store\n")
    let there = shop.elsewhere("host")
    let cases: [([String], Int32, String)] = [
      (["restore", shop.folder["nowhere"]], 1, "there is no backup at"),
      (["restore", text], 65, "it is not a database"),
      (["outbox", "release"], 64, "which replies?"),
    ]
    for (words, status, sentence) in cases {
      let ending = try await there.run(words)
      #expect(ending.status == status && ending.complaints.contains(sentence), "\(ending)")
      #expect(!FileManager.default.fileExists(atPath: there.store))
    }
  }
}
