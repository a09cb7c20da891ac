package import ChannelKit
package import Domain
package import Wire

/// AfterShip in memory: it follows the parcels of the small shop's orders.
package enum AfterShipSimulator: Simulator {
  package static var channel: any Channel.Type { AfterShipChannel.self }
  package static let account = Account(name: "parcels", type: "aftership", address: "")
  package static let credentials = Credentials.password(user: "", Secret("asat_1"))

  package static func slowDown(retryAfter: String?) -> HTTPResponse {
    var response = failure(429, "TooManyRequests", "You have exceeded the API call rate limit.")
    if let retryAfter { response.headers["Retry-After"] = retryAfter }
    return response
  }

  package static func tell(
    _ allowance: SmallShop.Allowance, at now: Instant, in answer: inout HTTPResponse
  ) {
    answer.headers["X-RateLimit-Limit"] = "\(allowance.full)"
    answer.headers["X-RateLimit-Remaining"] = "\(allowance.left)"
    answer.headers["X-RateLimit-Reset"] = "\((now + allowance.fullIn).milliseconds / 1000)"
  }

  package static func answer(
    _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    guard shop.isKeyGood, request.headers["as-api-key"] == "asat_1" else {
      return failure(401, "Unauthorized", "The API key is invalid.")
    }
    guard request.path.hasSuffix("/trackings") else {
      return failure(404, "NotFound", "The URI requested is invalid.")
    }
    let since = request.query["updated_at_min"].flatMap { Instant(rfc3339: $0) }
    var all = shop.orders(since: since).flatMap { entry in
      entry.order.shipments.indices.map { Parcel(entry: entry, index: $0) }
    }.sorted { $0.place < $1.place }
    if let numbers = request.query["tracking_numbers"]?.split(separator: ",").map(String.init) {
      all = all.filter { numbers.contains($0.shipment.trackingNumber) }
    }
    let after = shop.repeatsItself ? nil : request.query["cursor"]
    let rest = all.filter { parcel in after.map { parcel.place > $0 } ?? true }
    let size = min(Int(request.query["limit"] ?? "100") ?? 100, shop.pageLimit)
    let page = Array(rest.prefix(size))
    return HTTPResponse(json: [
      "meta": ["code": 200],
      "data": [
        "pagination": [
          "total": .int(all.count), "next_cursor": .text(page.last?.place),
          "has_next_page": .bool(shop.repeatsItself || rest.count > page.count),
        ], "trackings": .array(page.map(tracking)),
      ],
    ])
  }

  private static func failure(_ code: Int, _ type: String, _ message: String) -> HTTPResponse {
    HTTPResponse(
      status: code,
      json: [
        "meta": [
          "code": .int(code), "type": .string(type), "message": .string(message), "errors": [],
        ], "data": [:],
      ])
  }

  private struct Parcel {
    var entry: SmallShop.Entry
    var index: Int

    var shipment: Shipment { entry.order.shipments[index] }
    var place: String { "\(entry.changedAt.milliseconds)-\(entry.key)-\(index)" }
  }

  private static func tracking(_ parcel: Parcel) -> JSONValue {
    let shipment = parcel.shipment
    let tag = tag(shipment.state)
    let scans: JSONValue =
      shipment.lastScanAt.map { at in
        [
          [
            "checkpoint_time": .string(at.rfc3339()), "message": .string(shipment.lastScan),
            "location": .null, "tag": .string(tag), "slug": .string(shipment.carrier),
          ]
        ]
      } ?? []
    return [
      "id": .string("t\(parcel.entry.key)x\(parcel.index)"),
      "tracking_number": .string(shipment.trackingNumber), "slug": .string(shipment.carrier),
      "tag": .string(tag), "title": .string("Order \(parcel.entry.order.number)"),
      "order_id": .string(parcel.entry.order.number),
      "order_number": .string(parcel.entry.order.number), "active": true,
      "created_at": .string(parcel.entry.order.createdAt.rfc3339()),
      "updated_at": .string(parcel.entry.changedAt.rfc3339()),
      "shipment_pickup_date": .text(shipment.shippedAt?.withoutZone),
      "shipment_delivery_date": .text(shipment.deliveredAt?.withoutZone),
      "courier_tracking_link": .string("https://parcel.example/\(shipment.trackingNumber)"),
      "latest_estimated_delivery": .null, "return_to_sender": .bool(shipment.state == .returned),
      "checkpoints": scans,
    ]
  }

  private static func tag(_ state: Shipment.State) -> String {
    switch state {
    case .pending: "Pending"
    case .inTransit, .late, .returned: "InTransit"
    case .outForDelivery: "OutForDelivery"
    case .delivered: "Delivered"
    case .failed: "AttemptFail"
    case .lost: "Expired"
    }
  }
}
