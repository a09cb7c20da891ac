/// What one incoming message offers for finding its ticket (B6).
package struct MatchKeys: Hashable, Sendable {
  /// The channel it belongs to.
  package var channel: ChannelName
  /// The account it came through.
  package var account: AccountName
  /// Its own Message-ID, where it has one.
  package var externalID: String?
  /// SHA-256 of its bytes in hex.
  package var raw: String
  /// What it answers, newest first: In-Reply-To, then References from the end.
  package var answers: [String]
  /// The addresses it was sent to; one may carry a token behind a plus sign.
  package var recipients: [String]
  /// Its subject; it may carry a token in brackets.
  package var subject: String
  /// The customer's address, or their key on a marketplace.
  package var customer: String
  /// Order numbers found in it.
  package var orders: [String]
  /// When it came.
  package var receivedAt: Instant
  /// `Message.said`, by which a copy that took another way is known; empty where only its bytes are
  /// compared.
  package var said: [String] = []
  /// Ids of messages in the same conversation, the newest first, where a marketplace itself says
  /// that it is one.
  package var conversation: [String] = []
  /// Other accounts of the same channel, each with conversations of its own: two shops on one
  /// marketplace may call different things by the same id. What came through one that is set up no
  /// more counts as this one's: it may have had another name.
  package var elsewhere: Set<AccountName> = []
  /// What we said there, where it is ours.
  package var ours: Ours?

  /// Something we said in a marketplace's conversation, by which a reply of ours is known again
  /// where its id there was never told.
  package struct Ours: Hashable, Sendable {
    /// The conversation.
    package var conversation: String
    /// The words.
    package var text: String
    /// When it was said.
    package var at: Instant

    /// What a message of ours says; `nil` where it stands in no conversation.
    package init?(_ message: Message) {
      guard let conversation = message.references.first else { return nil }
      self.conversation = conversation
      text = message.body.visible
      at = message.receivedAt
    }

    /// Clocks may differ by so much.
    package static let leeway = Span.minutes(5)

    /// Whether it is this reply.
    package func isSaid(by reply: Reply) -> Bool {
      guard reply.references.first == conversation else { return false }
      return Self.isSame(text, at: at, as: reply.text, acceptedAt: reply.acceptedAt)
    }

    /// Whether words said at a moment are those of a reply that was accepted before. White space
    /// does not count: it is set anew on the way.
    package static func isSame(
      _ text: String, at: Instant, as reply: String, acceptedAt: Instant?
    ) -> Bool {
      guard let acceptedAt, at >= acceptedAt - leeway else { return false }
      return text.split(whereSeparator: \.isWhitespace)
        == reply.split(whereSeparator: \.isWhitespace)
    }
  }

  /// The keys of a message.
  package init(
    channel: ChannelName, account: AccountName, externalID: String?, raw: String,
    answers: [String], recipients: [String], subject: String, customer: String, orders: [String],
    receivedAt: Instant
  ) {
    self.channel = channel
    self.account = account
    self.externalID = externalID
    self.raw = raw
    self.answers = answers
    self.recipients = recipients
    self.subject = subject
    self.customer = customer
    self.orders = orders
    self.receivedAt = receivedAt
  }
}

/// What the store knows that bears on one incoming message.
package struct MatchContext: Hashable, Sendable {
  /// The same message is here already: the same bytes, the same Message-ID with the same words, or
  /// an answer of ours found again.
  package var duplicate: Duplicate?
  /// Tickets it may belong to, the strongest reason first.
  package var candidates: [MatchCandidate]
  /// The customer with its address.
  package var customer: Customer?
  /// The orders with its numbers, or of its customer where it names none.
  package var orders: [Order]

  /// What is known.
  package init(
    duplicate: Duplicate? = nil, candidates: [MatchCandidate] = [], customer: Customer? = nil,
    orders: [Order] = []
  ) {
    self.duplicate = duplicate
    self.candidates = candidates
    self.customer = customer
    self.orders = orders
  }

  /// In which way a message is here already.
  package enum Duplicate: Hashable, Sendable {
    /// The same bytes, or the same Message-ID with the same words.
    case same
    /// Our own reply, come back by way of Sent or INBOX.
    case ourReply(ReplyID, ticket: TicketID, Delivery)
    /// Another message under a Message-ID we have: both are kept.
    case sameIDOtherWords
    /// It was erased here, and must not come back.
    case erased
    /// It bears the Message-ID of a reply of ours that was erased.
    case erasedReply
  }
}

/// A ticket that an incoming message may belong to, and why.
package struct MatchCandidate: Hashable, Sendable {
  /// Why, strongest first.
  package enum Reason: Int, Hashable, Sendable, Comparable, CaseIterable {
    /// It answers a Message-ID of ours whose signature holds.
    case token
    /// It was sent to an address of ours with a signed token.
    case addressToken
    /// A marketplace itself says that it stands in the same conversation.
    case conversation
    /// It answers a message that is in the ticket.
    case reference
    /// Same marketplace, same customer, same order.
    case marketplaceOrder
    /// Same marketplace, same customer, within 14 days.
    case marketplaceCustomer
    /// Its subject bears a token.
    case subjectToken

    package static func < (left: Reason, right: Reason) -> Bool { left.rawValue < right.rawValue }

    /// Whether the sender must also be a participant of the ticket (S4).
    package var asksForParticipant: Bool { self == .reference || self == .subjectToken }
  }

  /// The ticket.
  package var ticket: TicketID
  /// Why.
  package var reason: Reason
  /// Where it stands.
  package var status: Status
  /// Its customer.
  package var customer: CustomerID?
  /// Every address that wrote or was written to in it, lower case.
  package var participants: Set<String>

  /// A candidate.
  package init(
    ticket: TicketID, reason: Reason, status: Status, customer: CustomerID?,
    participants: Set<String>
  ) {
    self.ticket = ticket
    self.reason = reason
    self.status = status
    self.customer = customer
    self.participants = participants
  }
}
