package import Domain

/// Sums, states and numbers as people read them.
package enum Wording {
  /// `1 ticket`, `41 tickets`.
  package static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(grouped(number)) \(number == 1 ? one : many ?? one + "s")"
  }

  /// `1,204`: thousands apart.
  package static func grouped(_ number: Int) -> String {
    var digits = Array(String(abs(number)))
    var index = digits.count - 3
    while index > 0 {
      digits.insert(",", at: index)
      index -= 3
    }
    return (number < 0 ? "−" : "") + String(digits)
  }

  /// `€38.90`, `CHF 12.00`, `−€5.00`.
  package static func sum(_ money: Money) -> String {
    let signs = ["EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"]
    let text = money.decimalText
    let (minus, digits) = text.hasPrefix("-") ? ("−", String(text.dropFirst())) : ("", text)
    return minus + (signs[money.currency] ?? "\(money.currency) ") + digits
  }

  /// `812 kB`, `3.4 MB`.
  package static func size(_ bytes: Int) -> String {
    if bytes < 1000 { return "\(bytes) B" }
    if bytes < 1_000_000 { return "\((bytes + 500) / 1000) kB" }
    let tenths = (bytes + 50_000) / 100_000
    return "\(tenths / 10).\(tenths % 10) MB"
  }

  /// `a`, `a and b`, `a, b and c`.
  package static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }

  /// Where a ticket stands.
  package static func status(_ status: Status) -> String {
    switch status {
    case .new: "new"
    case .open: "open"
    case .pending: "pending"
    case .onHold: "on hold"
    case .solved: "solved"
    case .closed: "closed"
    }
  }

  /// What a status means for the person who chooses it.
  package static func meaning(_ status: Status) -> String {
    switch status {
    case .new: "nobody has taken it up"
    case .open: "waits for us"
    case .pending: "waits for the customer"
    case .onHold: "waits for a third party"
    case .solved: "done"
    case .closed: "done for good"
    }
  }

  /// What comes first in a list that is sorted so.
  package static func meaning(_ sort: Sort) -> String {
    switch sort {
    case .due: "the nearest clock first"
    case .newest: "the newest message first"
    case .oldest: "the oldest message first"
    case .created: "the newest ticket first"
    case .relevance: "the best answer to the search first"
    case .priority: "the most pressing first"
    }
  }

  /// How far a reply has come.
  package static func delivery(_ state: Delivery) -> String {
    switch state {
    case .accepted: "waits to leave"
    case .held: "held"
    case .sending: "sending"
    case .sent: "sent"
    case .refused: "refused"
    case .retry: "tries again"
    case .unsure: "unsure"
    case .recalled: "taken back"
    }
  }

  /// How far an order is.
  package static func order(_ state: Order.State) -> String {
    switch state {
    case .pending: "not paid yet"
    case .paid: "paid"
    case .processing: "being packed"
    case .shipped: "shipped"
    case .delivered: "delivered"
    case .returned: "returned"
    case .refunded: "refunded"
    case .cancelled: "cancelled"
    case .other: "other"
    }
  }

  /// Why a ticket may be about an order.
  package static func reason(_ reason: OrderCandidate.Reason) -> String {
    switch reason {
    case .number: "its number is named"
    case .parcel: "its parcel is named"
    case .address: "the same address"
    case .phone: "the same phone number"
    case .name: "the same name"
    }
  }

  /// `3 tickets, 1 open · 2 orders · €88.90 + $12.00`
  package static func dealings(_ dealings: Dealings) -> String {
    let open = dealings.openTickets > 0 ? ", \(grouped(dealings.openTickets)) open" : ""
    var parts = [count(dealings.tickets, "ticket") + open]
    if dealings.orders > 0 {
      parts.append(count(dealings.orders, "order"))
      parts.append(dealings.value.map(sum).joined(separator: " + "))
    }
    return parts.joined(separator: " · ")
  }

  /// Why two customers may be one person.
  package static func reason(_ reason: CustomerCandidate.Reason) -> String {
    switch reason {
    case .address(let address): "the same address, \(address)"
    case .phone(let number): "the same phone number, \(number)"
    case .buyer(let order): "one asked about order \(order.number), the other placed it"
    case .home(let name): "orders to the same place, as \(name)"
    case .order(let order): "both asked about order \(order.number)"
    }
  }

  /// Where a parcel is.
  package static func parcel(_ state: Shipment.State) -> String {
    switch state {
    case .pending: "not handed over yet"
    case .inTransit: "on its way"
    case .outForDelivery: "out for delivery"
    case .delivered: "delivered"
    case .late: "late"
    case .lost: "probably lost"
    case .returned: "on its way back"
    case .failed: "could not be delivered"
    }
  }

  /// `email`, `amazon`, `woo`: a channel in a column of eight.
  package static func shortChannel(_ channel: ChannelName) -> String {
    switch channel {
    case .woocommerce: "woo"
    case .bigcommerce: "bigcom"
    default: channel.rawValue
    }
  }

  /// `email`, `Amazon`: how a reply travels.
  package static func channel(_ channel: ChannelName) -> String {
    switch channel {
    case .email: "email"
    case .ebay: "eBay"
    case .woocommerce: "WooCommerce"
    case .bigcommerce: "BigCommerce"
    case .whatsapp: "WhatsApp"
    case .sms: "SMS"
    default: channel.rawValue.prefix(1).uppercased() + channel.rawValue.dropFirst()
    }
  }
}
