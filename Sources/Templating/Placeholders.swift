import Domain
import Foundation

/// Every name a template may use: the one table that checks, fills, completes and documents them.
package enum Placeholders {
  /// All of them, in the order of the documentation.
  package static let all: [Placeholder] =
    customer + order + items + shipments + refunds + ticket + people

  /// The placeholder with a path such as `order.items[].title`.
  package static func named(_ path: String) -> Placeholder? { byPath[path] }

  /// The written path nearest to a mistyped one.
  package static func nearest(to written: String) -> String? {
    Problem.nearest(to: written, among: all.map(\.written))
  }

  /// The paths that begin with what was typed, for completion.
  package static func completions(of typed: String) -> [Placeholder] {
    all.filter { $0.written.hasPrefix(typed) }
  }

  private static let byPath = Dictionary(
    all.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
}

// MARK: - Customer and ticket

extension Placeholders {
  private static let customer: [Placeholder] = [
    Placeholder("customer.name", .text, from: .customer, "the customer's name") { facts, _ in
      .line(facts.customerName)
    },
    Placeholder(
      "customer.first_name", .text, from: .customer, "the customer's first name"
    ) { facts, _ in .line(FirstName.of(facts.customerName ?? "")) },
    Placeholder("customer.email", .text, from: .customer, "the customer's address") { facts, _ in
      let identities = facts.sheet.customer?.identities.map(\.address) ?? []
      let candidates = [facts.sheet.lastInbound?.from.address ?? ""] + identities
      return .line((candidates + [facts.order?.customerEmail ?? ""]).first { $0.contains("@") })
    },
    Placeholder("customer.since", .date, from: .customer, "when the customer first appeared") {
      facts, _ in (facts.sheet.customer?.since).map { .date($0) }
    },
  ]

  private static let ticket: [Placeholder] = [
    Placeholder("ticket.number", .text, from: .ticket, "the ticket's number") { facts, _ in
      facts.sheet.ticket.number > 0 ? .text(String(facts.sheet.ticket.number)) : nil
    },
    Placeholder("ticket.subject", .text, from: .ticket, "the ticket's subject") { facts, _ in
      .line(facts.sheet.ticket.subject)
    },
    Placeholder(
      "ticket.channel", .text, from: .ticket, "the channel the customer wrote through",
      choices: ChannelName.all.map(\.rawValue)
    ) { facts, _ in .line(facts.sheet.ticket.channel.rawValue) },
    Placeholder(
      "ticket.marketplace", .text, from: .ticket,
      "the marketplace's name; missing where the customer wrote to the shop itself"
    ) { facts, _ in facts.policy.map { .text($0.owner) } },
    Placeholder(
      "ticket.links_allowed", .text, from: .ticket,
      "“yes” where the channel allows links and phone numbers, else missing", choices: ["yes"]
    ) { facts, _ in
      // What is known of no marketplace holds for most: they forbid them.
      let forbids =
        facts.policy?.forbidsContact ?? facts.sheet.ticket.channel.isNamedByAccount
      return forbids ? nil : .text("yes")
    },
  ]
}

// MARK: - Order

extension Placeholders {
  private static let order: [Placeholder] = orderFields.map {
    $0.placeholder(under: "order", from: .order) { facts, _ in facts.order }
  }

  private static let orderFields: [Field<Order>] = [
    Field("number", .text, "the order's number") { .line($0.number) },
    Field("date", .date, "when the order was placed") { .date($0.createdAt) },
    Field(
      "status", .text, "how far the order is", choices: Order.State.allCases.map(\.rawValue),
      freshFor: .hours(24)
    ) { .text($0.state.rawValue) },
    Field("total", .money, "what the order cost in all") { .money($0.total) },
    Field("currency", .text, "the order's currency") { .line($0.total.currency) },
    Field("item_count", .number, "how many pieces were ordered") { order in
      let count = order.items.reduce(0) { $0 + $1.quantity }
      return count > 0 ? .number(.init(count)) : nil
    },
    Field("name", .text, "the name on the order") { .line($0.customerName) },
    Field("phone", .text, "the phone number on the order") { .line($0.customerPhone) },
    Field("address.full", .text, "the delivery address, several lines") {
      .lines($0.address.joined(separator: "\n"))
    },
    Field("address.city", .text, "the town of the delivery address, where it can be told") {
      .line(PostalPlace(address: $0.address)?.city)
    },
    Field("address.postcode", .text, "the postcode, where it can be told") {
      .line(PostalPlace(address: $0.address)?.postcode)
    },
    Field("return_until", .date, "the last day on which the order may be sent back") {
      $0.returnableUntil.map { .date($0) }
    },
    Field("items", .list, "what was ordered, with quantities above one") {
      .entries($0.items.map(label))
    },
    Field("shipments", .list, "the parcels: carrier and number") {
      .entries($0.shipments.map { "\($0.carrier) \($0.trackingNumber)" })
    },
    Field("refunds", .list, "the refunds: how much each") {
      .entries($0.refunds.map { "\($0.amount.decimalText) \($0.amount.currency)" })
    },
  ]

  private static let items: [Placeholder] = itemFields.map {
    $0.placeholder(under: "order.items[]", from: .order) { $0.order?.items.entry($1) }
  }

  private static let itemFields: [Field<OrderItem>] = [
    Field("", .text, "an item with its quantity, if above one") { .line(label($0)) },
    Field("title", .text, "what the item is called") { .line($0.title) },
    Field("sku", .text, "the shop's own key for the item") { .line($0.sku) },
    Field("quantity", .number, "how many of it") { .number(.init($0.quantity)) },
    Field("price", .money, "the price of one") { $0.price.map { .money($0) } },
  ]

  private static func label(_ item: OrderItem) -> String {
    item.quantity > 1 ? "\(item.quantity) × \(item.title)" : item.title
  }
}

// MARK: - Parcels and refunds

extension Placeholders {
  private static let shipments: [Placeholder] =
    shipmentFields.map {
      $0.placeholder(under: "shipment", from: .order) { facts, _ in facts.shipment }
    }
    + shipmentFields.map {
      $0.placeholder(under: "order.shipments[]", from: .order) { $0.order?.shipments.entry($1) }
    }

  private static let shipmentFields: [Field<Shipment>] = [
    Field("carrier", .text, "who carries the parcel") { .line($0.carrier) },
    Field("tracking_number", .text, "the carrier's tracking number") { .line($0.trackingNumber) },
    Field("tracking_url", .text, "where the parcel can be followed") { .line($0.trackingURL) },
    Field(
      "status", .text, "where the parcel is", choices: Shipment.State.allCases.map(\.rawValue),
      freshFor: .hours(12)
    ) { .text($0.state.rawValue) },
    Field("shipped_date", .date, "when the parcel left the shop") {
      $0.shippedAt.map { .date($0) }
    },
    Field("expected_date", .date, "when the parcel should arrive", freshFor: .hours(12)) {
      $0.expectedAt.map { .date($0) }
    },
    Field("delivered_date", .date, "when the parcel arrived") { $0.deliveredAt.map { .date($0) } },
    Field("last_scan", .text, "what the carrier's last scan said", freshFor: .hours(12)) {
      .line($0.lastScan)
    },
    Field("last_scan_date", .date, "when the carrier last scanned it", freshFor: .hours(12)) {
      $0.lastScanAt.map { .date($0) }
    },
  ]

  private static let refunds: [Placeholder] =
    refundFields.map { $0.placeholder(under: "refund", from: .order) { facts, _ in facts.refund } }
    + refundFields.map {
      $0.placeholder(under: "order.refunds[]", from: .order) { $0.order?.refunds.entry($1) }
    }

  private static let refundFields: [Field<Refund>] = [
    Field("amount", .money, "how much goes back") { .money($0.amount) },
    Field(
      "status", .text, "how far the refund is", choices: ["pending", "issued", "refused"],
      freshFor: .hours(24)
    ) { .text($0.state.rawValue) },
    Field("date", .date, "when the refund was decided") { .date($0.at) },
    Field("issued_date", .date, "when the money went out; missing until it has") {
      $0.state == .issued ? .date($0.at) : nil
    },
  ]
}

// MARK: - Shop, agent, clock

extension Placeholders {
  private static let people: [Placeholder] = [
    Placeholder("shop.name", .text, from: .shop, "the shop's name") { facts, _ in
      .line(facts.shop.name)
    },
    Placeholder("shop.url", .text, from: .shop, "the shop's web address") { facts, _ in
      .line(facts.shop.url)
    },
    Placeholder("shop.email", .text, from: .shop, "the address customers write to") { facts, _ in
      .line(facts.shop.email)
    },
    Placeholder("shop.phone", .text, from: .shop, "the shop's phone") { facts, _ in
      .line(facts.shop.phone)
    },
    Placeholder("shop.address", .text, from: .shop, "where the shop is, several lines") {
      facts, _ in .lines(facts.shop.address.joined(separator: "\n"))
    },
    Placeholder("shop.returns_address", .text, from: .shop, "where returned goods go") { facts, _ in
      .lines(facts.shop.returnsAddress.joined(separator: "\n"))
    },
    Placeholder("shop.signature", .text, from: .shop, "the shop's signature, several lines") {
      facts, _ in .lines(facts.shop.signature)
    },
    Placeholder("agent.name", .text, from: .agent, "the name of who writes") { facts, _ in
      .line(facts.agent.name)
    },
    Placeholder("agent.first_name", .text, from: .agent, "the first name of who writes") {
      facts, _ in .line(FirstName.of(facts.agent.name))
    },
    Placeholder("today", .date, from: .clock, "the day of writing") { facts, _ in
      .date(facts.now)
    },
  ]
}

extension Array {
  /// The entry at a position, `nil` outside.
  fileprivate func entry(_ position: Int) -> Element? {
    indices.contains(position) ? self[position] : nil
  }
}
