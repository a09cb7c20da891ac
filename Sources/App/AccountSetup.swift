import Domain
import Foundation
import Wire

/// What someone answers who sets up a mailbox, and the lines of config.toml that follow from it.
struct AccountSetup: Hashable {
  /// What commands call it.
  var name: String
  /// The address customers write to.
  var address: String
  /// The address of its IMAP server, with its user.
  var imap: String
  /// The address of its SMTP server, with its user.
  var smtp: String
  /// The provider files a copy of what is sent by itself.
  var filesCopies: Bool
  /// The file of the authority its servers' certificates are from, where the system knows it not.
  var authority: String?
  /// How it signs in.
  var signIn: AccountSettings.SignIn
  /// Further settings and their values, as suggested and agreed to.
  var more: [String: String] = [:]

  /// The shop's table, for a configuration that is begun.
  struct Shop: Hashable {
    /// The shop's name.
    var name: String
    /// Its time zone.
    var zone: String
    /// Who answers.
    var agent: String
  }

  /// The lines of this account.
  var lines: String {
    var lines = [
      "[[account]]", "name = \(Self.quoted(name))", "type = \"mail\"",
      "address = \(Self.quoted(address))", "imap = \(Self.quoted(imap))",
      "smtp = \(Self.quoted(smtp))",
    ]
    if let authority { lines.append("ca = \(Self.quoted(authority))") }
    if filesCopies { lines.append("sent_copy = \"server\"") }
    lines += more.sorted { $0.key < $1.key }.map { "\($0.key) = \(Self.quoted($0.value))" }
    switch signIn {
    case .password(let secret):
      lines.append("secret = \(Self.source(secret))")
    case .oauth2(let oauth2):
      lines += [
        "", "[account.oauth2]", "token_url = \(Self.quoted(oauth2.tokenURL))",
        "client_id = \(Self.quoted(oauth2.clientID))",
      ]
      if let secret = oauth2.clientSecret {
        lines.append("client_secret = \(Self.source(secret))")
      }
      lines.append("refresh_token = \(Self.source(oauth2.refreshToken))")
      if let scope = oauth2.scope { lines.append("scope = \(Self.quoted(scope))") }
    case .nothing:
      break
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Where a secret is, as TOML.
  static func source(_ secret: SecretSource) -> String {
    switch secret {
    case .command(let words):
      "{ command = [\(words.map(quoted).joined(separator: ", "))] }"
    case .environment(let name): "{ env = \(quoted(name)) }"
    case .file(let path): "{ file = \(quoted(path)) }"
    }
  }

  /// A whole configuration: what there is and this account behind it, or a new one.
  func configuration(after old: String?, _ shop: Shop) -> String {
    Self.configuration(lines, of: address, after: old, shop)
  }

  /// A whole configuration: what there is and an account's lines behind it, or a new one.
  static func configuration(
    _ lines: String, of address: String, after old: String?, _ shop: Shop
  ) -> String {
    if let old { return old + (old.hasSuffix("\n") || old.isEmpty ? "\n" : "\n\n") + lines }
    let head = [
      "[shop]", "name = \(quoted(shop.name))", "timezone = \(quoted(shop.zone))", "",
      "[agent]", "name = \(quoted(shop.agent))", "address = \(quoted(address))", "", "",
    ]
    return head.joined(separator: "\n") + lines
  }

  /// A server's address as people write it (`mail.example`, `mail.example:993`, a whole address)
  /// with a user in it.
  ///
  /// - Throws: what is wrong with it, as a sentence.
  static func server(
    _ text: String, _ service: MailURL.Service, user: String
  ) throws(Failure) -> String {
    let scheme = service == .imap ? "imap" : "smtp"
    var rest = text
    var secure = true
    if let end = text.range(of: "://") {
      let given = text[..<end.lowerBound].lowercased()
      guard [scheme, scheme + "s"].contains(given) else {
        throw Failure(.usage, "\(text) does not begin with \(scheme)")
      }
      secure = given.hasSuffix("s")
      rest = String(text[end.upperBound...])
    } else if ["587", "143"].contains(rest.split(separator: ":").last.map(String.init)) {
      secure = false
    }
    let named = rest.contains("@") ? rest : "\(user.percentEncoded)@\(rest)"
    let url = "\(scheme)\(secure ? "s" : "")://\(named)"
    do { _ = try MailURL(url) } catch { throw Failure(.usage, "\(text): \(error.reason)") }
    return url
  }

  /// A TOML basic string.
  static func quoted(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return "\"\(result)\""
  }
}
