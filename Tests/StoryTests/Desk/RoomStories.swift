import Domain
import Terminal
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
