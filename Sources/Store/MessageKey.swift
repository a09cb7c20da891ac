internal import Domain
internal import GRDB

/// The rows of messages, which stand in the order in which they were received, so that FTS5, which
/// walks its rows in their order, comes upon the newest first.
///
/// A second has room for a million rows, and a message gets the next free one of its own: what
/// arrives late finds its place among what came before it. A second that is full, which only broken
/// dates bring about, goes on in the next.
enum MessageKey {
  /// How many rows a second has.
  static let room: Int64 = 1 << 20
  /// Moments beyond it (the year 2242) count as this one, those before 1970 as its beginning.
  private static let lastSecond: Int64 = (1 << 33) - 1

  /// The row that a message received then gets.
  static func claim(_ moment: Instant, in db: Database) throws -> Int64 {
    let statement = try db.cachedStatement(
      sql: "SELECT max(row) FROM message WHERE row >= ? AND row < ?")
    var start = first(of: moment)
    while let last = try Int64.fetchOne(statement, arguments: [start, start + room]) {
      guard last == start + room - 1 else { return last + 1 }
      start += room
    }
    return start
  }

  /// The first row of the second of a moment.
  static func first(of moment: Instant) -> Int64 {
    min(max(moment.milliseconds / 1000, 0), lastSecond) * room
  }

  /// The last row of the second of a column of milliseconds, as SQL.
  static func last(of column: String) -> SQL {
    "(min(max(\(sql: column) / 1000, 0), \(lastSecond)) * \(room) + \(room - 1))"
  }
}
