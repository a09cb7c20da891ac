extension CSV {
  /// One record with its line end (RFC 4180), for a reader that may be a spreadsheet.
  static func line(_ cells: [String]) -> String {
    cells.map { quoted(defused($0)) }.joined(separator: ",") + "\r\n"
  }

  /// A cell that no spreadsheet takes for a formula: one that might be gets an apostrophe before it.
  ///
  /// So does one that already has it, so that taking one apostrophe away gives back every value.
  static func defused(_ cell: String) -> String {
    isFormula(cell) ? "'" + cell : cell
  }

  /// The signs that begin a formula, and their full-width forms; spreadsheets skip what is before
  /// them and cannot be seen.
  private static func isFormula(_ cell: String) -> Bool {
    let scalars = cell.unicodeScalars
    if let first = scalars.first, ["\t", "\r", "\n"].contains(first) { return true }
    let sign = scalars.first { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator: false
      default: scalar != "'"
      }
    }
    return sign.map { "=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains($0) } ?? false
  }

  private static func quoted(_ cell: String) -> String {
    let isPlain = !cell.unicodeScalars.contains { ",\"\r\n".unicodeScalars.contains($0) }
    let ends = [cell.unicodeScalars.first, cell.unicodeScalars.last]
    guard !isPlain || ends.contains(" ") else { return cell }
    var text = "\""
    for scalar in cell.unicodeScalars {
      if scalar == "\"" { text.unicodeScalars.append(scalar) }
      text.unicodeScalars.append(scalar)
    }
    return text + "\""
  }
}
