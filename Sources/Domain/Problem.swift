/// What a person wrote wrong: where, what, and what to do. Collected, not thrown one by one.
package struct Problem: Hashable, Sendable, Codable, CustomStringConvertible {
  /// The file's path as the person knows it; `nil` for something typed.
  package var file: String?
  /// The line, from 1.
  package var line: Int
  /// The column in characters, from 1.
  package var column: Int
  /// What is wrong, as a sentence without its full stop.
  package var what: String
  /// What to do, as a sentence without its full stop; empty when plain.
  package var remedy: String

  /// A problem at a place.
  package init(
    file: String? = nil, line: Int = 1, column: Int = 1, _ what: String, remedy: String = ""
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.what = what
    self.remedy = remedy
  }

  /// `file:line:column: what; remedy`, as editors can jump to.
  package var description: String {
    "\(file.map { "\($0):" } ?? "")\(line):\(column): \(what)"
      + (remedy.isEmpty ? "" : "; \(remedy)")
  }

  /// The candidate nearest to a mistyped word, if one is near enough to be meant.
  package static func nearest(
    to word: String, among candidates: some Sequence<String>
  ) -> String? {
    let wanted = Array(word.lowercased())
    guard (1...40) ~= wanted.count else { return nil }
    let limit = max(1, wanted.count / 3 + 1)
    return
      candidates
      .map { (name: $0, distance: distance(wanted, Array($0.lowercased()))) }
      .filter { $0.distance <= limit }
      .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
  }

  /// Edits (insert, delete, replace, swap two neighbours) between two words.
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var older: [Int] = []
    var row = Array(0...right.count)
    for (i, character) in left.enumerated() {
      var next = [i + 1]
      for (j, other) in right.enumerated() {
        var best = min(row[j + 1] + 1, next[j] + 1, row[j] + (character == other ? 0 : 1))
        if i > 0, j > 0, character == right[j - 1], left[i - 1] == other {
          best = min(best, older[j - 1] + 1)
        }
        next.append(best)
      }
      (older, row) = (row, next)
    }
    return row[right.count]
  }
}

/// Thrown only where one mistake is all that can be told: a search, which is one line.
extension Problem: Error {}
