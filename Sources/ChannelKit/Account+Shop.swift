package import Domain
package import Wire

/// What every shop's channel asks of its account.
extension Account {
  /// The moment from which on things are read, where the account names a day.
  package var since: Instant? { settings["since"].flatMap { JSONNode(.string($0)).moment } }

  /// A setting that is a list; empty where the account has none such.
  package func list(_ key: String) -> [String] {
    guard let text = settings[key], let value = try? JSONValue(parsing: Array(text.utf8)) else {
      return []
    }
    return JSONNode(value).elements.compactMap(\.optional)
  }

  /// What it signs in with; throws `.signedOut` where there is nothing.
  package func signIn(_ credentials: Credentials?) throws(ChannelError) -> Credentials {
    guard let credentials else { throw .signedOut(reason: "the account \(name) has no secret") }
    return credentials
  }

  /// The secret that it signs in with as it is; throws `.signedOut` where there is none.
  package func secret(in credentials: Credentials?) throws(ChannelError) -> Secret {
    guard case .password(_, let secret) = try signIn(credentials) else {
      throw .signedOut(reason: "the account \(name) has no secret")
    }
    return secret
  }
}
