import Desk
import Domain
import Templating
import Terminal
import TestKit
import Testing

@Suite struct MouseTests {
  private func desk(_ columns: Int = 80, _ rows: Int = 24) -> DeskDriver {
    var fixture = DeskFixture.morning
    fixture.setting.appearance.hearsMouse = true
    return DeskDriver(fixture, size: Size(columns, rows))
  }

  /// The place of a word on the screen.
  private func place(of word: String, _ desk: DeskDriver) -> Point {
    for row in 0..<desk.desk.size.rows {
      let line = desk.canvas.row(row).filter { $0.columns > 0 }
      let text = String(line.map(\.grapheme))
      if let found = text.firstRange(of: word) {
        let before = text.distance(from: text.startIndex, to: found.lowerBound)
        return Point(line.prefix(before).reduce(0) { $0 + $1.columns }, row)
      }
    }
    return Point(-1, -1)
  }

  private func click(_ word: String, _ desk: inout DeskDriver) {
    let point = place(of: word, desk)
    desk.send(.mouse(MouseEvent(.press, point)))
    desk.send(.mouse(MouseEvent(.release, point)))
  }

  @Test func nothingIsHeardUnlessItWasAskedFor() {
    var desk = DeskDriver(.morning)
    #expect(!desk.allEffects.contains(.hearMouse(true)))
    desk.send(.mouse(MouseEvent(.press, Point(20, 4))))
    #expect(desk.desk.inbox.list.selection == 0)
    desk.press(":")
    desk.type("set mouse on")
    desk.press("Enter")
    #expect(desk.effects == [.hearMouse(true)])
    desk.send(.mouse(MouseEvent(.press, Point(20, 4))))
    #expect(desk.desk.inbox.list.selection == 3)
    desk.press(":")
    desk.type("set mouse off")
    desk.press("Enter")
    #expect(desk.effects == [.hearMouse(false)])
  }

  @Test func whoAskedInTheConfigurationIsHeardFromTheStart() {
    var setting = DeskFixture.setting(accounts: [])
    setting.appearance.hearsMouse = true
    var desk = Desk(setting, size: Size(80, 24), now: DeskFixture.now)
    #expect(desk.update(.start).contains(.hearMouse(true)))
  }

  @Test(arguments: [(80, 24), (120, 36), (200, 50)])
  func aClickChoosesAndASecondOpens(_ columns: Int, _ rows: Int) {
    var desk = desk(columns, rows)
    click("Priya Nair", &desk)
    #expect(desk.desk.inbox.selected?.customer == "Priya Nair")
    #expect(desk.desk.place == .inbox)
    click("Priya Nair", &desk)
    #expect(desk.desk.place == .ticket)
  }

  @Test func panesTakeTheKeysWhenTheyAreClicked() {
    var desk = desk(120, 36)
    desk.press("j", "Enter")
    click("Stoneware mug", &desk)
    #expect(desk.desk.ticket?.part == .order)
    click("Priya Nair", &desk)
    #expect(desk.desk.ticket?.part == .thread)
    desk.press("r")
    desk.type("one two\nthree")
    click("Priya Nair", &desk)
    #expect(desk.desk.composer?.isFocused == false)
    click("two", &desk)
    #expect(desk.desk.composer?.isFocused == true)
    desk.type("X")
    #expect(desk.desk.composer?.editor.text == "one Xtwo\nthree")
  }

  @Test func aViewIsOneClickAway() {
    var desk = desk(200, 50)
    click("g 9 All", &desk)
    #expect(desk.line(0).hasPrefix(" All"))
    desk.press("g", "v")
    click("Unassigned", &desk)
    click("Unassigned", &desk)
    #expect(desk.line(0).hasPrefix(" Unassigned"))
  }

  @Test func theWheelScrollsWhatItIsOver() {
    var fixture = DeskFixture.many(1000)
    fixture.setting.appearance.hearsMouse = true
    var desk = DeskDriver(fixture)
    desk.send(.mouse(MouseEvent(.wheelDown, Point(10, 5))))
    #expect(desk.desk.inbox.list.offset == 3)
    desk.send(.mouse(MouseEvent(.wheelUp, Point(10, 5))))
    #expect(desk.desk.inbox.list.offset == 0)
    var ticket = self.desk(120, 15)
    ticket.press("j", "Enter", "g", "g")
    ticket.send(.mouse(MouseEvent(.wheelDown, Point(10, 5))))
    #expect(ticket.desk.ticket.map { $0.scroll > Thread.Place(0) } == true)
    #expect(ticket.desk.ticket?.part == .thread)
  }

  @Test func aBorderIsDragged() throws {
    var desk = desk(120, 36)
    let border = try #require(desk.desk.frame.borders.first)
    let point = Point(border.rect.left, 10)
    desk.send(.mouse(MouseEvent(.press, point)))
    desk.send(.mouse(MouseEvent(.drag, Point(point.column - 10, 10))))
    #expect(desk.desk.frame.borders.first?.rect.left == point.column - 10)
    #expect(desk.desk.inbox.list.selection == 0)
    desk.send(.mouse(MouseEvent(.release, Point(point.column - 10, 10))))
    desk.send(.mouse(MouseEvent(.drag, Point(90, 10))))
    #expect(desk.desk.frame.borders.first?.rect.left == point.column - 10)
    // Never so far that a pane is lost.
    desk.send(.mouse(MouseEvent(.press, Point(point.column - 10, 10))))
    desk.send(.mouse(MouseEvent(.drag, Point(0, 10))))
    #expect(desk.desk.frame.isWhole(Size(120, 36)))
    #expect(desk.desk.frame.list?.columns ?? 0 >= 50)
  }

  @Test func theComposersEdgeIsDragged() throws {
    var desk = desk(80, 40)
    desk.press("j", "r")
    let before = try #require(desk.desk.frame.composer)
    desk.send(.mouse(MouseEvent(.press, before.origin)))
    desk.send(.mouse(MouseEvent(.drag, Point(0, before.top - 5))))
    #expect(desk.desk.frame.composer?.top == before.top - 5)
  }

  @Test func listsInFrontAreClicked() {
    var desk = desk()
    desk.press(":")
    desk.type("outbo")
    click("see replies on their way", &desk)
    #expect(desk.desk.place == .outbox)
    desk.press("q", "j", "Enter", "i")
    click("You are welcome", &desk)
    #expect(desk.desk.templates?.selected?.choice.template.template.title == "You are welcome")
    click("You are welcome", &desk)
    #expect(desk.desk.templates == nil)
    #expect(desk.desk.composer?.editor.text.contains("you are welcome") == true)
  }
}
