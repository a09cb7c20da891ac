import Domain
import Mailbox
import Terminal
import Testing

/// Answers that do not simply leave: refused, put off, cut off, overtaken.
@Suite struct OutboxStories {
  /// Sends an answer to the first ticket, and lets the time pass in which it can be taken back.
  private func send(_ stage: Stage, _ afterDot: MailboxFaults.AfterDot) async throws {
    var faults = MailboxFaults()
    faults.afterDot = afterDot
    await stage.server.set(faults)
    try await accept(stage)
    stage.clock.pass(.seconds(11))
  }

  private func accept(_ stage: Stage) async throws {
    let screen = stage.screen
    try await screen.beginAnswer()
    screen.type("It is on its way.")
    screen.press("C-x C-s")
    try await screen.sees("before it goes out")
    screen.press("Enter")
    try await screen.sees("waits to leave")
  }

  @Test func whatIsRefusedBecomesADraftAgain() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await send(stage, .answers("554 5.7.1 never"))
      try await screen.sees("reply to Niamh Byrne · ! refused", "554 5.7.1 never")
      screen.press("g o")
      try await screen.sees("! 1 reply needs you", "▌! refused        #3", "x recall")
      screen.press("x")
      try await screen.sees("the answer to #3 is taken back into the draft", "Nothing is on its")
      await stage.server.set(MailboxFaults())
      screen.press("q r")
      try await screen.sees("─ reply to Niamh Byrne", "It is on its way.")
      #expect(await stage.server.sent.isEmpty)
    }
  }

  @Test func whatIsPutOffIsTriedAgainNow() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await send(stage, .answers("451 4.3.0 not now"))
      screen.press("g o")
      try await screen.sees("next 10:0", "1 try", "4.3.0 not now", "r retry  x recall")
      await stage.server.set(MailboxFaults())
      screen.press("r")
      try await screen.sees("#3 tried again now", "Nothing is on its way")
      try await stage.eventually("the server has it once") { await $0.server.sent.count == 1 }
    }
  }

  @Test func aServerThatIsBackIsSaidToBeBack() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await send(stage, .answers("421 4.3.2 closing down"))
      screen.press("g o")
      try await screen.sees("4.3.2 closing down", "r retry  x recall")
      try await screen.eventually("it waits") { _ in
        screen.top.contains("! 1 reply waits for the network")
      }
      await stage.server.set(MailboxFaults())
      screen.press("r")
      try await screen.sees("Nothing is on its way")
      try await screen.eventually("it waits no longer") { _ in
        screen.top.contains("✓ synced") && !screen.top.contains("network")
      }
    }
  }

  @Test func whatWasCutOffIsSettledByWhoeverLooked() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await send(stage, .keepsAndHangsUp)
      try await screen.sees("reply to Niamh Byrne · ! unsure")
      screen.press("g o")
      try await screen.sees("nobody can know whether it arrived", "d arrived  S send again")
      screen.press("d")
      try await screen.sees("#3 settled: it arrived", "Nothing is on its way")
      await stage.server.set(MailboxFaults())
      stage.clock.pass(.minutes(10))
      try await stage.eventually("the outbox is empty") { try await $0.outbox.isEmpty }
      #expect(await stage.server.sent.count == 1, "it is not sent again")
    }
  }

  @Test func whatACustomerOvertakesIsHeldAndReleased() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await accept(stage)
      try await stage.customerWrites("I have found it, sorry!", in: 3)
      try await screen.sees("Niamh Byrne has written")
      stage.clock.pass(.seconds(11))
      try await screen.sees("reply to Niamh Byrne · ! held")
      #expect(await stage.server.sent.isEmpty)
      screen.press("g o")
      try await screen.sees(
        "▌! held", "Something newer came to the ticket first", "R take it out of quarantine; in")
      screen.press("R")
      try await screen.sees("Nothing is on its way")
      try await stage.eventually("the server has it") { await $0.server.sent.count == 1 }
    }
  }

  @Test func whatOvertookAnAnswerIsReadBeforeItGoesOutAfterAll() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await accept(stage)
      try await stage.customerWrites("I have found it, sorry!", in: 3)
      try await screen.sees("Niamh Byrne has written")
      stage.clock.pass(.seconds(11))
      let news = "New since then, 10:00 Niamh Byrne: I have found it, sorry!"
      try await screen.sees("reply to Niamh Byrne · ! held", news)
      screen.press("g o")
      try await screen.sees("▌! held", news)
      screen.press("x")
      try await screen.sees("is taken back into the draft", "Nothing is on its way")
      screen.press("q")
      try await screen.beginAnswer()
      try await screen.sees("! Niamh Byrne wrote since you began")
      // However often it is left and gone on with.
      screen.press("Esc")
      try await screen.sees("the draft is kept")
      screen.hangUp()
      try await screen.eventually("the program has ended") { _ in screen.isClosed }
      try await stage.atAnotherDesk(of: stage.agent) { desk in
        try await desk.beginAnswer()
        try await desk.sees("! Niamh Byrne wrote since you began", "It is on its way.")
        desk.press("C-x C-s")
        try await desk.sees("! New since you began, 10:00 Niamh Byrne: I have found it, sorry!")
        #expect(await stage.server.sent.isEmpty)
        desk.press("Enter")
        try await desk.sees("waits to leave")
        stage.clock.pass(.seconds(11))
        try await stage.eventually("the server has it") { await $0.server.sent.count == 1 }
      }
    }
  }

  @Test func whatComesWhileAnAnswerCanBeTakenBackIsNewToItsDraft() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await accept(stage)
      try await stage.customerWrites("I have found it, sorry!", in: 3)
      try await screen.sees("Niamh Byrne has written")
      screen.press("u")
      try await screen.sees(
        "is taken back into the draft", "! Niamh Byrne wrote since you began")
      screen.press("C-x C-s")
      try await screen.sees("! New since you began, 10:00 Niamh Byrne: I have found it, sorry!")
    }
  }

  @Test func twoDesksSeeEachOtherAndANoteHoldsTheAnswer() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.openTicket()
      try await stage.atAnotherDesk(of: stage.colleague) { ben in
        try await ben.sees("Ana reads")
        try await ben.openTicket()
        try await screen.eventually("Ben is there") { _ in screen.top.contains("Ben reads") }
        try await accept(stage)
        ben.press("c")
        try await ben.sees("note to colleagues")
        ben.type("They are out of stock.")
        try await screen.eventually("Ben writes") { _ in screen.top.contains("Ben writes") }
        ben.press("C-x C-s")
        try await ben.sees("note kept for your colleagues")
        try await screen.sees("They are out of stock.")
        stage.clock.pass(.seconds(11))
        try await ben.sees("! held")
      }
      try await screen.sees("reply to Niamh Byrne · ! held")
      try await screen.eventually("Ben is gone") { _ in !screen.top.contains("Ben ") }
      #expect(await stage.server.sent.isEmpty)
    }
  }

  @Test func whatAColleagueSaidFirstIsShownBeforeOneSends() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.beginAnswer()
      screen.type("It is under warranty.")
      try await stage.atAnotherDesk(of: stage.colleague) { ben in
        try await ben.beginAnswer()
        try await ben.sees("Ana writes here since 10:00")
        ben.type("A new one is on its way.")
        ben.press("C-x C-s")
        try await ben.sees("before it goes out")
        ben.press("Enter")
        try await ben.sees("waits to leave")
      }
      try await screen.sees("! Ben wrote since you began")
      screen.press("C-x C-s")
      try await screen.sees("! New since you began, 10:00 Ben: A new one is on its way.")
    }
  }
}
