package import ChannelKit
package import Domain
import Wire

/// What a Shopify shop lets be done to an order: notes, the tag that a refund is asked for, and
/// cancelling (https://shopify.dev/docs/api/admin-graphql/latest/mutations/orderCancel).
extension ShopifyChannel: OrderHand {
  private static let note = OrderAction(
    "note", "add a note for the shop", fields: [.init("note", "note", .text(limit: 2000))])
  private static let refund = OrderAction(
    "refund-requested", "mark that a refund is asked for",
    warning: "the order gets the tag \(refundTag); nothing is paid back by it")
  private static let cancel = OrderAction(
    "cancel", "cancel the order",
    fields: [
      .init(
        "reason", "reason",
        .choice([
          .init("CUSTOMER", "the customer wants it"), .init("INVENTORY", "out of stock"),
          .init("DECLINED", "payment declined"), .init("FRAUD", "fraud"),
          .init("STAFF", "our mistake"), .init("OTHER", "other"),
        ])),
      .flag("refund", "pay back to the card it was paid with"),
      .flag("restock", "put the goods back in stock"),
      .flag("notify", "tell the customer"),
    ],
    warning: "Shopify cannot take it back")
  private static let refundTag = "refund-requested"

  package func actions(on order: Order) async throws(ChannelError) -> [OrderAction] {
    switch order.state {
    case .pending, .paid, .processing: [Self.note, Self.refund, Self.cancel]
    case .shipped, .delivered, .returned, .other: [Self.note, Self.refund]
    case .refunded, .cancelled: [Self.note]
    }
  }

  package func perform(_ errand: OrderErrand) async throws(ChannelError) -> String {
    let order = try await found(errand)
    switch errand.action {
    case Self.note.name:
      // A shop has one note for an order: what stands there stays.
      let words = [order["note"].words, errand["note"]].filter { !$0.isEmpty }
      let input: JSONValue = [
        "id": .string(order["id"].words), "note": .string(words.joined(separator: "\n")),
      ]
      try await change(
        "mutation Note($input: OrderInput!) { done: orderUpdate(input: $input) "
          + "{ userErrors { field message } } }", ["input": input])
      return ""
    case Self.refund.name:
      try await change(
        "mutation Tag($id: ID!, $tags: [String!]!) { done: tagsAdd(id: $id, tags: $tags) "
          + "{ userErrors { field message } } }",
        ["id": .string(order["id"].words), "tags": [.string(Self.refundTag)]])
      return ""
    case Self.cancel.name:
      try await change(
        "mutation Cancel($id: ID!, $reason: OrderCancelReason!, $restock: Boolean!, "
          + "$notify: Boolean, $refund: OrderCancelRefundMethodInput) "
          + "{ done: orderCancel(orderId: $id, reason: $reason, restock: $restock, "
          + "notifyCustomer: $notify, refundMethod: $refund) "
          + "{ job { id done } userErrors: orderCancelUserErrors { field message } } }",
        [
          "id": .string(order["id"].words), "reason": .string(errand["reason"]),
          "restock": .bool(errand.says("restock")), "notify": .bool(errand.says("notify")),
          "refund": ["originalPaymentMethodsRefund": .bool(errand.says("refund"))],
        ])
      return "Shopify carries it out within seconds"
    default: throw .refused(reason: "Shopify knows nothing called \(errand.action)")
    }
  }

  package func isDone(_ errand: OrderErrand) async throws(ChannelError) -> Bool {
    let order = try await found(errand)
    return switch errand.action {
    case Self.note.name: order["note"].words.hasSuffix(errand["note"])
    case Self.refund.name: order["tags"].elements.contains { $0.words == Self.refundTag }
    default: order["cancelledAt"].optional != nil
    }
  }

  /// The order with what its actions need of it.
  private func found(_ errand: OrderErrand) async throws(ChannelError) -> JSONNode {
    let bare = errand.order.number.filter { $0.isLetter || $0.isNumber || "-_./".contains($0) }
    let answer = try await ask(
      "query Order($words: String!) { orders(first: 5, query: $words) "
        + "{ nodes { id name note tags cancelledAt } } }",
      ["words": .string("name:\(bare)")], isRepeatable: true)
    let nodes = answer.json["data"]["orders"]["nodes"].elements
    guard let order = nodes.first(where: { $0["name"].words.drop { $0 == "#" } == bare }) else {
      throw .refused(reason: "\(answer.name) knows no order \(errand.order.number) any more")
    }
    return order
  }

  /// Changes something once. What the shop says against it is its refusal.
  private func change(
    _ words: String, _ variables: [String: JSONValue]
  ) async throws(ChannelError) {
    let answer = try await ask(words, variables, isRepeatable: false)
    let done = answer.json["data"]["done"]
    if let error = done["userErrors"].elements.first {
      throw .refused(reason: "\(answer.name) does not do it (\(error["message"].words))")
    }
    let errors = answer.json["errors"].elements
    if errors.contains(where: { $0["extensions"]["code"].words == "ACCESS_DENIED" }) {
      throw .refused(
        reason: "\(answer.name) does not let this app change orders; it needs write_orders")
    }
    if let error = errors.first, done.isNull {
      throw .refused(reason: "\(answer.name) does not do it (\(error["message"].words))")
    }
    guard !done.isNull else { throw .unsure(reason: "\(answer.name) does not say what it did") }
  }
}
