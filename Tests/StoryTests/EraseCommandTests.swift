import Foundation
import TestKit
import Testing

/// A customer erased by the real program, and old tickets with it.
@Suite(.enabled(if: ShopbellProgram.isHere))
struct EraseCommandTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder("erase") }

  private func shopbell(_ words: String...) async throws -> Ending {
    try await run(
      ShopbellProgram.path,
      words.prefix(1) + ["--config", folder["none.toml"], "--store", folder["store.sqlite"]]
        + words.dropFirst(),
      environment: ShopbellProgram.environment(home: folder.path))
  }

  /// Two mails of Ada's and one of Ben's, with HTML, a file and a header that names her.
  private func fill() async throws {
    let mails = [("ada.canary", "subjectcanary one"), ("ben", "My chair"), ("ada.canary", "again")]
    let text = mails.enumerated().map { number, mail in
      """
      From \(mail.0)@customer.example Wed Nov 25 19:0\(number):00 2020
      From: \(mail.0.capitalized) Person <\(mail.0)@customer.example>
      To: support@shop.example
      Subject: \(mail.1)
      Date: Wed, 25 Nov 2020 19:0\(number):00 +0100
      Message-ID: <\(mail.0).id\(number)@customer.example>
      X-Note: headercanary
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary="b"

      --b
      Content-Type: text/html

      <p>Please help with <b>\(mail.0 == "ben" ? "thischair" : "htmlcanary")</b>: \(mail.1).</p>
      --b
      Content-Type: text/plain; name="\(mail.0)canary.txt"
      Content-Disposition: attachment; filename="\(mail.0)file.txt"

      attachedcanary of \(mail.0)
      --b--

      """
    }
    try folder.file("mails.mbox", text.joined(separator: "\n"))
    try folder.file("none.toml", "[agent]\nname = \"Ana Reyes\"\n", mode: 0o600)
    let ending = try await shopbell("import", folder["mails.mbox"])
    try #require(ending.status == 0, "\(ending)")
  }

  private func found(_ words: String...) throws -> [String] {
    var bytes = Data()
    for ending in ["", "-wal", "-shm"] {
      bytes += (try? Data(contentsOf: URL(filePath: folder["store.sqlite\(ending)"]))) ?? Data()
    }
    let text = String(decoding: bytes.map { $0 < 0x80 ? $0 : 0x20 }, as: UTF8.self).lowercased()
    return words.filter { text.contains($0) }
  }

  @Test func aCustomerIsCountedThenErasedAndStaysAway() async throws {
    defer { folder.remove() }
    try await fill()
    let counted = try await shopbell("erase", "ada.canary@customer.example", "--json")
    #expect(counted.status == 0 && counted.out.contains("\"erased\":false"), "\(counted)")
    #expect(counted.out.contains("\"tickets\":2") && counted.complaints.contains("--yes"))
    let copy = try await shopbell("backup", folder["copy.sqlite"])
    #expect(copy.status == 0, "\(copy)")
    #expect(try !found("ada.canary", "htmlcanary").isEmpty)
    let erased = try await shopbell("erase", "ada.canary@customer.example", "--yes", "--json")
    #expect(erased.status == 0 && erased.complaints == "", "\(erased)")
    let keys = try #require(
      try JSONSerialization.jsonObject(with: Data(erased.out.utf8)) as? [String: Any])
    #expect(keys["found_after"] as? Int == 0 && keys["erased"] as? Bool == true)
    #expect(keys["messages"] as? Int == 2 && (keys["raw"] as? Int ?? 0) >= 2)
    #expect(
      (keys["backups"] as? [[String: Any]])?.first?["path"] as? String == folder["copy.sqlite"])
    let left = try found(
      "ada.canary", "subjectcanary", "htmlcanary", "attachedcanary of ada", "ada.canaryfile.txt")
    #expect(left == [])
    let before = try await lists()
    #expect(try await shopbell("rebuild").status == 0)
    #expect(try await lists() == before)
    let doctor = try await shopbell("doctor", "--full")
    #expect(!doctor.out.contains("FAIL event") && !doctor.out.contains("FAIL raw"), "\(doctor)")
    let again = try await shopbell("import", folder["mails.mbox"], "--json")
    #expect(
      again.out.contains("\"duplicates\":3") && again.out.contains("\"tickets\":0"), "\(again)")
    #expect(try found("ada.canary", "subjectcanary", "htmlcanary") == [])
    #expect(try await shopbell("show", "2").out.contains("thischair"))
    let gone = try await shopbell("erase", "ada.canary@customer.example", "--yes")
    #expect(gone.status == 1 && gone.complaints.contains("nobody is known as"), "\(gone)")
  }

  private func lists() async throws -> [String] {
    var lists: [String] = []
    for words in [["search", "after:2019-01-01"], ["show", "1"], ["show", "2"], ["show", "3"]] {
      lists.append(try await shopbell(words[0], "--json", words[1]).out)
    }
    return lists
  }

  @Test func whatMustBeKeptAndWhoeverHasItOpenAreNamed() async throws {
    defer { folder.remove() }
    try await fill()
    #expect(try await shopbell("tag", "+legal-hold", "--", "id:3").status == 0)
    let held = try await shopbell("erase", "ada.canary@customer.example", "--yes")
    #expect(held.status == 1 && held.out == "", "\(held)")
    #expect(held.complaints.contains("#3 must be kept"), "\(held)")
    #expect(try await shopbell("tag", "-legal-hold", "--", "id:3").status == 0)
    let other = open(folder["store.sqlite"], O_RDWR)
    var lock = flock()
    (lock.l_type, lock.l_start, lock.l_len) = (Int16(F_RDLCK), 0x4000_0002, 510)
    #expect(fcntl(other, F_SETLK, &lock) == 0)
    let busy = try await shopbell("erase", "ada.canary@customer.example", "--yes")
    #expect(busy.status == 75, "\(busy)")
    #expect(busy.complaints.contains("(process \(getpid())) has"), "\(busy)")
    close(other)
    #expect(try await shopbell("erase", "ada.canary@customer.example", "--yes").status == 0)
  }

  @Test func oldTicketsGoOnlyWhenToldTo() async throws {
    defer { folder.remove() }
    try await fill()
    let none = try await shopbell("retain", "--older-than", "3y")
    #expect(none.status == 1 && none.complaints.contains("no ticket is that old"), "\(none)")
    let wrong = try await shopbell("retain", "--older-than", "3 years")
    #expect(wrong.status == 64 && wrong.complaints.contains("is no age"), "\(wrong)")
  }
}
