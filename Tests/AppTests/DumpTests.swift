import Domain
import Testing

@testable import App

struct DumpTests {
  private static let full = """
    shopbell-dump 1

    ticket
    message a b\\u{9}\\\\@x.example
    bytes 0abc
    status on_hold
    priority high
    assignee ana
    tag refund
    tag vip
    snoozed 2026-12-01T08:00:00Z
    spam
    note 2026-11-27T10:00:00Z ana@x.example Ana Reyes
    | first
    |
    |  third
    note 2026-11-27T10:00:01Z -
    | alone

    """

  @Test func whatIsReadIsWrittenAlike() throws {
    let dump = try DumpReading.read(Self.full, file: "d")
    #expect(dump.text == Self.full)
    let entry = try #require(dump.entries.first)
    #expect(entry.names == [.id("a b\t\\@x.example"), .bytes("0abc")])
    #expect(entry.notes.map(\.text) == ["first\n\n third", "alone"])
    #expect(entry.line == 3)
  }

  @Test(arguments: [
    ("", "d:1:1: a dump begins"), ("nonsense\n", "d:1:1: a dump begins"),
    ("shopbell-dump 1\nstatus open\n", "d:2:1: a line `ticket`"),
    ("shopbell-dump 1\nticket\nstatsu open\n", "d:3:1: a ticket has no `statsu`; did you mean"),
    ("shopbell-dump 1\nticket\nstatus opne\n", "d:3:1: `opne` is not one of"),
    ("shopbell-dump 1\nticket\ntag a b\n", "d:3:1: `a b` is no tag"),
    ("shopbell-dump 1\nticket\nsnoozed later\n", "d:3:1: `later` is no time"),
    ("shopbell-dump 1\nticket\n| words\n", "d:3:1: a line that begins with |"),
    ("shopbell-dump 1\nticket\nmessage \\x\n", "d:3:1: a backslash"),
    ("shopbell-dump 1\nticket\nnote now\n", "d:3:1: a note has"),
  ])
  func aMistakeIsNamedWithItsLine(_ text: String, _ sentence: String) {
    let failure = #expect(throws: Failure.self) { try DumpReading.read(text, file: "d") }
    #expect(failure?.status == .malformedInput)
    #expect(failure?.sentence.hasPrefix(sentence) == true, "\(failure?.sentence ?? "")")
  }
}
