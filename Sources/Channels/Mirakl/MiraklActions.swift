package import ChannelKit
package import Domain
import Wire

/// What a Mirakl marketplace lets a shop do to an order: say how its parcel is called (OR23), and
/// that it has left (OR24).
extension MiraklChannel: OrderHand {
  private static let track = OrderAction(
    "tracking", "enter the tracking number",
    fields: [
      .init("carrier", "carrier", .text(limit: 60)),
      .init("number", "tracking number", .text(limit: 100)),
    ],
    warning: "the customer gets to see it")
  private static let ship = OrderAction(
    "shipped", "say that it has left", warning: "the customer is told, and may be charged")

  package func actions(on order: Order) async throws(ChannelError) -> [OrderAction] {
    switch order.state {
    case .processing: [Self.track, Self.ship]
    case .shipped: [Self.track]
    case .pending, .paid, .delivered, .returned, .refunded, .cancelled, .other: []
    }
  }

  package func perform(_ errand: OrderErrand) async throws(ChannelError) -> String {
    let isTracking = errand.action == Self.track.name
    let place = "/api/orders/\(errand.order.number.percentEncoded)"
    var request = ShopRequest(
      .put, "\(place)/\(isTracking ? "tracking" : "ship")", query: shop, accepted: [400, 403, 404])
    if isTracking {
      request.body = .json([
        "carrier_name": .string(errand["carrier"]), "tracking_number": .string(errand["number"]),
      ])
    }
    let answer = try await api.get().ask(request)
    guard answer.status < 400 else {
      let said = answer.said.map { " (\($0))" } ?? ""
      throw .refused(reason: "\(answer.name) does not do it\(said)")
    }
    return ""
  }

  package func isDone(_ errand: OrderErrand) async throws(ChannelError) -> Bool {
    guard let order = try await order(errand.order.number) else { return false }
    return errand.action == Self.track.name
      ? order.shipments.contains { $0.trackingNumber == errand["number"] }
      : order.state == .shipped
  }
}
