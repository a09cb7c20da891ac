import Domain
package import Terminal

/// What happened at this desk, with the whole story of each failure.
package struct LogPane: Hashable, Sendable {
  /// How many lines are kept.
  package static let most = 500

  /// The lines, oldest first.
  package private(set) var entries: [LogEntry] = []
  /// Where the cursor is.
  package var list = List()

  /// Nothing has happened.
  package init() {}

  /// Adds a line; the cursor follows where it stood on the last one.
  package mutating func add(_ entry: LogEntry) {
    let follows = list.selected.map { $0 == entries.count - 1 } ?? true
    entries.append(entry)
    if entries.count > Self.most { entries.removeFirst() }
    list.resize(count: entries.count)
    if follows { list.moveToLast() }
  }

  /// The line under the cursor.
  package var selected: LogEntry? { list.selected.map { entries[$0] } }
}
