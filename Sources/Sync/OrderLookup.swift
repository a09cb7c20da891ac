import ChannelKit
import Domain

/// The orders a message speaks of, among those the store knows; pure.
enum OrderLookup {
  /// What was found.
  struct Finding: Hashable {
    /// The orders to link, the most likely first.
    var orders: [OrderID] = []
    /// What a reader should know of them.
    var warnings: [String] = []
  }

  /// An order older than this is no longer the likely subject of a mail that names none.
  static let recent = Span.days(90)

  /// The orders whose numbers stand in the message. Where it names none, and begins a ticket, the
  /// customer's only recent order; among several nobody guesses.
  static func orders(for mail: MailMessage, among known: [Order], beginsTicket: Bool) -> Finding {
    let named = mail.message.orderNumbers.flatMap { number in
      nearest(mail, among: known.filter { folded($0.number) == folded(number) })
    }
    var finding = Finding()
    for order in named where !finding.orders.contains(order.id) {
      finding.orders.append(order.id)
      if isOthers(order, mail) {
        finding.warnings.append("order \(order.number) was placed from another address")
      }
    }
    guard finding.orders.isEmpty, beginsTicket, let customer = mail.customer?.address else {
      return finding
    }
    let from = mail.message.receivedAt - recent
    let own = known.filter { order in
      // A marketplace's key for a customer says nothing elsewhere.
      order.customerEmail == customer && order.createdAt >= from
        && (!mail.isPosted || order.id.channel == mail.message.channel)
        && order.createdAt <= mail.message.receivedAt
    }
    if own.count == 1, let order = own.first { finding.orders = [order.id] }
    return finding
  }

  /// Two shops may give the same number: the order of the message's own channel counts before
  /// others, and alone where the marketplace itself named it.
  private static func nearest(_ mail: MailMessage, among orders: [Order]) -> [Order] {
    let own = orders.filter { $0.id.channel == mail.message.channel }
    return own.isEmpty && !mail.namesOrders ? orders : own
  }

  private static func isOthers(_ order: Order, _ mail: MailMessage) -> Bool {
    guard mail.author == .customer, !mail.isPosted, !order.customerEmail.isEmpty,
      let customer = mail.customer
    else { return false }
    return Relay.key(of: order.customerEmail) != Relay.key(of: customer.address)
  }

  private static func folded(_ number: String) -> String {
    number.lowercased().filter { $0 != "#" && !$0.isWhitespace }
  }
}
