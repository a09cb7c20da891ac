import Foundation
import TestKit
import Testing

/// A ticket made two by the command line, and one again.
@Suite(.enabled(if: ShopbellProgram.isHere))
struct SplitCommandTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder("split") }

  private func shopbell(_ words: String...) async throws -> Ending { try await shopbell(words) }

  private func shopbell(_ words: [String]) async throws -> Ending {
    try await run(
      ShopbellProgram.path,
      words.prefix(1) + ["--config", folder["none.toml"], "--store", folder["store.sqlite"]]
        + words.dropFirst(),
      environment: ShopbellProgram.environment(home: folder.path))
  }

  private func mail(_ number: Int, _ words: String, answers: Int? = nil) -> String {
    """
    From ada@customer.example Wed Nov 25 19:0\(number):00 2026
    From: ada@customer.example
    To: support@shop.example
    Subject: \(words)
    Date: Wed, 25 Nov 2026 19:0\(number):00 +0100
    Message-ID: <m\(number)@customer.example>
    \(answers.map { "In-Reply-To: <m\($0)@customer.example>\n" } ?? "")
    Please help with this: \(words).


    """
  }

  private func take(_ mails: String..., from name: String) async throws {
    try folder.file(name, mails.joined())
    let ending = try await shopbell("import", folder[name])
    try #require(ending.status == 0, "\(ending)")
  }

  /// One ticket of Ada's, in which she writes three times.
  private func fill() async throws {
    try folder.file("none.toml", "[agent]\nname = \"Ana Reyes\"\n", mode: 0o600)
    try await take(
      mail(0, "my lamp"), mail(1, "my chair", answers: 0), mail(2, "the chair again", answers: 1),
      from: "mails.mbox")
  }

  @Test func whatIsAboutSomethingElseGoesAndAnswersFollowIt() async throws {
    defer { folder.remove() }
    try await fill()
    let split = try await shopbell("split", "1", "--from", "2")
    #expect(split.status == 0, "\(split)")
    #expect(split.out == "2 messages of #1 are #2 now · `shopbell undo` takes it back\n")
    let (old, new) = (try await shopbell("show", "1").out, try await shopbell("show", "2").out)
    #expect(old.contains("my lamp") && !old.contains("my chair"), "\(old)")
    #expect(new.hasPrefix("#2 my chair") && new.contains("the chair again"), "\(new)")

    try await take(
      mail(3, "what about the chair", answers: 2), mail(4, "what about the lamp", answers: 0),
      from: "later.mbox")
    #expect(try await shopbell("show", "2").out.contains("what about the chair"))
    #expect(try await shopbell("show", "1").out.contains("what about the lamp"))
    let late = try await shopbell("undo")
    #expect(late.complaints.contains("#2 has gone on since"), "\(late)")
    #expect(try await shopbell("rebuild").status == 0)
    #expect(try await shopbell("doctor").out.contains("event log"))
    #expect(try await shopbell("show", "2").out.contains("what about the chair"))
  }

  @Test func oneAloneGoesAndComesBack() async throws {
    defer { folder.remove() }
    try await fill()
    let split = try await shopbell("split", "1", "--message", "2", "--json")
    #expect(split.status == 0 && split.out.contains("\"ticket\":2"), "\(split)")
    #expect(split.out.contains("\"messages\":1") && split.out.contains("\"changed\":2"))
    #expect(try await shopbell("count", "chair").out == "2\n")
    #expect(try await shopbell("undo").status == 0)
    #expect(try await shopbell("count", "chair").out == "1\n")
    #expect(try await shopbell("redo").status == 0)
    #expect(try await shopbell("show", "2").out.contains("my chair"))
  }

  @Test func whatIsMissingIsSaid() async throws {
    defer { folder.remove() }
    try await fill()
    let cases: [([String], Int32, String)] = [
      (["split", "1"], 64, "which messages?"),
      (["split", "1", "--from", "1", "--message", "2"], 64, "which messages?"),
      (["split", "9", "--from", "1"], 1, "there is no ticket 9"),
      (["split", "1", "--from", "4"], 1, "#1 has no message 4; it has 3"),
      (["split", "1", "--from", "1"], 1, "nothing would be left in #1"),
    ]
    for (words, status, sentence) in cases {
      let ending = try await shopbell(words)
      #expect(ending.status == status && ending.complaints.contains(sentence), "\(ending)")
    }
  }
}
