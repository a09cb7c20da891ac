import Foundation
import TestKit
import Testing

/// A shop as its owner has it: a configuration, a secret and a store in a home of its own, the
/// real program, and a mailbox on a real server.
struct RealShop: Sendable {
  let stand: Stand
  /// Its home; ends with `stand`.
  let home: String
  /// The address of the server that sends, as it stands in the configuration.
  var smtp = "smtp://support%40shop.example@127.0.0.1:1"
  /// The store's file.
  var store: String

  /// A shop at a stand, its configuration written.
  init(_ stand: Stand, _ name: String = "home") throws {
    self.stand = stand
    home = try stand.folder.folder(name, mode: 0o700)
    store = "\(home)/store.sqlite"
    try write("secret", Dovecot.password + "\n")
    try configure()
  }

  /// A shop that sends its mail to a server that fails to order.
  init(_ stand: Stand, smtp sink: SMTPSink) throws {
    try self.init(stand)
    smtp = "smtp://support%40shop.example@127.0.0.1:\(sink.port)"
    try configure()
  }

  /// Writes the configuration.
  func configure(
    imap: String? = nil, secret: String = "{ file = \"secret\" }", more: String = ""
  ) throws {
    let imap = imap ?? "imap://support%40shop.example@127.0.0.1:\(stand.dovecot.port)"
    try write(
      "config.toml",
      """
      [shop]
      name = "Northlight Outfitters"
      timezone = "Europe/Dublin"

      [agent]
      name = "Ana Reyes"
      address = "\(Stand.shop)"

      [desk]
      send_window = 1

      [[account]]
      name = "support"
      type = "mail"
      address = "\(Stand.shop)"
      imap = "\(imap)"
      smtp = "\(smtp)"
      ca = "\(stand.certificates.root)"
      secret = \(secret)
      \(more)

      """)
  }

  /// Writes a file that only its owner may read into the home.
  @discardableResult
  func write(_ name: String, _ text: String, mode: Int = 0o600) throws -> String {
    let path = "\(home)/\(name)"
    try Data(text.utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    return path
  }

  /// Where configuration and store are, for any command.
  var places: [String] { ["--config", "\(home)/config.toml", "--store", store] }

  /// What the program finds in its environment.
  var environment: [String: String] { ShopbellProgram.environment(home: home) }

  /// Starts the program.
  func start(_ words: String..., and more: [String: String] = [:]) throws -> Running {
    try Running(
      ShopbellProgram.path, words + places, environment: environment.merging(more) { $1 })
  }

  /// Runs the program to its end.
  @discardableResult
  func shopbell(_ words: String..., and more: [String: String] = [:]) async throws -> Ending {
    try await run(
      ShopbellProgram.path, words + places, environment: environment.merging(more) { $1 })
  }
}

// MARK: - What it says

extension RealShop {
  /// A line of `sync --once --json`.
  struct SyncLine: Decodable, Hashable {
    var account: String
    var fetched: Int
    var sent: Int
    var failed: Int
    var state: String
    var error: String?
  }

  /// A line of `outbox list --json`.
  struct OutboxLine: Decodable, Hashable {
    var id: String
    var ticket: Int
    var state: String
    var attempts: Int
    var lastError: String?
    var messageId: String?
  }

  /// Syncs once and returns what was said of the one account.
  @discardableResult
  func sync(_ more: [String: String] = [:]) async throws -> SyncLine {
    let ending = try await shopbell("sync", "--once", "--json", and: more)
    return try #require(try lines(ending, of: SyncLine.self).first, "\(ending)")
  }

  /// The outbox as it is listed.
  func outbox() async throws -> [OutboxLine] {
    let ending = try await shopbell("outbox", "list", "--json", "--all")
    try #require(ending.status == 0, "\(ending)")
    return try lines(ending, of: OutboxLine.self)
  }

  /// The lines of JSON that a command has written.
  func lines<Line: Decodable>(_ ending: Ending, of: Line.Type) throws -> [Line] {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try ending.out.split(separator: "\n").map {
      try decoder.decode(Line.self, from: Data($0.utf8))
    }
  }
}
