import Desk
import Domain
import Terminal
import TestKit
import Testing

@Suite struct JumpingTests {
  /// The morning with two tickets that can be opened, one below the other.
  private var twoTickets: DeskFixture {
    var fixture = DeskFixture.morning
    var sheet = DeskFixture.priya
    sheet.ticket.id = fixture.rows[2].id
    sheet.ticket.number = fixture.rows[2].number
    fixture.sheets[sheet.ticket.id] = sheet
    return fixture
  }

  @Test func theLastViewIsOneKeyAwayAndKeepsItsCursor() {
    var desk = DeskDriver(.morning)
    desk.press("j", "j", "j")
    let row = desk.desk.inbox.selected?.id
    desk.press("g", "9")
    #expect(desk.line(0).contains("All"))
    #expect(desk.desk.inbox.list.selection == 0)
    desk.press("-")
    #expect(desk.line(0).contains("Open"))
    #expect(desk.desk.inbox.selected?.id == row)
    desk.press("-")
    #expect(desk.line(0).contains("All"))
  }

  @Test func aSearchIsOneStepHoweverManyLettersItHas() {
    var desk = DeskDriver(.morning)
    desk.press("/")
    desk.type("tag:refund")
    desk.press("Enter")
    #expect(desk.line(0).contains("[tag:refund]"))
    desk.press("-")
    #expect(desk.line(0).contains("Open"))
    desk.press("-")
    #expect(desk.line(0).contains("[tag:refund]"))
    desk.press("C-o")
    #expect(desk.line(0).contains("Open"))
  }

  @Test func aSearchThatIsLeftIsNoStep() {
    var desk = DeskDriver(.morning)
    desk.press("/")
    desk.type("tag:refund")
    desk.press("Esc", "-")
    #expect(desk.bottom.contains("there was no other view yet"))
  }

  @Test func theTrailLeadsBackAndForward() {
    var desk = DeskDriver(twoTickets)
    desk.press("j", "Enter")
    let first = desk.desk.ticket?.id
    desk.press("J")
    let second = desk.desk.ticket?.id
    #expect(first != second)
    desk.press("g", "o", "[")
    #expect(desk.desk.place == .ticket)
    #expect(desk.desk.ticket?.id == second)
    desk.press("[")
    #expect(desk.desk.ticket?.id == first)
    desk.press("[")
    #expect(desk.desk.place == .inbox)
    desk.press("[")
    #expect(desk.bottom.contains("this is where you began"))
    desk.press("]", "]")
    #expect(desk.desk.ticket?.id == second)
    desk.press("]", "]")
    #expect(desk.desk.place == .outbox)
    desk.press("]")
    #expect(desk.bottom.contains("this is where you were last"))
  }

  @Test func aCountGoesSeveralStepsAtOnce() {
    var desk = DeskDriver(twoTickets)
    desk.press("j", "Enter", "J", "g", "o", "3", "[")
    #expect(desk.desk.place == .inbox)
  }

  @Test func whatWasBeingWrittenIsKeptWhenOneJumpsAway() {
    var desk = DeskDriver(.morning)
    desk.press("j", "r")
    desk.type("half a sentence")
    desk.press("C-p")
    desk.type("jump-back")
    desk.press("Enter")
    #expect(desk.desk.place == .inbox)
    #expect(
      desk.effects.contains { effect in
        if case .keep(let facts) = effect, case .draft(let draft)? = facts.first {
          return draft.text == "half a sentence"
        }
        return false
      })
  }

  @Test func theListOfViewsCountsAndOpens() throws {
    var desk = DeskDriver(.morning)
    desk.press("g", "v")
    #expect(desk.desk.place == .views)
    #expect(desk.line(0).contains("Open ▸ Views"))
    let lines = desk.canvas.text.split(separator: "\n")
    #expect(lines.contains { $0.contains("g 9") && $0.contains("All") && $0.contains("7") })
    desk.press("G", "Enter")
    #expect(desk.desk.place == .inbox)
    #expect(desk.line(0).contains("All"))
    #expect(desk.desk.frame.views == nil)
    desk.press("g", "v", "q")
    #expect(desk.desk.place == .inbox)
  }

  @Test func viewsAreCountedOnlyWhileTheyAreSeen() {
    var desk = DeskDriver(.morning)
    desk.press("g", "v")
    let counted = desk.allEffects.filter(\.countsAView)
    #expect(counted.count == 9)
    desk.press("q")
    #expect(desk.allEffects.count { if case .unwatch(.count) = $0 { true } else { false } } == 9)
    let wide = DeskDriver(.morning, size: Size(200, 50))
    let all = wide.canvas.text.split(separator: "\n").first { $0.contains("g 9 All") }
    #expect(all?.prefix(24).split(separator: " ").last == "7")
  }
}

extension Effect {
  fileprivate var countsAView: Bool {
    if case .watch(.count) = self { true } else { false }
  }
}

@Suite struct ZoomTests {
  @Test(arguments: [(80, 24), (120, 36), (200, 50)])
  func thePaneOfTheKeysGetsTheWholeWindow(_ columns: Int, _ rows: Int) {
    var desk = DeskDriver(.morning, size: Size(columns, rows))
    let body = Rect(0, 1, columns, rows - 2)
    desk.press("Z")
    #expect(desk.desk.frame.list == body)
    #expect(desk.bottom.contains("zoomed Z"))
    desk.press("j", "Enter")
    #expect(desk.desk.frame.ticket.map { $0.columns == columns } == true)
    #expect(desk.desk.frame.order == nil)
    desk.press("r")
    #expect(desk.desk.frame.composer.map { $0.columns == columns && $0.rows >= rows - 3 } == true)
    #expect(desk.canvas.cursor != nil)
    desk.press("C-x", "z")
    #expect(desk.desk.frame.ticket != nil)
    #expect(!desk.bottom.contains("zoomed"))
  }

  @Test func tabGoesThroughThePanesOfAZoomedWindow() {
    var desk = DeskDriver(.morning, size: Size(120, 36))
    desk.press("j", "Enter", "Z", "Tab")
    #expect(desk.desk.frame.order == Rect(0, 1, 120, 34))
    desk.press("Tab")
    #expect(desk.desk.frame.ticket == Rect(0, 1, 120, 34))
  }

  @Test(arguments: [(120, 36), (200, 50), (110, 80)])
  func panesGrowAndShrink(_ columns: Int, _ rows: Int) throws {
    var desk = DeskDriver(.morning, size: Size(columns, rows))
    func list() throws -> Rect { try #require(desk.desk.frame.list) }
    let before = try list()
    desk.press(">")
    let larger = try list()
    #expect(larger.columns * larger.rows > before.columns * before.rows)
    desk.press("<", "<")
    let smaller = try list()
    #expect(smaller.columns * smaller.rows < before.columns * before.rows)
    for _ in 0..<60 { desk.press("<") }
    let least = try list()
    #expect(least.columns >= 30 && least.rows >= 3)
    for _ in 0..<60 { desk.press(">") }
    #expect(try list().rows <= rows - 2)
    #expect(desk.desk.frame.isWhole(Size(columns, rows)))
  }
}

@Suite struct SplitTests {
  @Test(arguments: [
    (80, 24, Split.auto, false), (120, 36, .auto, true), (120, 80, .auto, false),
    (100, 30, .beside, true), (160, 40, .below, false),
  ])
  func thePreviewStandsBesideOrBelow(
    _ columns: Int, _ rows: Int, _ split: Split, _ isBeside: Bool
  ) throws {
    let frame = Frame(Size(columns, rows), Frame.Wish(split: split))
    let (list, preview) = (try #require(frame.list), try #require(frame.preview))
    #expect((list.top == preview.top) == isBeside)
    #expect((list.left == preview.left) == !isBeside)
  }

  @Test func aTallWindowShowsTheThreadBelowTheListAndTheOrderBelowTheThread() throws {
    var desk = DeskDriver(.morning, size: Size(90, 60))
    desk.press("j")
    desk.wait(.seconds(1), .rest)
    #expect(desk.canvas.text.contains("the mug I ordered arrived with the handle broken off."))
    desk.press("Enter")
    let frame = desk.desk.frame
    let (ticket, order) = (try #require(frame.ticket), try #require(frame.order))
    #expect(order.top > ticket.bottom)
    #expect(desk.canvas.text.contains("Stoneware mug"))
  }

  @Test func theSplitIsSetByName() {
    var desk = DeskDriver(.morning, size: Size(120, 36))
    desk.press(":")
    desk.type("set split below")
    desk.press("Enter")
    #expect(desk.bottom.contains("split is below"))
    #expect(desk.desk.frame.list?.columns == 120)
    desk.press(":")
    desk.type("set split besid")
    desk.press("Enter")
    #expect(desk.bottom.contains("did you mean beside?"))
  }
}
