import Domain
import Foundation
import Wire

/// A mail provider's servers: one file of `Share/providers`, as data.
struct MailProvider: Hashable, Sendable {
  /// What people call it.
  var title: String
  /// The domains of its addresses, lower case; empty for a guess.
  var domains: Set<String>
  /// The domains of the hosts that take its mail, lower case: whose mail arrives there is a
  /// customer of it with a domain of their own.
  var mx: Set<String> = []
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
  struct OAuth2: Hashable, Sendable {
    /// Where tokens come from.
    var tokenURL: String
    /// What to ask for; `nil` for all that was agreed to.
    var scope: String?
  }

  /// Reads one file: lines of `key: value`.
  ///
  /// - Returns: `nil`, and why, where something is missing or unknown.
  static func read(_ text: String, path: String) -> (MailProvider?, [Problem]) {
    let lines = FrontMatter(allOf: text, file: path)
    var problems =
      lines.problems
      + lines.unknownKeys(besides: [
        "title", "domains", "mx", "imap", "smtp", "sent-copy", "login", "token-url", "scope",
        "note",
      ])
    guard let title = lines.text("title"), let imap = lines.text("imap"),
      let smtp = lines.text("smtp"), !(lines.list("domains") + lines.list("mx")).isEmpty
    else {
      problems.append(Problem(file: path, "title, domains or mx, imap and smtp must be there"))
      return (nil, problems)
    }
    let wantsTokens = lines.text("login") == "oauth2"
    if wantsTokens, lines.text("token-url") == nil {
      problems.append(lines.problem(at: "login", "where it is oauth2, token-url must be there"))
    }
    let provider = MailProvider(
      title: title, domains: Set(lines.list("domains").map { $0.lowercased() }),
      mx: Set(lines.list("mx").map { $0.lowercased() }), imap: imap, smtp: smtp,
      filesCopies: lines.text("sent-copy") == "server",
      oauth2: wantsTokens
        ? lines.text("token-url").map { OAuth2(tokenURL: $0, scope: lines.text("scope")) } : nil,
      note: lines.text("note") ?? "")
    return (problems.isEmpty ? provider : nil, problems)
  }

  /// The providers that come with the program.
  static func all() throws(Failure) -> [MailProvider] {
    guard let folder = Places.current.shared("providers") else { return [] }
    var known: [MailProvider] = []
    for file in Places.texts(in: folder, ending: ".provider") {
      let (provider, problems) = read(file.text, path: file.path)
      guard problems.isEmpty else { throw Failure(.configuration, problems) }
      if let provider { known.append(provider) }
    }
    return known
  }

  /// What can be said of a domain that is no known provider's: the names most servers have.
  static func guess(_ domain: String) -> MailProvider {
    MailProvider(
      title: domain, domains: [], imap: "imaps://imap.\(domain):993",
      smtp: "smtps://smtp.\(domain):465")
  }

  /// The provider of an address among these.
  static func listed(_ address: String, among known: [MailProvider]) -> MailProvider? {
    known.first { $0.domains.contains(domain(of: address)) }
  }

  /// The provider of an address among these, or a guess.
  static func provider(of address: String, among known: [MailProvider]) -> MailProvider {
    listed(address, among: known) ?? guess(domain(of: address))
  }

  private static func domain(of address: String) -> String {
    address.split(separator: "@").last.map { $0.lowercased() } ?? ""
  }

  /// Whether a host that takes mail is this provider's.
  func takesMail(at host: String) -> Bool {
    mx.contains { host == $0 || host.hasSuffix(".\($0)") }
  }

  /// Whether a guess leads to the same servers.
  func isServed(like guess: MailProvider) -> Bool {
    func place(_ url: String) -> Endpoint? { (try? MailURL(url))?.endpoint }
    return imap == guess.imap && place(smtp)?.host == place(guess.smtp)?.host
  }
}
