import Foundation
import Testing

/// A page of the project, as it is written, against what the program says of itself.
struct Page {
  /// The project's folder.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Its place in the project.
  let path: String
  /// Its text; empty where there is no such page.
  let text: String

  init(_ path: String) {
    self.path = path
    text = (try? String(contentsOf: Self.root.appending(path: path), encoding: .utf8)) ?? ""
  }

  /// Every Markdown page of the project.
  static var all: [Page] {
    let files = FileManager.default.enumerator(atPath: root.appending(path: "docs").path)
    let pages = (files?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".md") }
    return ["README.md", "CHANGELOG.md"].map(Page.init) + pages.sorted().map { Page("docs/\($0)") }
  }

  /// The page is exactly this.
  func expect(_ made: String) { expect(text, toBe: made, as: made) }

  /// What stands between `<!-- name: begin -->` and `<!-- name: end -->` is exactly this.
  func expect(_ made: String, between name: String) throws {
    let begin = try #require(text.firstRange(of: "<!-- \(name): begin -->\n"))
    let end = try #require(text.firstRange(of: "<!-- \(name): end -->"))
    let whole = text[..<begin.upperBound] + made + text[end.lowerBound...]
    expect(String(text[begin.upperBound..<end.lowerBound]), toBe: made, as: String(whole))
  }

  /// With `RECORD=1` the page is written anew, and the test fails, so that nothing is recorded by
  /// accident.
  private func expect(_ written: String, toBe made: String, as whole: String) {
    if written != made, ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try? whole.write(to: Self.root.appending(path: path), atomically: true, encoding: .utf8)
    }
    #expect(written == made, "\(path) is not current: run the tests once with RECORD=1")
  }
}
