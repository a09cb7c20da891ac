package import ChannelKit
package import Domain
import Foundation
package import Wire

/// A WooCommerce shop's orders over its REST API v3; its customers write mail.
package struct WooCommerceChannel: OrderSource, OrderBook, Testable {
  package static let profile = Profile(
    type: "woocommerce", title: "WooCommerce", pollInterval: .seconds(300), attachmentLimit: 0,
    fields: [
      .init("url", "the shop's address, such as https://shop.example", isRequired: true),
      .init("key", "the consumer key, which begins with ck_", isRequired: true),
      .init("since", "the day from which on orders are read; all of them otherwise"),
      .init(
        "tracking_keys",
        "keys of metadata under which a plugin notes tracking numbers, beside those that hold the "
          + "word tracking", isList: true),
    ],
    secret: "the consumer secret (cs_…): WooCommerce > Settings > Advanced > REST API, to "
      + "read, or to read and write where notes are to be added and orders cancelled",
    limits: "no limit of its own; the host may ask to wait. Parcels only where a plugin notes them")

  let api: Result<ShopAPI, ChannelError>
  private let first: Instant?
  private let trackingKeys: Set<String>

  /// A channel over `account.settings`: `url`, `key`, `since` and `tracking_keys`.
  package init(account: Account, transport: any Transport, credentials: Credentials?) {
    first = account.since
    let keys = try? JSONValue(parsing: Array((account.settings["tracking_keys"] ?? "").utf8))
    trackingKeys = Set(
      keys.map { JSONNode($0).elements.compactMap { $0.optional?.lowercased() } } ?? [])
    api = Self.api(account, transport, credentials)
  }

  private static func api(
    _ account: Account, _ transport: any Transport, _ credentials: Credentials?
  ) -> Result<ShopAPI, ChannelError> {
    do throws(ChannelError) {
      guard case .password(let key, let secret) = credentials else {
        throw .signedOut(reason: "the account \(account.name) has no secret")
      }
      let pair = Secret(Data("\(key):\(secret.reveal())".utf8).base64EncodedString())
      return .success(
        try ShopAPI(
          (account.settings["url"] ?? "") + "/wp-json/wc/v3",
          console: "WooCommerce > Settings > Advanced > REST API: the key must be able to read",
          headers: ["Authorization": "Basic \(pair.reveal())"],
          secrets: [secret, pair, Secret(key)], over: transport))
    } catch {
      return .failure(error)
    }
  }
}

// MARK: - Orders

extension WooCommerceChannel {
  private static let pageSize = 100
  /// What was noted is asked for with so many orders: one request belongs to each.
  private static let fewOrders = 10

  package func orders(after cursor: Cursor?) async throws(ChannelError) -> OrderBatch {
    var walk = ChangeWalk(cursor, from: first)
    var query: [ShopRequest.Field] = [
      .init("orderby", "id"), .init("order", "asc"), .init("per_page", "\(Self.pageSize)"),
      .init("offset", "\(walk.offset)"), .init("dates_are_gmt", "true"),
    ]
    if let from = walk.from {
      query.append(.init("modified_after", (from - .seconds(1)).withoutZone))
    }
    let answer = try await ask(ShopRequest(.get, "/orders", query: query))
    let page = try answer.read { (json) throws(JSONMistake) in
      ChangeWalk.Page(
        try WooCommerceShapes.entries(json, trackedBy: trackingKeys, at: answer.at), next: nil,
        at: answer.at)
    }
    let entries = walk.take(counted: page, isFull: Self.isFull(answer, page.items.count, walk))
    var orders = entries.map(\.order)
    if orders.count <= Self.fewOrders {
      for index in orders.indices { orders[index].notes = try await notes(of: entries[index].key) }
    }
    return OrderBatch(
      orders: orders, next: walk.cursor, hasMore: walk.hasMore, notices: walk.notices)
  }

  /// Hosts may give less than was asked for; the total is told in a header field.
  private static func isFull(_ answer: ShopAnswer, _ count: Int, _ walk: ChangeWalk) -> Bool {
    guard let total = answer.headers["X-WP-Total"].flatMap(Int.init) else {
      return count >= pageSize
    }
    return count > 0 && walk.offset + count < total
  }

  package func order(_ number: String) async throws(ChannelError) -> Order? {
    guard let entry = try await found(number) else { return nil }
    return try await whole(entry)
  }

  /// An order as the shop's list shows it.
  func found(_ number: String) async throws(ChannelError) -> WooCommerceShapes.Entry? {
    let number = number.filter { $0 != "#" && !$0.isWhitespace }
    guard !number.isEmpty else { return nil }
    if number.allSatisfy(\.isASCII), Int(number) != nil {
      let answer = try await ask(ShopRequest(.get, "/orders/\(number)", accepted: [404]))
      if answer.status != 404 {
        let entry = try answer.read { (json) throws(JSONMistake) in
          try WooCommerceShapes.entry(json, trackedBy: trackingKeys, at: answer.at)
        }
        if entry.order.isCalled(number) { return entry }
      }
    }
    // A plugin that numbers orders its own way: the search looks into everything.
    let answer = try await ask(
      ShopRequest(.get, "/orders", query: [.init("search", number), .init("per_page", "20")]))
    return try answer.read { (json) throws(JSONMistake) in
      try WooCommerceShapes.entries(json, trackedBy: trackingKeys, at: answer.at).map(\.item)
    }.first { $0.order.isCalled(number) }
  }

  /// An order with what was noted with it and who bought.
  private func whole(_ entry: WooCommerceShapes.Entry) async throws(ChannelError) -> Order {
    var order = entry.order
    order.notes = try await notes(of: entry.key)
    order.buyer = try await buyer(entry.customer)
    return order
  }

  /// What was noted, for the customer or not. A user who may not read it hinders no order.
  private func notes(of key: String) async throws(ChannelError) -> [OrderNote] {
    let answer = try await ask(
      ShopRequest(
        .get, "/orders/\(key)/notes", query: [.init("type", "any")], accepted: [401, 403]))
    guard answer.status == 200 else { return [] }
    return try answer.read { (json) throws(JSONMistake) in try WooCommerceShapes.notes(json) }
  }

  /// Who bought, and how often; nobody where it was a guest.
  private func buyer(_ customer: String?) async throws(ChannelError) -> Buyer? {
    guard let customer, customer != "0" else { return nil }
    let answer = try await ask(ShopRequest(.get, "/customers/\(customer)", accepted: [401, 403]))
    guard answer.status == 200 else { return nil }
    var buyer = WooCommerceShapes.buyer(answer.json)
    let orders = try await ask(
      ShopRequest(
        .get, "/orders", query: [.init("customer", customer), .init("per_page", "1")]))
    buyer.orders = orders.headers["X-WP-Total"].flatMap(Int.init)
    return buyer
  }

  @discardableResult
  package func test() async throws(ChannelError) -> [Suggestion] {
    let answer = try await ask(ShopRequest(.get, "/orders", query: [.init("per_page", "1")]))
    _ = try answer.read { (json) throws(JSONMistake) in
      try WooCommerceShapes.entries(json, trackedBy: trackingKeys, at: answer.at)
    }
    return []
  }
}

// MARK: - Asking

extension WooCommerceChannel {
  /// Without pretty permalinks the address does not exist, though the shop does.
  func ask(_ request: ShopRequest) async throws(ChannelError) -> ShopAnswer {
    var request = request
    request.accepted.insert(404)
    let answer = try await api.get().ask(request)
    if answer.status == 404, answer.json["code"].optional == "rest_no_route" {
      throw .signedOut(
        reason: "\(try api.get().name) has no REST API at this address; look at url, and at "
          + "WordPress > Settings > Permalinks: they must not be plain")
    }
    return answer
  }
}
