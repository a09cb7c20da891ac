/// A row's place in a sorted list, told by what the list is sorted by: whatever comes and goes before
/// it, what stands behind it is found at once.
package struct ListPlace: Hashable, Sendable {
  /// What the list is sorted by.
  package var sort: Sort
  /// What of the row it is sorted by, the weightiest first.
  package var keys: [Int64]
  /// The row's ticket, which comes before or after others that are sorted alike.
  package var ticket: TicketID

  /// A place.
  package init(_ sort: Sort, _ keys: [Int64], _ ticket: TicketID) {
    self.sort = sort
    self.keys = keys
    self.ticket = ticket
  }
}

extension ListPlace {
  /// As it is carried from one command to the next.
  package var text: String {
    ([sort.rawValue] + keys.map { String($0) } + [ticket.description]).joined(separator: ".")
  }

  /// A place that `text` spelt; `nil` where it did not.
  package init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count > 1, let sort = Sort(rawValue: String(parts[0])),
      let ticket = TicketID(String(parts[parts.count - 1]))
    else { return nil }
    let keys = parts[1..<(parts.count - 1)].compactMap { Int64($0) }
    guard keys.count == parts.count - 2, keys.count == sort.keyCount else { return nil }
    self.init(sort, keys, ticket)
  }
}

extension Sort {
  /// By how much of a row it goes; what is rated anew for each search has no place to come back to.
  fileprivate var keyCount: Int? {
    switch self {
    case .due: 2
    case .newest, .oldest, .created: 1
    case .priority: 3
    case .relevance: nil
    }
  }
}

/// A row of a list that is known, and where it stands: rows beside it are found without counting from
/// the first.
package struct Landmark: Hashable, Sendable {
  /// The row; `nil` for the end of the list.
  package var place: ListPlace?
  /// Where it stands, from 0; for the end, how many rows there are.
  package var index: Int

  /// A landmark.
  package init(_ place: ListPlace?, at index: Int) {
    self.place = place
    self.index = index
  }
}
