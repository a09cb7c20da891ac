package import Domain

/// Who an answer goes to and how, worked out from its ticket.
package struct Envelope: Hashable, Sendable {
  /// The ticket it answers.
  package var ticket: Ticket
  /// The account it goes out through.
  package var account: Account
  /// What is asked of it.
  package var terms: AnswerTerms
  /// Who writes.
  package var from: Party
  /// To whom.
  package var to: [Party]
  /// Who else reads it.
  package var cc: [Party]
  /// What it answers, without angle brackets.
  package var inReplyTo: [String]
  /// Its thread, oldest first.
  package var references: [String]
  /// Who may read it beside those it goes to: those who may read what it answers.
  package var audience: Audience?
  /// Until when the channel takes it; for ever where it is `nil`.
  package var closes: Instant?

  /// The envelope of an answer to a ticket; `nil` where `obstacle` says why there can be none.
  package init?(_ sheet: TicketSheet, accounts: [Account], rules: AnswerRules) {
    ticket = sheet.ticket
    let recipients = Self.recipients(sheet, accounts)
    guard ticket.channel != .phone else { return nil }
    guard let account = accounts.first(where: { $0.name == sheet.ticket.account }),
      !recipients.isEmpty
    else { return nil }
    self.account = account
    let terms = rules.terms(for: account, on: sheet.ticket.channel)
    self.terms = terms
    let last = sheet.lastInbound
    let written = ((last?.to ?? []) + (last?.cc ?? [])).map(\.address)
    from = Party(
      name: account.displayName,
      address: terms.isFromOwnAddress
        ? account.address : account.ownAddress(among: written) ?? account.address)
    to = recipients
    let addressed = Set(to.map { $0.address.lowercased() })
    cc = (last?.cc ?? []).filter { party in
      !accounts.contains { $0.owns(party.address) }
        && !addressed.contains(party.address.lowercased())
    }
    inReplyTo = last?.externalID.map { [$0] } ?? []
    references = Self.thread(last)
    audience = last?.audience
    closes = terms.closing(of: sheet, by: account.name)
  }

  /// Why a ticket cannot be answered, as a sentence without its full stop; `nil` where it can.
  package static func obstacle(_ sheet: TicketSheet, accounts: [Account]) -> String? {
    if sheet.ticket.channel == .phone {
      return "a call is answered by a call: ring them, then note it with `shopbell log call`"
    }
    if !accounts.contains(where: { $0.name == sheet.ticket.account }) {
      return "the account \(sheet.ticket.account) is not set up here: shopbell account add"
    }
    return recipients(sheet, accounts).isEmpty
      ? "there is nobody to answer: no customer has written" : nil
  }

  /// Where answers are asked to go, unless that is one of ours; else the sender; else the customer.
  private static func recipients(_ sheet: TicketSheet, _ accounts: [Account]) -> [Party] {
    let isTheirs = { (party: Party) in
      !party.address.isEmpty && !accounts.contains { $0.owns(party.address) }
    }
    let answers = (sheet.lastInbound?.replyTo ?? []).filter(isTheirs)
    if !answers.isEmpty { return answers }
    let sender = (sheet.lastInbound.map { [$0.from] } ?? []).filter(isTheirs)
    if !sender.isEmpty { return sender }
    let known = sheet.customer?.identities.first { $0.channel == sheet.ticket.channel }
    return known.map { [Party(name: sheet.customer?.name ?? "", address: $0.address)] } ?? []
  }

  private static func thread(_ last: Message?) -> [String] {
    guard let last, let id = last.externalID else { return [] }
    let before = last.references.isEmpty ? last.inReplyTo : last.references
    return before.filter { $0 != id } + [id]
  }
}

// MARK: - The reply in it

extension Envelope {
  /// The reply that goes out in this envelope; without a `subject`, the ticket's.
  package func reply(
    id: ReplyID, subject: String? = nil, text: String, author: AgentID, template: String?,
    thenStatus: Status, window: Domain.Span
  ) -> Reply {
    var reply = Reply(
      id: id, ticket: ticket.id, channel: ticket.channel, account: account.name, from: from,
      to: to, cc: cc, subject: subject ?? Self.subject(answering: ticket.subject), text: text,
      inReplyTo: inReplyTo, references: references, template: template, author: author,
      thenStatus: thenStatus, window: window)
    if terms.wantsHTML { reply.forms = [.html] }
    reply.audience = audience
    return reply
  }

  /// Why it cannot go out any more, as a sentence without its full stop; `nil` where it can.
  package func obstacle(at now: Instant) -> String? {
    guard let closes, closes <= now else { return nil }
    return terms.closed(Wording.channel(ticket.channel))
  }

  /// Why it cannot go out with these words, as a sentence without its full stop; `nil` where it can.
  package func obstacle(to text: String) -> String? {
    terms.longest?.obstacle(to: text, by: Wording.channel(ticket.channel))
  }

  /// Why these files cannot go with it, as a sentence without its full stop; `nil` where they can.
  package func obstacle(to files: [Attachment]) -> String? {
    let size = files.reduce(0) { $0 + $1.bytes }
    guard let limit = terms.attachmentLimit, size > limit else { return nil }
    let names = files.map { "\($0.filename) (\(Wording.size($0.bytes)))" }
    return "\(Wording.list(names)) \(files.count == 1 ? "is" : "are together") "
      + "\(Wording.size(size)): an answer by \(Wording.channel(ticket.channel)) takes at most "
      + "\(Wording.size(limit)) of files"
  }

  /// `Re: ` before a subject that has none.
  package static func subject(answering subject: String) -> String {
    let known = ["re:", "aw:", "sv:", "antw:", "rif:", "odp:", "re :"]
    let folded = subject.lowercased()
    return known.contains { folded.hasPrefix($0) } ? subject : "Re: \(subject)"
  }
}
