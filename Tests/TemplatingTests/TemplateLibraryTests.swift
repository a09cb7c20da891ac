import Domain
import Foundation
import Templating
import Testing

struct TemplateLibraryTests {
  private func file(
    _ path: String, _ head: String = "", body: String = "Hi {{order.number}}"
  ) -> (path: String, contents: String) {
    (path, "---\ntitle: T\nowner: o\nreview: 2027-01-01\n\(head)---\n\(body)\n")
  }

  @Test func readsWhatTheHeadSays() throws {
    let read = LibraryTemplate(
      path: "x/de/late.md",
      contents: """
        ---
        title: Late
        channels: [amazon, email]
        issues: [wismo]
        tags: [Late, wismo]
        states: [late]
        owner: Ana
        review: 2027-05-01
        fallback: en
        ---

        Hallo {{order.number}}
        """)
    #expect(read.problems.isEmpty)
    let template = read.template
    #expect(template.name == "late")
    #expect(template.language == "de")
    #expect(template.channels == [.amazon, .email])
    #expect(template.issueTypes == [.wismo])
    #expect(template.tags.map(\.word) == ["late", "wismo"])
    #expect(template.states == ["late"])
    #expect(template.owner == "Ana")
    #expect(template.reviewBy?.rfc3339() == "2027-05-01T00:00:00Z")
    #expect(template.fallback == "en")
    #expect(template.body == "Hallo {{order.number}}")
    #expect(template.bodyLine == 12)
    #expect(template.fits(.amazon))
    #expect(!template.fits(.ebay))
  }

  @Test(arguments: [
    ("en/a.md", "channels: [amazn]\n", "5:11", "did you mean amazon?"),
    ("en/a.md", "issues: [wismoo]\n", "5:9", "did you mean wismo?"),
    ("en/a.md", "states: [lte]\n", "5:9", "did you mean late?"),
    ("en/a.md", "tags: [\"a b\"]\n", "5:7", "one word"),
    ("en/a.md", "chanels: [email]\n", "5:1", "did you mean channels?"),
    ("en/a b.md", "", "2:8", "letters, digits"),
    ("English/a.md", "", "2:8", "such as en"),
    ("a.md", "", "2:8", "such as en"),
  ])
  func namesMistakesOfTheHead(
    _ path: String, _ head: String, _ place: String, _ remedy: String
  ) throws {
    let file = file(path, head)
    let problem = try #require(LibraryTemplate(path: path, contents: file.contents).problems.first)
    #expect("\(problem.line):\(problem.column)" == place)
    #expect(problem.remedy.contains(remedy), "\(problem)")
  }

  @Test func mistakesOfTheBodyHaveTheFilesLines() {
    let file = file("en/a.md", body: "Hi\n{{order.nmber}}")
    let problems = TemplateLibrary(files: [file]).check()
    #expect(
      problems.map(\.description) == [
        "en/a.md:7:3: there is no “order.nmber”; did you mean order.number?"
      ])
  }

  @Test func missingHeadAndKeysAreProblems() {
    let bare = LibraryTemplate(path: "en/a.md", contents: "Hi")
    #expect(bare.problems.map(\.what) == ["the file has no head"])
    let half = LibraryTemplate(path: "en/a.md", contents: "---\ntitle: T\n---\n")
    #expect(half.problems.count == 3)
    let badDay = LibraryTemplate(
      path: "en/a.md", contents: "---\ntitle: T\nowner: o\nreview: 1 May\n---\nx")
    #expect(
      badDay.problems.map(\.description) == [
        "en/a.md:4:9: the review date is no date; write it as 2027-03-01"
      ])
  }

  @Test(arguments: [
    ("de", "de", false), ("de-AT", "de", false), ("de_AT", "de", false), ("pt-br", "pt-br", false),
    ("pt", "en", true), ("ja", "en", true), ("EN", "en", false),
  ])
  func choosesTheVariant(_ wanted: String, _ expected: String, _ isFallback: Bool) throws {
    let library = TemplateLibrary(files: [
      file("en/a.md"), file("de/a.md"), file("pt-br/a.md"), file("fr/b.md"),
    ])
    let choice = try #require(library.choice("a", language: wanted))
    #expect(choice.template.template.language == expected)
    #expect(choice.isFallback == isFallback)
    let warnings = choice.rendered(with: facts()).warnings
    #expect(warnings.isEmpty == !isFallback)
  }

  @Test func theDeclaredFallbackComesFirst() throws {
    let library = TemplateLibrary(files: [
      file("en/a.md", "fallback: fr\n"), file("fr/a.md", "fallback: fr\n"),
    ])
    #expect(library.choice("a", language: "ja")?.template.template.language == "fr")
    #expect(library.check().isEmpty)
    #expect(library.choice("b", language: "en") == nil)
    #expect(library.nearest(to: "aa") == "a")
    #expect(library.languages(of: "a") == ["en", "fr"])
  }

  /// A German shop uses the English templates that have no German variant.
  @Test func theShopsLanguageComesBeforeEnglish() {
    let library = TemplateLibrary(
      files: [file("en/a.md"), file("en/b.md"), file("de/b.md")], fallback: "de")
    #expect(library.choice("a", language: "fr")?.template.template.language == "en")
    #expect(library.choice("b", language: "fr")?.template.template.language == "de")
    #expect(library.check().isEmpty)
  }

  @Test func variantsAreHeldAgainstEachOther() {
    let library = TemplateLibrary(files: [
      file("fr/only.md"), file("en/x.md", "fallback: it\n"), file("de/y.md", "fallback: de\n"),
      file("en/y.md", "fallback: en\n"), file("en/z.md"), file("en/z.md"),
    ])
    let problems = library.check().map(\.what)
    #expect(problems.contains { $0.contains("only is in fr only") })
    #expect(problems.contains { $0.contains("fallback “it” has no x") })
    #expect(problems.contains { $0.contains("falls back to de") })
    #expect(problems.contains { $0.contains("here twice") })
  }

  @Test func aShopsOwnFileReplacesTheShippedOne() {
    let library = TemplateLibrary(files: [
      file("share/en/a.md", body: "old"), file("mine/en/a.md", body: "new"),
    ])
    #expect(library.templates.map(\.template.body) == ["new"])
    #expect(library.check().isEmpty)
  }

  @Test func tellsWhatIsDueForReview() throws {
    let library = TemplateLibrary(files: [file("en/a.md"), file("en/b.md")])
    let before = try #require(Instant(rfc3339: "2026-12-31T00:00:00Z"))
    let after = try #require(Instant(rfc3339: "2027-01-01T00:00:00Z"))
    #expect(library.dueForReview(at: before).isEmpty)
    #expect(library.dueForReview(at: after).map(\.name) == ["a", "b"])
  }
}
