package import ChannelKit
package import Domain
import Foundation
package import Wire

/// A seller on eBay: orders (Fulfillment API), what buyers ask back of them (Post-Order API), and
/// members' messages (Message API).
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
      .init(
        "site",
        "the eBay site you sell on, for returns and cases: EBAY-US otherwise, such as EBAY-DE"),
    ],
    secret: "a refresh token (v^1.1#…): developer.ebay.com > User tokens, signed in as the seller, "
      + "with the scopes commerce.message and sell.fulfillment.readonly, and api_scope for returns",
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
  /// The door of the Post-Order API, to which tokens are shown in another way.
  let afterSale: Result<TokenDoor, ChannelError>
  let first: Instant?

  /// A channel over `account.settings`: `user`, `client_id`, `since` and `site`.
  package init(account: Account, transport: any Transport, credentials: Credentials?) {
    self.account = account
    first = account.since
    do throws(ChannelError) {
      let credentials = try account.signIn(credentials)
      let api = try ShopAPI(
        Self.base, console: Self.console, headers: [:], secrets: [], over: transport)
      door = .success(
        TokenDoor(api, credentials) { token in ["Authorization": "Bearer \(token.reveal())"] })
      let site = account.settings["site"] ?? "EBAY-US"
      afterSale = .success(
        TokenDoor(api, credentials) { token in
          ["Authorization": "IAF \(token.reveal())", "X-EBAY-C-MARKETPLACE-ID": site]
        })
    } catch {
      door = .failure(error)
      afterSale = .failure(error)
    }
  }

  private static let base = "https://api.ebay.com"

  /// The refresh token is good for tokens of two hours, each for all that the seller agreed to
  /// (https://developer.ebay.com/api-docs/static/oauth-refresh-token-request.html).
  package static func tokenPlan(
    for account: Account, secret: Secret, second: Secret?
  ) throws(TokenServerProblem) -> TokenPlan? {
    var server = try TokenServer(
      url: "\(base)/identity/v1/oauth2/token", clientID: account.settings["client_id"] ?? "",
      clientSecret: second)
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
      items.append(try await whole(try await withCancellations(json), at: answer.at))
    }
    let isFull = walk.offset + items.count < total
    let orders = walk.take(
      counted: ChangeWalk.Page(items, next: nil, at: answer.at), isFull: isFull)
    var batch = OrderBatch(
      orders: orders, next: walk.cursor, hasMore: walk.hasMore, notices: walk.notices)
    guard !walk.hasMore else { return batch }
    let asked = await claims(at: answer.at)
    batch.claims = asked.claims
    batch.notices += asked.notices
    return batch
  }

  package func order(_ number: String) async throws(ChannelError) -> Order? {
    let number = number.filter { $0 != "#" && !$0.isWhitespace }
    guard !number.isEmpty, number.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "-") }) else {
      return nil
    }
    let answer = try await ask(
      ShopRequest(.get, "\(Self.path)/\(number)", accepted: [400, 404]))
    guard answer.status == 200 else { return nil }
    var order = try await whole(answer.json, at: answer.at).item
    // What is known of it already stays where nothing is told.
    order.claims += (try? await claims(about: order)) ?? []
    return order
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

  /// Why it is to be called off stands only where one order is asked for.
  private func withCancellations(_ json: JSONNode) async throws(ChannelError) -> JSONNode {
    let state = json["cancelStatus"]["cancelState"].words
    guard !["", "NONE_REQUESTED"].contains(state), let number = json["orderId"].optional else {
      return json
    }
    let answer = try await ask(
      ShopRequest(.get, "\(Self.path)/\(number.percentEncoded)", accepted: [400, 404]))
    return answer.status == 200 ? answer.json : json
  }

  static let messages = "/commerce/message/v1"

  func ask(_ request: ShopRequest) async throws(ChannelError) -> ShopAnswer {
    try await door.get().ask(request)
  }
}
