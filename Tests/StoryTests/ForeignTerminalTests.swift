import Foundation
import Glibc
import Terminal
import TestKit
import Testing

/// Whatever strangers write, the real program on a real line sends no byte of theirs that drives a
/// terminal, and no cell stands elsewhere than meant: on the screen, in its title, and in what the
/// command line prints.
@Suite(.enabled(if: ShopbellProgram.isHere && ForeignMailbox.hasWords))
struct ForeignTerminalTests {
  /// A kind of terminal, and how large it is.
  struct Kind: Sendable, CustomTestStringConvertible {
    var name: String
    var columns: Int
    var rows: Int
    var hasTitle = true

    var testDescription: String { "\(name), \(columns)×\(rows)" }

    /// Two always; with `FAULTS=1` all that a desk is used on, at the designed sizes.
    static let all: [Kind] = {
      let always = [
        Kind(name: "xterm-256color", columns: 200, rows: 50),
        Kind(name: "linux", columns: 120, rows: 36, hasTitle: false),
      ]
      guard ProcessInfo.processInfo.environment["FAULTS"] == "1" else { return always }
      return always + [
        Kind(name: "tmux-256color", columns: 120, rows: 36),
        Kind(name: "screen", columns: 200, rows: 50),
        Kind(name: "xterm-256color", columns: 80, rows: 24),
        Kind(name: "screen", columns: 80, rows: 24),
        Kind(name: "linux", columns: 80, rows: 24, hasTitle: false),
      ]
    }()
  }

  @Test(arguments: Kind.all)
  func noCellShiftsAndNoForeignByteArrives(_ kind: Kind) async throws {
    let mailbox = try await ForeignMailbox()
    defer { mailbox.remove() }
    let environment = mailbox.environment.merging(["TERM": kind.name]) { $1 }
    try await BareTerminal.with(
      columns: kind.columns, rows: kind.rows, environment: environment, ShopbellProgram.path,
      ["--offline"] + mailbox.places
    ) { terminal in
      var glass = Glass(terminal, kind)
      try await glass.sees("enter open")
      try await look(through: &glass, mailbox, kind)
      if kind.hasTitle {
        #expect(glass.titles.contains { $0.contains("new: ") }, "no title was shown\n\(glass.text)")
      }
      for title in glass.titles {
        #expect(!title.unicodeScalars.contains(where: ForeignWords.isForbidden), "\(title)")
      }
      let sent = Data(terminal.bytes)
      for word in ForeignWords.controls + ForeignWords.injections {
        guard let core = Self.core(of: word) else { continue }
        #expect(sent.range(of: core) == nil, "\(word.debugDescription) came as it was written")
      }
    }
  }

  /// All places of the desk, one after the other.
  private func look(
    through glass: inout Glass, _ mailbox: ForeignMailbox, _ kind: Kind
  ) async throws {
    for _ in 0..<6 { try await glass.press("\u{1B}[6~") }
    try await glass.press("g", "g")
    // One ticket after the other, the first ones whole.
    try await glass.press("\r", "f", "h", "h", "H", "q", "l", "\u{1B}", "v", "\u{1B}", "o", "o")
    for _ in 0..<20 { try await glass.press("J") }
    for _ in 0..<2 { try await glass.press("K", "f", "G", "g", "g") }
    // Finding, tagging, noting, answering: what is typed may be pasted from anywhere.
    let words = ForeignMailbox.arguments
    try await glass.press("/", paste(words[0]), "\r", "n")
    try await glass.press("t", paste("+\(words[1])"), "\r", "c", paste(words[2]))
    try await glass.home()
    try await glass.press("\r", "R", paste(words[3]), "\u{18}i", "\u{1B}")
    try await glass.press("\u{18}b", paste(words[4]), "\r", "\u{18}\u{13}", "\u{1B}")
    try await glass.home()
    try await glass.press("/", paste("\"\(words[5])"), "\r")
    try await glass.home()
    try await glass.press("/", paste("\"\(words[6])\""), "\r", "S", paste(words[7]), "\r")
    try await glass.home()
    try await glass.press(":", paste(words[8]), "\r", "\u{1B}", "\u{10}", "\u{1B}", "?")
    for place in "olfvu" {
      try await glass.home()
      try await glass.press("g", String(place), "j", "j")
    }
    try await glass.home()
    try await glass.press("x", "j", "x", "D", "t", "+seen\r")
    try await glass.home()
    for number in 0..<3 {
      let titles = glass.titles.count
      try await mailbox.receive(number)
      if kind.hasTitle { try await glass.seesTitle(after: titles) }
      try await glass.press("j")
    }
  }

  private func paste(_ text: String) -> String { "\u{1B}[200~\(text)\u{1B}[201~" }

  /// The part of a word that would drive a terminal, with a letter before it.
  private static func core(of word: String) -> Data? {
    let scalars = Array(word.unicodeScalars)
    let isDriving: (Unicode.Scalar) -> Bool = { $0.value < 0x20 || (0x7F..<0xA0) ~= $0.value }
    guard let first = scalars.firstIndex(where: isDriving), first > 0,
      !"\n\r\t".unicodeScalars.contains(scalars[first])
    else { return nil }
    let rest = scalars[(first - 1)...].prefix(12)
    return Data(String(String.UnicodeScalarView(rest)).utf8)
  }
}

// MARK: - The command line

extension ForeignTerminalTests {
  @Test func theCommandLinePrintsNoneEither() async throws {
    let mailbox = try await ForeignMailbox()
    defer { mailbox.remove() }
    let listed = try await mailbox.shopbell(["search", "--limit", "1000"])
    expectHarmless(listed)
    #expect(listed.status == 0 && listed.out.split(separator: "\n").count > 150, "\(listed)")
    expectHarmless(try await mailbox.shopbell(["search", "--limit", "1000", "--json"]))
    for number in [1, 60, 120] {
      let shown = try await mailbox.shopbell(["show", "\(number)"])
      expectHarmless(shown)
      #expect(shown.status == 0, "\(shown)")
    }
    for words in [["outbox", "list"], ["account", "list"], ["doctor"], ["template", "check"]] {
      expectHarmless(try await mailbox.shopbell(words))
    }
  }

  /// A script may hand over what it has from a mail; a complaint that repeats it is harmless.
  @Test(arguments: [
    ["{}"], ["--{}"], ["-{}"], ["--limit={}"], ["search", "--limit", "{}"], ["help", "{}"],
    ["search", "from:\"{}"], ["search", "--", "{}:{}"], ["search", "--sort", "{}"], ["show", "{}"],
    ["show", "1", "{}"], ["tag", "+{}", "--", "id:{}"], ["status", "{}", "id:1"],
    ["snooze", "{}", "id:1"], ["assign", "{}", "id:1"], ["import", "{}"], ["import-orders", "{}"],
    ["reply", "1", "--template", "{}"], ["reply", "1", "--set", "{}", "--template", "x"],
    ["template", "show", "{}"], ["template", "check", "{}"], ["outbox", "retry", "{}"],
    ["undo", "{}"], ["account", "test", "{}"], ["account", "{}"], ["inspect", "{}"],
    ["inspect", "--format", "{}"], ["backup", "{}/none"], ["demo", "--seed", "{}"],
    ["sync", "--{}"], ["count", "--store", "{}/x/y"], ["count", "--config", "{}"],
  ])
  func whatIsTypedIsToldWithoutHarm(_ pattern: [String]) async throws {
    let folder = try TestFolder("typed")
    defer { folder.remove() }
    let hostile = ["A\u{1B}]0;title\u{7}\u{1B}[2JB", "\u{9B}31mred\u{202E}evil\r\u{8}\u{7F}"]
    for word in hostile {
      let words = pattern.map { $0.replacing("{}", with: word) }
      let places = ["--store", folder["store.sqlite"]]
      let ending = try await run(
        ShopbellProgram.path, pattern.contains("--store") ? words : words + places,
        environment: ShopbellProgram.environment(home: folder.path))
      #expect(!ending.isKilled, "\(ending)")
      expectHarmless(ending)
    }
  }

  private func expectHarmless(_ ending: Ending) {
    for said in [ending.out, ending.complaints] {
      let bad = said.split(separator: "\n").first { line in
        line.unicodeScalars.contains { $0 != "\t" && ForeignWords.isForbidden($0) }
      }
      #expect(bad == nil, "\(bad?.debugDescription ?? "")")
    }
  }
}
