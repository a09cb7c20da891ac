/// What a rebuild made.
package struct Rebuilt: Hashable, Sendable {
  /// Tickets made again.
  package var tickets: Int
  /// Messages made again.
  package var messages: Int
  /// Events read.
  package var events: Int
}

/// One thing that a check of the store looked at.
package struct Finding: Hashable, Sendable {
  /// What was looked at: `pages`, `event chain`, …
  package var check: String
  /// Whether it is well.
  package var isFine: Bool
  /// What was found, as a person would say it.
  package var detail: String
}
