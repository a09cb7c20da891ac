import Foundation
import TOMLKit
import Wire

extension SettingsReading {
  /// How an account signs in: `secret` or `oauth2`.
  mutating func signIn(_ table: TableAt) -> AccountSettings.SignIn? {
    guard let value = table.table["oauth2"] else {
      guard table.table["secret"] != nil else {
        complain(table, "secret", "the account has no secret", Self.secretRemedy())
        return nil
      }
      return source(table, "secret").map { .password($0) }
    }
    guard table.table["secret"] == nil else {
      complain(
        table, "oauth2", "an account has secret or oauth2, not both",
        "leave secret out where the provider wants OAuth 2")
      return nil
    }
    guard let inner = value.table else {
      complain(
        table, "oauth2", "oauth2 is a table: token_url, client_id, refresh_token",
        "see docs/configuration.md")
      return nil
    }
    let place = TableAt(
      table: inner, name: "\(table.name).oauth2", occurrence: table.occurrence, within: table.name)
    return oauth2(place).map { .oauth2($0) }
  }

  private mutating func oauth2(_ table: TableAt) -> OAuth2Settings? {
    check(
      table, allowed: Settings.keys["account.oauth2", default: []],
      secret: ["password", "token", "access_token", "secret"])
    let url = tokenURL(table)
    let client = required(table, "client_id")
    let scope = string(table, "scope")
    let hasSecret = table.table["client_secret"] != nil
    let clientSecret = hasSecret ? source(table, "client_secret") : nil
    guard table.table["refresh_token"] != nil else {
      complain(
        table, "refresh_token", "oauth2 has no refresh_token", Self.secretRemedy("refresh_token"))
      return nil
    }
    guard let refresh = source(table, "refresh_token"), let url, let client,
      hasSecret == (clientSecret != nil)
    else { return nil }
    return OAuth2Settings(
      tokenURL: url, clientID: client, clientSecret: clientSecret, refreshToken: refresh,
      scope: scope)
  }

  private mutating func tokenURL(_ table: TableAt) -> String? {
    guard let text = required(table, "token_url") else { return nil }
    do {
      return try TokenServer(url: text, clientID: "").url
    } catch {
      complain(table, "token_url", "token_url: \(error.reason)", "")
      return nil
    }
  }

  /// Where the secret under `key` is kept.
  mutating func source(_ table: TableAt, _ key: String) -> SecretSource? {
    guard let inner = table.table[key]?.table else {
      complain(table, key, "a secret does not stand in this file", Self.secretRemedy(key))
      return nil
    }
    if let words = inner["command"]?.array?.compactMap({ $0.string }), !words.isEmpty {
      return .command(words)
    }
    if let name = inner["env"]?.string { return .environment(name) }
    if let file = inner["file"]?.string { return .file(resolved(file)) }
    complain(
      table, key,
      "the secret names no command, env or file; a secret does not stand in this file",
      Self.secretRemedy(key))
    return nil
  }

  static func secretRemedy(_ key: String = "secret") -> String {
    "write \(key) = { command = [\"pass\", \"show\", \"…\"] }, { env = \"NAME\" } or { file = \"path\" }"
  }
}
