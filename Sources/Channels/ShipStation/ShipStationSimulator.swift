package import ChannelKit
package import Domain
package import Wire

/// ShipStation in memory: each of the small shop's orders is a shipment, each parcel a label.
package enum ShipStationSimulator: Simulator {
  package static var channel: any Channel.Type { ShipStationChannel.self }
  package static let account = Account(name: "labels", type: "shipstation", address: "")
  package static let credentials = Credentials.password(user: "", Secret("ss_key_1"))

  package static func slowDown(retryAfter: String?) -> HTTPResponse {
    var response = failure(429, "rate_limit_exceeded", "You have exceeded the rate limit.")
    if let retryAfter { response.headers["Retry-After"] = retryAfter }
    return response
  }

  package static func answer(
    _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    guard shop.isKeyGood, request.headers["api-key"] == "ss_key_1" else {
      return failure(401, "unauthorized", "The API key is invalid.")
    }
    let path = request.path.split(separator: "/").map(String.init)
    switch (path.dropFirst().first, path.count) {
    case ("shipments", 2): return shipments(request, shop)
    case ("labels", 2): return list(request, shop, of: labels(request, shop).map(label), "labels")
    case ("labels", 4):
      guard let found = parcels(shop).first(where: { $0.label == path[2] }) else { break }
      return HTTPResponse(json: tracking(found))
    default: break
    }
    return failure(404, "not_found", "Not found.")
  }

  private static func failure(_ status: Int, _ code: String, _ message: String) -> HTTPResponse {
    HTTPResponse(
      status: status,
      json: [
        "request_id": "aa3d8e8e-462b-4476-9618-72db7f7b7009",
        "errors": [
          [
            "error_source": "ShipStation", "error_type": "security", "error_code": .string(code),
            "message": .string(message),
          ]
        ],
      ])
  }
}

// MARK: - Lists

extension ShipStationSimulator {
  /// A page of a list, with links to the others.
  private static func list(
    _ request: SimulatedRequest, _ shop: SmallShop.State, of all: [JSONValue], _ name: String
  ) -> HTTPResponse {
    let size = min(Int(request.query["page_size"] ?? "25") ?? 25, shop.pageLimit)
    let pages = (all.count + size - 1) / size
    let page = shop.repeatsItself ? 1 : Int(request.query["page"] ?? "1") ?? 1
    let values = all.dropFirst((page - 1) * size).prefix(size)
    let isLast = page >= pages
    let link: JSONValue = ["href": .string("https://api.shipstation.com/v2/\(name)?page=\(page)")]
    return HTTPResponse(json: [
      name: .array(Array(values)), "total": .int(all.count), "page": .int(page),
      "pages": .int(shop.repeatsItself ? 9 : pages),
      "links": [
        "first": link, "last": link, "prev": page > 1 ? link : [:], "next": isLast ? [:] : link,
      ],
    ])
  }

  private static func shipments(
    _ request: SimulatedRequest, _ shop: SmallShop.State
  ) -> HTTPResponse {
    let since = request.query["modified_at_start"].flatMap { Instant(rfc3339: $0) }
    let entries = shop.orders(since: since).sorted { $0.changedAt < $1.changedAt }
    return list(request, shop, of: entries.map(shipment), "shipments")
  }

  private static func shipment(_ entry: SmallShop.Entry) -> JSONValue {
    let order = entry.order
    let place: JSONValue = [
      "name": .string(order.customerName), "phone": .string(order.customerPhone),
      "address_line1": .string(order.address.first ?? "none"), "city_locality": "Dublin",
      "state_province": "Leinster", "postal_code": "D02", "country_code": "IE",
      "address_residential_indicator": "unknown",
    ]
    return [
      "shipment_id": .string("se-\(entry.key)"), "shipment_number": .string(order.number),
      "external_order_id": .string("x\(entry.key)"), "external_shipment_id": .null,
      "shipment_status": .string(order.shipments.isEmpty ? "pending" : "label_purchased"),
      "created_at": .string(order.createdAt.rfc3339()),
      "modified_at": .string(entry.changedAt.rfc3339()), "ship_to": place, "ship_from": place,
      "return_to": place, "confirmation": "none", "advanced_options": [:],
      "insurance_provider": "none", "tags": [],
      "packages": [["weight": ["value": 3, "unit": "kilogram"]]],
      "total_weight": ["value": 3, "unit": "kilogram"],
    ]
  }
}

// MARK: - Labels

extension ShipStationSimulator {
  private struct Parcel {
    var entry: SmallShop.Entry
    var index: Int

    var shipment: Shipment { entry.order.shipments[index] }
    var label: String { "se-\(entry.key)-\(index)" }
    var isSeen: Bool { shipment.lastScanAt != nil }
    var isDelivered: Bool { shipment.state == .delivered }
  }

  private static func parcels(_ shop: SmallShop.State) -> [Parcel] {
    shop.orders(since: nil).flatMap { entry in
      entry.order.shipments.indices.map { Parcel(entry: entry, index: $0) }
    }
  }

  private static func labels(
    _ request: SimulatedRequest, _ shop: SmallShop.State
  ) -> [Parcel] {
    parcels(shop).filter { parcel in
      let shipment = request.query["shipment_id"].map { $0 == "se-\(parcel.entry.key)" } ?? true
      let number = request.query["tracking_number"].map { $0 == parcel.shipment.trackingNumber }
      return shipment && number ?? true
    }
  }

  private static func label(_ parcel: Parcel) -> JSONValue {
    let shipment = parcel.shipment
    let status = parcel.isDelivered ? "delivered" : parcel.isSeen ? "in_transit" : "unknown"
    return [
      "label_id": .string(parcel.label), "status": "completed",
      "shipment_id": .string("se-\(parcel.entry.key)"),
      "tracking_number": .string(shipment.trackingNumber), "tracking_status": .string(status),
      "carrier_code": .string(shipment.carrier), "service_code": "dhl_express",
      "created_at": .string(parcel.entry.order.createdAt.rfc3339()),
      "ship_date": .string((shipment.shippedAt ?? parcel.entry.order.createdAt).rfc3339()),
      "voided": false, "voided_at": .null, "is_return_label": false, "trackable": true,
      "shipment_cost": ["currency": "eur", "amount": .number("8.5")],
      "tracking_url": .string("https://parcel.example/\(shipment.trackingNumber)"),
    ]
  }

  private static func tracking(_ parcel: Parcel) -> JSONValue {
    let shipment = parcel.shipment
    let code = code(shipment.state)
    let words = code.lowercased().replacing("_", with: " ")
    let events: JSONValue =
      shipment.lastScanAt.map { at in
        [
          [
            "occurred_at": .string(at.rfc3339()), "description": .string(shipment.lastScan),
            "city_locality": "", "state_province": "Leinster", "postal_code": "",
            "country_code": "IE", "status_code": .string(code),
            "status_description": .string(words), "carrier_status_code": "1",
            "carrier_status_description": "", "carrier_detail_code": "OT",
          ]
        ]
      } ?? []
    return [
      "tracking_number": .string(shipment.trackingNumber),
      "tracking_url": .string("https://parcel.example/\(shipment.trackingNumber)"),
      "status_code": .string(code), "status_description": .string(words),
      "carrier_code": .string(shipment.carrier), "carrier_status_code": "1",
      "ship_date": .string((shipment.shippedAt ?? parcel.entry.order.createdAt).rfc3339()),
      "estimated_delivery_date": .string((parcel.entry.order.createdAt + .days(5)).rfc3339()),
      "events": events,
    ]
  }

  private static func code(_ state: Shipment.State) -> String {
    switch state {
    case .pending: "AWAITING_DESPATCH"
    case .inTransit: "IN_TRANSIT"
    case .late: "CARRIER_DELAYS"
    case .returned: "RETURN_TO_SENDER"
    case .outForDelivery: "OUT_FOR_DELIVERY"
    case .delivered: "DELIVERED"
    case .failed: "CUSTOMER_CARDED"
    case .lost: "PARCEL_LOST"
    }
  }
}
