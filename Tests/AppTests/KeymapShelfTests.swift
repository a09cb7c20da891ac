import Desk
import Domain
import Foundation
import Terminal
import TestKit
import Testing

@testable import App

struct KeymapShelfTests {
  /// The keymaps of this checkout, behind a folder of one's own.
  private func shelf(own: TestFolder? = nil) -> KeymapShelf {
    let shipped = DeskFixture.path(of: "Keymaps")
    return KeymapShelf(
      files: FileShelf(folders: [own?.path, shipped].compactMap(\.self), ending: ".keys"))
  }

  @Test(arguments: ["default", "mutt", "emacs"])
  func everyShippedKeymapCanBeChosen(_ name: String) {
    let (keymap, problems) = shelf().read(name)
    #expect(problems == [])
    #expect(keymap.meaning(of: [Key(.enter)], in: .inbox) == .call(CommandCall(.open)))
  }

  @Test func everyBindingSaysWhereItIsWritten() throws {
    let folder = try TestFolder("keymaps")
    defer { folder.remove() }
    try folder.file("mine.keys", "include mutt\n\n[inbox]\nX = spam\n")
    let (keymap, problems) = shelf(own: folder).read("mine")
    #expect(problems == [])
    func file(_ keys: [Key], in context: Context) -> String? {
      keymap.bindings.first { $0.keys == keys && $0.context == context }?.source?.description
    }
    #expect(file(["X"], in: .inbox) == "\(folder["mine.keys"]):4")
    #expect(file(["$"], in: .everywhere)?.contains("/mutt.keys:") == true)
    #expect(file([Key(.enter)], in: .inbox)?.contains("/default.keys:") == true)
  }

  @Test func anOwnKeymapMayStandOnTheShippedOneOfItsName() throws {
    let folder = try TestFolder("keymaps")
    defer { folder.remove() }
    try folder.file("default.keys", "include default\n[inbox]\nX = spam\n")
    let (keymap, problems) = shelf(own: folder).read("default")
    #expect(problems == [])
    #expect(keymap.meaning(of: ["X"], in: .inbox) == .call(CommandCall(.spam)))
    #expect(keymap.meaning(of: [Key(.enter)], in: .inbox) == .call(CommandCall(.open)))
  }

  @Test func mistakesNameTheFileTheyAreIn() throws {
    let folder = try TestFolder("keymaps")
    defer { folder.remove() }
    try folder.file("mine.keys", "include ground\n[inbox]\nx = mrak\n")
    try folder.file("ground.keys", "include mine\n[inbxo]\n")
    let problems = shelf(own: folder).read("mine").problems.map(\.description)
    #expect(
      problems == [
        "\(folder["ground.keys"]):1:9: mine includes itself",
        "\(folder["ground.keys"]):2:2: there is no place named inbxo; did you mean [inbox]",
        "\(folder["mine.keys"]):3:5: there is no command named mrak; did you mean mark",
      ])
  }

  @Test func whatIsNotThereNamesTheNearest() {
    let problems = shelf().read("mut").problems
    #expect(problems.map(\.what) == ["there is no keymap named mut"])
    #expect(problems.map(\.remedy) == ["did you mean mutt"])
  }
}
