import ChannelKit
import Domain
import Exec
import Foundation
import TestKit
import Testing
import Wire

/// Real programs at the other end: what they answer, and every way of not answering.
@Suite struct ExecTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder("exec") }

  /// The channel of a script, with a secret.
  private func channel(
    _ script: String, does: [String] = ["messages", "replies", "orders", "parcels"],
    arguments: [String] = [], timeout: Int = 20, secret: String? = "forum-key-1"
  ) throws -> ExecChannel {
    let path = try folder.file("program.sh", "#!/bin/sh\n\(script)\n", mode: 0o755)
    return channel(command: [path] + arguments, does, timeout, secret)
  }

  private func channel(
    command: [String], _ does: [String], _ timeout: Int = 20, _ secret: String? = nil
  ) -> ExecChannel {
    func list(_ words: [String]) -> String { JSONValue.array(words.map { .string($0) }).written }
    let account = Account(
      name: "forum", type: "exec", address: "",
      settings: ["command": list(command), "does": list(does), "timeout": "\(timeout)"])
    return ExecChannel(
      account: account, transport: NoTransport(),
      credentials: secret.map { .password(user: "", Secret($0)) })
  }

  /// An answer in a conversation, as the desk writes it.
  private func parcel(
    _ channel: ExecChannel, files: [AttachedFile] = []
  ) throws(ChannelError) -> Parcel {
    var mint = Mint(seed: 7)
    var reply = Reply(
      id: mint.id(at: opening), ticket: mint.id(at: opening), channel: .exec, account: "forum",
      from: Party(address: ""), to: [Party(address: "u42")], subject: "", text: "It left us.",
      attachments: files.map(\.attachment), inReplyTo: ["m1@exec"],
      references: ["t7@exec", "m1@exec"], author: AgentID("ana"))
    (reply.acceptedAt, reply.externalID) = (opening, "sb.1@shopbell.invalid")
    return try channel.parcel(for: reply, files: files)
  }

  private func failure<Value>(
    _ work: () async throws(ChannelError) -> Value
  ) async -> ChannelError? {
    do throws(ChannelError) {
      _ = try await work()
      return nil
    } catch {
      return error
    }
  }

  // MARK: Going wrong

  /// How a program fails, what that means for reading and for sending, and a word of what is said.
  struct Failing: Sendable, CustomTestStringConvertible {
    var script: String
    var reading: String
    var sending: String
    var words: String
    var testDescription: String { script }

    init(_ script: String, _ reading: String, _ sending: String, _ words: String) {
      (self.script, self.reading, self.sending, self.words) = (script, reading, sending, words)
    }

    private static func error(_ kind: String, status: Int = 0) -> String {
      "echo '{\"error\":\"\(kind)\",\"reason\":\"because\"}'; exit \(status)"
    }

    static let all = [
      Failing("echo no route to the board >&2; exit 3", "unreachable", "unsure", "no route"),
      Failing("echo hello", "unreadable", "unreadable", "line 1 is no line of JSON"),
      Failing("echo 7", "unreadable", "unreadable", "line 1 is no object"),
      Failing(#"printf '{"notice":"x"}\n{"end":{"cur'"#, "unreachable", "unsure", "cut off in"),
      Failing(#"echo '{"notice":"x"}'"#, "unreachable", "unsure", "no last line"),
      Failing("cat > /dev/null", "unreachable", "unsure", "no last line"),
      Failing(#"echo '{"end":{}}'; echo '{"end":{}}'"#, "unreadable", "unreadable", "behind"),
      Failing(#"echo '{"end":{"cursor":"1"}}'; exit 1"#, "unreachable", "unsure", "status 1"),
      Failing("sleep 60", "unreachable", "unsure", "did not end in time"),
      Failing("sleep 60 & exec sleep 60", "unreachable", "unsure", "did not end in time"),
      Failing("kill -9 $$", "unreachable", "unsure", "signal 9"),
      Failing("exec head -c 40000000 /dev/zero", "unreadable", "unsure", "32000000 bytes"),
      Failing(error("unreachable"), "unreachable", "unreachable", "because"),
      Failing(error("unreachable", status: 69), "unreachable", "unreachable", "because"),
      Failing(error("postponed"), "postponed", "postponed", "because"),
      Failing(error("slow_down"), "slowDown", "slowDown", "slow down"),
      Failing(error("signed_out", status: 1), "signedOut", "signedOut", "look at the account"),
      Failing(error("refused"), "refused", "refused", "because"),
      Failing(error("unsure"), "unreachable", "unsure", "because"),
      Failing(error("unreadable"), "unreadable", "unreadable", "because"),
      Failing(error("on fire"), "unreadable", "unreadable", "no known kind, on fire"),
    ]
  }

  @Test(arguments: Failing.all)
  func everyWayOfFailingHasItsMeaning(_ failing: Failing) async throws {
    defer { folder.remove() }
    let channel = try channel(
      failing.script, timeout: failing.words.contains("in time") ? 1 : 20)
    let parcel = try parcel(channel)
    for (kind, error) in [
      (
        failing.reading,
        await failure { () throws(ChannelError) in try await channel.messages(after: nil) }
      ),
      (
        failing.reading,
        await failure { () throws(ChannelError) in try await channel.orders(after: nil) }
      ),
      (
        failing.sending, await failure { () throws(ChannelError) in try await channel.send(parcel) }
      ),
    ] {
      let error = try #require(error, "it went well")
      #expect("\(error)".hasPrefix(kind), "\(error)")
      #expect(error.sentence.contains(failing.words), "\(error.sentence)")
    }
  }

  @Test(arguments: ["/no/such/program", "no-such-program-here", "/etc/passwd"])
  func whatCannotBeStartedHasDoneNothing(_ program: String) async throws {
    defer { folder.remove() }
    let channel = channel(command: [program], ["messages", "replies"])
    let parcel = try parcel(channel)
    for error in [
      await failure { () throws(ChannelError) in try await channel.messages(after: nil) },
      await failure { () throws(ChannelError) in try await channel.send(parcel) },
    ] {
      guard case .unreachable(let reason) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(reason.contains(program))
    }
  }

  @Test(arguments: [
    ([], ["messages"], "20", "begins with a program"),
    (["./forum.py"], ["messages"], "20", "./forum.py is neither"),
    (["forum"], ["mesages"], "20", "does of the account forum names mesages"),
    (["forum"], ["messages"], "soon", "timeout of the account forum"),
    (["forum"], ["messages"], "601", "timeout of the account forum"),
  ])
  func settingsThatCannotBeAreNamed(
    _ command: [String], _ does: [String], _ timeout: String, _ words: String
  ) async {
    func list(_ words: [String]) -> String { JSONValue.array(words.map { .string($0) }).written }
    let account = Account(
      name: "forum", type: "exec", address: "",
      settings: ["command": list(command), "does": list(does), "timeout": timeout])
    let channel = ExecChannel(account: account, transport: NoTransport(), credentials: nil)
    let error = await failure { () throws(ChannelError) in try await channel.test() }
    guard case .signedOut(let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains(words), "\(reason)")
  }

  // MARK: What it does not do

  @Test func whatItDoesNotKnowIsLeftOutAndAnAnswerIsRefused() async throws {
    defer { folder.remove() }
    let channel = try channel(#"echo '{"error":"unknown"}'; exit 2"#)
    #expect(try await channel.messages(after: nil).arrivals == [])
    #expect(try await channel.orders(after: nil).orders == [])
    #expect(try await channel.order("1001") == nil)
    #expect(try await channel.parcels(["T1"]) == [])
    let parcel = try parcel(channel)
    #expect(try await channel.receipt(of: parcel, besides: []) == nil)
    let error = await failure { () throws(ChannelError) in try await channel.send(parcel) }
    #expect(error == .refused(reason: "the program of forum takes no answers"))
  }

  @Test func whatItIsNotSetToDoItIsNeverAsked() async throws {
    defer { folder.remove() }
    let channel = try channel("touch '\(folder["asked"])'", does: [])
    #expect(!channel.hasOrders)
    #expect(try await channel.messages(after: nil).arrivals == [])
    #expect(try await channel.orders(after: nil).orders == [])
    #expect(try await channel.order("1001") == nil)
    #expect(try await channel.parcels(["T1"]) == [])
    let error = await failure { () throws(ChannelError) in try parcel(channel) }
    guard case .refused = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!FileManager.default.fileExists(atPath: folder["asked"]))
  }

  @Test func helloIsHeldAgainstTheSettings() async throws {
    defer { folder.remove() }
    let script = #"echo '{"end":{"version":1,"does":["messages"]}}'"#
    try await channel(script, does: ["messages"]).test()
    let error = await failure { () throws(ChannelError) in
      try await self.tested(script, does: ["messages", "orders"])
    }
    guard case .signedOut(let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("does not do orders, only messages"))
    let newer = script.replacing("\"version\":1", with: "\"version\":2")
    let other = await failure { () throws(ChannelError) in
      try await self.tested(newer, does: ["messages"])
    }
    #expect(other?.sentence.contains("speaks version 2") == true)
  }

  private func tested(_ script: String, does: [String]) async throws(ChannelError) {
    guard let channel = try? channel(script, does: does) else {
      throw .unreachable(reason: "no file")
    }
    try await channel.test()
  }

  // MARK: What it is given

  @Test func theSecretStandsInTheQuestionOnlyAndIsNeverShown() async throws {
    defer { folder.remove() }
    let script = #"""
      tr '\0' ' ' < /proc/$$/cmdline > "$1/arguments"; env > "$1/environment"
      read line; echo "$line" > "$1/question"; echo "bad key: $line" >&2; exit 1
      """#
    let channel = try channel(script, arguments: [folder.path, "$(id) 'a b'"])
    let error = await failure { () throws(ChannelError) in try await channel.messages(after: nil) }
    #expect(error?.sentence.contains("bad key") == true)
    #expect(error?.sentence.contains("forum-key-1") == false)
    func text(_ name: String) throws -> String {
      try String(contentsOfFile: folder[name], encoding: .utf8)
    }
    #expect(try text("arguments").contains("$(id) 'a b'"))
    #expect(try !text("arguments").contains("forum-key-1"))
    #expect(try !text("environment").contains("forum-key-1"))
    let question = JSONNode(try JSONValue(parsing: Array(text("question").utf8)))
    #expect(question["secret"].words == "forum-key-1")
    #expect(question["do"].words == "messages")
    #expect(question["account"].words == "forum")
    // What is kept of an answer holds no secret.
    #expect(!String(decoding: try parcel(channel).bytes, as: UTF8.self).contains("forum-key-1"))
  }

  @Test func aProgramNeedNotReadWhatItIsGiven() async throws {
    defer { folder.remove() }
    let channel = try channel(#"echo '{"end":{"id":"a1"}}'"#)
    let file = AttachedFile(
      attachment: Attachment(
        sha256: "", filename: "film.bin", contentType: "video/mp4", bytes: 5_000_000),
      bytes: Array(repeating: 7, count: 5_000_000))
    let receipt = try await channel.send(try parcel(channel, files: [file]))
    #expect(receipt.externalID == "a1@exec")
  }

  // MARK: What it tells

  @Test(arguments: [
    (#"{"message":{"conversation":"t","text":"x"}}"#, "line 1.message.customer.id is missing"),
    (
      #"{"message":{"id":"1","conversation":"t","customer":{"id":"u"},"text":"x","at":"noon"}}"#,
      "line 1.message.at is no moment"
    ),
    (
      #"{"message":{"id":"1","conversation":"t","customer":{"id":"u"},"by":"me","text":"x"}}"#,
      "line 1.message.by is not customer"
    ),
    (
      #"{"message":{"id":"1","conversation":"t","customer":{"id":"u"},"at":"2026-03-01"}}"#,
      "line 1.message.text is missing"
    ),
    (#"{"order":{"number":"1"}}"#, "line 1.order.currency is missing"),
    (#"{"parcel":{"status":"gone","as_of":"2026-03-01"}}"#, "line 1.parcel.status is not one of"),
  ])
  func whatIsMissingIsNamedWithItsPlace(_ line: String, _ words: String) async throws {
    defer { folder.remove() }
    let script = "echo '\(line)'; echo '{\"end\":{\"cursor\":\"1\"}}'"
    let channel = try channel(script)
    let isOrder = !line.contains("message")
    let error = await failure { () throws(ChannelError) in
      if isOrder {
        _ = try await channel.orders(after: nil)
      } else {
        _ = try await channel.messages(after: nil)
      }
    }
    #expect(error?.sentence.contains(words) == true, "\(error?.sentence ?? "")")
  }

  @Test func messagesWithoutACursorAreNotTakenForGood() async throws {
    defer { folder.remove() }
    let message =
      #"{"message":{"id":"1","conversation":"t","customer":{"id":"u"},"text":"x","at":"2026-03-01"}}"#
    let channel = try channel("echo '\(message)'; echo '{\"end\":{}}'")
    let error = await failure { () throws(ChannelError) in try await channel.messages(after: nil) }
    #expect(error?.sentence.contains("cursor is missing") == true, "\(error?.sentence ?? "")")
  }

  @Test func aNoticeIsHandedOn() async throws {
    defer { folder.remove() }
    let channel = try channel(
      #"echo '{"notice":"the board closes in May"}'; echo '{"end":{"cursor":"1"}}'"#)
    #expect(
      try await channel.messages(after: nil).notices == [
        "the program of forum: the board closes in May"
      ])
  }

  // MARK: The example

  /// The program in the channel's own README does what it says.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")))
  func theExampleOfTheREADMEWorks() async throws {
    defer { folder.remove() }
    let page = try String(
      contentsOfFile: ShopbellProgram.checkout + "/Sources/Channels/Exec/README.md",
      encoding: .utf8)
    let code = try #require(
      page.split(separator: "```python\n").dropFirst().first?.split(separator: "```").first)
    let path = try folder.file("board.py", String(code), mode: 0o755)
    let board = try folder.folder("board")
    try folder.file(
      "board/t7.jsonl",
      #"{"id":"m1","conversation":"t7","customer":{"id":"u42","name":"Ada Byron"},"#
        + #""text":"Where is my order 1001?","at":"2026-03-01T10:00:00Z"}"# + "\n")
    let channel = channel(command: ["/usr/bin/python3", path, board], ["messages", "replies"])
    try await channel.test()
    let first = try await channel.messages(after: nil)
    #expect(first.arrivals.compactMap(\.posting?.text) == ["Where is my order 1001?"])
    #expect(first.isKeptByAsking && !first.hasMore)
    let none = try await channel.messages(after: first.next)
    #expect(none.arrivals == [] && none.next == first.next)
    let parcel = try parcel(channel)
    #expect(try await channel.receipt(of: parcel, besides: []) == nil)
    let receipt = try await channel.send(parcel)
    // A second time with the same id does no harm.
    #expect(try await channel.send(parcel).externalID == receipt.externalID)
    #expect(try await channel.receipt(of: parcel, besides: [])?.externalID == receipt.externalID)
    let ours = try await channel.messages(after: first.next).arrivals.compactMap(\.posting)
    #expect(ours.map(\.text) == ["It left us."])
    #expect(ours.map { Posting.name($0.id, on: .exec) } == [receipt.externalID])
    #expect(ours.map(\.neighbours) == [["m1"]])
  }
}

/// No program needs the network of ours.
private struct NoTransport: Transport {
  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    throw .unreachable(reason: "nobody asks here")
  }

  func connect(
    _ endpoint: Endpoint, within limit: Duration
  ) async throws(TransportError) -> any ByteStream {
    throw .unreachable(reason: "nobody asks here")
  }
}
