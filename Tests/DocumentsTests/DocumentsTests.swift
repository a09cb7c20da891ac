import Desk
import Domain
import Foundation
import Templating
import Terminal
import TestKit
import Testing

@testable import App

/// All that there is, is documented; what is made from the program is current.
struct DocumentsTests {
  // MARK: Made from the program

  @Test func theManPageIsCurrent() {
    Page("docs/shopbell.1").expect(Manual.page)
  }

  @Test func theTableOfCommandsIsCurrent() throws {
    try Page("docs/keymaps.md").expect(
      Command.documentation(DeskFixture.keymap), between: "commands")
  }

  @Test func theTableOfChannelsIsCurrent() throws {
    try Page("docs/channels.md").expect(Catalogue.documentation, between: "channels")
  }

  @Test func theTablesOfPlaceholdersAndFiltersAreCurrent() throws {
    try Page("docs/templates.md").expect(Placeholders.documentation, between: "placeholders")
    try Page("docs/templates.md").expect(Filters.documentation, between: "filters")
  }

  // MARK: Nothing left out

  @Test(arguments: QueryField.allCases)
  func everyTermOfTheSearchLanguageIsDocumented(_ field: QueryField) {
    #expect(Page("docs/search.md").text.contains("`\(field.rawValue):"))
  }

  @Test(arguments: Settings.keys.keys.sorted())
  func everySettingIsDocumented(_ table: String) {
    let page = Page("docs/configuration.md").text
    #expect(page.contains("[\(table)]"))
    for key in Settings.keys[table, default: []] {
      let isNamed = page.contains("`\(key)`") || page.contains("\n\(key) = ")
      #expect(isNamed, "\(table): \(key)")
    }
  }

  @Test func everyChannelHasAPageAndIsInThePlan() throws {
    let folder = Page.root.appending(path: "Sources/Channels").path
    let channels = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(!channels.isEmpty)
    for channel in channels {
      #expect(Page("Sources/Channels/\(channel)/README.md").text.count > 200, "\(channel)")
      #expect(Page("docs/architecture.md").text.contains("Channels/\(channel)"), "\(channel)")
    }
  }

  @Test func everyRelayAndKeymapIsNamedWhereItIsExplained() throws {
    for (folder, ending, page) in [
      ("Share/relays", ".relay", "docs/relays.md"),
      ("Keymaps", ".keys", "docs/keymaps.md"),
      ("Share/themes", ".theme", "docs/themes.md"),
    ] {
      let path = Page.root.appending(path: folder).path
      for file in try FileManager.default.contentsOfDirectory(atPath: path) {
        let name = file.replacing(ending, with: "")
        #expect(Page(page).text.contains("`\(name)`"), "\(page) does not name \(file)")
      }
    }
  }

  @Test func theChangelogTellsOfThisVersion() {
    #expect(Page("CHANGELOG.md").text.contains("\n## \(Shopbell.version)"))
  }

  // MARK: What the pages say is so

  @Test func theExamplesOfTemplatesCheckClean() {
    let blocks = Page("docs/templates.md").text.split(separator: "```template\n").dropFirst()
      .compactMap { $0.split(separator: "```", maxSplits: 1).first }
    #expect(blocks.count >= 4)
    for block in blocks {
      #expect(TemplateText(parsing: String(block)).problems == [], "\(block)")
    }
  }

  @Test func theExamplesOfThemesHaveNoProblems() {
    let blocks = Page("docs/themes.md").text.split(separator: "```theme\n").dropFirst()
      .compactMap { $0.split(separator: "```", maxSplits: 1).first }
    #expect(!blocks.isEmpty)
    for block in blocks {
      let (_, problems) = ThemeText.read(String(block), name: "example", file: "example") {
        name, _ in
        let path = "Share/themes/\(name).theme"
        return (path, Page(path).text)
      }
      #expect(problems == [], "\(block)")
    }
  }

  @Test(arguments: Role.allCases)
  func everyRoleOfAThemeIsDocumented(_ role: Role) {
    #expect(Page("docs/themes.md").text.contains("`\(role.rawValue)`"))
  }

  @Test(arguments: DeskOption.allCases)
  func everyOptionIsDocumentedAndCanBeConfigured(_ option: DeskOption) {
    let pages = ["docs/themes.md", "docs/configuration.md"].map { Page($0).text }
    #expect(pages.contains { $0.contains("`:set \(option.rawValue) ") })
    #expect(Settings.keys[option.table, default: []].contains(option.rawValue))
  }

  @Test(arguments: Page.all.map(\.path))
  func linksLeadSomewhere(_ path: String) throws {
    let page = Page(path)
    #expect(!page.text.isEmpty)
    let folder = Page.root.appending(path: path).deletingLastPathComponent()
    for link in page.text.matches(of: /\]\(([^)#:]+)(?:#[^)]*)?\)/) {
      let target = folder.appending(path: String(link.1)).path
      #expect(FileManager.default.fileExists(atPath: target), "\(path) links to \(link.1)")
    }
  }

  /// `shopbell something` in a page is a command that there is.
  @Test(arguments: Page.all.map(\.path))
  func commandsThatPagesNameExist(_ path: String) {
    let names = Shopbell.commandNames + ["help"]
    for match in Page(path).text.matches(of: /(?:`|^|\$ )shopbell ([a-z][a-z-]*)/) {
      #expect(names.contains(String(match.1)), "\(path) names `shopbell \(match.1)`")
    }
  }
}
