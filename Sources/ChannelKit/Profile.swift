package import Domain
package import Foundation

/// What a channel is, without an account: its name, its pace, what it allows.
package struct Profile: Hashable, Sendable {
  /// The `type` in config.toml.
  package var type: String
  /// What people call it.
  package var title: String
  /// How long to wait between two looks, where it cannot tell by itself.
  package var pollInterval: Duration
  /// How long to wait between two looks at its orders, where that is longer.
  package var orderInterval: Duration
  /// The most bytes an answer's files may have together.
  package var attachmentLimit: Int
  /// What config.toml says of such an account beside its name and its secret; nothing for a mailbox,
  /// whose settings are its own.
  package var fields: [Field]
  /// What its secret is, and where one gets it.
  package var secret: String
  /// There are accounts without a secret.
  package var isSecretOptional: Bool
  /// Another secret that its accounts need, by its key in config.toml; what it is, and where one gets
  /// it.
  package var second: Field?
  /// How much may be asked of it, and what it does not tell.
  package var limits: String
  /// Where its answers tell how much may still be asked; `nil` where they tell nothing.
  package var quota: QuotaMark?
  /// How long after the customer's last message it takes answers; for ever where it is `nil`.
  package var replyWindow: Duration?
  /// How long after it a machine may answer; as long as a person where it is `nil`.
  package var automationWindow: Duration?
  /// How long an answer may be; `nil` where nobody says.
  package var longest: AnswerLength?

  /// A setting that its accounts have.
  package struct Field: Hashable, Sendable {
    /// Its key in config.toml.
    package var key: String
    /// What it is, and where one reads it.
    package var meaning: String
    /// There is no account without it.
    package var isRequired: Bool
    /// It is a list of texts; an account's settings hold it as JSON.
    package var isList: Bool
    /// It is yes or no; an account's settings hold it as `true` or `false`.
    package var isFlag: Bool

    /// A setting.
    package init(
      _ key: String, _ meaning: String, isRequired: Bool = false, isList: Bool = false,
      isFlag: Bool = false
    ) {
      self.key = key
      self.meaning = meaning
      self.isRequired = isRequired
      self.isList = isList
      self.isFlag = isFlag
    }
  }

  /// A profile.
  package init(
    type: String, title: String, pollInterval: Duration, orderInterval: Duration? = nil,
    attachmentLimit: Int, fields: [Field] = [], secret: String = "",
    isSecretOptional: Bool = false, second: Field? = nil, limits: String = "",
    quota: QuotaMark? = nil, replyWindow: Duration? = nil, automationWindow: Duration? = nil,
    longest: AnswerLength? = nil
  ) {
    self.type = type
    self.title = title
    self.pollInterval = pollInterval
    self.orderInterval = orderInterval ?? pollInterval
    self.attachmentLimit = attachmentLimit
    self.fields = fields
    self.secret = secret
    self.isSecretOptional = isSecretOptional
    self.second = second
    self.limits = limits
    self.quota = quota
    self.replyWindow = replyWindow
    self.automationWindow = automationWindow
    self.longest = longest
  }

  /// What it asks of answers.
  package var terms: AnswerTerms {
    AnswerTerms(
      attachmentLimit: attachmentLimit, replyWindow: replyWindow?.span,
      automationWindow: automationWindow?.span, longest: longest)
  }

  /// Refuses an answer that is too long.
  package func check(_ text: String) throws(ChannelError) {
    if let obstacle = longest?.obstacle(to: text, by: title) { throw .refused(reason: obstacle) }
  }
}

extension Duration {
  /// The same in whole milliseconds.
  package var span: Span {
    Span(milliseconds: components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
  }
}

/// What a pull brings, and the cursor after it.
package struct Batch: Hashable, Sendable {
  /// What came, oldest first.
  package var arrivals: [Arrival]
  /// Where the next pull begins; kept with the messages, in one commit.
  package var next: Cursor?
  /// There is more right now.
  package var hasMore: Bool
  /// How many are still to come, where the channel knows.
  package var remaining: Int?
  /// Asking for what comes after it tells the other side that it is kept, which may then forget it.
  package var isKeptByAsking = false
  /// What became there of what was fetched earlier.
  package var news: [FolderNews] = []
  /// What a person should know of the server, each a sentence without its full stop.
  package var notices: [String] = []

  /// A batch.
  package init(arrivals: [Arrival], next: Cursor?, hasMore: Bool = false, remaining: Int? = nil) {
    self.arrivals = arrivals
    self.next = next
    self.hasMore = hasMore
    self.remaining = remaining
  }
}

/// One message as it was fetched: its bytes, and what only the other side knows of it.
package struct Arrival: Hashable, Sendable {
  /// What it is called there, for the ledger: folder, UIDVALIDITY and UID.
  package var source: String
  /// Its bytes, exactly: the mail, or the part of an answer that tells it.
  package var bytes: Data
  /// What those bytes say, where they are no mail.
  package var posting: Posting?
  /// When the server had it (IMAP INTERNALDATE).
  package var receivedAt: Instant
  /// It lies in the book of sent messages: a colleague's answer, or our own copy.
  package var isSent: Bool
  /// Where it lies on a mail server, where it came from one.
  package var place: ServerPlace?
  /// What it is filed under there, as Gmail's labels; the server's own begin with `\`.
  package var labels: [String] = []

  /// An arrival from a mail server.
  package init(at place: ServerPlace, bytes: Data, receivedAt: Instant) {
    self.init(source: place.source, bytes: bytes, receivedAt: receivedAt)
    self.place = place
  }

  /// An arrival from a marketplace's own interface: what it says, and the very bytes that say so.
  package init(_ posting: Posting, told bytes: [UInt8]) {
    self.init(
      source: "\(posting.conversation)/\(posting.id)", bytes: Data(bytes), receivedAt: posting.at,
      isSent: posting.author == .us)
    self.posting = posting
  }

  /// An arrival.
  package init(source: String, bytes: Data, receivedAt: Instant, isSent: Bool = false) {
    self.source = source
    self.bytes = bytes
    self.receivedAt = receivedAt
    self.isSent = isSent
  }
}

/// A file that goes out with a reply.
package struct AttachedFile: Hashable, Sendable {
  /// Its name, type and hash.
  package var attachment: Domain.Attachment
  /// Its bytes, frozen when it was attached.
  package var bytes: [UInt8]

  /// A file.
  package init(attachment: Domain.Attachment, bytes: [UInt8]) {
    self.attachment = attachment
    self.bytes = bytes
  }
}

/// What goes out: the very bytes, to whom, and under which id it can be found again.
package struct Parcel: Hashable, Sendable, Codable {
  /// The reply it carries.
  package var reply: ReplyID
  /// Its Message-ID without angle brackets, or our reference in a marketplace thread.
  package var externalID: String
  /// The envelope's sender.
  package var from: String
  /// The envelope's recipients, or the conversation it goes into.
  package var to: [String]
  /// The bytes.
  package var bytes: [UInt8]
  /// The reply itself, for those who look for it by what it says.
  package var text = ""
  /// When the reply was accepted: it cannot have left before.
  package var acceptedAt: Instant?

  /// A parcel.
  package init(reply: ReplyID, externalID: String, from: String, to: [String], bytes: [UInt8]) {
    self.reply = reply
    self.externalID = externalID
    self.from = from
    self.to = to
    self.bytes = bytes
  }

  /// What goes into a marketplace's conversation.
  package init(_ reply: Reply, into conversation: String, bytes: [UInt8]) {
    self.init(
      reply: reply.id, externalID: reply.externalID ?? "", from: reply.from.address,
      to: [conversation], bytes: bytes)
    text = reply.text
    acceptedAt = reply.acceptedAt
  }
}
