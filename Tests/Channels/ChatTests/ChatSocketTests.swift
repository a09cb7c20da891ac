import ChannelKit
import Chat
import Domain
import Foundation
import Sockets
import TestKit
import Testing
import Wire

/// A real socket with a real program behind it, which answers what the test says.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")))
struct ChatSocketTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder("chat") }

  /// Answers every line with the file `answer`, and keeps the connection where `keep` is there.
  private static let bridge = """
    import os, socketserver, sys, time
    folder = sys.argv[1]
    class Desk(socketserver.StreamRequestHandler):
        def handle(self):
            line = self.rfile.readline()
            open(folder + "/asked", "ab").write(line)
            self.wfile.write(open(folder + "/answer", "rb").read())
            self.wfile.flush()
            if os.path.exists(folder + "/keep"):
                self.rfile.read()
    socketserver.ThreadingUnixStreamServer.daemon_threads = True
    socketserver.ThreadingUnixStreamServer(folder + "/socket", Desk).serve_forever()
    """

  /// Runs `work` against the bridge.
  private func withBridge(
    answering answer: String, _ work: (ChatChannel, Running) async throws -> Void
  ) async throws {
    try folder.file("answer", answer)
    let bridge = try Running("/usr/bin/python3", ["-c", Self.bridge, folder.path])
    defer {
      bridge.killGroup()
      folder.remove()
    }
    try await eventually("the bridge listens") {
      FileManager.default.fileExists(atPath: folder["socket"])
    }
    try await withChannel { try await work($0, bridge) }
  }

  private func withChannel(_ work: (ChatChannel) async throws -> Void) async throws {
    let loops = Loops()
    let transport = try LiveTransport(on: loops)
    let account = Account(
      name: "widget", type: "chat", address: "", settings: ["socket": folder["socket"]])
    let channel = ChatChannel(
      account: account, transport: transport,
      credentials: .password(user: "", Secret("chat-key-1")))
    let result: Result<Void, any Error>
    do { result = .success(try await work(channel)) } catch { result = .failure(error) }
    await transport.shutDown()
    await loops.shutDown()
    try result.get()
  }

  private func parcel(_ channel: ChatChannel) throws -> Parcel {
    var mint = Mint(seed: 7)
    var reply = Reply(
      id: mint.id(at: opening), ticket: mint.id(at: opening), channel: .chat, account: "widget",
      from: Party(address: ""), to: [Party(address: "c1")], subject: "", text: "Hello Ada",
      inReplyTo: ["c1-1@chat"], references: ["c1@chat", "c1-1@chat"], author: AgentID("ana"))
    (reply.acceptedAt, reply.externalID) = (opening, "sb.1@shopbell.invalid")
    return try channel.parcel(for: reply, files: [])
  }

  private func newsFailure(_ channel: ChatChannel) async -> ChannelError? {
    do throws(ChannelError) {
      try await channel.news(after: nil)
      return nil
    } catch {
      return error
    }
  }

  private func failures(_ channel: ChatChannel) async throws -> [ChannelError?] {
    let parcel = try parcel(channel)
    var errors: [ChannelError?] = []
    do throws(ChannelError) {
      _ = try await channel.messages(after: nil)
      errors.append(nil)
    } catch { errors.append(error) }
    do throws(ChannelError) {
      _ = try await channel.send(parcel)
      errors.append(nil)
    } catch { errors.append(error) }
    return errors
  }

  @Test func whatIsAskedHoldsTheSecretAndWhatIsAnsweredIsRead() async throws {
    let answer = """
      {"message":{"id":"c1-1","conversation":"c1","customer":{"id":"c1","name":"Ada"},\
      "text":"Hello?","at":"2026-03-01T10:00:00Z"}}
      {"end":{"cursor":"1","id":"c1-2"}}

      """
    try await withBridge(answering: answer) { channel, _ in
      let batch = try await channel.messages(after: nil)
      #expect(batch.arrivals.compactMap(\.posting?.text) == ["Hello?"])
      // Who keeps the connection open after the end is not waited for.
      try folder.file("keep", "")
      let receipt = try await channel.send(try parcel(channel))
      #expect(receipt.externalID == "c1-2@chat")
      try await channel.news(after: batch.next)
      let lines = try String(contentsOfFile: folder["asked"], encoding: .utf8).split(
        separator: "\n")
      let asked = try lines.map { JSONNode(try JSONValue(parsing: Array($0.utf8))) }
      #expect(asked.map { $0["do"].words } == ["messages", "send", "wait"])
      #expect(asked.allSatisfy { $0["secret"].words == "chat-key-1" })
      #expect(asked.map { $0["after"].optional } == [nil, nil, "1"])
    }
  }

  @Test(arguments: [
    ("", "unreachable", "unsure"), ("{\"end\":{\"cur", "unreachable", "unsure"),
    ("{\"notice\":\"x\"}\n", "unreachable", "unsure"),
    ("hello\nthere\n", "unreadable", "unreadable"),
    ("{\"error\":\"unreachable\"}\n", "unreachable", "unreachable"),
    ("{\"error\":\"refused\",\"reason\":\"the visitor has left\"}\n", "refused", "refused"),
  ])
  func everyWayOfNotAnsweringHasItsMeaning(
    _ answer: String, _ reading: String, _ sending: String
  ) async throws {
    try await withBridge(answering: answer) { channel, _ in
      let errors = try await failures(channel).map { $0.map { "\($0)" } ?? "" }
      #expect(errors[0].hasPrefix(reading), "\(errors)")
      #expect(errors[1].hasPrefix(sending), "\(errors)")
    }
  }

  @Test func whereNobodyListensNothingWasSaid() async throws {
    func isAway(_ channel: ChatChannel) async throws {
      for error in try await failures(channel) {
        guard case .unreachable(let reason) = error else {
          Issue.record("\(String(describing: error))")
          continue
        }
        #expect(reason.contains(folder["socket"]), "\(reason)")
      }
    }
    try await withChannel(isAway)
    try await withBridge(answering: "{\"end\":{}}\n") { channel, bridge in
      // Its socket stays behind.
      bridge.killGroup()
      try await eventually("the bridge ends") { bridge.ending != nil }
      try await isAway(channel)
    }
  }

  @Test func aBridgeThatDoesNotKnowWaitIsAskedNowAndThen() async throws {
    try await withBridge(answering: "{\"error\":\"unknown\"}\n") { channel, _ in
      let error = await newsFailure(channel)
      #expect(error?.wait(after: 1, chance: 0) != nil)
      let batch = try await channel.messages(after: nil)
      #expect(batch.arrivals == [])
    }
  }
}
