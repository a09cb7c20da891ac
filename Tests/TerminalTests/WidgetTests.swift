import Terminal
import Testing

@Suite struct TextFieldTests {
  @Test func itHoldsOneLine() {
    var field = TextField("a\nb")
    #expect(field.text == "a b" && field.cursor == 3)
    field.handle(.paste("\nx"))
    #expect(field.text == "a b x")
    let isHandled = field.handle(Key(.enter))
    #expect(!isHandled)
    let isHandled2 = field.handle(Key(.tab))
    #expect(!isHandled2)
    field.handle(.control("w"))
    #expect(field.text == "a b ")
  }

  @Test func upAndDownWalkTheHistoryAndComeBack() {
    var field = TextField("wip", history: ["first", "second"])
    field.handle("Up")
    #expect(field.text == "second")
    field.handle("Up")
    field.handle("Up")
    #expect(field.text == "first")
    field.handle("Down")
    field.handle("Down")
    #expect(field.text == "wip")
    field.handle("Down")
    #expect(field.text == "wip")
  }

  @Test func whatWasEnteredIsRememberedOnce() {
    var field = TextField("tag x")
    let entry = field.commit()
    #expect(entry == "tag x")
    field.insert("tag x")
    field.commit()
    field.commit()
    #expect(field.history == ["tag x"] && field.text.isEmpty)
  }

  @Test func aLongLineShowsThePartAroundTheCursor() {
    var field = TextField("0123456789日本")
    var canvas = Canvas(Size(8, 1))
    field.draw(on: &canvas, in: Rect(1, 0, 6, 1))
    #expect(canvas.text == " 9日本")
    #expect(canvas.cursor == Point(6, 0))
    field.cursor = 0
    field.draw(on: &canvas, in: Rect(1, 0, 6, 1))
    #expect(canvas.text == " 012345" && canvas.cursor == Point(1, 0))
  }
}

@Suite struct PopupTests {
  @Test func aBoxHasATitleAndRoomInside() {
    var canvas = Canvas(Size(16, 4))
    canvas.fill(canvas.bounds, "x")
    let inside = Popup("Help", footer: "Esc").draw(on: &canvas, in: Rect(1, 0, 14, 4))
    #expect(inside == Rect(3, 1, 10, 2))
    #expect(canvas.text == "x┌─ Help ─────┐x\nx│            │x\nx│            │x\nx└─ Esc ──────┘x")
  }

  @Test func aBoxWithoutRoomDrawsNothing() {
    var canvas = Canvas(Size(4, 4))
    let inside = Popup("Help").draw(on: &canvas, in: Rect(0, 0, 4, 1))
    #expect(inside.isEmpty)
    #expect(canvas == Canvas(Size(4, 4)))
  }
}

@Suite struct StatusLineTests {
  private func line(_ columns: Int) -> String {
    var canvas = Canvas(Size(columns, 1))
    StatusLine(
      left: [.init("Open 148", importance: 3), .init("sort due", importance: 1)],
      right: [.init("5 overdue", .overdue, importance: 2), .init("synced", .dim)]
    ).draw(on: &canvas, in: canvas.bounds)
    return canvas.text
  }

  @Test(arguments: [
    (40, "Open 148  sort due     5 overdue  synced"), (36, "Open 148  sort due 5 overdue  synced"),
    (35, "Open 148  sort due        5 overdue"), (28, "Open 148  sort due 5 overdue"),
    (27, "Open 148          5 overdue"), (12, "Open 148"), (5, "Open…"), (0, ""),
  ])
  func segmentsGiveWay(columns: Int, text: String) {
    #expect(line(columns) == text)
  }
}
