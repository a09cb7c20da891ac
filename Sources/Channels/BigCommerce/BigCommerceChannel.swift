package import ChannelKit
package import Domain
import Foundation
package import Wire

/// A BigCommerce shop's orders over its V2 REST API; its customers write mail.
package struct BigCommerceChannel: OrderSource, OrderBook, Testable {
  package static let profile = Profile(
    type: "bigcommerce", title: "BigCommerce", pollInterval: .seconds(300), attachmentLimit: 0,
    fields: [
      .init(
        "store", "the store's hash: what stands behind stores/ in the API path", isRequired: true),
      .init("since", "the day from which on orders are read; all of them otherwise"),
    ],
    secret: "an access token: Settings > Store-level API accounts, with Orders read-only",
    limits: "150 requests in 30 seconds that all apps share (450 on Pro); three go to each order",
    quota: .fields(
      left: "X-Rate-Limit-Requests-Left", of: "X-Rate-Limit-Requests-Quota",
      again: .milliseconds("X-Rate-Limit-Time-Reset-Ms")))

  private let api: Result<ShopAPI, ChannelError>
  private let first: Instant?

  /// A channel over `account.settings`: `store` and `since`.
  package init(account: Account, transport: any Transport, credentials: Credentials?) {
    first = account.since
    do throws(ChannelError) {
      let secret = try account.secret(in: credentials)
      let store = account.settings["store"] ?? ""
      guard !store.isEmpty, store.allSatisfy({ $0.isLetter || $0.isNumber }) else {
        throw .signedOut(reason: "store is the store's hash, letters and digits only")
      }
      api = .success(
        try ShopAPI(
          "https://api.bigcommerce.com/stores/\(store)/v2",
          console: "Settings > Store-level API accounts: the token needs Orders read-only",
          headers: ["X-Auth-Token": secret.reveal()], secrets: [secret], over: transport))
    } catch {
      api = .failure(error)
    }
  }
}

// MARK: - Orders

extension BigCommerceChannel {
  /// Three further requests belong to each order.
  private static let pageSize = 10

  /// Pages are asked for by the number behind the last one: a list that is counted would move while
  /// it is read.
  package func orders(after cursor: Cursor?) async throws(ChannelError) -> OrderBatch {
    var walk = ChangeWalk(cursor, from: first)
    var query: [ShopRequest.Field] = [
      .init("sort", "id:asc"), .init("limit", "\(Self.pageSize)"),
    ]
    if let from = walk.from { query.append(.init("min_date_modified", from.rfc3339())) }
    if let token = walk.token { query.append(.init("min_id", token)) }
    let answer = try await api.get().ask(ShopRequest(.get, "/orders", query: query))
    let heads = answer.json.elements
    try keepWithinQuota(answer, needing: 3 * heads.count)
    var items: [(key: String, changed: Instant, item: Order)] = []
    for head in heads where !BigCommerceShapes.isUnfinished(head) {
      items.append(try await whole(head, at: answer.at))
    }
    let fresh = walk.take(
      ChangeWalk.Page(items, next: try next(after: answer), at: answer.at))
    return OrderBatch(
      orders: fresh, next: walk.cursor, hasMore: walk.hasMore, notices: walk.notices)
  }

  private func next(after answer: ShopAnswer) throws(ChannelError) -> String? {
    try answer.read { (json) throws(JSONMistake) in
      guard let last = json.elements.last else { return nil }
      return "\(try last["id"].whole() + 1)"
    }
  }

  package func order(_ number: String) async throws(ChannelError) -> Order? {
    let number = number.filter { $0 != "#" && !$0.isWhitespace }
    guard !number.isEmpty, number.allSatisfy(\.isASCII), Int(number) != nil else { return nil }
    let answer = try await api.get().ask(
      ShopRequest(.get, "/orders/\(number)", accepted: [404]))
    guard answer.status == 200, !BigCommerceShapes.isUnfinished(answer.json) else { return nil }
    return try await whole(answer.json, at: answer.at).item
  }

  @discardableResult
  package func test() async throws(ChannelError) -> [Suggestion] {
    _ = try await api.get().ask(ShopRequest(.get, "/orders", query: [.init("limit", "1")]))
    return []
  }

  /// An order with its lines, its parcels and where they go.
  private func whole(
    _ head: JSONNode, at: Instant?
  ) async throws(ChannelError) -> (key: String, changed: Instant, item: Order) {
    let api = try api.get()
    do {
      let key = try head["id"].text()
      let lines = try await part("products", of: key)
      let parcels = try await part("shipments", of: key)
      let places = try await part("shipping_addresses", of: key)
      return try BigCommerceShapes.entry(
        head, lines: lines, parcels: parcels, places: places, at: at)
    } catch let mistake as JSONMistake {
      throw ChannelError(mistake, from: api.name)
    } catch let error as ChannelError {
      throw error
    } catch {
      throw .unreadable(excerpt: "\(api.name): \(error)")
    }
  }

  /// A part of an order; an empty one may come without a body, and the order may be gone by now.
  private func part(_ name: String, of key: String) async throws(ChannelError) -> [JSONNode] {
    let answer = try await api.get().ask(
      ShopRequest(.get, "/orders/\(key)/\(name)", accepted: [404]))
    return answer.status == 404 ? [] : answer.json.elements
  }

  /// What is left is everybody's: it is not used up by us.
  private func keepWithinQuota(
    _ answer: ShopAnswer, needing count: Int
  ) throws(ChannelError) {
    guard let left = answer.headers["X-Rate-Limit-Requests-Left"].flatMap(Int.init), left < count,
      let reset = answer.headers["X-Rate-Limit-Time-Reset-Ms"].flatMap(Int.init)
    else { return }
    throw .slowDown(for: .milliseconds(min(max(reset, 1000), 60_000)))
  }
}
