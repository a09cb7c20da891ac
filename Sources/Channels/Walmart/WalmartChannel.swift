package import ChannelKit
package import Domain
import Foundation
package import Wire

/// A seller on Walmart Marketplace: orders and returns (API v3). Customers write through relay mail.
package struct WalmartChannel: Testable, TokenAsking {
  package static let profile = Profile(
    type: "walmart", title: "Walmart", pollInterval: .seconds(600), attachmentLimit: 0,
    fields: [
      .init(
        "client_id", "the Client ID: developer.walmart.com > API keys, for your seller account",
        isRequired: true),
      .init("since", "the day from which on orders are read; otherwise the last 180 days"),
    ],
    secret: "the Client Secret of the same key: developer.walmart.com > API keys",
    limits: "orders of the last 180 days; Walmart may ask to wait. Messages come and go by mail",
    quota: .fields(left: "X-Current-Token-Count"))

  private static let console =
    "developer.walmart.com > API keys: the key must read Orders and Returns"
  private static let base = "https://marketplace.walmartapis.com"

  private let first: Instant?
  private let door: Result<TokenDoor, ChannelError>

  /// A channel over `account.settings`: `client_id` and `since`.
  package init(account: Account, transport: any Transport, credentials: Credentials?) {
    first = account.since
    do throws(ChannelError) {
      let credentials = try account.signIn(credentials)
      let api = try ShopAPI(
        Self.base, console: Self.console, headers: [:], secrets: [], over: transport)
      door = .success(
        TokenDoor(api, credentials) { token in
          var fields = Self.headers
          fields["WM_SEC.ACCESS_TOKEN"] = token.reveal()
          return fields
        })
    } catch {
      door = .failure(error)
    }
  }

  /// What stands before every call; each has a number of its own, by which Walmart finds it again.
  private static var headers: HTTPHeaders {
    ["WM_SVC.NAME": "Walmart Marketplace", "WM_QOS.CORRELATION_ID": UUID().uuidString]
  }

  /// Tokens of a quarter of an hour
  /// (https://developer.walmart.com/us-marketplace/reference/tokenapi).
  package static func tokenPlan(
    for account: Account, secret: Secret, second: Secret?
  ) throws(TokenServerProblem) -> TokenPlan? {
    var server = try TokenServer(
      url: "\(base)/v3/token", clientID: account.settings["client_id"] ?? "", clientSecret: secret)
    server.proof = .header
    server.headers = headers
    return TokenPlan(server)
  }

  @discardableResult
  package func test() async throws(ChannelError) -> [Suggestion] {
    _ = try await anyOrder()
    _ = try await ask(
      ShopRequest(.get, Self.returns, query: [.init("limit", "1")], accepted: [404]))
    return []
  }

  private func anyOrder() async throws(ChannelError) -> ShopAnswer {
    try await ask(
      ShopRequest(.get, Self.orders, query: [.init("limit", "1")], accepted: [404]))
  }

  private static let orders = "/v3/orders"
  private static let returns = "/v3/returns"

  private func ask(_ request: ShopRequest) async throws(ChannelError) -> ShopAnswer {
    try await door.get().ask(request)
  }
}

// MARK: - Orders

extension WalmartChannel: OrderSource, OrderBook {
  /// What the buyer is asked for is the customer's number; it may stand for several purchase orders,
  /// so that one or two further requests belong to each.
  private static let pageSize = 20
  private static let longest = Span.days(180)

  /// The lists that are walked in turn: orders by who ships them, then returns.
  private enum List: String, CaseIterable {
    case seller = "SellerFulfilled"
    case walmart = "WFSFulfilled"
    case thirdParty = "3PLFulfilled"
    case returns

    static let ofOrders: [List] = [.seller, .walmart, .thirdParty]
  }

  /// How far each list was read, and whose turn it is.
  private struct Place: Codable {
    var walks: [String: ChangeWalk] = [:]
    var turn = 0

    init(_ cursor: Cursor?) {
      guard let kept = cursor?.kept(as: Self.self), List.allCases.indices.contains(kept.turn)
      else { return }
      self = kept
    }

    var cursor: Cursor { Cursor(keeping: self) }
  }

  package func orders(after cursor: Cursor?) async throws(ChannelError) -> OrderBatch {
    var place = Place(cursor)
    let list = List.allCases[place.turn]
    var walk = place.walks[list.rawValue] ?? ChangeWalk(nil, from: first)
    if walk.from == nil {
      // Without a moment it tells the last week only; what time it is, it tells itself.
      let at = try await anyOrder().at
      walk = ChangeWalk(nil, from: at.map { $0 - Self.longest })
    }
    let answer = try await ask(Self.question(list, walk))
    let page = try answer.read { (json) throws(JSONMistake) in
      try WalmartShapes.page(json, isReturns: list == .returns, at: answer.at)
    }
    if let next = page.next, !next.hasPrefix("?") {
      throw .unreadable(excerpt: "\(answer.name): what leads to the next page begins with no ?")
    }
    var orders: [Order] = []
    var told: Set<String> = []
    for entry in walk.take(page) where told.insert(entry.number).inserted {
      let lists = list == .returns ? List.ofOrders : [list]
      if let order = try await whole(entry.number, entry.orders, lists) { orders.append(order) }
    }
    place.walks[list.rawValue] = walk
    let isLast = place.turn + 1 == List.allCases.count
    if !walk.hasMore { place.turn = isLast ? 0 : place.turn + 1 }
    return OrderBatch(
      orders: orders, next: place.cursor, hasMore: walk.hasMore || !isLast, notices: walk.notices)
  }

  private static func question(_ list: List, _ walk: ChangeWalk) -> ShopRequest {
    let path = list == .returns ? returns : orders
    // The way to the next page is given whole, its question mark included.
    if let token = walk.token { return ShopRequest(.get, path + token, accepted: [404]) }
    var query: [ShopRequest.Field] = [.init("limit", "\(pageSize)")]
    if list != .returns { query.append(.init("shipNodeType", list.rawValue)) }
    if let from = walk.from {
      let name = list == .returns ? "returnLastModifiedStartDate" : "lastModifiedStartDate"
      query.append(.init(name, from.rfc3339()))
    }
    return ShopRequest(.get, path, query: query, accepted: [404])
  }

  package func order(_ number: String) async throws(ChannelError) -> Order? {
    let number = number.filter { $0 != "#" && !$0.isWhitespace }
    guard !number.isEmpty, number.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    if let order = try await whole(number, [], List.ofOrders) { return order }
    // What a seller sees first is the number of a purchase order.
    let answer = try await ask(ShopRequest(.get, "\(Self.orders)/\(number)", accepted: [400, 404]))
    guard answer.status == 200, let customer = answer.json["order"]["customerOrderId"].optional
    else { return nil }
    return try await whole(customer, [answer.json["order"]], [.seller])
  }

  /// All that the first of the lists that know a customer's number has of it; `nil` where none
  /// does. What is `known` of it counts then.
  private func whole(
    _ number: String, _ known: [JSONNode], _ lists: [List]
  ) async throws(ChannelError) -> Order? {
    var (parts, at): ([JSONNode], Instant?) = ([], nil)
    for list in lists where parts.isEmpty {
      let answer = try await ask(
        ShopRequest(
          .get, Self.orders,
          query: [.init("customerOrderId", number), .init("shipNodeType", list.rawValue)],
          accepted: [400, 404]))
      at = answer.at
      if answer.status == 200 { parts = answer.json["list"]["elements"]["order"].elements }
    }
    if parts.isEmpty { parts = known }
    guard !parts.isEmpty else { return nil }
    let isSent = parts.contains { WalmartShapes.hasLeft($0) }
    let returns = isSent ? try await self.returns(of: number) : []
    do throws(JSONMistake) {
      return try WalmartShapes.order(number, parts, returns: returns, at: at)
    } catch {
      throw ChannelError(error, from: Self.profile.title)
    }
  }

  private func returns(of number: String) async throws(ChannelError) -> [JSONNode] {
    let answer = try await ask(
      ShopRequest(
        .get, Self.returns, query: [.init("customerOrderId", number)], accepted: [400, 404]))
    return answer.status == 200 ? answer.json["returnOrders"].elements : []
  }
}
