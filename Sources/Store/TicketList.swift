internal import Domain
internal import GRDB

/// A sorted list of tickets, of which any stretch can be had: from the top, or beside a row that is
/// known, at the same price however far down that is.
struct TicketList {
  /// A row that was found: its ticket's, and what a search for words is sorted by.
  struct Found: Hashable {
    var ticket: Int64
    var key: Int64?
  }

  /// Which rows are wanted.
  struct Stretch {
    /// The row beside which they stand, by what the list is sorted by and its ticket's row at last;
    /// `nil` for an end of the list.
    var values: [Int64]?
    /// Towards the top, the nearest first; from the end where there is no row.
    var isBackwards = false
    /// The row itself, too.
    var isIncluding = false
    /// So many are left out.
    var skip = 0
    /// So many at most.
    var limit: Int

    /// Whether it begins at the top.
    var isFromTop: Bool { values == nil && !isBackwards }
  }

  let db: Database
  let source: QueryCompiler.List
  let sort: Sort
  /// The way along words, where there is one.
  let words: WordSearch?

  /// The rows from an offset on, beside a landmark where that is known.
  func rows(offset: Int, limit: Int, near: Landmark? = nil) throws -> [Found] {
    let (offset, limit) = (max(0, offset), max(0, limit))
    guard let near, limit > 0, let values = try values(of: near) else {
      return try rows(Stretch(skip: offset, limit: limit))
    }
    guard offset <= near.index else {
      let between = offset - near.index - 1
      guard near.place != nil else { return try rows(Stretch(skip: offset, limit: limit)) }
      return try rows(Stretch(values: values.list, skip: between, limit: limit))
    }
    let count = near.index - offset
    let before = try rows(Stretch(values: values.list, isBackwards: true, limit: count))
    // There are fewer than were known: the top is nearer.
    guard before.count == count else { return try rows(Stretch(skip: offset, limit: limit)) }
    let above = before.reversed().prefix(limit)
    guard above.count < limit, near.place != nil else { return Array(above) }
    return try above
      + rows(Stretch(values: values.list, isIncluding: true, limit: limit - above.count))
  }

  /// What the list is sorted by at a landmark; `nil` where it is none of this list.
  private func values(of landmark: Landmark) throws -> (list: [Int64]?, isEnd: Bool)? {
    guard let place = landmark.place else { return (nil, true) }
    guard place.sort == sort, place.keys.count == source.keys.count - 1 else { return nil }
    let row = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT row FROM ticket WHERE id = ?"),
      arguments: [place.ticket.blob])
    return (place.keys + [row ?? 0], false)
  }

  /// The rows of a stretch, the nearest to where it begins first.
  private func rows(_ stretch: Stretch) throws -> [Found] {
    guard stretch.limit > 0 else { return [] }
    if let words, let found = try words.newest(stretch) { return found }
    let keys = stretch.isBackwards ? source.keys.map(\.reversed) : source.keys
    let steps =
      stretch.values.map {
        SortKey.beyond($0, keys, isIncluding: stretch.isIncluding, isStepped: sort == .due)
      } ?? ["1"]
    var found: [Found] = []
    var skip = stretch.skip
    for step in steps where found.count < stretch.limit {
      let sql: SQL = """
        SELECT t.row, \(source.keys[0].expression) \(source.source) AND \(step)
        ORDER BY \(SortKey.order(keys))
        LIMIT \(stretch.limit - found.count + (steps.count > 1 ? skip : 0))
        OFFSET \(steps.count > 1 ? 0 : skip)
        """
      let rows = try SQLRequest<Row>(literal: sql).fetchAll(db).map {
        Found(ticket: $0[0], key: sort == .newest ? $0[1] : nil)
      }
      found += rows.dropFirst(steps.count > 1 ? skip : 0)
      skip = max(0, skip - rows.count)
    }
    return found
  }
}
