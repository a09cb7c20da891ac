import Desk
import Domain
import Foundation
import TestKit
import Testing

@testable import App

/// The file of a person's own views.
@Suite struct ViewFileTests {
  @Test func whatIsKeptIsReadAgain() throws {
    let folder = try TestFolder("views")
    defer { folder.remove() }
    let file = ViewFile(path: folder["shopbell/views"])
    #expect(try file.read(zone: .gmt) == [])
    let query = try Query.parse("tag:refund", zone: .gmt)
    let view = SavedView(
      4, "Refunds", query, sort: .newest, columns: try ListColumns(reading: "due subject"))
    #expect(file.change(.keep(view)) == nil)
    #expect(try file.read(zone: .gmt) == [view])
    #expect(file.change(.drop(view)) == nil)
    #expect(try file.read(zone: .gmt) == [])
  }

  @Test func aFileThatIsALinkStaysOne() throws {
    let folder = try TestFolder("views")
    defer { folder.remove() }
    try folder.file("dotfiles", "# mine\n")
    try FileManager.default.createSymbolicLink(
      atPath: folder["views"], withDestinationPath: folder["dotfiles"])
    let view = SavedView(10, "All", .everything)
    #expect(ViewFile(path: folder["views"]).change(.keep(view)) == nil)
    #expect(
      try String(contentsOfFile: folder["dotfiles"], encoding: .utf8).contains("# mine\nAll ="))
  }

  @Test func aMistakeEndsWithItsPlaceAndTheStatusForConfigurations() throws {
    let folder = try TestFolder("views")
    defer { folder.remove() }
    try folder.file("views", "nonsense\n")
    #expect {
      _ = try ViewFile(path: folder["views"]).read(zone: .gmt)
    } throws: { error in
      let failure = error as? Failure
      return failure?.status == .configuration
        && failure?.sentence.hasPrefix("\(folder["views"]):1:1: a view is NAME = SEARCH") == true
    }
    #expect(
      ViewFile(path: "/proc/none/views").change(.keep(SavedView(10, "A", .everything))) != nil)
  }
}
