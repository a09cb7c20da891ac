package import Terminal

/// How the window is cut into panes: a function of its size and of what is open.
package struct Frame: Hashable, Sendable {
  /// The least window in which everything can be used.
  package static let least = Size(60, 15)

  /// The line at the top.
  package var top = Rect(.zero, .zero)
  /// The line at the bottom: hints, what just happened, or what is being typed.
  package var bottom = Rect(.zero, .zero)
  /// All between them.
  package var body = Rect(.zero, .zero)
  /// The saved views.
  package var views: Rect?
  /// The list.
  package var list: Rect?
  /// What the row under the cursor is about.
  package var preview: Rect?
  /// What the ticket is called, where it does not stand in the line at the top.
  package var heading: Rect?
  /// The open ticket, or a look at the one under the cursor.
  package var ticket: Rect?
  /// Order, parcel and customer.
  package var order: Rect?
  /// Where an answer or a note is written.
  package var composer: Rect?
  /// The lines between panes, from top to bottom.
  package var rules: [Rect] = []
  /// The lines across a pane.
  package var crossRules: [Rect] = []

  /// What must find room.
  package struct Wish: Hashable, Sendable {
    /// A ticket is open and in front.
    package var showsTicket = false
    /// The person asked for the order pane where it is not always there.
    package var swapsOrder = false
    /// How many rows the composer would like; `nil` while nothing is written.
    package var composerRows: Int?
    /// What is written is looked at once more: it gets nearly all the room.
    package var isReviewing = false

    /// What must find room.
    package init(
      showsTicket: Bool = false, swapsOrder: Bool = false, composerRows: Int? = nil,
      isReviewing: Bool = false
    ) {
      self.isReviewing = isReviewing
      self.showsTicket = showsTicket
      self.swapsOrder = swapsOrder
      self.composerRows = composerRows
    }
  }

  /// Whether list and ticket stand side by side.
  package static func isWide(_ size: Size) -> Bool { size.columns >= 180 }

  /// Whether the preview stands beside the list.
  package static func hasSidePreview(_ size: Size) -> Bool { size.columns >= 120 }

  /// Whether the order pane stands beside the ticket.
  package static func hasSideOrder(_ size: Size) -> Bool { size.columns >= 100 }

  /// The panes of a window.
  package init(_ size: Size, _ wish: Wish) {
    var rest = Rect(.zero, size)
    top = rest.cutTop(1)
    bottom = rest.cutBottom(1)
    body = rest
    if Self.isWide(size) {
      wide(rest)
    } else if wish.showsTicket {
      openTicket(rest, size, wish)
    } else {
      browsing(rest, size)
    }
    if let rows = wish.composerRows { compose(rows, isReviewing: wish.isReviewing) }
  }
}

// MARK: - Cutting

extension Frame {
  /// Views, list, ticket and order side by side.
  private mutating func wide(_ area: Rect) {
    let parts = Layout.columns(
      [.fixed(24), .atLeast(60, share: 2), .atLeast(50, share: 2), .atLeast(38, share: 1)],
      in: area, gap: 1)
    views = parts[0]
    list = parts[1]
    var room = parts[2]
    heading = room.cutTop(1)
    ticket = room
    order = parts[3]
    rules = parts.dropFirst().map { Rect($0.left - 1, $0.top, 1, $0.rows) }
  }

  private mutating func openTicket(_ area: Rect, _ size: Size, _ wish: Wish) {
    if Self.hasSideOrder(size) {
      let parts = Layout.columns([.share(2), .share(1)], in: area, gap: 1)
      ticket = parts[0]
      order = parts[1]
      rules = [Rect(parts[1].left - 1, area.top, 1, area.rows)]
    } else if wish.swapsOrder {
      order = area
    } else {
      ticket = area
    }
  }

  /// The list with a preview: beside it where there is room, else below.
  private mutating func browsing(_ area: Rect, _ size: Size) {
    var area = area
    if Self.hasSidePreview(size) {
      let parts = Layout.columns([.share(3), .share(2)], in: area, gap: 1)
      list = parts[0]
      preview = parts[1]
      rules = [Rect(parts[1].left - 1, area.top, 1, area.rows)]
      return
    }
    preview = area.cutBottom(area.rows >= 18 ? 5 : 3)
    crossRules = [area.cutBottom(1)]
    list = area
  }

  /// The composer grows from below, to three fifths of the ticket at most while one writes.
  private mutating func compose(_ rows: Int, isReviewing: Bool) {
    guard var area = ticket else { return }
    let most = isReviewing ? area.rows : max(6, area.rows * 3 / 5)
    let rows = isReviewing ? rows + 9 : rows
    composer = area.cutBottom(min(max(8, rows), most, max(3, area.rows - 3)))
    ticket = area
  }
}
