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

  /// A ticket of a marketplace's customer, and the orders it is about so far.
  private struct Matter: Hashable {
    var ticket: TicketID
    var at: Instant
    var orders: Set<String>
  }

  private var bytes: Set<String> = []
  private var words: [String: Set<[String]>] = [:]
  private var anonymous: Set<[String]> = []
  private var tickets: [String: TicketID] = [:]
  private var matters: [Identity: [Matter]] = [:]
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
    let identity = Identity(channel: mail.message.channel, address: customer)
    var known = matters[identity] ?? []
    let earlier = known.firstIndex { $0.ticket == ticket }.map { known.remove(at: $0) }
    known.append(
      Matter(
        ticket: ticket, at: max(mail.message.receivedAt, earlier?.at ?? mail.message.receivedAt),
        orders: mail.orders.union(earlier?.orders ?? [])))
    matters[identity] = known
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
    var found = mail.keys.conversation.compactMap { tickets[$0] }
      .map { candidate($0, .conversation) }
    found += mail.keys.answers.compactMap { tickets[$0] }.map { candidate($0, .reference) }
    guard let customer = mail.customer?.address, mail.isMarketplaces else { return found }
    let identity = Identity(channel: mail.message.channel, address: customer)
    let known = (matters[identity] ?? []).reversed()
    let wanted = mail.orders
    found += known.filter { !$0.orders.isDisjoint(with: wanted) }
      .map { candidate($0.ticket, .marketplaceOrder) }
    // What is plainly about another order is another matter.
    found += known.filter { matter in
      (wanted.isEmpty || matter.orders.isEmpty)
        && mail.message.receivedAt - matter.at <= Self.lull
    }.map { candidate($0.ticket, .marketplaceCustomer) }
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

  /// The order numbers in it as they are compared.
  fileprivate var orders: Set<String> {
    Set(keys.orders.map { $0.lowercased().filter { $0 != "#" && !$0.isWhitespace } })
  }
}
