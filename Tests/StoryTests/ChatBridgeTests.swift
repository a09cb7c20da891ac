import Foundation
import TestKit
import Testing

/// The bridge of docs/chat-bridge.md as it stands there, the real shopbell, and a visitor. Judged by
/// what the agent is told and what the visitor sees.
@Suite(
  .enabled(
    if: ShopbellProgram.isHere
      && FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")))
struct ChatBridgeTests {
  private let folder: TestFolder
  private let code: String

  init() throws {
    folder = try TestFolder("bridge")
    let page = try String(
      contentsOfFile: ShopbellProgram.checkout + "/docs/chat-bridge.md", encoding: .utf8)
    code = String(
      try #require(
        page.split(separator: "```python\n").dropFirst().first?.split(separator: "```").first))
    try folder.file(
      "config.toml",
      """
      [shop]
      name = "Northlight Outfitters"

      [agent]
      name = "Ana Reyes"

      [[account]]
      name = "widget"
      type = "chat"
      socket = "\(folder["bridge.sock"])"

      """, mode: 0o600)
    try folder.file("answer.txt", "Hello Ada, how can I help?\n")
  }

  // MARK: Who takes part

  private func bridge(_ code: String? = nil) async throws -> (running: Running, window: String) {
    let path = try folder.file("bridge.py", code ?? self.code)
    let running = try Running(
      "/usr/bin/python3", [path, folder["bridge.sock"], folder["events"], "0"])
    try await eventually("the bridge is there") { running.words.contains("http://") }
    let address = running.words.firstMatch(of: /http:\/\/[0-9.:]+/).map { String($0.output) }
    return (running, try #require(address))
  }

  private func end(_ bridge: Running) async throws {
    bridge.killGroup()
    try await eventually("the bridge ends") { bridge.ending != nil }
  }

  /// What a visitor's browser does: says something, or ends the chat.
  private func say(_ text: String, at window: String, path: String = "c1") async throws {
    let script = """
      import json, sys, urllib.request
      body = json.dumps({"name": "Ada Byron", "text": sys.argv[2]}).encode()
      urllib.request.urlopen(sys.argv[1], body)
      """
    let ending = try await run("/usr/bin/python3", ["-c", script, "\(window)/\(path)", text])
    try #require(ending.status == 0, "\(ending)")
  }

  /// What a visitor sees.
  private func seen(at window: String) async throws -> String {
    let script = "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1]).read())"
    return try await run("/usr/bin/python3", ["-c", script, "\(window)/c1"]).out
  }

  private func arguments(_ words: [String]) -> [String] {
    words.prefix(1) + ["--config", folder["config.toml"], "--store", folder["store.sqlite"]]
      + words.dropFirst()
  }

  private func shopbell(_ words: String...) async throws -> Ending {
    try await run(
      ShopbellProgram.path, arguments(words),
      environment: ShopbellProgram.environment(home: folder.path))
  }

  private func answer() async throws {
    let ending = try await shopbell("reply", "1", "--body-file", folder["answer.txt"], "--send")
    try #require(ending.status == 0, "\(ending)")
  }

  private func count(_ words: String, in text: String) -> Int {
    text.components(separatedBy: words).count - 1
  }

  // MARK: What happens

  @Test func aVisitorIsHeardAtOnceAnsweredOnceAndLeaves() async throws {
    defer { folder.remove() }
    let (bridge, window) = try await bridge()
    defer { bridge.killGroup() }
    let watching = try Running(
      ShopbellProgram.path, arguments(["sync", "--watch"]),
      environment: ShopbellProgram.environment(home: folder.path))
    defer { watching.killGroup() }
    try await eventually("it waits at the bridge") { watching.words.contains("widget: synced") }
    let begun = ContinuousClock.now
    try await say("Where is order 1001?", at: window)
    try await eventually("there is a ticket") {
      try await shopbell("search", "channel:chat").out.contains("Ada Byron")
    }
    // The next look would come after a minute.
    #expect(ContinuousClock.now - begun < .seconds(50))
    try await answer()
    try await eventually("the visitor sees it") {
      try await seen(at: window).contains("how can I help?")
    }
    try await say("Thank you, found it.", at: window)
    try await say("", at: window, path: "c1/close")
    try await eventually("the end stands in the ticket") {
      try await shopbell("show", "1").out.contains("[the chat has ended]")
    }
    let shown = try await shopbell("show", "1").out
    #expect(count("how can I help?", in: shown) == 1, "\(shown)")
    #expect(shown.contains("Thank you, found it."), "\(shown)")
    #expect(try await count("how can I help?", in: seen(at: window)) == 1)
    #expect(try await shopbell("search", "channel:chat").out.split(separator: "\n").count == 1)
    // Who has left is not answered.
    try await answer()
    try await eventually("it is refused") {
      try await shopbell("outbox").out.contains("the visitor has left")
    }
  }

  @Test func whatTheBridgeHeardWhileNobodyAskedComesOnceEvenAfterItWasKilled() async throws {
    defer { folder.remove() }
    var (bridge, window) = try await bridge()
    try await say("Hello?", at: window)
    try await end(bridge)
    let away = try await shopbell("sync")
    #expect(away.status == 69 || away.status == 75, "\(away)")
    #expect(away.complaints.contains("the chat bridge at"), "\(away)")
    (bridge, window) = try await self.bridge()
    for _ in 0..<2 {
      let ending = try await shopbell("sync")
      #expect(ending.status == 0, "\(ending)")
    }
    try await end(bridge)
    let shown = try await shopbell("show", "1").out
    #expect(count("Hello?", in: shown) >= 1, "\(shown)")
    #expect(try await shopbell("search", "channel:chat").out.split(separator: "\n").count == 1)
  }

  @Test func anAnswerOfWhichTheBridgeDiedIsFoundThereAndNotSentAgain() async throws {
    defer { folder.remove() }
    // It dies when the answer is on its disk and before it says so.
    let line = #"            self.tell({"end": {"id": message["id"]}})"#
    try #require(code.contains(line))
    var (bridge, window) = try await bridge(
      code.replacingOccurrences(of: line, with: "            os._exit(9)"))
    try await say("Hello?", at: window)
    #expect(try await shopbell("sync").status == 0)
    try await answer()
    _ = try await shopbell("sync")
    try await eventually("the bridge is gone") { bridge.ending != nil }
    #expect(try await shopbell("outbox", "--json").out.contains("unsure"))
    (bridge, window) = try await self.bridge()
    defer { bridge.killGroup() }
    try await eventually("it is known to have left") {
      _ = try await shopbell("sync")
      return try await shopbell("outbox").out == ""
    }
    #expect(try await count("how can I help?", in: seen(at: window)) == 1)
  }

  @Test func aBridgeThatDiedBeforeItKeptTheAnswerLeavesItToAPerson() async throws {
    defer { folder.remove() }
    let line = "    def do_send(self, question):\n"
    try #require(code.contains(line))
    var (bridge, window) = try await bridge(
      code.replacingOccurrences(of: line, with: line + "        os._exit(9)\n"))
    try await say("Hello?", at: window)
    _ = try await shopbell("sync")
    try await answer()
    _ = try await shopbell("sync")
    (bridge, window) = try await self.bridge()
    defer { bridge.killGroup() }
    for _ in 0..<3 { _ = try await shopbell("sync") }
    #expect(try await shopbell("outbox", "--json").out.contains("unsure"))
    #expect(try await count("how can I help?", in: seen(at: window)) == 0)
  }

  @Test func filesComeInAndGoOutOnce() async throws {
    defer { folder.remove() }
    for name in ["in", "out"] { try folder.folder(name) }
    let text = try String(contentsOfFile: folder["config.toml"], encoding: .utf8)
    try folder.file(
      "config.toml",
      text.replacingOccurrences(
        of: "socket = \"\(folder["bridge.sock"])\"",
        with: "inbox = \"\(folder["in"])\"\noutbox = \"\(folder["out"])\""), mode: 0o600)
    try folder.file(
      "in/1.json",
      #"{"message":{"id":"c1-1","conversation":"c1","customer":{"id":"c1","name":"Ada Byron"},"#
        + #""text":"Hello?","at":"2026-03-01T10:00:00Z"}}"#)
    for _ in 0..<2 {
      let ending = try await shopbell("sync")
      #expect(ending.status == 0, "\(ending)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder["in"]) == [])
    try await answer()
    for _ in 0..<2 { _ = try await shopbell("sync") }
    let out = try FileManager.default.contentsOfDirectory(atPath: folder["out"])
    #expect(out.count == 1, "\(out)")
    let sent = try String(contentsOfFile: folder["out/\(out.first ?? "")"], encoding: .utf8)
    #expect(sent.contains("how can I help?") && sent.contains(#""conversation":"c1""#), "\(sent)")
    #expect(try await shopbell("outbox").out == "")
  }
}
