import Foundation

/// The tokens a simulated server lets in, and the mechanisms it offers for them.
package struct TokenDoor: Hashable, Sendable {
  /// Access tokens that are good now.
  package var tokens: Set<String>
  /// The names of mechanisms, such as `XOAUTH2`.
  package var mechanisms: [String]

  /// A door for `tokens`.
  package init(tokens: Set<String>, mechanisms: [String] = ["XOAUTH2", "OAUTHBEARER"]) {
    self.tokens = tokens
    self.mechanisms = mechanisms
  }

  /// What a refused token is told, in base64, before the refusal.
  static let challenge = Data(#"{"status":"invalid_token","schemes":"bearer"}"#.utf8)
    .base64EncodedString()
}

extension MailboxSimulator {
  /// The mechanisms that are offered.
  var mechanisms: [String] { door?.mechanisms ?? ["PLAIN"] }

  /// The token in a response, where it lets its user in.
  func token(in response: [UInt8], by mechanism: String) -> String? {
    signIns += 1
    guard let door, door.mechanisms.contains(mechanism), !faults.refusesLogin,
      let data = Data(base64Encoded: Data(response))
    else { return nil }
    let parts = String(decoding: data, as: UTF8.self)
      .split(separator: "\u{1}", omittingEmptySubsequences: false).map(String.init)
    let name = mechanism == "OAUTHBEARER" ? "n,a=\(user)," : "user=\(user)"
    guard parts.count == 4, parts[0] == name, parts[1].hasPrefix("auth=Bearer "),
      parts[2].isEmpty, parts[3].isEmpty
    else { return nil }
    let token = String(parts[1].dropFirst("auth=Bearer ".count))
    return door.tokens.contains(token) ? token : nil
  }

  /// Whether someone who signed in with `token` may stay.
  func isGood(_ token: String?) -> Bool {
    guard let token else { return true }
    return door?.tokens.contains(token) ?? false
  }

  /// What a client must say to a refused token's challenge.
  static func surrender(_ mechanism: String) -> String { mechanism == "OAUTHBEARER" ? "AQ==" : "" }
}
