package import Domain
package import Wire

/// A shop that gives tokens for the secrets of an account, where the account says so.
package protocol TokenAsking: Channel {
  /// Where its tokens come from; `nil` where it signs in with its secret as it is. `second` is what
  /// the profile asks for beside the secret.
  static func tokenPlan(
    for account: Account, secret: Secret, second: Secret?
  ) throws(TokenServerProblem) -> TokenPlan?
}

/// Where an account's tokens come from, and for what they are given.
package struct TokenPlan: Hashable, Sendable {
  /// Who gives them.
  package var server: TokenServer
  /// What they are given for; `nil` where that is the program's own secret.
  package var refresh: Secret?
  /// The program's key that goes beside each of them, where one does.
  package var key: Secret?

  /// A plan.
  package init(_ server: TokenServer, refresh: Secret? = nil, key: Secret? = nil) {
    self.server = server
    self.refresh = refresh
    self.key = key
  }

  /// What an account signs in with by these tokens.
  package func credentials(_ user: String, _ tokens: Tokens) -> Credentials {
    key.map { .keyed(tokens, key: $0) } ?? .tokens(user: user, tokens)
  }
}

/// A shop's door that is opened by a token, or by a key that never changes.
package struct TokenDoor: Sendable {
  /// The door; whoever it belongs to.
  package let api: ShopAPI
  private let credentials: Credentials
  private let fields: @Sendable (Secret) -> HTTPHeaders

  /// A door; `fields` show the token or the key.
  package init(
    _ api: ShopAPI, _ credentials: Credentials,
    showing fields: @escaping @Sendable (Secret) -> HTTPHeaders
  ) {
    self.api = api
    self.credentials = credentials
    self.fields = fields
  }

  /// Asks once, and once more with another token where this one is not accepted: then nothing was
  /// done.
  package func ask(_ request: ShopRequest) async throws(ChannelError) -> ShopAnswer {
    let key = try await key()
    do throws(ChannelError) {
      return try await opened(with: key).ask(request)
    } catch .signedOut(let reason) {
      guard let tokens else { throw .signedOut(reason: reason) }
      await tokens.refused(key)
      return try await opened(with: try await self.key()).ask(request)
    }
  }

  /// Fetches a file.
  package func fetch(
    _ request: ShopRequest, upTo limit: Int
  ) async throws(ChannelError) -> (type: String, bytes: [UInt8]) {
    try await opened(with: try await key()).fetch(request, upTo: limit)
  }

  private func opened(with key: Secret) throws(ChannelError) -> ShopAPI {
    try api.signed(fields(key), secrets: [key])
  }

  private var tokens: Tokens? {
    switch credentials {
    case .password: nil
    case .tokens(_, let tokens), .keyed(let tokens, _): tokens
    }
  }

  private func key() async throws(ChannelError) -> Secret {
    if case .password(_, let secret) = credentials { return secret }
    guard let tokens else { throw .signedOut(reason: "there is no secret; look at \(api.console)") }
    do throws(TokenError) {
      return try await tokens.current()
    } catch {
      throw ChannelError(error, console: api.console)
    }
  }
}

extension ChannelError {
  /// What it means for a channel that there is no token; `console` is where a person looks.
  package init(_ error: TokenError, console: String? = nil) {
    switch error {
    case .unreachable(let reason): self = .unreachable(reason: reason)
    case .slowDown(let wait): self = .slowDown(for: wait.map { min($0, ShopAPI.longestWait) })
    case .signedOut(let reason):
      self = .signedOut(reason: reason + (console.map { "; look at \($0)" } ?? ""))
    // Without a token nothing was asked of the shop: an answer cannot be half sent.
    case .unreadable(let excerpt): self = .unreachable(reason: excerpt)
    }
  }
}
