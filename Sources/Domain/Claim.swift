/// What a customer asked back of an order, as the shop last told it.
package struct Claim: Hashable, Sendable, Codable {
  /// What is asked for.
  package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// To send something back.
    case `return`
    /// To look for what has not arrived.
    case inquiry
    /// To decide: a case, a dispute or an incident that the marketplace or the bank watches.
    case dispute
    /// To call the order off.
    case cancellation
  }

  /// What is asked for.
  package var kind: Kind
  /// The shop's own number of it; empty where it has none, and only the order says that it is there.
  package var number: String
  /// How far it is, in the shop's words.
  package var statusText: String
  /// It is not settled yet.
  package var isOpen: Bool
  /// What is wanted, and why, in the shop's or the customer's words.
  package var wanted: String
  /// How much money is asked for.
  package var amount: Money?
  /// Since when.
  package var openedAt: Instant?
  /// Until when we must answer; `nil` where nothing is due from us, or nobody says.
  package var answerBy: Instant?

  /// A claim.
  package init(
    _ kind: Kind, number: String, statusText: String, isOpen: Bool, wanted: String = "",
    amount: Money? = nil, openedAt: Instant? = nil, answerBy: Instant? = nil
  ) {
    self.kind = kind
    self.number = number
    self.statusText = statusText
    self.isOpen = isOpen
    self.wanted = wanted
    self.amount = amount
    self.openedAt = openedAt
    self.answerBy = answerBy
  }
}

extension Order {
  /// Its claims, what is open and due first before all else.
  package var claimsByUrgency: [Claim] {
    let later = Instant(milliseconds: .max)
    return claims.sorted { left, right in
      guard left.isOpen == right.isOpen else { return left.isOpen }
      guard left.answerBy == right.answerBy else {
        return left.answerBy ?? later < right.answerBy ?? later
      }
      return left.openedAt ?? later > right.openedAt ?? later
    }
  }
}
