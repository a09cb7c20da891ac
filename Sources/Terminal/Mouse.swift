/// What was done with the mouse, and where.
package struct MouseEvent: Hashable, Sendable {
  /// What was done.
  package enum Kind: Hashable, Sendable {
    /// The left button went down.
    case press
    /// The mouse moved while the left button was down.
    case drag
    /// The left button came up.
    case release
    /// The wheel was turned towards the top.
    case wheelUp
    /// The wheel was turned towards the bottom.
    case wheelDown
  }

  /// What was done.
  package var kind: Kind
  /// The cell it was done at.
  package var point: Point

  /// An event at a cell.
  package init(_ kind: Kind, _ point: Point) {
    self.kind = kind
    self.point = point
  }
}
