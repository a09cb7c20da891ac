import Desk
import Domain
import Terminal
import TestKit
import Testing

@testable import App

struct ThemeShelfTests {
  @Test func ownFilesComeBeforeThoseThatWereShipped() throws {
    let folder = try TestFolder("themes")
    defer { folder.remove() }
    try folder.file("mine.theme", "include terminal\nsoon = bright-red\n")
    try folder.file("terminal.theme", "soon = blue\n")
    let shelf = ThemeShelf(files: FileShelf(folders: [folder.path], ending: ".theme"))
    #expect(shelf.names == ["mine", "mono", "terminal"])
    let (mine, problems) = shelf.read("mine")
    #expect(problems == [])
    #expect(mine.name == "mine")
    #expect(mine.looks[.soon] == Look(Colour(basic: 9)))
    #expect(shelf.read("terminal").theme.looks[.soon] == Look(Colour(basic: 4)))
    // One that is built in needs no file.
    #expect(shelf.read("mono").theme == .mono)
    // What was changed since is seen.
    try folder.file("mine.theme", "soon = green\n")
    #expect(shelf.read("mine").theme.looks[.soon] == Look(Colour(basic: 2)))
    #expect(shelf.read(folder["mine.theme"]).problems == [])
  }

  @Test func whatIsNotThereNamesTheNearest() {
    let problems = ThemeShelf(files: FileShelf(folders: [], ending: ".theme")).read("mnoo").problems
    #expect(problems.map(\.what) == ["there is no theme named mnoo"])
    #expect(problems.map(\.remedy) == ["did you mean mono"])
  }

  @Test func anOwnThemeMayStandOnTheShippedOneOfItsName() throws {
    let folder = try TestFolder("shelf")
    defer { folder.remove() }
    try folder.folder("own")
    try folder.folder("shipped")
    try folder.file("own/dark.theme", "include dark\nsoon = blue\n")
    try folder.file("shipped/dark.theme", "soon = red\ndim = green\n")
    let shelf = ThemeShelf(
      files: FileShelf(folders: [folder["own"], folder["shipped"]], ending: ".theme"))
    let (theme, problems) = shelf.read("dark")
    #expect(problems == [])
    #expect(theme.looks[.soon] == Look(Colour(basic: 4)))
    #expect(theme.looks[.dim] == Look(Colour(basic: 2)))
  }
}
