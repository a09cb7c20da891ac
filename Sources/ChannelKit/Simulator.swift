package import Domain
import Foundation
package import Wire

/// A channel's double: answers as its shop does, out of a small shop's state.
package protocol Simulator: Sendable {
  /// The channel it is the double of.
  static var channel: any Channel.Type { get }
  /// The account that is signed in to it.
  static var account: Account { get }
  /// What that account signs in with.
  static var credentials: Credentials { get }
  /// What its profile asks for beside that; `nil` where it asks for nothing.
  static var second: Secret? { get }
  /// What a request is answered with; may change the shop.
  static func answer(_ request: SimulatedRequest, _ shop: inout SmallShop.State) -> HTTPResponse
  /// What the shop says to who comes too often.
  static func slowDown(retryAfter: String?) -> HTTPResponse
  /// Writes into an answer how much may still be asked of the shop, where the shop tells it beside
  /// what was asked for.
  static func tell(
    _ allowance: SmallShop.Allowance, at now: Instant, in answer: inout HTTPResponse)
  /// What it says where it reports a failure in an answer with status 200; `nil` where it never
  /// does so.
  static var errorInside: HTTPResponse? { get }
  /// The channel of its account, speaking to `shop`.
  static func channel(at shop: SmallShop) -> any Channel
}

extension Simulator {
  package static func slowDown(retryAfter: String?) -> HTTPResponse {
    var response = HTTPResponse(status: 429, json: ["message": "too many requests"])
    if let retryAfter { response.headers["Retry-After"] = retryAfter }
    return response
  }

  package static func tell(
    _ allowance: SmallShop.Allowance, at now: Instant, in answer: inout HTTPResponse
  ) {}

  package static var errorInside: HTTPResponse? { nil }

  package static var second: Secret? { nil }

  package static func channel(at shop: SmallShop) -> any Channel {
    channel(over: SimulatedTransport(Self.self, shop))
  }

  /// The channel of its account; `meter` reads what it is answered.
  package static func metered(at shop: SmallShop, _ meter: QuotaMeter) -> any Channel {
    channel(over: MeteredTransport(SimulatedTransport(Self.self, shop), meter))
  }

  private static func channel(over transport: any Transport) -> any Channel {
    channel.init(
      account: account, transport: transport, credentials: credentials(over: transport))
  }

  /// What its account signs in with: tokens where its shop gives such for its secret. Their time
  /// stands still.
  private static func credentials(over transport: any Transport) -> Credentials {
    guard let asking = channel as? any TokenAsking.Type,
      case .password(let user, let secret) = credentials,
      let plan = (try? asking.tokenPlan(for: account, secret: secret, second: second))
        .flatMap(\.self)
    else { return credentials }
    let now = { @Sendable in Date(timeIntervalSince1970: 1_800_000_000) }
    let tokens = plan.refresh.map { refresh in
      Tokens(from: plan.server, book: OnlyToken(refresh: refresh), over: transport, now: now)
    }
    return plan.credentials(
      user, tokens ?? Tokens(from: plan.server, over: transport, now: now))
  }
}

/// The book of an account whose refresh token never changes.
private struct OnlyToken: RefreshTokenBook {
  var refresh: Secret

  func current() throws(TokenError) -> Secret { refresh }
  func keep(_ next: Secret) throws(TokenError) {}
}

/// A request as a simulator reads it.
package struct SimulatedRequest: Sendable {
  /// What is asked of the resource.
  package let method: HTTPRequest.Method
  /// Without the address of the shop.
  package let path: String
  /// The last value of each name behind the question mark.
  package let query: [String: String]
  /// The fields before the body.
  package let headers: HTTPHeaders
  /// The body, null where it is no JSON.
  package let body: JSONNode
  /// The body as it came.
  package let bytes: [UInt8]

  /// A request taken apart.
  package init(_ request: HTTPRequest) {
    method = request.method
    headers = request.headers
    let afterScheme = request.url.firstRange(of: "://").map { request.url[$0.upperBound...] }
    let rest = (afterScheme ?? request.url[...]).drop { $0 != "/" }
    let parts = rest.split(separator: "?", maxSplits: 1)
    path = parts.first.map(String.init) ?? "/"
    var fields: [String: String] = [:]
    for pair in (parts.count > 1 ? parts[1] : "").split(separator: "&") {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let value = sides.count > 1 ? String(sides[1]) : ""
      fields[Self.decoded(String(sides[0]))] = Self.decoded(value)
    }
    query = fields
    bytes = request.body
    body = JSONNode((try? JSONValue(parsing: request.body)) ?? .null)
  }

  private static func decoded(_ text: String) -> String {
    text.removingPercentEncoding ?? text
  }
}

/// Carries a channel's requests to a small shop in memory.
package struct SimulatedTransport: Transport {
  private let simulator: any Simulator.Type
  private let shop: SmallShop

  /// A transport whose other end is `simulator`, speaking for `shop`.
  package init(_ simulator: any Simulator.Type, _ shop: SmallShop) {
    self.simulator = simulator
    self.shop = shop
  }

  package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    if Task.isCancelled { throw .closed(reason: "cancelled") }
    return try await shop.exchange(request, with: simulator)
  }

  package func connect(
    _ endpoint: Endpoint, within limit: Duration
  ) async throws(TransportError) -> any ByteStream {
    throw .unreachable(reason: "a shop takes no streams")
  }
}

extension HTTPResponse {
  /// An answer in JSON.
  package init(status: Int = 200, json: JSONValue) {
    self.init(status: status, headers: ["Content-Type": "application/json"], body: json.bytes)
  }
}
