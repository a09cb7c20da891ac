import Mail
import Testing

@Suite struct ThreadingTests {
  private static func entries(_ rows: [(String?, [String])]) -> [Threading.Entry] {
    rows.map { Threading.Entry(messageID: $0.0, references: $0.1) }
  }

  static let cases: [(String, [(String?, [String])], [Int?], [[Int]])] = [
    ("alone", [("a", []), ("b", []), (nil, [])], [nil, nil, nil], [[0], [1], [2]]),
    ("a chain", [("a", []), ("b", ["a"]), ("c", ["a", "b"])], [nil, 0, 1], [[0, 1, 2]]),
    ("answers before questions", [("b", ["a"]), ("a", [])], [1, nil], [[0, 1]]),
    ("a missing mail between", [("a", []), ("c", ["a", "b"])], [nil, 0], [[0, 1]]),
    ("a missing mail above", [("b", ["a"]), ("c", ["a"])], [nil, nil], [[0, 1]]),
    ("the same id twice", [("a", []), ("b", ["a"]), ("b", ["a"])], [nil, 0, 0], [[0, 1, 2]]),
    ("itself", [("a", ["a"])], [nil], [[0]]),
    ("a ring", [("a", ["b"]), ("b", ["a"])], [1, nil], [[0, 1]]),
    (
      "two conversations", [("a", []), ("x", []), ("b", ["a"]), ("y", ["x"])], [nil, nil, 0, 1],
      [[0, 2], [1, 3]]
    ),
  ]

  @Test(arguments: cases.indices)
  func threads(index: Int) {
    let (name, rows, parents, conversations) = Self.cases[index]
    let entries = Self.entries(rows)
    #expect(Threading.parents(entries) == parents, "\(name)")
    #expect(Threading.conversations(entries) == conversations, "\(name)")
  }

  @Test func inReplyToCountsWhereThereAreNoReferences() {
    let first = mail("Message-ID: <a@b>\nSubject: s")
    let second = mail("Message-ID: <c@b>\nIn-Reply-To: <a@b>\nSubject: another")
    #expect(Threading.parents([first, second].map(Threading.Entry.init)) == [nil, 0])
  }

  @Test func subjectsJoinNothing() {
    let mails = [mail("Message-ID: <a@b>\nSubject: s"), mail("Message-ID: <c@b>\nSubject: Re: s")]
    #expect(Threading.conversations(mails.map(Threading.Entry.init)) == [[0], [1]])
  }

  @Test(arguments: [
    ("s", "Re: s", true), ("s", "Fwd: RE:  s (fwd)", true), ("[list] s", "re[2]: [list] S", true),
    ("s", "[Fwd: s]", true), ("s", "t", false), ("", "Re:", false), ("[s]", "s", false),
  ])
  func theLetterOfReferencesJoinsBySubject(_ one: String, _ other: String, _ areJoined: Bool) {
    let mails = [mail("Message-ID: <a@b>\nSubject: \(one)"), mail("Subject: \(other)")]
    let entries = mails.map(Threading.Entry.init)
    #expect(Threading.conversationsBySubject(entries) == (areJoined ? [[0, 1]] : [[0], [1]]))
    #expect(Threading.conversations(entries) == [[0], [1]])
  }

  @Test func aHundredThousandMailsInOneChain() {
    let entries = (0..<100_000).map { number in
      Threading.Entry(messageID: "\(number)", references: number > 0 ? ["\(number - 1)"] : [])
    }
    #expect(!Threading.conversations(entries).isEmpty)
  }
}
