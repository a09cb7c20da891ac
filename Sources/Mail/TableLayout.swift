/// Sets the cells of a table under each other.
enum TableLayout {
  /// Cells wider than this are text, and their table is only there for the looks of a mail.
  static let widestCell = 40
  /// No table gets wider than this.
  static let widest = 110

  /// The lines of a table with its columns set, or with two spaces between the cells.
  static func aligned(_ page: ArraySlice<UInt8>) -> [UInt8] {
    let lines = page.split(separator: 0x0A, omittingEmptySubsequences: false)
    let rows = lines.map { $0.split(separator: TextPage.gap, omittingEmptySubsequences: false) }
    let widths = columns(rows)
    var out: [UInt8] = []
    out.reserveCapacity(page.count)
    for (place, row) in rows.enumerated() {
      if place > 0 { out.append(0x0A) }
      for (column, cell) in row.enumerated() {
        out += cell
        guard column + 1 < row.count else { continue }
        let missing = column < widths.count ? widths[column] - width(cell) : 0
        out += Array(repeating: 0x20, count: max(0, missing) + 2)
      }
    }
    return out
  }

  /// How wide each column is; empty where the table has no columns to speak of.
  private static func columns(_ rows: [[ArraySlice<UInt8>]]) -> [Int] {
    let full = rows.filter { $0.count > 1 }
    guard let most = full.map(\.count).max(), full.count > 1, most <= 12 else { return [] }
    guard full.filter({ $0.count == most }).count * 2 >= full.count else { return [] }
    var widths: [Int] = []
    for row in full {
      for (column, cell) in row.enumerated() {
        let width = width(cell)
        guard width <= widestCell else { return [] }
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], width)
      }
    }
    return widths.reduce(0, +) + 2 * widths.count <= widest ? widths : []
  }

  /// How many columns of the screen a cell takes, near enough.
  private static func width(_ cell: ArraySlice<UInt8>) -> Int {
    guard cell.count <= 4 * widestCell else { return widestCell + 1 }
    return String(decoding: cell, as: UTF8.self).unicodeScalars.reduce(0) { sum, scalar in
      switch scalar.value {
      case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: sum
      case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
        0xFF00...0xFF60, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
        sum + 2
      default: sum + 1
      }
    }
  }
}
