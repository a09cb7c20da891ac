package import Foundation

/// An order's key: its channel and the number the customer knows, opaque text.
package struct OrderID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  /// The shop or marketplace.
  package var channel: ChannelName
  /// The number, as the customer writes it.
  package var number: String

  /// An order's key.
  package init(channel: ChannelName, number: String) {
    self.channel = channel
    self.number = number
  }

  package var description: String { "\(channel.rawValue):\(number)" }

  package static func < (left: OrderID, right: OrderID) -> Bool {
    (left.channel, left.number) < (right.channel, right.number)
  }
}

/// An amount in a currency: exact decimals, never a float.
package struct Money: Hashable, Sendable {
  /// The amount in whole units of the currency.
  package var amount: Decimal
  /// ISO 4217: `EUR`.
  package var currency: String

  /// A sum of money.
  package init(_ amount: Decimal, _ currency: String) {
    self.amount = amount
    self.currency = currency.uppercased()
  }

  /// Reads `129.90`; `nil` for anything else (no signs of currency, no thousands marks).
  package init?(_ text: String, _ currency: String) {
    guard text.wholeMatch(of: /-?\d{1,15}(\.\d{1,4})?/) != nil, let amount = Decimal(string: text)
    else { return nil }
    self.init(amount, currency)
  }

  /// The amount with as many decimals as the currency has: `129.90`, `1200` for JPY.
  package var decimalText: String {
    let places = Self.wholeUnits.contains(currency) ? 0 : 2
    var rounded = Decimal()
    var amount = amount
    NSDecimalRound(&rounded, &amount, places, .bankers)
    let parts = "\(rounded)".split(separator: ".", maxSplits: 1)
    guard places > 0, let units = parts.first else { return "\(rounded)" }
    let decimals = parts.count > 1 ? String(parts[1]) : ""
    return "\(units).\(decimals)" + String(repeating: "0", count: max(0, places - decimals.count))
  }

  private static let wholeUnits: Set<String> = ["JPY", "KRW", "VND", "CLP", "ISK", "HUF"]
}

extension Money: Codable {
  private enum CodingKeys: String, CodingKey {
    case amount
    case currency
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let text = try container.decode(String.self, forKey: .amount)
    guard let amount = Decimal(string: text) else {
      throw DecodingError.dataCorruptedError(
        forKey: .amount, in: container, debugDescription: "no amount: \(text)")
    }
    self.init(amount, try container.decode(String.self, forKey: .currency))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(decimalText, forKey: .amount)
    try container.encode(currency, forKey: .currency)
  }
}

/// What was bought, as the shop last told it.
package struct Order: Hashable, Sendable, Codable {
  /// How far an order is, in words every shop's own states map to.
  package enum State: String, Hashable, Sendable, Codable, CaseIterable {
    case pending
    case paid
    case processing
    case shipped
    case delivered
    case returned
    case refunded
    case cancelled
    /// The shop used a word we do not know; see `Order.statusText`.
    case other
  }

  /// Its key.
  package var id: OrderID
  /// When it was placed.
  package var createdAt: Instant
  /// How far it is.
  package var state: State
  /// The shop's own word for that.
  package var statusText: String
  /// The buyer's name.
  package var customerName: String
  /// The buyer's address, lower case; a relay address on marketplaces.
  package var customerEmail: String
  /// The buyer's phone, as given.
  package var customerPhone: String
  /// Where it goes, one line an entry.
  package var address: [String]
  /// The whole sum.
  package var total: Money
  /// What was bought.
  package var items: [OrderItem]
  /// Its parcels, first sent first.
  package var shipments: [Shipment]
  /// Money that went or will go back.
  package var refunds: [Refund]
  /// What the customer asked back.
  @AddedLater package var claims: [Claim]
  /// What was noted with it in its shop, the newest first.
  @AddedLater package var notes: [OrderNote] = []
  /// Who bought, as the shop's book of customers knows them.
  package var buyer: Buyer?
  /// The last day on which it may be sent back.
  package var returnableUntil: Instant?
  /// When the shop told us this.
  package var asOf: Instant
  /// Columns of an import that we have no field for.
  package var extra: [String: String]

  /// An order.
  package init(
    id: OrderID, createdAt: Instant, state: State, statusText: String = "", customerName: String,
    customerEmail: String, customerPhone: String = "", address: [String] = [], total: Money,
    items: [OrderItem], shipments: [Shipment] = [], refunds: [Refund] = [],
    claims: [Claim] = [], returnableUntil: Instant? = nil, asOf: Instant,
    extra: [String: String] = [:]
  ) {
    self.id = id
    self.createdAt = createdAt
    self.state = state
    self.statusText = statusText.isEmpty ? state.rawValue : statusText
    self.customerName = customerName
    self.customerEmail = customerEmail.lowercased()
    self.customerPhone = customerPhone
    self.address = address
    self.total = total
    self.items = items
    self.shipments = shipments
    self.refunds = refunds
    self.claims = claims
    self.returnableUntil = returnableUntil
    self.asOf = asOf
    self.extra = extra
  }

  /// The number the customer knows.
  package var number: String { id.number }
}

/// One line of an order.
package struct OrderItem: Hashable, Sendable, Codable {
  /// What it is called in the shop.
  package var title: String
  /// The shop's own key for it.
  package var sku: String
  /// How many.
  package var quantity: Int
  /// The price of one.
  package var price: Money?

  /// A line.
  package init(title: String, sku: String, quantity: Int, price: Money?) {
    self.title = title
    self.sku = sku
    self.quantity = quantity
    self.price = price
  }
}

/// One parcel.
package struct Shipment: Hashable, Sendable, Codable {
  /// Where a parcel is.
  package enum State: String, Hashable, Sendable, Codable, CaseIterable {
    case pending
    case inTransit = "in_transit"
    case outForDelivery = "out_for_delivery"
    case delivered
    /// Not where it should be by now, but scanned.
    case late
    /// No scan for so long that it will not come.
    case lost
    /// On its way back, or back.
    case returned
    /// The carrier could not hand it over.
    case failed
  }

  /// Who carries it.
  package var carrier: String
  /// The carrier's number for it.
  package var trackingNumber: String
  /// Where its way can be seen.
  package var trackingURL: String
  /// Where it is.
  package var state: State
  /// When it left us.
  package var shippedAt: Instant?
  /// When it should arrive.
  package var expectedAt: Instant?
  /// When it arrived.
  package var deliveredAt: Instant?
  /// The carrier's last scan.
  package var lastScanAt: Instant?
  /// What that scan said, and where.
  package var lastScan: String

  /// A parcel.
  package init(
    carrier: String, trackingNumber: String, trackingURL: String = "", state: State,
    shippedAt: Instant? = nil, expectedAt: Instant? = nil, deliveredAt: Instant? = nil,
    lastScanAt: Instant? = nil, lastScan: String = ""
  ) {
    self.carrier = carrier
    self.trackingNumber = trackingNumber
    self.trackingURL = trackingURL
    self.state = state
    self.shippedAt = shippedAt
    self.expectedAt = expectedAt
    self.deliveredAt = deliveredAt
    self.lastScanAt = lastScanAt
    self.lastScan = lastScan
  }
}

/// Money on its way back to a customer.
package struct Refund: Hashable, Sendable, Codable {
  /// How far it is.
  package enum State: String, Hashable, Sendable, Codable {
    case pending
    case issued
    case refused
  }

  /// How much.
  package var amount: Money
  /// How far it is.
  package var state: State
  /// When that was decided.
  package var at: Instant

  /// A refund.
  package init(amount: Money, state: State, at: Instant) {
    self.amount = amount
    self.state = state
    self.at = at
  }
}
