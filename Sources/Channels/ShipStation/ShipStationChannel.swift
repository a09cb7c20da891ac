package import ChannelKit
package import Domain
import Foundation
package import Wire

/// ShipStation's labels, and what their carriers say of them (API V2).
package struct ShipStationChannel: OrderSource, ParcelBook, Testable {
  package static let profile = Profile(
    type: "shipstation", title: "ShipStation", pollInterval: .seconds(600), attachmentLimit: 0,
    fields: [.init("since", "the day from which on shipments are read; all of them otherwise")],
    secret: "an API key of version 2: ShipStation > Settings > Account > API settings",
    limits:
      "200 requests a minute. A parcel on its way is asked about every two hours, and when its "
      + "ticket is opened. Keys of version 1 belong to another API")

  private let api: Result<ShopAPI, ChannelError>
  private let first: Instant?

  /// A channel over `account.settings`: `since`.
  package init(account: Account, transport: any Transport, credentials: Credentials?) {
    first = account.since
    do throws(ChannelError) {
      let secret = try account.secret(in: credentials)
      api = .success(
        try ShopAPI(
          "https://api.shipstation.com/v2",
          console: "ShipStation > Settings > Account > API settings: a key of version 2",
          headers: ["api-key": secret.reveal()], secrets: [secret], over: transport))
    } catch {
      api = .failure(error)
    }
  }
}

// MARK: - What changed

extension ShipStationChannel {
  /// Two further requests may belong to each shipment.
  private static let pageSize = 20

  /// Shipments that changed, with their labels; then the parcels that are still followed.
  package func orders(after cursor: Cursor?) async throws(ChannelError) -> OrderBatch {
    var walk = ParcelWalk(cursor, from: first)
    let isBegun = walk.changes.hasMore
    let place = ParcelWalk.Place(walk.changes)
    let answer = try await api.get().ask(
      ShopRequest(
        .get, "/shipments", query: place.query + [.init("page_size", "\(Self.pageSize)")]))
    let page = try answer.read { (json) throws(JSONMistake) in
      let shipments = try ShipStationShapes.shipments(json["shipments"])
      let isLast = try json["page"].whole() >= json["pages"].whole()
      let next = place.next(after: shipments.last?.changed, among: try json["page"].whole())
      return ChangeWalk.Page(shipments, next: isLast ? nil : next, at: answer.at)
    }
    let now = answer.at ?? page.items.map(\.changed).max() ?? Instant(milliseconds: 0)
    let fresh = walk.changes.take(page).compactMap(\.self).map { walk.follow($0, at: now) }
    // What waits from earlier is asked for once in a pull, with its first page.
    let waiting = isBegun ? [] : walk.due(at: now).filter { !fresh.contains($0) }
    let parcels = try await news(of: fresh + waiting, &walk, at: now)
    return OrderBatch(
      parcels: parcels, next: walk.cursor, hasMore: walk.changes.hasMore,
      notices: walk.changes.notices)
  }
}

// MARK: - Parcels one by one

extension ShipStationChannel {
  /// After so many parcels that a carrier could not tell of, it is left alone for this time.
  private static let patience = 2

  /// Asks for what is followed. What cannot be told now, because a carrier has trouble, stays to be
  /// asked for with the next pull, and hinders nothing else.
  private func news(
    of due: [Followed], _ walk: inout ParcelWalk, at now: Instant
  ) async throws(ChannelError) -> [TrackedParcel] {
    var told: [TrackedParcel] = []
    var troubles: [String: Int] = [:]
    for followed in due {
      guard let labels = try await labels(of: followed) else { continue }
      walk.replace(followed, with: labels.map(\.followed))
      for label in labels where troubles[label.followed.carrier, default: 0] < Self.patience {
        guard let shipment = try await shipment(of: label) else {
          troubles[label.followed.carrier, default: 0] += 1
          continue
        }
        let parcel = TrackedParcel(
          orderNumber: label.followed.number, shipment: shipment, asOf: now)
        if walk.isNews(parcel, of: label.followed, at: now) { told.append(parcel) }
      }
    }
    return told
  }

  /// The labels of what is followed: the one that is known, else those of its shipment; `nil` where
  /// they cannot be told now.
  private func labels(
    of followed: Followed
  ) async throws(ChannelError) -> [ShipStationShapes.Label]? {
    guard followed.label == nil else {
      return [ShipStationShapes.Label(followed: followed, unseen: nil)]
    }
    guard
      let answer = try await trying(
        ShopRequest(.get, "/labels", query: [.init("shipment_id", followed.shipment)]))
    else { return nil }
    return try answer.read { (json) throws(JSONMistake) in
      try ShipStationShapes.labels(json["labels"], of: followed)
    }
  }

  /// The parcel of a label as its carrier tells it; `nil` where the carrier cannot be asked now.
  /// One that has not seen it yet is not asked: the label says all there is.
  private func shipment(
    of label: ShipStationShapes.Label
  ) async throws(ChannelError) -> Shipment? {
    if let unseen = label.unseen { return unseen }
    guard let id = label.followed.label,
      let answer = try await trying(ShopRequest(.get, "/labels/\(id.percentEncoded)/track"))
    else { return nil }
    return try answer.read { (json) throws(JSONMistake) in
      try ShipStationShapes.shipment(json, isReturn: label.followed.isReturn)
    }
  }

  /// The answer about one thing among many; `nil` where that one cannot be told now.
  private func trying(_ request: ShopRequest) async throws(ChannelError) -> ShopAnswer? {
    var request = request
    request.accepted = [404, 500, 502, 503, 504]
    do throws(ChannelError) {
      let answer = try await api.get().ask(request)
      return answer.status == 200 ? answer : nil
    } catch .unreadable {
      return nil
    }
  }

  /// Whoever asks about single parcels waits for them: one that cannot be told now is left out.
  package func parcels(_ numbers: [String]) async throws(ChannelError) -> [TrackedParcel] {
    var found: [TrackedParcel] = []
    for number in numbers {
      guard
        let answer = try await trying(
          ShopRequest(.get, "/labels", query: [.init("tracking_number", number)]))
      else { continue }
      let labels = try answer.read { (json) throws(JSONMistake) in
        try ShipStationShapes.labels(json["labels"], of: Followed(shipment: "", number: nil))
      }
      for label in labels {
        guard let shipment = try await shipment(of: label) else { continue }
        let at = answer.at ?? shipment.lastScanAt ?? Instant(milliseconds: 0)
        found.append(TrackedParcel(orderNumber: nil, shipment: shipment, asOf: at))
      }
    }
    return found
  }

  @discardableResult
  package func test() async throws(ChannelError) -> [Suggestion] {
    _ = try await api.get().ask(ShopRequest(.get, "/labels", query: [.init("page_size", "1")]))
    return []
  }
}
