import Terminal
import Testing

@Suite struct GeometryTests {
  @Test func cuttingTakesFromTheEdgeAndLeavesTheRest() {
    var rest = Rect(0, 0, 80, 24)
    let top = rest.cutTop(1)
    #expect(top == Rect(0, 0, 80, 1))
    let bottom = rest.cutBottom(2)
    #expect(bottom == Rect(0, 22, 80, 2))
    let left = rest.cutLeft(20)
    #expect(left == Rect(0, 1, 20, 21))
    let right = rest.cutRight(10)
    #expect(right == Rect(70, 1, 10, 21))
    #expect(rest == Rect(20, 1, 50, 21))
  }

  @Test func cuttingMoreThanThereIsTakesAllAndLeavesNothing() {
    var rest = Rect(3, 4, 5, 2)
    let top = rest.cutTop(9)
    #expect(top == Rect(3, 4, 5, 2))
    #expect(rest.isEmpty)
    let bottom = rest.cutBottom(1)
    #expect(bottom.isEmpty)
    let left = rest.cutLeft(-1)
    #expect(left.isEmpty)
  }

  @Test func aRectangleContainsItsCellsOnly() {
    let rect = Rect(2, 3, 4, 5)
    #expect(rect.contains(Point(2, 3)))
    #expect(rect.contains(Point(5, 7)))
    #expect(!rect.contains(Point(6, 7)))
    #expect(!rect.contains(Point(5, 8)))
    #expect(!rect.contains(Point(1, 3)))
  }

  @Test func insetNeverTurnsInsideOut() {
    #expect(Rect(0, 0, 10, 10).inset(columns: 2, rows: 1) == Rect(2, 1, 6, 8))
    #expect(Rect(0, 0, 3, 1).inset(columns: 2, rows: 2) == Rect(1, 0, 1, 1))
    #expect(Size(-3, 4) == Size(0, 4))
  }

  @Test func centredIsInTheMiddleAndNoLarger() {
    #expect(Rect(0, 0, 80, 24).centred(Size(20, 4)) == Rect(30, 10, 20, 4))
    #expect(Rect(5, 5, 10, 4).centred(Size(20, 2)) == Rect(5, 6, 10, 2))
  }

  @Test func intersectionIsWhatBothHave() {
    #expect(Rect(0, 0, 5, 5).intersection(Rect(3, 2, 9, 9)) == Rect(3, 2, 2, 3))
    #expect(Rect(0, 0, 2, 2).intersection(Rect(5, 5, 2, 2)).isEmpty)
  }

  @Test(arguments: [
    ([Extent.fixed(1), .share(1), .fixed(2)], 24, [1, 21, 2]),
    ([.share(2), .share(1)], 120, [80, 40]),
    ([.share(1), .share(1), .share(1)], 10, [4, 3, 3]),
    ([.atLeast(30, share: 1), .share(1)], 50, [40, 10]),
    ([.atLeast(30, share: 1), .atLeast(30, share: 1)], 40, [30, 10]),
    ([.fixed(5), .fixed(5)], 7, [5, 2]),
    ([.fixed(5)], 0, [0]),
    ([], 10, []),
  ])
  func roomIsSharedOut(parts: [Extent], total: Int, lengths: [Int]) {
    #expect(Layout.lengths(parts, of: total) == lengths)
  }

  @Test(arguments: 0...130)
  func noCellIsLostAndNoneIsUsedTwice(columns: Int) {
    let rect = Rect(3, 2, columns, 7)
    let parts: [Extent] = [.fixed(4), .share(3), .atLeast(10, share: 2), .share(1)]
    let cut = Layout.columns(parts, in: rect)
    #expect(cut.reduce(0) { $0 + $1.columns } == columns)
    #expect(zip(cut, cut.dropFirst()).allSatisfy { $0.right == $1.left })
    #expect(cut.allSatisfy { $0.rows == 7 && $0.top == 2 })
  }

  @Test func gapsLieBetweenParts() {
    let rows = Layout.rows([.share(1), .share(1)], in: Rect(0, 0, 10, 9), gap: 1)
    #expect(rows == [Rect(0, 0, 10, 4), Rect(0, 5, 10, 4)])
  }
}
