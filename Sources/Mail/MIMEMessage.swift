/// A mail as the parser understood it; strings are decoded but may still hold control characters.
package struct MIMEMessage: Hashable, Sendable {
  /// All header fields in the order they stand.
  package var headers: [Header] = []
  /// Who wrote it.
  package var from: [Mailbox] = []
  /// Who further From fields name; they do not count.
  package var otherFrom: [Mailbox] = []
  /// Whom it is addressed to.
  package var to: [Mailbox] = []
  /// Who gets a copy.
  package var cc: [Mailbox] = []
  /// Who gets a hidden copy; only in mail that we keep ourselves.
  package var bcc: [Mailbox] = []
  /// Where answers should go.
  package var replyTo: [Mailbox] = []
  /// Who sent it on behalf of `from`.
  package var sender: Mailbox?
  /// The subject, decoded, on one line.
  package var subject: String?
  /// The sender's date.
  package var date: MailDate?
  /// Its Message-ID without angle brackets.
  package var messageID: String?
  /// The Message-IDs it answers.
  package var inReplyTo: [String] = []
  /// The Message-IDs of the conversation, oldest first.
  package var references: [String] = []
  /// What a person would read as plain text: the text parts, or the HTML turned into text.
  package var text: String?
  /// The HTML body, as the sender wrote it.
  package var html: String?
  /// Every part of the tree, the root first, children behind their parent.
  package var parts: [Part] = []
  /// The files that came with it.
  package var attachments: [Attachment] = []
  /// Mails enclosed whole (message/rfc822).
  package var nested: [MIMEMessage] = []
  /// What was wrong with it, or given up on.
  package var warnings: [Warning] = []

  /// A mail that says nothing.
  package init() {}

  /// One node of the tree of parts.
  package struct Part: Hashable, Sendable {
    /// The place of its parent in `parts`; `nil` for the root.
    package var parent: Int?
    /// The media type in lower case, such as `text/plain`.
    package var contentType: String
    /// The parameters of the media type, names in lower case.
    package var parameters: [String: String]
    /// `attachment`, `inline` or another disposition in lower case; `nil` where none is given.
    package var disposition: String?
    /// The name the sender gave to it.
    package var filename: String?
    /// The Content-ID without angle brackets.
    package var contentID: String?
    /// Its text, decoded, where it is one of the texts the parser keeps.
    package var text: String?
  }

  /// Something the parser met that a person may need to know.
  package enum Warning: String, Hashable, Sendable, CaseIterable {
    /// It holds more parts than the budget allows; the rest is missing.
    case tooManyParts = "too complex: more parts than are read"
    /// Its parts are nested deeper than the budget allows.
    case tooDeep = "too complex: parts nested too deep"
    /// It has more or longer header fields than the budget allows.
    case headersCut = "too complex: header fields left out or cut"
    /// A text was longer than the budget allows and was cut.
    case textCut = "too complex: text cut"
    /// It is larger than the budget allows; only its beginning was read.
    case messageCut = "too large: only the beginning was read"
    /// It names a character set that is unknown or that its bytes do not fit.
    case badCharset = "characters may be wrong: unknown or mistaken character set"
    /// It ends before its last part does.
    case endsEarly = "ends before its last part is complete"
    /// Its parts cannot be told apart as it declares.
    case brokenParts = "parts cannot be told apart: boundary missing or mistaken"
    /// It has no From field, or one without an address.
    case noSender = "no sender"
    /// It has more than one From field: who wrote it is in doubt.
    case severalFromFields = "several From fields"
    /// Its date is missing or cannot be read.
    case noDate = "no date that can be read"
    /// There was nothing to read.
    case empty = "empty"
    /// It bears a signature (S/MIME, PGP), which this program does not check.
    case signedUnchecked = "signed, not checked"
    /// It is encrypted (S/MIME, PGP); nothing but its header can be read.
    case encrypted = "encrypted: this program cannot read it"
    /// Outlook packed its text and files into winmail.dat; they are listed beside it.
    case packed = "packed as winmail.dat: its text and files are listed beside it"
  }
}
