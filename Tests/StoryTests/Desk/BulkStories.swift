import Domain
import Store
import Testing

/// Many tickets at once: marked by hand or by a search, and what is then done to all of them.
@Suite struct BulkStories {
  @Test func allAboutRefundsAreTaggedUndoneAndTaggedAgain() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.search("is:unread refund", finds: 5)
      screen.press("*")
      try await screen.sees("5 marked")
      #expect(screen.marked == 5)
      screen.press("t")
      try await screen.sees("tag 5 tickets:")
      screen.type("+refund")
      screen.press("Enter")
      try await screen.sees("5 chosen · 5 +refund · u undo")
      try await screen.eventually("nothing is marked now") { _ in screen.marked == 0 }
      #expect(try await stage.count("tag:refund") == 5)
      screen.press("u")
      try await screen.sees("taken back: 5 tickets")
      #expect(try await stage.count("tag:refund") == 0)
      screen.press("C-r")
      try await screen.sees("done again: 5 tickets")
      #expect(try await stage.count("tag:refund") == 5)
      try await screen.run("search tag:refund channel:amazon")
      try await screen.sees("[tag:refund] [channel:amazon] 1 ·")
    }
  }

  @Test func marksAreAddedTakenAwayKeptTurnedAroundAndFoundAgain() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      func gather(_ keys: String, _ prompt: String, _ query: String, _ matches: Int) async throws {
        screen.press(keys)
        try await screen.sees(prompt)
        screen.type(query)
        try await screen.sees("\(prompt)\(query)", " \(matches) match  Esc leaves")
        screen.press("Enter")
      }
      try await gather("m a", "mark also: ", "channel:ebay", 7)
      try await screen.sees("7 marked, 6 out of sight")
      try await gather("m s", "unmark: ", "status:pending", 19)
      try await screen.sees("5 marked, 4 out of sight")
      try await gather("m o", "leave marked only: ", "from:tom OR from:yuki", 10)
      try await screen.sees("2 marked, 1 out of sight")
      screen.press("~")
      try await screen.sees("71 marked, 56 out of sight")
      screen.press("Esc")
      try await screen.seesNoMore("marked")
      #expect(screen.marked == 0)
      screen.press("g m")
      try await screen.sees("71 marked, 56 out of sight")
      screen.press("Esc m s")
      try await screen.sees("nothing is marked")
    }
  }

  @Test func marksOutliveSortAndSearchAndThoseOutOfSightAreCounted() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("x j x")
      try await screen.sees("2 marked  ")
      try await screen.run("sort newest")
      try await screen.sees("sort newest", "2 marked, 2 out of sight")
      try await screen.search("channel:ebay", finds: 7)
      try await screen.sees("2 marked, 1 out of sight")
      #expect(screen.marked == 1)
      screen.press("s s")
      try await screen.sees("2 chosen · 2 solved · u undo", "1 overdue")
      screen.press("g 7")
      try await screen.sees("Solved 2", "Niamh Byrne", "tom_179")
    }
  }

  @Test func aRangeIsMarkedAndAssignedInOneStep() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("2 j V")
      try await screen.sees("1 marked", "marking a range")
      screen.press("4 j")
      try await screen.sees("5 marked", "marking a range")
      #expect(screen.marked == 5)
      screen.press("V")
      try await screen.seesNoMore("marking a range")
      screen.press("a")
      try await screen.sees("assign 5 tickets to:")
      screen.type("ben")
      screen.press("Enter")
      try await screen.sees("5 chosen · 5 assigned to ben · u undo")
      #expect(try await stage.count("assignee:ben") == 5)
      screen.press("u")
      try await screen.sees("taken back: 5 tickets")
      #expect(try await stage.count("assignee:ben") == 0)
    }
  }

  @Test func theNextRowsAreMarkedByANumber() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("3 x")
      try await screen.sees("3 marked")
      #expect(screen.marked == 3)
      #expect(screen.cursor.contains("Invoice with VAT"), "the cursor goes on")
      screen.press("k x")
      try await screen.sees("2 marked")
      screen.press("r")
      try await screen.sees("2 tickets marked: an answer goes to one, Esc unmarks")
    }
  }

  @Test(arguments: [
    ("p h", "high priority", "priority:high"),
    ("! ", "judged to be spam", "is:spam -subject:backlinks"),
    ("A", "assigned to ana", "assignee:me"), ("Delete", "thrown away", ""),
    ("s h", "on hold", "status:on_hold"),
  ]) func whatIsDoneToManyIsOneStep(_ keys: String, _ done: String, _ query: String) async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.search("channel:ebay", finds: 7)
      screen.press("* \(keys)")
      try await screen.sees("7 chosen · 7 \(done) · u undo")
      if query.isEmpty {
        #expect(try await stage.count("channel:ebay") == 0)
      } else {
        #expect(try await stage.count(query) == 7)
      }
      screen.press("u")
      try await screen.sees("taken back: 7 tickets", "[channel:ebay] 7")
      if !query.isEmpty { #expect(try await stage.count(query) == 0) }
      screen.press("u")
      try await screen.sees("there is nothing to take back")
    }
  }

  @Test func manySleepUntilMondayAndAreTakenBackTogether() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.search("channel:shopify is:open", finds: 13)
      screen.press("* z")
      try await screen.sees("snooze 13 tickets until:")
      screen.type("monday 14:30")
      screen.press("Enter")
      try await screen.sees("13 chosen · 13 snoozed until Mon 14:30 · u undo")
      screen.press("g 6")
      try await screen.sees("Snoozed 13", "z4d")
      screen.press("u")
      try await screen.sees("taken back: 13 tickets", "Snoozed 0")
    }
  }

  @Test func newMailIsNotSweptInWhileThePromptIsOpen() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("*")
      try await screen.sees("73 marked")
      screen.press("t")
      try await screen.sees("tag 73 tickets:")
      screen.type("+sa")
      await stage.deliver(
        from: "Nora Quill", "nora@mail.example", subject: "Do you ship to Iceland?", "Do you?")
      try await screen.sees("Open 74", "tag 73 tickets: +sa")
      screen.type("le")
      screen.press("Enter")
      try await screen.sees("73 chosen · 73 +sale · u undo")
      #expect(try await stage.count("tag:sale") == 73)
      #expect(try await stage.count("is:open") == 74)
    }
  }
}
