package import ChannelKit
package import Domain
import Foundation
package import Wire

/// AfterShip's word on where parcels are, whoever carries them.
package struct AfterShipChannel: OrderSource, ParcelBook, Testable {
  package static let profile = Profile(
    type: "aftership", title: "AfterShip", pollInterval: .seconds(600), attachmentLimit: 0,
    fields: [
      .init("version", "the API's version; \(version) otherwise"),
      .init("since", "the day from which on parcels are read"),
    ],
    secret: "an API key without signature: AfterShip > Settings > API keys",
    limits: "a few requests a second; parcels of the last 120 days. Parcels are read, not "
      + "registered: that costs quota",
    quota: .fields(
      left: "X-RateLimit-Remaining", of: "X-RateLimit-Limit", again: .moment("X-RateLimit-Reset")))

  /// The version that is asked for unless the account says otherwise.
  static let version = "2026-07"

  private let api: Result<ShopAPI, ChannelError>
  private let first: Instant?

  /// A channel over `account.settings`: `version` and `since`.
  package init(account: Account, transport: any Transport, credentials: Credentials?) {
    first = account.since
    do throws(ChannelError) {
      let secret = try account.secret(in: credentials)
      let version = account.settings["version"] ?? Self.version
      api = .success(
        try ShopAPI(
          "https://api.aftership.com/tracking/\(version)",
          console: "AfterShip > Settings > API keys: a key without signature (AES, RSA)",
          headers: ["as-api-key": secret.reveal(), "Content-Type": "application/json"],
          secrets: [secret], over: transport))
    } catch {
      api = .failure(error)
    }
  }
}

// MARK: - Parcels

extension AfterShipChannel {
  package func orders(after cursor: Cursor?) async throws(ChannelError) -> OrderBatch {
    var walk = ChangeWalk(cursor, from: first)
    var query: [ShopRequest.Field] = [.init("limit", "200")]
    if let from = walk.from { query.append(.init("updated_at_min", from.rfc3339())) }
    if let token = walk.token { query.append(.init("cursor", token)) }
    let answer = try await api.get().ask(ShopRequest(.get, "/trackings", query: query))
    let page = try answer.read { (json) throws(JSONMistake) in
      let pages = json["data"]["pagination"]
      return ChangeWalk.Page(
        try AfterShipShapes.entries(json["data"]["trackings"]),
        next: pages["has_next_page"].isTrue ? try pages["next_cursor"].text() : nil, at: answer.at)
    }
    let parcels = walk.take(page)
    return OrderBatch(
      parcels: parcels, next: walk.cursor, hasMore: walk.hasMore, notices: walk.notices)
  }

  package func parcels(_ numbers: [String]) async throws(ChannelError) -> [TrackedParcel] {
    var found: [TrackedParcel] = []
    // Up to fifty numbers may be asked for at once.
    for start in stride(from: 0, to: numbers.count, by: 50) {
      let some = numbers[start..<min(start + 50, numbers.count)].joined(separator: ",")
      let answer = try await api.get().ask(
        ShopRequest(
          .get, "/trackings", query: [.init("tracking_numbers", some), .init("limit", "200")]))
      found += try answer.read { (json) throws(JSONMistake) in
        try AfterShipShapes.entries(json["data"]["trackings"]).map(\.item)
      }
    }
    return found
  }

  @discardableResult
  package func test() async throws(ChannelError) -> [Suggestion] {
    let answer = try await api.get().ask(
      ShopRequest(.get, "/trackings", query: [.init("limit", "1")]))
    _ = try answer.read { (json) throws(JSONMistake) in
      try AfterShipShapes.entries(json["data"]["trackings"])
    }
    return []
  }
}
