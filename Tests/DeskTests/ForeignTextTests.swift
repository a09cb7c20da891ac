import Desk
import Domain
import Foundation
import Terminal
import TestKit
import Testing

/// Whatever strangers write into whatever field, no pane shifts and nothing in it drives a terminal.
@Suite struct ForeignTextTests {
  /// A place where words of strangers are shown.
  enum Sight: Sendable, CustomTestStringConvertible {
    case scene(Scene)
    case source, find, chips, notice, narrowing

    static let all =
      Scene.allCases.map(Self.scene) + [
        .source, .find, .chips, .notice, .narrowing,
      ]

    /// Its words go over several lines, and wide ones part elsewhere than others: only the borders
    /// are sure to stay.
    var isWrapped: Bool {
      switch self {
      case .scene(let scene):
        [
          .ticket, .order, .composer, .note, .review, .templates, .outbox, .zoomedComposer,
          .mailing, .links, .source,
        ]
        .contains(scene)
      case .source, .find, .chips, .narrowing: true
      case .notice: false
      }
    }

    var testDescription: String {
      if case .scene(let scene) = self { scene.rawValue } else { "\(self)" }
    }
  }

  /// The windows that a part of the words is looked at in: each is seen with half of them.
  static func sizes(_ turn: Int) -> [Size] {
    turn.isMultiple(of: 2) ? [Size(60, 15), Size(200, 91)] : [Size(80, 24), Size(120, 36)]
  }

  /// Words that fit into one line wherever they stand, and take the same columns before they are
  /// cleaned, so that plain ones stand in the same places.
  static let short = ForeignWords.all.filter { word in
    let clean = TextFlow.clean("ab\(word)z")
    let cells = TextFlow.cells(clean)
    return !clean.contains { $0.isNewline || $0 == "\t" } && (4...15) ~= cells
      && cells == TextFlow.cells("ab\(word)z")
  }

  @Test(arguments: Sight.all)
  func noCellIsOutOfPlaceAndNoneDrivesTheTerminal(_ sight: Sight) {
    for turn in 0..<4 {
      for size in Self.sizes(turn) {
        var shop = ForeignShop(ForeignWords.all, from: turn * 211)
        let desk = desk(sight, size, in: &shop)
        let what: Comment = "\(size.columns)×\(size.rows), turn \(turn)"
        expectWhole(desk.canvas, what)
        for title in desk.allEffects.compactMap(\.title) {
          #expect(!title.unicodeScalars.contains(where: ForeignWords.isForbidden), what)
        }
      }
    }
  }

  /// Each sign, border, number and column stands where it stands beside ordinary words.
  @Test(arguments: Sight.all)
  func everythingStandsWhereItStandsBesidePlainWords(_ sight: Sight) {
    for turn in 0..<4 {
      for size in Self.sizes(turn) {
        var (foreign, plain) = (
          ForeignShop(Self.short, from: turn * 211),
          ForeignShop(Self.short, from: turn * 211, isPlain: true)
        )
        let shown = desk(sight, size, in: &foreign).canvas
        let desk = desk(sight, size, in: &plain)
        let (wanted, frame) = (desk.canvas, desk.desk.frame)
        let wrapped = [frame.preview, frame.ticket, frame.order].compactMap(\.self)
        let moved = wanted.bounds.points.first { point in
          let sign = wanted[point].grapheme
          let isWrapped = sight.isWrapped || wrapped.contains { $0.contains(point) }
          let counts = isWrapped ? "│┌┐└┘".contains(sign) : !" Qq…".contains(sign)
          guard counts, !wanted.isCut(near: point), !shown.isCut(near: point) else { return false }
          // A mark may stand on a letter of ours.
          return sign.unicodeScalars.first != shown[point].grapheme.unicodeScalars.first
        }
        let rows = moved.map { "\n\(wanted.line($0.row))\n\(shown.line($0.row))" } ?? ""
        #expect(moved == nil, "\(size.columns)×\(size.rows), turn \(turn)\(rows)")
      }
    }
  }

  private func expectWhole(_ canvas: Canvas, _ what: Comment) {
    for row in 0..<canvas.size.rows {
      let cells = Array(canvas.row(row))
      #expect(cells.reduce(0) { $0 + $1.columns } == canvas.size.columns, what)
      let torn = cells.indices.filter { cells[$0].columns == 0 }.contains { place in
        place == 0 || cells[place - 1].columns != 2
      }
      #expect(!torn, what)
      let bad = cells.first { $0.grapheme.unicodeScalars.contains(where: ForeignWords.isForbidden) }
      #expect(bad == nil, what)
    }
  }
}

// MARK: - Getting there

extension ForeignTextTests {
  /// A search for a word; what no search may contain is pointed at, which is another sight.
  private static func quoted(_ word: String) -> String {
    let scalars = word.unicodeScalars.filter { $0.properties.generalCategory != .control }
    return "\"\(String(String.UnicodeScalarView(scalars)).replacing("\"", with: "'"))\""
  }

  private func desk(_ sight: Sight, _ size: Size, in shop: inout ForeignShop) -> DeskDriver {
    let fixture = shop.fixture()
    if case .scene(let scene) = sight {
      var desk = scene.desk(size, in: fixture)
      if scene == .log { for _ in 0..<30 { desk.send(.failed(shop.word(), of: .syncNow)) } }
      return desk
    }
    var desk = DeskDriver(fixture, size: size)
    switch sight {
    case .scene: break
    case .source:
      desk.press("j", "Enter", "H")
      let bytes = Data((0..<40).map { _ in "X-Field: \(shop.word())\r\n" }.joined().utf8)
      desk.send(.answer(.bytes(sha256: ForeignShop.raw), .bytes(bytes)))
    case .find:
      desk.press("j", "Enter", "/")
      desk.send(.key(.paste(shop.word())))
      desk.press("Enter")
    case .chips:
      desk.press("/")
      desk.send(.key(.paste(Self.quoted(shop.word()))))
      desk.press("Enter")
    case .notice: desk.send(.told(shop.word()))
    case .narrowing:
      desk.press("f")
      desk.send(.key(.paste(Self.quoted(shop.word()))))
    }
    return desk
  }
}

extension Effect {
  fileprivate var title: String? { if case .title(let text) = self { text } else { nil } }
}

extension Rect {
  fileprivate var points: [Point] {
    (top..<bottom).flatMap { row in (left..<right).map { Point($0, row) } }
  }
}

extension Canvas {
  /// A wide letter that does not fit is cut a column earlier than an ordinary one.
  fileprivate func isCut(near point: Point) -> Bool {
    (-2...2).contains { self[Point(point.column + $0, point.row)].grapheme == "…" }
  }

  fileprivate func line(_ row: Int) -> String {
    String(self.row(row).lazy.filter { $0.columns > 0 }.map(\.grapheme))
  }
}
