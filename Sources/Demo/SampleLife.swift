package import ChannelKit
package import Domain
import Foundation

/// What happens around the sample shop while somebody looks: on a marketplace with messages of its
/// own, in the shop's own orders, and in its mailbox.
package enum SampleLife {
  /// The marketplace as it stands at first: somebody has bought there, and nobody has written yet.
  package static func marketplace(at now: Instant) -> SmallShop.State {
    var state = SmallShop.State(now: now - .days(2))
    state.put(
      order(
        "A-20417", of: ines, good: "Wool blanket, oat", cents: 8900, carrier: "DHL",
        tracking: "00340434198800417", .inTransit, at: now))
    state.now = now
    return state
  }

  /// The shop's own orders that nobody has told us of: none as yet.
  package static func ownShop(at now: Instant) -> SmallShop.State { SmallShop.State(now: now) }

  /// Something that a customer does after a while.
  package struct Turn: Sendable {
    /// How long after the beginning.
    package var after: Span
    /// What.
    package var act: Act
  }

  /// What customers do.
  package enum Act: Sendable {
    /// One writes on the marketplace.
    case says(@Sendable (inout SmallShop.State) -> Void)
    /// An order shows in the shop.
    case buys(Order)
    /// One writes a mail.
    case mails(SampleMail)
  }

  /// What they do, in its order; `now` is the beginning.
  package static func turns(from now: Instant) -> [Turn] {
    let sender = SampleSender(lars, on: .email, chance: 0)
    let late = now + .seconds(75)
    let mail = SamplePost.inbound(
      sender, subject: "Order 90991",
      text: "Hello,\n\nis my kettle, order 90991, still coming today? I have to go out at four.\n\n"
        + "Lars",
      id: "lars.\(late.milliseconds)@\(sender.proven)", at: late)
    return [
      Turn(
        after: .seconds(25),
        act: .says { state in
          state.say(
            "Hello, will the blanket be here before Saturday? It is a present.", in: "T-1",
            order: "A-20417", subject: "My order A-20417",
            customer: Party(name: ines.name, address: "C-4711"))
        }),
      Turn(
        after: .seconds(60),
        act: .buys(
          order(
            "90991", of: lars, good: "Enamel kettle 1.2 l", cents: 4450, carrier: "DHL",
            tracking: "00340434198890991", .outForDelivery, at: now))),
    ] + [mail.map { Turn(after: .seconds(75), act: .mails($0)) }].compactMap(\.self)
  }

  /// What a customer on the marketplace says to our first answer, and how long after it.
  package static let thanks = (
    after: Span.seconds(12), words: "Wonderful, that is all I wanted to know. Thank you!"
  )

  private static let ines = SampleCustomer(
    name: "Inês Duarte", language: "en",
    address: ["Rua das Flores 21", "4050-262 Porto", "Portugal"], country: "es")
  private static let lars = SampleCustomer(
    name: "Lars Holm", language: "en", address: ["Havnegade 3", "8000 Aarhus", "Denmark"],
    country: "de")

  private static func order(
    _ number: String, of customer: SampleCustomer, good: String, cents: Int, carrier: String,
    tracking: String, _ state: Shipment.State, at now: Instant
  ) -> Order {
    let price = Money(Decimal(cents) / 100, "EUR")
    var order = Order(
      id: OrderID(channel: .email, number: number), createdAt: now - .days(3), state: .shipped,
      customerName: customer.name, customerEmail: customer.mail,
      address: [customer.name] + customer.address, total: price,
      items: [OrderItem(title: good, sku: number, quantity: 1, price: price)], asOf: now)
    order.shipments = [
      Shipment(
        carrier: carrier, trackingNumber: tracking,
        trackingURL: "https://track.\(SampleShop.domain)/\(tracking)", state: state,
        shippedAt: now - .days(2), expectedAt: now + .days(1), lastScanAt: now - .hours(3),
        lastScan: state == .outForDelivery ? "Out for delivery" : "Arrived at sorting centre")
    ]
    return order
  }
}
