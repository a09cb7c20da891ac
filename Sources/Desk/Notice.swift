package import Domain

/// One line that tells the person what just happened.
package struct Notice: Hashable, Sendable {
  /// How it is meant.
  package enum Kind: Hashable, Sendable {
    /// Something was done.
    case receipt
    /// Something is good to know.
    case hint
    /// Something did not work.
    case error
  }

  /// What it says.
  package var text: String
  /// How it is meant.
  package var kind: Kind

  /// A line.
  package init(_ text: String, _ kind: Kind = .receipt) {
    self.text = text
    self.kind = kind
  }
}

/// A line of the activity log.
package struct LogEntry: Hashable, Sendable {
  /// When it happened.
  package var at: Instant
  /// What happened.
  package var notice: Notice

  /// A line.
  package init(at: Instant, _ notice: Notice) {
    self.at = at
    self.notice = notice
  }
}
