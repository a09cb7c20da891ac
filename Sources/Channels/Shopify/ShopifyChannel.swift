package import ChannelKit
package import Domain
import Foundation
package import Wire

/// A Shopify shop's orders over its GraphQL Admin API; its customers write mail.
package struct ShopifyChannel: OrderSource, OrderBook, Testable, TokenAsking {
  package static let profile = Profile(
    type: "shopify", title: "Shopify", pollInterval: .seconds(180), attachmentLimit: 0,
    fields: [
      .init("shop", "the shop's own address, such as northlight.myshopify.com", isRequired: true),
      .init("client_id", "the app's client id, where the secret is a client secret"),
      .init("version", "the API's version; \(version) otherwise"),
      .init("since", "the day from which on orders are read"),
    ],
    secret: "an access token (shpat_…), or with client_id the client secret of an app from the "
      + "Dev Dashboard with read_orders, read_customers, read_fulfillments and read_returns, and "
      + "write_orders where orders are to be changed",
    limits: "a budget of points that refills each second. Orders older than 60 days only with "
      + "read_all_orders, names and addresses only where the app is approved for them",
    quota: .bucket(place: ["extensions", "cost", "throttleStatus"]))

  /// The version that is asked for unless the account says otherwise.
  static let version = "2026-01"

  private let door: Result<TokenDoor, ChannelError>
  private let account: Account
  private let first: Instant?

  /// A channel over `account.settings`: `shop`, `client_id`, `version` and `since`.
  package init(account: Account, transport: any Transport, credentials: Credentials?) {
    self.account = account
    first = account.since
    do throws(ChannelError) {
      let credentials = try account.signIn(credentials)
      let api = try ShopAPI(
        Self.address(account), console: Self.console, headers: [:], secrets: [], over: transport)
      door = .success(
        TokenDoor(api, credentials) { key in ["X-Shopify-Access-Token": key.reveal()] })
    } catch {
      door = .failure(error)
    }
  }

  /// With a client id, the secret is good for a token that lives for a day
  /// (https://shopify.dev/docs/apps/build/authentication-authorization).
  package static func tokenPlan(
    for account: Account, secret: Secret, second: Secret?
  ) throws(TokenServerProblem) -> TokenPlan? {
    guard let client = account.settings["client_id"] else { return nil }
    return TokenPlan(
      try TokenServer(
        url: "\(address(account))/admin/oauth/access_token", clientID: client,
        clientSecret: secret))
  }

  private static func address(_ account: Account) -> String {
    "https://\(account.settings["shop"] ?? "")"
  }

  private static let console =
    "the app in Shopify's Dev Dashboard: it must be installed, with read_orders, read_customers "
    + "and read_fulfillments"
}

// MARK: - Orders

extension ShopifyChannel {
  package func orders(after cursor: Cursor?) async throws(ChannelError) -> OrderBatch {
    var walk = ChangeWalk(cursor, from: first)
    // Without any condition the whole list is given, as far back as the app may see.
    let words = walk.from.map { "updated_at:>='\($0.rfc3339())'" } ?? ""
    let answer = try await ask(words, after: walk.token, count: 25)
    let orders = answer.json["data"]["orders"]
    let page = try answer.read { (_) throws(JSONMistake) in
      ChangeWalk.Page(
        try ShopifyShapes.entries(orders, at: answer.at),
        next: orders["pageInfo"]["hasNextPage"].isTrue
          ? try orders["pageInfo"]["endCursor"].text() : nil,
        at: answer.at)
    }
    let fresh = walk.take(page)
    return OrderBatch(
      orders: fresh, next: walk.cursor, hasMore: walk.hasMore, notices: walk.notices)
  }

  package func order(_ number: String) async throws(ChannelError) -> Order? {
    let bare = number.filter { $0.isLetter || $0.isNumber || "-_./".contains($0) }
    guard !bare.isEmpty else { return nil }
    let answer = try await ask("name:\(bare)", after: nil, count: 5)
    return try answer.read { (json) throws(JSONMistake) in
      try ShopifyShapes.entries(json["data"]["orders"], at: answer.at).map(\.item)
    }.first { $0.isCalled(number) }
  }

  @discardableResult
  package func test() async throws(ChannelError) -> [Suggestion] {
    _ = try await ask("", after: nil, count: 1)
    return []
  }
}

// MARK: - Asking

extension ShopifyChannel {
  /// Asks for orders with their returns, and without them where the app may not read those.
  private func ask(
    _ words: String, after token: String?, count: Int
  ) async throws(ChannelError) -> ShopAnswer {
    let answer = try await send(words, after: token, count: count, withReturns: true)
    guard Self.isDenied(answer) else { return try judged(answer) }
    return try judged(try await send(words, after: token, count: count, withReturns: false))
  }

  private func send(
    _ words: String, after token: String?, count: Int, withReturns: Bool
  ) async throws(ChannelError) -> ShopAnswer {
    try await ask(
      ShopifyShapes.query,
      [
        "words": .string(words), "after": .text(token), "count": .int(count),
        "returns": .bool(withReturns),
      ], isRepeatable: true)
  }

  /// Something of what was asked for may not be read, and so nothing was told.
  private static func isDenied(_ answer: ShopAnswer) -> Bool {
    answer.json["data"]["orders"].isNull
      && answer.json["errors"].elements.contains {
        $0["extensions"]["code"].words == "ACCESS_DENIED"
      }
  }

  private func judged(_ answer: ShopAnswer) throws(ChannelError) -> ShopAnswer {
    let errors = answer.json["errors"]
    guard errors.isNull || errors.elements.isEmpty else {
      try judge(answer)
      return answer
    }
    guard !answer.json["data"]["orders"].isNull else {
      throw .unreadable(excerpt: "\(answer.name): data.orders is missing")
    }
    return answer
  }

  /// Asks once in the shop's own language.
  func ask(
    _ question: String, _ variables: [String: JSONValue], isRepeatable: Bool
  ) async throws(ChannelError) -> ShopAnswer {
    try await door.get().ask(
      ShopRequest(
        .post, "/admin/api/\(account.settings["version"] ?? Self.version)/graphql.json",
        body: .json(["query": .string(question), "variables": .object(variables)]),
        isRepeatable: isRepeatable))
  }

  /// Failures come in answers with status 200; those that only hide personal data are none.
  private func judge(_ answer: ShopAnswer) throws(ChannelError) {
    let name = try door.get().api.name
    let errors = answer.json["errors"].elements
    let codes = errors.map { $0["extensions"]["code"].words }
    if codes.contains("THROTTLED") || errors.contains(where: { $0["message"].words == "Throttled" })
    {
      throw .slowDown(for: ShopifyShapes.wait(answer.json["extensions"]["cost"]))
    }
    guard answer.json["data"]["orders"].isNull else { return }
    let said = errors.first?["message"].words.prefix(160) ?? ""
    if codes.contains("ACCESS_DENIED") {
      throw .signedOut(
        reason: "\(name) does not let this app read orders (\(said)); look at \(Self.console)")
    }
    throw .unreadable(excerpt: "\(name): \(said)")
  }
}
