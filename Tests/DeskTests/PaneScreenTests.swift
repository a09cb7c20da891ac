import Desk
import Terminal
import TestKit
import Testing

/// Every pane at the three designed sizes and the least one: the text, what each cell means, the
/// same with ASCII signs, and what the meanings look like in the light and the mono theme.
@Suite struct PaneScreenTests {
  static let sizes = [Size(60, 15), Size(80, 24), Size(120, 36), Size(200, 50)]

  @Test(arguments: Scene.allCases, sizes)
  func everyPaneIsAsItWasLookedAt(_ scene: Scene, _ size: Size) throws {
    let canvas = scene.desk(size).canvas
    let plain = scene.desk(size, Appearance(signs: .ascii)).canvas
    let screen = [
      canvas.golden,
      "--- ascii\n" + plain.text + "\n",
      "--- light\n" + legend(of: canvas, ThemeTests.shipped("light").looks),
      "--- mono\n" + legend(of: canvas, .mono),
    ].joined()
    try Golden.expect(
      screen, "\(scene.rawValue)-\(size.columns)x\(size.rows)", in: "Panes", beside: #filePath)
  }

  /// What the letters of the style plane look like, one a line, by the letter.
  private func legend(of canvas: Canvas, _ theme: Theme) -> String {
    var looks: [Character: String] = [:]
    for row in 0..<canvas.size.rows {
      for cell in canvas.row(row) { looks[cell.style.letter] = words(theme.look(of: cell.style)) }
    }
    return looks.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }.joined()
  }

  private func words(_ look: Look) -> String {
    let attributes: [(Attributes, String)] = [
      (.bold, "bold"), (.faint, "faint"), (.italic, "italic"), (.underline, "underline"),
      (.reverse, "reverse"),
    ]
    let colours = look.foreground == .terminal && look.background == .terminal
    let pair = "\(look.foreground.palette) on \(look.background.palette)"
    let set = attributes.filter { look.attributes.contains($0.0) }.map(\.1)
    return ((colours ? [] : [pair]) + (set.isEmpty && colours ? ["plain"] : set))
      .joined(separator: " ")
  }
}
