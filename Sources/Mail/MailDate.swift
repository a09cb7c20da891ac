package import Foundation

/// A moment as a mail states it: the instant, and the sender's own offset from UTC.
package struct MailDate: Hashable, Sendable, Comparable {
  /// The instant.
  package var instant: Date
  /// Seconds east of UTC on the sender's clock; `nil` where the sender says it is unknown
  /// (`-0000`, RFC 5322 paragraph 3.3).
  package var offset: Int?

  /// A moment from its parts.
  package init(instant: Date, offset: Int? = 0) {
    self.instant = instant
    self.offset = offset
  }

  /// Earlier and later by the instant alone.
  package static func < (left: MailDate, right: MailDate) -> Bool {
    left.instant < right.instant
  }
}
