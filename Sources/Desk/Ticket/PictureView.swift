package import Domain
package import Terminal

/// A picture that has the whole screen, until a key is pressed.
package struct PicturePane: Hashable, Sendable {
  /// What the terminal draws.
  package let picture: Picture
  /// The file it was made from.
  package let file: Attachment
}

/// Draws a picture, and below it what it is.
enum PictureView {
  /// The columns and rows a picture may take in a window: two lines are left for what it is, and
  /// in a very large window its dots would be too many.
  static func room(in size: Size) -> Size {
    Size(min(160, size.columns), min(60, size.rows - 2))
  }

  static func draw(_ pane: PicturePane, on canvas: inout Canvas) {
    canvas.picture = pane.picture
    let name = TextFlow.clean(pane.file.filename, lines: false)
    let nature = FileNature(pane.file)
    let rest = "  \(nature.words), \(Wording.size(pane.file.bytes)) · any key goes back"
    let row = Rect(.zero, canvas.size).row(canvas.size.rows - 1).inset(columns: 1)
    // The name gives way, not how one gets back.
    let room = max(4, row.columns - TextFlow.cells(rest))
    canvas.put([Piece(TextFlow.cut(name, to: room), .title), Piece(rest, .dim)], in: row)
  }
}
