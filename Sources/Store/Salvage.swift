internal import Foundation
internal import GRDB

/// Takes every row that can be read out of a damaged file and lays it into a new store.
///
/// Rows are taken page by page, not by the tree above them. Where the tree of a table is whole, its
/// pages are known to be its own; a row of a page that no tree leads to is known by its fields.
/// Deleted rows are not found, for our stores write zeros over them.
struct Salvage {
  private let file: PageFile
  private let db: Database
  private let tables = SavedTable.all
  /// The tree that a page belongs to; what stands in no list of ours is of no use here.
  private var owners: [Int: String] = [:]
  /// The end of what was written cannot be read.
  var isTorn: Bool { file.isTorn }
  /// Pages and rows of each table that could not be read.
  private(set) var unreadable: [String: Int] = [:]
  private var statements: [String: Statement] = [:]

  init(_ file: PageFile, into db: Database) throws {
    self.file = file
    self.db = db
    for table in tables {
      if table.isHint {
        let columns = table.columns.map(\.name).joined(separator: ", ")
        try db.execute(sql: "CREATE TEMP TABLE saved_\(table.name) (\(columns))")
      } else {
        // A new store has made values of its own, and its first event is not the old one's.
        try db.execute(sql: "DELETE FROM \(table.name)")
      }
    }
  }

  /// Reads all pages.
  mutating func run() throws {
    assign()
    let names = Set(tables.filter { !$0.isHint }.map(\.name))
    for (number, owner) in owners where names.contains(owner) {
      if PageRows(number, of: file) == nil { unreadable[owner, default: 0] += 1 }
    }
    for number in 1...max(1, file.count) {
      guard let page = PageRows(number, of: file), page.kind != .innerTable else { continue }
      let owner = owners[number]
      let mine = tables.filter { table in owner.map { $0 == table.name } ?? true }
      guard let first = mine.first else { continue }
      let rows = page.rows
      if owner != nil, rows.broken > 0, !first.isHint {
        unreadable[first.name, default: 0] += rows.broken
      }
      for found in rows.found {
        guard let table = mine.first(where: { $0.fits(found) || $0.begins(found, owner) }) else {
          continue
        }
        try put(found, into: table)
      }
    }
    try db.execute(
      sql: "CREATE INDEX temp.saved_message_content ON saved_message(content_id)")
  }

  private mutating func put(_ found: PageRows.Found, into table: SavedTable) throws {
    let statement: Statement
    if let known = statements[table.name] {
      statement = known
    } else {
      let name = table.isHint ? "temp.saved_\(table.name)" : table.name
      let columns = table.columns.map(\.name).joined(separator: ", ")
      let marks = table.columns.map { _ in "?" }.joined(separator: ", ")
      statement = try db.makeStatement(
        sql: "INSERT OR IGNORE INTO \(name) (\(columns)) VALUES (\(marks))")
      statements[table.name] = statement
    }
    statement.setUncheckedArguments(StatementArguments(table.values(of: found)))
    do {
      try statement.execute()
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
      // It is there already, or damage has made it what it cannot be.
    }
  }
}

// MARK: - Whose a page is

extension Salvage {
  /// Walks the trees of the schema; a page that two of them claim is nobody's.
  private mutating func assign() {
    var waiting = roots(from: 1, depth: 0)
    var disputed: Set<Int> = []
    while let (number, name) = waiting.popLast() {
      if let other = owners[number] {
        if other != name { disputed.insert(number) }
        continue
      }
      owners[number] = name
      guard let page = PageRows(number, of: file) else { continue }
      waiting += page.children.map { ($0, name) }
    }
    for number in disputed { owners[number] = nil }
    // The schema's own pages hold no rows of ours.
    owners[1] = "sqlite_schema"
  }

  /// Where the trees of tables and indices begin: type, name, table, root, SQL.
  private func roots(from number: Int, depth: Int) -> [(Int, String)] {
    guard depth < 5, let page = PageRows(number, of: file) else { return [] }
    if page.kind == .innerTable {
      return page.children.flatMap { roots(from: $0, depth: depth + 1) }
    }
    guard page.kind == .table else { return [] }
    return page.rows.found.compactMap { row in
      guard row.fields.count == 5, let root = Int.fromDatabaseValue(row.fields[3]), root > 1,
        let name = String.fromDatabaseValue(row.fields[1])
      else { return nil }
      return (root, name)
    }
  }
}

extension SavedTable {
  /// Whether a row begins like one of this table, whose later columns came with later versions or
  /// are of no use here.
  fileprivate func begins(_ found: PageRows.Found, _ owner: String?) -> Bool {
    guard isHint, found.fields.count > columns.count, owner == name else { return false }
    return fits(
      PageRows.Found(number: found.number, fields: Array(found.fields.prefix(columns.count))))
  }
}
