import ChannelKit
import Foundation
import Mailbox
import Synchronization
import TestKit
import Testing
import Wire

@testable import App

private let account = """
  [[account]]
  name = "support"
  address = "a@b.example"
  imap = "imap://a%40b.example@localhost"
  smtp = "smtp://a%40b.example@localhost"

  """

private let table = """
  [account.oauth2]
  token_url = "https://login.example/token"
  client_id = "id"
  client_secret = { env = "CLIENT" }
  refresh_token = { file = "refresh" }
  scope = "mail"

  """

struct OAuth2SettingsTests {
  private func read(_ text: String) throws(Failure) -> Settings {
    try SettingsReading.read(text, path: "/etc/x/config.toml", environment: [:])
  }

  private static let settings = OAuth2Settings(
    tokenURL: "https://login.example/token", clientID: "id", clientSecret: .environment("CLIENT"),
    refreshToken: .file("/etc/x/refresh"), scope: "mail")

  @Test(arguments: [
    table,
    "oauth2 = { token_url = \"https://login.example/token\", client_id = \"id\", "
      + "client_secret = { env = \"CLIENT\" }, refresh_token = { file = \"refresh\" }, "
      + "scope = \"mail\" }\n",
  ])
  func aTableIsReadOverLinesAndInOne(_ oauth2: String) throws {
    let read = try read(account + oauth2 + account.replacing("support", with: "b") + oauth2)
    #expect(read.accounts.map(\.signIn) == [.oauth2(Self.settings), .oauth2(Self.settings)])
    #expect(read.accounts[0].secret == nil)
    #expect(read.accounts[0].secrets.map(\.key) == ["client_secret", "refresh_token"])
  }

  @Test func whatMayBeLeftOutMay() throws {
    let short = table.split(separator: "\n").filter {
      !$0.hasPrefix("client_secret") && !$0.hasPrefix("scope")
    }.joined(separator: "\n")
    guard case .oauth2(let read)? = try read(account + short).accounts.first?.signIn else {
      Issue.record("no oauth2")
      return
    }
    #expect(read.clientSecret == nil && read.scope == nil)
  }

  static let mistakes: [(String, String)] = [
    ("", "config.toml:1:1: the account has no secret; write secret ="),
    (
      "secret = { env = \"X\" }\n" + table,
      "config.toml:7:1: an account has secret or oauth2, not both"
    ),
    ("oauth2 = \"hunter2\"\n", "config.toml:6:1: oauth2 is a table"),
    (
      "oauth2 = { token_url = \"https://x.example\", client_id = \"i\", refresh_token = \"hunter2\" }\n",
      "config.toml:6:1: a secret does not stand in this file; write refresh_token ="
    ),
    (
      table.replacing("{ env = \"CLIENT\" }", with: "\"hunter2\""),
      "config.toml:9:1: a secret does not stand in this file; write client_secret ="
    ),
    (
      table.replacing("https", with: "http"),
      "config.toml:7:1: token_url: it must start with https://"
    ),
    (table.replacing("client_id", with: "clientid"), "did you mean client_id?"),
    (table.replacing("client_id = \"id\"", with: ""), "has no client_id"),
    (
      table.replacing("refresh_token", with: "access_token"),
      "config.toml:10:1: a secret does not stand in this file"
    ),
    (table.replacing("{ file =", with: "{ fil ="), "config.toml:10:1: the secret names no command"),
    ("[oauth2]\nclient_id = \"x\"\n", "nothing is called oauth2 here"),
  ]

  @Test(arguments: mistakes)
  func aMistakeNamesItsLineAndWhatToDo(_ lines: String, _ sentence: String) {
    let failure = #expect(throws: Failure.self) { _ = try read(account + lines) }
    #expect(failure?.sentence.contains(sentence) == true, "\(failure?.sentence ?? "")")
    #expect(failure?.sentence.contains("hunter2") == false)
  }

  @Test func aMistakeOfTheFirstAccountStandsAtTheFirst() {
    let failure = #expect(throws: Failure.self) {
      _ = try read("[[account]]\nname = \"a\"\n\n" + account + table)
    }
    #expect(failure?.sentence.contains("config.toml:1:1: [[account]] has no imap") == true)
    #expect(failure?.sentence.contains("config.toml:4:") == false, "\(failure?.sentence ?? "")")
  }
}

// MARK: - Tokens that are kept

private final class RotatingTransport: Transport {
  let simulator = MailboxSimulator(user: "a@b.example")
  private let asked = Mutex<[String]>([])
  var questions: [String] { asked.withLock { $0 } }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let body = String(decoding: request.body, as: UTF8.self)
    let used = body.split(separator: "&").first { $0.hasPrefix("refresh_token=") } ?? ""
    let number = asked.withLock { asked in
      asked.append(String(used.dropFirst("refresh_token=".count)))
      return asked.count
    }
    await simulator.set(TokenDoor(tokens: ["a\(number)"]))
    let text =
      #"{"access_token":"a\#(number)","refresh_token":"next\#(number)","expires_in":3600}"#
    return HTTPResponse(status: 200, body: Array(text.utf8))
  }

  func connect(
    _ endpoint: Endpoint, within limit: Duration
  ) async throws(TransportError) -> any ByteStream {
    await simulator.set(await simulator.door ?? TokenDoor(tokens: []))
    return try await MailboxSimulatorTransport(simulator).connect(endpoint, within: limit)
  }
}

struct KeptTokenTests {
  private func start(
    _ folder: TestFolder, over transport: RotatingTransport, token: String = "first",
    client: String = "id"
  ) async throws {
    try? FileManager.default.removeItem(atPath: folder["refresh"])
    try folder.file("refresh", token + "\n", mode: 0o600)
    let text =
      account
      + table.replacing("client_secret = { env = \"CLIENT\" }\n", with: "")
      .replacing("\"id\"", with: "\"\(client)\"")
    let settings = try SettingsReading.read(text, path: folder["config.toml"], environment: [:])
    let channel = try await Syncing.channel(
      try #require(settings.accounts.first), beside: folder["store.sqlite"], over: transport)
    try await #require(channel as? any Testable).test()
  }

  @Test func aTokenThatWasReplacedOutlivesTheProcess() async throws {
    let folder = try TestFolder("oauth2")
    defer { folder.remove() }
    let transport = RotatingTransport()
    try await start(folder, over: transport)
    try await start(folder, over: transport)
    #expect(transport.questions == ["first", "next1"])
    let kept = folder["store.sqlite.support.token"]
    let mode = try FileManager.default.attributesOfItem(atPath: kept)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(try String(contentsOfFile: kept, encoding: .utf8).hasSuffix("\nnext2\n"))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names.sorted() == ["refresh", "store.sqlite.support.token"])
  }

  @Test func aNewConfiguredTokenCountsAgain() async throws {
    let folder = try TestFolder("oauth2")
    defer { folder.remove() }
    let transport = RotatingTransport()
    try await start(folder, over: transport)
    try await start(folder, over: transport, token: "second")
    try await start(folder, over: transport, token: "second", client: "other")
    #expect(transport.questions == ["first", "second", "second"])
  }

  @Test func aTokenOthersCanReadIsNotUsed() async throws {
    let folder = try TestFolder("oauth2")
    defer { folder.remove() }
    let transport = RotatingTransport()
    try await start(folder, over: transport)
    let kept = folder["store.sqlite.support.token"]
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: kept)
    let error = await #expect(throws: ChannelError.self) {
      try await start(folder, over: transport)
    }
    #expect(error?.sentence.contains("chmod 600") == true)
  }

  @Test(arguments: ["", "x", "x\ny\nz\n", "\n\n\n"])
  func aDamagedFileCountsAsNone(_ text: String) async throws {
    let folder = try TestFolder("oauth2")
    defer { folder.remove() }
    try folder.file("store.sqlite.support.token", text, mode: 0o600)
    let transport = RotatingTransport()
    try await start(folder, over: transport)
    #expect(transport.questions == ["first"])
  }

  @Test func everyNameHasItsOwnFile() {
    let names = ["a", "A", "a/b", "a.b", "../a", "ab", "ä", "a b", "a%20b"]
    let paths = names.map { KeptToken.path($0, beside: "/x/store") }
    #expect(Set(paths).count == names.count)
    #expect(paths.allSatisfy { $0.split(separator: "/").count == 2 })
  }

  @Test func aDisksFailureLeavesWhatWasThere() throws {
    let folder = try TestFolder("oauth2")
    defer { folder.remove() }
    try folder.folder("blocked")
    #expect(throws: Failure.self) { try PrivateFile.write("x", to: folder["blocked"]) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["blocked"])
  }
}
