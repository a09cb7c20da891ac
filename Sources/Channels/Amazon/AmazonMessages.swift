package import ChannelKit
package import Domain
import Foundation
import Wire

/// The messages of fixed kinds that Amazon lets a seller write to a buyer, where it allows them for
/// an order (Messaging API v1: https://developer-docs.amazon.com/sp-api/docs/messaging-api).
extension AmazonChannel: OrderHand {
  /// Kinds that are words alone; others want files that were handed in before.
  private static let kinds: [(name: String, title: String)] = [
    ("confirmOrderDetails", "ask about the order before it is sent"),
    ("confirmDeliveryDetails", "arrange the delivery"),
    ("confirmServiceDetails", "arrange a service at the customer's home"),
    ("unexpectedProblem", "tell of an unexpected problem"),
  ]
  private static let longestText = 2000

  package func actions(on order: Order) async throws(ChannelError) -> [OrderAction] {
    guard let place = try await place(of: order.number) else { return [] }
    let answer = try await ask(
      ShopRequest(
        .get, Self.path(order.number), query: [.init("marketplaceIds", place)],
        accepted: [400, 404]))
    let allowed = Set(answer.json["_links"]["actions"].elements.map { $0["name"].words })
    let offered = Self.kinds.filter { allowed.contains($0.name) }
    guard answer.status < 400, !offered.isEmpty else { return [] }
    let language = try await language(of: order.number, in: place)
    let warning =
      "Amazon wants it in \(language ?? "the buyer's language"), without addresses, and links only "
      + "about the matter"
    return offered.map { kind in
      OrderAction(
        kind.name, kind.title,
        fields: [.init("text", "words to the customer", .text(limit: Self.longestText))],
        warning: warning, told: "text")
    }
  }

  package func perform(_ errand: OrderErrand) async throws(ChannelError) -> String {
    guard Self.kinds.contains(where: { $0.name == errand.action }) else {
      throw .refused(reason: "Amazon has no message of the kind \(errand.action)")
    }
    let number = errand.order.number
    guard let place = try await place(of: number) else {
      throw .refused(reason: "Amazon knows no order \(number) any more")
    }
    let answer = try await ask(
      ShopRequest(
        .post, "\(Self.path(number))/messages/\(errand.action)",
        query: [.init("marketplaceIds", place)], body: .json(["text": .string(errand["text"])]),
        accepted: [400, 403, 404, 413, 415]))
    guard answer.status < 400 else {
      let said = answer.said.map { " (\($0))" } ?? ""
      throw .refused(reason: "Amazon does not take the message\(said)")
    }
    return ""
  }

  private static func path(_ number: String) -> String { "/messaging/v1/orders/\(number)" }

  /// The marketplace in which an order was placed; `nil` where there is no such order.
  private func place(of number: String) async throws(ChannelError) -> String? {
    let answer = try await ask(
      ShopRequest(.get, "/orders/2026-01-01/orders/\(number)", accepted: [400, 404]))
    guard answer.status == 200 else { return nil }
    return try answer.read { (json) throws(JSONMistake) in
      try json["order"]["salesChannel"]["marketplaceId"].text()
    }
  }

  /// The language a buyer is to be written in, in words: `German (Germany)`.
  private func language(
    of number: String, in place: String
  ) async throws(ChannelError) -> String? {
    let answer = try await ask(
      ShopRequest(
        .get, "\(Self.path(number))/attributes", query: [.init("marketplaceIds", place)],
        accepted: [400, 403, 404]))
    guard answer.status == 200, let code = answer.json["buyer"]["locale"].optional else {
      return nil
    }
    return Locale(identifier: "en").localizedString(forIdentifier: code) ?? code
  }
}
