package import ChannelKit
package import Domain

/// Which ticket a message belongs to (B6 of the domain rules); pure.
///
/// The store tells which tickets a message may belong to, and why; here it is decided which of
/// these reasons count. A signed id of ours is enough. Whoever only answers a message they may
/// have seen anywhere, or knows a subject's token, must also be a participant of that ticket.
package enum Matching {
  /// Where a message goes.
  package enum Verdict: Hashable, Sendable {
    /// Into this ticket.
    case joins(TicketID)
    /// Into a new ticket that continues this closed one (T7).
    case follows(TicketID)
    /// Into a new ticket, which may belong to this one.
    case begins(mayBelongTo: TicketID?)
  }

  /// Where `mail` goes among `candidates`, which come the strongest reason first.
  package static func verdict(
    for mail: MailMessage, among candidates: [MatchCandidate]
  ) -> Verdict {
    let isPassedOn = mail.isForwarded && mail.author == .customer
    let ordered = candidates.enumerated().sorted {
      ($0.element.reason, $0.offset) < ($1.element.reason, $1.offset)
    }.map(\.element)
    guard !isPassedOn, let found = ordered.first(where: { allows(mail, into: $0) }) else {
      return .begins(mayBelongTo: ordered.first?.ticket)
    }
    let opensAgain = mail.author == .customer && mail.message.kind == .human
    return found.status == .closed && opensAgain ? .follows(found.ticket) : .joins(found.ticket)
  }

  /// Whether `mail` may join a candidate's ticket for that candidate's reason (S4).
  private static func allows(_ mail: MailMessage, into candidate: MatchCandidate) -> Bool {
    switch mail.author {
    case .us:
      // What we wrote joins where it answers, or where its recipient is spoken with.
      return !candidate.reason.asksForParticipant || isParticipant(mail.recipients, in: candidate)
    case .claimsToBeUs:
      return false
    case .customer:
      // Where conversations are told apart, another one is another matter unless the order is the
      // same.
      if mail.standsApart, candidate.reason == .marketplaceCustomer { return false }
      guard candidate.reason.asksForParticipant else { return true }
      // A postmaster is no participant; that they name the very message that failed is enough.
      let isReturn = mail.message.kind == .bounce && mail.message.bounced != nil
      return isReturn || mail.isTakenAtItsWord && isParticipant(mail.speakers, in: candidate)
    }
  }

  private static func isParticipant(_ speakers: Set<String>, in candidate: MatchCandidate) -> Bool {
    speakers.contains { candidate.participants.contains($0) }
  }
}

extension MailMessage {
  /// To whom it went, lower case, with and without what follows a `+`.
  fileprivate var recipients: Set<String> {
    let addresses = (message.to + message.cc).map { $0.address.lowercased() }
    return Set(addresses + [customer?.address ?? ""]).subtracting([""])
  }
}
