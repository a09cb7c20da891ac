import Domain
import Terminal
import Testing

/// Finding tickets: what is typed runs as it is typed, and what is wrong with it is pointed at.
@Suite struct SearchStories {
  @Test func aSearchRunsAsItIsTypedWithItsCount() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("/")
      screen.type("channel:amazon")
      try await screen.sees("[channel:amazon] 15 ·", " 15 match  Esc leaves")
      screen.type(" refund")
      try await screen.sees("[channel:amazon] [refund] 1 ·", " 1 match  Esc leaves")
      #expect(screen.cursor.contains("Refund for 306-3483751"))
      screen.type(" is:spam")
      try await screen.sees(" 0 match  Esc leaves", "No ticket matches.", "Esc goes back.")
      screen.press("C-w C-w")
      try await screen.sees("/channel:amazon refund", " 1 match  Esc leaves")
    }
  }

  @Test func aMistakeIsPointedAtAndNothingElseIsShownForIt() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("/")
      screen.type("refund status:opne")
      try await screen.sees("v `status:` does not know `opne`; did you mean open?")
      let sign = screen.lines[22].prefix { $0 != "v" }.count
      #expect(screen.lines[23].dropFirst(sign).hasPrefix("opne"), "it points at the word")
      screen.press("Enter")
      try await screen.sees("/refund status:opne", "did you mean open?")
      screen.press("Backspace Backspace")
      screen.type("en")
      try await screen.sees("/refund status:open", " 0 match  Esc leaves")
      screen.press("C-w C-w")
      screen.type("is:open")
      try await screen.sees(" 5 match  Esc leaves")
      screen.press("Enter")
      try await screen.sees("[refund] [is:open] 5 ·", "enter open")
    }
  }

  @Test(arguments: [
    ("stat:open", "unknown term `stat:`; did you mean status:?"),
    ("tga:vip", "unknown term `tga:`; did you mean tag:?"),
    ("priority:hihg", "did you mean high?"), ("(refund", "the `(` here is not closed; add a )"),
  ]) func whatCannotBeReadIsToldWithWhatIsMeant(_ query: String, _ told: String) async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("m a")
      screen.type(query)
      try await screen.sees("mark also: \(query)", told)
      screen.press("Enter")
      try await screen.sees("mark also: \(query)")
      screen.press("Esc")
      try await screen.sees("Open 73", "enter open")
      #expect(screen.marked == 0)
    }
  }

  @Test func whoLeavesASearchIsWhereTheyWere() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("g 5")
      try await screen.sees("Waiting for customer 19")
      screen.press("/")
      screen.type("channel:ebay")
      try await screen.sees("[channel:ebay] 7")
      screen.press("Esc")
      try await screen.sees("Waiting for customer 19 · sort oldest", "enter open")
      try await screen.search("channel:ebay", finds: 7)
      screen.press("Esc")
      try await screen.sees("Open 73")
    }
  }

  @Test func filtersAreChipsThatAreAddedAndTakenAway() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("f")
      try await screen.sees("narrow by:")
      screen.type("channel:amazon")
      try await screen.sees(" 15 match  Esc leaves")
      screen.press("Enter")
      try await screen.sees("[is:open] [-is:snoozed] [channel:amazon] 15")
      screen.press("f")
      screen.type("wrong")
      try await screen.sees(" 2 match  Esc leaves")
      screen.press("Enter")
      try await screen.sees("[channel:amazon] [wrong] 2")
      screen.press("Backspace")
      try await screen.sees("[channel:amazon] 15")
      screen.press("Backspace")
      try await screen.sees("Open 73")
      screen.press("Backspace")
      try await screen.sees("the list shows a view: there is no filter to take away", "Open 73")
    }
  }

  @Test func whatWasSearchedBeforeIsFoundWithAnArrow() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.search("channel:ebay", finds: 7)
      try await screen.search("wrong item", finds: 2)
      screen.press("/ Up")
      try await screen.sees("/wrong item")
      screen.press("Up")
      try await screen.sees("/channel:ebay", " 7 match  Esc leaves")
      screen.press("Enter")
      try await screen.sees("[channel:ebay] 7")
    }
  }

  @Test func termsAndTheirValuesAreCompleted() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      screen.press("/")
      screen.type("pri")
      try await screen.sees("priority:")
      screen.press("Tab")
      screen.type("ur")
      screen.press("Tab")
      try await screen.sees("/priority:urgent", " 0 match  Esc leaves")
      screen.press("C-u")
      screen.type("assignee:b")
      screen.press("Tab")
      try await screen.sees("/assignee:ben")
    }
  }

  @Test(arguments: [
    ("20407", 1, "Yuki Tanaka"), ("order:306-3483751*", 1, "Refund for"),
    ("\"gift wrapping\"", 1, "Tom Collins"), ("from:ben.whitaker", 7, "Invoice with VAT"),
    ("has:attachment", 4, "Article cassé"), ("status:pending -channel:email", 12, "pending"),
    ("erstattung OR refund", 7, "Erstattung #10439"),
  ]) func anOrderACustomerAndAWordAreFound(
    _ query: String, _ count: Int, _ row: String
  ) async throws {
    try await Stage.play { stage in
      try await stage.screen.search(query, finds: count)
      try await stage.screen.sees(" \(count) · sort", row)
      #expect(try await stage.count(query) == count)
    }
  }

  @Test(arguments: [
    ("newest", "Marked as delivered"), ("oldest", "Stopped working"),
    ("due", "Stopped working"),
  ]) func theListIsSortedAsOneWants(_ sort: String, _ first: String) async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.run("sort \(sort)")
      try await screen.sees("Open 73 · sort \(sort)")
      #expect(screen.lines[1].contains(first))
      try await screen.run("sort newset")
      try await screen.sees("did you mean newest?")
    }
  }

  @Test func wordsAreFoundInATicket() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      try await screen.search("order:10464", finds: 1)
      try await screen.openTicket()
      screen.press("n")
      try await screen.sees("/ finds words in this ticket")
      screen.press("f")
      try await screen.sees("▾ 8 quoted lines")
      screen.press("/")
      try await screen.sees("find in this ticket:")
      screen.type("picnic")
      screen.press("Enter")
      try await screen.eventually("it is in sight") { _ in
        screen.lines[1].contains("ordered the Picnic rug")
      }
      screen.press("/")
      screen.type("zebra")
      screen.press("Enter")
      try await screen.sees("“zebra” is not in this ticket")
    }
  }
}
