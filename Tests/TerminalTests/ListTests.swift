import Terminal
import Testing

@Suite struct ListTests {
  @Test func movingScrollsOnlyAtTheEdges() {
    var list = List(count: 10, height: 4)
    list.move(3)
    #expect(list.selection == 3 && list.offset == 0)
    list.move(1)
    #expect(list.selection == 4 && list.offset == 1)
    list.move(-3)
    #expect(list.selection == 1 && list.offset == 1)
    list.move(-5)
    #expect(list.selection == 0 && list.offset == 0)
    list.moveToLast()
    #expect(list.visible == 6..<10 && list.selected == 9)
  }

  /// Where every step draws all rows anew, a step goes over several of them.
  @Test func aStrideScrollsSeveralRowsAtOnceAndTheCursorGoesOneByOne() {
    var list = List(count: 30, height: 10)
    list.stride = 5
    list.select(9)
    #expect(list.offset == 0)
    list.move(1)
    #expect(list.selection == 10 && list.offset == 5)
    for row in 11...14 {
      list.move(1)
      #expect(list.selection == row && list.offset == 5)
    }
    list.move(1)
    #expect(list.selection == 15 && list.offset == 10)
    list.move(-5)
    #expect(list.selection == 10 && list.offset == 10)
    list.move(-1)
    #expect(list.selection == 9 && list.offset == 5)
    list.select(29)
    #expect(list.offset == 20, "a jump goes no further than it must")
    list.moveToFirst()
    #expect(list.offset == 0)
  }

  @Test func pagesKeepTheRowAtItsPlace() {
    var list = List(count: 100, height: 11)
    list.select(5)
    list.page(1)
    #expect(list.selection == 15 && list.offset == 10)
    list.page(-1)
    #expect(list.selection == 5 && list.offset == 0)
    list.page(-1)
    #expect(list.selection == 0)
    list.page(99)
    #expect(list.selection == 99 && list.offset == 89)
  }

  @Test func newRowsAboveDoNotMoveTheRowOnTheScreen() {
    var list = List(count: 50, height: 10)
    list.select(20)
    let line = list.selection - list.offset
    list.follow(23, count: 53)
    #expect(list.selection == 23)
    #expect(list.selection - list.offset == line)
  }

  @Test func aRowThatIsGoneLeavesTheCursorAtItsPlace() {
    var list = List(count: 3, height: 10)
    list.select(2)
    list.follow(nil, count: 2)
    #expect(list.selected == 1)
    list.follow(nil, count: 0)
    #expect(list.selected == nil && list.visible.isEmpty)
    list.follow(0, count: 5)
    #expect(list.selected == 0)
  }

  @Test func growingSmallerKeepsTheRowInSight() {
    var list = List(count: 50, height: 20)
    list.select(19)
    list.resize(height: 5)
    #expect(list.visible.contains(19))
    list.resize(count: 10)
    #expect(list.selected == 9 && list.visible == 5..<10)
  }

  @Test func scrollingDragsTheCursorOnlyWhenItMust() {
    var list = List(count: 50, height: 10)
    list.select(5)
    list.scroll(3)
    #expect(list.selection == 5 && list.offset == 3)
    list.scroll(10)
    #expect(list.selection == 13 && list.offset == 13)
  }

  @Test func anythingMayBeAskedOfAnEmptyList() {
    var list = List()
    list.move(3)
    list.page(-2)
    list.scroll(4)
    list.moveToLast()
    #expect(list.selected == nil && list.offset == 0)
  }

  @Test func aMoveChangesTwoCells() {
    var list = List(count: 40, height: 34)
    func canvas() -> Canvas {
      var canvas = Canvas(Size(120, 36))
      list.draw(on: &canvas, in: Rect(0, 1, 120, 34)) { index, _, rect, canvas in
        canvas.put("Jonas Weber \(index)", in: rect, .unread)
      }
      return canvas
    }
    let before = canvas()
    list.move(1)
    let after = canvas()
    let changed = (0..<36).flatMap { row in zip(before.row(row), after.row(row)).filter { $0 != $1 }
    }
    #expect(changed.count == 2)
    #expect(after.text.split(separator: "\n")[1].hasPrefix("▌Jonas Weber 1"))
  }
}
