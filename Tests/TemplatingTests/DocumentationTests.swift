import Foundation
import Templating
import Testing

/// docs/templates.md holds the tables that the room itself makes.
struct DocumentationTests {
  private func section(_ name: String) throws -> String {
    let file = checkout.appending(path: "docs/templates.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    let begin = try #require(text.firstRange(of: "<!-- \(name): begin -->\n"))
    let end = try #require(text.firstRange(of: "<!-- \(name): end -->"))
    return String(text[begin.upperBound..<end.lowerBound])
  }

  /// With RECORD=1 the tables are written anew, and the test fails so that nothing is recorded by
  /// accident.
  private func compare(_ name: String, with made: String) throws {
    let written = try section(name)
    if ProcessInfo.processInfo.environment["RECORD"] == "1", written != made {
      let file = checkout.appending(path: "docs/templates.md")
      let text = try String(contentsOf: file, encoding: .utf8)
      let mark = "<!-- \(name): begin -->\n"
      let renewed = text.replacing(mark + written, with: mark + made)
      try renewed.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(written == made, "docs/templates.md is not current: run the tests with RECORD=1")
  }

  @Test func theTablesAreCurrent() throws {
    try compare("placeholders", with: Placeholders.documentation)
    try compare("filters", with: Filters.documentation)
  }

  @Test func everyPlaceholderHasMeaningAndExample() {
    for placeholder in Placeholders.all {
      #expect(!placeholder.meaning.isEmpty, "\(placeholder.path)")
      let hasExample = placeholder.path != "ticket.marketplace"
      #expect(placeholder.example.isEmpty != hasExample, "\(placeholder.path)")
      #expect(TemplateText(parsing: "{{\(placeholder.written)}}").problems.isEmpty)
    }
    let paths = Placeholders.all.map(\.path)
    #expect(Set(paths).count == paths.count)
  }

  /// Every block of `{{…}}` examples in the page is right.
  @Test func theExamplesOfThePageCheckClean() throws {
    let file = checkout.appending(path: "docs/templates.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    let blocks = text.split(separator: "```template\n").dropFirst().compactMap {
      $0.split(separator: "```", maxSplits: 1).first
    }
    #expect(blocks.count >= 4)
    for block in blocks {
      #expect(TemplateText(parsing: String(block)).problems == [], "\(block)")
    }
  }

  @Test func completionFindsPaths() {
    #expect(
      Placeholders.completions(of: "order.items[0].t").map(\.written) == ["order.items[0].title"])
    #expect(Placeholders.completions(of: "shop.").count >= 6)
  }
}
