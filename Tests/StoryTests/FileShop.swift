import Foundation
import TestKit
import Testing

/// A shop that lives in a folder: mail by import, the real program, and an account whose server is
/// never asked.
struct FileShop {
  let folder: TestFolder
  /// The store's file.
  var store: String

  /// An empty shop.
  init(_ name: String) throws {
    folder = try TestFolder(name)
    store = folder["store.sqlite"]
    try folder.file("secret", "never asked for\n", mode: 0o600)
    try folder.file(
      "config.toml",
      """
      [agent]
      name = "Ana Reyes"
      address = "support@shop.example"

      [[account]]
      name = "support"
      type = "mail"
      address = "support@shop.example"
      imap = "imap://support%40shop.example@127.0.0.1:1"
      smtp = "smtp://support%40shop.example@127.0.0.1:1"
      secret = { file = "secret" }

      """, mode: 0o600)
  }

  /// The same shop on another host, where nothing is yet.
  func elsewhere(_ name: String) -> FileShop {
    var other = self
    other.store = folder["\(name)/store.sqlite"]
    return other
  }

  /// The program's arguments, with this shop's files among them.
  func arguments(_ words: [String]) -> [String] {
    let count = words.first == "outbox" && words.dropFirst().first?.hasPrefix("-") == false ? 2 : 1
    return words.prefix(count) + ["--config", folder["config.toml"], "--store", store]
      + words.dropFirst(count)
  }

  /// Runs the program to its end.
  @discardableResult
  func run(_ words: [String]) async throws -> Ending {
    try await TestKit.run(
      ShopbellProgram.path, arguments(words),
      environment: ShopbellProgram.environment(home: folder.path))
  }

  /// Runs the program to its end.
  @discardableResult
  func run(_ words: String...) async throws -> Ending { try await run(words) }

  /// Starts the program.
  func start(_ words: String..., input: Int32? = nil) throws -> Running {
    try Running(
      ShopbellProgram.path, arguments(words),
      environment: ShopbellProgram.environment(home: folder.path), input: input)
  }

  /// Brings in a mail of its own customer for each subject.
  func importMails(_ subjects: [String]) async throws {
    let text = subjects.map { subject in
      let name = subject.filter { $0.isLetter && $0.isASCII }.lowercased()
      return """
        From \(name)@customer.example Wed Nov 25 19:00:00 2026
        From: \(name)@customer.example
        To: support@shop.example
        Subject: \(subject)
        Date: Wed, 25 Nov 2026 19:00:00 +0100
        Message-ID: <\(name)@customer.example>

        Please help with this: \(subject).

        """
    }
    let ending = try await run(
      "import", try folder.file("mails.mbox", text.joined(separator: "\n")))
    try #require(ending.status == 0, "\(ending)")
  }
}
