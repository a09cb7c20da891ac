import Domain
import Mailbox
import Testing

/// What happened in the shop, from the store's log.
@Suite struct LogStories {
  @Test func whatHappenedIsToldWhoeverDidItAndWheneverTheDeskBegan() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await stage.colleagueDoes(.tagged(try #require(Tag("urgent"))), to: 3)
      try await screen.beginAnswer()
      screen.type("It is on its way.")
      screen.press("C-x C-s")
      try await screen.sees("before it goes out")
      screen.press("s Enter")
      try await screen.sees("waits to leave")
      stage.clock.pass(.seconds(11))
      try await stage.eventually("the server has it") { await $0.server.sent.count == 1 }
      screen.press("g l")
      try await screen.sees(
        "▸ Log", "10:00      #3        Ben +urgent",
        "10:00      #3        Ana answered: It is on its way.", "solved with the answer",
        "the answer was sent")
      // What comes while one looks is there at once.
      try await stage.customerWrites("Thank you all!", in: 3)
      try await screen.sees("#3        Niamh Byrne wrote: Thank you all!")
      screen.hangUp()
      try await screen.eventually("the program has ended") { _ in screen.isClosed }
      try await stage.atAnotherDesk(of: stage.agent) { desk in
        desk.press("g l")
        try await desk.sees("Niamh Byrne wrote: Thank you all!", "Ben +urgent")
        desk.press("/")
        desk.type("ben urgent")
        try await desk.seesNoMore("Thank you all!")
        desk.press("Enter")
        try await desk.sees("▌10:00      #3        Ben +urgent", "Log · lines with “ben urgent”")
        desk.press("Enter")
        try await desk.eventually("its ticket is open") { _ in desk.top.contains("Log ▸ #3") }
        desk.press("q")
        try await desk.sees("Log · lines with “ben urgent”")
        desk.press("Esc")
        try await desk.sees("Thank you all!")
      }
    }
  }

  @Test func itGoesBackToTheFirstMailPageByPage() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("g l")
      try await screen.sees("Open ▸ Log", "answered in another program")
      let first = try #require(try await stage.ticket(1).messages.first)
      try await screen.eventually("the first mail is the last line") { _ in
        screen.press("G")
        return screen.cursor.contains("#1        \(first.from.label) wrote:")
      }
      screen.press("Enter")
      try await screen.eventually("its ticket is open") { _ in screen.top.contains("Log ▸ #1 ") }
    }
  }
}
