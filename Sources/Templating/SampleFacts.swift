import Domain
import Foundation

extension TemplateFacts {
  /// A ticket, an order and a shop made up for previews and for the documentation's examples.
  package static let sample = TemplateFacts(
    sheet: sampleSheet, order: sampleOrder, policy: nil, shop: sampleShop,
    agent: Agent(id: AgentID("ana"), name: "Ana Reyes", address: "ana@northlight.example"),
    now: moment("2026-11-25T10:30:00Z"), locale: Locale(identifier: "en_IE"))

  private static let sampleShop = Shop(
    name: "Northlight Outfitters", zone: TimeZone(identifier: "Europe/Dublin") ?? .gmt,
    url: "https://northlight.example", email: "support@northlight.example",
    phone: "+353 1 555 0123", address: ["4 Harbour Lane", "Dublin", "D02 X285"],
    returnsAddress: ["Northlight Returns", "Unit 7, Dock Road", "Dublin", "D01 F5P2"],
    signature: "Northlight Outfitters\nhttps://northlight.example")

  private static let sampleOrder = Order(
    id: OrderID(channel: .email, number: "10482"), createdAt: moment("2026-11-14T09:12:00Z"),
    state: .shipped, customerName: "Priya Nair", customerEmail: "priya@customer.example",
    customerPhone: "+353 85 555 0199",
    address: ["Priya Nair", "12 Elm Park", "Galway", "H91 E2K3", "Ireland"],
    total: Money(62.8, "EUR"),
    items: [
      OrderItem(
        title: "Stoneware mug, blue", sku: "MUG-BL", quantity: 2, price: Money(19.45, "EUR")),
      OrderItem(title: "Wool blanket", sku: "BLK-01", quantity: 1, price: Money(23.9, "EUR")),
    ],
    shipments: [
      Shipment(
        carrier: "DHL", trackingNumber: "JD0146000034117781",
        trackingURL: "https://dhl.example/JD0146000034117781", state: .inTransit,
        shippedAt: moment("2026-11-16T15:00:00Z"), expectedAt: moment("2026-11-27T12:00:00Z"),
        deliveredAt: moment("2026-11-27T11:40:00Z"), lastScanAt: moment("2026-11-24T18:20:00Z"),
        lastScan: "Arrived at the depot in Athlone")
    ],
    refunds: [
      Refund(amount: Money(19.45, "EUR"), state: .issued, at: moment("2026-11-24T08:00:00Z"))
    ],
    returnableUntil: moment("2026-12-28T23:59:00Z"), asOf: moment("2026-11-25T10:00:00Z"))

  private static let sampleSheet = TicketSheet(
    ticket: Ticket(
      Opening(
        id: ID(high: 0x0194_0000_0000_7000, low: 0x8000_0000_0000_0001), channel: .email,
        account: "support", customer: sampleCustomer.id, subject: "Where is my parcel?"),
      number: 2071, at: moment("2026-11-25T08:02:00Z")),
    customer: sampleCustomer, messages: [], orders: [sampleOrder])

  private static let sampleCustomer = Customer(
    id: ID(high: 0x0194_0000_0000_7000, low: 0x8000_0000_0000_0002), name: "Priya Nair",
    identities: [Identity(channel: .email, address: "priya@customer.example")],
    since: moment("2023-03-02T12:00:00Z"))

  private static func moment(_ text: String) -> Instant {
    Instant(rfc3339: text) ?? Instant(milliseconds: 0)
  }
}
