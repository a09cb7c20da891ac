import Foundation
import Sockets
import Synchronization
import Testing
import Wire

private let noon = Date(timeIntervalSince1970: 1_800_000_000)

struct TokenServerTests {
  private func server(secret: String? = "client's & secret") throws -> TokenServer {
    try TokenServer(
      url: "https://login.example/token", clientID: "id 1", clientSecret: secret.map { Secret($0) },
      scope: "a b")
  }

  @Test func theQuestionIsAForm() throws {
    let request = try server().request(renewing: Secret("r+1/="))
    #expect(request.method == .post && request.url == "https://login.example/token")
    #expect(request.headers["Content-Type"] == "application/x-www-form-urlencoded")
    #expect(
      String(decoding: request.body, as: UTF8.self)
        == "grant_type=refresh_token&refresh_token=r%2B1%2F%3D&client_id=id%201"
        + "&client_secret=client%27s%20%26%20secret&scope=a%20b")
    var dumped = "\(request) \(try server())"
    dump(try server(), to: &dumped)
    dump(request, to: &dumped)
    #expect(!dumped.contains("secret&") && !dumped.contains("client's") && !dumped.contains("r+1"))
  }

  @Test(arguments: [
    ("https://login.example/token", true), ("http://127.0.0.1:81/token", true),
    ("http://localhost/token", true), ("http://login.example/token", false),
    ("ftp://login.example/", false), ("login.example", false), ("", false),
    ("https://a:b@login.example/", false), ("https://login.example/#x", false),
  ])
  func secretsGoOnlyWhereTheyAreProtected(_ url: String, _ isFine: Bool) {
    #expect(((try? TokenServer(url: url, clientID: "x")) != nil) == isFine)
  }

  static let grants: [(String, Double?, String?)] = [
    (#"{"access_token":"a","token_type":"Bearer","expires_in":3600}"#, 3600, nil),
    (#"{"access_token":"a","token_type":"bearer","expires_in":"3599"}"#, 3599, nil),
    (#"{"access_token":"a","refresh_token":"next"}"#, nil, "next"),
    (#"{"access_token":"a","refresh_token":"old","expires_in":-5}"#, 0, nil),
    (#"{"access_token":"a","refresh_token":"bad\u0001","expires_in":1e99}"#, 315_360_000, nil),
    (#"{"access_token":"a","refresh_token":7,"expires_in":null,"more":[{}]}"#, nil, nil),
  ]

  @Test(arguments: grants)
  func whatIsGiven(_ body: String, _ life: Double?, _ next: String?) throws {
    let grant = try server().grant(
      from: HTTPResponse(status: 200, body: Array(body.utf8)), to: Secret("old"), now: noon)
    #expect(grant.access == Secret("a"))
    #expect(grant.expires.map { $0.timeIntervalSince(noon) } == life)
    #expect(grant.refresh == next.map { Secret($0) })
  }

  enum Kind: Sendable { case unreachable, slowDown, signedOut, unreadable }

  static let refusals: [(Int, String, Kind, String)] = [
    (400, #"{"error":"invalid_grant","error_description":"revoked"}"#, .signedOut, "sign in again"),
    (400, #"{"error":"invalid_grant"}"#, .signedOut, "new refresh_token"),
    (401, #"{"error":"invalid_client"}"#, .signedOut, "client_secret"),
    (400, #"{"error":"unauthorized_client"}"#, .signedOut, "client_id"),
    (400, #"{"error":"invalid_scope"}"#, .signedOut, "scope"),
    (400, #"{"error":"interaction_required"}"#, .signedOut, "sign in again"),
    (400, #"{"error":"temporarily_unavailable"}"#, .unreachable, "trouble"),
    (400, #"{"error":"never_heard_of"}"#, .unreadable, "never_heard_of"),
    (400, "<html>", .unreadable, "token_url"), (404, "", .unreadable, "404"),
    (302, "", .unreadable, "302"), (500, "", .unreachable, "500"),
    (503, "<html>", .unreachable, "503"), (429, "", .slowDown, ""),
    (200, "<html>", .unreadable, "without"), (200, "[]", .unreadable, "without"),
    (200, #"{"access_token":""}"#, .unreadable, "without"),
    (200, #"{"access_token":7}"#, .unreadable, "without"),
    (200, #"{"access_token":"a\u0001auth=x"}"#, .unreadable, "without"),
    (200, #"{"access_token":"a\r\nb"}"#, .unreadable, "without"),
    (200, #"{"access_token":"a","token_type":"DPoP"}"#, .unreadable, "Bearer"),
  ]

  @Test(arguments: refusals)
  func whatIsNotGivenSaysWhoMustAct(_ status: Int, _ body: String, _ kind: Kind, _ why: String)
    throws
  {
    let response = HTTPResponse(status: status, body: Array(body.utf8))
    let error = #expect(throws: TokenError.self) {
      try server().grant(from: response, to: Secret("old"), now: noon)
    }
    switch (error, kind) {
    case (.unreachable(let reason), .unreachable), (.signedOut(let reason), .signedOut),
      (.unreadable(let reason), .unreadable):
      #expect(reason.contains(why) && reason.contains("login.example"), "\(reason)")
    case (.slowDown, .slowDown): break
    default: Issue.record("\(String(describing: error))")
    }
  }

  @Test(arguments: [429, 503])
  func theServersWaitIsKept(_ status: Int) {
    let response = HTTPResponse(status: status, headers: ["retry-after": "90"])
    #expect(throws: TokenError.slowDown(for: .seconds(90))) {
      try server().grant(from: response, to: Secret("old"), now: noon)
    }
  }

  @Test func aSecretThatComesBackIsNotShown() {
    let body =
      #"{"error":"invalid_grant","error_description":"old-token\nis bad, client's & secret"}"#
    let error = #expect(throws: TokenError.self) {
      try server().grant(
        from: HTTPResponse(status: 400, body: Array(body.utf8)), to: Secret("old-token"), now: noon)
    }
    let text = "\(String(describing: error))"
    #expect(!text.contains("old-token") && !text.contains("client's"), "\(text)")
    #expect(!text.contains("\n"))
  }

  @Test(arguments: [
    (3600.0, 0.0, true), (3600, 3299, true), (3600, 3301, false), (3600, 9999, false),
    (100, 89, true), (100, 91, false), (0, 0, false), (3600, -30, true), (3600, -90, false),
  ])
  func aTokenIsRenewedAheadOfTime(_ life: Double, _ age: Double, _ isFresh: Bool) {
    let grant = TokenGrant(
      access: Secret("a"), given: noon, expires: noon.addingTimeInterval(life), refresh: nil)
    #expect(grant.isFresh(at: noon.addingTimeInterval(age)) == isFresh)
  }

  @Test func aTokenWithoutAnEndIsUsedUntilItIsRefused() {
    let grant = TokenGrant(access: Secret("a"), given: noon, expires: nil, refresh: nil)
    #expect(grant.isFresh(at: noon.addingTimeInterval(1e6)))
  }
}

// MARK: - Renewing

/// A clock that a test turns.
private final class TestClock: Sendable {
  private let seconds = Mutex(0.0)
  func turn(_ by: Double) { seconds.withLock { $0 += by } }
  var now: Date { noon.addingTimeInterval(seconds.withLock { $0 }) }
}

/// A book in memory that may be full.
private final class TestBook: RefreshTokenBook {
  private let state: Mutex<(token: String, isFull: Bool, kept: [String])>
  init(_ token: String) { state = Mutex((token, false, [])) }
  var kept: [String] { state.withLock { $0.kept } }
  func fill(_ isFull: Bool) { state.withLock { $0.isFull = isFull } }
  func replace(_ token: String) { state.withLock { $0.token = token } }
  func current() throws(TokenError) -> Secret { Secret(state.withLock { $0.token }) }
  func keep(_ next: Secret) throws(TokenError) {
    let isFull = state.withLock { state in
      if !state.isFull {
        state.token = next.reveal()
        state.kept.append(next.reveal())
      }
      return state.isFull
    }
    if isFull { throw .unreachable(reason: "the disk is full") }
  }
}

/// A token server that rotates: each refresh token is good once.
private final class RotatingServer: Transport {
  private let state = Mutex((good: 1, asked: 0, given: 0))
  let life: Int
  let onAsk: @Sendable (Int) async throws(TransportError) -> Void
  init(
    life: Int = 3600,
    onAsk: @escaping @Sendable (Int) async throws(TransportError) -> Void = { _ in }
  ) {
    self.life = life
    self.onAsk = onAsk
  }
  var asked: Int { state.withLock { $0.asked } }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let number = state.withLock { state in
      state.asked += 1
      return state.asked
    }
    try await onAsk(number)
    let body = String(decoding: request.body, as: UTF8.self)
    let given: Int? = state.withLock { state in
      guard body.contains("refresh_token=r\(state.good)&") else { return nil }
      state.good += 1
      state.given += 1
      return state.given
    }
    guard let given else {
      return HTTPResponse(status: 400, body: Array(#"{"error":"invalid_grant"}"#.utf8))
    }
    let text =
      #"{"access_token":"a\#(given)","refresh_token":"r\#(given + 1)","expires_in":\#(life)}"#
    return HTTPResponse(status: 200, body: Array(text.utf8))
  }

  func connect(
    _ endpoint: Endpoint, within limit: Duration
  ) async throws(TransportError) -> any ByteStream { throw .timedOut }
}

struct TokensTests {
  private let clock = TestClock()
  private let book = TestBook("r1")

  private func tokens(_ server: RotatingServer) throws -> Tokens {
    Tokens(
      from: try TokenServer(url: "https://login.example/token", clientID: "id"), book: book,
      over: server, now: { [clock] in clock.now })
  }

  @Test func aTokenIsAskedForOnceAndRenewedWhenItIsDue() async throws {
    let server = RotatingServer()
    let tokens = try tokens(server)
    #expect(try await tokens.current() == Secret("a1"))
    clock.turn(3000)
    #expect(try await tokens.current() == Secret("a1"))
    #expect(server.asked == 1)
    clock.turn(301)
    #expect(try await tokens.current() == Secret("a2"))
    #expect(book.kept == ["r2", "r3"])
    var dumped = "\(tokens)"
    dump(tokens, to: &dumped)
    dump(Credentials.tokens(user: "ana", tokens), to: &dumped)
    #expect(!dumped.contains("a2") && !dumped.contains("r3"))
  }

  @Test func manyWhoWaitCauseOneRenewal() async throws {
    let server = RotatingServer()
    let tokens = try tokens(server)
    let all = try await withThrowingTaskGroup(of: Secret.self) { group in
      for _ in 0..<50 { group.addTask { try await tokens.current() } }
      return try await group.reduce(into: Set<Secret>()) { $0.insert($1) }
    }
    #expect(all == [Secret("a1")])
    #expect(server.asked == 1)
  }

  @Test func aRefusedTokenIsReplacedOnce() async throws {
    let server = RotatingServer()
    let tokens = try tokens(server)
    let first = try await tokens.current()
    await tokens.refused(first)
    #expect(try await tokens.current() == Secret("a2"))
    // A connection that is late with the same bad news changes nothing.
    await tokens.refused(first)
    #expect(try await tokens.current() == Secret("a2"))
    #expect(server.asked == 2)
  }

  @Test func oneWhoIsCancelledDoesNotLoseTheNextRefreshToken() async throws {
    let (arrived, arrive) = AsyncStream<Void>.makeStream()
    let (gate, open) = AsyncStream<Void>.makeStream()
    let server = RotatingServer { _ throws(TransportError) in
      arrive.yield()
      for await _ in gate { break }
      if Task.isCancelled { throw .closed(reason: "cancelled") }
    }
    let tokens = try tokens(server)
    let waiting = Task { try await tokens.current() }
    for await _ in arrived { break }
    waiting.cancel()
    open.yield()
    open.finish()
    #expect(try await tokens.current() == Secret("a1"))
    #expect(book.kept == ["r2"])
  }

  @Test func aFailingNetworkIsTriedAgainAndLosesNothing() async throws {
    let server = RotatingServer { number throws(TransportError) in
      if number == 1 { throw .timedOut }
    }
    let tokens = try tokens(server)
    await #expect(throws: TokenError.unreachable(reason: "login.example: no answer in time")) {
      try await tokens.current()
    }
    #expect(try await tokens.current() == Secret("a1"))
  }

  @Test func aTokenThatCannotBeKeptIsNotUsedUntilItIs() async throws {
    let server = RotatingServer()
    let tokens = try tokens(server)
    book.fill(true)
    for _ in 0..<2 {
      await #expect(throws: TokenError.unreachable(reason: "the disk is full")) {
        try await tokens.current()
      }
    }
    book.fill(false)
    #expect(try await tokens.current() == Secret("a1"))
    #expect(book.kept == ["r2"])
    #expect(server.asked == 1)
  }

  @Test func anotherProcesssRenewalIsNoSignOut() async throws {
    let server = RotatingServer { [book] number in
      // Just before the first question another process was given r1 on the same store.
      if number == 1 { book.replace("r1") }
    }
    book.replace("gone")
    #expect(try await tokens(server).current() == Secret("a1"))
    #expect(server.asked == 2)
  }

  @Test func aRevokedSignInSaysSo() async throws {
    book.replace("revoked")
    let server = RotatingServer()
    let tokens = try tokens(server)
    let error = await #expect(throws: TokenError.self) { try await tokens.current() }
    guard case .signedOut(let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("sign in again"))
    #expect(server.asked == 1)
  }

  @Test func overARealSocket() async throws {
    let answer = #"{"access_token":"real","expires_in":3600,"refresh_token":"r2"}"#
    try await withServer { stream in
      var head = ""
      while !head.contains("refresh_token=r1"), let bytes = try? await stream.read(), !bytes.isEmpty
      {
        head += String(decoding: bytes, as: UTF8.self)
      }
      guard head.hasPrefix("POST /token HTTP/1.1\r\n") else { return }
      let text =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(answer.utf8.count)"
        + "\r\nConnection: close\r\n\r\n\(answer)"
      try? await stream.write(Array(text.utf8))
    } test: { transport, port in
      let server = try TokenServer(url: "http://127.0.0.1:\(port)/token", clientID: "id")
      let tokens = Tokens(from: server, book: book, over: transport, now: { noon })
      #expect(try await tokens.current() == Secret("real"))
      #expect(book.kept == ["r2"])
    }
  }
}
