import Domain
import Foundation
import Testing

/// What was kept before a field came reads as if the field were empty, and is written as before.
struct AddedLaterTests {
  private let reply = Reply(
    id: ReplyID(high: 1, low: 2), ticket: TicketID(high: 1, low: 1), channel: .email,
    account: "support", from: Party(address: "support@shop.example"),
    to: [Party(address: "ada@example.com")], subject: "Re: Hello", text: "Yes",
    author: AgentID("ana"))

  @Test func aReplyOfBeforeIsRead() throws {
    let bytes = try JSONEncoder().encode(reply)
    #expect(!String(decoding: bytes, as: UTF8.self).contains("bcc"))
    #expect(try JSONDecoder().decode(Reply.self, from: bytes) == reply)
  }

  @Test func aDraftOfBeforeIsRead() throws {
    var draft = Draft(
      ticket: TicketID(high: 1, low: 1), agent: AgentID("ana"), kind: .reply, text: "Yes", base: 3,
      savedAt: Instant(milliseconds: 0))
    let bytes = try JSONEncoder().encode(draft)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(!text.contains("subject") && !text.contains("thenStatus"))
    #expect(try JSONDecoder().decode(Draft.self, from: bytes) == draft)
    draft.subject = "Your mug"
    draft.thenStatus = .solved
    #expect(try JSONDecoder().decode(Draft.self, from: JSONEncoder().encode(draft)) == draft)
  }

  @Test func anOrderOfBeforeIsRead() throws {
    var order = Order(
      id: OrderID(channel: .ebay, number: "1001"), createdAt: Instant(milliseconds: 0),
      state: .shipped, customerName: "Ada", customerEmail: "ada@example.com",
      total: Money(5, "EUR"), items: [], asOf: Instant(milliseconds: 0))
    let bytes = try JSONEncoder().encode(order)
    let text = String(decoding: bytes, as: UTF8.self)
    for key in ["claims", "notes", "buyer"] { #expect(!text.contains(key)) }
    #expect(try JSONDecoder().decode(Order.self, from: bytes) == order)
    order.claims = [Claim(.return, number: "5", statusText: "requested", isOpen: true)]
    order.notes = [OrderNote("Fragile", at: nil, isSeen: false)]
    order.buyer = Buyer(orders: 3)
    #expect(try JSONDecoder().decode(Order.self, from: JSONEncoder().encode(order)) == order)
  }

  @Test func whatIsThereComesBack() throws {
    var reply = reply
    reply.bcc = [Party(name: "Ben", address: "ben@shop.example")]
    let bytes = try JSONEncoder().encode(reply)
    #expect(try JSONDecoder().decode(Reply.self, from: bytes) == reply)
  }
}
