package import ChannelKit
package import Domain

/// Turns a batch of messages into changes and facts; pure.
///
/// Every message ends as exactly one of ticketed, duplicate or quarantined, and nothing in a
/// message stops the others: what cannot be read is kept, and the ledger says why. A later message
/// may answer an earlier one of the same batch, which the store has not seen yet.
package struct Intake {
  /// What a mailbox wants done with mail that nobody asked for.
  package struct Policy: Hashable, Sendable {
    /// Automatic mail that answers nothing begins an ordinary ticket; else a quarantined one (T2).
    package var automaticMailBegins = false
    /// Our own mail begins a ticket even where its recipient is no customer yet.
    package var ownMailBegins = false
    /// All of it is brought in from old mail, by this actor.
    package var actor: Actor?

    /// What a live mailbox does unless its account says `automatic = "ticket"`.
    package init(_ account: Account) {
      automaticMailBegins = account.settings["automatic"] == "ticket"
    }

    /// What an import does: all of the archive is wanted.
    package static func archive(_ account: Account) -> Policy {
      var policy = Policy(account)
      policy.ownMailBegins = true
      policy.actor = .importer
      return policy
    }
  }

  /// What is to be committed together, because one actor made it happen.
  package struct Step: Hashable, Sendable {
    /// Who.
    package var actor: Actor
    /// What happens to tickets.
    package var changes: [Change] = []
    /// What becomes known.
    package var facts: [Fact] = []
  }

  /// What is to be committed, in this order.
  package private(set) var steps: [Step] = []
  /// The fate of each message, in their order.
  package private(set) var ledger: [LedgerEntry] = []
  /// Tickets that begin.
  package private(set) var begun = 0

  private let policy: Policy
  private var mint: Mint
  /// Facts that go with the next step.
  private var waiting: [Fact] = []
  private var recent = RecentMail()

  private init(_ policy: Policy, mint: Mint) {
    self.policy = policy
    self.mint = mint
  }

  /// What must happen because of `mails`; `contexts` is what the store knows of each.
  package static func plan(
    _ mails: [MailMessage], _ contexts: [MatchContext], policy: Policy, mint: inout Mint
  ) -> Intake {
    precondition(mails.count == contexts.count, "every message has its context")
    var intake = Intake(policy, mint: mint)
    for (mail, context) in zip(mails, contexts) {
      intake.take(mail, context)
      // A message's bytes and fate are committed with the message, never after it.
      if let actor = intake.steps.last?.actor { intake.append(actor) { _ in } }
    }
    if !intake.waiting.isEmpty { intake.append(policy.actor ?? .system) { _ in } }
    mint = intake.mint
    return intake
  }
}

// MARK: - One message

extension Intake {
  private mutating func take(_ mail: MailMessage, _ context: MatchContext) {
    var mail = mail
    if wasErased(mail, context) { return noteErased(mail) }
    if isDuplicate(&mail, context) {
      // A copy that took another way has other bytes; they are kept too.
      for bytes in mail.kept.prefix(1) { waiting.append(.bytes(bytes)) }
      return note(mail, .duplicate)
    }
    if let fault = mail.fault { return quarantine(mail, context, why: fault) }
    let candidates = recent.candidates(for: mail) + recent.refreshed(context.candidates)
    let verdict = recent.continued(Matching.verdict(for: mail, among: candidates))
    if case .joins(let ticket) = verdict,
      let known = context.candidates.first(where: { $0.ticket == ticket })
    {
      recent.joined(known)
    }
    switch mail.author {
    case .us: takeOurs(mail, context, verdict)
    case .customer, .claimsToBeUs: takeTheirs(mail, context, verdict, candidates)
    }
  }

  private mutating func takeTheirs(
    _ mail: MailMessage, _ context: MatchContext, _ verdict: Matching.Verdict,
    _ candidates: [MatchCandidate]
  ) {
    let isHuman = mail.message.kind == .human
    switch verdict {
    case .joins(let ticket):
      join(mail, context, ticket, candidates)
    case .follows(let closed):
      begin(mail, context, followUpOf: closed)
    case .begins(let other):
      guard isHuman || policy.automaticMailBegins else {
        return quarantine(mail, context, why: "automatic mail that answers nothing here")
      }
      begin(mail, context, mayBelongTo: other)
    }
  }

  private mutating func join(
    _ mail: MailMessage, _ context: MatchContext, _ ticket: TicketID,
    _ candidates: [MatchCandidate]
  ) {
    var mail = mail
    let isHuman = mail.message.kind == .human
    if isHuman, let known = candidates.first(where: { $0.ticket == ticket })?.participants {
      let newcomers = mail.newcomers(besides: known)
      if !newcomers.isEmpty {
        mail.message.warnings.append("new here: \(newcomers.joined(separator: ", "))")
      }
    }
    if isHuman { _ = customer(of: mail, context) }
    let finding = OrderLookup.orders(for: mail, among: context.orders, beginsTicket: false)
    mail.message.warnings += finding.warnings
    let isReturn = mail.message.kind == .bounce && mail.message.bounced != nil
    change(mail, ticket, isReturn ? .bounced(mail.message) : .received(mail.message))
    // What a customer goes on writing about belongs in sight.
    if isHuman { change(mail, ticket, .released) }
    for order in finding.orders { change(mail, ticket, .linkedOrder(order)) }
    for tag in mail.tags { append(.system) { $0.changes.append(Change(ticket, .tagged(tag))) } }
    settle(mail, in: ticket, .ticketed)
  }

  private mutating func takeOurs(
    _ mail: MailMessage, _ context: MatchContext, _ verdict: Matching.Verdict
  ) {
    switch verdict {
    case .joins(let ticket), .follows(let ticket):
      change(mail, ticket, .answeredElsewhere(mail.message))
      settle(mail, in: ticket, .ticketed)
    case .begins:
      guard let party = mail.customer else {
        return settle(mail, in: nil, .quarantined, why: "our own mail, to nobody but ourselves")
      }
      let isKnown = context.customer != nil || recent.customer(party, mail) != nil
      guard isKnown || policy.ownMailBegins || mail.isPosted else {
        return settle(
          mail, in: nil, .quarantined, why: "our own mail, to someone who is no customer yet")
      }
      begin(mail, context)
    }
  }
}

// MARK: - What happens to tickets

extension Intake {
  private mutating func begin(
    _ mail: MailMessage, _ context: MatchContext, followUpOf closed: TicketID? = nil,
    mayBelongTo other: TicketID? = nil
  ) {
    var mail = mail
    let finding = OrderLookup.orders(for: mail, among: context.orders, beginsTicket: true)
    mail.message.warnings += finding.warnings
    let ticket = open(mail, context, followUpOf: closed, mayBelongTo: other)
    if mail.isSpam { change(mail, ticket, .markedSpam) }
    switch mail.author {
    case .us:
      change(mail, ticket, .answeredElsewhere(mail.message))
      // We wrote first: it waits for the customer, and there is no first response to measure.
      change(mail, ticket, .moved(.pending, .answered))
    case .customer, .claimsToBeUs:
      change(mail, ticket, .received(mail.message))
    }
    for order in finding.orders { change(mail, ticket, .linkedOrder(order)) }
    for tag in mail.tags { append(.system) { $0.changes.append(Change(ticket, .tagged(tag))) } }
    if let closed { recent.follow(closed, with: ticket) }
    settle(mail, in: ticket, .ticketed)
  }

  private mutating func quarantine(_ mail: MailMessage, _ context: MatchContext, why: String) {
    let other = Matching.verdict(for: mail, among: context.candidates)
    var mayBelongTo: TicketID?
    if case .begins(let ticket) = other { mayBelongTo = ticket }
    let ticket = open(mail, context, followUpOf: nil, mayBelongTo: mayBelongTo)
    var message = mail.message
    message.warnings.insert(why, at: 0)
    change(mail, ticket, .quarantined)
    change(mail, ticket, .received(message))
    settle(mail, in: ticket, .quarantined, why: why)
  }

  private mutating func open(
    _ mail: MailMessage, _ context: MatchContext, followUpOf closed: TicketID?,
    mayBelongTo other: TicketID?
  ) -> TicketID {
    let isPerson = mail.message.kind == .human && mail.fault == nil
    let opening = Opening(
      id: mint.id(at: mail.message.receivedAt), channel: mail.message.channel,
      account: mail.message.account,
      customer: isPerson ? customer(of: mail, context) : context.customer?.id,
      subject: mail.message.subject, followUpOf: closed, mayBelongTo: other)
    change(mail, opening.id, .created(opening))
    begun += 1
    return opening.id
  }

  private mutating func change(_ mail: MailMessage, _ ticket: TicketID, _ act: Act) {
    let actor = policy.actor ?? (mail.author == .us ? .externalAgent : .customer)
    append(actor) {
      $0.changes.append(Change(ticket, act, occurredAt: mail.message.receivedAt))
    }
  }

  /// Adds to the last step, or begins one where someone else acted last.
  private mutating func append(_ actor: Actor, _ add: (inout Step) -> Void) {
    if steps.last?.actor != actor { steps.append(Step(actor: actor)) }
    steps[steps.count - 1].facts += waiting
    waiting = []
    add(&steps[steps.count - 1])
  }
}

// MARK: - What becomes known

extension Intake {
  /// The customer's identifier, known or made.
  private mutating func customer(of mail: MailMessage, _ context: MatchContext) -> CustomerID? {
    guard let party = mail.customer else { return context.customer?.id }
    let name = mail.author == .us ? "" : party.name
    if var known = context.customer ?? recent.customer(party, mail) {
      if known.name.isEmpty, !name.isEmpty {
        known.name = name
        waiting.append(.contact(known))
      }
      recent.remember(known, party, mail)
      return known.id
    }
    let customer = Customer(
      id: mint.id(at: mail.message.receivedAt), name: party.name,
      identities: [Identity(channel: mail.message.channel, address: party.address)],
      since: mail.message.receivedAt)
    waiting.append(.contact(customer))
    recent.remember(customer, party, mail)
    return customer.id
  }

  private mutating func settle(
    _ mail: MailMessage, in ticket: TicketID?, _ fate: LedgerEntry.Fate, why: String = ""
  ) {
    for bytes in mail.kept { waiting.append(.bytes(bytes)) }
    recent.add(mail, in: ticket, isQuarantined: fate == .quarantined)
    note(mail, fate, why: why)
  }

  private mutating func note(_ mail: MailMessage, _ fate: LedgerEntry.Fate, why: String = "") {
    let entry = LedgerEntry(
      account: mail.message.account, source: mail.source, fate: fate,
      externalID: mail.message.externalID, raw: mail.message.raw ?? "", reason: why,
      at: mail.message.receivedAt, place: mail.origin)
    ledger.append(entry)
    waiting.append(.ingested(entry))
  }

  /// Whether it was here and was erased. A customer's mail that only bears the Message-ID of a reply
  /// of ours is not that reply.
  private func wasErased(_ mail: MailMessage, _ context: MatchContext) -> Bool {
    switch context.duplicate {
    case .erased: true
    case .erasedReply: mail.author != .customer
    case .same, .ourReply, .sameIDOtherWords, nil: false
    }
  }

  /// Its fate is told, and nothing of it is kept.
  private mutating func noteErased(_ mail: MailMessage) {
    let entry = LedgerEntry(
      account: mail.message.account, source: mail.source, fate: .duplicate, externalID: nil,
      raw: "", reason: "erased here", at: mail.message.receivedAt)
    ledger.append(entry)
    waiting.append(.ingested(entry))
  }

  /// Whether it is here already. Another message under an id we have is kept, and says so.
  private mutating func isDuplicate(_ mail: inout MailMessage, _ context: MatchContext) -> Bool {
    switch context.duplicate {
    case .same:
      return true
    case .ourReply(let reply, let ticket, let delivery) where mail.author != .customer:
      // It lies among the sent messages: so it did leave; one that is held left after the backup that
      // this store comes from.
      if mail.author == .us, delivery == .unsure || delivery == .held {
        let receipt =
          mail.isPosted
          ? Receipt(
            at: mail.message.receivedAt, answer: "found in the conversation",
            externalID: mail.message.externalID)
          : Receipt(at: mail.message.receivedAt, answer: "found in the Sent folder")
        append(.system) { $0.changes.append(Change(ticket, .replySettled(reply, receipt))) }
      }
      return true
    case .sameIDOtherWords, .ourReply:
      mail.message.warnings.append("another message came under the same Message-ID")
      return recent.twin(of: mail) == .same
    case nil, .erased, .erasedReply:
      switch recent.twin(of: mail) {
      case .same: return true
      case .sameIDOtherWords:
        mail.message.warnings.append("another message came under the same Message-ID")
      case nil: break
      }
      return false
    }
  }
}

extension MailMessage {
  /// Whom it brings into a ticket in which `known` have taken part so far (S4).
  fileprivate func newcomers(besides known: Set<String>) -> [String] {
    let known = Set(known.map(Relay.key)).union(known)
    let author = message.from.address.lowercased()
    return circle.filter { address in
      // On a marketplace one customer may write from many addresses.
      let isSpeaker = address == author && !speakers.isDisjoint(with: known)
      return !isSpeaker && !known.contains(Relay.key(of: address))
    }
  }
}
