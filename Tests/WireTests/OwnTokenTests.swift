import Foundation
import Synchronization
import Testing
import Wire

private let noon = Date(timeIntervalSince1970: 1_800_000_000)

/// Gives a token for the program's own secret, and counts who asks.
private final class TokenShop: Transport {
  private let state = Mutex<[HTTPRequest]>([])
  var requests: [HTTPRequest] { state.withLock { $0 } }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let number = state.withLock { requests in
      requests.append(request)
      return requests.count
    }
    await Task.yield()
    let text =
      #"{"access_token":"a\#(number)","token_type":"User Access Token","expires_in":900,"#
      + #""refresh_token":"not ours"}"#
    return HTTPResponse(status: 200, body: Array(text.utf8))
  }

  func connect(
    _ endpoint: Endpoint, within limit: Duration
  ) async throws(TransportError) -> any ByteStream { throw .timedOut }
}

/// Tokens that are given to the program itself (RFC 6749, section 4.4).
struct OwnTokenTests {
  private let moment = Moment()

  private final class Moment: Sendable {
    private let seconds = Mutex(0.0)
    func turn(_ by: Double) { seconds.withLock { $0 += by } }
    var now: Date { noon.addingTimeInterval(seconds.withLock { $0 }) }
  }

  private func server(_ proof: TokenServer.Proof = .form) throws -> TokenServer {
    var server = try TokenServer(
      url: "https://shop.example/token", clientID: "id", clientSecret: Secret("s:1"))
    server.proof = proof
    return server
  }

  @Test func theSecretStandsInTheFormOrInTheHeader() throws {
    let form = try server().request(renewing: nil)
    #expect(
      String(decoding: form.body, as: UTF8.self)
        == "grant_type=client_credentials&client_id=id&client_secret=s%3A1")
    #expect(form.headers["Authorization"] == nil)
    let header = try server(.header).request(renewing: nil)
    #expect(String(decoding: header.body, as: UTF8.self) == "grant_type=client_credentials")
    let pair = Data("id:s:1".utf8).base64EncodedString()
    #expect(header.headers["Authorization"] == "Basic \(pair)")
    let renewal = try server(.header).request(renewing: Secret("r"))
    #expect(
      String(decoding: renewal.body, as: UTF8.self) == "grant_type=refresh_token&refresh_token=r")
  }

  @Test func itIsAskedForOnceByAllWhoWaitAndKeptUntilItRunsOut() async throws {
    let shop = TokenShop()
    let tokens = Tokens(from: try server(), over: shop, now: { [moment] in moment.now })
    let given = try await withThrowingTaskGroup(of: Secret.self) { group in
      for _ in 0..<8 { group.addTask { try await tokens.current() } }
      return try await group.reduce(into: Set<Secret>()) { $0.insert($1) }
    }
    #expect(given == [Secret("a1")])
    #expect(shop.requests.count == 1)
    moment.turn(600)
    #expect(try await tokens.current() == Secret("a1"))
    moment.turn(300)
    #expect(try await tokens.current() == Secret("a2"))
    #expect(shop.requests.count == 2)
    // Whatever else was given, the next one is asked for in the program's own name again.
    #expect(
      shop.requests.allSatisfy {
        String(decoding: $0.body, as: UTF8.self).hasPrefix("grant_type=client_credentials")
      })
  }

  @Test func oneThatIsNotAcceptedIsNotUsedAgain() async throws {
    let shop = TokenShop()
    let tokens = Tokens(from: try server(), over: shop, now: { noon })
    await tokens.refused(try await tokens.current())
    #expect(try await tokens.current() == Secret("a2"))
  }
}
