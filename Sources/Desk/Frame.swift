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
  /// The lines between panes that can be moved.
  package var borders: [Border] = []

  /// The preview has room for what was said, not only for its first words.
  package var previewsThread: Bool { (preview?.rows ?? 0) >= 10 }

  /// Whether list and ticket stand side by side.
  package static func isWide(_ size: Size) -> Bool { size.columns >= 180 }

  /// The panes of a window.
  package init(_ size: Size, _ wish: Wish) {
    var rest = Rect(.zero, size)
    top = rest.cutTop(1)
    bottom = rest.cutBottom(1)
    body = rest
    if let pane = wish.zoom {
      zoom(pane, size)
      return
    }
    if Self.isWide(size) {
      wide(rest, size, wish)
    } else if wish.showsTicket {
      openTicket(rest, size, wish)
    } else {
      browsing(rest, size, wish)
    }
    if let rows = wish.composerRows { compose(rows, wish) }
  }
}

// MARK: - What must find room

extension Frame {
  /// A pane that can have the whole window.
  package enum Pane: Hashable, Sendable {
    /// The list of tickets.
    case list
    /// What was said.
    case thread
    /// Order, parcel and customer.
    case order
    /// What is being written.
    case composer
  }

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
    /// Beside each other or below each other.
    package var split = Split.auto
    /// Where borders were moved to.
    package var shares = Shares()
    /// The one pane that has the whole window.
    package var zoom: Pane?

    /// What must find room.
    package init(
      showsTicket: Bool = false, swapsOrder: Bool = false, composerRows: Int? = nil,
      isReviewing: Bool = false, split: Split = .auto, shares: Shares = Shares(),
      zoom: Pane? = nil
    ) {
      self.isReviewing = isReviewing
      self.showsTicket = showsTicket
      self.swapsOrder = swapsOrder
      self.composerRows = composerRows
      self.split = split
      self.shares = shares
      self.zoom = zoom
    }
  }
}

// MARK: - Cutting

extension Frame {
  /// The pane alone; a ticket keeps its heading where the line at the top tells of the list.
  private mutating func zoom(_ pane: Pane, _ size: Size) {
    var room = body
    if pane != .list, Self.isWide(size) { heading = room.cutTop(1) }
    switch pane {
    case .list: list = room
    case .thread: ticket = room
    case .order: order = room
    case .composer: composer = room
    }
  }

  /// Views, list, ticket and order side by side; list and ticket above each other where the window
  /// is tall or the person wants it so.
  private mutating func wide(_ area: Rect, _ size: Size, _ wish: Wish) {
    var rest = area
    views = rest.cutLeft(24)
    _ = rest.cutLeft(1)
    let above = rest
    var room: Rect
    let spare = max(0, rest.columns - 150)
    if wish.split.stacks(size) {
      order = cut(&rest, .order, wish, usual: 38 + spare / 5, least: 38, leaving: 80)
      room = stack(&rest, .list, wish, usual: rest.rows * 3 / 5, least: 8, leaving: 5)
    } else {
      order = cut(&rest, .order, wish, usual: 38 + spare / 5, least: 38, leaving: 101)
      room = cut(&rest, .list, wish, usual: 50 + spare * 2 / 5, least: 40, leaving: 60)
    }
    list = rest
    borders.append(
      Border(.views, Rect(above.left - 1, area.top, 1, area.rows), in: area, isAcross: false))
    heading = room.cutTop(1)
    ticket = room
  }

  private mutating func openTicket(_ area: Rect, _ size: Size, _ wish: Wish) {
    var rest = area
    switch wish.split.order(in: size) {
    case .beside: order = cut(&rest, .order, wish, usual: rest.columns / 3, least: 30, leaving: 40)
    case .below: order = stack(&rest, .order, wish, usual: rest.rows / 3, least: 8, leaving: 12)
    case .instead:
      if wish.swapsOrder {
        order = area
        return
      }
    }
    ticket = rest
  }

  /// The list with a preview: beside it where there is room, else below.
  private mutating func browsing(_ area: Rect, _ size: Size, _ wish: Wish) {
    var rest = area
    if wish.split.previewsBeside(size) {
      preview = cut(&rest, .list, wish, usual: (rest.columns * 2 + 1) / 5, least: 30, leaving: 50)
    } else if area.rows >= 28 || wish.shares[.list] != nil {
      preview = stack(&rest, .list, wish, usual: rest.rows * 2 / 5, least: 3, leaving: 5)
    } else {
      preview = rest.cutBottom(area.rows >= 18 ? 5 : 3)
      let rule = rest.cutBottom(1)
      borders.append(Border(.list, rule, in: area, isAcross: true))
    }
    list = rest
  }

  /// The composer grows from below, to three fifths of the ticket at most while one writes, or to
  /// where its border was moved.
  private mutating func compose(_ rows: Int, _ wish: Wish) {
    guard var area = ticket else { return }
    let whole = area
    let most = wish.isReviewing ? area.rows : max(6, area.rows * 3 / 5)
    let rows = wish.isReviewing ? rows + 9 : rows
    var height = min(max(8, rows), most, max(3, area.rows - 3))
    if let share = wish.shares[.composer], !wish.isReviewing {
      height = max(4, min((area.rows * share + 500) / 1000, area.rows - 3))
    }
    let room = area.cutBottom(height)
    composer = room
    borders.append(Border(.composer, room.row(0), in: whole, isAcross: true))
    ticket = area
  }

  // MARK: One border

  /// Takes the right part off `rest`, a line between them: `usual` columns wide, or as its border
  /// was moved, but never less than `least`, and the rest not less than `leaving`.
  private mutating func cut(
    _ rest: inout Rect, _ name: Border.Name, _ wish: Wish, usual: Int, least: Int, leaving: Int
  ) -> Rect {
    let area = rest
    let part = rest.cutRight(
      length(of: area.columns - 1, wish.shares[name], usual, least: least, leaving: leaving))
    borders.append(Border(name, rest.cutRight(1), in: area, isAcross: false))
    return part
  }

  /// The same with the lower part.
  private mutating func stack(
    _ rest: inout Rect, _ name: Border.Name, _ wish: Wish, usual: Int, least: Int, leaving: Int
  ) -> Rect {
    let area = rest
    let part = rest.cutBottom(
      length(of: area.rows - 1, wish.shares[name], usual, least: least, leaving: leaving))
    borders.append(Border(name, rest.cutBottom(1), in: area, isAcross: true))
    return part
  }

  private func length(
    of room: Int, _ share: Int?, _ usual: Int, least: Int, leaving: Int
  ) -> Int {
    let wanted = share.map { (room * $0 + 500) / 1000 } ?? usual
    let most = max(min(least, room / 2), room - leaving)
    return max(min(least, most), min(wanted, most))
  }
}
