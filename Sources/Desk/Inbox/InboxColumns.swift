import Terminal

/// Where the columns of the list lie, in cells from its left edge.
///
/// The subject takes what is left, or the customer where it is not shown. Where room is scarce, the
/// widest gives way first; where it is not enough for all at their least, those that are named last
/// are left out.
struct InboxColumns: Hashable {
  /// A column and its cells.
  struct Part: Hashable {
    var column: ListColumn
    var cells: Range<Int>
  }

  /// The columns that have room, from the left.
  private(set) var parts: [Part] = []
  /// Those that have none.
  private(set) var leftOut: [ListColumn] = []
  /// Where the signs of what must be seen to stand.
  let lead: ListColumn

  init(_ chosen: ListColumns = .usual, width: Int) {
    lead = chosen.lead
    let measure = Measure(width: width)
    var columns = chosen.columns
    if chosen == .usual, !measure.isRoomy { columns.removeAll { $0 == .assignee } }
    while measure.least(columns) > width, let last = columns.lastIndex(where: isDispensable) {
      leftOut.insert(columns.remove(at: last), at: 0)
    }
    var start = 0
    for (index, length) in measure.lengths(columns, lead: lead).enumerated() {
      parts.append(Part(column: columns[index], cells: start..<start + length))
      start += length + measure.gap(behind: index, of: columns)
    }
  }

  /// Whether a column has room.
  func shows(_ column: ListColumn) -> Bool { parts.contains { $0.column == column } }

  private func isDispensable(_ column: ListColumn) -> Bool {
    column != lead && column != .mark && column != .unread
  }
}

/// How wide columns are in a list of some width.
private struct Measure {
  let width: Int

  var isRoomy: Bool { width >= 96 }
  var isTight: Bool { width < 76 }

  func wanted(_ column: ListColumn) -> Int {
    switch column {
    case .mark, .unread: 1
    case .due: 6
    case .channel: 8
    case .customer: isRoomy ? 22 : isTight ? 13 : 16
    case .subject: isTight ? 8 : 16
    case .tags: isRoomy ? 20 : isTight ? 8 : 10
    case .assignee: 8
    case .age: 4
    case .number: 6
    case .order: isTight ? 10 : 12
    case .status: 7
    case .priority: 6
    case .account: isTight ? 8 : 12
    }
  }

  func least(_ column: ListColumn) -> Int {
    switch column {
    case .customer, .subject, .order, .number: 6
    case .channel, .tags, .assignee, .status, .priority, .account: 4
    case .mark, .unread, .due, .age: wanted(column)
    }
  }

  func least(_ columns: [ListColumn]) -> Int {
    columns.reduce(gaps(columns)) { $0 + least($1) }
  }

  /// Cells between a column and the next.
  func gap(behind index: Int, of columns: [ListColumn]) -> Int {
    guard index + 1 < columns.count else { return 0 }
    switch columns[index] {
    case .mark where columns[index + 1] == .unread: return 0
    case .due, .customer: return isTight ? 1 : 2
    default: return 1
    }
  }

  private func gaps(_ columns: [ListColumn]) -> Int {
    columns.indices.reduce(0) { $0 + gap(behind: $1, of: columns) }
  }

  /// What is left goes to `lead`; what is missing is taken from the widest, cell by cell.
  func lengths(_ columns: [ListColumn], lead: ListColumn) -> [Int] {
    var lengths = columns.map(wanted)
    var spare = width - gaps(columns) - lengths.reduce(0, +)
    if spare > 0, let index = columns.firstIndex(of: lead) { lengths[index] += spare }
    while spare < 0 {
      let yielding = columns.indices.filter { lengths[$0] > least(columns[$0]) }
      guard let widest = yielding.max(by: { lengths[$0] < lengths[$1] }) else { break }
      lengths[widest] -= 1
      spare += 1
    }
    return lengths
  }
}
