import Foundation
import TestKit
import Testing

/// Tickets made one by the command line, and taken apart again.
@Suite(.enabled(if: ShopbellProgram.isHere))
struct MergeCommandTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder("merge") }

  private func shopbell(_ words: String...) async throws -> Ending { try await shopbell(words) }

  private func shopbell(_ words: [String]) async throws -> Ending {
    try await run(
      ShopbellProgram.path,
      words.prefix(1) + ["--config", folder["none.toml"], "--store", folder["store.sqlite"]]
        + words.dropFirst(),
      environment: ShopbellProgram.environment(home: folder.path))
  }

  /// Three tickets: two of Ada's and one of Ben's.
  private func fill() async throws {
    let mails = [("ada", "My lamp"), ("ada", "The lamp again"), ("ben", "My chair")]
    let text = mails.enumerated().map { number, mail in
      """
      From \(mail.0)@customer.example Wed Nov 25 19:0\(number):00 2026
      From: \(mail.0)@customer.example
      To: support@shop.example
      Subject: \(mail.1)
      Date: Wed, 25 Nov 2026 19:0\(number):00 +0100
      Message-ID: <m\(number)@customer.example>

      Please help with this: \(mail.1).

      """
    }
    try folder.file("mails.mbox", text.joined(separator: "\n"))
    try folder.file("none.toml", "[agent]\nname = \"Ana Reyes\"\n", mode: 0o600)
    let ending = try await shopbell("import", folder["mails.mbox"])
    try #require(ending.status == 0, "\(ending)")
  }

  private func count(_ query: String) async throws -> String {
    try await shopbell("count", query).out
  }

  @Test func ticketsOfOneCustomerBecomeOneAndAreTakenApart() async throws {
    defer { folder.remove() }
    try await fill()
    let merged = try await shopbell("merge", "1", "--", "from:ada@customer.example")
    #expect(merged.status == 0 && merged.out.hasPrefix("1 changed"), "\(merged)")
    let shown = try await shopbell("show", "1")
    #expect(
      shown.out.contains("Please help with this: My lamp.")
        && shown.out.contains("Please help with this: The lamp again."), "\(shown)")
    let again = try await shopbell("merge", "1", "--", "id:2")
    #expect(again.status == 1 && again.complaints.contains("#2 is merged already"), "\(again)")
    #expect(try await shopbell("undo").status == 0)
    let apart = try await shopbell("show", "1")
    #expect(!apart.out.contains("The lamp again"), "\(apart)")
  }

  @Test func whatMayBeAnotherCustomersIsMergedOnlyWhenToldTo() async throws {
    defer { folder.remove() }
    try await fill()
    let refused = try await shopbell("merge", "1", "--", "lamp", "OR", "chair")
    #expect(refused.status == 1 && refused.out == "", "\(refused)")
    #expect(
      refused.complaints.contains("#3 and #1 are not surely of one customer; nothing was merged"),
      "\(refused)")
    #expect(try await count("is:open") == "3\n")
    let merged = try await shopbell(
      "merge", "1", "--any-customer", "--json", "--", "lamp", "OR", "chair")
    #expect(merged.status == 0 && merged.out.contains("\"changed\":2"), "\(merged)")
    #expect(try await count("is:open") == "1\n")
  }

  @Test func whatIsMissingIsSaid() async throws {
    defer { folder.remove() }
    try await fill()
    let cases: [([String], Int32, String)] = [
      (["merge", "1"], 64, "which tickets?"),
      (["merge", "9", "--", "id:1"], 1, "there is no ticket 9"),
      (["merge", "1", "--", "id:1"], 1, "nothing but #1 matches id:1"),
      (["merge", "1", "--", "id:77"], 1, "nothing but #1 matches id:77"),
    ]
    for (words, status, sentence) in cases {
      let ending = try await shopbell(words)
      #expect(ending.status == status && ending.complaints.contains(sentence), "\(ending)")
    }
  }
}
