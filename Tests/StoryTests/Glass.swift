import Terminal
import TestKit
import Testing

/// What is seen of a program in a terminal, as two kinds of terminals show the same bytes: one
/// measures letters as the C library does, one by the widths of Unicode.
struct Glass {
  private let terminal: BareTerminal
  private var grid: TerminalGrid
  private var other: TerminalGrid
  private var fed = 0

  init(_ terminal: BareTerminal, _ kind: ForeignTerminalTests.Kind) {
    self.terminal = terminal
    grid = TerminalGrid(
      columns: kind.columns, rows: kind.rows, widths: TerminalGrid.libraryWidth)
    other = TerminalGrid(columns: kind.columns, rows: kind.rows) { scalar in
      // Half a flag takes one column: pairs are not joined by all.
      (0x1F1E6...0x1F1FF).contains(scalar.value) ? 1 : TextFlow.cells(Character(scalar))
    }
  }

  /// The titles that the window was given.
  var titles: [String] { grid.titles }

  /// The text of the screen.
  var text: String { grid.text }

  /// Waits until words are on the screen.
  mutating func sees(_ words: String) async throws {
    do {
      try await eventually("the screen shows \(words)") {
        look()
        return grid.text.contains(words)
      }
    } catch is Overdue {
      throw Overdue(what: "the screen shows \(words); it shows:\n\(grid.text)")
    }
  }

  /// Waits until the window was given a title beside so many.
  mutating func seesTitle(after count: Int) async throws {
    try await eventually("the window has a title", within: .seconds(30)) {
      look()
      return grid.titles.count > count
    }
  }

  /// Presses keys, one after the other, and looks at the screen after each.
  mutating func press(_ keys: String...) async throws {
    for key in keys {
      try await terminal.press(key)
      try await expectWhole(after: key)
    }
  }

  /// Goes back to the first view, wherever one is.
  mutating func home() async throws {
    try await press("\u{1B}", "\u{1B}", "g", "1")
  }

  /// What is wrong may be half a picture: only what stays is a fault.
  private mutating func expectWhole(after key: String) async throws {
    try? await eventually("the screen is whole", within: .seconds(5)) {
      look()
      return faults.isEmpty
    }
    let found = faults
    #expect(found.isEmpty, "after \(key.debugDescription): \(found)\n\(grid.text)")
    guard found.isEmpty else { throw Overdue(what: "the screen is whole") }
  }

  private mutating func look() {
    let bytes = terminal.bytes
    grid.feed(bytes[fed...])
    other.feed(bytes[fed...])
    fed = bytes.count
  }

  private var faults: [String] {
    if terminal.isOver { return ["the program has ended"] }
    if !grid.foreign.isEmpty { return grid.foreign }
    let moved = (0..<grid.rows).filter { grid.cells($0) != other.cells($0) }
    if !moved.isEmpty { return moved.map { "row \($0) differs between terminals" } }
    let boxes = brokenBoxes
    return grid.text.contains("┌") ? boxes : brokenBorders
  }

  /// Borders between panes that are not in their column in every row.
  private var brokenBorders: [String] {
    (0..<grid.columns).flatMap { column -> [String] in
      let rows = (0..<grid.rows).filter { grid.cells($0)[column] == "│" }
      guard let first = rows.first, let last = rows.last, rows.count >= 8 else { return [] }
      return (first...last).filter { !"│─├┤┼".contains(grid.cells($0)[column]) }
        .map { "the border in column \(column) is not in row \($0)" }
    }
  }

  /// Boxes in front whose sides are not in their columns in every row.
  private var brokenBoxes: [String] {
    var faults: [String] = []
    for top in 0..<grid.rows {
      guard let left = grid.cells(top).firstIndex(of: "┌"),
        let right = grid.cells(top)[left...].firstIndex(of: "┐")
      else { continue }
      let foot = (top..<grid.rows).first { grid.cells($0)[left] == "└" }
      guard let foot, grid.cells(foot)[right] == "┘" else { return ["a box has no foot"] }
      for row in top + 1..<foot where grid.cells(row)[left] != "│" || grid.cells(row)[right] != "│"
      {
        faults.append("the box from column \(left) to \(right) is broken in row \(row)")
      }
    }
    return faults
  }
}
