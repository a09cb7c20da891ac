import Domain
import Foundation
import Wire

/// A mail provider's servers: one file of `Share/providers`, as data.
struct MailProvider: Hashable {
  /// What people call it.
  var title: String
  /// The domains of its addresses, lower case; empty for a guess.
  var domains: Set<String>
  /// The address of its IMAP server, without a user.
  var imap: String
  /// The address of its SMTP server, without a user.
  var smtp: String
  /// It files a copy of what is sent by itself.
  var filesCopies = false
  /// Where its tokens come from, where it takes no password.
  var oauth2: OAuth2?
  /// What must be done there first; empty where nothing must.
  var note = ""

  /// What a provider that wants OAuth 2 says of it.
  struct OAuth2: Hashable {
    /// Where tokens come from.
    var tokenURL: String
    /// What to ask for; `nil` for all that was agreed to.
    var scope: String?
  }

  /// Reads one file: lines of `key: value`.
  ///
  /// - Returns: `nil`, and why, where something is missing or unknown.
  static func read(_ text: String, path: String) -> (MailProvider?, [Problem]) {
    var values: [String: String] = [:]
    var problems: [Problem] = []
    let known = [
      "title", "domains", "imap", "smtp", "sent-copy", "login", "token-url", "scope", "note",
    ]
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if line.hasPrefix("#") || line.allSatisfy(\.isWhitespace) { continue }
      let parts = line.split(separator: ":", maxSplits: 1)
      let key = parts[0].trimmingCharacters(in: .whitespaces)
      guard parts.count == 2, known.contains(key) else {
        let near = Problem.nearest(to: key, among: known)
        problems.append(
          Problem(
            file: path, line: index + 1, column: 1, "nothing is called \(key)",
            remedy: near.map { "did you mean \($0)?" } ?? "known: \(known.joined(separator: ", "))")
        )
        continue
      }
      values[key] = parts[1].trimmingCharacters(in: .whitespaces)
    }
    guard let title = values["title"], let imap = values["imap"], let smtp = values["smtp"],
      let domains = values["domains"]
    else {
      problems.append(Problem(file: path, "title, domains, imap and smtp must be there"))
      return (nil, problems)
    }
    if values["login"] == "oauth2", values["token-url"] == nil {
      problems.append(Problem(file: path, "where login is oauth2, token-url must be there"))
    }
    let provider = MailProvider(
      title: title,
      domains: Set(
        domains.split(separator: ",").map {
          $0.trimmingCharacters(in: .whitespaces).lowercased()
        }), imap: imap, smtp: smtp, filesCopies: values["sent-copy"] == "server",
      oauth2: values["login"] == "oauth2"
        ? values["token-url"].map { OAuth2(tokenURL: $0, scope: values["scope"]) } : nil,
      note: values["note"] ?? "")
    return (problems.isEmpty ? provider : nil, problems)
  }

  /// What can be said of a domain that is no known provider's: the names most servers have.
  static func guess(_ domain: String) -> MailProvider {
    MailProvider(
      title: domain, domains: [], imap: "imaps://imap.\(domain):993",
      smtp: "smtps://smtp.\(domain):465")
  }

  /// The provider of an address among these, or a guess.
  static func provider(of address: String, among known: [MailProvider]) -> MailProvider {
    let domain = address.split(separator: "@").last.map { $0.lowercased() } ?? ""
    return known.first { $0.domains.contains(domain) } ?? guess(domain)
  }
}
