import ChannelKit
import Domain

/// What a pull of orders changes among those that are known; pure.
enum OrderNews {
  /// The orders to keep: those that were pulled, with what carriers know of their parcels, and known
  /// ones of whose parcels, or of what is asked back of them, there is news.
  static func orders(_ batch: OrderBatch, among known: [Order]) -> [Order] {
    var changed: [Order] = []
    for order in batch.orders {
      var order = order
      if let before = known.first(where: { $0.id == order.id }) {
        order.shipments = order.shipments.map { merged($0, before.shipments) }
        order.claims = merged(order.claims, before.claims)
        // Whoever lists orders may not say again what is told of a single one.
        if order.notes.isEmpty { order.notes = before.notes }
        order.buyer = order.buyer ?? before.buyer
        // A parcel that only the carrier told us of is not taken back by the shop.
        order.shipments += before.shipments.filter { old in
          old.lastScanAt != nil && !order.shipments.contains { isSame($0, old) }
        }
      }
      changed.removeAll { $0.id == order.id }
      changed.append(order)
    }
    for parcel in batch.parcels {
      let others = known.filter { order in !changed.contains { $0.id == order.id } }
      guard let order = updated(changed + others, with: parcel) else { continue }
      changed.removeAll { $0.id == order.id }
      changed.append(order)
    }
    for told in batch.claims {
      let others = known.filter { order in !changed.contains { $0.id == order.id } }
      guard let order = updated(changed + others, with: told) else { continue }
      changed.removeAll { $0.id == order.id }
      changed.append(order)
    }
    return changed
  }

  /// The order of a claim with it, where it says something new; among several nobody guesses.
  private static func updated(_ orders: [Order], with told: ToldClaim) -> Order? {
    let about = orders.filter(told.isAbout)
    guard about.count == 1, var order = about.first else { return nil }
    let claims = merged([told.claim], order.claims)
    guard claims != order.claims else { return nil }
    order.claims = claims
    return order
  }

  /// What is told takes the place of what was told before. What has a number of its own stays where
  /// nothing is said of it; what has none is there only as long as its order says so.
  private static func merged(_ news: [Claim], _ before: [Claim]) -> [Claim] {
    var claims = before.compactMap { old in
      news.first { $0.kind == old.kind && $0.number == old.number }
        ?? (old.number.isEmpty ? nil : old)
    }
    claims += news.filter { one in
      !before.contains { $0.kind == one.kind && $0.number == one.number }
    }
    return claims
  }

  /// The order of a parcel with what is known of it: the one that has it, else the only one with its
  /// number; among several nobody guesses.
  private static func updated(_ orders: [Order], with parcel: TrackedParcel) -> Order? {
    if var order = orders.first(where: { order in
      order.shipments.contains { isSame($0, parcel.shipment) }
    }) {
      order.shipments = order.shipments.map { old in
        isSame(old, parcel.shipment) ? told(parcel.shipment, before: old) : old
      }
      return order
    }
    let named = orders.filter { order in parcel.orderNumber.map(order.isCalled) ?? false }
    guard named.count == 1, var order = named.first else { return nil }
    order.shipments.append(parcel.shipment)
    return order
  }

  /// What the carrier says counts, where it is not older than what it said before; names and links
  /// that the shop gave stay.
  private static func told(_ news: Shipment, before old: Shipment) -> Shipment {
    if let known = old.lastScanAt, isOlder(news, than: known) { return old }
    var shipment = news
    if !old.carrier.isEmpty { shipment.carrier = old.carrier }
    if !old.trackingURL.isEmpty { shipment.trackingURL = old.trackingURL }
    shipment.shippedAt = old.shippedAt ?? news.shippedAt
    shipment.expectedAt = news.expectedAt ?? old.expectedAt
    return shipment
  }

  /// Whoever tells no scan at all knows less than who told one, unless the parcel has arrived.
  private static func isOlder(_ news: Shipment, than known: Instant) -> Bool {
    news.lastScanAt.map { $0 < known } ?? (news.state != .delivered)
  }

  /// A parcel as the shop tells it, with what its carrier said earlier.
  private static func merged(_ shop: Shipment, _ before: [Shipment]) -> Shipment {
    guard let old = before.first(where: { isSame($0, shop) }), old.lastScanAt != nil,
      shop.lastScanAt == nil, shop.state != .delivered
    else { return shop }
    return told(old, before: shop)
  }

  /// Parcels that nobody has told the way of yet.
  static func unheard(_ orders: [Order]) -> [String] {
    orders.flatMap(\.shipments).filter { parcel in
      parcel.lastScanAt == nil && parcel.state != .delivered && !parcel.trackingNumber.isEmpty
    }.map(\.trackingNumber)
  }

  private static func isSame(_ one: Shipment, _ other: Shipment) -> Bool {
    let number = code(one.trackingNumber)
    return !number.isEmpty && number == code(other.trackingNumber)
  }

  private static func code(_ number: String) -> String {
    number.uppercased().filter { $0.isLetter || $0.isNumber }
  }
}
