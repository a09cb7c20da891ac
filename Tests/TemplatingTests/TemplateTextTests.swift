import Domain
import Templating
import Testing

struct TemplateTextTests {
  /// What stands where, for each mistake: line:column, words of the message, words of the remedy.
  @Test(arguments: [
    ("Hi {{order.nmber}}", "1:6", "there is no “order.nmber”", "order.number"),
    ("a\nb {{ custmer.name }}", "2:6", "there is no “custmer.name”", "customer.name"),
    ("{{order.items.title}}", "1:3", "order.items is a list", "order.items[0].title"),
    ("{{order.items[].title}}", "1:3", "which entry", "order.items[0].title"),
    ("{{order.items[x].title}}", "1:3", "is no entry's number", "0 to 999"),
    ("{{order.items[0.title}}", "1:3", "is not closed", "items[0]"),
    ("{{order}}", "1:3", "there is no “order”", "order."),
    ("{{}}", "1:1", "nothing between", ""),
    ("{{order.number", "1:1", "not closed", "}}"),
    ("{{order.number\n}}", "1:1", "not closed", "}}"),
    ("{{order.number {{order.date}}", "1:1", "not closed", "}}"),
    ("x }} y", "1:3", "closes nothing", "{{"),
    ("{% if x %}", "1:1", "means nothing", "{{#if"),
    ("{{{order.number}}}", "1:1", "three braces", "{{ … }}"),
    ("⟦order⟧", "1:1", "marks holes", "brackets"),
    ("{{order.number | uper}}", "1:18", "no filter “uper”", "upper"),
    ("{{order.total | upper}}", "1:17", "upper works on text", "example"),
    ("{{order.number | date}}", "1:18", "date works on date", "example"),
    ("{{order.date | date: \"Y\"}}", "1:22", "no way to write a date", "d MMM"),
    ("{{order.date | date: 5}}", "1:22", "wants a text", "example"),
    ("{{order.date | date: \"d\", \"M\"}}", "1:27", "takes no such argument", "example"),
    ("{{order.number | default}}", "1:18", "says nothing", "there"),
    ("{{order.number | default:}}", "1:18", "needs a text", ""),
    ("{{order.number | default: \"\"}}", "1:27", "a default says something", ""),
    ("{{order.number | default: \"x}}", "1:27", "quote is not closed", "\""),
    ("{{order.number | truncate: 1}}", "1:28", "from 2", ""),
    ("{{today | plus_days: 1.5}}", "1:22", "whole number", ""),
    ("{{order.item_count | money}}", "1:22", "no currency", "EUR"),
    ("{{order.item_count | money: \"euro\"}}", "1:29", "three capitals", ""),
    ("{{order.number order.date}}", "1:16", "one thing too many", ""),
    ("{{order.number |}}", "1:1", "here comes a filter", ""),
    ("{{7}}", "1:3", "cannot stand here", ""),
    ("{{#if order.number}}x", "1:1", "has no end", "{{/if}}"),
    ("{{/if}}", "1:1", "never begun", ""),
    ("{{else}}", "1:1", "belongs to no section", ""),
    ("{{#each order.items}}{{/if}}{{/each}}", "1:22", "ends no section", "#each"),
    ("{{#if order.number}}{{#each order.items}}{{/if}}", "1:21", "no end before", "{{/each}}"),
    ("{{#if order.number}}a{{else}}b{{else}}c{{/if}}", "1:31", "its else already", ""),
    ("{{#fi order.number}}{{/fi}}", "1:4", "no section “fi”", "#if"),
    ("{{#if}}x{{/if}}", "1:1", "condition is missing", "#if"),
    ("{{#each order.number}}{{/each}}", "1:9", "is no list", "order.items"),
    ("{{#if order.status == \"shiped\"}}{{/if}}", "1:23", "never \"shiped\"", "shipped"),
    ("{{#if order.status = \"shipped\"}}{{/if}}", "1:20", "cannot stand here", "=="),
    ("{{#if order.status == 5}}{{/if}}", "1:23", "compared with a text", "quotes"),
    ("{{#if order.item_count == \"1\"}}{{/if}}", "1:27", "compared with a number", "quotes"),
    ("{{#if order.total == 5}}{{/if}}", "1:22", "cannot be compared", "alone"),
    ("{{this.title}}", "1:3", "no #each around it", "order.items[0].title"),
    ("{{#each order.items}}{{this.titel}}{{/each}}", "1:24", "has no “titel”", "this.title"),
    ("{{ask}}", "1:1", "its question in quotes", "ask \""),
    ("{{ask \"x\" mony}}", "1:11", "no kind “mony”", "money"),
    ("{{ask \"x\" choice}}", "1:11", "needs its words", "choice("),
    ("{{ask \"x\" choice(\"a\")}}", "1:11", "choice of one", ""),
    ("{{ask \"x\" date}}{{ask \"x\" text}}", "1:19", "in two kinds", "same kind"),
    ("{{^order.number}}{{/order.number}}", "1:3", "means nothing here", "unless"),
  ])
  func namesTheMistakeAndItsPlace(
    _ text: String, _ place: String, _ what: String, _ remedy: String
  ) throws {
    let problems = TemplateText(parsing: text, file: "en/x.md").problems
    let problem = try #require(problems.first)
    #expect("\(problem.line):\(problem.column)" == place)
    #expect(problem.what.contains(what), "\(problem)")
    #expect(problem.remedy.contains(remedy), "\(problem)")
    #expect(problem.file == "en/x.md")
  }

  @Test(arguments: [
    "{{order.number}}", "{{ order.number }}", "{{order.number|upper}}", "{{! any {words} }}",
    "{{customer.first_name | default: “there”}}", "{{ask \"such as “it”\" date}}", "{{\"{{\"}}",
    "{{\"}}\"}}", "a { b } c",
    "{{#if order.number}}a{{else if order.items}}b{{else}}c{{/if}}",
    "{{#unless order.number}}a{{/unless}}", "{{#if order.status != \"cancelled\"}}a{{/if}}",
    "{{#each order.items}}{{this}}{{#if this.price}}{{this.price}}{{/if}}{{/each}}",
    "{{ask \"which one?\" choice(\"a\", \"b\") | upper}}", "{{ask \"x\"}}{{ask \"X\"}}",
    "{{#if ask \"label?\" choice(\"yes\", \"no\") == \"yes\"}}a{{/if}}", "",
  ])
  func acceptsWhatIsRight(_ text: String) {
    #expect(TemplateText(parsing: text).problems == [])
  }

  @Test func everyMistakeIsReportedAndTheRestStillRenders() {
    let text = TemplateText(parsing: "{{a.b}} {{order.number}} {{x |}}\n{{order.date | nope}}")
    #expect(text.problems.map(\.line) == [1, 1, 2])
    let rendering = text.rendered(with: facts())
    #expect(rendering.text.contains("10482"))
    #expect(rendering.holes.count == 3)
    #expect(!rendering.text.contains("{{"))
  }

  @Test func aBrokenSectionIsOneProblem() {
    let text = TemplateText(parsing: "{{#if order.nmber}}a{{else}}b{{/if}}")
    #expect(text.problems.count == 1)
  }

  @Test func linesCountFromTheFilesOwn() {
    let text = TemplateText(parsing: "x\r\n{{oops}}", file: "t.md", firstLine: 9)
    #expect(text.problems.map(\.description).first?.hasPrefix("t.md:10:3: ") == true)
  }

  @Test func depthAndLengthHaveLimits() {
    let deep =
      String(repeating: "{{#if order.number}}", count: 9) + "x"
      + String(repeating: "{{/if}}", count: 9)
    #expect(TemplateText(parsing: deep).problems.map(\.what).contains { $0.contains("8 deep") })
    let long = TemplateText(parsing: String(repeating: "x", count: TemplateText.longest + 1))
    #expect(long.problems.count == 1)
    #expect(!long.rendered(with: facts()).isComplete)
  }

  @Test func listsItsQuestionsAndPlaceholdersOnce() {
    let text = TemplateText(
      parsing: """
        {{order.number}} {{order.number}} {{order.items[1].title}} {{ask "amount" money}}
        {{#if ask "amount" money}}{{/if}} {{ask "day" date}}
        """)
    #expect(text.placeholders == ["order.number", "order.items[].title"])
    #expect(text.asks.map(\.label) == ["amount", "day"])
    #expect(text.asks.map(\.kind) == [.money, .date])
  }

  /// Deterministic noise over the language's own signs: no crash, no braces left, quick.
  @Test func noiseNeverBreaksIt() {
    let signs = [
      "{{", "}}", "#if ", "#each ", "/if", "/each", "else", "order.items", "this.title", "\"", "|",
      "default:", "ask", "\n", " ", "é", "[0]", "(", ")", ",", "5", "{", "}", "=", "!", "\\",
    ]
    var mint = Mint(seed: 42)
    for _ in 0..<2000 {
      let count = Int(mint.next() % 24)
      let text = (0..<count).map { _ in signs[Int(mint.next() % UInt64(signs.count))] }.joined()
      let read = TemplateText(parsing: text)
      let rendering = read.rendered(with: facts())
      if read.problems.isEmpty, !text.contains("\"") {
        #expect(!rendering.text.contains("{{"), "\(text)")
      }
    }
  }
}
