package import Domain

/// What a customer asked back, told apart from the order that it is about.
package struct ToldClaim: Hashable, Sendable {
  /// How its order is named.
  package enum Subject: Hashable, Sendable {
    /// By its number.
    case order(String)
    /// By the listing that was bought from and the buyer, as both are called there.
    case listing(String, buyer: String)
  }

  /// The shop or marketplace.
  package var channel: ChannelName
  /// Its order.
  package var subject: Subject
  /// What is asked for.
  package var claim: Claim

  /// A claim.
  package init(_ claim: Claim, about subject: Subject, on channel: ChannelName) {
    self.claim = claim
    self.subject = subject
    self.channel = channel
  }

  /// Whether an order may be the one it is about.
  package func isAbout(_ order: Order) -> Bool {
    guard order.id.channel == channel else { return false }
    switch subject {
    case .order(let number): return order.isCalled(number)
    case .listing(let listing, let buyer):
      return order.customerEmail == buyer.lowercased() && order.listings.contains(listing)
    }
  }
}

extension Order {
  /// The listings it was bought from, where the marketplace names them.
  package var listings: [String] {
    get { extra[Self.listingsKey]?.split(separator: ", ").map(String.init) ?? [] }
    set { extra[Self.listingsKey] = newValue.isEmpty ? nil : newValue.joined(separator: ", ") }
  }

  private static let listingsKey = "listings"
}
