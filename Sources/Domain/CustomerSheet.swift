/// A person with all that we had to do with them.
package struct CustomerSheet: Hashable, Sendable {
  /// Who they are, with everybody who was joined into them.
  package var customer: Customer
  /// The customers who are this person, each with what is their own, whoever stays first.
  package var members: [Customer]
  /// What we had to do with them, in numbers.
  package var dealings: Dealings
  /// Their tickets, newest first, at most fifty.
  package var tickets: [InboxRow]
  /// Their orders, newest first, at most fifty.
  package var orders: [Order]
  /// Who may be the same person, the likeliest first.
  package var candidates: [CustomerCandidate]

  /// A sheet.
  package init(
    customer: Customer, members: [Customer], dealings: Dealings, tickets: [InboxRow],
    orders: [Order], candidates: [CustomerCandidate]
  ) {
    self.customer = customer
    self.members = members
    self.dealings = dealings
    self.tickets = tickets
    self.orders = orders
    self.candidates = candidates
  }
}

/// What we had to do with a person, in numbers.
package struct Dealings: Hashable, Sendable {
  /// Their tickets that are open.
  package var openTickets = 0
  /// All their tickets, but for what was thrown away or is spam; merged ones are one.
  package var tickets = 0
  /// The orders that were placed from their addresses, or that their tickets are about and nobody
  /// else is known to have placed.
  package var orders = 0
  /// What these come to in each currency, cancelled and refunded ones left out.
  package var value: [Money] = []
  /// The labels of their tickets, the most used first.
  package var tags: [TagCount] = []

  /// None at all.
  package init() {}
}

/// A customer who may be the same person as another, and why: it is shown, and never taken for it
/// by itself.
package struct CustomerCandidate: Hashable, Sendable {
  /// Why they may be.
  package enum Reason: Hashable, Sendable {
    /// They have the same address on another channel.
    case address(String)
    /// They have the same phone number.
    case phone(String)
    /// An order that one of them asked about was placed from the other's address.
    case buyer(OrderID)
    /// Orders went to both of them in the same name, to the same place.
    case home(name: String)
    /// Both asked about the same order.
    case order(OrderID)
  }

  /// Who may be.
  package var customer: Customer
  /// Why, the strongest reason first.
  package var reasons: [Reason]

  /// A candidate; of several reasons of one kind one is kept.
  package init(_ customer: Customer, _ reasons: some Sequence<Reason>) {
    self.customer = customer
    var kinds: Set<String> = []
    self.reasons = reasons.sorted { $0.place < $1.place }.filter { kinds.insert($0.word).inserted }
  }

  /// Whether this one is likelier.
  package func isLikelier(than other: CustomerCandidate) -> Bool {
    let (mine, theirs) = (reasons.map(\.rank), other.reasons.map(\.rank))
    guard mine == theirs else { return mine.likelier(than: theirs) }
    return (customer.since, customer.id) < (other.customer.since, other.customer.id)
  }

  /// What an order's buyer is called and where it went, as one word; `nil` where that would not tell
  /// people apart.
  package static func homeKey(of order: Order) -> String? {
    let name = SearchText.words(of: order.customerName)
    let place = SearchText.words(of: order.address.joined(separator: " "))
    let hasNumber = place.contains { $0.utf8.contains { 0x30...0x39 ~= $0 } }
    guard name.count > 1, place.count > 2, hasNumber else { return nil }
    return name.joined(separator: " ") + "/" + place.joined(separator: " ")
  }
}

extension CustomerCandidate.Reason {
  /// Its kind in one word, for scripts.
  package var word: String {
    switch self {
    case .address: "address"
    case .phone: "phone"
    case .buyer: "buyer"
    case .home: "home"
    case .order: "order"
    }
  }

  /// How strong it is: the strongest is 0.
  fileprivate var rank: Int {
    switch self {
    case .address: 0
    case .phone: 1
    case .buyer: 2
    case .home: 3
    case .order: 4
    }
  }

  fileprivate var place: (Int, String) {
    switch self {
    case .address(let text), .phone(let text), .home(let text): (rank, text)
    case .buyer(let order), .order(let order): (rank, order.description)
    }
  }
}

extension [Int] {
  /// The stronger reason counts first, then that there are more.
  fileprivate func likelier(than other: [Int]) -> Bool {
    for (mine, theirs) in zip(self, other) where mine != theirs { return mine < theirs }
    return count > other.count
  }
}

extension ChannelName {
  /// Its customers are known by their phone numbers.
  package var isByPhone: Bool { [.sms, .whatsapp, .phone].contains(self) }

  /// An address there may be made up by a marketplace: it says nothing of who somebody is elsewhere.
  package var hidesAddresses: Bool { givesAliases || isNamedByAccount }
}
