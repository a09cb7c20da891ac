import Foundation
import Mail
import Wire

/// A mail server as the domain's own records or its file describe it.
struct FoundServer: Hashable, Sendable {
  /// In ASCII, lower case.
  var host: String
  /// 1 to 65535.
  var port: Int
  /// TLS from the first byte; otherwise STARTTLS.
  var isTLS: Bool
  /// The name to sign in with, where it is not the address.
  var user: String?

  /// `nil` for a host that nobody offers mail at: this computer, whose servers would be spoken to
  /// without TLS, a number, or a name of one word.
  init?(host: String, port: Int, isTLS: Bool, user: String? = nil) {
    let labels = host.split(separator: ".")
    guard let ascii = HostName.ascii(host), labels.count >= 2, !Endpoint.isLoopback(ascii),
      !ascii.hasPrefix("["), labels.last.map({ $0.allSatisfy(\.isNumber) }) == false,
      1...65535 ~= port
    else { return nil }
    self.host = ascii
    self.port = port
    self.isTLS = isTLS
    self.user = user
  }

  /// As someone would answer the question for it.
  func url(_ service: MailURL.Service) -> String {
    let scheme = (service == .imap ? "imap" : "smtp") + (isTLS ? "s" : "")
    return "\(scheme)://\(user.map { "\($0.percentEncoded)@" } ?? "")\(host):\(port)"
  }
}

/// The names under which services are looked for (RFC 6186, section 3; RFC 8314, section 5.1).
enum MailServiceName: String, Hashable, Sendable, CaseIterable {
  case imaps = "_imaps._tcp"
  case imap = "_imap._tcp"
  case submissions = "_submissions._tcp"
  case submission = "_submission._tcp"

  /// TLS from the first byte.
  var isTLS: Bool { self == .imaps || self == .submissions }
}

/// What has come back so far of all that was asked about a domain.
struct MailFindings: Hashable, Sendable {
  /// What can be said of the mail of `domain`.
  let domain: String
  /// Whose address it is; the file of a domain may make a user of it.
  let address: String
  /// Who takes the mail; `nil` until somebody has answered.
  var mail: [DNSRecord]?
  /// Where its services are, as far as answered.
  var services: [MailServiceName: [DNSRecord]] = [:]
  /// What its files say, the better place first.
  var files: [Int: Autoconfig] = [:]

  /// What there is to go on before anything has been asked.
  init(address: String, domain: String) {
    self.address = address
    self.domain = domain
  }

  /// Nothing that is still on its way would change the guess.
  func isSettled(among known: [MailProvider]) -> Bool {
    guard mail != nil else { return false }
    return provider(among: known) != nil
      || services.count == MailServiceName.allCases.count && records(.imap) != nil
        && records(.smtp) != nil
  }

  // MARK: - What follows

  /// The known provider at which the domain's mail arrives: the hosts that are to be tried first
  /// (RFC 5321, section 5.1) are all its own.
  func provider(among known: [MailProvider]) -> MailProvider? {
    let hosts = (mail ?? []).compactMap { record -> (preference: UInt16, host: String)? in
      guard case .mx(let preference, let host) = record else { return nil }
      return (preference, host)
    }
    guard let first = hosts.map(\.preference).min() else { return nil }
    let best = hosts.filter { $0.preference == first }.map(\.host)
    return known.first { provider in best.allSatisfy(provider.takesMail(at:)) }
  }

  /// The server that the records name for a service: the lowest priority, TLS from the first byte
  /// where two are equal (RFC 8314, section 3), the greatest weight where there are several.
  ///
  /// A choice by chance (RFC 2782) would spread the load of many connections; here one host is
  /// written down, so the one that is meant to have most of them is.
  func records(_ service: MailURL.Service) -> FoundServer? {
    let names: [MailServiceName] =
      service == .imap ? [.imaps, .imap] : [.submissions, .submission]
    var best: (order: (UInt16, Int, UInt16), server: FoundServer)?
    for (place, name) in names.enumerated() {
      for case .srv(let priority, let weight, let port, let host) in services[name] ?? [] {
        let order = (priority, place, UInt16.max - weight)
        guard let server = FoundServer(host: host, port: Int(port), isTLS: name.isTLS),
          best.map({ order < $0.order }) ?? true
        else { continue }
        best = (order, server)
      }
    }
    return best?.server
  }

  /// The server that the domain's files name for a service.
  func file(_ service: MailURL.Service) -> FoundServer? {
    for (_, file) in files.sorted(by: { $0.key < $1.key }) {
      guard let server = service == .imap ? file.imap : file.smtp else { continue }
      let user = server.user(of: address)
      if let found = FoundServer(
        host: server.host, port: server.port, isTLS: server.isTLS,
        user: user == address ? nil : user)
      {
        return found
      }
    }
    return nil
  }

  /// What is offered for the questions, and where it comes from.
  func guess(among known: [MailProvider]) -> MailGuess {
    if let provider = provider(among: known) {
      return MailGuess(
        provider: provider, source: "found in the records of \(domain): \(provider.title)",
        isFound: true)
    }
    var provider = MailProvider.guess(domain)
    var sources: [String] = []
    var missing: [String] = []
    for (service, name) in [(MailURL.Service.imap, "IMAP"), (.smtp, "SMTP")] {
      let (record, file) = (records(service), file(service))
      guard let server = record ?? file else {
        missing.append(name)
        continue
      }
      let source = record == nil ? "the autoconfig file" : "the records"
      if !sources.contains(source) { sources.append(source) }
      if service == .imap {
        provider.imap = server.url(service)
      } else {
        provider.smtp = server.url(service)
      }
    }
    guard !sources.isEmpty else {
      return MailGuess(
        provider: provider, source: "nothing was found about \(domain): these are the usual names",
        isFound: false)
    }
    let source = "found in \(sources.joined(separator: " and ")) of \(domain)"
    return MailGuess(
      provider: known.first { $0.isServed(like: provider) } ?? provider,
      source: source + (missing.first.map { "; the \($0) server is a usual name" } ?? ""),
      isFound: true)
  }
}

/// What is offered for the questions about a domain's servers.
struct MailGuess: Hashable, Sendable {
  /// The servers, and what else is known of who runs them.
  var provider: MailProvider
  /// Where they come from, as a person reads it.
  var source: String
  /// Somebody said so; otherwise they are the names that most servers have.
  var isFound: Bool
}
