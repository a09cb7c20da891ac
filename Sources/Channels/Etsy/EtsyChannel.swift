package import ChannelKit
package import Domain
import Foundation
package import Wire

/// A shop on Etsy: its orders, which are called receipts there (Open API v3). Its buyers' messages
/// have no interface: Etsy mails a notice of each.
package struct EtsyChannel: OrderSource, OrderBook, Testable, TokenAsking {
  package static let profile = Profile(
    type: "etsy", title: "Etsy", pollInterval: .seconds(300), attachmentLimit: 0,
    fields: [
      .init(
        "user", "your member number: what stands before the dot in the refresh token",
        isRequired: true),
      .init(
        "keystring", "the keystring of your app: etsy.com/developers/your-apps", isRequired: true),
      .init("since", "the day from which on orders are read; all of them otherwise"),
    ],
    secret: "a refresh token (12345678.…) for your app, with the scopes transactions_r and shops_r",
    second: .init(
      "shared_secret", "the shared secret of the same app: etsy.com/developers/your-apps",
      isRequired: true),
    limits:
      "10 requests a second and 10,000 a day for a new app; a refresh token lives for 90 days. "
      + "Conversations are answered in the browser",
    quota: .fields(left: "x-remaining-today", of: "x-limit-per-day"))

  private static let console = "etsy.com/developers/your-apps: the app must be signed in anew"
  private static let base = "https://openapi.etsy.com/v3"

  private let user: String
  private let first: Instant?
  private let door: Result<TokenDoor, ChannelError>

  /// A channel over `account.settings`: `user`, `keystring` and `since`.
  package init(account: Account, transport: any Transport, credentials: Credentials?) {
    user = account.settings["user"] ?? ""
    first = account.since
    door = Self.door(account, transport, credentials)
  }

  /// Two proofs go with every request: the app's, and the seller's token.
  private static func door(
    _ account: Account, _ transport: any Transport, _ credentials: Credentials?
  ) -> Result<TokenDoor, ChannelError> {
    do throws(ChannelError) {
      let credentials = try account.signIn(credentials)
      guard case .keyed(_, let shared) = credentials else {
        throw .signedOut(
          reason: "the account \(account.name) has no shared secret; look at \(console)")
      }
      let user = account.settings["user"] ?? ""
      guard !user.isEmpty, user.allSatisfy({ $0.isASCII && $0.isNumber }) else {
        throw .signedOut(reason: "the user of \(account.name) is no member number such as 12345678")
      }
      let app = "\(account.settings["keystring"] ?? ""):\(shared.reveal())"
      let api = try ShopAPI(
        "\(base)/application", console: console, headers: [:], secrets: [shared], over: transport)
      return .success(
        TokenDoor(api, credentials) { token in
          ["x-api-key": app, "Authorization": "Bearer \(token.reveal())"]
        })
    } catch {
      return .failure(error)
    }
  }

  /// Tokens of an hour for a refresh token; an app proves itself by its keystring alone there
  /// (https://developers.etsy.com/documentation/essentials/authentication).
  package static func tokenPlan(
    for account: Account, secret: Secret, second: Secret?
  ) throws(TokenServerProblem) -> TokenPlan? {
    TokenPlan(
      try TokenServer(
        url: "\(base)/public/oauth/token", clientID: account.settings["keystring"] ?? ""),
      refresh: secret, key: second)
  }
}

// MARK: - Orders

extension EtsyChannel {
  private static let pageSize = 100

  package func orders(after cursor: Cursor?) async throws(ChannelError) -> OrderBatch {
    var walk = ChangeWalk(cursor, from: first)
    // When a receipt was made never changes, so that a page can be counted on.
    var query: [ShopRequest.Field] = [
      .init("sort_on", "created"), .init("sort_order", "asc"),
      .init("limit", "\(Self.pageSize)"), .init("offset", "\(walk.offset)"),
    ]
    if let from = walk.from {
      query.append(.init("min_last_modified", "\(max(from.milliseconds / 1000, Self.earliest))"))
    }
    let answer = try await ask(ShopRequest(.get, try await receipts(), query: query))
    let (page, total) = try answer.read { (json) throws(JSONMistake) in
      (
        ChangeWalk.Page(
          try EtsyShapes.entries(json["results"], at: answer.at), next: nil, at: answer.at),
        try json["count"].whole()
      )
    }
    let orders = walk.take(counted: page, isFull: walk.offset + page.items.count < total)
    return OrderBatch(
      orders: orders, next: walk.cursor, hasMore: walk.hasMore, notices: walk.notices)
  }

  /// The first moment that may be asked for: the beginning of the year 2000.
  private static let earliest: Int64 = 946_684_800

  package func order(_ number: String) async throws(ChannelError) -> Order? {
    let number = number.filter { $0 != "#" && !$0.isWhitespace }
    guard !number.isEmpty, number.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    let answer = try await ask(
      ShopRequest(.get, "\(try await receipts())/\(number)", accepted: [400, 404]))
    guard answer.status == 200 else { return nil }
    return try answer.read { (json) throws(JSONMistake) in
      try EtsyShapes.entry(json, at: answer.at).item
    }
  }

  @discardableResult
  package func test() async throws(ChannelError) -> [Suggestion] {
    _ = try await ask(
      ShopRequest(.get, try await receipts(), query: [.init("limit", "1")]))
    return []
  }

  /// The path of the seller's receipts; a seller has one shop.
  private func receipts() async throws(ChannelError) -> String {
    let answer = try await ask(ShopRequest(.get, "/users/\(user)/shops", accepted: [404]))
    let shop = answer.json["results"].elements.first ?? answer.json
    guard answer.status == 200, let number = shop["shop_id"].optional else {
      throw .signedOut(
        reason: "the member \(user) has no shop on Etsy; look at user in the configuration")
    }
    return "/shops/\(number.percentEncoded)/receipts"
  }

  private func ask(_ request: ShopRequest) async throws(ChannelError) -> ShopAnswer {
    try await door.get().ask(request)
  }
}
