package import Domain

/// Brings in what has changed among a shop's orders, or among a tracking service's parcels.
package protocol OrderSource: Channel {
  /// What changed after `cursor`; all there is where it is `nil`. Some of it may be told twice.
  ///
  /// May return only a part of it: `OrderBatch.hasMore` tells.
  func orders(after cursor: Cursor?) async throws(ChannelError) -> OrderBatch
}

/// Knows where parcels are.
package protocol ParcelBook: Channel {
  /// What is known of parcels with these tracking numbers; those it does not know are left out.
  func parcels(_ numbers: [String]) async throws(ChannelError) -> [TrackedParcel]
}

/// What a pull of orders brings, and the cursor after it.
package struct OrderBatch: Hashable, Sendable {
  /// Orders as the shop tells them now.
  package var orders: [Order]
  /// Parcels whose way is known better than the shop knows it.
  package var parcels: [TrackedParcel]
  /// What customers asked back, where it is told apart from their orders.
  package var claims: [ToldClaim] = []
  /// Where the next pull begins; kept with the orders, in one commit.
  package var next: Cursor
  /// There is more right now.
  package var hasMore: Bool
  /// What a person should know of the shop, each a sentence without its full stop.
  package var notices: [String]

  /// A batch.
  package init(
    orders: [Order] = [], parcels: [TrackedParcel] = [], next: Cursor, hasMore: Bool,
    notices: [String] = []
  ) {
    self.orders = orders
    self.parcels = parcels
    self.next = next
    self.hasMore = hasMore
    self.notices = notices
  }
}

/// A parcel as a carrier or tracking service tells it.
package struct TrackedParcel: Hashable, Sendable {
  /// The number of the order it belongs to, where it says so.
  package var orderNumber: String?
  /// The parcel.
  package var shipment: Shipment
  /// When that was so.
  package var asOf: Instant

  /// A parcel.
  package init(orderNumber: String?, shipment: Shipment, asOf: Instant) {
    self.orderNumber = orderNumber
    self.shipment = shipment
    self.asOf = asOf
  }
}
