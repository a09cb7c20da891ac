import Foundation
import TestKit
import Testing

/// What agents said outlives the store it was said in.
@Suite(.enabled(if: ShopbellProgram.isHere))
struct DumpCommandTests {
  private let shop: FileShop

  init() throws { shop = try FileShop("dump") }

  private func fill() async throws {
    try await shop.importMails(["My lamp", "My chair", "My table", "My sofa"])
    for words in [
      ["tag", "+refund", "+vip", "--", "id:1"],
      ["note", "1", "Call the carrier,\nthen \\ write."], ["assign", "me", "id:2"],
      ["status", "solved", "id:2"], ["snooze", "2d", "id:3"], ["note", "3", "|| wait"],
    ] {
      let ending = try await shop.run(words)
      try #require(ending.status == 0, "\(ending)")
    }
  }

  @Test func itComesBackWhereTheSameMailIsImported() async throws {
    defer { shop.folder.remove() }
    try await fill()
    let path = shop.folder["dump.txt"]
    #expect(try await shop.run("dump", path).status == 0)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let text = try await shop.run("dump").out
    #expect(FileManager.default.contents(atPath: path) == Data(text.utf8))
    let there = shop.elsewhere("there")
    // Other numbers, and a ticket that no line names.
    try await there.importMails(["Another one", "My sofa", "My table", "My chair", "My lamp"])
    let loaded = try await there.run("load", path, "--json")
    #expect(loaded.status == 0, "\(loaded)")
    #expect(
      loaded.out.hasPrefix("{\"changed\":3,\"joined\":0,\"left_alone\":0,\"not_found\":0,"),
      "\(loaded)")
    let back = try await there.run("dump").out
    let more = "\nticket\nmessage anotherone@customer.example\nstatus new\npriority normal\n"
    #expect(back.replacing(more, with: "") == text, "\(back)\n\(text)")
    let twice = try await there.run("load", path)
    #expect(twice.status == 0 && twice.out == "0 changed\n", "\(twice)")
    #expect(try await there.run("undo").status == 0)
    #expect(try await there.run("search", "tag:refund OR status:solved").status == 1)
  }

  @Test func whatIsMalformedChangesNothingAndWhatIsMissingIsSaid() async throws {
    defer { shop.folder.remove() }
    try await fill()
    let text = try await shop.run("dump").out
    let broken = try shop.folder.file("broken.txt", text + "colour red\n")
    let there = shop.elsewhere("there")
    try await there.importMails(["My lamp"])
    let before = try await there.run("dump").out
    let refused = try await there.run("load", broken)
    #expect(refused.status == 65 && refused.complaints.contains("broken.txt:"), "\(refused)")
    #expect(try await there.run("dump").out == before)
    let whole = try shop.folder.file("whole.txt", text)
    let loaded = try await there.run("load", whole)
    #expect(loaded.status == 0 && loaded.out.hasPrefix("1 changed · 3 not found"), "\(loaded)")
    #expect(loaded.complaints.contains("whole.txt:3: no message of this ticket is here"))
    let nowhere = try await there.run("load", shop.folder["nowhere"])
    #expect(nowhere.status == 65, "\(nowhere)")
  }
}
