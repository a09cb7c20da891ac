import Desk
import Foundation
import Terminal
import TestKit
import Testing

/// Every pane at every size: a sample in each run, the corners and the borders of the designs in
/// all of them.
@Suite struct EverySizeTests {
  static let least = Size(60, 15)
  static let most = Size(300, 80)
  static let always = [
    least, most, Size(60, 80), Size(300, 15), Size(99, 24), Size(100, 40), Size(119, 60),
    Size(179, 39), Size(180, 91),
  ]

  /// Always the corners, and some by chance; a failure names its size.
  static func sample(_ count: Int) -> [Size] {
    always
      + (0..<count).map { _ in
        Size(
          .random(in: least.columns...most.columns), .random(in: least.rows...most.rows))
      }
  }

  @Test(arguments: Scene.allCases)
  func noCellIsOutOfPlace(_ scene: Scene) throws {
    for size in Self.sample(5) {
      for split in Split.allCases {
        let desk = scene.desk(size, Appearance(split: split))
        expectWhole(desk, scene, size, "\(size.columns)×\(size.rows) \(split)")
      }
    }
  }

  @Test(arguments: Scene.allCases)
  func aWindowThatChangesLooksAsOneThatWasOpenedSo(_ scene: Scene) throws {
    for size in Self.sample(2) {
      var desk = scene.desk(Size(80, 24))
      desk.send(.resized(size))
      expectWhole(desk, scene, size, "80×24 to \(size.columns)×\(size.rows)")
    }
  }

  /// Whatever a storm of sizes does, nothing is lost and the last one holds.
  @Test(arguments: [Scene.composer, .templates, .review, .marks])
  func aStormOfSizesLeavesEverythingAsItWas(_ scene: Scene) {
    var desk = scene.desk(Size(120, 36))
    let before = desk.canvas
    for _ in 0..<300 {
      desk.send(.resized(Size(.random(in: 1...300), .random(in: 1...80))))
      _ = desk.canvas
    }
    desk.send(.resized(Size(120, 36)))
    let text = desk.desk.composer?.editor.text
    #expect(text == scene.desk(Size(120, 36)).desk.composer?.editor.text)
    #expect(
      desk.canvas.text.split(separator: "\n").first == before.text.split(separator: "\n").first)
    expectWhole(desk, scene, Size(120, 36), "after the storm")
  }

  private func expectWhole(_ desk: DeskDriver, _ scene: Scene, _ size: Size, _ what: Comment) {
    let canvas = desk.canvas
    #expect(canvas.size == size, what)
    for row in 0..<size.rows { expectCells(Array(canvas.row(row)), what) }
    // Nothing is drawn beyond the window.
    var larger = Canvas(Size(size.columns + 5, size.rows + 3))
    DeskView.draw(desk.desk, on: &larger)
    for row in 0..<larger.size.rows {
      let beyond = larger.row(row).dropFirst(row < size.rows ? size.columns : 0)
      #expect(beyond.allSatisfy { $0 == .blank }, what)
    }
    #expect(!canvas.row(0).allSatisfy { $0.grapheme == " " }, what)
    #expect(!canvas.row(size.rows - 1).allSatisfy { $0.grapheme == " " }, what)
    if let cursor = canvas.cursor { #expect(canvas.bounds.contains(cursor), what) }
    guard [.inbox, .ticket].contains(desk.desk.place) else { return }
    let frame = desk.desk.frame
    #expect(frame.isWhole(size), what)
    if let list = frame.list { #expect(list.columns >= 50 && list.rows >= 3, what) }
    if scene == .composer || scene == .note {
      #expect(canvas.cursor.map { frame.composer?.contains($0) == true } == true, what)
    }
    guard !scene.hasPopup else { return }
    for border in frame.borders where border.name != .composer {
      for row in border.rect.top..<border.rect.bottom {
        for column in border.rect.left..<border.rect.right {
          let sign = canvas[Point(column, row)].grapheme
          #expect(sign == (border.isAcross ? "─" : "│"), what)
        }
      }
    }
  }

  /// Wide letters have their two cells, and no cell holds what would move the terminal's cursor.
  private func expectCells(_ cells: [Cell], _ what: Comment) {
    for (column, cell) in cells.enumerated() {
      switch cell.columns {
      case 0: #expect(column > 0 && cells[column - 1].columns == 2, what)
      case 2: #expect(column + 1 < cells.count && cells[column + 1].columns == 0, what)
      default: break
      }
      let isSafe = cell.grapheme.unicodeScalars.allSatisfy {
        $0.properties.generalCategory != .control
      }
      #expect(isSafe, what)
    }
  }
}
