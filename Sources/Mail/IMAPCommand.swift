package import Foundation

/// What we ask of an IMAP server; reading never changes a folder or a flag. What does change one
/// names its mails by UID.
package enum IMAPCommand: Hashable, Sendable {
  /// What FETCH brings of each mail.
  package enum Items: String, Hashable, Sendable {
    /// UID and size: enough to plan.
    case sizes = "(UID RFC822.SIZE)"
    /// All its bytes, flags and arrival; does not mark it as read.
    case whole = "(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])"
    /// Its flags.
    case flags = "(UID FLAGS)"
    /// What it is known by, before anything is done to it.
    case signs = "(UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"
    /// What the server found out about who sent it (RFC 8601).
    case checks = "(UID BODY.PEEK[HEADER.FIELDS (AUTHENTICATION-RESULTS)])"
  }

  /// Which folders there are.
  case list
  /// Turns QRESYNC on, so that the server tells UIDs where mails are gone (RFC 7162).
  case enableQResync
  /// Opens a folder for reading only (EXAMINE).
  case examine(String)
  /// Opens a folder to change something in it.
  case select(String)
  /// Adds a flag to mails.
  case mark(IMAPSet, flag: String)
  /// Moves mails into another folder at once (RFC 6851).
  case move(IMAPSet, to: String)
  /// Copies mails into another folder.
  case copy(IMAPSet, to: String)
  /// Removes those of these mails that bear `\Deleted`, and no others (RFC 4315).
  case expunge(IMAPSet)
  /// Makes a folder.
  case create(String)
  /// Something of the mails with these UIDs.
  case fetch(IMAPSet, Items)
  /// The flags of those of these mails that changed since the folder's change counter stood so,
  /// and with QRESYNC which of them are gone since (RFC 7162, sections 3.1.4.1 and 3.2.6).
  case fetchChanged(IMAPSet, since: UInt64)
  /// Which of these UIDs there are.
  case searchAll(IMAPSet)
  /// UID and size of the newest mail, whatever UIDNEXT claims; the folder must not be empty.
  case fetchLast
  /// The UIDs of all mails whose header field holds this text.
  case search(field: String, value: String)
  /// News as they happen, until `endIdle` (RFC 2177).
  case idle
  /// Files a mail in a folder, as read.
  case append(folder: String, receivedAt: Date?, bytes: [UInt8])
  /// Asks for news.
  case noop
  /// Says goodbye.
  case logout
}

/// How a mail connection is protected when a dialogue begins.
package enum MailProtection: Hashable, Sendable {
  /// TLS is there already.
  case tls
  /// Nothing secret may be said before STARTTLS has worked.
  case startTLS
  /// None, and none is needed: the server is this computer.
  case plain
}
