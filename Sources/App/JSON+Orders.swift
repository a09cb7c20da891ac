import Domain
import Foundation

extension JSON {
  /// An order with its parcels.
  init(_ order: Order, in zone: TimeZone) {
    self = [
      "order_number": .text(order.number), "channel": .text(order.id.channel.rawValue),
      "created_at": JSON(order.createdAt, in: zone), "status": .text(order.state.rawValue),
      "status_text": .text(order.statusText), "customer_name": .text(order.customerName),
      "customer_email": .text(order.customerEmail), "total": JSON(order.total),
      "items": .list(
        order.items.map {
          [
            "title": .text($0.title), "sku": .text($0.sku), "quantity": .int($0.quantity),
            "price": JSON($0.price),
          ]
        }),
      "shipments": .list(order.shipments.map { JSON($0, in: zone) }),
      "refunds": .list(
        order.refunds.map {
          [
            "amount": JSON($0.amount), "state": .text($0.state.rawValue),
            "at": JSON($0.at, in: zone),
          ]
        }),
      "returns": .list(order.claimsByUrgency.map { JSON($0, in: zone) }),
      "notes": .list(order.notes.map { JSON($0, in: zone) }),
      "buyer": order.buyer.map { JSON($0, in: zone) } ?? nil,
      "as_of": JSON(order.asOf, in: zone),
      "extra": .object(order.extra.mapValues { .text($0) }),
    ]
  }

  /// What a customer asked back of an order.
  private init(_ claim: Claim, in zone: TimeZone) {
    self = [
      "kind": .text(claim.kind.rawValue), "number": .text(claim.number),
      "status_text": .text(claim.statusText), "open": .bool(claim.isOpen),
      "wanted": .text(claim.wanted), "amount": JSON(claim.amount),
      "opened_at": JSON(claim.openedAt, in: zone), "answer_by": JSON(claim.answerBy, in: zone),
    ]
  }

  private init(_ shipment: Shipment, in zone: TimeZone) {
    self = [
      "carrier": .text(shipment.carrier), "tracking_number": .text(shipment.trackingNumber),
      "tracking_url": .text(shipment.trackingURL), "state": .text(shipment.state.rawValue),
      "shipped_at": JSON(shipment.shippedAt, in: zone),
      "expected_at": JSON(shipment.expectedAt, in: zone),
      "delivered_at": JSON(shipment.deliveredAt, in: zone),
      "last_scan": .text(shipment.lastScan), "last_scan_at": JSON(shipment.lastScanAt, in: zone),
    ]
  }

  /// Something noted with an order.
  private init(_ note: OrderNote, in zone: TimeZone) {
    self = [
      "text": .text(note.text), "author": .text(note.author), "at": JSON(note.at, in: zone),
      "seen_by_customer": .bool(note.isSeen),
    ]
  }

  /// Who bought, as the shop knows them.
  private init(_ buyer: Buyer, in zone: TimeZone) {
    self = [
      "orders": buyer.orders.map { .int($0) } ?? nil, "spent": JSON(buyer.spent),
      "since": JSON(buyer.since, in: zone), "tags": JSON(buyer.tags), "note": .text(buyer.note),
    ]
  }
}
