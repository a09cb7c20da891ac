import CCurses
import Terminal

/// Puts canvases on the terminal: only rows that differ from the last one are given to the
/// library, and the library sends only what differs from what the terminal shows.
struct Painter {
  private var theme: Theme
  private var colours: Int
  private var shown: Canvas?
  private var picture: Picture?

  /// A painter for a terminal with this many colours.
  init(theme: Theme, colours: Int) {
    self.theme = colours < 8 ? theme.withoutColours : theme
    self.colours = colours
  }

  /// Forgets what is shown, so that the next canvas is put in whole; a picture is taken away.
  mutating func forget() {
    shown = nil
    guard let farewell = picture?.farewell else { return }
    picture = nil
    ccurses_picture(farewell, Int32(farewell.count))
  }

  mutating func paint(_ canvas: Canvas) {
    if canvas.picture != picture { show(canvas.picture) }
    if shown?.size != canvas.size {
      ccurses_erase()
      shown = nil
    }
    for row in 0..<canvas.size.rows where shown?.row(row) != canvas.row(row) {
      put(canvas.row(row), at: row)
    }
    ccurses_refresh(Int32(canvas.cursor?.row ?? -1), Int32(canvas.cursor?.column ?? -1))
    shown = canvas
  }

  /// Draws a picture on a blank terminal, or blanks it. What stands beside the picture is drawn
  /// after it: one that is higher than it was to be moves the rows.
  private mutating func show(_ picture: Picture?) {
    forget()
    ccurses_wipe()
    guard let picture else { return }
    ccurses_picture(picture.bytes, Int32(picture.bytes.count))
    self.picture = picture
  }

  private func put(_ cells: ArraySlice<Cell>, at row: Int) {
    var scalars: [UInt32] = []
    var start = 0
    var style: Style?
    for (column, cell) in cells.enumerated() where cell.columns > 0 {
      if cell.style != style {
        flush(&scalars, row, start, style)
        (start, style) = (column, cell.style)
      }
      scalars += Self.scalars(of: cell)
    }
    flush(&scalars, row, start, style)
  }

  private func flush(_ scalars: inout [UInt32], _ row: Int, _ column: Int, _ style: Style?) {
    guard let style, !scalars.isEmpty else { return }
    let look = theme.look(of: style)
    ccurses_style(
      UInt32(look.attributes.rawValue), number(look.foreground), number(look.background))
    ccurses_put(Int32(row), Int32(column), scalars, Int32(scalars.count))
    scalars.removeAll(keepingCapacity: true)
  }

  private func number(_ colour: Colour) -> Int32 {
    if colours > 256 { return Int32(colour.rgb) }
    if colours == 256 { return Int32(colour.palette) }
    return Int32(colours < 16 && colour.basic >= 8 ? colour.basic - 8 : colour.basic)
  }

  /// The scalars of `cell` as this host's C library, whose widths the terminal library goes by,
  /// agrees to their columns; a letter it does not know becomes U+FFFD.
  static func scalars(of cell: Cell) -> [UInt32] {
    if let byte = cell.grapheme.asciiValue { return [UInt32(byte)] }
    let scalars = cell.grapheme.unicodeScalars.map(\.value)
    let widths = scalars.map { Int(ccurses_width($0)) }
    if widths.allSatisfy({ $0 >= 0 }), widths.reduce(0, +) == cell.columns { return scalars }
    var fitting = [0xFFFD] as [UInt32]
    var width = 1
    if let first = scalars.first, let columns = widths.first, (1...cell.columns) ~= columns {
      (fitting, width) = ([first], columns)
    }
    return fitting + Array(repeating: 0x20, count: max(0, cell.columns - width))
  }
}
