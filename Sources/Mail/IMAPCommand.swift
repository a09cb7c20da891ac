package import Foundation

/// What we ask of an IMAP server; reading never changes a folder or a flag.
package enum IMAPCommand: Hashable, Sendable {
  /// What FETCH brings of each mail.
  package enum Items: String, Hashable, Sendable {
    /// UID and size: enough to plan.
    case sizes = "(UID RFC822.SIZE)"
    /// All its bytes, flags and arrival; does not mark it as read.
    case whole = "(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])"
  }

  /// Which folders there are.
  case list
  /// Opens a folder for reading only (EXAMINE); SELECT is never said.
  case examine(String)
  /// Something of the mails with these UIDs.
  case fetch(IMAPSet, Items)
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

/// How we sign in; never printed.
package enum MailLogin: Hashable, Sendable {
  /// A name with a password.
  case password(user: String, password: String)
  /// A name with a token (XOAUTH2).
  case token(user: String, token: String)
}

extension MailLogin: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Always three dots.
  package var description: String { "•••" }
  /// Always three dots.
  package var debugDescription: String { "•••" }
  /// Has no children, so that `dump` shows nothing.
  package var customMirror: Mirror { Mirror(self, children: []) }

  /// The response to AUTHENTICATE PLAIN (RFC 4616) or XOAUTH2, in base64.
  var response: String {
    switch self {
    case .password(let user, let password):
      Data("\0\(user)\0\(password)".utf8).base64EncodedString()
    case .token(let user, let token):
      Data("user=\(user)\u{1}auth=Bearer \(token)\u{1}\u{1}".utf8).base64EncodedString()
    }
  }

  /// The mechanism that carries `response`.
  var mechanism: String {
    switch self {
    case .password: "PLAIN"
    case .token: "XOAUTH2"
    }
  }
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
