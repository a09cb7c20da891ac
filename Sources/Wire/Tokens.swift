package import Foundation

/// Where an account's refresh token is kept, since servers may replace it at any renewal.
package protocol RefreshTokenBook: Sendable {
  /// The refresh token that counts now.
  func current() throws(TokenError) -> Secret
  /// Keeps the one that takes its place; it must survive the end of the process.
  func keep(_ next: Secret) throws(TokenError)
}

/// An account's access tokens: renewed ahead of time, once for all who wait.
///
/// What it holds never shows itself in text.
package actor Tokens {
  private let server: TokenServer
  /// `nil` where tokens are given for the program's own secret.
  private let book: (any RefreshTokenBook)?
  private let transport: any Transport
  private let now: @Sendable () -> Date
  private var grant: TokenGrant?
  /// A refresh token that the book could not keep yet: it exists nowhere else.
  private var unkept: Secret?
  private var renewing: Task<Result<Secret, TokenError>, Never>?

  /// Tokens from `server`; nothing is asked yet.
  package init(
    from server: TokenServer, book: any RefreshTokenBook, over transport: any Transport,
    now: @escaping @Sendable () -> Date
  ) {
    self.server = server
    self.book = book
    self.transport = transport
    self.now = now
  }

  /// Tokens that `server` gives to the program itself, for its own secret; nothing is asked yet.
  package init(
    from server: TokenServer, over transport: any Transport, now: @escaping @Sendable () -> Date
  ) {
    self.server = server
    book = nil
    self.transport = transport
    self.now = now
  }

  /// The token to sign in with now.
  package func current() async throws(TokenError) -> Secret {
    if let renewing { return try await renewing.value.get() }
    if let grant, unkept == nil, grant.isFresh(at: now()) { return grant.access }
    // A task of its own: a renewal is not given up half-way because one who waits is cancelled,
    // or the answer that holds the next refresh token would be lost.
    let task = Task { await renewed() }
    renewing = task
    return try await task.value.get()
  }

  /// A mail server did not accept `token`: the next one asked for is another.
  package func refused(_ token: Secret) {
    if grant?.access == token { grant = nil }
  }

  private func renewed() async -> Result<Secret, TokenError> {
    defer { renewing = nil }
    do throws(TokenError) {
      try keepWhatIsUnkept()
      if let grant, grant.isFresh(at: now()) { return .success(grant.access) }
      guard let book else { return .success(try await ask(with: nil)) }
      let refresh = try book.current()
      do throws(TokenError) {
        return .success(try await ask(with: refresh))
      } catch {
        // Another process on the same store may have been given the next one meanwhile.
        guard case .signedOut = error, try book.current() != refresh else { throw error }
        return .success(try await ask(with: try book.current()))
      }
    } catch {
      return .failure(error)
    }
  }

  private func ask(with refresh: Secret?) async throws(TokenError) -> Secret {
    let response: HTTPResponse
    do {
      response = try await transport.send(server.request(renewing: refresh))
    } catch {
      throw .unreachable(reason: "\(server.host): \(error.description)")
    }
    let grant = try server.grant(from: response, to: refresh, now: now())
    self.grant = grant
    if book != nil { unkept = grant.refresh }
    try keepWhatIsUnkept()
    return grant.access
  }

  private func keepWhatIsUnkept() throws(TokenError) {
    guard let book, let next = unkept else { return }
    try book.keep(next)
    unkept = nil
  }
}

extension Tokens: Hashable {
  /// The same tokens, not equal ones.
  package static func == (one: Tokens, other: Tokens) -> Bool { one === other }
  package nonisolated func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(self))
  }
}

extension Tokens: CustomStringConvertible, CustomReflectable {
  /// Always three dots.
  package nonisolated var description: String { "•••" }
  /// Has no children, so that `dump` shows nothing.
  package nonisolated var customMirror: Mirror { Mirror(self, children: []) }
}
