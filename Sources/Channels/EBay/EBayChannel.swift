package import ChannelKit
package import Domain
import Foundation
package import Wire

/// A seller on eBay: orders (Fulfillment API), and members' messages (Message API).
package struct EBayChannel: OrderSource, OrderBook, Testable, TokenAsking {
  package static let profile = Profile(
    type: "ebay", title: "eBay", pollInterval: .seconds(120), orderInterval: .seconds(300),
    attachmentLimit: 0,
    fields: [
      .init("user", "your user name on eBay, as buyers see it", isRequired: true),
      .init("client_id", "the App ID of your key set: developer.ebay.com > Keys", isRequired: true),
      .init(
        "since",
        "the day from which on orders and conversations are read; otherwise orders of the "
          + "last 90 days and conversations of the last 30"),
    ],
    secret: "a refresh token (v^1.1#…): developer.ebay.com > User tokens, signed in as the seller, "
      + "with the scopes commerce.message and sell.fulfillment.readonly",
    second: .init(
      "client_secret", "the Cert ID of the same key set: developer.ebay.com > Keys",
      isRequired: true),
    limits:
      "some thousand requests a day; a refresh token lives for 18 months. Answers have at most "
      + "2000 characters and take no files",
    longest: AnswerLength(2000, .characters))

  static let console = "developer.ebay.com > User tokens: the seller must be signed in anew"

  /// The account it speaks for.
  let account: Account
  let door: Result<TokenDoor, ChannelError>
  let first: Instant?

  /// A channel over `account.settings`: `user`, `client_id` and `since`.
  package init(account: Account, transport: any Transport, credentials: Credentials?) {
    self.account = account
    first = account.since
    do throws(ChannelError) {
      let credentials = try account.signIn(credentials)
      let api = try ShopAPI(
        Self.base, console: Self.console, headers: [:], secrets: [], over: transport)
      door = .success(
        TokenDoor(api, credentials) { token in ["Authorization": "Bearer \(token.reveal())"] })
    } catch {
      door = .failure(error)
    }
  }

  private static let base = "https://api.ebay.com"
  private static let scopes = ["commerce.message", "sell.fulfillment.readonly"]

  /// The refresh token is good for tokens of two hours
  /// (https://developer.ebay.com/api-docs/static/oauth-refresh-token-request.html).
  package static func tokenPlan(
    for account: Account, secret: Secret, second: Secret?
  ) throws(TokenServerProblem) -> TokenPlan? {
    var server = try TokenServer(
      url: "\(base)/identity/v1/oauth2/token", clientID: account.settings["client_id"] ?? "",
      clientSecret: second,
      scope: scopes.map { "https://api.ebay.com/oauth/api_scope/\($0)" }.joined(separator: " "))
    server.proof = .header
    return TokenPlan(server, refresh: secret)
  }
}

// MARK: - Orders

extension EBayChannel {
  /// One further request belongs to each order that has left.
  private static let pageSize = 25
  private static let path = "/sell/fulfillment/v1/order"

  package func orders(after cursor: Cursor?) async throws(ChannelError) -> OrderBatch {
    var walk = ChangeWalk(cursor, from: first)
    var query: [ShopRequest.Field] = [
      .init("limit", "\(Self.pageSize)"), .init("offset", "\(walk.offset)"),
    ]
    if let from = walk.from {
      query.append(.init("filter", "lastmodifieddate:[\(from.rfc3339())..]"))
    }
    let answer = try await ask(ShopRequest(.get, Self.path, query: query))
    let total = try answer.read { (json) throws(JSONMistake) in try json["total"].whole() }
    var items: [(key: String, changed: Instant, item: Order)] = []
    for json in answer.json["orders"].elements {
      items.append(try await whole(json, at: answer.at))
    }
    let isFull = walk.offset + items.count < total
    let orders = walk.take(
      counted: ChangeWalk.Page(items, next: nil, at: answer.at), isFull: isFull)
    return OrderBatch(
      orders: orders, next: walk.cursor, hasMore: walk.hasMore, notices: walk.notices)
  }

  package func order(_ number: String) async throws(ChannelError) -> Order? {
    let number = number.filter { $0 != "#" && !$0.isWhitespace }
    guard !number.isEmpty, number.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "-") }) else {
      return nil
    }
    let answer = try await ask(
      ShopRequest(.get, "\(Self.path)/\(number)", accepted: [400, 404]))
    guard answer.status == 200 else { return nil }
    return try await whole(answer.json, at: answer.at).item
  }

  @discardableResult
  package func test() async throws(ChannelError) -> [Suggestion] {
    _ = try await ask(ShopRequest(.get, Self.path, query: [.init("limit", "1")]))
    _ = try await ask(
      ShopRequest(
        .get, "\(Self.messages)/conversation",
        query: [.init("conversation_type", "FROM_MEMBERS"), .init("limit", "1")]))
    return []
  }

  /// An order with its parcels; only what has left has such.
  private func whole(
    _ json: JSONNode, at: Instant?
  ) async throws(ChannelError) -> (key: String, changed: Instant, item: Order) {
    var parcels: [JSONNode] = []
    if json["orderFulfillmentStatus"].words != "NOT_STARTED",
      let number = json["orderId"].optional
    {
      let answer = try await ask(
        ShopRequest(
          .get, "\(Self.path)/\(number.percentEncoded)/shipping_fulfillment",
          accepted: [400, 404]))
      parcels = answer.status == 200 ? answer.json["fulfillments"].elements : []
    }
    do throws(JSONMistake) {
      return try EBayShapes.entry(json, parcels: parcels, at: at)
    } catch {
      throw ChannelError(error, from: Self.profile.title)
    }
  }

  static let messages = "/commerce/message/v1"

  func ask(_ request: ShopRequest) async throws(ChannelError) -> ShopAnswer {
    try await door.get().ask(request)
  }
}
