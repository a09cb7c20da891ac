internal import Domain
internal import GRDB

/// What lists are sorted by, as SQL over `ticket t`, and which rows stand beyond a place.
struct SortKey {
  /// A column or what is worked out for a row.
  var expression: SQL
  /// The greatest first.
  var isDescending: Bool

  /// What a list is sorted by; the last tells all rows apart.
  static func keys(of sort: Sort) -> [SortKey] {
    let row = SortKey(expression: "t.row", isDescending: false)
    let newest = SortKey(expression: "t.last_message_at", isDescending: true)
    let due = SortKey(expression: "t.due_key", isDescending: false)
    return switch sort {
    case .due: [due, newest, row]
    case .newest, .relevance: [newest, row.reversed]
    case .oldest: [newest.reversed, row]
    case .created: [SortKey(expression: "t.created_at", isDescending: true), row.reversed]
    case .priority: [SortKey(expression: "t.priority", isDescending: true), due, newest, row]
    }
  }

  /// What a search for words is sorted by.
  static func keys(ofWords key: SQL) -> [SortKey] {
    [key, "t.row"].map { SortKey(expression: $0, isDescending: true) }
  }

  /// The other way round.
  var reversed: SortKey { SortKey(expression: expression, isDescending: !isDescending) }

  /// What follows `ORDER BY`.
  static func order(_ keys: [SortKey]) -> SQL {
    keys.map { $0.isDescending ? "\($0.expression) DESC" : $0.expression }.joined(separator: ", ")
  }
}

// MARK: - Beyond a place

extension SortKey {
  /// The conditions of the rows behind a place, one after the other: all rows of one stand before all
  /// of the next. Each begins where an index can begin.
  ///
  /// - Parameter isIncluding: the row at the place, too.
  static func beyond(
    _ values: [Int64], _ keys: [SortKey], isIncluding: Bool, isStepped: Bool
  ) -> [SQL] {
    let keys = Array(keys.prefix(values.count))
    guard isStepped, let first = keys.first, keys.count > 1 else {
      return [further(values[...], keys[...], isIncluding)]
    }
    // Very many rows may be alike in the first: an index is to go by the second among them.
    let rest = further(values.dropFirst(), keys.dropFirst(), isIncluding)
    return [
      "\(first.expression) = \(values[0]) AND \(rest)",
      first.comparison(to: values[0], orAlike: false),
    ]
  }

  private static func further(
    _ values: ArraySlice<Int64>, _ keys: ArraySlice<SortKey>, _ isIncluding: Bool
  ) -> SQL {
    guard let value = values.first, let key = keys.first else { return "1" }
    guard values.count > 1 else { return key.comparison(to: value, orAlike: isIncluding) }
    let rest = further(values.dropFirst(), keys.dropFirst(), isIncluding)
    return """
      (\(key.comparison(to: value, orAlike: true))
       AND (\(key.comparison(to: value, orAlike: false)) OR \(rest)))
      """
  }

  private func comparison(to value: Int64, orAlike: Bool) -> SQL {
    switch (isDescending, orAlike) {
    case (false, false): "\(expression) > \(value)"
    case (false, true): "\(expression) >= \(value)"
    case (true, false): "\(expression) < \(value)"
    case (true, true): "\(expression) <= \(value)"
    }
  }
}
