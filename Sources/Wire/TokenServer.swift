package import Foundation

/// Where an account's tokens come from, and as whom we ask for them (OAuth 2, RFC 6749).
package struct TokenServer: Hashable, Sendable {
  /// The address that gives tokens; `https` unless the host is this computer.
  package let url: String
  /// Who the program is, as registered with the provider.
  package let clientID: String
  /// The program's own secret; `nil` where the provider gives none.
  package let clientSecret: Secret?
  /// What the token is for; `nil` for all that was agreed to.
  package let scope: String?
  /// How the program's own secret is told.
  package var proof = Proof.form
  /// What else goes with each question.
  package var headers: HTTPHeaders = [:]

  /// Where a program's own secret stands in a question (RFC 6749, section 2.3.1).
  package enum Proof: Hashable, Sendable {
    /// Among what is sent.
    case form
    /// In the field Authorization, with the program's name.
    case header
  }

  /// A token server. Throws with the reason where `url` may not be asked for a secret.
  package init(
    url: String, clientID: String, clientSecret: Secret? = nil, scope: String? = nil
  ) throws(TokenServerProblem) {
    guard let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty,
      let scheme = parts.scheme?.lowercased(), ["https", "http"].contains(scheme)
    else { throw TokenServerProblem(reason: "it must be an address that starts with https://") }
    guard scheme == "https" || Endpoint.isLoopback(host) else {
      throw TokenServerProblem(reason: "it must start with https://, or secrets would be read")
    }
    guard parts.user == nil, parts.password == nil, parts.fragment == nil else {
      throw TokenServerProblem(reason: "no name, password or # may stand in it")
    }
    self.url = url
    self.clientID = clientID
    self.clientSecret = clientSecret
    self.scope = scope
  }

  /// The server's name, for messages.
  package var host: String { URLComponents(string: url)?.host ?? "the token server" }
}

/// What is wrong with a token server's address, for the person who wrote it.
package struct TokenServerProblem: Error, Hashable, Sendable {
  /// A sentence that also says what is expected.
  package var reason: String
}

/// What a token server gives.
package struct TokenGrant: Hashable, Sendable {
  /// Lets us in until `expires`.
  package var access: Secret
  /// When it was given.
  package var given: Date
  /// When it runs out; `nil` where the server does not say.
  package var expires: Date?
  /// The refresh token that takes the place of the one just used; `nil` where that stays good.
  package var refresh: Secret?

  /// A grant from its parts.
  package init(access: Secret, given: Date, expires: Date?, refresh: Secret?) {
    self.access = access
    self.given = given
    self.expires = expires
    self.refresh = refresh
  }

  /// Whether it may still be used: renewed five minutes before it runs out, or a tenth of its life
  /// where that is shorter. A clock that was set back makes it stale.
  package func isFresh(at now: Date) -> Bool {
    guard now.timeIntervalSince(given) > -60 else { return false }
    guard let expires else { return true }
    let margin = min(300, expires.timeIntervalSince(given) / 10)
    return now.addingTimeInterval(margin) < expires
  }
}

/// Why there is no token; each case says who must act.
package enum TokenError: Error, Hashable, Sendable {
  /// No answer, or none that settles it. The machine tries again.
  case unreachable(reason: String)
  /// The server asks us to wait. The machine does.
  case slowDown(for: Duration?)
  /// The sign-in is no longer good, or never was. A person must sign in again.
  case signedOut(reason: String)
  /// The answer is none. The machine tries again; a developer must look.
  case unreadable(excerpt: String)
}

// MARK: - Asking

extension TokenServer {
  /// Asks for a new access token (RFC 6749, section 6); without a refresh token in the program's
  /// own name (section 4.4).
  package func request(renewing refresh: Secret?) -> HTTPRequest {
    var fields = [("grant_type", refresh == nil ? "client_credentials" : "refresh_token")]
    if let refresh { fields.append(("refresh_token", refresh.reveal())) }
    var headers = headers
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    headers["Accept"] = "application/json"
    switch proof {
    case .form:
      fields.append(("client_id", clientID))
      if let clientSecret { fields.append(("client_secret", clientSecret.reveal())) }
    case .header:
      let pair = "\(clientID):\(clientSecret?.reveal() ?? "")"
      headers["Authorization"] = "Basic \(Data(pair.utf8).base64EncodedString())"
    }
    if let scope { fields.append(("scope", scope)) }
    let body = fields.map { "\($0)=\($1.percentEncoded)" }.joined(separator: "&")
    return HTTPRequest(
      .post, url, headers: headers, body: Array(body.utf8), answerLimit: 256 << 10)
  }
}

// MARK: - Understanding the answer

extension TokenServer {
  /// What an answer to `request(renewing:)` gives, or why it gives nothing.
  ///
  /// No reason holds a secret, even where the server sent it back.
  package func grant(
    from response: HTTPResponse, to refresh: Secret?, now: Date
  ) throws(TokenError) -> TokenGrant {
    let object = try? JSONSerialization.jsonObject(with: Data(response.body))
    let answer = object as? [String: Any] ?? [:]
    guard response.status == 200 else { throw failure(response, answer, refresh, now) }
    guard let access = answer["access_token"] as? String, TokenServer.isToken(access) else {
      throw .unreadable(excerpt: "\(host) answers without an access token")
    }
    // eBay calls its bearer tokens by whom they are for.
    let kinds = ["bearer", "user access token", "application access token"]
    if let type = answer["token_type"] as? String, !kinds.contains(type.lowercased()) {
      throw .unreadable(excerpt: "\(host) gives a token of another kind than Bearer")
    }
    let next = (answer["refresh_token"] as? String).flatMap {
      TokenServer.isToken($0) ? Secret($0) : nil
    }
    return TokenGrant(
      access: Secret(access), given: now,
      expires: TokenServer.seconds(answer["expires_in"]).map { now.addingTimeInterval($0) },
      refresh: next == refresh ? nil : next)
  }

  private func failure(
    _ response: HTTPResponse, _ answer: [String: Any], _ refresh: Secret?, _ now: Date
  ) -> TokenError {
    let asked = response.headers["Retry-After"].flatMap { Retry.asked(by: $0, now: now) }
    if response.status == 429 { return .slowDown(for: asked) }
    if response.status >= 500 {
      if let asked { return .slowDown(for: asked) }
      return .unreachable(reason: "\(host) has trouble of its own (status \(response.status))")
    }
    let code = answer["error"] as? String ?? ""
    let detail = shown(answer["error_description"] as? String ?? "", refresh)
    let name = shown(code, refresh)
    let said = detail.isEmpty ? name : "\(name): \(detail)"
    switch code {
    case "invalid_grant" where refresh != nil:
      return .signedOut(
        reason: "\(host) no longer accepts this sign-in (\(said)); "
          + "sign in again: the account needs a new refresh_token, see docs/configuration.md")
    case "invalid_client", "unauthorized_client":
      return .signedOut(reason: "\(host): look at client_id and client_secret (\(said))")
    case "invalid_scope":
      return .signedOut(reason: "\(host): look at scope (\(said))")
    case "invalid_grant", "invalid_request", "unsupported_grant_type", "access_denied",
      "interaction_required",
      "consent_required", "login_required":
      return .signedOut(reason: "\(host) gives no token (\(said)); sign in again")
    case "temporarily_unavailable", "server_error":
      return .unreachable(reason: "\(host) has trouble of its own (\(said))")
    case "slow_down":
      return .slowDown(for: asked)
    case "" where response.status == 401:
      return .signedOut(
        reason: "\(host) does not accept the key; look at client_id and its secret")
    default:
      let why = code.isEmpty ? "no reason that we understand; look at token_url" : said
      return .unreadable(excerpt: "\(host) gives no token: status \(response.status), \(why)")
    }
  }

  /// Text from the server for people: short, on one line, without our secrets.
  private func shown(_ text: String, _ refresh: Secret?) -> String {
    let bare = clientSecret?.masked(in: text) ?? text
    let masked = refresh?.masked(in: bare) ?? bare
    let line = masked.unicodeScalars.prefix(300).map { scalar in
      scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value ? " " : Character(scalar)
    }
    return String(line).trimmingCharacters(in: .whitespaces)
  }

  /// What may stand in a header or a SASL response as it is: visible ASCII.
  private static func isToken(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { 0x21...0x7E ~= $0 }
  }

  /// Some servers write the number as text.
  private static func seconds(_ value: Any?) -> Double? {
    let number = (value as? NSNumber)?.doubleValue ?? (value as? String).flatMap(Double.init)
    guard let number, number.isFinite else { return nil }
    return min(max(number, 0), 10 * 365 * 86_400)
  }
}
