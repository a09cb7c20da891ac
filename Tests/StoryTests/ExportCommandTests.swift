import Foundation
import TestKit
import Testing

/// Handing tickets out, read back by others.
@Suite(.enabled(if: ShopbellProgram.isHere))
struct ExportCommandTests {
  private let shop: FileShop

  init() throws { shop = try FileShop("export") }

  private static func mode(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return attributes[.posixPermissions] as? Int ?? 0
  }

  private func `import`(_ mails: [String]) async throws {
    let files = try mails.enumerated().map { try shop.folder.file("\($0).eml", $1) }
    let ending = try await shop.run(["import"] + files)
    try #require(ending.status == 0, "\(ending)")
  }

  @Test func whatIsImportedAgainIsTheSame() async throws {
    defer { shop.folder.remove() }
    let head = "From: Ada <ada@customer.example>\nTo: support@shop.example\n"
    let body =
      "From the shop\n>From there\n>>From afar\n\nFrom x@y Mon Nov  2 10:00:00 2026\nA: 1\n"
    try await `import`([
      head + "Subject: One\nMessage-ID: <1@c.example>\n\n" + body,
      head + "Subject: Two\n\nNo name of its own\n\n\n",
      (head + "Subject: Three\nMessage-ID: <3@c.example>\n\nLines\n").replacing("\n", with: "\r\n"),
    ])
    let path = shop.folder["all.mbox"]
    let ending = try await shop.run("export", "--format", "mbox", "--output", path)
    #expect(ending.status == 0 && ending.out == "3 tickets, 3 messages exported\n", "\(ending)")
    #expect(try Self.mode(path) == 0o600)
    let there = shop.elsewhere("there")
    let back = try await there.run("import", path, "--json")
    #expect(back.out.contains("\"messages\":3"), "\(back)")
    let again = there.folder["again.mbox"]
    #expect(try await there.run("export", "--format", "mbox", "--output", again).status == 0)
    let files = [path, again].map { FileManager.default.contents(atPath: $0) }
    #expect(files[0]?.isEmpty == false)
    // The moment in a `From ` line without a Date field is the import's own.
    let lines = files.map { file in
      String(decoding: file ?? Data(), as: UTF8.self).unicodeScalars
        .split(separator: "\n", omittingEmptySubsequences: false)
        .map { String($0) }.filter { !$0.hasPrefix("From ada@customer.example ") }
    }
    #expect(lines[0].sorted() == lines[1].sorted())
    let copies = try await shop.run("import", path, "--json")
    #expect(copies.out.contains("\"duplicates\":3"), "\(copies)")
  }

  @Test func aTicketIsALineOfJSONAsItIsShown() async throws {
    defer { shop.folder.remove() }
    try await shop.importMails(["My lamp", "My chair"])
    let shown = try await shop.run("show", "2", "--json").out
    let ending = try await shop.run("export", "chair")
    #expect(ending.status == 0 && ending.out == shown, "\(ending)")
    #expect(ending.complaints.contains("1 ticket exported"))
  }

  @Test func nothingIsOverwrittenAndNothingIsLeftBehind() async throws {
    defer { shop.folder.remove() }
    try await shop.importMails(["My lamp"])
    let path = try shop.folder.file("there.json", "mine")
    let refused = try await shop.run("export", "--output", path)
    #expect(refused.status == 73 && refused.complaints.contains("there is a file at"), "\(refused)")
    #expect(FileManager.default.contents(atPath: path) == Data("mine".utf8))
    let nothing = try await shop.run("export", "sofa", "--output", shop.folder["sofa.json"])
    #expect(nothing.status == 1 && nothing.complaints.contains("nothing matches sofa"))
    let files = try FileManager.default.contentsOfDirectory(atPath: shop.folder.path)
    #expect(!files.contains { $0.hasSuffix(".new") || $0 == "sofa.json" }, "\(files)")
  }

  /// S8: every payload as a subject, read back by another program.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")))
  func formulasAreDefusedAndEveryValueComesBack() async throws {
    defer { shop.folder.remove() }
    let corpus = (Corpora.cases("string-payloads") ?? [])
      .filter { $0["kind"] as? String == "csv-injection" }.compactMap { $0["value"] as? String }
    let values = corpus + ["=cmd|' /C calc'!A0", "'=1", "a,\"b\"", "  +1", "\u{FF0D}2", "'plain'"]
    try await `import`(
      values.enumerated().map { number, value in
        let subject = Data(value.utf8).base64EncodedString()
        return """
          From: c\(number)@customer.example
          To: support@shop.example
          Subject: =?utf-8?B?\(subject)?=
          Message-ID: <\(number)@customer.example>

          Hello
          """
      })
    let path = shop.folder["all.csv"]
    let ending = try await shop.run("export", "--format", "csv", "--output", path)
    #expect(ending.status == 0, "\(ending)")
    #expect(try Self.mode(path) == 0o600)
    let script = """
      import csv, json, sys
      with open(sys.argv[1], newline="", encoding="utf-8") as f:
          print(json.dumps(list(csv.DictReader(f, strict=True))))
      """
    let read = try await run("/usr/bin/python3", ["-c", script, path])
    let parsed = try JSONSerialization.jsonObject(with: Data(read.out.utf8))
    let rows = try #require(parsed as? [[String: Any]])
    #expect(rows.count == values.count)
    let shown = try await shop.run("search", "--json", "--limit", "1000").out
    var subjects: [String: String] = [:]
    for line in shown.split(separator: "\n") {
      let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      if let id = row?["id"] as? String { subjects[id] = row?["subject"] as? String }
    }
    for row in rows {
      for case (_, let cell as String) in row {
        #expect(
          !"=+-@\t\r\n\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".contains(cell.first ?? "x"), "\(cell)")
      }
      let id = row["id"] as? String ?? ""
      let cell = row["subject"] as? String ?? ""
      let subject = try #require(subjects[id])
      #expect(cell == subject || cell == "'" + subject)
    }
  }
}
