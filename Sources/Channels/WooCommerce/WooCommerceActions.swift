package import ChannelKit
package import Domain
import Wire

/// What a WooCommerce shop lets be done to an order: notes, and cancelling.
extension WooCommerceChannel: OrderHand {
  private static let note = OrderAction(
    "note", "add a note for the shop",
    fields: [.init("note", "note", .text(limit: 2000))])
  private static let tell = OrderAction(
    "tell", "write to the customer",
    fields: [.init("text", "words to the customer", .text(limit: 2000))],
    warning: "the shop mails it to the customer at once", told: "text")
  private static let refund = OrderAction(
    "refund-requested", "note that a refund is asked for",
    fields: [.init("reason", "reason", .text(limit: 500))])
  private static let cancel = OrderAction(
    "cancel", "cancel the order",
    warning: "the customer is told by the shop's own mail, and nothing is paid back by it")

  package func actions(on order: Order) async throws(ChannelError) -> [OrderAction] {
    switch order.state {
    case .pending, .paid, .processing: [Self.note, Self.tell, Self.refund, Self.cancel]
    case .shipped, .delivered, .returned, .other: [Self.note, Self.tell, Self.refund]
    case .refunded, .cancelled: [Self.note, Self.tell]
    }
  }

  package func perform(_ errand: OrderErrand) async throws(ChannelError) -> String {
    let place = "/orders/\(try await key(of: errand.order.number))"
    var request: ShopRequest
    if errand.action == Self.cancel.name {
      request = ShopRequest(.put, place, body: .json(["status": "cancelled"]))
    } else {
      request = ShopRequest(
        .post, "\(place)/notes",
        body: .json([
          "note": .string(Self.words(errand)),
          "customer_note": .bool(errand.action == Self.tell.name),
        ]))
    }
    request.accepted = [400, 403, 404]
    let answer = try await ask(request)
    guard answer.status >= 400 else {
      guard errand.action == Self.cancel.name else { return "" }
      let state = answer.json["status"].words
      guard state == "cancelled" else {
        throw .unsure(reason: "\(answer.name) says that the order is \(state)")
      }
      return ""
    }
    let said = answer.said.map { " (\($0))" } ?? ""
    let hint =
      answer.status == 403 ? "; its key may only read: make one that may write as well" : ""
    throw .refused(reason: "\(answer.name) does not do it\(said)\(hint)")
  }

  package func isDone(_ errand: OrderErrand) async throws(ChannelError) -> Bool {
    if errand.action == Self.cancel.name {
      return try await order(errand.order.number)?.state == .cancelled
    }
    let type = errand.action == Self.tell.name ? "customer" : "internal"
    let answer = try await ask(
      ShopRequest(
        .get, "/orders/\(try await key(of: errand.order.number))/notes",
        query: [.init("type", type)]))
    return answer.json.elements.contains { $0["note"].words == Self.words(errand) }
  }

  private static func words(_ errand: OrderErrand) -> String {
    switch errand.action {
    case tell.name: errand["text"]
    case refund.name: "Refund requested: \(errand["reason"])"
    default: errand["note"]
    }
  }

  /// The number that the shop itself works with.
  private func key(of number: String) async throws(ChannelError) -> String {
    guard let found = try await found(number) else {
      throw .refused(reason: "\(try api.get().name) knows no order \(number) any more")
    }
    return found.key
  }
}
