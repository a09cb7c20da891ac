import Foundation
import Mail
import Testing

@Suite struct MailArchiveTests {
  private static func folder(_ files: [String: String]) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "archive-\(UInt64.random(in: 0...UInt64.max))")
    for (name, text) in files {
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    return folder.path
  }

  private static func texts(_ text: String, messageBytes: Int = 1 << 20) throws -> [String] {
    let folder = try folder(["a.mbox": text])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return MailArchive(path: "\(folder)/a.mbox", messageBytes: messageBytes).map {
      String(decoding: $0.bytes, as: UTF8.self)
    }
  }

  private static let from = "From a@b Mon Nov  2 10:00:00 2026\n"

  static let mboxes: [(String, [String])] = [
    ("\(from)A: 1\n\none\n\n\(from)A: 2\n\ntwo\n", ["A: 1\n\none\n", "A: 2\n\ntwo\n"]),
    ("\(from)A: 1\n\n>From x\n>>From y\n> From z\n", ["A: 1\n\nFrom x\n>From y\n> From z\n"]),
    (
      "\(from)A: 1\n\nFrom now on it is text\n\nFrom there too\n",
      [
        "A: 1\n\nFrom now on it is text\n\nFrom there too\n"
      ]
    ),
    ("\(from)A: 1\n\none\n\(from)A: 2\n\ntwo", ["A: 1\n\none\n", "A: 2\n\ntwo"]),
    ("From MAILER-DAEMON\nA: 1\n\none\n", ["A: 1\n\none\n"]),
    ("A: 1\n\nFrom the start\n", ["A: 1\n\nFrom the start\n"]),
    ("", []),
    ("\(from)A: 1\r\n\r\none\r\n\r\n\(from)A: 2\r\n\r\n", ["A: 1\r\n\r\none\r\n", "A: 2\r\n"]),
  ]

  @Test(arguments: mboxes)
  func mboxesAreCutAtTheirFromLines(text: String, messages: [String]) throws {
    #expect(try Self.texts(text) == messages)
  }

  @Test func positionsPointIntoTheFile() throws {
    let folder = try Self.folder(["a.mbox": "\(Self.from)A: 1\n\none\n\n\(Self.from)A: 2\n"])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let positions = MailArchive(path: "\(folder)/a.mbox").map(\.position)
    #expect(positions == [Self.from.utf8.count, Self.from.utf8.count * 2 + 11])
  }

  @Test func longMessagesAreCutAndSaySo() throws {
    let long = String(repeating: "0123456789\n", count: 100_000)
    let folder = try Self.folder(["a.mbox": "\(Self.from)A: 1\n\n\(long)\n\(Self.from)A: 2\n\n"])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let messages = Array(MailArchive(path: "\(folder)/a.mbox", messageBytes: 1_000))
    #expect(messages.map(\.bytes.count) == [1_000, 5])
    #expect(messages.map { $0.fault == nil } == [false, true])
  }

  @Test func linesLongerThanTheBufferAreKeptWhole() throws {
    let line = String(repeating: "From x", count: 200_000)
    #expect(
      try Self.texts("\(Self.from)A: 1\n\nx\(line)\n", messageBytes: 4 << 20) == [
        "A: 1\n\nx\(line)\n"
      ])
  }

  @Test func maildirsAndFoldersAreWalked() throws {
    let folder = try Self.folder([
      "box/new/1.a": "A: 1\n\n", "box/cur/2.b:2,S": "A: 2\n\n", "box/tmp/3.c": "A: 3\n\n",
      "loose/a.eml": "A: 4\n\n", "loose/b.txt": "A: 5\n\n", "loose/.c.eml": "A: 6\n\n",
    ])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let box = MailArchive(path: "\(folder)/box").map { String(decoding: $0.bytes, as: UTF8.self) }
    #expect(box == ["A: 1\n\n", "A: 2\n\n"])
    let all = MailArchive(path: folder).map { String(decoding: $0.bytes, as: UTF8.self) }
    #expect(all == ["A: 2\n\n", "A: 1\n\n", "A: 4\n\n"])
  }

  @Test func whatIsNotThereIsReported() {
    let messages = Array(MailArchive(path: "/nowhere/at/all.mbox"))
    #expect(messages.count == 1)
    #expect(messages.first?.fault != nil)
  }

  @Test func compressedFilesAreNotRead() throws {
    let folder = try Self.folder([:].merging(["a.mbox": ""]) { $1 })
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data([0x1F, 0x8B, 8, 0]).write(to: URL(filePath: "\(folder)/a.mbox"))
    #expect(
      MailArchive(path: "\(folder)/a.mbox").map(\.fault) == ["is compressed: unpack it first"])
  }
}
