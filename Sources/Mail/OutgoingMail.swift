package import Foundation

/// A mail on its way out, as a value; its bytes are a pure function of it.
package struct OutgoingMail: Hashable, Sendable {
  /// Who writes.
  package var from: Mailbox
  /// Whom it is addressed to.
  package var to: [Mailbox]
  /// Who gets a copy.
  package var cc: [Mailbox]
  /// Where answers should go, where that is not `from`.
  package var replyTo: [Mailbox]
  /// The subject, on one line.
  package var subject: String
  /// When it was accepted for sending.
  package var date: MailDate
  /// Its own Message-ID, without angle brackets.
  package var messageID: String
  /// The Message-ID it answers, without angle brackets.
  package var inReplyTo: String?
  /// The Message-IDs of the conversation, oldest first, without angle brackets.
  package var references: [String]
  /// The plain text.
  package var text: String
  /// The same words go out as HTML too, for readers that prefer it.
  package var hasHTML = false
  /// The files that go with it.
  package var attachments: [File]
  /// Further fields, such as `Auto-Submitted`; none of the fields above.
  package var extraHeaders: [Field]

  /// A file that goes out.
  package struct File: Hashable, Sendable {
    /// The name the reader sees.
    package var filename: String
    /// The media type, such as `application/pdf`.
    package var contentType: String
    /// The bytes.
    package var contents: Data

    /// A file from its parts.
    package init(filename: String, contentType: String, contents: Data) {
      self.filename = filename
      self.contentType = contentType
      self.contents = contents
    }
  }

  /// A further header field.
  package struct Field: Hashable, Sendable {
    /// The name, without the colon.
    package var name: String
    /// The value, on one line.
    package var value: String

    /// A field from its parts.
    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// A mail from its parts.
  package init(
    from: Mailbox, to: [Mailbox], cc: [Mailbox] = [], replyTo: [Mailbox] = [], subject: String,
    date: MailDate, messageID: String, inReplyTo: String? = nil, references: [String] = [],
    text: String, attachments: [File] = [], extraHeaders: [Field] = []
  ) {
    self.from = from
    self.to = to
    self.cc = cc
    self.replyTo = replyTo
    self.subject = subject
    self.date = date
    self.messageID = messageID
    self.inReplyTo = inReplyTo
    self.references = references
    self.text = text
    self.attachments = attachments
    self.extraHeaders = extraHeaders
  }
}
