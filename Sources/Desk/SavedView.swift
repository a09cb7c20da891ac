package import Domain

/// A search with a name and a number, one key away.
package struct SavedView: Hashable, Sendable {
  /// Its number; 1 to 9 have keys.
  package var number: Int
  /// What it is called.
  package var name: String
  /// What it shows.
  package var query: Query
  /// How it is sorted at first.
  package var sort: Sort
  /// Its columns; `nil` for those that are set for all views.
  package var columns: ListColumns?

  /// A view.
  package init(
    _ number: Int, _ name: String, _ query: Query, sort: Sort = .due, columns: ListColumns? = nil
  ) {
    self.number = number
    self.name = name
    self.query = query
    self.sort = sort
    self.columns = columns
  }

  /// The views that come with the program.
  package static let builtIn: [SavedView] = [
    SavedView(1, "Open", .inbox),
    SavedView(2, "Mine", awake("is:mine", .term(.is(.mine)))),
    SavedView(3, "Unassigned", awake("is:unassigned", .term(.is(.unassigned)))),
    SavedView(4, "Overdue", awake("is:overdue", .term(.is(.overdue)))),
    SavedView(
      5, "Waiting for customer",
      Query(text: "status:pending", condition: .term(.status(.pending))), sort: .oldest),
    SavedView(
      6, "Snoozed", Query(text: "is:snoozed", condition: .term(.is(.snoozed))), sort: .newest),
    SavedView(
      7, "Solved", Query(text: "status:solved", condition: .term(.status(.solved))), sort: .newest),
    SavedView(
      8, "Spam & quarantine",
      Query(
        text: "is:spam OR is:quarantined",
        condition: .any([.term(.is(.spam)), .term(.is(.quarantined))])), sort: .newest),
    SavedView(9, "All", .everything, sort: .newest),
  ]

  /// All there are: a view of one's own takes the place of the one that came with its number.
  package static func all(with own: [SavedView]) -> [SavedView] {
    let taken = Set(own.map(\.number))
    return (builtIn.filter { !taken.contains($0.number) } + own).sorted { $0.number < $1.number }
  }

  /// It is as it came with the program: a file need not hold it.
  package var isBuiltIn: Bool {
    columns == nil
      && Self.builtIn.contains {
        $0.number == number && $0.name == name && $0.query.text == query.text && $0.sort == sort
      }
  }

  private static func awake(_ text: String, _ condition: Condition) -> Query {
    Query(
      text: "is:open -is:snoozed \(text)",
      condition: .all([.term(.is(.open)), .not(.term(.is(.snoozed))), condition]))
  }
}
