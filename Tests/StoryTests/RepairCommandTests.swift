import Foundation
import TestKit
import Testing

/// A damaged store as its owner meets it (R6).
@Suite(.enabled(if: ShopbellProgram.isHere))
struct RepairCommandTests {
  private let shop: FileShop

  init() throws { shop = try FileShop("repair") }

  private var store: String { shop.folder["store.sqlite"] }

  /// Noise in the file's first page, where SQLite looks for everything, or in all others.
  private func damage(first: Bool = true) throws {
    let file = try FileHandle(forUpdating: URL(filePath: store))
    let size = Int(try file.seekToEnd())
    try file.seek(toOffset: first ? 0 : 8_192)
    try file.write(contentsOf: Data(repeating: 0xA5, count: first ? 8_192 : size - 8_192))
    try file.close()
  }

  @Test func whatIsDamagedSaysSoAndComesBack() async throws {
    defer { shop.folder.remove() }
    try await shop.importMails(["My lamp", "My chair", "My table"])
    #expect(try await shop.run("tag", "+late", "--", "chair").status == 0)
    let lists = try await shop.run("search", "--json").out
    let whole = try await shop.run("repair")
    #expect(whole.status == 0 && whole.out.contains("holds together"), "\(whole)")

    // As long as the pages stand in the WAL too, nothing is lost by what befalls the file.
    try await eventually("the file holds everything") {
      _ = try await shop.run("tag", "+late", "--", "chair")
      return !FileManager.default.fileExists(atPath: store + "-wal")
    }
    try damage()
    for command in [["search"], ["tag", "+x", "--", "is:open"], ["sync", "--once"]] {
      let refused = try await shop.run(command)
      #expect(refused.status != 0, "\(command)")
      #expect(refused.out.isEmpty, "\(command): \(refused.out)")
      #expect(refused.complaints.contains("shopbell repair"), "\(command): \(refused.complaints)")
    }
    let repaired = try await shop.run("repair")
    #expect(repaired.status == 0, "\(repaired)")
    #expect(repaired.out.contains("3 tickets and 3 messages are back"), "\(repaired)")
    #expect(repaired.complaints.contains("the damaged store is now"), "\(repaired)")
    #expect(try await shop.run("search", "--json").out == lists)
    let doctor = try await shop.run("doctor", "--full")
    #expect(doctor.status == 0 && !doctor.out.contains("FAIL"), "\(doctor)")
  }

  @Test func whoeverHasTheStoreOpenIsNotDisturbed() async throws {
    defer { shop.folder.remove() }
    try await shop.importMails(["My lamp"])
    let pipe = Pipe()
    let desk = try shop.start(
      "open", "--plain", "--offline", input: pipe.fileHandleForReading.fileDescriptor)
    try await eventually("the desk is open") { desk.words.contains("lamp") }
    try damage(first: false)
    let refused = try await shop.run("repair")
    #expect(
      refused.status == 75 && refused.complaints.contains("nothing was changed"), "\(refused)")
    try pipe.fileHandleForWriting.close()
    try await desk.ended()
  }

  @Test func whatIsNoStoreIsToldAndLeft() async throws {
    defer { shop.folder.remove() }
    let missing = try await shop.run("repair")
    #expect(missing.status == 1 && missing.complaints.contains("there is no store"), "\(missing)")
    try Data().write(to: URL(filePath: store))
    let empty = try await shop.run("search")
    #expect(empty.status != 0 && empty.complaints.contains("store.sqlite"), "\(empty)")
    let tag = try await shop.run("import", "/dev/null")
    #expect(tag.status != 0 && tag.complaints.contains("the file is empty"), "\(tag)")
    try Data("a list of things to do".utf8).write(to: URL(filePath: store))
    let text = try await shop.run("repair")
    #expect(text.status == 65 && text.complaints.contains("It is as it was"), "\(text)")
  }
}
