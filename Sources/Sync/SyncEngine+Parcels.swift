import ChannelKit
import Domain
import Store

// MARK: - Asking those who follow parcels

extension SyncEngine {
  /// So many parcels are asked about at once.
  private static let parcelsAtOnce = 200

  /// Asks those who follow parcels about some by their tracking numbers. What fails here is told by
  /// their own pull.
  func askBooks(about numbers: [String]) async {
    let numbers = Array(numbers.prefix(Self.parcelsAtOnce))
    guard !numbers.isEmpty else { return }
    note(numbers, askedAt: timepiece.now())
    for account in accounts {
      let state = reports[account.account.name]?.state
      guard state != .failed, state != .waiting,
        let book = try? await channel(of: account) as? any ParcelBook,
        let parcels = try? await book.parcels(numbers), !parcels.isEmpty
      else { continue }
      _ = try? await keep(OrderBatch(parcels: parcels, next: Cursor(""), hasMore: false))
    }
  }

  /// Asks again about a ticket's parcels that are still on their way, unless that was done a moment
  /// ago: a shop tells its order, but only the carrier where the parcel is.
  func refreshParcels(of ticket: TicketID) async {
    guard let sheet = try? await store.ticket(ticket, agent: Self.nobody) else { return }
    let from = timepiece.now() - Self.freshFor
    let numbers = sheet.orders.flatMap(\.shipments).filter { parcel in
      parcel.state != .delivered && !parcel.trackingNumber.isEmpty
    }.map(\.trackingNumber)
    await askBooks(about: numbers.filter { parcelsAsked[$0].map { $0 < from } ?? true })
  }

  private func note(_ numbers: [String], askedAt now: Instant) {
    parcelsAsked = parcelsAsked.filter { $0.value >= now - Self.freshFor }
    for number in numbers { parcelsAsked[number] = now }
  }
}
