import Domain

/// A place one has been at and can go back to.
struct Spot: Hashable, Sendable {
  /// Which pane.
  var place: Desk.Place
  /// What the list showed, whatever its columns were.
  var source: InboxPane.Source
  /// How it was sorted.
  var sort: Sort
  /// The row under the cursor, and where it stood.
  var landing: InboxPane.Landing?
  /// The open ticket.
  var ticket: TicketID?

  /// Whether one is at the same place, wherever the cursor is.
  func isSamePlace(as other: Spot) -> Bool {
    place == other.place && source == other.source && ticket == other.ticket
  }
}

/// Where one has been, as far as it is remembered.
struct Trail: Hashable, Sendable {
  /// How many places are remembered.
  static let most = 100

  /// Behind, the newest last.
  private(set) var past: [Spot] = []
  /// Ahead, the next one last.
  private(set) var future: [Spot] = []
  /// The view or search before the one that is shown.
  private(set) var lastView: Spot?
  /// Where a search began that is still being typed.
  private var departure: Spot?

  /// Notes a step from one place to another. While a search is being typed nothing is noted; the
  /// step is from where it began.
  mutating func note(from before: Spot, to after: Spot, isTyping: Bool) {
    let start = departure ?? before
    departure = isTyping ? start : nil
    guard !isTyping, !start.isSamePlace(as: after) else { return }
    noteView(from: start, to: after)
    past.append(start)
    if past.count > Self.most { past.removeFirst() }
    future = []
  }

  /// The same for a step along the trail itself, which the trail knows already.
  mutating func noteView(from before: Spot, to after: Spot) {
    if before.source != after.source { lastView = before }
  }

  /// One step back from `here`; `nil` at its beginning.
  mutating func back(from here: Spot) -> Spot? {
    while let spot = past.popLast() {
      if spot.isSamePlace(as: here) { continue }
      future.append(here)
      return spot
    }
    return nil
  }

  /// One step forward again.
  mutating func forward(from here: Spot) -> Spot? {
    while let spot = future.popLast() {
      if spot.isSamePlace(as: here) { continue }
      past.append(here)
      return spot
    }
    return nil
  }
}
