package import Domain

/// Walks through a shop's list of what has changed since a moment, page by page, over as many pulls
/// as it takes; the whole of it is the cursor that the store keeps.
///
/// The next walk begins a little before the end of this one, since shops list some changes late,
/// and what was seen is not told again. What changes while the walk goes on is told by the next.
package struct ChangeWalk: Hashable, Sendable, Codable {
  /// One page of a list.
  package struct Page<Item: Sendable>: Sendable {
    /// What stands on it, each with its key and when it changed.
    package var items: [(key: String, changed: Instant, item: Item)]
    /// What the next page is asked for with; `nil` on the last.
    package var next: String?
    /// When the shop answered, by its own clock.
    package var at: Instant?

    /// A page.
    package init(
      _ items: [(key: String, changed: Instant, item: Item)], next: String?, at: Instant?
    ) {
      self.items = items
      self.next = next
      self.at = at
    }
  }

  /// How far before its end a walk is taken up again.
  package static let overlap = Span.minutes(2)
  /// How often a walk is begun anew because the list moved or repeated itself.
  private static let tries = 5
  /// How many things that were seen are remembered.
  private static let memory = 2000

  private var since: Instant?
  private var slack: Span?
  private var ceiling: Instant?
  private var high: Instant?
  private var anchor: String?
  private var tokens: Set<String> = []
  private var begun = 0
  private var seen: [String: Instant] = [:]
  /// What the next page is asked for with; `nil` for the first.
  package private(set) var token: String?
  /// How many lie before the next page, for lists that are counted.
  package private(set) var offset = 0
  /// The walk is under way.
  package private(set) var hasMore = false
  /// What a person should know of it.
  package private(set) var notices: [String] = []

  /// The walk that a cursor keeps; a new one from `first` on where there is none that can be read.
  /// `overlap` is more than usual where a shop tells changes later than others.
  package init(_ cursor: Cursor?, from first: Instant? = nil, overlap: Span = Self.overlap) {
    since = first
    if let kept = cursor?.kept(as: Self.self) {
      self = kept
      notices = []
    }
    slack = overlap == Self.overlap ? nil : overlap
  }

  /// The moment from which on changes are asked for; all where it is `nil`.
  package var from: Instant? { since }

  /// Where the next pull begins.
  package var cursor: Cursor { Cursor(keeping: self) }
}

// MARK: - Taking pages

extension ChangeWalk {
  /// Takes a page of a list whose pages are asked for with a token; what is new on it.
  package mutating func take<Item>(_ page: Page<Item>) -> [Item] {
    let fresh = note(page)
    guard let next = page.next else {
      end()
      return fresh
    }
    guard !tokens.contains(next), next != token else {
      beginAnew("the shop gave the same page twice")
      return fresh
    }
    if let token { tokens.insert(token) }
    token = next
    hasMore = true
    return fresh
  }

  /// Takes a page of a list that is counted and sorted by key, asked for from `offset` on; what is
  /// new on it.
  ///
  /// Every page but the first begins with the last item of the one before: where it does not, the
  /// list has moved meanwhile, and something may stand before the page that nobody has seen.
  package mutating func take<Item>(counted page: Page<Item>, isFull: Bool) -> [Item] {
    if let anchor, page.items.first?.key != anchor {
      let fresh = note(page)
      beginAnew("the shop's list moved while it was read")
      return fresh
    }
    let fresh = note(page)
    guard isFull, let last = page.items.last?.key, last != anchor else {
      end()
      return fresh
    }
    offset += page.items.count - 1
    anchor = last
    hasMore = true
    return fresh
  }

  /// The shop no longer knows the page that would be next: the walk begins anew.
  package mutating func lostItsPlace() {
    beginAnew("the shop lost the place in its list")
  }

  private mutating func note<Item>(_ page: Page<Item>) -> [Item] {
    let latest = page.items.map(\.changed).max()
    // What changes after the first page was given is later than all that stands on it.
    if ceiling == nil { ceiling = page.at ?? latest }
    if let latest { high = max(high ?? latest, latest) }
    let fresh = page.items.compactMap { key, changed, item -> Item? in
      if seen[key] == changed { return nil }
      seen[key] = changed
      return item
    }
    forget(beyond: 2 * Self.memory)
    return fresh
  }

  /// Remembers what changed last; what is forgotten may be told twice.
  private mutating func forget(beyond most: Int) {
    guard seen.count > most else { return }
    let kept = seen.sorted { ($0.value, $0.key) > ($1.value, $1.key) }.prefix(Self.memory)
    seen = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
  }

  private mutating func beginAnew(_ why: String) {
    begun += 1
    guard begun < Self.tries else {
      // The same stretch is read again by the next look.
      notices.append("\(why); it is read again at the next look")
      restart()
      (hasMore, begun) = (false, 0)
      return
    }
    restart()
    hasMore = true
  }

  private mutating func restart() {
    (token, anchor, offset, tokens, ceiling) = (nil, nil, 0, [], nil)
  }

  private mutating func end() {
    if let high {
      let edge = min(high, ceiling ?? high) - (slack ?? Self.overlap)
      since = max(since ?? edge, edge)
    }
    if let since { seen = seen.filter { $0.value >= since } }
    forget(beyond: Self.memory)
    restart()
    (hasMore, begun) = (false, 0)
  }
}
