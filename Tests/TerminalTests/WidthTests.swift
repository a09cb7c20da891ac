import CCurses
import Terminal
import TestKit
import Testing

@testable import Curses

@Suite struct WidthTests {
  @Test(arguments: [
    ("", 0), ("Wo ist", 6), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한", 2),
    ("\u{1112}\u{1161}\u{11AB}", 2), ("👍", 2), ("👍🏽", 2), ("👨‍👩‍👧‍👦", 2), ("☀", 1), ("☀️", 2),
    ("1️⃣", 2), ("🇩🇪", 2), ("🇩", 2), ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2), ("का", 2), ("ราคา", 4), ("—", 1), ("\u{1B}", 1),
    ("\u{202E}", 1), ("\u{FF21}", 2), ("\u{200B}", 0), ("a\u{300}\u{301}\u{302}", 1), ("𝒜", 1),
  ])
  func textTakesColumns(text: String, cells: Int) {
    #expect(TextFlow.cells(text) == cells)
  }

  @Test func widthsAgreeWithTheCorpus() throws {
    guard let cases = Corpora.cases("unicode") else { return }
    var wrong: [String] = []
    for entry in cases where entry["kind"] as? String == "width" {
      let value = try #require(entry["value"] as? String)
      let expected = (entry["expect"] as? [String: Any])?["cells"] as? Int
      let cells = TextFlow.cells(value)
      if cells != expected {
        wrong.append(
          "\(entry["id"] ?? ""): \(value.unicodeScalars.map { String($0.value, radix: 16) })"
            + " is \(cells), not \(expected ?? -1)")
      }
    }
    #expect(wrong.isEmpty)
  }

  /// Unicode joins some Indic conjuncts (GB9c) since 15.1; the corpus is of 15.0.
  @Test func clustersAgreeWithTheCorpus() throws {
    guard let cases = Corpora.cases("unicode") else { return }
    var wrong: [String] = []
    for entry in cases where entry["kind"] as? String == "grapheme" {
      let value = try #require(entry["value"] as? String)
      let expected = ((entry["expect"] as? [String: Any])?["clusters"] as? [String])?.count
      if TextFlow.clusters(value) != expected {
        wrong.append(
          "\(entry["id"] ?? ""): \(value.unicodeScalars.map { String($0.value, radix: 16) })"
            + " is \(TextFlow.clusters(value)), not \(expected ?? -1)")
      }
    }
    #expect(wrong.isEmpty)
  }

  /// What is sent must take, by the C library's count, exactly the columns the canvas gave it.
  @Test func everyScalarIsDrawnInTheColumnsOfItsCell() {
    ccurses_set_locale()
    var wrong: [String] = []
    var canvas = Canvas(Size(4, 1))
    // The long rows of ideographs and Hangul are alike; their edges are enough.
    let planes: [ClosedRange<UInt32>] = [
      0...0x3410, 0x4DB0...0x4E10, 0x9FF0...0xAC10, 0xD790...0x17010, 0x18800...0x1FFFF,
      0x2FF00...0x30100, 0xE0000...0xE0FFF,
    ]
    for scalar in planes.joined().lazy.compactMap(Unicode.Scalar.init) {
      canvas.fill(canvas.bounds)
      canvas.put(String(Character(scalar)), at: .zero)
      let cell = canvas[.zero]
      let drawn = Painter.scalars(of: cell)
      let width = drawn.reduce(0) { $0 + Int(ccurses_width($1)) }
      if width != cell.columns || drawn.contains(where: { ccurses_width($0) < 0 }) {
        wrong.append(String(scalar.value, radix: 16))
      }
    }
    #expect(wrong.isEmpty)
  }

  @Test(arguments: [
    "👨‍👩‍👧", "☀️", "🇩🇪", "🇩", "1️⃣", "का", "க்ஷி", "한", "क्ष", "கொ", "स्त्र्य", "ကာ", "กำ", "👋🏿", "e\u{301}", "ᄒ",
  ])
  func everyClusterIsDrawnInTheColumnsOfItsCells(text: String) {
    ccurses_set_locale()
    var canvas = Canvas(Size(8, 1))
    let taken = canvas.put(text, at: .zero)
    #expect(taken == TextFlow.cells(text))
    let drawn = canvas.row(0).prefix(taken).filter { $0.columns > 0 }.flatMap(Painter.scalars)
    #expect(drawn.reduce(0) { $0 + Int(ccurses_width($1)) } == taken)
  }
}
