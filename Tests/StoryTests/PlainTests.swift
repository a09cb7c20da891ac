import Foundation
import Glibc
import TestKit
import Testing

/// The desk without a screen: the real program, lines in, lines out.
@Suite(.serialized, .enabled(if: ShopbellProgram.isHere))
struct PlainTests {
  /// Starts the demo with a pipe to type into.
  private func talk(
    _ words: [String] = ["--plain"], _ environment: [String: String] = [:],
    _ story: (Talk, DemoProgram) async throws -> Void
  ) async throws {
    let demo = try DemoProgram()
    defer { demo.remove() }
    let talk = try Talk(
      ["demo", "--store", demo.store] + words,
      demo.environment.merging(environment) { _, own in own })
    do {
      try await story(talk, demo)
    } catch {
      talk.running.killGroup()
      throw error
    }
  }

  @Test func aTicketIsFoundAnsweredTakenBackAndSent() async throws {
    try await talk { talk, demo in
      try await talk.hears("Open: ", "Open> ")
      talk.type("search will it come today channel:woocommerce")
      try await talk.hears("Search will it come today channel:woocommerce: ", "1. Yuki Tanaka")
      talk.type("1 reply")
      try await talk.hears("Reply to Yuki Tanaka", "by WooCommerce", "1> ")
      talk.type("Hello Yuki,", "it comes today.", ".")
      try await talk.hears("5 words. What now?", "reply> ")
      talk.type("1")
      try await talk.hears("Before it goes out:", "To Yuki Tanaka", "review> ")
      #expect(try await demo.outbox() == [])
      talk.type("1")
      try await talk.hears("leaves in 10 seconds; “undo” takes it back.")
      talk.type("undo")
      try await talk.hears("taken back into the draft")
      try await eventually("nothing waits to leave") { try await demo.outbox() == [] }
      talk.type("send", "1")
      try await talk.hears(times: 2, "leaves in 10 seconds")
      try await talk.hears("is sent.")
      talk.type("quit")
      let ending = try await talk.running.ended()
      #expect(ending.status == 0, "\(ending)")
      #expect(!ending.out.contains("\u{1B}"), "no escape sequence is written")
      #expect(try await demo.outbox(all: true).map(\.state).sorted() == ["recalled", "sent"])
    }
  }

  /// Neither `--plain` nor a terminal: a file of commands is worked off, one after the other.
  @Test(arguments: [["TERM": "dumb"], ["TERM": "xterm-256color"]])
  func aFileOfCommandsIsWorkedOff(_ environment: [String: String]) async throws {
    try await talk([], environment) { talk, demo in
      talk.type("3 tag +vip", "search tag:vip", "1", "back", "undo", "nonsense")
      talk.end()
      let ending = try await talk.running.ended(within: .seconds(120))
      #expect(ending.status == 0, "\(ending)")
      #expect(ending.out.contains("Search tag:vip: 1 ticket"), "\(ending)")
      #expect(ending.out.contains("There is no command nonsense"), "\(ending)")
      #expect(ending.out.contains("aken back"), "\(ending)")
      #expect(!ending.out.contains("\u{1B}"))
      #expect(try await demo.shopbell("count", "tag:vip").out == "0\n")
    }
  }

  @Test func aLineThatIsLostKeepsWhatIsBegun() async throws {
    try await talk { talk, demo in
      try await talk.hears("Open> ")
      talk.type("1 reply", "half a thought")
      try await talk.hears("2> ")
      talk.running.send(SIGHUP)
      talk.end()
      let ending = try await talk.running.ended()
      #expect(ending.status == 0 && !ending.isKilled, "\(ending)")
      #expect(try await demo.shopbell("count", "has:draft").out == "1\n")
    }
  }

  @Test func aProgramThatIsKilledLosesNoLineThatWasTyped() async throws {
    try await talk { talk, demo in
      try await talk.hears("Open> ")
      talk.type("1 reply", "half a thought")
      try await talk.hears("2> ")
      talk.running.send(SIGKILL)
      let ending = try await talk.running.ended()
      #expect(ending.isKilled, "\(ending)")
      #expect(try await demo.shopbell("count", "has:draft").out == "1\n")
    }
  }
}

/// A program that is typed to through a pipe.
private struct Talk {
  let running: Running
  private let pipe = Pipe()

  init(_ arguments: [String], _ environment: [String: String]) throws {
    running = try Running(
      ShopbellProgram.path, arguments, environment: environment,
      input: pipe.fileHandleForReading.fileDescriptor)
    try pipe.fileHandleForReading.close()
  }

  /// Types lines.
  func type(_ lines: String...) {
    let text = lines.map { $0 + "\n" }.joined()
    try? pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8))
  }

  /// Nothing more is typed.
  func end() { try? pipe.fileHandleForWriting.close() }

  /// Waits until it has said all these words, each so often.
  func hears(times: Int = 1, _ words: String...) async throws {
    do {
      try await eventually("it says \(words)", within: .seconds(120)) {
        let said = running.words
        return words.allSatisfy { said.ranges(of: $0).count >= times }
      }
    } catch is Overdue {
      throw Overdue(what: "it says \(words); it said:\n\(running.words)")
    }
  }
}
