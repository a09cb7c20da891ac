package import Domain
import Foundation

extension DeskFixture {
  /// A broken mug: two messages, a note, an order that was delivered.
  package static var priya: TicketSheet {
    var sheet = TicketSheet(
      ticket: brokenMug,
      customer: Customer(
        id: id(7001), name: "Priya Nair",
        identities: [Identity(channel: .email, address: "priya@customer.example")],
        since: moment("2023-03-02T09:00:00Z")),
      messages: [firstMessage, answer, secondMessage, note], orders: [mugOrder])
    sheet.earlier = [
      InboxRow(
        id: id(311), number: 311, subject: "Where is my order?", customer: "Priya Nair",
        channel: .email, account: "support", status: .solved,
        lastMessageAt: moment("2026-06-03T10:00:00Z"))
    ]
    sheet.dealings.openTickets = 1
    sheet.dealings.tickets = 2
    sheet.dealings.orders = 1
    sheet.dealings.value = [Money(38.9, "EUR")]
    sheet.dealings.tags = ["damaged", "photo"].compactMap { word in
      Tag(word).map { TagCount(tag: $0, count: 1) }
    }
    return sheet
  }

  private static var brokenMug: Ticket {
    var ticket = Ticket(
      Opening(
        id: id(482), channel: .email, account: "support", customer: id(7001),
        subject: "Mug arrived broken (photo)"), number: 482, at: moment("2026-11-24T16:02:00Z"))
    ticket.status = .open
    ticket.tags = Set(["damaged", "photo"].compactMap { Tag($0) })
    ticket.assignee = AgentID("ana")
    ticket.clocks = [
      Clock(
        kind: .next, cycle: 1, startedAt: moment("2026-11-25T11:30:00Z"),
        due: now - .minutes(38))
    ]
    ticket.orders = [mugOrder.id]
    ticket.lastEvent = 40
    return ticket
  }

  private static func message(
    _ number: UInt64, _ direction: Message.Direction, _ from: Party, at time: String, _ body: Body
  ) -> Message {
    var message = Message(
      id: id(number), direction: direction, channel: .email, account: "support", from: from,
      subject: "Mug arrived broken (photo)", receivedAt: moment(time), body: body)
    message.externalID = "m\(number)@mail.example"
    return message
  }

  private static let priyaNair = Party(name: "Priya Nair", address: "priya@customer.example")
  private static let shop = Party(
    name: "Northlight Outfitters", address: "support@northlight.example")

  private static var firstMessage: Message {
    var first = message(
      1, .inbound, priyaNair, at: "2026-11-24T16:02:00Z",
      Body(
        visible: """
          Hi,

          the mug I ordered arrived with the handle broken off. Photo attached. I would \
          like a new one, please: it is a present for my sister and her birthday is on \
          Saturday.

          Priya
          """, signature: "Sent from my phone"))
    first.attachments = [
      Attachment(
        sha256: "aa", filename: "mug.jpg", contentType: "image/jpeg", bytes: 812_400),
      Attachment(
        sha256: "bb", filename: "box.jpg", contentType: "image/jpeg", bytes: 1_204_000),
    ]
    return first
  }

  private static var answer: Message {
    var answer = message(
      2, .outbound, shop, at: "2026-11-24T17:15:00Z",
      Body(visible: "Hi Priya,\n\nsorry about that! Which colour was it?\n\nBen"))
    answer.to = [priyaNair]
    return answer
  }

  private static var secondMessage: Message {
    var second = message(
      3, .inbound, priyaNair, at: "2026-11-25T11:30:00Z",
      Body(
        visible: "The blue one.",
        quoted: "> Hi Priya,\n>\n> sorry about that! Which colour was it?\n>\n> Ben"))
    second.references = ["m1@mail.example", "m2@mail.example"]
    second.orderNumbers = ["10482"]
    return second
  }

  private static var note: Message {
    message(
      4, .note, Party(name: "Ben Okafor", address: "ben@northlight.example"),
      at: "2026-11-25T12:05:00Z", Body(visible: "Same batch as #377, see the SOP “Damaged”."))
  }

  private static var mugOrder: Order {
    Order(
      id: OrderID(channel: .shopify, number: "10482"), createdAt: moment("2026-11-14T09:12:00Z"),
      state: .delivered, customerName: "Priya Nair", customerEmail: "priya@customer.example",
      address: ["12 Elm Park", "Galway", "Ireland"], total: Money(38.9, "EUR"),
      items: [
        OrderItem(
          title: "Stoneware mug, blue", sku: "MUG-BL", quantity: 2, price: Money(19.45, "EUR"))
      ],
      shipments: [
        Shipment(
          carrier: "DHL", trackingNumber: "JD0146000034117781", state: .delivered,
          shippedAt: moment("2026-11-16T15:00:00Z"),
          deliveredAt: moment("2026-11-24T11:40:00Z"))
      ], returnableUntil: moment("2026-12-14T23:59:00Z"),
      asOf: moment("2026-11-25T13:00:00Z"))
  }
}
