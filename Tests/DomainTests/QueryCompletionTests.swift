import Domain
import Testing

@Suite struct QueryCompletionTests {
  @Test(arguments: [
    ("sta", 3, 0..<3, ["status:"]),
    ("is:open -t", 10, 9..<10, ["to:", "tag:", "tracking:", "type:"]),
    ("status:o", 8, 0..<8, ["status:open", "status:on_hold"]), ("(is:sn", 6, 1..<6, ["is:snoozed"]),
    ("nothing:", 8, 0..<8, []), ("is:open x", 7, 0..<7, ["is:open"]),
    ("Prio", 4, 0..<4, ["priority:"]),
  ])
  func choices(_ text: String, cursor: Int, word: Range<Int>, choices: [String]) {
    let found = Query.completions(of: text, at: cursor)
    #expect(found.word == word)
    #expect(found.choices.map(\.text) == choices)
    #expect(found.choices.allSatisfy { !$0.meaning.isEmpty })
  }

  @Test func everyFieldIsOfferedWhereNothingStands() {
    #expect(Query.completions(of: "", at: 0).choices.count == QueryField.allCases.count)
    #expect(Query.completions(of: "tag:vip ", at: 8).choices.count == QueryField.allCases.count)
  }
}
