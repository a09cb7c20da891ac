package import ChannelKit
package import Domain
import Foundation
package import Wire

/// A BigCommerce shop's orders and the messages about them (V2 REST API), and who bought (V3). Its
/// customers are answered by mail.
package struct BigCommerceChannel: OrderSource, OrderBook, Testable {
  package static let profile = Profile(
    type: "bigcommerce", title: "BigCommerce", pollInterval: .seconds(300), attachmentLimit: 0,
    fields: [
      .init(
        "store", "the store's hash: what stands behind stores/ in the API path", isRequired: true),
      .init("since", "the day from which on orders are read; all of them otherwise"),
    ],
    secret: "an access token: Settings > Store-level API accounts, with Orders and Customers "
      + "read-only",
    limits: "150 requests in 30 seconds that all apps share (450 on Pro); four go to each order. "
      + "Messages about orders are shown with them and answered by mail",
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
          "https://api.bigcommerce.com/stores/\(store)",
          console: "Settings > Store-level API accounts: the token needs Orders read-only",
          headers: ["X-Auth-Token": secret.reveal()], secrets: [secret], over: transport))
    } catch {
      api = .failure(error)
    }
  }
}

// MARK: - Orders

extension BigCommerceChannel {
  /// Further requests belong to each order.
  private static let pageSize = 10
  private static let parts = 4
  private static let path = "/v2/orders"

  /// Pages are asked for by the number behind the last one: a list that is counted would move while
  /// it is read.
  package func orders(after cursor: Cursor?) async throws(ChannelError) -> OrderBatch {
    var walk = ChangeWalk(cursor, from: first)
    var query: [ShopRequest.Field] = [
      .init("sort", "id:asc"), .init("limit", "\(Self.pageSize)"),
    ]
    if let from = walk.from { query.append(.init("min_date_modified", from.rfc3339())) }
    if let token = walk.token { query.append(.init("min_id", token)) }
    let answer = try await api.get().ask(ShopRequest(.get, Self.path, query: query))
    let heads = answer.json.elements
    try keepWithinQuota(answer, needing: Self.parts * heads.count)
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
      ShopRequest(.get, "\(Self.path)/\(number)", accepted: [404]))
    guard answer.status == 200, !BigCommerceShapes.isUnfinished(answer.json) else { return nil }
    var order = try await whole(answer.json, at: answer.at).item
    order.buyer = try await buyer(answer.json["customer_id"].optional)
    return order
  }

  /// Who bought, and how often; nobody where it was a guest, or the token may not read customers.
  private func buyer(_ customer: String?) async throws(ChannelError) -> Buyer? {
    guard let customer, customer != "0" else { return nil }
    let api = try api.get()
    let answer = try await api.ask(
      ShopRequest(
        .get, "/v3/customers", query: [.init("id:in", customer)], accepted: [401, 403, 404]))
    guard answer.status == 200, let found = answer.json["data"].elements.first else { return nil }
    var buyer = BigCommerceShapes.buyer(found)
    let count = try await api.ask(
      ShopRequest(
        .get, "\(Self.path)/count", query: [.init("customer_id", customer)], accepted: [404]))
    buyer.orders = try? count.json["count"].whole()
    return buyer
  }

  @discardableResult
  package func test() async throws(ChannelError) -> [Suggestion] {
    _ = try await api.get().ask(ShopRequest(.get, Self.path, query: [.init("limit", "1")]))
    return []
  }

  /// An order with its lines, its parcels, where they go, and what was written about it.
  private func whole(
    _ head: JSONNode, at: Instant?
  ) async throws(ChannelError) -> (key: String, changed: Instant, item: Order) {
    let api = try api.get()
    do {
      let key = try head["id"].text()
      let lines = try await part("products", of: key)
      let parcels = try await part("shipments", of: key)
      let places = try await part("shipping_addresses", of: key)
      let messages = try await part("messages", of: key)
      var entry = try BigCommerceShapes.entry(
        head, lines: lines, parcels: parcels, places: places, at: at)
      entry.item.notes = BigCommerceShapes.notes(messages, of: head)
      return entry
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
      ShopRequest(.get, "\(Self.path)/\(key)/\(name)", accepted: [404]))
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
