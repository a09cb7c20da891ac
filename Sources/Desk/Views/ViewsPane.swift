import Domain
package import Terminal

/// The saved views with their counts: where the cursor is, and how many tickets each has now.
package struct ViewsPane: Hashable, Sendable {
  /// The views, in the order of their numbers.
  package private(set) var views: [SavedView]
  /// Where the cursor is.
  package var list: List
  private var counts: [Int: Int] = [:]

  /// The views before any count is known.
  package init(_ views: [SavedView]) {
    self.views = views
    list = List(count: views.count)
  }

  /// Takes over other views; the cursor stays where it is. What is known of a search stays known,
  /// whatever view it belongs to now: nobody answers again what is being watched.
  mutating func replace(_ views: [SavedView]) {
    let known = counts
    counts = [:]
    for view in views {
      let before = self.views.first { $0.query == view.query }
      if let before { counts[view.number] = known[before.number] }
    }
    self.views = views
    list.resize(count: views.count)
  }

  /// The view under the cursor.
  package var selected: SavedView? { list.selected.map { views[$0] } }

  /// How many tickets a view has; `nil` until that is known.
  package func count(of view: SavedView) -> Int? { counts[view.number] }

  /// What must be known of the store to count them.
  func questions(agent: AgentID) -> [Question] { views.map { .count($0.query, agent: agent) } }

  /// Takes over how many tickets a query matches.
  mutating func answered(_ count: Int, to query: Query) {
    for view in views where view.query == query { counts[view.number] = count }
  }

  /// Puts the cursor on what the list shows.
  mutating func open(at source: InboxPane.Source) {
    guard case .view(let view) = source,
      let index = views.firstIndex(where: { $0.number == view.number })
    else { return }
    list.select(index)
  }
}
