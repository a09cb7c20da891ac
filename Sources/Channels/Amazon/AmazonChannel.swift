package import ChannelKit
package import Domain
import Foundation
package import Wire

/// A seller on Amazon: orders and parcels (Selling Partner API, Orders 2026-01-01). Buyers write
/// through relay mail.
package struct AmazonChannel: OrderSource, OrderBook, Testable, TokenAsking {
  package static let profile = Profile(
    type: "amazon", title: "Amazon", pollInterval: .seconds(300), attachmentLimit: 0,
    fields: [
      .init(
        "countries", "the marketplaces you sell in, such as de, fr; all at one of Amazon's doors",
        isRequired: true),
      .init(
        "client_id",
        "the client id of your app (amzn1.application-oa2-client.…): Seller Central > "
          + "Partner network > Develop apps", isRequired: true),
      .init("since", "the day from which on orders are read; otherwise those of the last 90 days"),
    ],
    secret: "a refresh token (Atzr|…): Seller Central > Develop apps > Authorize, with the roles "
      + "that read orders and buyers, and Buyer Communication where messages are to be sent",
    second: .init(
      "client_secret", "the client secret of the same app: Seller Central > Develop apps",
      isRequired: true),
    limits:
      "one look at the orders in three minutes; of orders that Amazon ships neither the buyer's "
      + "address nor parcels are told. Messages come and go by mail; "
      + "messages of fixed kinds can be sent from an order where Amazon allows them")

  private static let console =
    "Seller Central > Develop apps: the app must be authorized, with the roles that read orders"

  private let marketplaces: [AmazonMarketplace]
  private let first: Instant?
  private let door: Result<TokenDoor, ChannelError>

  /// A channel over `account.settings`: `countries`, `client_id` and `since`.
  package init(account: Account, transport: any Transport, credentials: Credentials?) {
    first = account.since
    switch AmazonMarketplace.named(account.settings["countries"] ?? "") {
    case .success(let found):
      marketplaces = found
      door = Self.door(found, account, transport, credentials)
    case .failure(let mistake):
      marketplaces = []
      door = .failure(.signedOut(reason: "the account \(account.name): \(mistake.sentence)"))
    }
  }

  private static func door(
    _ marketplaces: [AmazonMarketplace], _ account: Account, _ transport: any Transport,
    _ credentials: Credentials?
  ) -> Result<TokenDoor, ChannelError> {
    do throws(ChannelError) {
      let credentials = try account.signIn(credentials)
      let api = try ShopAPI(
        (marketplaces.first?.region ?? .europe).base, console: console, headers: [:], secrets: [],
        over: transport)
      return .success(
        TokenDoor(api, credentials) { token in
          ["x-amz-access-token": token.reveal(), "User-Agent": "shopbell/1 (Language=Swift)"]
        })
    } catch {
      return .failure(error)
    }
  }

  /// Tokens of an hour for the refresh token
  /// (https://developer-docs.amazon.com/sp-api/docs/connecting-to-the-selling-partner-api).
  package static func tokenPlan(
    for account: Account, secret: Secret, second: Secret?
  ) throws(TokenServerProblem) -> TokenPlan? {
    TokenPlan(
      try TokenServer(
        url: "https://api.amazon.com/auth/o2/token", clientID: account.settings["client_id"] ?? "",
        clientSecret: second),
      refresh: secret)
  }
}

// MARK: - Orders

extension AmazonChannel {
  private static let path = "/orders/2026-01-01/orders"
  private static let longest = Span.days(90)
  /// What has changed is told some two minutes late.
  private static let overlap = Span.minutes(5)
  private static let parts = "BUYER,RECIPIENT,PROCEEDS,FULFILLMENT,PACKAGES"

  package func orders(after cursor: Cursor?) async throws(ChannelError) -> OrderBatch {
    var walk = ChangeWalk(cursor, from: first, overlap: Self.overlap)
    if walk.from == nil {
      // Amazon wants to be told a moment, and itself tells what time it is.
      let at = try await anyOrder().at
      walk = ChangeWalk(nil, from: at.map { $0 - Self.longest }, overlap: Self.overlap)
    }
    // Every page is asked for with the same words.
    var query: [ShopRequest.Field] = [
      .init("lastUpdatedAfter", (walk.from ?? Self.longAgo).rfc3339()),
      .init("marketplaceIds", marketplaces.map(\.id).joined(separator: ",")),
      .init("includedData", Self.parts),
    ]
    if let token = walk.token { query.append(.init("paginationToken", token)) }
    let answer = try await ask(ShopRequest(.get, Self.path, query: query, accepted: [400]))
    if answer.status == 400 {
      // A token is good for a day.
      guard walk.token != nil else {
        throw .unreadable(excerpt: "\(answer.name) answers with status 400 (\(answer.said ?? ""))")
      }
      walk.lostItsPlace()
      return OrderBatch(
        orders: [], next: walk.cursor, hasMore: walk.hasMore, notices: walk.notices)
    }
    let page = try answer.read { (json) throws(JSONMistake) in
      ChangeWalk.Page(
        try AmazonShapes.entries(json["orders"], at: answer.at),
        next: json["pagination"]["nextToken"].optional, at: answer.at)
    }
    let orders = walk.take(page)
    return OrderBatch(
      orders: orders, next: walk.cursor, hasMore: walk.hasMore, notices: walk.notices)
  }

  package func order(_ number: String) async throws(ChannelError) -> Order? {
    let number = number.filter { $0 != "#" && !$0.isWhitespace }
    guard !number.isEmpty, number.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "-") }) else {
      return nil
    }
    let answer = try await ask(
      ShopRequest(
        .get, "\(Self.path)/\(number)", query: [.init("includedData", Self.parts)],
        accepted: [400, 404]))
    guard answer.status == 200 else { return nil }
    return try answer.read { (json) throws(JSONMistake) in
      try AmazonShapes.entry(json["order"], at: answer.at).item
    }
  }

  @discardableResult
  package func test() async throws(ChannelError) -> [Suggestion] {
    _ = try await anyOrder()
    return []
  }

  private func anyOrder() async throws(ChannelError) -> ShopAnswer {
    try await ask(
      ShopRequest(
        .get, Self.path,
        query: [
          .init("lastUpdatedAfter", Self.longAgo.rfc3339()),
          .init("marketplaceIds", marketplaces.map(\.id).joined(separator: ",")),
          .init("maxResultsPerPage", "1"),
        ]))
  }

  /// 1 January 2020.
  private static let longAgo = Instant(milliseconds: 1_577_836_800_000)

  func ask(_ request: ShopRequest) async throws(ChannelError) -> ShopAnswer {
    try await door.get().ask(request)
  }
}
