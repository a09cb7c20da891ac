import ChannelKit
import Domain
import Wire

/// AfterShip's JSON, and what it means here
/// (https://www.aftership.com/docs/tracking/quickstart/api-quick-start).
enum AfterShipShapes {
  /// A page of parcels, each with its id and when it changed.
  static func entries(
    _ json: JSONNode
  ) throws(JSONMistake) -> [(key: String, changed: Instant, item: TrackedParcel)] {
    var entries: [(key: String, changed: Instant, item: TrackedParcel)] = []
    for node in try json.list() {
      let changed = try node["updated_at"].instant()
      entries.append((try node["id"].text(), changed, try parcel(node, changed)))
    }
    return entries
  }

  private static func parcel(
    _ json: JSONNode, _ changed: Instant
  ) throws(JSONMistake) -> TrackedParcel {
    // Carriers that give no zone mean their own clocks; their order is still right.
    let scans = json["checkpoints"].elements
      .compactMap { node in node["checkpoint_time"].moment.map { ($0, node) } }
      .sorted { $0.0 < $1.0 }
    let state = state(json)
    var shipment = Shipment(
      carrier: json["slug"].words, trackingNumber: try json["tracking_number"].text(),
      trackingURL: json["courier_tracking_link"].words, state: state,
      shippedAt: json["shipment_pickup_date"].moment ?? scans.first?.0,
      expectedAt: json["latest_estimated_delivery"]["datetime"].moment
        ?? json["aftership_estimated_delivery_date"]["estimated_delivery_date"].moment
        ?? json["courier_estimated_delivery_date"]["estimated_delivery_date"].moment)
    if let (at, scan) = scans.last {
      shipment.lastScanAt = at
      shipment.lastScan = joined(scan["message"], scan["location"], by: " · ")
    }
    if state == .delivered {
      let scan = scans.last { $0.1["tag"].words == "Delivered" }
      shipment.deliveredAt = scan?.0 ?? json["shipment_delivery_date"].moment
    }
    return TrackedParcel(
      orderNumber: json["order_number"].optional ?? json["order_id"].optional,
      shipment: shipment, asOf: changed)
  }

  private static func state(_ json: JSONNode) -> Shipment.State {
    if json["return_to_sender"].isTrue { return .returned }
    switch json["tag"].words {
    case "Pending", "InfoReceived": return .pending
    case "OutForDelivery", "AvailableForPickup": return .outForDelivery
    case "Delivered": return .delivered
    case "AttemptFail", "Exception": return .failed
    case "Expired": return .lost
    default: return .inTransit
    }
  }
}
