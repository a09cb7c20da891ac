import Desk
import Domain
import Mailbox
import Terminal
import Testing

/// Windows of all sizes, the mouse, the bell and the title.
@Suite struct WindowStories {
  @Test func theSmallestWindowIsEnoughForAnAnswer() async throws {
    try await Stage.play(size: Size(60, 15)) { stage in
      let screen = stage.screen
      #expect(screen.lines.allSatisfy { TextFlow.cells($0) <= 60 })
      try await screen.openTicket()
      try await screen.sees("Niamh Byrne <niamh.byrne@mail.example>", "r reply")
      try await screen.beginAnswer()
      screen.type("It is on its way.")
      screen.press("C-x C-s")
      try await screen.sees("before it goes out", "To       Niamh Byrne", "Enter sends")
      screen.press("Enter")
      try await screen.sees("waits to leave")
      stage.clock.pass(.seconds(11))
      try await stage.eventually("the server has it") { await $0.server.sent.count == 1 }
    }
  }

  @Test func theLargestWindowShowsAllFourPanesAndAnAnswer() async throws {
    try await Stage.play(size: Size(300, 80)) { stage in
      let screen = stage.screen
      try await screen.sees("▌g 1 Open", "#3 Stopped working after three months", "£150.90")
      try await screen.eventually("the whole view is in sight") { _ in
        screen.lines(with: "Svenja") >= 2
      }
      screen.press("j r")
      try await screen.sees("─ reply to Hannah Brooks", "Will it come today?", "$110.70")
      screen.type("Yes.")
      screen.press("C-x C-s")
      try await screen.sees("before it goes out", "To       Hannah Brooks")
      #expect(screen.lines.count == 80)
    }
  }

  @Test func aClickChoosesASecondOpensAndTheWheelScrolls() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.click(30, 4)
      try await screen.run("set mouse on")
      try await screen.sees("mouse is on")
      #expect(screen.isMouseHeard)
      #expect(screen.lines[1].hasPrefix("▌"), "a mouse that was not asked for does nothing")
      screen.click(30, 4)
      try await screen.eventually("the fourth row is chosen") { _ in
        screen.lines[4].hasPrefix("▌")
      }
      for _ in 0..<4 { screen.point(.wheelDown, 30, 4) }
      try await screen.eventually("the list has moved") { _ in
        !screen.lines[1].contains("Stopped working")
      }
      for _ in 0..<4 { screen.point(.wheelUp, 30, 4) }
      try await screen.eventually("the list is at its top") { _ in
        screen.lines[1].contains("Niamh Byrne")
      }
      try screen.click(on: "Will it come today?")
      try await screen.eventually("it is chosen") { _ in screen.lines[2].hasPrefix("▌") }
      try screen.click(on: "Will it come today?")
      try await screen.sees("Open ▸ #30 Will it come today?")
    }
  }

  @Test func newsRingAndStandInTheTitleUntilAKeyIsPressed() async throws {
    let wishes = Notifications(bell: [.new], title: [.new])
    try await Stage.play(notifications: wishes) { stage in
      let screen = stage.screen
      await stage.deliver(
        from: "Nora Quill", "nora@mail.example", subject: "Do you ship to Iceland?", "Do you?")
      try await stage.eventually("the bell has rung") { $0.screen.rings == 1 }
      try await stage.eventually("the title says why") { stage in
        stage.screen.titles.last == "new: Nora Quill, Do you ship to Iceland?"
      }
      screen.press("j")
      try await stage.eventually("it has been seen") { $0.screen.titles.last == "" }
      #expect(screen.rings == 1)
    }
  }

  @Test func inQuietHoursNothingRingsAndTheTitleStillTells() async throws {
    let wishes = Notifications(
      bell: [.new], title: [.new], quiet: QuietHours(reading: "09:00-10:30"))
    try await Stage.play(notifications: wishes) { stage in
      await stage.deliver(
        from: "Nora Quill", "nora@mail.example", subject: "Do you ship to Iceland?", "Do you?")
      try await stage.eventually("the title says so") { stage in
        stage.screen.titles.last?.hasPrefix("new: Nora Quill") == true
      }
      #expect(stage.screen.rings == 0)
      stage.clock.pass(.hours(1))
      await stage.deliver(
        from: "Otto Quill", "otto@mail.example", subject: "And to Norway?", "Do you really?")
      try await stage.eventually("now it rings") { $0.screen.rings == 1 }
    }
  }
}
