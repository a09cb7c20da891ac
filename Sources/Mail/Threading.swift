/// Which mail answers which, by Message-IDs alone: subjects join nothing.
package enum Threading {
  /// What threading needs to know of a mail.
  package struct Entry: Hashable, Sendable {
    /// Its Message-ID, where it has one.
    package var messageID: String?
    /// The Message-IDs of its conversation, oldest first.
    package var references: [String]

    /// An entry from its parts.
    package init(messageID: String?, references: [String]) {
      self.messageID = messageID
      self.references = references
    }

    /// What `message` says of itself: References, or In-Reply-To where there are none.
    package init(_ message: MIMEMessage) {
      messageID = message.messageID
      references =
        message.references.isEmpty
        ? Array(message.inReplyTo.prefix(1)) : message.references
    }
  }

  /// For each entry the place of the entry it answers, or `nil` (RFC 5256, REFERENCES, steps 1
  /// to 3); an answer to a mail that is not among `entries` hangs on the nearest one that is.
  package static func parents(_ entries: [Entry]) -> [Int?] {
    entries.map { _ in nil }
  }

  /// The entries as conversations: places in `entries`, ascending; ordered by their first.
  package static func conversations(_ entries: [Entry]) -> [[Int]] {
    entries.indices.map { [$0] }
  }
}
