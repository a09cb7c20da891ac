import Foundation
import TestKit
import Testing

/// Calls noted by the command line.
@Suite(.enabled(if: ShopbellProgram.isHere))
struct LogCallCommandTests {
  private let folder: TestFolder

  init() throws {
    folder = try TestFolder("log-call")
    try folder.file("none.toml", "[agent]\nname = \"Ana Reyes\"\n", mode: 0o600)
  }

  private func shopbell(_ words: String...) async throws -> Ending {
    try await run(
      ShopbellProgram.path,
      words.prefix(1) + ["--config", folder["none.toml"], "--store", folder["store.sqlite"]]
        + words.dropFirst(),
      environment: ShopbellProgram.environment(home: folder.path))
  }

  private func log(_ words: String...) async throws -> Ending {
    try await run(
      ShopbellProgram.path,
      ["log", "call", "--config", folder["none.toml"], "--store", folder["store.sqlite"]] + words,
      environment: ShopbellProgram.environment(home: folder.path))
  }

  @Test func callsOfOneNumberAreOneTicket() async throws {
    defer { folder.remove() }
    let first = try await log(
      "--from", "+353 1 555 0199", "--name", "Ada Byron", "--minutes", "5", "--note",
      "Wants another colour.", "--json")
    try #require(first.status == 0, "\(first)")
    #expect(first.out.contains("\"ticket\":1") && first.out.contains("\"new\":true"), "\(first)")
    let second = try await log("--from", "+35315550199", "--direction", "out", "--missed")
    #expect(second.out.hasPrefix("noted in #1"), "\(second)")
    let shown = try await shopbell("show", "1")
    for words in ["Ada Byron", "They called, 5 minutes.", "Wants another colour."] {
      #expect(shown.out.contains(words), "\(shown)")
    }
    #expect(shown.out.contains("We called, and nobody answered."), "\(shown)")
    #expect(try await shopbell("count", "channel:phone").out.hasPrefix("1"))
  }

  @Test func aNewTicketIsThrownAwayAgain() async throws {
    defer { folder.remove() }
    let first = try await log("--from", "+35315550199", "--missed")
    #expect(first.status == 0 && first.out.contains("`shopbell undo`"), "\(first)")
    #expect(try await shopbell("count", "is:open channel:phone").out.hasPrefix("1"))
    #expect(try await shopbell("undo").status == 0)
    #expect(try await shopbell("count", "is:open channel:phone").out.hasPrefix("0"))
  }

  @Test(arguments: [
    ("--from", "Ada", "telephone number"), ("--then", "new", "--then takes"),
    ("--order", "1001", "no order 1001"), ("--ticket", "9", "no ticket 9"),
  ])
  func whatCannotBeNotedIsNamed(_ flag: String, _ value: String, _ words: String) async throws {
    defer { folder.remove() }
    let given = flag == "--from" ? [] : ["--from", "+35315550199"]
    let ending = try await run(
      ShopbellProgram.path,
      ["log", "call", "--config", folder["none.toml"], "--store", folder["store.sqlite"]] + given
        + [flag, value], environment: ShopbellProgram.environment(home: folder.path))
    #expect(ending.status != 0 && ending.complaints.contains(words), "\(ending)")
  }
}
