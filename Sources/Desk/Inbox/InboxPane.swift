package import Domain
package import Terminal

/// The list of tickets: what it shows, where the cursor is, what is marked.
package struct InboxPane: Hashable, Sendable {
  /// What the list shows.
  package enum Source: Hashable, Sendable {
    /// A saved view.
    case view(SavedView)
    /// What a person searched for.
    case search(Query)

    /// The same whatever its columns are.
    var place: Source {
      guard case .view(var view) = self else { return self }
      view.columns = nil
      return .view(view)
    }

    /// The query behind it.
    package var query: Query {
      switch self {
      case .view(let view): view.query
      case .search(let query): query
      }
    }
  }

  /// How many rows are asked for at a time.
  package static let window = 200

  /// Whose list it is.
  package let agent: AgentID
  /// What it shows.
  package private(set) var source: Source
  /// The columns of the view that it shows, or that a search began from; `nil` for those that are
  /// set for all views.
  package private(set) var columns: ListColumns?
  /// What it is sorted by.
  package var sort: Sort { didSet { aim() } }
  /// Where the cursor is.
  package var list = List()
  /// The rows that came last, and the question they answer.
  package private(set) var page: InboxPage?
  /// The question whose answer is wanted.
  package private(set) var question: Question
  /// What is marked.
  package var marks = Marks()
  /// What was marked before the last act.
  package var lastMarks = Marks()
  /// Rows that came above the rows in sight.
  package private(set) var fresh = 0
  /// Where a range began that is being marked.
  package private(set) var rangeStart: Anchor?
  /// What the store was asked for to be marked.
  package var gathering: Gathering?
  /// The row whose ticket is shown beside the list, once the cursor has rested on it.
  package var rested: TicketID?
  /// That ticket.
  package var peek: TicketSheet? { didSet { laid = nil } }
  /// What was said in it, as lines of the width they are shown at.
  private(set) var peekThread = Thread()
  /// The first of those lines in sight.
  private(set) var peekPlace = Thread.Place(0)
  private var laid: Laid?
  private var shown: Shown?
  private var wanted: Landing?

  /// What the lines depend on beside the ticket.
  private struct Laid: Hashable, Sendable {
    var size: Size
    var now: Instant
  }

  /// A row to come back to.
  package struct Landing: Hashable, Sendable {
    /// Its ticket.
    package var ticket: TicketID
    /// Where it stood, for when it is gone.
    package var index: Int
  }

  /// A ticket and its place in the whole list when it was last among the rows that came.
  package struct Anchor: Hashable, Sendable {
    var ticket: TicketID
    var index: Int
  }

  /// Tickets that the store was asked for, and what they do to the marks.
  package struct Gathering: Hashable, Sendable {
    /// What was asked.
    package var question: Question
    /// What becomes of the marks.
    package var how: Marks.Combining
    /// The marks as they were.
    package var before: Int
  }

  /// What the rows in sight are rows of.
  private struct Shown: Hashable, Sendable {
    var condition: Condition
    var sort: Sort
  }

  /// The first view, before anything has come.
  package init(agent: AgentID, view: SavedView) {
    self.agent = agent
    source = .view(view)
    sort = view.sort
    columns = view.columns
    question = .inbox(
      view.query, sort: view.sort, offset: 0, limit: Self.window, agent: agent)
  }

  /// The query whose rows it shows.
  package var query: Query { source.query }

  /// Whether the rows in sight answer another question than the one now asked.
  package var isStale: Bool {
    shown != Shown(condition: query.condition, sort: sort)
  }

  /// How many tickets there are in all, as far as is known.
  package var total: Int { page?.total ?? 0 }

  /// Whether there are more than `total`.
  package var hasMore: Bool { page?.hasMore ?? false }

  /// How many tickets there are in all, in words: `10,000+` where they are not all counted.
  var totalText: String { Wording.grouped(total) + (hasMore ? "+" : "") }

  /// The last event the rows are true for.
  package var seen: EventNumber { page?.seen ?? 0 }
}

// MARK: - Rows

extension InboxPane {
  /// The row at a place of the whole list; `nil` while it is still being fetched.
  package func row(_ index: Int) -> InboxRow? {
    guard let page, page.rows.indices.contains(index - page.offset) else { return nil }
    return page.rows[index - page.offset]
  }

  /// The row under the cursor.
  package var selected: InboxRow? { list.selected.flatMap(row) }

  /// Where a ticket stands in the whole list, if it is among the rows that came.
  package func index(of ticket: TicketID) -> Int? {
    guard let page, let index = page.rows.firstIndex(where: { $0.id == ticket }) else { return nil }
    return page.offset + index
  }

  /// Whether a row is marked, or will be by the range that is being drawn.
  package func isMarked(_ row: InboxRow, at index: Int) -> Bool {
    marks.contains(row.id) || range?.contains(index) ?? false
  }

  /// The rows of the range that is being drawn.
  package var range: ClosedRange<Int>? {
    guard let start = rangeStart, let end = list.selected else { return nil }
    let from = min(index(of: start.ticket) ?? start.index, max(0, list.count - 1))
    return min(from, end)...max(from, end)
  }

  /// How many tickets an act would reach: the marks and the range, or none.
  package var markCount: Int {
    guard let range else { return marks.count }
    let known = range.count { index in row(index).map { marks.contains($0.id) } ?? false }
    return marks.count + range.count - known
  }

  /// How many of the marked tickets are not in sight.
  package var hiddenMarks: Int {
    let seen = list.visible.count { index in
      row(index).map { isMarked($0, at: index) } ?? false
    }
    return max(0, markCount - seen)
  }
}

// MARK: - Looking

extension InboxPane {
  /// The row under the cursor, to come back to.
  package var landing: Landing? {
    selected.map { Landing(ticket: $0.id, index: list.selection) }
  }

  /// Shows another view or search: from its first row, or from the one that it was left at.
  package mutating func look(
    at source: Source, sort another: Sort? = nil, landing: Landing? = nil
  ) {
    self.source = source
    if case .view(let view) = source { columns = view.columns }
    wanted = landing
    if let another {
      sort = another
    } else if case .view(let view) = source {
      sort = view.sort
    }
    rangeStart = nil
    rested = nil
    peek = nil
    aim()
  }

  /// Shows other columns of the same rows.
  package mutating func show(_ columns: ListColumns?) {
    self.columns = columns
    guard case .view(var view) = source else { return }
    view.columns = columns
    source = .view(view)
  }

  /// Asks for the rows around those in sight, or for the first ones of something new. The window
  /// moves only when what is in sight comes near its edge.
  private mutating func aim() {
    var offset = 0
    var near: Landmark?
    if !isStale, case .inbox(_, _, let current, _, _, let known) = question {
      let margin = list.height
      let reachesUp = current == 0 || current <= list.offset - margin
      let reachesDown =
        current + Self.window
        >= min(hasMore ? .max : total, list.visible.upperBound + margin)
      offset =
        reachesUp && reachesDown
        ? current : max(0, list.offset - (Self.window - list.height) / 2)
      near = offset == current ? known : landmark(nearestTo: offset)
    } else if let wanted {
      offset = max(0, wanted.index - (Self.window - list.height) / 2)
    }
    question = .inbox(
      query, sort: sort, offset: offset, limit: Self.window, agent: agent, near: near)
  }

  /// A row that came, or the end, if the way from there to where a window begins is shorter than from
  /// the top.
  private func landmark(nearestTo offset: Int) -> Landmark? {
    guard let page, !page.rows.isEmpty else { return nil }
    let last = page.offset + page.rows.count - 1
    if page.isCounted, !page.hasMore, offset > last, offset + Self.window >= page.total {
      return Landmark(nil, at: page.total)
    }
    let index = offset > page.offset ? min(offset - 1, last) : page.offset
    guard abs(index - offset) < offset, let place = row(index)?.place else { return nil }
    return Landmark(place, at: index)
  }

  /// Takes over rows that came. The row under the cursor stays where it is on the screen; what is
  /// new above is counted.
  package mutating func answered(_ page: InboxPage, to question: Question) {
    guard question == self.question else { return }
    var page = page
    if !page.isCounted, !isStale, let known = self.page, known.isCounted {
      (page.total, page.isCounted) = (max(page.total, known.total), true)
      page.hasMore = known.hasMore
    }
    let wanted = Shown(condition: query.condition, sort: sort)
    defer {
      self.page = page
      shown = wanted
    }
    guard shown == wanted, let old = self.page else {
      list.follow(nil, count: page.total)
      list.moveToFirst()
      land(on: page)
      fresh = 0
      return
    }
    let known = Set(old.rows.map(\.id))
    if let start = rangeStart, let at = page.rows.firstIndex(where: { $0.id == start.ticket }) {
      rangeStart?.index = page.offset + at
    }
    let chosen = selected?.id
    let index = chosen.flatMap { id in page.rows.firstIndex { $0.id == id } }
      .map { page.offset + $0 }
    if chosen != nil, index != nil || old.offset == page.offset {
      list.follow(index, count: page.total)
    } else {
      list.resize(count: page.total)
    }
    guard old.offset == page.offset else {
      fresh = min(fresh, list.offset)
      return
    }
    if let index {
      fresh += page.rows.prefix(index - page.offset).count { !known.contains($0.id) }
    }
    fresh = min(fresh, list.offset)
  }

  /// Puts the cursor where it was when these rows were left, in the middle of what is in sight.
  private mutating func land(on page: InboxPage) {
    guard let landing = wanted else { return }
    wanted = nil
    let index = page.rows.firstIndex { $0.id == landing.ticket }.map { page.offset + $0 }
    list.select((index ?? landing.index) + list.height / 2)
    list.select(index ?? landing.index)
  }

  /// After the cursor has moved: what is above is seen once it is in sight, and rows that are
  /// missing are asked for.
  package mutating func moved() {
    fresh = min(fresh, list.offset)
    aim()
  }
}

// MARK: - The ticket beside the list

extension InboxPane {
  /// Cuts what was said in it into lines where anything they depend on has changed, and goes to the
  /// last thing said, with what was said before as far as there is room.
  mutating func fitPeek(_ size: Size, _ setting: Setting, now: Instant) {
    let wanted = Laid(size: size, now: now)
    guard let peek, laid != wanted else { return }
    laid = wanted
    peekThread = Thread(peek, width: size.columns, setting: setting, now: now, isUnfolded: false)
    peekPlace = min(Thread.Place(max(0, peekThread.count - 1)), peekThread.last(size.rows))
    peekThread.keep(from: peekPlace, size.rows)
  }
}

// MARK: - Marking

extension InboxPane {
  /// Marks the row under the cursor, or unmarks it, and goes on to the next; so for `count` rows.
  package mutating func toggleMark(_ count: Int = 1) {
    for _ in 0..<max(1, count) {
      guard let row = selected else { break }
      marks.set(row.id, !marks.contains(row.id))
      let place = list.selection
      list.move(1)
      if list.selection == place { break }
    }
    moved()
  }

  /// Begins a range at the cursor.
  package mutating func beginRange() {
    guard let index = list.selected, let row = row(index) else { return }
    rangeStart = Anchor(ticket: row.id, index: index)
  }

  /// Marks the range that is being drawn; where some of its rows have not come, it is the answer to
  /// the question given back that is to be marked.
  package mutating func settleRange() -> Question? {
    guard let range else { return nil }
    rangeStart = nil
    let rows = range.compactMap(row)
    guard rows.count == range.count else {
      return .stretch(
        query, sort: sort, offset: range.lowerBound, limit: range.count, agent: agent)
    }
    marks.combine(.add, with: rows.map(\.id))
    return nil
  }

  /// Unmarks everything, and remembers it.
  package mutating func unmark() {
    if !marks.isEmpty { lastMarks = marks }
    marks = Marks()
    rangeStart = nil
    gathering = nil
  }
}
