package import Terminal

extension Frame {
  /// A line between two panes.
  package struct Border: Hashable, Sendable {
    /// Which one; its place is remembered by this name.
    package enum Name: Hashable, Sendable, CaseIterable {
      /// Between the saved views and the list; it stays where it is.
      case views
      /// Between the list and the preview or the ticket.
      case list
      /// Between what was said and the order.
      case order
      /// Above what is being written.
      case composer
    }

    /// Which one.
    package var name: Name
    /// Its cells.
    package var rect: Rect
    /// What it divides.
    package var area: Rect
    /// It runs from left to right, and is moved up and down.
    package var isAcross: Bool

    init(_ name: Name, _ rect: Rect, in area: Rect, isAcross: Bool) {
      self.name = name
      self.rect = rect
      self.area = area
      self.isAcross = isAcross
    }

    /// The share of the part behind it, right or below, were it moved to `point`.
    package func share(at point: Point) -> Int {
      let room = max(1, (isAcross ? area.rows : area.columns) - (name == .composer ? 0 : 1))
      let behind =
        isAcross
        ? area.bottom - point.row - (name == .composer ? 0 : 1) : area.right - point.column - 1
      return max(0, min(1000, (behind * 1000 + room / 2) / room))
    }

    /// The share of that part as it is.
    package var share: Int { share(at: rect.origin) }
  }

  /// Where borders were moved to: the share of the part behind each, in thousandths, so that a
  /// window of another size keeps it.
  package struct Shares: Hashable, Sendable {
    private var shares: [Border.Name: Int] = [:]

    /// Every border is where it usually is.
    package init() {}

    /// The share behind a border; `nil` where it was not moved.
    package subscript(name: Border.Name) -> Int? {
      get { shares[name] }
      set { shares[name] = newValue }
    }
  }
}

/// Whether panes stand beside each other or below each other.
package enum Split: String, Hashable, Sendable, CaseIterable {
  /// As the window is: beside each other where it is broad, below each other where it is tall.
  case auto
  /// Beside each other wherever both are still wide enough.
  case beside
  /// Below each other wherever both are still high enough.
  case below

  /// Where the order pane stands.
  enum Place {
    case beside
    case below
    /// In place of the thread, when it is asked for.
    case instead
  }

  /// Whether list and ticket of a wide window stand above each other.
  func stacks(_ size: Size) -> Bool {
    switch self {
    case .auto: size.columns < 2 * size.rows
    case .beside: false
    case .below: size.rows >= 24
    }
  }

  /// Whether the preview stands beside the list; a cell is about twice as high as wide.
  func previewsBeside(_ size: Size) -> Bool {
    switch self {
    case .auto: size.columns >= 120 && size.columns >= 2 * size.rows
    case .beside: size.columns >= 90
    case .below: false
    }
  }

  func order(in size: Size) -> Place {
    let isHigh = size.rows >= 40
    switch self {
    case .auto:
      if size.columns >= 100, size.columns >= 2 * size.rows || !isHigh { return .beside }
      return isHigh ? .below : .instead
    case .beside: return size.columns >= 80 ? .beside : .instead
    case .below: return size.rows >= 30 ? .below : .instead
    }
  }
}
