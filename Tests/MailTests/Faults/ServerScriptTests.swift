import Foundation
import Mail
import TestKit
import Testing

/// The server's side of the scripts that an IMAP server's own tests are made of, played to us.
@Suite struct ServerScriptTests {
  private static let scripts: [(name: String, script: ServerScript)] = {
    let files = Corpora.files("imaptest-scripts")
    let all = Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.bytes) })
    let usual = all["imaptest-scripts/files/default.mbox"] ?? []
    return files.filter { $0.path.hasSuffix(".test") }.map { file in
      let mbox = all[file.path.replacing(".test", with: ".mbox")] ?? usual
      return (file.path, ServerScript(file.bytes, mbox: mbox))
    }
  }()

  @Test(.timeLimit(.minutes(10)))
  func everyReplyIsUnderstood() throws {
    guard !Self.scripts.isEmpty else { return }
    var replies = 0
    for (name, script) in Self.scripts {
      #expect(!script.blocks.isEmpty, "\(name)")
      for (place, block) in script.blocks.enumerated() {
        var generator = FuzzScale.generator(seed: place, number: replies)
        try Self.play(block, "\(name): \(block.command)", &generator)
        replies += block.replies.count
      }
    }
    #expect(replies > 250)
  }

  private static func play(
    _ block: ServerScript.Block, _ name: String, _ generator: inout SplitMix
  ) throws {
    var script = IMAPScript.ready()
    let tag = try script.start(.noop)
    let answer = block.replies.flatMap(\.bytes) + Array("\(tag) \(block.end) done\r\n".utf8)
    for piece in generator.pieces(of: answer) {
      script.dialogue.receive(piece)
      script.pump()
    }
    #expect(script.fault == nil, "\(name): \(script.fault?.description ?? "")")
    let kind = IMAPStatus.Kind(rawValue: block.end)
    #expect(script.events.last == kind.map { .done(tag, IMAPStatus($0, nil, "done")) }, "\(name)")
    #expect(script.events.count == block.replies.count + 1, "\(name)")
    for (reply, event) in zip(block.replies, script.events) {
      #expect(fits(event, reply), "\(name): \(reply.words.joined(separator: " ").prefix(80))")
    }
  }

  /// Whether `event` says what `reply` said.
  private static func fits(_ event: IMAPDialogue.Event, _ reply: ServerScript.Reply) -> Bool {
    let words = reply.words
    switch event {
    case .data(.exists(let count)): return words == ["*", "\(count)", "exists"]
    case .data(.expunge(let count)): return words == ["*", "\(count)", "expunge"]
    case .data(.search(let numbers)):
      return words.prefix(2) == ["*", "search"]
        && numbers == words.dropFirst(2).prefix { !$0.hasPrefix("(") }.compactMap { UInt32($0) }
    case .data(.found(let found)): return words[1] == "esearch" && found.tag == "s3"
    case .data(.folder(let folder)): return words[1] == "list" && folder.separator == "/"
    case .data(.other(let word)): return words.contains(word.lowercased())
    case .notice(let status): return words[1] == status.kind.rawValue.lowercased()
    case .data(.message(let mail)):
      guard words[1] == "\(mail.number)", words[2] == "fetch" else { return false }
      let heard = Set(mail.sections.values).union(mail.body.map { [Array($0)] } ?? [])
      let isKept = words.contains { $0.hasPrefix("(body[") || $0.hasPrefix("body[") }
      return !isKept || reply.literals.allSatisfy(heard.contains)
    default: return false
    }
  }
}
