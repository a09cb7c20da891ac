import Domain
import Testing

@Suite struct ProblemTests {
  @Test(arguments: [
    ("statsu", "status"), ("Status", "status"), ("ststus", "status"), ("tga", "tag"),
    ("assigne", "assignee"), ("chanel", "channel"), ("isx", "is"),
  ])
  func nearest(_ word: String, name: String) {
    #expect(Problem.nearest(to: word, among: QueryField.allCases.map(\.rawValue)) == name)
  }

  @Test(arguments: ["https", "xyzzyx", "completely"])
  func nothingIsNear(_ word: String) {
    #expect(Problem.nearest(to: word, among: ["status", "tag", "is"]) == nil)
    #expect(Problem.nearest(to: word, among: []) == nil)
  }

  @Test func asEditorsReadIt() {
    #expect(
      Problem(file: "a.rules", line: 3, column: 7, "unknown field", remedy: "did you mean tag?")
        .description == "a.rules:3:7: unknown field; did you mean tag?")
    #expect(Problem("no words").description == "1:1: no words")
  }
}
