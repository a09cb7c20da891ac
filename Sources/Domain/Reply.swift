/// An answer on its way out; its content is fixed when it is accepted.
package struct Reply: Hashable, Sendable, Codable {
  /// Its identifier.
  package var id: ReplyID
  /// The ticket it answers.
  package var ticket: TicketID
  /// The customer's channel.
  package var channel: ChannelName
  /// The account it goes out through.
  package var account: AccountName
  /// Who writes: the account's approved address.
  package var from: Party
  /// To whom.
  package var to: [Party]
  /// Who else reads it.
  package var cc: [Party]
  /// Who gets it without the others knowing.
  @AddedLater package var bcc: [Party]
  /// Its subject.
  package var subject: String
  /// Its words.
  package var text: String
  /// The forms its words go out in beside plain text.
  @AddedLater package var forms: [Form] = []
  /// Who may read it beside those it goes to; `nil` for nobody.
  package var audience: Audience?
  /// Its files; their bytes were put into the store when they were attached.
  package var attachments: [Attachment]
  /// What it answers, without angle brackets.
  package var inReplyTo: [String]
  /// Its thread, oldest first.
  package var references: [String]
  /// The template it was made from.
  package var template: String?
  /// Who wrote it.
  package var author: AgentID
  /// Where the ticket goes once this is accepted.
  package var thenStatus: Status
  /// How long it may still be recalled, from acceptance.
  package var window: Span
  /// Its signed Message-ID without angle brackets: minted by the store at acceptance.
  package var externalID: String?
  /// When the store accepted it: set by the store.
  package var acceptedAt: Instant?
  /// The last event its author had seen of the ticket then: set by the store.
  package var seen: EventNumber?

  /// A form of a reply's words.
  package enum Form: String, Hashable, Sendable, Codable {
    /// A page made from the text, for readers that prefer it.
    case html
  }

  /// A reply, not yet accepted.
  package init(
    id: ReplyID, ticket: TicketID, channel: ChannelName, account: AccountName, from: Party,
    to: [Party], cc: [Party] = [], bcc: [Party] = [], subject: String, text: String,
    attachments: [Attachment] = [], inReplyTo: [String] = [], references: [String] = [],
    template: String? = nil, author: AgentID, thenStatus: Status = .pending,
    window: Span = .seconds(0)
  ) {
    self.id = id
    self.ticket = ticket
    self.channel = channel
    self.account = account
    self.from = from
    self.to = to
    self.cc = cc
    self.bcc = bcc
    self.subject = subject
    self.text = text
    self.attachments = attachments
    self.inReplyTo = inReplyTo
    self.references = references
    self.template = template
    self.author = author
    self.thenStatus = thenStatus
    self.window = window
  }
}

extension Reply {
  /// Everyone who gets it.
  package var recipients: [Party] { to + cc + bcc }

  /// Nothing about a reply waits longer: neither its window nor what a server asks for.
  package static let longestWait = Span.hours(6)

  /// Whether what is not to happen before `moment` may happen at `now`.
  ///
  /// A moment further ahead than anything ever waits was fixed by a clock that has been set back
  /// since, and a reply must not wait for that clock.
  package static func isDue(_ moment: Instant, at now: Instant) -> Bool {
    moment <= now || moment - now > longestWait
  }
}

/// How far a reply has come.
package enum Delivery: String, Hashable, Sendable, Codable, CaseIterable {
  /// Durable, and not yet on its way; it may be recalled.
  case accepted
  /// Stopped because something newer came to the ticket; an agent decides.
  case held
  /// On its way right now.
  case sending
  /// The other side has it.
  case sent
  /// The other side will never take it; the agent must change it.
  case refused
  /// Not this time; tried again by itself.
  case retry
  /// Nobody can know whether it arrived; never sent again by itself.
  case unsure
  /// Taken back before it left.
  case recalled

  /// Still waiting for a machine or a person.
  package var isWaiting: Bool {
    switch self {
    case .accepted, .held, .sending, .retry, .unsure, .refused: true
    case .sent, .recalled: false
    }
  }

  /// Someone must look at it.
  package var needsAgent: Bool {
    switch self {
    case .held, .refused, .unsure: true
    case .accepted, .sending, .sent, .retry, .recalled: false
    }
  }
}

/// The other side's word that it has a reply.
package struct Receipt: Hashable, Sendable, Codable {
  /// When it said so.
  package var at: Instant
  /// What it said: `250 2.0.0 Ok: queued as 4F…`.
  package var answer: String
  /// Recipients it would not take, with its reasons; the others have it.
  package var refused: [String: String]
  /// The id under which the other side files it, where it tells one.
  package var externalID: String?

  /// A receipt.
  package init(
    at: Instant, answer: String, refused: [String: String] = [:], externalID: String? = nil
  ) {
    self.at = at
    self.answer = answer
    self.refused = refused
    self.externalID = externalID
  }

  /// Recipients that are only put off (`4…`), with the reasons; they get it later.
  package var postponed: [String: String] { refused.filter { $0.value.hasPrefix("4") } }

  /// Recipients that will never get it, with the reasons.
  package var denied: [String: String] { refused.filter { !$0.value.hasPrefix("4") } }

  /// Who has not got it and why, on one line; empty where all have.
  package var shortfall: String {
    func list(_ refused: [String: String]) -> String {
      refused.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "; ")
    }
    let parts = [("not taken for ", denied), ("not yet taken for ", postponed)]
    return parts.filter { !$0.1.isEmpty }.map { $0.0 + list($0.1) }.joined(separator: "; ")
  }
}

/// A reply with how far it has come, as the outbox lists it.
package struct OutboxRow: Hashable, Sendable, Codable {
  /// The reply.
  package var reply: Reply
  /// Its ticket's number.
  package var ticketNumber: Int
  /// How far it has come.
  package var state: Delivery
  /// How often sending began.
  package var attempts: Int
  /// Not before then.
  package var notBefore: Instant
  /// Why it has not arrived, as the other side or we ourselves last said; empty before.
  package var lastError: String
  /// When it was sent; while it waits, when the first of its recipients got it.
  package var sentAt: Instant?
  /// The bytes of the mail, kept since the first `sending`: SHA-256 in hex.
  package var parcel: String?
  /// Its copy lies in the Sent folder, or needs none.
  package var isFiled: Bool

  /// An outbox row.
  package init(
    reply: Reply, ticketNumber: Int, state: Delivery, attempts: Int, notBefore: Instant,
    lastError: String = "", sentAt: Instant? = nil, parcel: String? = nil, isFiled: Bool = false
  ) {
    self.reply = reply
    self.ticketNumber = ticketNumber
    self.state = state
    self.attempts = attempts
    self.notBefore = notBefore
    self.lastError = lastError
    self.sentAt = sentAt
    self.parcel = parcel
    self.isFiled = isFiled
  }
}

/// An answer or a note that an agent has begun, kept within seconds of typing.
package struct Draft: Hashable, Sendable, Codable {
  /// What it will become.
  package enum Kind: String, Hashable, Sendable, Codable {
    case reply
    case note
  }

  /// The ticket it belongs to.
  package var ticket: TicketID
  /// Whose it is.
  package var agent: AgentID
  /// What it will become.
  package var kind: Kind
  /// The words so far.
  package var text: String
  /// The template it began from.
  package var template: String?
  /// Files attached so far.
  package var attachments: [Attachment]
  /// Who else is to read it, where the agent chose that; `nil` where it follows from the ticket.
  package var cc: [Party]?
  /// Who is to get it without the others knowing.
  @AddedLater package var bcc: [Party]
  /// Its subject, where the agent chose that; `nil` where it follows from the ticket.
  package var subject: String?
  /// Where the ticket goes once it is accepted, where the agent chose that.
  package var thenStatus: Status?
  /// The last event its author had seen when it began.
  package var base: EventNumber
  /// When it was kept.
  package var savedAt: Instant

  /// A draft.
  package init(
    ticket: TicketID, agent: AgentID, kind: Kind, text: String, template: String? = nil,
    attachments: [Attachment] = [], cc: [Party]? = nil, bcc: [Party] = [],
    subject: String? = nil, thenStatus: Status? = nil, base: EventNumber, savedAt: Instant
  ) {
    self.ticket = ticket
    self.agent = agent
    self.kind = kind
    self.text = text
    self.template = template
    self.attachments = attachments
    self.cc = cc
    self.bcc = bcc
    self.subject = subject
    self.thenStatus = thenStatus
    self.base = base
    self.savedAt = savedAt
  }

  /// Nothing has been written, attached, addressed or chosen.
  package var isEmpty: Bool {
    text.isEmpty && attachments.isEmpty && bcc.isEmpty && cc == nil && subject == nil
      && thenStatus == nil
  }
}

// MARK: - Two drafts in one

extension Draft {
  /// A reply that was taken back, for an agent who goes on with it before whatever they have begun
  /// since; `base` is the last event that its author had seen when it was accepted.
  package init(
    takingBack reply: Reply, for agent: AgentID, base: EventNumber, begun: Draft?, at now: Instant
  ) {
    self.init(
      ticket: reply.ticket, agent: agent, kind: .reply, text: reply.text,
      template: reply.template, attachments: reply.attachments, cc: reply.cc, bcc: reply.bcc,
      subject: reply.subject, thenStatus: reply.thenStatus, base: base, savedAt: now)
    // The same words again are what was sent, left behind by a program that ended too early.
    if let begun, begun.text != text { add(begun) }
  }

  /// Puts it behind what its author has begun in the same ticket.
  package func behind(_ begun: Draft?) -> Draft {
    guard var whole = begun else { return self }
    whole.add(self)
    whole.savedAt = savedAt
    return whole
  }

  /// Puts another one behind this one; what was chosen for this one stays.
  private mutating func add(_ other: Draft) {
    // What was meant for colleagues must not go out with what was meant for the customer.
    if other.kind == .note, !other.isEmpty { kind = .note }
    text = [text, other.text].filter { !$0.isEmpty }.joined(separator: "\n\n")
    attachments += other.attachments.filter { !attachments.contains($0) }
    bcc += other.bcc.filter { !bcc.contains($0) }
    template = template ?? other.template
    cc = cc ?? other.cc
    subject = subject ?? other.subject
    thenStatus = thenStatus ?? other.thenStatus
    base = min(base, other.base)
  }
}
