import ChannelKit
import Domain

/// What a batch has brought so far, which the store has not seen yet: it finds tickets and
/// duplicates for the messages behind it.
struct RecentMail {
  /// In which way a message is in the batch already.
  enum Twin: Hashable {
    case same
    case sameIDOtherWords
  }

  private struct Matter: Hashable {
    var channel: ChannelName
    var customer: String
    var order: String?

    init(_ mail: MailMessage, _ customer: String, _ order: String?) {
      channel = mail.message.channel
      self.customer = customer
      self.order = order
    }
  }

  private var bytes: Set<String> = []
  private var words: [String: Set<[String]>] = [:]
  private var anonymous: Set<[String]> = []
  private var tickets: [String: TicketID] = [:]
  private var matters: [Matter: (ticket: TicketID, at: Instant)] = [:]
  private var participants: [TicketID: Set<String>] = [:]
  private var closed: Set<TicketID> = []
  private var followers: [TicketID: TicketID] = [:]
  private var customers: [Identity: Customer] = [:]

  // MARK: Remembering

  mutating func add(_ mail: MailMessage, in ticket: TicketID?, isQuarantined: Bool) {
    bytes.insert(mail.keys.raw)
    if let id = mail.message.externalID {
      words[id, default: []].insert(mail.keys.said)
    } else if !mail.keys.said.isEmpty {
      anonymous.insert(mail.keys.said)
    }
    guard let ticket else { return }
    if let id = mail.message.externalID, tickets[id] == nil { tickets[id] = ticket }
    let others = (mail.message.to + mail.message.cc).map { $0.address.lowercased() }
    participants[ticket, default: []].formUnion(mail.speakers.union(others))
    guard !isQuarantined, let customer = mail.customer?.address, mail.isMarketplaces else { return }
    let place = (ticket, mail.message.receivedAt)
    for order in mail.keys.orders { matters[Matter(mail, customer, order)] = place }
    matters[Matter(mail, customer, nil)] = place
  }

  /// A ticket that a message of this batch has joined, as the store told it.
  mutating func joined(_ candidate: MatchCandidate) {
    participants[candidate.ticket, default: []].formUnion(candidate.participants)
    if candidate.status == .closed { closed.insert(candidate.ticket) }
  }

  mutating func follow(_ closed: TicketID, with ticket: TicketID) {
    followers[closed] = ticket
  }

  mutating func remember(_ customer: Customer, _ party: Party, _ mail: MailMessage) {
    customers[Identity(channel: mail.message.channel, address: party.address)] = customer
  }

  // MARK: Finding

  func customer(_ party: Party, _ mail: MailMessage) -> Customer? {
    customers[Identity(channel: mail.message.channel, address: party.address)]
  }

  /// The tickets of this batch that a message may belong to.
  func candidates(for mail: MailMessage) -> [MatchCandidate] {
    var found = mail.keys.answers.compactMap { tickets[$0] }.map { candidate($0, .reference) }
    guard let customer = mail.customer?.address, mail.isMarketplaces else { return found }
    found += mail.keys.orders.compactMap { matters[Matter(mail, customer, $0)]?.ticket }
      .map { candidate($0, .marketplaceOrder) }
    if let last = matters[Matter(mail, customer, nil)],
      mail.message.receivedAt - last.at <= Self.lull
    {
      found.append(candidate(last.ticket, .marketplaceCustomer))
    }
    return found
  }

  /// A marketplace's customer who writes again within this time goes on about the same matter.
  private static let lull = Span.days(14)

  /// What the store told, with those who have spoken since.
  func refreshed(_ candidates: [MatchCandidate]) -> [MatchCandidate] {
    candidates.map { candidate in
      var candidate = candidate
      candidate.participants.formUnion(participants[candidate.ticket] ?? [])
      return candidate
    }
  }

  /// A closed ticket that this batch already continues is continued there.
  func continued(_ verdict: Matching.Verdict) -> Matching.Verdict {
    guard case .follows(let closed) = verdict, let ticket = followers[closed] else {
      return verdict
    }
    return .joins(ticket)
  }

  func twin(of mail: MailMessage) -> Twin? {
    if bytes.contains(mail.keys.raw) { return .same }
    guard let id = mail.message.externalID else {
      return anonymous.contains(mail.keys.said) ? .same : nil
    }
    guard let known = words[id] else { return nil }
    return known.contains(mail.keys.said) ? .same : .sameIDOtherWords
  }

  private func candidate(
    _ ticket: TicketID, _ reason: MatchCandidate.Reason
  ) -> MatchCandidate {
    MatchCandidate(
      ticket: ticket, reason: reason, status: closed.contains(ticket) ? .closed : .new,
      customer: nil,
      participants: participants[ticket] ?? [])
  }
}

extension MailMessage {
  /// Its customer is known by a marketplace's or shop's key.
  fileprivate var isMarketplaces: Bool { message.channel != .email }
}
