package import Domain

/// How far a program of the user's was read: its own cursor, and what it said last in each
/// conversation, by which later messages find their ticket.
package struct LinePlace: Hashable, Sendable, Codable {
  /// The program's own cursor; `nil` before the first answer.
  package private(set) var token: String?
  /// Those that were passed since it said last that there is no more.
  private var passed: Set<String> = []
  /// Ids of the last messages of each conversation, the conversation heard of last at the end.
  private var talks: [Talk] = []

  private struct Talk: Hashable, Codable {
    var id: String
    var last: [String]
  }

  /// So many conversations are remembered.
  private static let memory = 1000
  /// So many messages of each.
  private static let depth = 3

  /// The place that a cursor keeps; the beginning where there is none that can be read.
  package init(_ cursor: Cursor?) {
    if let kept = cursor?.kept(as: Self.self) { self = kept }
  }

  /// Where the next pull begins.
  package var cursor: Cursor { Cursor(keeping: self) }

  /// Goes on to where the program says; whether there is more to ask for at once.
  package mutating func move(
    to next: String?, more: Bool
  ) -> (hasMore: Bool, goesRound: Bool) {
    let goesRound = more && (next == nil || next == token || passed.contains(next ?? ""))
    if let token { passed.insert(token) }
    if let next { token = next }
    guard more, !goesRound else {
      passed = []
      return (false, goesRound)
    }
    return (true, false)
  }

  // MARK: What was said

  /// The ids of the last messages of a conversation, the newest first; `nil` where it is not known.
  func last(in talk: String) -> [String]? {
    talks.last { $0.id == talk }?.last
  }

  /// A message of a conversation was told.
  mutating func tell(_ message: String, in talk: String) {
    let known = last(in: talk) ?? []
    talks.removeAll { $0.id == talk }
    talks.append(
      Talk(id: talk, last: Array(([message] + known.filter { $0 != message }).prefix(Self.depth))))
    if talks.count > Self.memory { talks.removeFirst(talks.count - Self.memory) }
  }
}
