/// From when on a customer list is told of tickets: a cursor beside the account's own.
package enum TellingPlace: Hashable, Sendable {
  /// From a moment on; what was opened before is no news.
  case since(Instant)
  /// Not at all, until a person says so: the store is a copy.
  case isHeld

  /// What the place of an account is called ends so.
  package static let ending = "/told"
  /// What stands there while the list is told nothing.
  package static let held = "held"

  /// What an account's place is called.
  package static func name(of account: AccountName) -> AccountName { account + ending }

  /// A place as it was kept; `nil` where it cannot be read.
  package init?(_ cursor: Cursor) {
    if cursor.text == Self.held {
      self = .isHeld
    } else if let milliseconds = Int64(cursor.text) {
      self = .since(Instant(milliseconds: milliseconds))
    } else {
      return nil
    }
  }

  /// The place as it is kept.
  package var cursor: Cursor {
    switch self {
    case .since(let moment): Cursor("\(moment.milliseconds)")
    case .isHeld: Cursor(Self.held)
    }
  }
}
