import Desk
import Domain
import Terminal
import TestKit
import Testing

/// What lists show of each ticket, as a person chose it.
@Suite struct ColumnsTests {
  private func columns(_ text: String) throws -> ListColumns { try ListColumns(reading: text) }

  private func shop(_ text: String) throws -> DeskFixture {
    var fixture = DeskFixture.morning
    fixture.setting.appearance.columns = try columns(text)
    return fixture
  }

  private func run(_ command: String, _ desk: inout DeskDriver) {
    desk.press(":")
    desk.type("\(command)\n")
  }

  /// The row of a customer, as it is drawn.
  private func row(of customer: String, _ desk: DeskDriver) -> String {
    desk.canvas.text.split(separator: "\n").first { $0.contains(customer) }.map(String.init) ?? ""
  }

  // MARK: Choosing

  @Test func aViewShowsWhatIsChosenInThatOrder() throws {
    var desk = DeskDriver(.morning)
    run("columns age subject customer", &desk)
    let kept = SavedView(1, "Open", .inbox, columns: try columns("age subject customer"))
    #expect(desk.allEffects.contains(.changeViews(.keep(kept))))
    #expect(desk.desk.inbox.source == .view(kept))
    #expect(desk.bottom.contains("kept for “Open” · u takes it back"), "\(desk.bottom)")
    #expect(row(of: "Priya Nair", desk).hasPrefix("  ●   3h Mug arrived broken (photo)"))
    #expect(!desk.canvas.text.contains("−38m"))
    // Another view is as it was.
    desk.press("g", "9")
    #expect(row(of: "Priya Nair", desk).contains("−38m"))
    desk.press("g", "1")
    #expect(!row(of: "Priya Nair", desk).contains("−38m"))
  }

  @Test func theChoiceIsTakenBackAndDoneAwayWith() throws {
    var desk = DeskDriver(.morning)
    let before = desk.canvas
    run("columns subject", &desk)
    #expect(desk.canvas.text != before.text)
    desk.press("u")
    let open = SavedView(1, "Open", .inbox)
    #expect(desk.allEffects.contains(.changeViews(.drop(open))))
    #expect(desk.bottom.contains("“Open” shows due, channel, customer, subject, tags"))
    desk.wait(.seconds(6), .notice)
    #expect(desk.canvas.text == before.text)
    run("columns subject", &desk)
    run("columns default", &desk)
    #expect(desk.allEffects.contains(.changeViews(.drop(open))))
    #expect(desk.desk.ownViews.isEmpty)
    desk.wait(.seconds(6), .notice)
    #expect(desk.canvas.text == before.text)
    run("columns default", &desk)
    #expect(!desk.allEffects.contains { if case .changeViews = $0 { true } else { false } })
  }

  @Test func aSearchHasTheColumnsOfTheViewItBeganFromAndKeepsThemAsAView() throws {
    var desk = DeskDriver(.morning)
    run("columns age subject customer", &desk)
    desk.press("/")
    desk.type("tag:damaged\n")
    #expect(row(of: "Priya Nair", desk).hasPrefix("▌ ●   3h Mug arrived"))
    run("columns customer order subject", &desk)
    #expect(desk.bottom.contains("so for searches until you quit · S keeps this one"))
    run("save-view 5 Broken", &desk)
    let query = try Query.parse("tag:damaged", zone: desk.fixture.setting.zone)
    let view = SavedView(5, "Broken", query, columns: try columns("customer order subject"))
    #expect(desk.allEffects.contains(.changeViews(.keep(view))))
    desk.press("g", "1")
    #expect(row(of: "Priya Nair", desk).contains(" 3h Mug"))
    desk.press("g", "5")
    #expect(row(of: "Priya Nair", desk).hasPrefix("▌ ● Priya Nair"))
  }

  @Test func aViewWithOtherColumnsIsCountedStill() {
    var desk = DeskDriver(.morning, size: Size(200, 50))
    run("columns subject", &desk)
    #expect(desk.canvas.text.contains(#/g 1 Open +7 /#))
  }

  @Test func columnsMakeNoPlaceToGoBackTo() {
    var desk = DeskDriver(.morning)
    desk.press("g", "9", "g", "1")
    run("columns subject", &desk)
    run("columns subject customer", &desk)
    desk.press("[")
    #expect(desk.line(0).contains(" All 7"))
    desk.press("]")
    #expect(desk.line(0).contains(" Open 7"))
    #expect(!desk.canvas.text.contains("−38m"), "the view has its columns still")
    desk.press("-", "-")
    #expect(desk.line(0).contains(" Open 7"))
    #expect(!desk.canvas.text.contains("−38m"))
  }

  @Test func withoutAWordTheyAreAskedForAndMistakesArePointedAt() {
    var desk = DeskDriver(.morning)
    run("columns", &desk)
    #expect(
      desk.bottom.contains("columns: due channel customer subject tags assignee age"),
      "\(desk.bottom)")
    desk.press("C-u")
    desk.type("due sub")
    #expect(desk.line(22).trimmingBlanks == "subject")
    desk.press("Tab")
    desk.type("chanel")
    #expect(desk.canvas.text.contains("v no column is called chanel; did you mean channel?"))
    desk.press("Enter")
    #expect(desk.desk.line != nil, "what was typed stays to be mended")
    desk.press("Esc")
    #expect(desk.desk.ownViews.isEmpty)
  }

  @Test func thePaletteListsThemWithTheirMeaning() {
    var desk = DeskDriver(.morning)
    desk.press(":")
    desk.type("columns ")
    let text = desk.canvas.text
    #expect(text.contains("default") && text.contains("those that are set for all views"))
    #expect(text.contains("channel") && text.contains("where the customer wrote"))
    desk.type("customer or")
    #expect(desk.canvas.text.contains("the order's number"))
    desk.press("Tab")
    #expect(!desk.canvas.text.contains("who wrote"), "no column is offered twice")
    desk.press("Enter")
    #expect(desk.desk.ownViews.first?.columns?.words == "customer order")
  }

  @Test(arguments: [
    ("duee subject", 1, "did you mean due?"), ("subject, due due", 14, "name it once"),
    ("due age", 8, "name one of them or both"), ("", 1, "name one of them or both"),
    ("subject xylophone", 9, "there are mark, unread"),
  ])
  func whatCannotBeIsSaidWithItsPlace(_ text: String, _ column: Int, _ remedy: String) {
    #expect {
      _ = try ListColumns(reading: text)
    } throws: { error in
      let problem = error as? Problem
      return problem?.column == column && problem?.remedy.hasPrefix(remedy) == true
    }
  }

  @Test func theColumnsOfAllViewsAreSetUntilOneLeaves() throws {
    var desk = DeskDriver(try shop("customer subject"))
    #expect(row(of: "Priya Nair", desk).hasPrefix("  ● Priya Nair"))
    run("set columns age subject", &desk)
    #expect(desk.canvas.text.contains("  ●   3h Mug arrived"))
    #expect(desk.bottom.contains("columns are age subject"))
    run("set columns due", &desk)
    #expect(desk.bottom.contains("a list shows the subject or the customer"))
    run("set columns default", &desk)
    #expect(row(of: "Priya Nair", desk).contains("−38m"))
    desk.press(":")
    desk.type("set columns due cu")
    #expect(desk.canvas.text.contains("who wrote"))
  }

  // MARK: What must be seen is seen

  @Test func marksAreSeenWhateverIsChosen() throws {
    var desk = DeskDriver(try shop("customer"))
    desk.press("j", "x")
    #expect(row(of: "Priya Nair", desk).hasPrefix(" ✓● Priya Nair"))
    desk = DeskDriver(try shop("subject unread mark"))
    desk.press("j", "x")
    let line = desk.canvas.text.split(separator: "\n").first { $0.contains("Mug arrived") } ?? ""
    #expect(line.trimmingBlanks.hasSuffix("● ✓"), "they stand where they are named: \(line)")
  }

  @Test func aReplyThatNeedsSomeoneIsSeenWithoutTheSubjectToo() throws {
    let desk = DeskDriver(try shop("due customer"))
    #expect(row(of: "Dana Ruiz", desk).contains("! unsure Dana Ruiz"))
    #expect(row(of: "Martin", desk).contains("draft Léa Martin"))
  }

  @Test func statusPriorityAndNumberStandInColumnsOfTheirOwn() throws {
    let desk = DeskDriver(try shop("number status priority order account customer subject"))
    #expect(row(of: "Priya Nair", desk).contains("#482 open    normal 10482"))
    let odd = row(of: "Ola", desk)
    #expect(odd.components(of: "urgent") == 1, "it is said once: \(odd)")
    #expect(!odd.contains("\u{1B}"), "nothing in a customer's name moves the cursor")
  }

  // MARK: Every width

  /// Columns lie side by side in their order, none beyond the edge, and what is chosen is there or
  /// said to be left out.
  @Test func theyAreAlignedAtEveryWidth() throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<60 {
      var names = ListColumn.allCases.map(\.rawValue).shuffled(using: &random)
      names = Array(names.prefix(.random(in: 1...names.count)))
      if !names.contains("customer") { names.append("subject") }
      let chosen = try columns(Set(names).sorted().shuffled().joined(separator: " "))
      var fixture = DeskFixture.morning
      fixture.setting.appearance.columns = chosen
      for size in [Size(60, 15), Size(.random(in: 60...300), .random(in: 15...80)), Size(300, 80)] {
        let desk = DeskDriver(fixture, size: size)
        let canvas = desk.canvas
        for row in 0..<size.rows {
          let cells = Array(canvas.row(row))
          for (index, cell) in cells.enumerated() where cell.columns == 2 {
            #expect(index + 1 < cells.count && cells[index + 1].columns == 0, "\(chosen.words)")
          }
        }
        // The unread sign stands in the same column in every row that has one.
        guard let list = desk.desk.frame.list else { continue }
        let places = (list.top..<list.bottom).flatMap { row in
          (list.left..<list.right).filter { canvas[Point($0, row)].grapheme == "●" }
        }
        #expect(Set(places).count == 1, "\(chosen.words) at \(size)")
      }
    }
  }
}

extension StringProtocol {
  fileprivate var trimmingBlanks: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  fileprivate func components(of word: String) -> Int { ranges(of: word).count }
}
