import Domain
import Foundation
import Terminal
import TestKit
import Testing

/// The rooms beside the list: how things stand, and what answers are made of.
@Suite struct RoomStories {
  @Test func aNumberOfTheReportOpensItsTickets() async throws {
    try await Stage.play(size: Size(200, 50)) { stage in
      let screen = stage.screen
      screen.press("g r")
      try await screen.eventually("three are overdue") { _ in
        screen.lines.contains { line in
          line.contains("overdue  ") && line.split(separator: " ").contains("3")
        }
      }
      screen.press("Enter")
      try await screen.sees("[is:overdue] 3 · sort")
    }
  }

  @Test func theReportFollowsWhatOthersDo() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("g r")
      func overdue(_ count: Int) async throws {
        try await screen.eventually("\(count) overdue") { _ in
          screen.lines.contains { line in
            line.contains("overdue") && line.split(separator: " ").contains("\(count)")
          }
        }
      }
      try await overdue(3)
      try await stage.colleagueDoes(.moved(.solved, .asked), to: 3)
      try await overdue(2)
    }
  }

  @Test func aSettingIsTriedKeptAndThereWhenTheProgramIsBegunAgain() async throws {
    let folder = try TestFolder("story")
    defer { folder.remove() }
    try folder.file("config.toml", "# ours\n[desk]\nmouse = false   # never\n")
    let path = folder["config.toml"]
    try await Stage.play(size: Size(120, 36), configuration: path) { stage in
      let screen = stage.screen
      screen.press("g ,")
      try await screen.sees("Open ▸ Settings", "config.toml:3", "built in")
      screen.press("j j j Enter")
      try await screen.sees("columns: due channel customer subject tags assignee age")
      screen.press("C-u")
      screen.type("age customer subject")
      screen.press("Enter")
      try await screen.sees("columns are age customer subject", "set here")
      screen.press("S")
      try await screen.sees("columns is kept: line 4 of \(path)", "config.toml:4")
      screen.press("q")
      try await screen.sees("Open 73")
      let line = screen.lines[1]
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(
        text
          == "# ours\n[desk]\nmouse = false   # never\ncolumns = [\"age\", \"customer\", \"subject\"]\n"
      )
      try await stage.again { screen in
        #expect(screen.lines[1].prefix(20) == line.prefix(20))
        screen.press("g ,")
        try await screen.sees("config.toml:4")
      }
    }
  }

  @Test func whatIsNotKeptIsOnlySetAndTakenBackWithU() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("g , j Enter")
      try await screen.sees("signs is ascii")
      screen.press("S")
      try await screen.sees("no config.toml that it could be kept in")
      screen.press("u")
      try await screen.sees("signs is unicode")
      screen.press("q")
      try await screen.sees("Open 73")
    }
  }

  @Test func templatesAreReadWithoutATicketAndInEveryLanguage() async throws {
    try await Stage.play(size: Size(200, 50)) { stage in
      let screen = stage.screen
      screen.press("g k")
      try await screen.sees("Templates", "damaged", "first-acknowledgement", "{{")
      while !screen.cursor.contains("first-acknowledgement") {
        let line = screen.cursor
        screen.press("j")
        try await screen.eventually("the next template") { _ in screen.cursor != line }
      }
      try await screen.sees("in en", "shop.name")
      screen.press("Tab")
      try await screen.seesNoMore("in en")
      screen.press("q")
      try await screen.sees("Open 73")
    }
  }
}
