import Domain
import Foundation
import TestKit
import Testing

@Suite struct QueryMistakeTests {
  @Test(arguments: [
    ("statsu:open", 1, "unknown term `statsu:`", "did you mean status:?"),
    ("stat:open", 1, "unknown term `stat:`", "did you mean status:?"),
    ("is:open tga:vip", 9, "unknown term `tga:`", "did you mean tag:?"),
    ("-ststus:open", 2, "unknown term", "status:"),
    ("frobnicate:x", 1, "unknown term", "quotation marks"),
    ("https://x.example", 6, "a colon inside a word", "quotation marks"),
    ("mailto:a@b.example", 1, "unknown term `mailto:`", "quotation marks"),
    ("at 10:30", 6, "a colon inside a word", "quotation marks"),
    (":x", 1, "a colon inside a word", "quotation marks"),
    ("subject:re:order", 11, "`:` inside the value", "quotation marks"),
    ("tag:", 5, "`tag:` needs its value", ""), ("tag: vip", 5, "`tag:` needs its value", ""),
    ("tag:(a OR b)", 5, "needs its value", "(tag:a OR tag:b)"),
    ("tag:a,b", 6, "a comma inside the value", "(tag:a OR tag:b)"),
    ("tag:\"a b\"", 5, "`tag:` does not know `a b`", "one word"),
    ("tag:-a", 5, "does not know `-a`", ""),
    ("status:opne", 8, "`status:` does not know `opne`", "did you mean open?"),
    ("status:op*", 8, "does not know `op*`", ""),
    ("is:overdu", 4, "does not know", "did you mean overdue?"),
    ("is:xyzzy", 4, "does not know", "one of unread"),
    ("has:attachement", 5, "does not know", "did you mean attachment?"),
    ("priority:hihg", 10, "does not know", "did you mean high?"),
    ("assignee:@ana", 10, "does not know", ""),
    ("before:2026-02-30", 8, "does not know", "2026-01-31"),
    ("before:31.01.2026", 8, "does not know", "2026-01-31"),
    ("on:2026-1-5", 4, "does not know", ""),
    ("on:tomorow", 4, "does not know", ""), ("updated:d", 9, "does not know", ""),
    ("updated:-7d", 9, "does not know", ""), ("after:7h", 7, "does not know", ""),
    ("value:>", 7, "nothing to look for", ""), ("value:>abc", 7, "does not know", ">100"),
    ("value:>1,50", 9, "a comma", ""), ("value:>-1", 7, "does not know", ""),
    ("value:<>5", 7, "does not know", ""), ("value:100EUR", 7, "does not know", ""),
    ("value:>99999999999999999", 7, "does not know", ""), ("sla:1h", 5, "does not know", "<1h"),
    ("sla:breech", 5, "does not know", "did you mean breached?"),
    ("sla:<1y", 5, "does not know", ""),
    ("id:abc", 4, "does not know", "identifier"), ("id:12*", 4, "does not know", ""),
    ("value>100", 6, "`>` means nothing", "did you mean value:>100?"),
    ("status=open", 7, "`=` means nothing", "did you mean status:=open?"),
    ("a|b", 2, "`|` means nothing", "write OR"), ("a || b", 3, "`|` means nothing", "write OR"),
    ("a && b", 3, "nothing to look for in `&&`", ""), ("!a", 1, "`!` does not say not", "-"),
    ("{subject} : x", 1, "`{` means nothing", ""), ("a^2", 2, "`^` means nothing", ""),
  ])
  func wrongTerm(_ text: String, column: Int, what: String, remedy: String) {
    expect(text, column: column, what, remedy)
  }

  @Test(arguments: [
    ("OR", 1, "`OR` needs a term on its left"), ("AND", 1, "`AND` needs a term on its left"),
    ("NOT", 1, "`NOT` needs a term behind it"), ("a OR", 3, "`OR` needs a term on its right"),
    ("a AND", 3, "`AND` needs a term on its right"),
    ("a OR OR b", 3, "`OR` needs a term on its right"),
    ("a OR AND b", 3, "on its right"), ("(OR a)", 2, "on its left"), ("(a OR)", 4, "on its right"),
    ("(a NOT)", 4, "`NOT` needs a term behind it"), ("NOT OR a", 1, "behind it"),
    ("-", 1, "`-` needs a term right behind it"), ("a - b", 3, "right behind it"),
    ("--a", 2, "a second `-`"), ("(-)", 2, "right behind it"),
    ("–a", 1, "not the minus of the keyboard"),
    ("(", 1, "not closed"), ("a (b", 3, "not closed"), ("((a)", 1, "not closed"),
    (")", 1, "closes nothing"), ("a) b", 2, "closes nothing"), ("()", 2, "nothing between"),
    ("a () b", 4, "nothing between"), ("\"", 1, "does not end"), ("a \"b", 3, "does not end"),
    ("\"\"", 1, "nothing to look for"), ("\" - \"", 1, "nothing to look for"),
    ("\"a\"b", 4, "a word right behind a quotation"),
    ("a\"b\"", 2, "a quotation right behind a word"),
    ("from:a\"b\"", 7, "a quotation right behind a word"), ("*", 1, "nothing to look for"),
    ("*a", 1, "a `*` stands only behind a word"), ("a*b", 2, "a `*` stands only behind"),
    ("a**", 2, "a `*` stands only behind"), ("?", 1, "nothing to look for"),
    ("'", 1, "nothing to look for"),
    ("🎉", 1, "nothing to look for"), ("a\u{1B}[31m", 2, "a control character"),
    ("\"a\u{0}b\"", 3, "a control character"),
  ])
  func wrongShape(_ text: String, column: Int, what: String) {
    expect(text, column: column, what, "")
  }

  @Test func aLaterLineHasItsOwnColumns() {
    let problem = #expect(throws: Problem.self) { try parsed("is:open\n  tga:x") }
    #expect(problem?.line == 2 && problem?.column == 3)
  }

  @Test func messagesCarryNoControlCharacters() {
    let problem = #expect(throws: Problem.self) { try parsed("is:\"a\u{202E}b\"") }
    #expect(problem?.what.unicodeScalars.contains("\u{202E}") == false)
  }

  /// A piece, how often it is repeated, and what stands before and behind.
  struct Long: Sendable, CustomTestStringConvertible {
    var piece: String
    var count: Int
    var before = ""
    var behind = ""

    var text: String { before + String(repeating: piece, count: count) + behind }
    var testDescription: String { "\(before)\(piece)×\(count)\(behind)" }
  }

  static let long = [
    Long(piece: "(", count: 100_000), Long(piece: "-", count: 100_000),
    Long(piece: "a ", count: 50_000), Long(piece: "a", count: 200_000),
    Long(piece: "NOT ", count: 25_000, behind: "a"),
    Long(piece: "a OR ", count: 20_000, behind: "b"),
    Long(piece: "-(", count: 50_000), Long(piece: "\"a\" ", count: 25_000),
    Long(piece: "ab ", count: 33_000, before: "\"", behind: "\""), Long(piece: "退", count: 100_000),
    Long(piece: "e\u{301}", count: 50_000), Long(piece: "tag:", count: 25_000),
    Long(piece: "1-", count: 50_000), Long(piece: "x", count: 50_000, behind: ":y"),
    Long(piece: "(a ", count: 40, behind: String(repeating: ")", count: 40)),
  ]

  /// The limit is far above what it takes, and far below what a cost that grows with the square
  /// would take.
  @Test(.timeLimit(.minutes(2)), arguments: long)
  func theLongestSearchesAreReadToTheirEnd(_ long: Long) {
    if let condition = try? parsed(long.text) { #expect(!condition.text.isEmpty) }
  }

  @Test func limits() throws {
    let most = Array(repeating: "a", count: Query.mostTerms).joined(separator: " OR ")
    _ = try parsed(most)
    expect(most + " b", column: most.count + 2, "at most 64 terms", "")
    let deepest = Query.deepestNesting
    _ = try parsed(
      String(repeating: "(", count: deepest) + "a" + String(repeating: ")", count: deepest))
    expect(String(repeating: "(", count: deepest + 1) + "a", column: deepest + 1, "nest", "")
  }

  @Test func anythingAtAllIsReadOrRefusedAtItsPlace() {
    let pieces = [
      "a", "\"", "(", ")", "-", " ", ":", "*", "OR", "AND", "NOT", "tag:", "is:", "value:", ">",
      "1",
      "“", "，", "\n", "\u{0}", "é", "退", "🎉", "from:", "'", "\\", ",", "|", "open", "2026-01-01",
    ]
    var mint = Mint(seed: 99)
    for _ in 0..<5000 {
      let count = Int.random(in: 1...12, using: &mint)
      let text = (0..<count).map { _ in pieces.randomElement(using: &mint) ?? "" }.joined()
      do {
        let condition = try parsed(text)
        #expect(try parsed(condition.text) == condition, "\(text)")
      } catch {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        #expect(lines.indices ~= error.line - 1, "\(text)")
        #expect((1...lines[error.line - 1].count + 1) ~= error.column, "\(text)")
        #expect(!error.what.isEmpty)
      }
    }
  }

  private func expect(_ text: String, column: Int, _ what: String, _ remedy: String) {
    let problem = #expect(throws: Problem.self, "\(text)") { try parsed(text) }
    #expect(problem?.column == column, "\(text): \(problem?.description ?? "")")
    #expect(problem?.what.contains(what) == true, "\(text): \(problem?.description ?? "")")
    #expect(
      remedy.isEmpty || problem?.remedy.contains(remedy) == true,
      "\(text): \(problem?.description ?? "")")
    #expect(problem?.remedy.isEmpty == false)
  }
}
