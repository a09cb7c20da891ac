import ChannelKit
import Domain
import Wire

/// ShipStation's JSON, and what it means here (https://docs.shipstation.com/openapi).
enum ShipStationShapes {
  /// A label that stands for a parcel.
  struct Label {
    /// What is remembered of it.
    var followed: Followed
    /// The parcel where its carrier has not seen it yet.
    var unseen: Shipment?
  }

  /// A page of shipments, each with its key and when it changed; `nil` stands for one that has no
  /// label.
  static func shipments(
    _ json: JSONNode
  ) throws(JSONMistake) -> [(key: String, changed: Instant, item: Followed?)] {
    var entries: [(key: String, changed: Instant, item: Followed?)] = []
    for node in try json.list() {
      let key = try node["shipment_id"].text()
      let number = node["shipment_number"].optional ?? node["external_shipment_id"].optional
      let hasLabel = node["shipment_status"].words == "label_purchased"
      entries.append(
        (
          key, try node["modified_at"].instant(),
          hasLabel ? Followed(shipment: key, number: number) : nil
        ))
    }
    return entries
  }

  /// Labels that were bought and not given back, each with a tracking number.
  static func labels(_ json: JSONNode, of shipment: Followed) throws(JSONMistake) -> [Label] {
    var labels: [Label] = []
    for node in try json.list() where !node["voided"].isTrue && node["status"].words != "voided" {
      guard let number = node["tracking_number"].optional else { continue }
      var followed = shipment
      followed.label = try node["label_id"].text()
      followed.shipment = node["shipment_id"].optional ?? shipment.shipment
      followed.carrier = node["carrier_code"].words
      followed.isReturn = node["is_return_label"].isTrue
      let isSeen = ["in_transit", "delivered", "error"].contains(node["tracking_status"].words)
      labels.append(
        Label(
          followed: followed,
          unseen: isSeen
            ? nil
            : Shipment(
              carrier: node["carrier_code"].words, trackingNumber: number,
              trackingURL: node["tracking_url"].words, state: .pending,
              shippedAt: node["ship_date"].moment)))
    }
    return labels
  }

  /// A parcel as its carrier tells it.
  static func shipment(_ json: JSONNode, isReturn: Bool) throws(JSONMistake) -> Shipment {
    let scans = json["events"].elements
      .compactMap { node in node["occurred_at"].moment.map { ($0, node) } }
      .sorted { $0.0 < $1.0 }
    let code = json["status_detail_code"].optional ?? json["status_code"].words
    var state = state(code, json["status_code"].words)
    if isReturn, state != .pending { state = .returned }
    var shipment = Shipment(
      carrier: json["carrier_code"].words, trackingNumber: try json["tracking_number"].text(),
      trackingURL: json["tracking_url"].words, state: state,
      shippedAt: json["ship_date"].moment ?? scans.first?.0,
      expectedAt: json["estimated_delivery_date"].moment)
    if let (at, scan) = scans.last {
      shipment.lastScanAt = at
      let words = scan["description"].optional ?? scan["status_description"].words
      shipment.lastScan = [words, scan["city_locality"].words].filter { !$0.isEmpty }
        .joined(separator: " · ")
    }
    if state == .delivered {
      shipment.deliveredAt = json["actual_delivery_date"].moment ?? scans.last?.0
    }
    return shipment
  }

  /// What a carrier's word means: ShipStation's own code in detail, else the coarse one, which older
  /// accounts write in two letters.
  private static func state(_ detail: String, _ coarse: String) -> Shipment.State {
    switch detail {
    case "DELIVERED_TO_LOCKER_COLLECTION_POINT", "OUT_FOR_DELIVERY", "COLLECT_AT_LOCAL_PO",
      "AWAITING_COLLECTION_FROM_PICKUP_POINT", "CUSTOMER_TO_COLLECT_FROM_CARRIER":
      return .outForDelivery
    case "PROOF_OF_DELIVERY", "PARCEL_COLLECTED_FROM_PICKUP_POINT", "POST_TRANSIT_STATUS", "DE":
      return .delivered
    case "RETURN_TO_SENDER", "REFUSED_BY_CUSTOMER", "NOT_COLLECTED_FROM_PICKUP_POINT",
      "NOT_DELIVERED", "NOT_DELIVERED_ADDRESSEE_DECEASED", "CUSTOMER_MOVED",
      "HAZARDOUS_PROHIBITED", "PARCEL_OUTSIDE_OF_SERVICE_CAPABILITY", "PARCEL_DAMAGED":
      return .returned
    case "PARCEL_LOST", "PARCEL_DISPOSED": return .lost
    case "CARRIER_DELAYS", "DELAYED_NOT_CARRIER", "MISSORTED", "ROUTING_ERROR": return .late
    case "CUSTOMER_CARDED", "CUSTOMER_IDENTIFICATION_FAILED", "COD_AMOUNT_NOT_PAID",
      "NO_ACCESS_TO_RECIPIENTS_ADDRESS", "INVALID_METHOD_OF_PAYMENT", "ADDRESS_QUERY",
      "CANCELLED", "CANCELLED_BEFORE_DESPATCH", "EX", "AT":
      return .failed
    case "COLLECTION_FAILED", "COLLECTION_REQUESTED", "NOT_YET_RECEIVED_BY_CARRIER",
      "ELEC_ADVICE_RECD_BY_CARRIER", "AWAITING_DESPATCH", "AWAITING_ELECTRONIC_ADVICE", "UN", "AC",
      "NY":
      return .pending
    case _ where detail.hasPrefix("DELIVERED"): return .delivered
    case _ where detail.hasPrefix("ATTEMPTED_DELIVERY"): return .failed
    case _ where detail != coarse && !coarse.isEmpty: return state(coarse, "")
    default: return .inTransit
    }
  }
}
