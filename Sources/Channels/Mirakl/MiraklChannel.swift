package import ChannelKit
package import Domain
import Foundation
package import Wire

/// A shop on a marketplace that runs on Mirakl: its orders, and its conversations with customers.
package struct MiraklChannel: OrderSource, OrderBook, Testable {
  package static let profile = Profile(
    type: "mirakl", title: "Mirakl", pollInterval: .seconds(60), orderInterval: .seconds(300),
    attachmentLimit: 10_000_000,
    fields: [
      .init(
        "url", "the marketplace's address for sellers, such as https://carrefour.mirakl.net",
        isRequired: true),
      .init(
        "marketplace", "what to call it here, such as carrefour: one word, another for each",
        isRequired: true),
      .init("shop_id", "the shop's number, where your user has several shops"),
      .init(
        "since",
        "the day from which on orders and conversations are read; otherwise all orders, and "
          + "conversations of the last 30 days"),
    ],
    secret: "the shop's API key: My user settings > API key, in the marketplace's seller pages",
    limits: "orders are asked for every 5 minutes. At most 1000 messages in a conversation and 50 "
      + "files for an order; addresses of customers only where the marketplace gives them",
    longest: AnswerLength(50_000, .characters))

  static let console = "My user settings > API key, in the marketplace's seller pages"

  /// The account it speaks for.
  let account: Account
  let api: Result<ShopAPI, ChannelError>
  let first: Instant?

  /// A channel over `account.settings`: `url`, `marketplace`, `shop_id` and `since`.
  package init(account: Account, transport: any Transport, credentials: Credentials?) {
    self.account = account
    first = account.since
    do throws(ChannelError) {
      let secret = try account.secret(in: credentials)
      let name = account.settings["marketplace"] ?? ""
      guard name.wholeMatch(of: /[a-z0-9][a-z0-9-]{0,30}/) != nil else {
        throw .signedOut(
          reason: "marketplace is one word of small letters, digits and dashes, such as carrefour")
      }
      guard account.channel == Self.channelName(name) else {
        throw .signedOut(reason: "marketplace is not to be \(name): another channel is called so")
      }
      // The bare key, without `Bearer`.
      api = .success(
        try ShopAPI(
          account.settings["url"] ?? "", console: Self.console,
          headers: ["Authorization": secret.reveal()], secrets: [secret], over: transport))
    } catch {
      api = .failure(error)
    }
  }

  private static func channelName(_ name: String) -> ChannelName? {
    let name = ChannelName(rawValue: name)
    return ChannelName.all.contains(name) ? nil : name
  }
}

// MARK: - Orders (OR11) and returns (RT11)

extension MiraklChannel {
  private static let pageSize = 100

  /// How far both lists were read, and which is read now.
  private struct Place: Codable {
    var orders: ChangeWalk
    var returns: ChangeWalk
    var areReturnsNext = false

    init(_ cursor: Cursor?, from first: Instant?) {
      // A cursor of an earlier version is the place among orders.
      orders = ChangeWalk(cursor, from: first)
      returns = ChangeWalk(nil, from: first)
      if let kept = cursor?.kept(as: Self.self) { self = kept }
    }

    var cursor: Cursor { Cursor(keeping: self) }
  }

  package func orders(after cursor: Cursor?) async throws(ChannelError) -> OrderBatch {
    var place = Place(cursor, from: first)
    if place.areReturnsNext { return try await returns(&place) }
    var walk = place.orders
    let orders = try await orders(&walk)
    place.orders = walk
    place.areReturnsNext = !walk.hasMore
    return OrderBatch(
      orders: orders, next: place.cursor, hasMore: true, notices: walk.notices)
  }

  /// What customers send back. Not every marketplace has returns, and not every key may read them.
  private func returns(_ place: inout Place) async throws(ChannelError) -> OrderBatch {
    var query: [ShopRequest.Field] = [.init("limit", "\(Self.pageSize)")]
    if let from = place.returns.from {
      query.append(.init("return_last_updated_from", from.rfc3339()))
    }
    if let token = place.returns.token { query.append(.init("page_token", token)) }
    let answer = try await ask("/api/returns", query, accepted: [403, 404])
    var batch = OrderBatch(next: place.cursor, hasMore: false)
    if answer.status == 200 {
      let page = try answer.read { (json) throws(JSONMistake) in
        ChangeWalk.Page(
          try MiraklShapes.returns(json, on: account.channel),
          next: json["next_page_token"].optional, at: answer.at)
      }
      batch.claims = place.returns.take(page)
      batch.hasMore = place.returns.hasMore
      batch.notices = place.returns.notices
    } else if answer.status == 403 {
      batch.notices = ["this key may not read returns; look at \(Self.console)"]
    }
    place.areReturnsNext = batch.hasMore
    batch.next = place.cursor
    return batch
  }

  /// Pages are counted, and sorted by when orders were placed, which never changes.
  private func orders(_ walk: inout ChangeWalk) async throws(ChannelError) -> [Order] {
    var query: [ShopRequest.Field] = [
      .init("sort", "dateCreated"), .init("order", "asc"), .init("max", "\(Self.pageSize)"),
      .init("offset", "\(walk.offset)"),
    ]
    if let from = walk.from { query.append(.init("start_update_date", from.rfc3339())) }
    let answer = try await ask("/api/orders", query)
    let (page, count) = try answer.read { (json) throws(JSONMistake) in
      let entries = try MiraklShapes.entries(json["orders"], on: account.channel, at: answer.at)
      return (
        ChangeWalk.Page(entries, next: nil, at: answer.at), try json["total_count"].whole()
      )
    }
    let isFull = walk.offset + page.items.count < count
    return walk.take(counted: page, isFull: isFull)
  }

  /// An order by its own number, else by the one that customers know, which several orders of
  /// different shops may share.
  package func order(_ number: String) async throws(ChannelError) -> Order? {
    let number = number.filter { $0 != "#" && !$0.isWhitespace }
    guard !number.isEmpty, !number.contains(",") else { return nil }
    for name in ["order_ids", "order_references_for_customer"] {
      let answer = try await ask("/api/orders", [.init(name, number), .init("max", "10")])
      let orders = try answer.read { (json) throws(JSONMistake) in
        try MiraklShapes.entries(json["orders"], on: account.channel, at: answer.at).map(\.item)
      }
      if let order = orders.first(where: { $0.isCalled(number) }) { return order }
      if name != "order_ids", orders.count == 1 { return orders.first }
    }
    return nil
  }

  @discardableResult
  package func test() async throws(ChannelError) -> [Suggestion] {
    let answer = try await ask("/api/account", [])
    _ = try answer.read { (json) throws(JSONMistake) in try json["shop_id"].text() }
    return []
  }

  /// Asks for something of this shop.
  func ask(
    _ path: String, _ query: [ShopRequest.Field], accepted: Set<Int> = []
  ) async throws(ChannelError) -> ShopAnswer {
    try await api.get().ask(ShopRequest(.get, path, query: query + shop, accepted: accepted))
  }

  /// Which shop is meant, where there are several.
  var shop: [ShopRequest.Field] {
    account.settings["shop_id"].map { [ShopRequest.Field("shop_id", $0)] } ?? []
  }
}
