import CCurses
import Glibc

/// A terminal as a value: bytes go in, a grid of cells comes out.
///
/// It understands what a terminal library sends to the terminals of today, each sequence by name,
/// and takes down everything else as foreign.
package struct TerminalGrid: Sendable {
  /// What stands in one cell: a letter with its marks; nothing in the right half of a wide one.
  package typealias Cell = String

  /// How many columns it has.
  package let columns: Int
  /// How many rows it has.
  package let rows: Int
  /// What came that no terminal library sends, in words.
  package private(set) var foreign: [String] = []
  /// The title of its window.
  package private(set) var title = ""
  /// The titles it was given.
  package private(set) var titles: [String] = []

  private var cells: [[Cell]]
  private var row = 0
  private var column = 0
  private var isBeyondEnd = false
  private var saved = (row: 0, column: 0)
  private var region: ClosedRange<Int>
  private var inserts = false
  private var last: Unicode.Scalar = " "
  private var pending: [UInt8] = []
  private var state = State.ground
  private let widths: @Sendable (Unicode.Scalar) -> Int

  private enum State {
    case ground
    case escape
    case charset
    case control(String)
    case command(String, isEnding: Bool)
  }

  /// A blank terminal whose letters take so many columns each.
  package init(
    columns: Int, rows: Int, widths: @escaping @Sendable (Unicode.Scalar) -> Int
  ) {
    self.columns = columns
    self.rows = rows
    self.widths = widths
    cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
    region = 0...rows - 1
  }

  /// The cells of a row, from left to right.
  package func cells(_ row: Int) -> [Cell] { cells[row] }

  /// The text of all rows.
  package var text: String { cells.map { $0.joined() }.joined(separator: "\n") }
}

// MARK: - Widths

extension TerminalGrid {
  /// The columns of a letter as the C library tells them, by which many terminals go; negative
  /// where it knows none.
  @Sendable package static func libraryWidth(_ scalar: Unicode.Scalar) -> Int {
    let before = uselocale(unicode)
    defer { uselocale(before) }
    return Int(ccurses_width(scalar.value))
  }

  nonisolated(unsafe) private static let unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)
}

// MARK: - Bytes

extension TerminalGrid {
  /// Takes in what a program wrote.
  package mutating func feed(_ bytes: some Sequence<UInt8>) {
    pending += bytes
    var taken = 0
    while taken < pending.count {
      let length = Self.length(pending[taken])
      guard length > 0 else {
        foreign.append("a byte that is no UTF-8: \(pending[taken])")
        taken += 1
        continue
      }
      guard taken + length <= pending.count else { break }
      let letter = String(decoding: pending[taken..<taken + length], as: UTF8.self)
      for scalar in letter.unicodeScalars { take(scalar) }
      taken += length
    }
    pending.removeFirst(taken)
  }

  private static func length(_ byte: UInt8) -> Int {
    switch byte {
    case 0..<0x80: 1
    case 0xC2..<0xE0: 2
    case 0xE0..<0xF0: 3
    case 0xF0..<0xF5: 4
    default: 0
    }
  }

  private mutating func take(_ scalar: Unicode.Scalar) {
    switch state {
    case .ground: ground(scalar)
    case .escape: escape(scalar)
    case .charset:
      if scalar != "B" && scalar != "0" { report("ESC ( \(scalar)") }
      state = .ground
    case .control(let text):
      switch scalar.value {
      case 0x30...0x3F: state = .control(text + String(scalar))
      case 0x40...0x7E:
        state = .ground
        control(text, scalar)
      default:
        report("CSI \(text) and then U+\(String(scalar.value, radix: 16))")
        state = .ground
      }
    case .command(let text, let isEnding): command(text, scalar, isEnding: isEnding)
    }
  }

  private mutating func report(_ what: String) { foreign.append(what) }
}

// MARK: - Letters

extension TerminalGrid {
  private mutating func ground(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\u{1B}": state = .escape
    case "\r": go(row, 0)
    case "\n": lineFeed()
    case "\u{8}": go(row, max(0, column - 1))
    case "\t": go(row, min(columns - 1, (column / 8 + 1) * 8))
    case "\u{E}", "\u{F}", "\u{7}": break
    default:
      if ForeignWords.isForbidden(scalar) {
        report("U+\(String(scalar.value, radix: 16)) as a letter")
      } else {
        put(scalar)
      }
    }
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    let width = widths(scalar)
    if width < 0 { report("U+\(String(scalar.value, radix: 16)), which has no width") }
    guard width > 0 else {
      let before = isBeyondEnd ? column : column - 1
      guard before >= 0 else { return report("a mark that stands on no letter") }
      let base = cells[row][before].isEmpty ? before - 1 : before
      if base >= 0 { cells[row][base].unicodeScalars.append(scalar) }
      return
    }
    if isBeyondEnd || column + width > columns {
      go(row, 0)
      lineFeed()
    }
    if inserts { shift(from: column, by: width) }
    for place in column..<column + width { clear(place) }
    cells[row][column] = String(scalar)
    if width == 2 { cells[row][column + 1] = "" }
    last = scalar
    isBeyondEnd = column + width == columns
    column = min(columns - 1, column + width)
  }

  /// Frees a cell: the other half of a wide letter that stood there becomes a blank.
  private mutating func clear(_ place: Int) {
    if cells[row][place].isEmpty, place > 0 { cells[row][place - 1] = " " }
    if place + 1 < columns, cells[row][place + 1].isEmpty { cells[row][place + 1] = " " }
    cells[row][place] = " "
  }

  private mutating func shift(from place: Int, by count: Int) {
    let blanks = Array(repeating: " ", count: min(count, columns - place))
    cells[row].insert(contentsOf: blanks, at: place)
    cells[row].removeLast(cells[row].count - columns)
  }

  private mutating func lineFeed() {
    if row == region.upperBound {
      scroll(1, in: region)
    } else {
      row = min(rows - 1, row + 1)
    }
    isBeyondEnd = false
  }

  private mutating func scroll(_ count: Int, in region: ClosedRange<Int>) {
    let blank = Array(repeating: " ", count: columns)
    for _ in 0..<min(abs(count), region.count) {
      cells.remove(at: count > 0 ? region.lowerBound : region.upperBound)
      cells.insert(blank, at: count > 0 ? region.upperBound : region.lowerBound)
    }
  }

  private mutating func go(_ row: Int, _ column: Int) {
    self.row = max(0, min(rows - 1, row))
    self.column = max(0, min(columns - 1, column))
    isBeyondEnd = false
  }

  private mutating func erase(_ rows: Range<Int>, _ columns: Range<Int>) {
    let here = row
    for place in rows {
      row = place
      for column in columns { clear(column) }
    }
    row = here
  }
}

// MARK: - Sequences

extension TerminalGrid {
  private mutating func escape(_ scalar: Unicode.Scalar) {
    state = .ground
    switch scalar {
    case "[": state = .control("")
    case "]": state = .command("", isEnding: false)
    case "(", ")": state = .charset
    case "7": saved = (row, column)
    case "8": go(saved.row, saved.column)
    case "D": lineFeed()
    case "E":
      go(row, 0)
      lineFeed()
    case "M":
      if row == region.lowerBound { scroll(-1, in: region) } else { go(row - 1, column) }
    case "=", ">": break
    default: report("ESC \(scalar)")
    }
  }

  /// A command of the operating system: the title, or the colours of Linux's console, which end
  /// without a sign.
  private mutating func command(_ text: String, _ scalar: Unicode.Scalar, isEnding: Bool) {
    if isEnding {
      state = .ground
      guard scalar == "\\" else { return report("OSC \(text), ESC \(scalar)") }
      guard text.hasPrefix("2;") else { return report("OSC \(text)") }
      title = String(text.dropFirst(2))
      titles.append(title)
    } else if scalar == "\u{1B}" {
      state = .command(text, isEnding: true)
    } else if text.isEmpty, scalar == "R" {
      state = .ground
    } else if ForeignWords.isForbidden(scalar) {
      report("OSC \(text) and then U+\(String(scalar.value, radix: 16))")
      state = .ground
    } else {
      state = .command(text + String(scalar), isEnding: false)
    }
  }

  private mutating func control(_ text: String, _ final: Unicode.Scalar) {
    if text.hasPrefix("?") || "hlctm".unicodeScalars.contains(final) {
      return mode(text, final)
    }
    let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
    guard text.isEmpty || numbers.allSatisfy({ $0 != nil }) else {
      return report("CSI \(text)\(final)")
    }
    let first = numbers.first.flatMap { $0 }
    let count = max(1, first ?? 1)
    switch final {
    case "A": go(row - count, column)
    case "B": go(row + count, column)
    case "C": go(row, column + count)
    case "D": go(row, column - count)
    case "G", "`": go(row, count - 1)
    case "d": go(count - 1, column)
    case "H", "f": go(count - 1, max(1, numbers.count > 1 ? numbers[1] ?? 1 : 1) - 1)
    case "J": eraseScreen(first ?? 0)
    case "K": eraseLine(first ?? 0)
    case "X": erase(row..<row + 1, column..<min(columns, column + count))
    case "P": delete(count)
    case "@": shift(from: column, by: count)
    case "L": if region.contains(row) { scroll(-count, in: row...region.upperBound) }
    case "M": if region.contains(row) { scroll(count, in: row...region.upperBound) }
    case "S": scroll(count, in: region)
    case "T": scroll(-count, in: region)
    case "b": for _ in 0..<count { put(last) }
    case "r":
      let end = numbers.count > 1 ? numbers[1] ?? rows : rows
      region = count - 1...max(count - 1, min(rows, end) - 1)
      go(0, 0)
    default: report("CSI \(text)\(final)")
    }
  }

  private mutating func delete(_ count: Int) {
    let count = min(count, columns - column)
    for place in column..<column + count { clear(place) }
    cells[row].removeSubrange(column..<column + count)
    cells[row] += Array(repeating: " ", count: count)
  }

  private mutating func eraseScreen(_ what: Int) {
    switch what {
    case 0:
      eraseLine(0)
      erase(row + 1..<rows, 0..<columns)
    case 1:
      eraseLine(1)
      erase(0..<row, 0..<columns)
    default: erase(0..<rows, 0..<columns)
    }
  }

  private mutating func eraseLine(_ what: Int) {
    let range = what == 0 ? column..<columns : what == 1 ? 0..<column + 1 : 0..<columns
    erase(row..<row + 1, range)
  }

  /// What is switched on and off; colours and other looks are not kept.
  private mutating func mode(_ text: String, _ final: Unicode.Scalar) {
    switch ("\(text)\(final)", final) {
    case ("4h", _): inserts = true
    case ("4l", _): inserts = false
    case ("?1049h", _), ("?1049l", _): erase(0..<rows, 0..<columns)
    case (_, "m") where text.allSatisfy { $0.isNumber || ";:".contains($0) }: break
    case (let whole, _) where Self.modes.contains(whole): break
    default: report("CSI \(text)\(final)")
    }
  }

  /// Cursor keys, wrapping, how the cursor looks, the mouse, pasting, and the title kept and given
  /// back.
  private static let modes: Set<String> = [
    "?1h", "?1l", "?7h", "?7l", "?12h", "?12l", "?25h", "?25l", "34h", "34l", "?0c", "?1c", "?8c",
    "?1000h", "?1000l", "?1002h", "?1002l", "?1006h", "?1006l", "?2004h", "?2004l", "22;0;0t",
    "23;0;0t", "22;2t", "23;2t", "?12;25h", "?1034h",
  ]
}
