import Domain
import Testing

struct FrontMatterTests {
  @Test func readsKeysListsAndBody() {
    let head = FrontMatter(
      """
      ---
      # a remark
      title: Where is it: on its way
      channels: [email, "a, b" , ]
      Owner:  "Ana"

      review: 2027-02-01
      empty:
      ---

      Hi,

      there
      """, file: "t.md")
    #expect(head.problems.isEmpty)
    #expect(head.isPresent)
    #expect(head.text("title") == "Where is it: on its way")
    #expect(head.list("channels") == ["email", "a, b"])
    #expect(head.text("owner") == "Ana")
    #expect(head.text("empty") == nil)
    #expect(head.list("title") == ["Where is it: on its way"])
    #expect(head.text("channels") == nil)
    #expect(head.day("review")?.rfc3339() == "2027-02-01T00:00:00Z")
    #expect(head.day("title") == nil)
    #expect(head.body == "Hi,\n\nthere")
    #expect(head.bodyLine == 11)
    #expect(head["review"]?.line == 7)
    #expect(head["review"]?.column == 9)
  }

  @Test(arguments: [
    ("---\nx\n---\n", "2:1", "no colon"),
    ("---\na b: c\n---\n", "2:1", "cannot be a key"),
    ("---\na: 1\nA: 2\n---\n", "3:1", "twice"),
    ("---\na: [1, 2\n---\n", "2:4", "not closed"),
    ("---\na: 1\n", "1:1", "no end"),
  ])
  func namesTheMistakeAndItsPlace(_ text: String, _ place: String, _ what: String) throws {
    let problem = try #require(FrontMatter(text, file: "f.md").problems.first)
    #expect("\(problem.line):\(problem.column)" == place)
    #expect(problem.what.contains(what))
    #expect(problem.file == "f.md")
  }

  @Test func aFileWithoutAHeadIsAllBody() {
    let head = FrontMatter("\u{FEFF}\r\nHello\r\nyou\r\n")
    #expect(!head.isPresent)
    #expect(head.body == "Hello\nyou")
    #expect(head.bodyLine == 2)
    #expect(FrontMatter("").body.isEmpty)
  }

  @Test func unknownKeysNameTheNearest() throws {
    let head = FrontMatter("---\ntitel: x\n---\ny")
    let problem = try #require(head.unknownKeys(besides: ["title", "owner"]).first)
    #expect(problem.line == 2)
    #expect(problem.remedy == "did you mean title?")
  }
}
