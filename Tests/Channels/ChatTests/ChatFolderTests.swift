import ChannelKit
import Chat
import Domain
import Foundation
import TestKit
import Testing
import Wire

/// Chats that come as files and go as files.
@Suite struct ChatFolderTests {
  private let folder: TestFolder

  init() throws {
    folder = try TestFolder("chat")
    for name in ["in", "out"] { try folder.folder(name) }
  }

  private func channel(outbox: String? = "out") -> ChatChannel {
    var account = Account(name: "widget", type: "chat", address: "")
    account.settings["inbox"] = folder["in"]
    account.settings["outbox"] = outbox.map { folder[$0] }
    return ChatChannel(account: account, transport: Nowhere(), credentials: nil)
  }

  private func put(
    _ name: String, _ text: String, in talk: String = "c1", at minute: Int = 0
  ) throws {
    let minute = minute < 10 ? "0\(minute)" : "\(minute)"
    try folder.file(
      "in/\(name)",
      """
      {"message":{"id":"\(talk)-\(name)","conversation":"\(talk)","text":"\(text)",
       "customer":{"id":"\(talk)","name":"Ada"},"at":"2026-03-01T10:\(minute):00Z"}}
      """)
  }

  private func left(_ folderName: String = "in") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder[folderName]).sorted()
  }

  private func texts(_ batch: Batch) -> [String] { batch.arrivals.compactMap(\.posting?.text) }

  // MARK: In

  @Test func aFileIsRemovedOnlyWhenItsMessageIsKept() async throws {
    defer { folder.remove() }
    let channel = channel()
    try put("1.json", "Hello?")
    let first = try await channel.messages(after: nil)
    #expect(texts(first) == ["Hello?"])
    #expect(first.isKeptByAsking)
    #expect(try left() == ["1.json"])
    // It was not kept: it comes again.
    #expect(texts(try await channel.messages(after: nil)) == ["Hello?"])
    try put("2.json", "Anybody?", at: 1)
    let second = try await channel.messages(after: first.next)
    #expect(texts(second) == ["Anybody?"])
    #expect(try left() == ["2.json"])
    #expect(second.arrivals.first?.posting?.neighbours == ["c1-1.json"])
    let third = try await channel.messages(after: second.next)
    #expect(third.arrivals == [] && !third.hasMore)
    #expect(try left() == [])
  }

  @Test func whatCannotBeReadStaysIsToldAndHoldsNothingBack() async throws {
    defer { folder.remove() }
    let channel = channel()
    try folder.file("in/1.json", #"{"message":{"id":"x","conv"#)
    try folder.file("in/2.json", #"{"hello":1}"#)
    try folder.file("in/3.json", #"{"message":{"id":"x"}}"#)
    try folder.folder("in/4.json")
    try folder.file("in/.5.json", "half")
    try folder.file("in/6.json.tmp", "half")
    try put("7.json", "Hello?")
    let first = try await channel.messages(after: nil)
    #expect(texts(first) == ["Hello?"])
    #expect(first.notices.count == 4)
    #expect(first.notices.allSatisfy { $0.contains("stays there") })
    let second = try await channel.messages(after: first.next)
    #expect(try left().count == 6)
    // Once it is whole it comes.
    try put("1.json", "Whole now.", at: 1)
    #expect(texts(try await channel.messages(after: second.next)) == ["Whole now."])
  }

  @Test func whateverTheNamesWhatWasSaidFirstComesFirst() async throws {
    defer { folder.remove() }
    try put("a.json", "third", at: 3)
    try put("b.json", "first", at: 1)
    try put("c.json", "second", at: 2)
    #expect(texts(try await channel().messages(after: nil)) == ["first", "second", "third"])
  }

  @Test func manyFilesComeInSeveralPullsEachOnce() async throws {
    defer { folder.remove() }
    for number in 1000..<1250 { try put("\(number).json", "\(number)", in: "c\(number % 7)") }
    let channel = channel()
    var (cursor, all): (Cursor?, [String]) = (nil, [])
    for _ in 0..<10 {
      let batch = try await channel.messages(after: cursor)
      (cursor, all) = (batch.next, all + texts(batch))
      if !batch.hasMore { break }
    }
    #expect(all.sorted() == (1000..<1250).map(String.init))
    _ = try await channel.messages(after: cursor)
    #expect(try left() == [])
  }

  @Test func theEndOfAChatStandsInItAndOfAnUnknownOneNowhere() async throws {
    defer { folder.remove() }
    let channel = channel()
    try put("1.json", "Hello?")
    for (name, talk) in [("2.json", "c1"), ("3.json", "c9")] {
      try folder.file(
        "in/\(name)",
        #"{"closed":{"conversation":"\#(talk)","customer":{"id":"c1"},"at":"2026-03-01T11:00:00Z"}}"#
      )
    }
    let batch = try await channel.messages(after: nil)
    #expect(texts(batch) == ["Hello?", "[the chat has ended]"])
    #expect(batch.arrivals.last?.posting?.author == .machine)
    #expect(batch.arrivals.last?.posting?.neighbours == ["c1-1.json"])
    _ = try await channel.messages(after: batch.next)
    #expect(try left() == [])
  }

  // MARK: Out

  private func parcel(_ channel: ChatChannel) throws -> Parcel {
    var mint = Mint(seed: 7)
    var reply = Reply(
      id: mint.id(at: opening), ticket: mint.id(at: opening), channel: .chat, account: "widget",
      from: Party(address: ""), to: [Party(address: "c1")], subject: "", text: "Hello Ada",
      inReplyTo: ["c1-1@chat"], references: ["c1@chat", "c1-1@chat"], author: AgentID("ana"))
    (reply.acceptedAt, reply.externalID) = (opening, "sb.1@shopbell.invalid")
    return try channel.parcel(for: reply, files: [])
  }

  @Test func anAnswerIsPutThereOnceHoweverOftenItIsSent() async throws {
    defer { folder.remove() }
    let channel = channel()
    let parcel = try parcel(channel)
    #expect(try await channel.receipt(of: parcel, besides: []) == nil)
    let receipt = try await channel.send(parcel)
    #expect(try await channel.send(parcel).externalID == receipt.externalID)
    let names = try left("out")
    #expect(names == ["sb-1-shopbell-invalid.json"])
    let text = try String(contentsOfFile: folder["out/\(names[0])"], encoding: .utf8)
    let json = JSONNode(try JSONValue(parsing: Array(text.utf8)))
    #expect(json["conversation"].words == "c1" && json["text"].words == "Hello Ada")
    #expect(json["id"].words == "sb.1@shopbell.invalid")
    #expect(json["answers"].elements.map(\.words) == ["c1-1"])
    #expect(try await channel.receipt(of: parcel, besides: [])?.externalID == receipt.externalID)
    // Delivered and put aside, it is still found, and not written once more.
    try folder.folder("out/sent")
    try FileManager.default.moveItem(
      atPath: folder["out/\(names[0])"], toPath: folder["out/sent/\(names[0])"])
    #expect(try await channel.receipt(of: parcel, besides: []) != nil)
    _ = try await channel.send(parcel)
    #expect(try left("out") == ["sent"])
  }

  @Test func whereNothingCanBeWrittenNothingHasLeft() async throws {
    defer { folder.remove() }
    let missing = channel(outbox: "none")
    let parcel = try parcel(missing)
    await #expect(
      throws: ChannelError.unreachable(
        reason: "nothing can be written into the folder \(folder["none"])")
    ) { try await missing.send(parcel) }
    let without = channel(outbox: nil)
    await #expect(
      throws: ChannelError.refused(reason: "the account widget has no outbox in config.toml")
    ) { try await without.send(parcel) }
    await #expect(throws: ChannelError.self) { try await missing.test() }
    try await channel().test()
  }

  // MARK: Settings

  @Test(arguments: [
    ([:], "has either socket or inbox"),
    (["socket": "/run/x", "inbox": "/tmp"], "has either socket or inbox"),
    (["socket": "run/x"], "socket of the account widget is a path that begins with /"),
  ])
  func settingsThatCannotBeAreNamed(_ settings: [String: String], _ words: String) async {
    let channel = ChatChannel(
      account: Account(name: "widget", type: "chat", address: "", settings: settings),
      transport: Nowhere(), credentials: nil)
    await #expect {
      try await channel.test()
    } throws: { error in
      guard case .signedOut(let reason) = error as? ChannelError else { return false }
      return reason.contains(words)
    }
  }

  @Test func aFolderThatIsNotThereIsAway() async {
    folder.remove()
    await #expect(
      throws: ChannelError.unreachable(reason: "the folder \(folder["in"]) cannot be read")
    ) { try await channel().messages(after: nil) }
  }
}

/// Folders need no network.
private struct Nowhere: Transport {
  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    throw .unreachable(reason: "nobody asks here")
  }

  func connect(
    _ endpoint: Endpoint, within limit: Duration
  ) async throws(TransportError) -> any ByteStream {
    throw .unreachable(reason: "nobody asks here")
  }
}
