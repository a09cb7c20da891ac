import Foundation

/// How we sign in; never printed.
package enum MailLogin: Hashable, Sendable {
  /// A name with a password.
  case password(user: String, password: String)
  /// A name with a token (OAUTHBEARER, RFC 7628, or its forerunner XOAUTH2).
  case token(user: String, token: String)
}

extension MailLogin: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Always three dots.
  package var description: String { "•••" }
  /// Always three dots.
  package var debugDescription: String { "•••" }
  /// Has no children, so that `dump` shows nothing.
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// A way to sign in that is said with one response (SASL, RFC 4422).
enum MailMechanism: String, Hashable, Sendable {
  case plain = "PLAIN"
  case bearer = "OAUTHBEARER"
  case xoauth2 = "XOAUTH2"

  /// What ends the exchange after a challenge that tells an error, before the server's refusal:
  /// `^A` (RFC 7628, section 3.2.3), else an empty line.
  var surrender: String { self == .bearer ? "AQ==" : "" }
}

extension MailLogin {
  /// The best way in among those that a server offers, by their names in capitals.
  func mechanism(among offered: Set<String>) -> MailMechanism? {
    let known: [MailMechanism] =
      switch self {
      case .password: [.plain]
      case .token: [.bearer, .xoauth2]
      }
    return known.first { offered.contains($0.rawValue) }
  }

  /// The response of a mechanism, in base64.
  func response(_ mechanism: MailMechanism) -> String {
    let text =
      switch self {
      case .password(let user, let password):
        "\0\(user)\0\(password)"
      case .token(let user, let token) where mechanism == .bearer:
        "n,a=\(MailLogin.saslName(user)),\u{1}auth=Bearer \(token)\u{1}\u{1}"
      case .token(let user, let token):
        "user=\(user)\u{1}auth=Bearer \(token)\u{1}\u{1}"
      }
    return Data(text.utf8).base64EncodedString()
  }

  /// Why we were not let in, for people.
  ///
  /// - Parameter challenge: the last challenge; those of a refused token tell why, in JSON.
  func refusal(_ text: String, after challenge: String) -> String {
    guard case .token = self else {
      return "the server does not accept name and password: \(text)"
    }
    let told = Data(base64Encoded: challenge).flatMap {
      try? JSONSerialization.jsonObject(with: $0) as? [String: Any]
    }
    let status = told?["status"]
    let why = (status as? String ?? (status as? Int).map(String.init)).map {
      " (\(readable($0.utf8, limit: 60)))"
    }
    return "the server does not accept the token\(why ?? ""): \(text)"
  }

  /// A name between commas (RFC 5801, section 4).
  private static func saslName(_ name: String) -> String {
    name.replacing("=", with: "=3D").replacing(",", with: "=2C")
  }
}
