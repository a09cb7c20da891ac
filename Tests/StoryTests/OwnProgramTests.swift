import Foundation
import TestKit
import Testing

/// A board that only a program of the user's own can read: the real shopbell, the real program, and
/// something that goes wrong at every step. Judged by what the agent is told and the board holds.
@Suite(
  .enabled(
    if: ShopbellProgram.isHere
      && FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")))
struct OwnProgramTests {
  private let folder: TestFolder

  init() throws {
    folder = try TestFolder("own")
    try folder.folder("board")
    let page = try String(
      contentsOfFile: ShopbellProgram.checkout + "/Sources/Channels/Exec/README.md",
      encoding: .utf8)
    let code = try #require(
      page.split(separator: "```python\n").dropFirst().first?.split(separator: "```").first)
    try folder.file("board.py", String(code))
    try folder.file("program.sh", Self.program, mode: 0o755)
    try folder.file("secret", "board-key-1\n", mode: 0o600)
    let now = ISO8601DateFormatter().string(from: Date(timeIntervalSinceNow: -600))
    try folder.file(
      "board/t7.jsonl",
      #"{"id":"m1","conversation":"t7","customer":{"id":"u42","name":"Ada Byron"},"#
        + #""text":"Where is my order B-100?","at":"\#(now)"}"# + "\n")
    try folder.file(
      "orders",
      #"{"order":{"number":"B-100","created_at":"\#(now)","status":"shipped","currency":"EUR","#
        + #""total":"35.00","customer":{"id":"u42","name":"Ada Byron"},"parcels":"#
        + #"[{"carrier":"UPS","number":"1Z999","status":"in_transit"}]}}"# + "\n")
    try folder.file(
      "config.toml",
      """
      [shop]
      name = "Northlight Outfitters"

      [agent]
      name = "Ana Reyes"

      [[account]]
      name = "board"
      type = "exec"
      command = ["\(folder["program.sh"])", "\(folder.path)"]
      does = ["messages", "replies", "orders"]
      timeout = "20"
      secret = { file = "secret" }

      """, mode: 0o600)
  }

  /// Dies where the file `fault` says so, before or after the example of the README has done what
  /// was asked; tells orders by itself.
  private static let program = #"""
    #!/bin/sh
    read -r line
    verb=$(printf '%s' "$line" | sed 's/.*"do":"\([a-z]*\)".*/\1/')
    printf '%s\n' "$verb" >> "$1/asked"
    fault=$(cat "$1/fault" 2>/dev/null)
    if [ "$fault" = "before $verb" ]; then rm "$1/fault"; kill -9 $$; fi
    case $verb in
    orders) answer=$(cat "$1/orders"; echo '{"end":{"cursor":"1"}}');;
    order) answer=$(cat "$1/orders"; echo '{"end":{}}');;
    *) answer=$(printf '%s\n' "$line" | /usr/bin/python3 "$1/board.py" "$1/board");;
    esac
    if [ "$fault" = "after $verb" ]; then rm "$1/fault"; kill -9 $$; fi
    if [ "$fault" = "within $verb" ]; then rm "$1/fault"; printf '%.40s' "$answer"; exit 0; fi
    printf '%s\n' "$answer"
    """#

  private func shopbell(_ words: String...) async throws -> Ending {
    try await run(
      ShopbellProgram.path,
      words.prefix(1) + ["--config", folder["config.toml"], "--store", folder["store.sqlite"]]
        + words.dropFirst(),
      environment: ShopbellProgram.environment(home: folder.path))
  }

  private func answer() async throws -> Ending {
    try await shopbell("reply", "1", "--template", "where-is-my-order-in-transit", "--send")
  }

  /// What the board holds of ours.
  private func ours() throws -> [String] {
    try String(contentsOfFile: folder["board/t7.jsonl"], encoding: .utf8)
      .split(separator: "\n").map(String.init).filter { $0.contains(#""by": "shop""#) }
  }

  private func count(_ verb: String) throws -> Int {
    try String(contentsOfFile: folder["asked"], encoding: .utf8).split(separator: "\n")
      .count { $0 == verb }
  }

  @Test func aMessageIsAnsweredFromATemplateAndSeenOnTheBoardOnce() async throws {
    defer { folder.remove() }
    let synced = try await shopbell("sync")
    #expect(synced.status == 0, "\(synced)")
    #expect(synced.out.contains("1 order"), "\(synced)")
    let shown = try await shopbell("show", "1")
    #expect(shown.out.contains("Where is my order B-100?"), "\(shown)")
    #expect(shown.out.contains("Ada Byron") && shown.out.contains("B-100"), "\(shown)")
    let found = try await shopbell("search", "channel:exec")
    #expect(found.out.contains("Ada Byron"), "\(found)")
    let answered = try await answer()
    #expect(answered.status == 0, "\(answered)")
    for _ in 0..<3 {
      let ending = try await shopbell("sync")
      #expect(ending.status == 0, "\(ending)")
    }
    let said = try ours()
    #expect(said.count == 1, "\(said)")
    #expect(said.first?.contains("The tracking number is 1Z999") == true, "\(said)")
    #expect(try await shopbell("outbox").out == "")
    // Its echo is no second message.
    let after = try await shopbell("show", "1")
    #expect(after.out.components(separatedBy: "left us").count == 2, "\(after)")
  }

  @Test(arguments: ["before messages", "after messages", "within messages", "before orders"])
  func whatBreaksOffWhileReadingComesOnceLater(_ fault: String) async throws {
    defer { folder.remove() }
    try folder.file("fault", fault)
    let broken = try await shopbell("sync")
    #expect(broken.status == 69 || broken.status == 75, "\(broken)")
    #expect(broken.complaints.contains("board could not be synced"), "\(broken)")
    for _ in 0..<2 {
      let ending = try await shopbell("sync")
      #expect(ending.status == 0, "\(ending)")
    }
    let found = try await shopbell("search", "channel:exec")
    #expect(found.out.split(separator: "\n").count == 1, "\(found)")
  }

  @Test(arguments: ["after send", "within send"])
  func anAnswerWhoseFateIsUnknownIsFoundOnTheBoard(_ fault: String) async throws {
    defer { folder.remove() }
    _ = try await shopbell("sync")
    #expect(try await answer().status == 0)
    try folder.file("fault", fault)
    _ = try await shopbell("sync")
    try await eventually("it is known to have left") {
      _ = try await shopbell("sync")
      return try await shopbell("outbox").out == ""
    }
    #expect(try ours().count == 1)
    #expect(try count("send") == 1)
  }

  @Test func anAnswerThatDiedBeforeItLeftIsNeverSentAgainByItself() async throws {
    defer { folder.remove() }
    _ = try await shopbell("sync")
    #expect(try await answer().status == 0)
    try folder.file("fault", "before send")
    for _ in 0..<3 { _ = try await shopbell("sync") }
    #expect(try ours() == [])
    #expect(try count("send") == 1)
    let waiting = try await shopbell("outbox", "--json")
    #expect(waiting.out.contains("unsure"), "\(waiting)")
    // Only a person has it sent once more.
    let id = try #require(waiting.out.firstMatch(of: /[0-9a-f]{8}-[0-9a-f-]{27}/)).output
    let ending = try await run(
      ShopbellProgram.path,
      [
        "outbox", "retry", "--config", folder["config.toml"], "--store", folder["store.sqlite"],
        String(id),
      ], environment: ShopbellProgram.environment(home: folder.path))
    #expect(ending.status == 0, "\(ending)")
    _ = try await shopbell("sync")
    #expect(try ours().count == 1)
  }

  @Test func theAccountIsAddedAndTestedFromTheCommandLine() async throws {
    defer { folder.remove() }
    try FileManager.default.removeItem(atPath: folder["config.toml"])
    let added = try await run(
      ShopbellProgram.path,
      [
        "account", "add", "board", "--config", folder["config.toml"], "--store",
        folder["store.sqlite"], "--type", "exec", "--shop", "Northlight", "--timezone", "UTC",
        "--set", "command=\(folder["program.sh"]) \(folder.path)", "--set",
        #"does=["messages", "replies"]"#,
      ], environment: ShopbellProgram.environment(home: folder.path))
    #expect(added.status == 0, "\(added)")
    let text = try String(contentsOfFile: folder["config.toml"], encoding: .utf8)
    #expect(text.contains(#"command = ["\#(folder["program.sh"])", "\#(folder.path)"]"#), "\(text)")
    #expect(!text.contains("secret"), "\(text)")
    let synced = try await shopbell("sync")
    #expect(synced.status == 0, "\(synced)")
  }
}
